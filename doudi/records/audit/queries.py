"""审计查询：what was done to one object, as far as the asker's areas go; the database holds the same wall."""

from django.db.models import Q, QuerySet

from doudi.records.access import Act
from doudi.records.audit.models import AuditLine


def lines_of(kind: str, object_id: str, by: Act) -> QuerySet[AuditLine]:
    """The lines about one object, and those of other objects that name it, first to last."""
    seen = Q(area_id__in=by.scope.areas)
    if by.scope.audits:
        seen |= Q(area_id__isnull=True)
    about = Q(kind=kind, object_id=object_id) | Q(**{f"facts__{kind}": object_id})
    return AuditLine.objects.filter(seen).filter(about).order_by("seq")
