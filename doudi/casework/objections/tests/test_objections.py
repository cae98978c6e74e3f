"""异议的故事：said while it hangs the decision waits; answered one by one; what was wrong is corrected month by month."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.models import Assessment
from doudi.casework.awards import terms
from doudi.casework.awards.models import Award, TermsReason
from doudi.casework.awards.queries import amount_for
from doudi.casework.awards.tests.desk import accepted, only_award, reviewed, with_lin
from doudi.casework.cases.models import Case, Stage
from doudi.casework.confirmation import closing
from doudi.casework.confirmation.models import Decision
from doudi.casework.confirmation.procedure import publicity
from doudi.casework.confirmation.publicity import Unanswered, close_publicity
from doudi.casework.confirmation.serving import serve
from doudi.casework.objections import actions
from doudi.casework.objections.actions import (
    Answered,
    NotDecided,
    NothingChanges,
    NotShownNow,
    NotUpheld,
    answer,
    correct,
    receive,
)
from doudi.casework.objections.models import Correction, Objection
from doudi.casework.objections.queries import corrections_of, objections, unanswered
from doudi.casework.tests.office import Office, open_office, stranger
from doudi.casework.tests.panel import signed_back
from doudi.config.tests.database import opened_once
from doudi.config.tests.town import SONGLING
from doudi.policy.values import Value
from doudi.records.access import acting_as
from doudi.records.documents.models import Way
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost

pytestmark = pytest.mark.django_db


def said(
    office: Office, kind: str, case: UUID | None, month: int = 3, day: int = 8, **changed: Any
) -> Objection:
    by = office.on(changed.pop("who", "zhang"), month, day)
    told = {"said_by": "王福", "said": "他家有一辆车没有申报", "contact": "13812345678"}
    days = {"received_on": by.day, "answer_by": date(2022, month + 1, day)}
    return receive(
        area=office.town.area(SONGLING), kind=kind, case=case, **{**told, **days, **changed}, by=by
    )


@pytest.fixture
def shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case whose opinion hangs seven days, where the place calls for it."""

    def on(area: int, day: date) -> Value:
        value = publicity(area, day)
        return replace(value, keys={**value.keys, "required": True, "days": 7})

    monkeypatch.setattr(closing, "publicity", on)
    case = reviewed(office, accepted(office, stranger(1), 3, 7), 3, 7)
    assert case.stage == Stage.PUBLICISED
    return case


django_db_setup = opened_once(lambda town: with_lin(open_office(town)), scope="module")


@pytest.fixture
def award(office: Office) -> Award:
    return only_award(office)


def test_while_an_objection_is_unanswered_the_decision_waits(office: Office, shown: Case) -> None:
    held = said(office, "publicity", shown.pk)
    closing_now = {"case": shown.pk, "place": "东岗村公示栏"}
    with pytest.raises(Unanswered, match="还有 1 件异议没有答复"):
        close_publicity(**closing_now, by=office.on("zhang", 3, 15))
    answer(objection=held.pk, outcome="not_upheld", told="车在 2019 年已过户", by=office.on("liu", 3, 10))
    assert close_publicity(**closing_now, by=office.on("zhang", 3, 15)).stage == Stage.REVIEWED


def test_an_objection_that_is_right_sends_the_case_back(office: Office, shown: Case) -> None:
    held = said(office, "publicity", shown.pk)
    answer(objection=held.pk, outcome="upheld", told="属实，重新核查", by=office.on("liu", 3, 10))
    closed = close_publicity(case=shown.pk, place="东岗村公示栏", by=office.on("zhang", 3, 10))
    assert closed.stage == Stage.ACCEPTED


def test_outside_of_a_publicity_it_is_a_complaint(office: Office, award: Award) -> None:
    with pytest.raises(NotShownNow):
        said(office, "publicity", award.case_id, 4)
    held = said(office, "report", award.case_id, 4)
    assert office.see(unanswered, by=office.on("liu", 4, 8)) == [held]
    answer(
        objection=held.pk, outcome="not_upheld", told="已查，不属实，已当面答复", by=office.on("liu", 4, 9)
    )
    assert office.see(unanswered, by=office.on("liu", 4, 9)) == []
    with pytest.raises(Answered):
        answer(objection=held.pk, outcome="upheld", told="又改口", by=office.on("liu", 4, 9))
    with acting_as(office.on("liu", 4, 9).scope), pytest.raises(DatabaseError), transaction.atomic():
        Objection.objects.update(outcome="upheld")


def test_a_complaint_about_no_case_lies_with_the_township(office: Office) -> None:
    held = said(office, "complaint", None)
    assert (held.area_id, held.case_id) == (office.songling, None)
    assert office.see(objections, by=office.on("wang", 3, 8)) == []
    with pytest.raises(NotFound):
        answer(objection=held.pk, outcome="upheld", told="看看", by=office.on("wang", 3, 8))
    with pytest.raises(WrongPost):
        said(office, "complaint", None, who="he")
    with pytest.raises(BadInput, match="答复期限不早于收到日期"):
        said(office, "complaint", None, answer_by=date(2022, 3, 1))


def test_who_said_it_is_not_readable_in_the_table(office: Office) -> None:
    said(office, "report", None)
    with acting_as(office.on("zhang", 3, 8).scope):
        held = Objection.objects.get()
        assert held.said_by.reveal() == "王福" and str(held.said_by) == "***"
        (row,) = Objection.objects.values("said_by", "said", "contact")
    assert "王福".encode() not in bytes(row["said_by"])


def test_remedies_run_from_service_and_a_late_one_is_told(office: Office, award: Award) -> None:
    with pytest.raises(NotDecided):
        said(office, "reconsideration", None)
    told = {
        "way": Way.IN_PERSON,
        "on": date(2022, 3, 28),
        "stamped_on": date(2022, 3, 28),
        "received_by": "林秀兰",
    }
    assert award.case_id is not None
    signed_back(award.case_id, office.on("zhang", 3, 28))
    serve(case=award.case_id, **told, by=office.on("zhang", 3, 28))
    held = said(office, "reconsideration", award.case_id, 5, 27, number="清政复〔2022〕3号")
    assert held.last_day == date(2022, 5, 27) and not held.too_late
    late = said(office, "reconsideration", award.case_id, 6, 8)
    assert late.too_late
    court = said(office, "litigation", award.case_id, 6, 8)
    assert court.last_day == date(2022, 9, 28) and court.decision_id == award.decision_id


def wrong(office: Office, award: Award, monkeypatch: pytest.MonkeyPatch) -> tuple[Objection, Assessment]:
    """A report that is right: the rent was counted twice, and the case is assessed again without it."""
    held = said(office, "report", award.case_id, 5, 9)
    answer(objection=held.pk, outcome="upheld", told="属实", by=office.on("liu", 5, 10))
    assert award.case_id is not None
    with acting_as(office.on("min", 5, 10).scope):
        Case.objects.filter(pk=award.case_id).update(stage=Stage.ACCEPTED)
    found = assess(case=award.case_id, by=office.on("zhang", 5, 10))
    return held, found


def test_what_was_wrong_is_corrected_by_a_new_decision_with_the_months_between(
    office: Office, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, found = wrong(office, award, monkeypatch)
    order: dict[str, Any] = {
        "objection": held.pk,
        "award": award.pk,
        "assessment": found.pk,
        "opinion": "更正",
    }
    april = {"from_month": date(2022, 4, 1)}
    with pytest.raises(NothingChanges):
        correct(**order, **april, by=office.on("zhao", 5, 12))
    with acting_as(office.on("zhao", 5, 12).scope):
        assert not Correction.objects.exists()
        assert award.terms.count() == 1
    reckoned = terms.reckoned_for

    def less(*asked: Any) -> Any:
        told = reckoned(*asked)
        return replace(told, monthly_fen=68400, base_fen=68400 - told.supplement_fen - told.care_fen)

    monkeypatch.setattr(actions, "reckoned_for", less)
    made = correct(**order, **april, by=office.on("zhao", 5, 12))
    assert made.corrects_id == award.decision_id and made.terms.reason == TermsReason.CORRECTED
    assert made.months == [
        {"month": "2022-04", "before_fen": 73400, "after_fen": 68400},
        {"month": "2022-05", "before_fen": 73400, "after_fen": 68400},
    ]
    assert made.difference_fen == -10000
    assert award.decision_id is not None
    with acting_as(office.on("zhao", 5, 12).scope):
        assert amount_for(award, date(2022, 4, 1)).monthly_fen == 68400
        assert Decision.objects.get(pk=award.decision_id).monthly_fen == 73400
    assert office.see(corrections_of, held, by=office.on("zhang", 5, 12)) == [made]
    with acting_as(office.on("zhao", 5, 12).scope), pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.update(difference_fen=0)


def test_who_may_not_correct_and_what_was_not_upheld_leave_nothing(
    office: Office, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, found = wrong(office, award, monkeypatch)
    other = said(office, "report", award.case_id, 5, 9)
    order: dict[str, Any] = {"award": award.pk, "assessment": found.pk, "opinion": "更正"}
    april = {"from_month": date(2022, 4, 1)}
    for who, objection, refusal in (
        ("zhao", other.pk, NotUpheld),
        ("zhang", held.pk, WrongPost),
        ("bai", held.pk, NotFound),
    ):
        with pytest.raises(refusal):
            correct(objection=objection, **order, **april, by=office.on(who, 5, 12))
    with pytest.raises(BadInput, match="更正的月份"):
        correct(objection=held.pk, **order, from_month=date(2022, 3, 1), by=office.on("zhao", 5, 12))
    as_zhang = replace(
        office.on("zhao", 5, 12),
        scope=replace(office.on("zhao", 5, 12).scope, natural_person=found.natural_person),
    )
    with pytest.raises(SamePerson):
        correct(objection=held.pk, **order, **april, by=as_zhang)
    with acting_as(office.on("zhao", 5, 12).scope):
        assert award.terms.count() == 1


def test_a_failure_at_the_last_write_leaves_nothing(
    office: Office, shown: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = said(office, "publicity", shown.pk)

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(OSError):
        said(office, "publicity", shown.pk)
    with pytest.raises(OSError):
        answer(objection=held.pk, outcome="upheld", told="属实", by=office.on("liu", 3, 10))
    with acting_as(office.on("liu", 3, 10).scope):
        assert [each.answered_on for each in Objection.objects.all()] == [None]
