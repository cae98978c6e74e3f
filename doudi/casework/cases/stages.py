"""环节：the one table of moves and the one door through it.

The diagram in the README is drawn from MOVES. A stage or a move that is not here cannot be reached.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.cases import dues
from doudi.casework.cases.models import (
    BEFORE_DECISION,
    ENDS,
    Case,
    CaseMember,
    Mark,
    Milestone,
    Stage,
    StageChange,
)
from doudi.records.access import Act
from doudi.records.clock import CHINA
from doudi.records.refusals import NotFound, Refusal


class WrongStage(Refusal):
    """环节不符：the case does not stand where this step begins."""


class StaleForm(Refusal):
    """页面已过时：somebody has gone on with the case since this form was opened."""


@dataclass(frozen=True, slots=True)
class Move:
    """一步：from a stage to a stage, by the action of this name."""

    before: Stage
    after: Stage
    action: str
    title: str


def _ending(after: Stage, action: str, title: str) -> tuple[Move, ...]:
    return tuple(Move(stage, after, action, title) for stage in BEFORE_DECISION)


MOVES = (
    Move(Stage.SUBMITTED, Stage.CORRECTING, "intake.notices.one_time_notice", "出具补正告知"),
    Move(Stage.SUBMITTED, Stage.ACCEPTED, "intake.notices.complete", "受理"),
    Move(Stage.CORRECTING, Stage.ACCEPTED, "intake.notices.complete", "受理"),
    Move(Stage.CORRECTING, Stage.LAPSED, "intake.notices.lapse", "按逾期未补正办结"),
    Move(Stage.ACCEPTED, Stage.REVIEWING, "confirmation.proposals.propose", "提出审核意见"),
    Move(Stage.REVIEWING, Stage.ACCEPTED, "confirmation.proposals.recall", "退回重新核查"),
    Move(Stage.REVIEWING, Stage.APPRAISING, "confirmation.publicity.begin_appraisal", "开始民主评议"),
    Move(Stage.APPRAISING, Stage.REVIEWING, "confirmation.publicity.close_appraisal", "登记评议结果"),
    Move(Stage.REVIEWING, Stage.REVIEWED, "confirmation.closing.close", "联审通过"),
    Move(Stage.REVIEWING, Stage.PUBLICISED, "confirmation.closing.close", "联审后公示"),
    Move(Stage.PUBLICISED, Stage.REVIEWED, "confirmation.publicity.close_publicity", "登记公示结果"),
    Move(Stage.PUBLICISED, Stage.ACCEPTED, "confirmation.publicity.close_publicity", "因异议重新核查"),
    Move(Stage.REVIEWED, Stage.ACCEPTED, "confirmation.decisions.send_back", "确认人退回"),
    Move(Stage.REVIEWED, Stage.CONFIRMED, "awards.actions.confirm", "确认"),
    Move(Stage.REVIEWED, Stage.REFUSED, "confirmation.decisions.refuse", "决定不予确认"),
    Move(Stage.CONFIRMED, Stage.REVIEWED, "awards.actions.take_back", "收回未送达的确认"),
    Move(Stage.REFUSED, Stage.REVIEWED, "confirmation.decisions.take_back", "收回未送达的决定"),
    Move(Stage.CONFIRMED, Stage.GRANTED, "confirmation.serving.serve", "送达确认告知书"),
    Move(Stage.REFUSED, Stage.DECLINED, "confirmation.serving.serve", "送达不予确认告知书"),
    *_ending(Stage.WITHDRAWN, "cases.actions.withdraw", "登记撤回申请"),
    *_ending(Stage.DIED, "cases.actions.end_by_death", "按申请人死亡终止"),
    *_ending(Stage.MOVED, "confirmation.ends.end_by_moving", "按申请人迁出终止"),
    *_ending(Stage.UNCOOPERATIVE, "confirmation.ends.end_uncooperative", "按拒绝核对终止"),
)


def locked(case: UUID, by: Act, expected: int | None = None) -> Case:
    """The case in scope, its row locked until the transaction ends; NotFound, or StaleForm when it has gone on.

    `expected` is the number of steps that the officer's page showed.
    """
    held: Case | None = Case.objects.seen_by(by.scope).select_for_update().filter(pk=case).first()
    if held is None:
        raise NotFound
    if expected is not None and held.steps != expected:
        raise StaleForm(f"{told(held)}，与您打开页面时不同：请刷新后看清再办。")
    return held


def move(
    case: Case,
    to: Stage,
    *,
    on: date | None = None,
    until: date | None = None,
    why: str = "",
    by: Act,
) -> Case:
    """Lock, check, write the stage, leave a StageChange, reckon what is due; answers the case as it now stands.

    `on` is the day from which the step counts (the day of the act unless told). Raises WrongStage.
    """
    held = locked(case.pk, by)
    step = next((each for each in MOVES if (each.before, each.after) == (held.stage, to)), None)
    if step is None:
        raise WrongStage(f"{told(held)}，不能{_title(to)}：请刷新页面，看清后再办。")
    held.stage, held.steps = to, held.steps + 1
    held.save(update_fields=["stage", "steps"])
    if to in ENDS:
        CaseMember.objects.filter(case=held).update(open=False)
    leave(held, before=step.before, title=step.title, on=on, until=until, why=why, by=by)
    dues.rewrite(held)
    return held


def leave(
    case: Case,
    *,
    before: str,
    title: str,
    on: date | None = None,
    until: date | None = None,
    why: str = "",
    by: Act,
) -> StageChange:
    """Leave the trace of a step that has just been written on the locked case."""
    return StageChange.objects.create(
        case=case,
        area_id=case.area_id,
        number=case.steps,
        before=before,
        after=case.stage,
        title=title,
        on=on or by.day,
        until=until,
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
        why=why,
    )


def mark(case: Case, reached: Mark, *, on: date | None = None, by: Act) -> Milestone:
    """Leave a milestone on a locked case and reckon what is due; the stage stays as it is."""
    row = Milestone.objects.create(
        case=case,
        area_id=case.area_id,
        mark=reached,
        on=on or by.day,
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
    dues.rewrite(case)
    return row


def told(case: Case) -> str:
    """Where a case stands and who brought it there: half a sentence."""
    last = StageChange.objects.filter(case=case).order_by("-number").first()
    if last is None:
        return f"这件是“{case.stage_title}”"
    at = last.at.astimezone(CHINA)
    return f"{last.name}已于{at.month}月{at.day}日{at:%H:%M}把这件办到“{case.stage_title}”"


def _title(to: Stage) -> str:
    return next((each.title for each in MOVES if each.after == to), f"办到“{to.label}”")
