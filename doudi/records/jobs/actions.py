"""交办作业：a job is written in the transaction of the action that asks for it; rolled back, it never existed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.clock import machine_now
from doudi.records.jobs.models import Progress
from doudi.records.jobs.running import Job, borne


@action
def ask(*, job: Job, arguments: Mapping[str, Any], by: Act) -> Progress:
    """交办: put a job on the list, to be done under the same person (or named scope) and on the same day.

    The action that calls this guards who may ask. `arguments` are numbers and codes, nothing private: they lie open.
    """
    progress = Progress.objects.create(
        code=job.code,
        title=job.title,
        asked_by=by.scope.officer,
        asked_name=by.scope.name,
        at=by.at,
        asked_at=machine_now(),
    )
    job.task.defer(progress=str(progress.pk), by=borne(by), arguments=dict(arguments))
    record(by=by, did="jobs.asked", to=progress, job=job.code)
    return progress


def mark_broken(progress: UUID) -> bool:
    """A worker died over this job: may it begin again? Once it may; then it ends with a sentence."""
    Progress.objects.filter(pk=progress).update(broken=1 + _broken(progress))
    if _broken(progress) <= 1:
        return True
    Progress.objects.filter(pk=progress, ended_at__isnull=True).update(
        ended_at=machine_now(),
        sentence="作业两次中断，已停止，已办的部分不受影响：请稍后再交办，仍不行请告知系统管理员。",
    )
    return False


def _broken(progress: UUID) -> int:
    return Progress.objects.values_list("broken", flat=True).get(pk=progress)
