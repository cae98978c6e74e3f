"""接着办：a trial, a reckoning or an undoing whose job broke twice begins again where it stopped, at a person's word."""

from uuid import UUID

from doudi.casework.uprating.jobs import preview_job, reckon_job, undo_job
from doudi.casework.uprating.models import State, Uprating
from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.figures.actions import ENTERS
from doudi.records.jobs.actions import ask
from doudi.records.jobs.models import Progress
from doudi.records.jobs.running import Job
from doudi.records.refusals import NotFound, Refusal

JOBS: dict[str, Job] = {State.TRIAL: preview_job, State.ISSUED: reckon_job, State.UNDOING: undo_job}


class NotBroken(Refusal):
    """没有中断：the job is still at work, or has done what was asked."""


def stopped(held: Uprating) -> Progress | None:
    """The job of this plan that was given up before it had done what was asked; None while it is at work or done."""
    if held.state not in JOBS or (held.state == State.TRIAL and held.preview is not None):
        return None
    found = Progress.objects.filter(pk=held.job).first() if held.job else None
    return found if found is not None and found.failed else None


@action
def go_on(*, uprating: UUID, why: str = "", by: Act) -> Uprating:
    """接着办: ask for the same job once more. What it did already it finds done; nothing is done twice.

    Raises NotBroken while the job is at work or has ended well.
    """
    rows = Uprating.objects.seen_by(by.scope).select_for_update(of=("self",))
    held: Uprating | None = rows.filter(pk=uprating).first()
    if held is None:
        raise NotFound
    require(by, *ENTERS, at=held.area_id)
    broken = stopped(held)
    if broken is None:
        raise NotBroken("这个方案的作业没有中断：还在办理的请等待，已办完的请刷新页面。")
    asked = ask(job=JOBS[held.state], arguments={"uprating": str(held.pk)}, by=by)
    held.job = asked.pk
    held.save(update_fields=["job"])
    record(
        by=by,
        did="uprating.gone_on",
        to=held,
        why=why.strip() or broken.sentence,
        state=held.state,
        broken=str(broken.pk),
        done=broken.done,
        of=broken.of,
    )
    return held
