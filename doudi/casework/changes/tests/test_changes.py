"""变动的故事：grace and its end when income falls again, a car, a head who dies, a switch, suspended and resumed."""

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from doudi.casework.awards import queries
from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import accepted, confirmed, granted, reviewed
from doudi.casework.cases.opening import AlreadyHelped
from doudi.casework.cases.places import value_on
from doudi.casework.changes.actions import (
    AlreadyDecided,
    AlreadyProposed,
    NotHeard,
    decide,
    drop,
    hear,
    propose,
)
from doudi.casework.changes.models import Change, Grace, Kind, State
from doudi.casework.changes.queries import dead_still_covered, graces, to_remind, waiting
from doudi.casework.changes.reasons import reasons
from doudi.casework.changes.reassessing import reassess
from doudi.casework.confirmation.serving import serve
from doudi.casework.intake.family import Newcomer, NewSupporter
from doudi.casework.intake.form import Applied
from doudi.casework.reviews.actions import FactsChanged, renew
from doudi.casework.tests.office import Family, Office, lin_family, signed
from doudi.casework.tests.panel import signed_back
from doudi.config.tests.town import DONGGANG, LIUXI, invented_id
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents.models import FiledPaper, Way
from doudi.records.people.actions import record_death
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, NotFound, WrongPost
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db
OPINION = "情况属实，同意。"


def facts_of(income: int) -> dict[str, Any]:
    return {
        "members": [
            {"id": "a", "income": [{"kind": "property", "monthly": income}], "spending_year": {}},
            {"id": "b", "income": [], "spending_year": {}},
        ],
        "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
        "supporters": [],
    }


def wang_family() -> Family:
    """王连成 and his wife (S16)."""
    return Family(
        DONGGANG,
        {
            "a": Newcomer("王连成", "本人", Secret("990204196107200313")),
            "b": Newcomer("沈玉", "配偶", invented_id("19630502", 22)),
        },
        facts_of(538),
        {},
        Applied("收入低", None, papers=signed("a", "b")),
    )


def told_income(office: Office, award: Award, income: int, by: Act) -> UUID:
    made = reassess(
        award=award.pk, facts=facts_of(income), said_by="王连成", why="子女就业后家庭收入变化", by=by
    )
    return made.pk


@pytest.fixture
def wang(office: Office) -> Award:
    """410 yuan from August on."""
    (award,) = granted(office, wang_family(), (7, 4), (7, 11), (7, 13))
    return award


def in_grace(office: Office, wang: Award) -> Change:
    clerk, decider = office.on("zhang", 8, 15), office.on("zhao", 8, 17)
    assessed = told_income(office, wang, 1120, clerk)
    change = propose(
        award=wang.pk,
        kind=Kind.GRACE,
        reason="employment",
        why="子女就业，家庭月收入由538元增加到1120元。",
        assessment=assessed,
        by=clerk,
    )
    return decide(change=change.pk, opinion=OPINION, by=decider)


def paid(award: Award, *months: tuple[int, int]) -> list[int]:
    held = Award.objects.get(pk=award.pk)
    return [queries.amount_for(held, date(year, month, 1)).monthly_fen for year, month in months]


def test_s16_income_a_little_above_the_standard_gives_twelve_months_of_grace(
    office: Office, wang: Award
) -> None:
    with acting_as(office.on("zhang", 8, 1).scope):
        assert paid(wang, (2022, 8)) == [41_000]
    change = in_grace(office, wang)
    by = office.on("zhang", 8, 17)
    with acting_as(by.scope):
        grace = Grace.objects.get(change=change)
        assert (grace.first_month, grace.last_month) == (date(2022, 9, 1), date(2023, 8, 1))
        assert (grace.months, grace.monthly_fen, grace.remind_on) == (12, 41_000, date(2023, 8, 1))
        assert "长于6个月" in grace.warning
        assert paid(wang, (2022, 9), (2023, 8), (2023, 9)) == [41_000, 41_000, 0]
        held = Award.objects.get(pk=wang.pk)
        assert (held.until_month, held.end_reason) == (date(2023, 9, 1), "employment")
        assert sum(paid(wang, *((2022 + (8 + n) // 12, (8 + n) % 12 + 1) for n in range(12)))) == 492_000
        assert queries.disagrees(held, date(2022, 12, 1), office.on("zhang", 12, 1)) == ""
        told = json.loads(FiledPaper.objects.get(code="D14-3").data.reveal())
    assert (told["monthly_before"], told["monthly_after"]) == (41_000, 41_000)
    assert "渐退期 12 个月，发放到 2023年8月" in told["afterwards"]
    assert (change.state, change.from_month) == (State.DECIDED, date(2022, 9, 1))
    with acting_as(office.act("zhang", date(2023, 8, 1)).scope):
        assert [each.award_id for each in to_remind(office.act("zhang", date(2023, 8, 1)))] == [wang.pk]
        assert list(to_remind(office.act("zhang", date(2023, 7, 31)))) == []
        assert [each.award_id for each in graces(date(2023, 3, 1), by)] == [wang.pk]


def test_grace_is_cancelled_when_income_falls_again(office: Office, wang: Award) -> None:
    in_grace(office, wang)
    clerk, decider = office.on("zhang", 11, 8), office.on("zhao", 11, 10)
    assessed = told_income(office, wang, 700, clerk)
    change = propose(
        award=wang.pk,
        kind=Kind.RESUME,
        reason="income_fell",
        why="工地停工，收入降到每月700元。",
        assessment=assessed,
        by=clerk,
    )
    decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        assert paid(wang, (2022, 11), (2022, 12), (2023, 10)) == [41_000, 24_800, 24_800]
        held = Award.objects.get(pk=wang.pk)
        assert (held.until_month, held.end_reason) == (None, "")
        assert len(queries.persons(held, date(2023, 10, 1), decider)) == 2
        assert Grace.objects.get().cancelled_from == date(2022, 12, 1)
        assert list(graces(date(2022, 12, 1), decider)) == []


def test_who_is_entitled_to_grace_is_not_put_out_past_it(office: Office, wang: Award) -> None:
    clerk = office.on("zhang", 8, 15)
    said = {"award": wang.pk, "reason": "employment", "why": "收入增加", "by": clerk}
    with pytest.raises(BadInput, match="请先重新核定"):
        propose(**said, kind=Kind.END)
    assessed = told_income(office, wang, 1120, clerk)
    with pytest.raises(BadInput, match="应当给予渐退期"):
        propose(**said, kind=Kind.END, assessment=assessed)
    with pytest.raises(BadInput, match="不再符合这一类别"):
        propose(**said, kind=Kind.ADJUST, assessment=assessed)


def test_an_income_that_still_qualifies_is_an_adjustment_and_not_grace(office: Office, wang: Award) -> None:
    clerk, decider = office.on("zhang", 8, 15), office.on("zhao", 8, 17)
    assessed = told_income(office, wang, 600, clerk)
    said = {"award": wang.pk, "why": "收入增加", "assessment": assessed, "by": clerk}
    with pytest.raises(BadInput, match="仍然符合低保"):
        propose(**said, kind=Kind.GRACE, reason="employment")
    change = propose(**said, kind=Kind.ADJUST, reason="income_changed")
    decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        assert paid(wang, (2022, 8), (2022, 9)) == [41_000, 34_800]
        assert queries.disagrees(Award.objects.get(pk=wang.pk), date(2022, 9, 1), decider) == ""


def test_s18_a_car_ends_it_from_the_month_after_the_decision_without_grace(
    office: Office, wang: Award
) -> None:
    clerk, decider = office.on("zhang", 10, 11), office.on("zhao", 10, 20)
    change = propose(
        award=wang.pk,
        kind=Kind.END,
        reason="assets",
        why="2022年7月12日购买机动车。",
        event_on=date(2022, 7, 12),
        by=clerk,
    )
    decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        assert paid(wang, (2022, 10), (2022, 11)) == [41_000, 0]
        held = Award.objects.get(pk=wang.pk)
        assert (held.until_month, held.end_reason) == (date(2022, 11, 1), "assets")
        assert list(queries.awards_in_force(date(2022, 11, 1), decider)) == []
        assert not Grace.objects.exists()


def test_suspended_and_resumed_nothing_is_paid_in_between(office: Office, wang: Award) -> None:
    clerk, decider = office.on("zhang", 8, 15), office.on("zhao", 8, 17)
    change = propose(award=wang.pk, kind=Kind.SUSPEND, reason="unclear", why="联系不上，情况待查。", by=clerk)
    decide(change=change.pk, opinion=OPINION, by=decider)
    later, again = office.on("zhang", 10, 12), office.on("zhao", 10, 14)
    back = propose(award=wang.pk, kind=Kind.RESUME, reason="cleared", why="已入户查清。", by=later)
    decide(change=back.pk, opinion=OPINION, by=again)
    with acting_as(again.scope):
        assert paid(wang, (2022, 8), (2022, 9), (2022, 10), (2022, 11)) == [41_000, 0, 0, 41_000]
    with pytest.raises(BadInput, match="没有暂停"):
        propose(award=wang.pk, kind=Kind.RESUME, reason="cleared", why="再来", by=again_clerk(office))


def again_clerk(office: Office) -> Act:
    return office.on("zhang", 10, 20)


def test_the_head_dies_and_the_widower_goes_on_with_a_new_head(office: Office) -> None:
    (award,) = granted(office, lin_family(), (3, 7), (3, 22), (3, 25))
    clerk, decider = office.on("zhang", 9, 2), office.on("zhao", 9, 5)
    with acting_as(clerk.scope):
        dead, left = Person.objects.get(name="林秀兰"), Person.objects.get(name="赵广田")
    record_death(person=dead, died=date(2022, 6, 18), why="殡葬信息", by=clerk)
    with acting_as(clerk.scope):
        (found,) = dead_still_covered(clerk)
        assert (found.row.name, found.should_stop_from) == ("林秀兰", date(2022, 7, 1))
        assert (found.handle_by, found.is_late(clerk.day)) == (None, False)
        november = office.on("zhang", 11, 1)  # 民发〔2022〕83号 is in force: three months
        (found,) = dead_still_covered(november)
        assert (found.handle_by, found.is_late(november.day)) == (date(2022, 9, 18), True)
    change = propose(
        award=award.pk,
        kind=Kind.HEAD,
        reason="head_died",
        why="林秀兰于2022年6月18日死亡，由赵广田任户主。",
        event_on=date(2022, 6, 18),
        leaving=[dead.pk],
        new_head=left.pk,
        by=clerk,
    )
    decided = decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        held = Award.objects.get(pk=award.pk)
        assert (held.head_name, held.payee_id) == ("赵广田", left.pk)
        assert decided.from_month == date(2022, 7, 1)
        assert [row.name for row in queries.persons(held, date(2022, 6, 1), decider)] == ["赵广田", "林秀兰"]
        assert [row.name for row in queries.persons(held, date(2022, 7, 1), decider)] == ["赵广田"]
        # One person's standard of July, the income as it was assessed: 474 − 166.
        assert paid(award, (2022, 6), (2022, 7), (2022, 9)) == [73_400, 30_800, 30_800]
        assert dead_still_covered(decider) == []
        # What she earned, and her medicine, are looked at anew at once.
        assert held.next_review == decider.day
    with pytest.raises(FactsChanged, match="有人已经去世"):  # and nobody writes "no change" over it
        renew(award=award.pk, found="入户查看，无变化", by=office.on("zhang", 9, 6))


def test_who_gives_it_up_or_dies_within_grace_is_covered_no_longer(office: Office, wang: Award) -> None:
    """The months of grace end by themselves; whatever ends them sooner ends them for everybody."""
    clerk, decider = office.on("zhang", 8, 15), office.on("zhao", 8, 17)
    assessed = told_income(office, wang, 1120, clerk)
    grace = propose(
        award=wang.pk, kind=Kind.GRACE, reason="employment", why="打工", assessment=assessed, by=clerk
    )
    decide(change=grace.pk, opinion=OPINION, by=decider)
    with acting_as(clerk.scope):
        other = wang.persons.exclude(person=wang.head_id).select_related("person").get()
    record_death(person=other.person, died=date(2022, 9, 3), why="殡葬信息", by=office.on("zhang", 9, 5))
    with acting_as(clerk.scope):
        assert [each.row.name for each in dead_still_covered(office.on("zhang", 9, 5))] == [other.name]
    end = propose(
        award=wang.pk, kind=Kind.END, reason="gave_up", why="本人书面放弃。", by=office.on("zhang", 9, 6)
    )
    after = office.on("zhao", 9, 7)
    decide(change=end.pk, opinion=OPINION, by=after)
    with acting_as(after.scope):
        assert {row.until for row in wang.persons.all()} == {date(2022, 10, 1)}
        assert dead_still_covered(after) == [] == dead_still_covered(office.on("zhang", 10, 8))
        assert list(graces(date(2022, 10, 1), after)) == []
        assert list(to_remind(office.on("zhang", 12, 30))) == []


def test_the_last_person_gone_it_ends(office: Office, wang: Award) -> None:
    clerk = office.on("zhang", 9, 2)
    with acting_as(clerk.scope):
        both = [row.person_id for row in queries.persons(wang, date(2022, 9, 1), clerk)]
    said = {"award": wang.pk, "kind": Kind.MEMBER, "reason": "member_left", "why": "离户", "by": clerk}
    with pytest.raises(BadInput, match="请按停止办理"):
        propose(**said, leaving=both)
    with pytest.raises(BadInput, match="请选择不再保障的人"):
        propose(**said)
    with pytest.raises(BadInput, match="连续拒绝 3 次"):
        propose(**{**said, "reason": "refused_work"}, leaving=both[1:], times=2)
    change = propose(**{**said, "reason": "refused_work"}, leaving=both[1:], times=3)
    decide(change=change.pk, opinion=OPINION, by=office.on("zhao", 9, 5))
    with acting_as(clerk.scope):
        assert paid(wang, (2022, 9), (2022, 10)) == [41_000, 0]  # 474 − 538


def test_two_people_the_wrong_post_and_the_neighbour(office: Office, wang: Award) -> None:
    clerk = office.on("zhang", 8, 15)
    said = {"award": wang.pk, "kind": Kind.END, "reason": "gave_up", "why": "本人书面放弃。"}
    for who, refusal in (("zhao", WrongPost), ("wang", NotFound)):
        with pytest.raises(refusal):
            propose(**said, by=office.on(who, 8, 15))
    with pytest.raises(BadInput, match="不能用这个原因"):
        propose(**{**said, "reason": "income_fell"}, by=clerk)
    change = propose(**said, by=clerk)
    with pytest.raises(AlreadyProposed):
        propose(**said, by=clerk)
    for who, refusal in (("zhang", WrongPost), ("liu", WrongPost), ("wang", NotFound)):
        with pytest.raises(refusal):
            decide(change=change.pk, opinion=OPINION, by=office.on(who, 8, 17))
    with acting_as(clerk.scope):
        assert list(waiting(clerk)) == [change]
        with pytest.raises(IntegrityError), transaction.atomic():
            Change.objects.filter(pk=change.pk).update(decided_by=change.proposed_by)
    drop(change=change.pk, why="本人反悔", by=clerk)
    with pytest.raises(AlreadyDecided):
        decide(change=change.pk, opinion=OPINION, by=office.on("zhao", 8, 17))
    with acting_as(clerk.scope), pytest.raises(ProgrammingError), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(state=State.PROPOSED)


def test_from_july_2026_the_family_is_heard_before_anything_is_ended(
    office: Office, wang: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The example's calendar ends before; the value of the day is put in its place."""
    monkeypatch.setattr(
        "doudi.casework.changes.actions.value_on",
        lambda place, name, on: replace(value_on(place, name, on), keys={"required": True}),
    )
    clerk, decider = office.on("zhang", 8, 15), office.on("zhao", 8, 17)
    change = propose(award=wang.pk, kind=Kind.END, reason="gave_up", why="书面放弃。", by=clerk)
    with pytest.raises(NotHeard):
        decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        assert Award.objects.get(pk=wang.pk).until_month is None
    with pytest.raises(BadInput):
        hear(change=change.pk, on=date(2022, 8, 16), of="王连成", said=" ", by=office.on("zhang", 8, 16))
    hear(
        change=change.pk,
        on=date(2022, 8, 16),
        of="王连成",
        said="没有意见",
        by=office.on("zhang", 8, 16),
    )
    decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(office.act("sun").scope):
        assert AuditLine.objects.filter(did="changes.heard").count() == 1
    with acting_as(decider.scope):
        told = json.loads(FiledPaper.objects.get(code="D14-3").data.reveal())
    assert any("已听取王连成的意见：没有意见" in line for line in told["facts"])


def deng_family(unable: bool, asked_for: str) -> Family:
    """邓桂香, alone (S12); her son elsewhere earns little, later nothing."""
    supporter = {
        "id": "s1",
        "supports": ["a"],
        "relation": "child",
        "family_size": 3,
        "family_income_monthly": 1500,
        "unable": unable,
    }
    return Family(
        DONGGANG,
        {"a": Newcomer("邓桂香", "本人", Secret("99020419520817018X"))},
        {
            "members": [
                {
                    "id": "a",
                    "income": [{"kind": "pension", "monthly": 108}],
                    "spending_year": {},
                    "self_care_failed": [],
                }
            ],
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [supporter],
        },
        {"s1": NewSupporter("a", "邓小强", "子")},
        Applied("年老", None, asked_for=asked_for, papers=signed("a", supporters=("s1",))),
    )


def test_s12_dibao_gives_way_to_tekun_without_overlap_or_gap_and_nobody_applies_twice(office: Office) -> None:
    (dibao,) = granted(office, deng_family(False, ""), (7, 4), (7, 11), (7, 13))
    assert dibao.case_id is not None
    signed_back(dibao.case_id, office.on("zhang", 7, 14))
    serve(
        case=dibao.case_id,
        way=Way.IN_PERSON,
        on=date(2022, 7, 14),
        stamped_on=date(2022, 7, 13),
        received_by="邓桂香",
        by=office.on("zhang", 7, 14),
    )
    with pytest.raises(AlreadyHelped, match="邓桂香已在享最低生活保障（松岭镇）"):
        office.take(deng_family(True, ""), office.on("zhang", 9, 20))
    case = accepted(office, deng_family(True, "tekun"), 9, 20)
    case = reviewed(office, case, 10, 17)
    (tekun,) = confirmed(office, case, 10, 19, "gao")
    by = office.on("zhang", 11, 1)
    with acting_as(by.scope):
        old = Award.objects.get(pk=dibao.pk)
        assert (old.until_month, old.end_reason) == (date(2022, 11, 1), "switched")
        assert tekun.first_month == date(2022, 11, 1)
        months = [(2022, 9), (2022, 10), (2022, 11)]
        assert paid(dibao, *months) == [36_600, 36_600, 0]
        terms = queries.terms_on(tekun, date(2022, 11, 1))
        assert terms is not None and (terms.base_fen, terms.care_fen) == (61_700, 7_900)
        assert paid(tekun, *months) == [0, 0, 61_700]
        in_force = [list(queries.awards_in_force(date(*month, 1), by)) for month in months]
        assert in_force == [[old], [old], [tekun]]
    assert tekun.case_id is not None
    signed_back(tekun.case_id, office.on("zhang", 10, 20))
    serve(
        case=tekun.case_id,
        way=Way.IN_PERSON,
        on=date(2022, 10, 20),
        stamped_on=date(2022, 10, 19),
        received_by="邓桂香",
        by=office.on("zhang", 10, 20),
    )
    again = deng_family(True, "dibao")
    typed = replace(again, newcomers={"a": Newcomer("邓桂香", "本人", Secret("99020419520817018x"))})
    with pytest.raises(AlreadyHelped, match=r"邓桂香已在享特困人员救助供养（松岭镇）"):
        office.take(typed, office.on("wang", 11, 3), at=LIUXI)


def test_the_list_of_reasons_is_whole() -> None:
    for reason in reasons().values():
        assert reason.kinds <= {kind.value for kind in Kind}, reason
        assert reason.title and reason.clause, reason
    for kind in Kind:
        assert any(kind.value in reason.kinds for reason in reasons().values()), kind
