"""环节：one table, one door; every step not in it is refused and leaves nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from doudi.casework.cases import dues
from doudi.casework.cases.actions import pause_clock, resume_clock, withdraw
from doudi.casework.cases.models import (
    ACCEPTED_ON,
    ENDS,
    Case,
    CaseMember,
    DueDate,
    Pause,
    Stage,
    StageChange,
)
from doudi.casework.cases.queries import overdue, timeline
from doudi.casework.cases.stages import MOVES, StaleForm, WrongStage, move
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, stranger
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.refusals import NotFound

pytestmark = pytest.mark.django_db
LEGAL = {(step.before, step.after) for step in MOVES}


def test_each_move_is_made_by_an_action_that_exists() -> None:
    for step in MOVES:
        module, _, name = step.action.rpartition(".")
        assert callable(getattr(import_module(f"doudi.casework.{module}"), name)), step


def test_every_stage_is_reached_and_no_end_is_left() -> None:
    assert {after for _, after in LEGAL} | {Stage.SUBMITTED, Stage.BROUGHT_OVER, Stage.CONTINUED} == set(
        Stage
    )
    assert not {before for before, _ in LEGAL} & ENDS
    assert {before for before, _ in LEGAL} == set(Stage) - ENDS


def test_the_picture_in_the_readme_is_the_table() -> None:
    paper = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    drawn = [f"    {step.before.label} --> {step.after.label}: {step.title}" for step in MOVES]
    assert [line for line in paper.splitlines() if " --> " in line] == [
        "    [*] --> 已提交: 提交申请",
        "    [*] --> 已办结·存量录入: 存量录入",
        "    [*] --> 已办结·承接: 分户、并户、迁移",
        *drawn,
    ]


@pytest.mark.parametrize("number", range(len(Stage)))
def test_from_every_stage_only_the_moves_of_the_table_go_on(office: Office, number: int) -> None:
    by = office.on("zhang", 3, 7)
    before = list(Stage)[number]
    case = office.take(stranger(number), by)
    with acting_as(by.scope):
        Case.objects.filter(pk=case.pk).update(stage=before)
        for after in Stage:
            if (before, after) in LEGAL:
                continue
            with pytest.raises(WrongStage, match="请刷新页面"):
                move(case, after, by=by)
            held = Case.objects.get(pk=case.pk)
            assert (held.stage, held.steps, held.changes.count()) == (before, 1, 1)


def test_the_second_officer_hears_who_was_first_and_what_was_done(office: Office) -> None:
    first, second = office.on("zhang", 3, 7), office.on("min", 3, 7)
    case = office.take(stranger(1), first)
    complete(case=case.pk, by=first)
    with pytest.raises(WrongStage, match=r"张敏已于3月7日10:00把这件办到“已受理”，不能受理：请刷新页面"):
        complete(case=case.pk, by=second)


def test_a_form_opened_before_the_last_step_is_stale(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(stranger(2), by)
    complete(case=case.pk, expected=1, by=by)
    with pytest.raises(StaleForm, match="与您打开页面时不同"):
        withdraw(case=case.pk, why="改到外地居住", expected=1, by=by)
    assert withdraw(case=case.pk, why="改到外地居住", expected=2, by=by).stage == Stage.WITHDRAWN


def test_each_step_leaves_a_change_and_an_audit_line(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(stranger(3), by)
    complete(case=case.pk, by=by)
    withdraw(case=case.pk, why="子女接走赡养", by=office.on("zhang", 3, 9))
    steps = office.see(timeline, case, by=by)
    assert [(step.number, step.before, step.after, step.on.day, step.why) for step in steps] == [
        (1, "", "submitted", 7, ""),
        (2, "submitted", "accepted", 7, ""),
        (3, "accepted", "withdrawn", 9, "子女接走赡养"),
    ]
    with acting_as(office.act("sun").scope):
        told = AuditLine.objects.filter(kind="case", object_id=str(case.pk)).order_by("seq")
        assert list(told.values_list("did", flat=True)) == [
            "intake.submitted",
            "intake.accepted",
            "cases.withdrawn",
        ]


def test_the_next_township_finds_no_case_to_move(office: Office) -> None:
    case = office.take(stranger(4), office.on("zhang", 3, 7))
    with pytest.raises(NotFound):
        complete(case=case.pk, by=office.on("wang", 3, 7))


def test_a_failure_midway_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(stranger(5), by)

    def broken(case: Case) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("doudi.casework.cases.stages.dues.rewrite", broken)
    with pytest.raises(OSError):
        complete(case=case.pk, by=by)
    with acting_as(by.scope):
        held = Case.objects.get(pk=case.pk)
        assert (held.stage, held.steps) == (Stage.SUBMITTED, 1)
        assert (StageChange.objects.filter(case=case).count(), DueDate.objects.filter(case=case).count()) == (
            1,
            0,
        )


def lives(office: Office) -> type[RuleBasedStateMachine]:
    """A case that anybody may try to move anywhere, on later and later days, with pauses in between."""

    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.day = date(2022, 3, 1)
            with acting_as(self.clerk.scope):
                CaseMember.objects.filter(open=True).update(open=False)
            self.case = office.take(stranger(0), self.clerk)
            self.stage, self.steps, self.paused = Stage.SUBMITTED, 1, False

        @property
        def clerk(self) -> Act:
            return office.act("zhang", self.day)

        @rule(to=st.sampled_from(Stage))
        def try_a_move(self, to: Stage) -> None:
            legal = (self.stage, to) in LEGAL
            with acting_as(self.clerk.scope):
                if legal:
                    until = self.day + timedelta(days=30) if to == Stage.CORRECTING else None
                    move(self.case, to, until=until, by=self.clerk)
                    self.stage, self.steps = to, self.steps + 1
                else:
                    with pytest.raises(WrongStage):
                        move(self.case, to, by=self.clerk)

        @rule(days=st.integers(1, 12))
        def days_go_by(self, days: int) -> None:
            self.day += timedelta(days=days)

        @precondition(lambda self: self.stage in ACCEPTED_ON and not self.paused)
        @rule()
        def pause(self) -> None:
            with acting_as(self.clerk.scope):
                if Pause.objects.filter(case=self.case, last__gte=self.day).exists():
                    return
            reviewer = office.act("liu", self.day)
            pause_clock(
                case=self.case.pk, first=self.day, cause="等待司法鉴定", basis="区局批复", by=reviewer
            )
            self.paused = True

        @precondition(lambda self: self.stage in ACCEPTED_ON and self.paused)
        @rule()
        def resume(self) -> None:
            resume_clock(case=self.case.pk, last=self.day, by=office.act("liu", self.day))
            self.paused = False

        @invariant()
        def what_is_stored_is_what_the_events_say(self) -> None:
            with acting_as(self.clerk.scope):
                case = Case.objects.get(pk=self.case.pk)
                assert (case.stage, case.steps) == (self.stage, self.steps)
                changes = list(case.changes.order_by("number"))
                assert [each.number for each in changes] == list(range(1, self.steps + 1))
                assert all(one.after == other.before for one, other in pairwise(changes))
                reckoned = {due.clock: due for due in dues.reckon(case)}
                assert dues.stored(case) == reckoned
                assert case.members.filter(open=True).exists() == (self.stage not in ENDS)
                open_late = {
                    d.clock for d in reckoned.values() if not d.settled_on and d.on and d.on < self.day
                }
                assert {row.clock for row in overdue(self.clerk).filter(case=case)} == open_late

    return Life


def test_whatever_is_tried_the_table_holds_and_the_clock_can_be_rebuilt(
    office: Office, at_size: Callable[[int, int], int]
) -> None:
    run_state_machine_as_test(
        lives(office), settings=settings(max_examples=at_size(8, 200), stateful_step_count=12)
    )


def test_the_table_names_no_pair_twice() -> None:
    assert len(LEGAL) == len(MOVES)
    assert set(product(Stage, Stage)) >= LEGAL
