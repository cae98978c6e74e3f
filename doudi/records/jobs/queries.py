"""作业查询：how far a job is, for the person who asked for it; the house's own jobs for everybody."""

from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.records.access import Act
from doudi.records.jobs.models import Progress
from doudi.records.refusals import NotFound


def progress(which: UUID, by: Act) -> Progress:
    """One job of one's own or of the house, or NotFound."""
    found = _theirs(by).filter(pk=which).first()
    if found is None:
        raise NotFound
    return found


def jobs(by: Act) -> QuerySet[Progress]:
    """One's own jobs and those of the house, newest first."""
    return _theirs(by).order_by("-asked_at", "-pk")


def running(by: Act) -> QuerySet[Progress]:
    """Those of them that are not ended."""
    return jobs(by).filter(ended_at__isnull=True)


def _theirs(by: Act) -> QuerySet[Progress]:
    return Progress.objects.filter(Q(asked_by=by.scope.officer) | Q(asked_by__isnull=True))
