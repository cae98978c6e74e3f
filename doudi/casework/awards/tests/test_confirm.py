"""确认：from the panel's resolution to the award, its months and its amounts; and what undoes it."""

import json
from datetime import date
from uuid import UUID

import pytest

from doudi.casework.awards import queries
from doudi.casework.awards.actions import confirm, take_back
from doudi.casework.awards.models import Award, AwardPerson, AwardTerms
from doudi.casework.awards.tests.desk import accepted, confirmed, reviewed
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import StaleForm, WrongStage
from doudi.casework.confirmation.models import Decision
from doudi.casework.confirmation.serving import serve
from doudi.casework.tests.office import Office, lin_family, open_office, stranger
from doudi.casework.tests.panel import signed_back
from doudi.config.tests.database import opened_once
from doudi.config.tests.town import Town
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents.models import FiledPaper, Way
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db
TAKEN, PASSED, DECIDED = (3, 7), (3, 22), (3, 25)


def _passed(town: Town) -> Case:
    office = open_office(town)
    return reviewed(office, accepted(office, lin_family(), *TAKEN), *PASSED)


django_db_setup = opened_once(_passed, scope="module")


def lin_case(office: Office) -> Case:
    """林秀兰's, passed by the panel."""
    with acting_as(office.act("zhang").scope):
        return Case.objects.get()


def lin_award(office: Office) -> Award:
    (award,) = confirmed(office, lin_case(office), *DECIDED)
    return award


def case_of(award: Award) -> UUID:
    assert award.case_id is not None
    return award.case_id


def test_the_old_couple_holds_734_yuan_from_april(office: Office) -> None:
    award = lin_award(office)
    by = office.on("zhang", 4, 1)
    with acting_as(by.scope):
        assert (award.scheme, award.first_month, award.head_name) == ("dibao", date(2022, 4, 1), "林秀兰")
        assert (award.review_class, award.next_review) == ("A", date(2023, 3, 25))
        assert [row.name for row in queries.persons(award, date(2022, 4, 1), by)] == ["林秀兰", "赵广田"]
        assert queries.amount_for(award, date(2022, 3, 31)).monthly_fen == 0
        april = queries.amount_for(award, date(2022, 4, 15))
        assert (april.monthly_fen, april.base_fen, april.care_fen) == (73_400, 73_400, 0)
        assert list(queries.awards_in_force(date(2022, 4, 1), by)) == [award]
        assert list(queries.awards_in_force(date(2022, 3, 1), by)) == []
        assert queries.disagrees(award, date(2022, 4, 1), by) == ""


def test_the_terms_keep_what_a_later_reckoning_needs(office: Office) -> None:
    award = lin_award(office)
    with acting_as(office.on("zhang", 3, 25).scope):
        terms = AwardTerms.objects.get(award=award)
        assert (terms.persons, terms.urban, terms.standard_fen) == (2, False, 45_000)
        assert (terms.income_parts, terms.income_per_fen) == (16_600, 1)
        assert (terms.figures_on, terms.known_on) == (date(2022, 4, 1), date(2022, 4, 1))
        assert award.decision is not None and terms.assessment_id == award.decision.assessment_id
        assert "F6 差额发放" in terms.clause
        assert (terms.name, terms.reason) == ("赵明", "opened")


def test_the_form_of_the_decision_lies_in_the_file(office: Office) -> None:
    award = lin_award(office)
    by = office.on("zhang", 3, 25)
    with acting_as(by.scope):
        paper = FiledPaper.objects.get(code="D13")
        told = json.loads(paper.data.reveal())
        decision = Decision.objects.get(case=case_of(award))
    assert (paper.case_id, paper.number, paper.dated) == (award.case_id, decision.number, date(2022, 3, 25))
    assert (told["monthly"], told["standard"], told["income"]) == (73_400, 45_000, 16_600)
    assert [row["covered"] for row in told["members"]] == [True, True]
    assert "参加表决 4 人，同意 4 票" in told["review_opinion"]


def test_the_family_is_told_how_much_from_when_and_who_receives_it(office: Office) -> None:
    award = lin_award(office)
    with acting_as(office.on("zhang", 3, 25).scope):
        told = json.loads(FiledPaper.objects.get(code="D14-1").data.reveal())
    assert (told["monthly"], told["next_review"]) == (73_400, "2023-03-25")
    assert told["paid_by"] == "按月发放，领款人林秀兰"
    assert award.first_month == date(2022, 4, 1)


def test_it_leaves_its_trace_and_moves_the_case(office: Office) -> None:
    award = lin_award(office)
    with acting_as(office.act("sun").scope):
        line = AuditLine.objects.get(did="awards.confirmed")
    assert line.facts["awards"] == [str(award.pk)]
    assert line.name == "赵明"
    with acting_as(office.on("zhang", 3, 25).scope):
        held = Case.objects.get(pk=case_of(award))
    assert (held.stage, held.scheme) == (Stage.CONFIRMED, "dibao")


def test_a_payee_is_a_member_of_the_household(office: Office) -> None:
    case = lin_case(office)
    with acting_as(office.on("zhao", 3, 25).scope):
        people = {row.name: row.person_id for row in case.members.all()}
    with pytest.raises(BadInput, match="领款人应是这户的成员"):
        confirmed(office, case, 3, 25, payees={people["林秀兰"]: UUID(int=5)})
    (award,) = confirmed(office, case, 3, 25, payees={people["林秀兰"]: people["赵广田"]})
    assert (award.head_id, award.payee_id) == (people["林秀兰"], people["赵广田"])


def test_a_closer_watch_may_be_asked_for_and_never_a_looser_one(office: Office) -> None:
    case = lin_case(office)
    (award,) = confirm(case=case.pk, opinion="同意", watch="C", by=office.on("zhao", 3, 25))
    assert (award.review_class, award.next_review) == ("C", date(2022, 9, 25))


def test_only_who_decides_confirms_and_only_what_the_panel_passed(office: Office) -> None:
    case = lin_case(office)
    for who, refusal in (("zhang", WrongPost), ("liu", WrongPost), ("wang", NotFound)):
        with pytest.raises(refusal):
            confirmed(office, case, 3, 25, who)
    with pytest.raises(StaleForm):
        confirm(case=case.pk, opinion="同意", expected=case.steps - 1, by=office.on("zhao", 3, 25))
    early = accepted(office, stranger(1), 3, 8)
    with pytest.raises(WrongStage):
        confirmed(office, early, 3, 25)
    confirmed(office, case, 3, 25)
    with pytest.raises(WrongStage):
        confirmed(office, case, 3, 25)
    with acting_as(office.on("min", 3, 25).scope):
        assert Award.objects.count() == 1


def test_a_failure_at_the_last_write_leaves_neither_decision_nor_award(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = lin_case(office)

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("doudi.casework.awards.actions.record", broken)
    with pytest.raises(OSError):
        confirmed(office, case, 3, 25)
    with acting_as(office.on("min", 3, 25).scope):
        tables = (Award, AwardPerson, AwardTerms, Decision)
        assert [table.objects.count() for table in tables] == [0, 0, 0, 0]
        assert not FiledPaper.objects.filter(code="D13").exists()
        assert Case.objects.get(pk=case.pk).stage == Stage.REVIEWED


def test_taken_back_before_service_nothing_is_in_force_and_it_may_be_confirmed_again(office: Office) -> None:
    award = lin_award(office)
    by = office.on("zhao", 3, 28)
    with pytest.raises(BadInput):
        take_back(case=case_of(award), why=" ", by=by)
    take_back(case=case_of(award), why="金额核对有误", by=by)
    with acting_as(by.scope):
        held = queries.award(award.pk, by)
        assert (held.annulled, held.annulled_because) == (True, "金额核对有误")
        assert queries.amount_for(held, date(2022, 4, 1)).monthly_fen == 0
        assert list(queries.awards_in_force(date(2022, 4, 1), by)) == []
        assert queries.state_of(held, date(2022, 4, 1)) == "已撤销"
        case = Case.objects.get(pk=case_of(award))
    assert case.stage == Stage.REVIEWED
    (again,) = confirmed(office, case, 3, 29)
    with acting_as(by.scope):
        assert list(queries.awards_in_force(date(2022, 4, 1), by)) == [again]


def test_once_the_notice_was_served_it_is_not_taken_back(office: Office) -> None:
    award = lin_award(office)
    signed_back(case_of(award), office.on("zhang", 3, 25))
    serve(
        case=case_of(award),
        way=Way.IN_PERSON,
        on=date(2022, 3, 25),
        stamped_on=date(2022, 3, 25),
        received_by="林秀兰",
        by=office.on("zhang", 3, 25),
    )
    with pytest.raises(WrongStage):
        take_back(case=case_of(award), why="有误", by=office.on("zhao", 3, 28))


def test_the_neighbour_never_sees_it(office: Office) -> None:
    award = lin_award(office)
    by = office.on("wang", 4, 1)
    with acting_as(by.scope):
        assert not Award.objects.exists()
        assert not AwardTerms.objects.exists()
        assert list(queries.awards_in_force(date(2022, 4, 1), by)) == []
        with pytest.raises(NotFound):
            queries.award(award.pk, by)
