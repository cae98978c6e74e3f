"""批次的环节：the one table of steps — stages, posts and whom each excludes — and the one door through it. The crash
points of a run are named here too.
"""

import os
import signal
from uuid import UUID

from django.conf import settings

from doudi.money.payments.models import Approval, Run, RunStage
from doudi.records.access import Act, require
from doudi.records.hands import Step, refuse_hands, step_of
from doudi.records.refusals import NotFound, Refusal


class WrongRunStage(Refusal):
    """批次环节不符：the run does not stand where this step begins."""


class StaleRun(Refusal):
    """批次已有变动：somebody has gone on with the run since the page was opened."""


FREEZE, APPROVE = "rolls.freeze", "approving.approve"
RUN_STEPS = (
    Step(FREEZE, "编制", ("",), RunStage.FROZEN, ("finance_clerk",)),
    Step(
        "checking.pass_checks",
        "核对通过",
        (RunStage.FROZEN,),
        RunStage.CHECKED,
        ("finance_clerk", "district_clerk"),
    ),
    Step("rolls.void", "作废", (RunStage.FROZEN, RunStage.CHECKED), RunStage.VOID, ("finance_clerk",)),
    Step(
        APPROVE,
        "审批",
        (RunStage.CHECKED,),
        RunStage.APPROVED,
        ("district_decider", "finance_releaser"),
        bars={
            FREEZE: "这个批次由您本人编制，须由另外两人审批。",
            APPROVE: "您已经签过这个批次，须由另一人再签。",
        },
        people=2,
    ),
    Step(
        "exporting.export",
        "送银行",
        (RunStage.APPROVED,),
        RunStage.EXPORTED,
        ("finance_releaser",),
        pays=True,
    ),
    Step(
        "returns.read_return",
        "回盘",
        (RunStage.EXPORTED, RunStage.RETURNED),
        RunStage.RETURNED,
        ("finance_clerk", "finance_releaser"),
    ),
    Step(
        "closing.close",
        "结清",
        (RunStage.RETURNED,),
        RunStage.CLOSED,
        ("finance_clerk", "finance_releaser"),
    ),
)


def locked_run(run: UUID, by: Act, expected: int | None = None) -> Run:
    """The run in scope, its row locked until the transaction ends. NotFound, or StaleRun when it has gone on."""
    held: Run | None = Run.objects.seen_by(by.scope).select_for_update(of=("self",)).filter(pk=run).first()
    if held is None:
        raise NotFound
    if expected is not None and held.steps != expected:
        raise StaleRun(f"这个批次已办到“{held.stage_title}”，与您打开页面时不同：请刷新后看清再办。")
    return held


def allowed(action: str, held: Run, by: Act) -> Step:
    """The step of this action, if it may be taken now by this officer. WrongPost, WrongRunStage, SamePerson."""
    step = step_of(RUN_STEPS, action)
    require(by, *step.posts, at=held.area_id)
    refuse_unless(held, *step.before)
    if step.bars:
        signers = Approval.objects.filter(run=held).values_list("natural_person", flat=True)
        refuse_hands(step, {FREEZE: (held.prepared_by,), APPROVE: tuple(signers)}, by)
    return step


def refuse_unless(held: Run, *stages: str) -> None:
    """Raise WrongRunStage unless the run stands at one of these."""
    if held.stage not in stages:
        wanted = "、".join(RunStage(stage).label for stage in stages)
        raise WrongRunStage(f"这个批次是“{held.stage_title}”，要在“{wanted}”时才能办这一步：请刷新页面。")


def move_run(held: Run, to: RunStage) -> None:
    """Write the next stage of a locked run. Raises WrongRunStage where the table has no such move."""
    if not any(held.stage in step.before and step.after == to for step in RUN_STEPS):
        raise WrongRunStage(f"这个批次是“{held.stage_title}”，不能办到“{to.label}”：请刷新页面。")
    held.stage, held.steps = to, held.steps + 1
    held.save()


def crashpoint(name: str) -> None:
    """Where a test may kill the process to see that nothing is lost or doubled; nothing happens elsewhere."""
    if settings.MODE == "test" and os.environ.get("DOUDI_CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
