"""提标作业：the trial, the reckoning of every award, the undoing; some awards at a time, begun again where it stopped.

Reckoned a second time an award gives what it already has, and nothing is written: a job that was killed goes on.
"""

from typing import Any
from uuid import UUID

from django.db.models import Q

from doudi.casework.cases.places import place_of
from doudi.casework.uprating.applying import finish, held_plan, reckon_part
from doudi.casework.uprating.figures import place_if
from doudi.casework.uprating.models import Outcome, State, Uprating, UpratingLine
from doudi.casework.uprating.previewing import look
from doudi.casework.uprating.reckoning import Plan, running_from
from doudi.casework.uprating.undoing import CHANGED_SINCE, finish_undoing, undo_part
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.jobs.running import Running, job

AT_ONCE = 1_000


@job("uprating.preview", title="试算提标")
def preview_job(running: Running, *, uprating: str) -> None:
    """Put every award to the plan and keep the sums."""

    def told(done: int, whole: int) -> None:
        if done <= AT_ONCE * 2:
            running.whole(whole)
        running.step(done)

    with acting_as(running.by.scope):
        held = held_plan(UUID(uprating), running.by)
        if held.state != State.TRIAL:
            return
        plan = Plan(place_if(held, running.by.day), held.first_month, running.by.day)
    found = _looked(plan, running.by, told)
    keep_preview(uprating=held.pk, found=found, by=running.by)
    running.answer(uprating=uprating)


@job("uprating.reckon", title="按新标准逐户重算")
def reckon_job(running: Running, *, uprating: str) -> None:
    """Every award of the district, then the invitations."""
    by = running.by
    with acting_as(by.scope):
        held = held_plan(UUID(uprating), by)
        if held.state != State.ISSUED:
            return
        plan = Plan(place_of(held.area_id, by.day), held.first_month, by.day)
        waiting = list(running_from(held.first_month, by).values_list("pk", flat=True))
    running.whole(len(waiting))
    for first in range(0, len(waiting), AT_ONCE):
        part = waiting[first : first + AT_ONCE]
        reckon_part(uprating=held.pk, awards=part, plan=plan, by=by)
        running.step(first + len(part))
    finish(uprating=held.pk, plan=plan, by=by)
    running.answer(uprating=uprating)


@job("uprating.undo", title="撤回提标")
def undo_job(running: Running, *, uprating: str) -> None:
    """Every award that was changed gets back what it had."""
    by = running.by
    with acting_as(by.scope):
        held = held_plan(UUID(uprating), by)
        if held.state != State.UNDOING:
            return
        lines = UpratingLine.objects.seen_by(by.scope).filter(uprating=held, outcome=Outcome.CHANGED)
        # Begun again after a stop, it leaves those alone to whom it has been.
        been = Q(outcome=Outcome.TAKEN_BACK) | Q(outcome=Outcome.UNREADY, why=CHANGED_SINCE)
        back = UpratingLine.objects.seen_by(by.scope).filter(been, uprating=held).values("award_id")
        left = lines.exclude(award_id__in=back).order_by("award_id")
        waiting = list(left.values_list("award_id", flat=True).distinct())
    running.whole(len(waiting))
    for first in range(0, len(waiting), AT_ONCE):
        part = waiting[first : first + AT_ONCE]
        undo_part(uprating=held.pk, awards=part, by=by)
        running.step(first + len(part))
    finish_undoing(uprating=held.pk, by=by)
    running.answer(uprating=uprating)


@action
def keep_preview(*, uprating: UUID, found: dict[str, Any], by: Act) -> Uprating:
    """试算结果 of a plan, numbers only."""
    held = held_plan(uprating, by, lock=True)
    held.preview, held.previewed_at = found, by.at
    held.save(update_fields=["preview", "previewed_at"])
    record(by=by, did="uprating.previewed", to=held, townships=len(found["townships"]))
    return held


def _looked(plan: Plan, by: Act, told: Any) -> dict[str, Any]:
    with acting_as(by.scope):
        return look(plan, by, told).told(by)
