"""提标：tried, proposed, issued by another, every award reckoned again; undone before it is paid."""

from datetime import date
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from doudi.casework.awards.models import Award, AwardTerms
from doudi.casework.awards.queries import amount_for, disagrees
from doudi.casework.cases.places import place_of
from doudi.casework.tests.office import Office
from doudi.casework.uprating import queries
from doudi.casework.uprating.actions import (
    AgainstTheRules,
    AlreadyPaid,
    NotThisStep,
    drop,
    issue,
    propose,
    settle_invitation,
    try_out,
    undo,
)
from doudi.casework.uprating.figures import standards_on
from doudi.casework.uprating.models import Kind, State, Uprating, UpratingLine
from doudi.casework.uprating.tests.register import (
    ISSUER,
    JUNE,
    P1,
    P2,
    S09,
    award_of,
    bring_over,
    work,
)
from doudi.casework.uprating.undoing import undo_part
from doudi.config.tests.town import DISTRICT, SONGLING
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost

pytestmark = pytest.mark.django_db
DOCUMENT = "示例区民发〔2022〕6号 一"
JULY, APRIL = date(2022, 7, 1), date(2022, 4, 1)


def tried(office: Office, by: Act, **changed: Any) -> Uprating:
    told = {"kind": Kind.STANDARDS, "changes": P2, "since": JUNE, **changed}
    made = try_out(district=office.town.area(DISTRICT), by=by, **told)
    work()
    with acting_as(by.scope):
        return queries.plan(made.pk, by)


def issued(office: Office, on: date = date(2022, 5, 20), **changed: Any) -> Uprating:
    by, second = office.act("min", on), office.act(ISSUER, on)
    plan = tried(office, by, **changed)
    propose(uprating=plan.pk, document=DOCUMENT, issued=on, by=by)
    issue(uprating=plan.pk, by=second)
    work()
    with acting_as(by.scope):
        return queries.plan(plan.pk, by)


def amounts(office: Office, month: date) -> dict[str, int]:
    by = office.act("zhang")
    with acting_as(by.scope):
        held = Award.objects.exclude(scheme="margin").order_by("head_name")
        return {each.head_name: amount_for(each, month).monthly_fen // 100 for each in held}


BEFORE = {"户一": 734, "户三": 5, "户二": 20, "户四": 617}
AFTER = {"户一": 782, "户三": 29, "户二": 92, "户四": 662}


def test_s09_every_award_is_reckoned_again_to_the_yuan(register: Office) -> None:
    plan = issued(register)
    assert plan.state == State.DONE
    assert amounts(register, APRIL) == BEFORE
    assert amounts(register, JUNE) == AFTER
    by = register.act("min", JUNE)
    with acting_as(by.scope):
        lines = {each.head_name: each for each in queries.lines(plan, by)}
        assert {name: (each.after_fen - each.before_fen) // 100 for name, each in lines.items()} == {
            "户一": 48,
            "户二": 72,
            "户三": 24,
            "户四": 45,
        }
        assert sum(each.after_fen - each.before_fen for each in lines.values()) == 18900
        one = AwardTerms.objects.filter(award__head_name="户一").order_by("-number")[0]
        assert (one.reason, one.standard_fen, one.from_month) == ("standard", 47400, JUNE)
        assert DOCUMENT in one.clause
        assert disagrees(award_of("户一", register), JUNE, by) == ""
    with acting_as(register.town.act("sun").scope):
        (line,) = AuditLine.objects.filter(did="uprating.reckoned")
        assert line.facts["rows"] == 4


def test_s09_who_would_now_qualify_is_invited_and_never_paid(register: Office) -> None:
    plan, by = issued(register), register.act("zhang", JUNE)
    with acting_as(by.scope):
        (invited,) = queries.invitations(by, held=plan, open_only=True)
        assert (invited.head_name, invited.would_fen) == ("户五", 2800)
        assert amount_for(award_of("户五", register), JUNE).monthly_fen == 0
    with pytest.raises(BadInput):
        settle_invitation(invitation=invited.pk, answer="declined", note="", by=by)
    with pytest.raises(NotFound):
        settle_invitation(invitation=invited.pk, answer="applied", note="", by=register.act("wang", JUNE))
    settle_invitation(invitation=invited.pk, answer="declined", note="5月30日入户告知，本人不申请", by=by)
    with pytest.raises(NotThisStep):
        settle_invitation(invitation=invited.pk, answer="applied", note="", by=by)
    with acting_as(by.scope):
        assert not queries.invitations(by, open_only=True).exists()


def test_s09_a_trial_tells_cost_and_winners_and_changes_nothing(register: Office) -> None:
    by = register.act("min", date(2022, 5, 20))
    with acting_as(by.scope):
        before = (AwardTerms.objects.count(), Uprating.objects.count())
        told = queries.what_if(register.town.area(DISTRICT).pk, Kind.STANDARDS, P2, JUNE, by)
        assert (AwardTerms.objects.count(), Uprating.objects.count()) == before
    (songling,) = told["townships"]
    assert (songling["township"], songling["awards"], songling["raised"], songling["lowered"]) == (
        "松岭镇",
        4,
        4,
        0,
    )
    assert (songling["before_fen"], songling["after_fen"]) == (137600, 156500)
    assert [each["month"] for each in told["months"]] == [f"2022-{month:02}" for month in range(6, 13)]
    assert told["months"][0]["more_fen"] == 18900
    assert (told["may_apply"], told["may_apply_fen"]) == (1, 2800)
    assert tried(register, by).preview == told
    assert amounts(register, JUNE) == BEFORE


@pytest.mark.parametrize(
    ("scheme", "area", "fen", "passes"),
    [
        ("dibao", "rural", 47200, "提高 4.8889%"),
        ("dibao", "rural", 47400, ""),
        ("tekun", "rural", 61600, "616.2"),
        ("tekun", "rural", 61700, ""),
        ("dibao", "urban", 70000, "城乡低保标准之比"),
    ],
)
def test_s09_standards_that_break_a_rule_are_refused_with_the_rule(
    register: Office, scheme: str, area: str, fen: int, passes: str
) -> None:
    by = register.act("min", date(2022, 5, 20))
    plan = tried(register, by, changes={**P2, scheme: {**P2[scheme], area: fen}})
    if not passes:
        assert propose(uprating=plan.pk, document=DOCUMENT, issued=by.day, by=by).state == State.PROPOSED
        return
    with pytest.raises(AgainstTheRules, match=passes):
        propose(uprating=plan.pk, document=DOCUMENT, issued=by.day, by=by)


def test_another_natural_person_issues_and_nobody_else(register: Office) -> None:
    on = date(2022, 5, 20)
    plan = tried(register, register.act(ISSUER, on))
    with pytest.raises(NotThisStep):
        issue(uprating=plan.pk, by=register.act(ISSUER, on))
    propose(uprating=plan.pk, document=DOCUMENT, issued=on, by=register.act(ISSUER, on))
    with pytest.raises(SamePerson):
        issue(uprating=plan.pk, by=register.act(ISSUER, on))
    with pytest.raises(WrongPost):
        issue(uprating=plan.pk, by=register.act("min", on))
    with pytest.raises(NotFound):
        issue(uprating=plan.pk, by=register.act("zhang", on))
    with pytest.raises(WrongPost):
        try_out(
            district=register.town.area(SONGLING),
            kind="standards",
            changes=P2,
            since=JUNE,
            by=register.act("zhang"),
        )


def test_issued_late_it_is_reckoned_from_its_first_day(register: Office) -> None:
    higher = {"dibao": {"rural": 48000, "urban": 66000}, "tekun": {"rural": 62400, "urban": 85800}}
    issued(register, on=date(2022, 8, 10), since=APRIL, changes=higher)
    assert amounts(register, date(2022, 3, 1)) == BEFORE
    assert amounts(register, APRIL)["户一"] == 2 * 480 - 166


def test_undone_before_it_is_paid_each_award_gets_back_what_it_had(register: Office) -> None:
    plan, second = issued(register), register.act(ISSUER, date(2022, 6, 10))
    with pytest.raises(AlreadyPaid):
        undo(uprating=plan.pk, frozen_month=JUNE, why="标准有误", by=second)
    with pytest.raises(BadInput):
        undo(uprating=plan.pk, frozen_month=None, why=" ", by=second)
    undo(uprating=plan.pk, frozen_month=None, why="标准有误", by=second)
    work()
    assert amounts(register, JUNE) == BEFORE
    with acting_as(second.scope):
        assert queries.plan(plan.pk, second).state == State.UNDONE
        assert UpratingLine.objects.filter(uprating=plan, outcome="taken_back").count() == 4
        assert not queries.invitations(second, open_only=True).exists()
        place = place_of(register.songling, second.day)
        assert standards_on(place, second.day) == P1


def test_taking_back_that_was_stopped_midway_goes_on_and_doubles_nothing(register: Office) -> None:
    plan, second = issued(register), register.act(ISSUER, date(2022, 6, 10))
    undo(uprating=plan.pk, frozen_month=None, why="标准有误", by=second)
    with acting_as(second.scope):
        first = UpratingLine.objects.filter(uprating=plan, outcome="changed").order_by("award_id")[0]
    assert undo_part(uprating=plan.pk, awards=[first.award_id], by=second) == 1
    work()
    assert amounts(register, JUNE) == BEFORE
    with acting_as(second.scope):
        assert queries.plan(plan.pk, second).state == State.UNDONE
        assert UpratingLine.objects.filter(uprating=plan, outcome="taken_back").count() == 4
        assert not UpratingLine.objects.filter(uprating=plan, outcome="unready").exists()


def test_an_amount_that_is_not_the_laws_waits_for_a_person(register: Office) -> None:
    rows = (("户六", "农村低保", "东岗村", 1, 100, 400),)
    bring_over(register, rows, first=len(S09) + 1)
    plan, by = issued(register), register.act("min", JUNE)
    with acting_as(by.scope):
        (line,) = queries.lines(plan, by).filter(head_name="户六")
    assert (line.outcome, line.before_fen, line.after_fen) == ("unready", 40000, 40000)
    assert "须先重新核定" in line.why
    assert amounts(register, JUNE)["户六"] == 400


def test_a_township_becomes_unified_the_same_way(register: Office) -> None:
    changes = {"townships": [register.songling]}
    plan = issued(register, kind=Kind.UNIFIED, changes=changes)
    assert plan.state == State.DONE
    assert amounts(register, JUNE) == {
        "户一": 2 * 640 - 166,
        "户二": 3 * 640 - 1330,
        "户三": 640 - 445,
        "户四": 617,
    }
    by = register.act("min", JUNE)
    with acting_as(by.scope):
        assert disagrees(award_of("户一", register), JUNE, by) == ""
    undo(uprating=plan.pk, frozen_month=None, why="文件收回", by=register.act(ISSUER, JUNE))
    work()
    assert amounts(register, JUNE) == BEFORE


def test_a_plan_that_another_has_outrun_is_tried_anew(register: Office) -> None:
    by, second = register.act("min", date(2022, 5, 20)), register.act(ISSUER, date(2022, 5, 20))
    first, other = (
        tried(register, by, kind=Kind.UNIFIED, changes={"townships": [at]})
        for at in (register.songling, register.liuxi)
    )
    for plan in (first, other):
        propose(uprating=plan.pk, document=DOCUMENT, issued=by.day, by=by)
    issue(uprating=first.pk, by=second)
    work()
    with pytest.raises(NotThisStep, match="又有乡镇实行了城乡统筹"):
        issue(uprating=other.pk, by=second)
    with acting_as(by.scope):
        assert queries.plan(other.pk, by).state == State.PROPOSED


def test_a_job_that_is_begun_again_writes_nothing_twice(register: Office) -> None:
    plan, by = issued(register), register.act("min", JUNE)
    with acting_as(by.scope):
        before = (AwardTerms.objects.count(), UpratingLine.objects.count())
        Uprating.objects.filter(pk=plan.pk).update(state=State.ISSUED)
    ProcrastinateJob.objects.filter(task_name="uprating.reckon").update(status="todo")
    work()
    with acting_as(by.scope):
        assert (AwardTerms.objects.count(), UpratingLine.objects.count()) == before


def test_a_plan_is_dropped_with_its_drafts(register: Office) -> None:
    by = register.act("min", date(2022, 5, 20))
    plan = tried(register, by)
    propose(uprating=plan.pk, document=DOCUMENT, issued=by.day, by=by)
    with pytest.raises(BadInput):
        drop(uprating=plan.pk, why="", by=by)
    drop(uprating=plan.pk, why="标准要再议", by=by)
    with pytest.raises(NotThisStep):
        issue(uprating=plan.pk, by=register.act(ISSUER, by.day))
