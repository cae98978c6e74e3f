"""批次的环节：the one table of moves and the one door through it. The crash points of a run are named here too."""

import os
import signal
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from doudi.money.payments.models import Run, RunStage
from doudi.records.access import Act
from doudi.records.refusals import NotFound, Refusal


class WrongRunStage(Refusal):
    """批次环节不符：the run does not stand where this step begins."""


class StaleRun(Refusal):
    """批次已有变动：somebody has gone on with the run since the page was opened."""


@dataclass(frozen=True, slots=True)
class RunMove:
    """一步 of a run, by the action of this name."""

    before: RunStage
    after: RunStage
    action: str
    title: str


RUN_MOVES = (
    RunMove(RunStage.FROZEN, RunStage.CHECKED, "checking.pass_checks", "核对通过"),
    RunMove(RunStage.FROZEN, RunStage.VOID, "rolls.void", "作废"),
    RunMove(RunStage.CHECKED, RunStage.VOID, "rolls.void", "作废"),
    RunMove(RunStage.CHECKED, RunStage.APPROVED, "approving.approve", "审批"),
    RunMove(RunStage.APPROVED, RunStage.EXPORTED, "exporting.export", "送银行"),
    RunMove(RunStage.EXPORTED, RunStage.RETURNED, "returns.read_return", "回盘"),
    RunMove(RunStage.RETURNED, RunStage.CLOSED, "closing.close", "结清"),
)


def locked_run(run: UUID, by: Act, expected: int | None = None) -> Run:
    """The run in scope, its row locked until the transaction ends. NotFound, or StaleRun when it has gone on."""
    held: Run | None = Run.objects.seen_by(by.scope).select_for_update(of=("self",)).filter(pk=run).first()
    if held is None:
        raise NotFound
    if expected is not None and held.steps != expected:
        raise StaleRun(f"这个批次已办到“{held.stage_title}”，与您打开页面时不同：请刷新后看清再办。")
    return held


def refuse_unless(held: Run, *stages: RunStage) -> None:
    """Raise WrongRunStage unless the run stands at one of these."""
    if held.stage not in stages:
        wanted = "、".join(stage.label for stage in stages)
        raise WrongRunStage(f"这个批次是“{held.stage_title}”，要在“{wanted}”时才能办这一步：请刷新页面。")


def move_run(held: Run, to: RunStage) -> None:
    """Write the next stage of a locked run. Raises WrongRunStage where the table has no such move."""
    if not any((move.before, move.after) == (held.stage, to) for move in RUN_MOVES):
        raise WrongRunStage(f"这个批次是“{held.stage_title}”，不能办到“{to.label}”：请刷新页面。")
    held.stage, held.steps = to, held.steps + 1
    held.save()


def crashpoint(name: str) -> None:
    """Where a test may kill the process to see that nothing is lost or doubled; nothing happens elsewhere."""
    if settings.MODE == "test" and os.environ.get("DOUDI_CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
