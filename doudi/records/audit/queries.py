"""审计查询：what was done to one object, as far as the asker's areas go; the database holds the same wall."""

from django.db import connection
from django.db.models import Q, QuerySet

from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AccessLine, AuditLine


def lines_of(kind: str, object_id: str, by: Act) -> QuerySet[AuditLine]:
    """The lines about one object, and those of other objects that name it, first to last."""
    about = Q(kind=kind, object_id=object_id) | Q(seq__in=_naming(kind, object_id, by))
    return AuditLine.objects.filter(about).filter(_seen(by)).order_by("seq")


def looks_at(kind: str, object_id: str, by: Act) -> QuerySet[AccessLine]:
    """查看记录：who looked at one object, the latest first."""
    rows = AccessLine.objects.filter(kind=kind, object_id=object_id)
    return rows.filter(_seen(by)).order_by("-at", "-machine_at")


def _seen(by: Act) -> Q:
    seen = Q(area_id__in=by.scope.areas)
    return seen | Q(area_id__isnull=True) if by.scope.audits else seen


def _naming(kind: str, object_id: str, by: Act) -> list[int]:
    """Numbers of the lines that name the object among their facts; whether they are seen is the wall's business."""
    with acting_as(by.scope), connection.cursor() as cursor:
        cursor.execute("SELECT doudi_lines_naming(%s, %s)", [kind, object_id])
        return [row[0] for row in cursor.fetchall()]
