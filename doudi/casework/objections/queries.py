"""异议的查询：what waits for an answer, one objection, what was corrected."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, QuerySet

from doudi.casework.objections.models import Correction, Objection
from doudi.records.access import Act, one_seen_by


def objections(by: Act) -> QuerySet[Objection]:
    """Everything in scope; what waits comes first, the earliest due on top."""
    rows: QuerySet[Objection] = Objection.objects.seen_by(by.scope)
    return rows.select_related("case").order_by(F("answered_on").desc(nulls_first=True), "answer_by", "id")


def unanswered(by: Act) -> QuerySet[Objection]:
    """What waits for an answer."""
    return objections(by).filter(answered_on__isnull=True)


def objection(which: UUID, by: Act) -> Objection:
    """One in scope, or NotFound."""
    found: Objection = one_seen_by(Objection.objects.select_related("case", "decision"), by.scope, id=which)
    return found


def corrections_of(held: Objection, by: Act) -> Sequence[Correction]:
    """The decisions that set right what it was about."""
    rows = Correction.objects.seen_by(by.scope).filter(objection=held).select_related("award", "corrects")
    return list(rows.order_by("decided_at"))
