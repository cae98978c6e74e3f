"""户的变动查询：what waits at either place, one with its trial, and what continues what."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.casework.regrouping.models import Continuation, Regrouping, State
from doudi.records.access import Act, one_seen_by
from doudi.records.people.models import Household


def regrouping(which: UUID, by: Act) -> Regrouping:
    """One, seen from the old place or the new one, or NotFound."""
    found: Regrouping = one_seen_by(Regrouping.objects.all(), by.scope, id=which)
    return found


def waiting(by: Act) -> QuerySet[Regrouping]:
    """What waits for a decision at either place, the oldest first."""
    rows = Regrouping.objects.seen_by(by.scope).filter(state=State.PROPOSED)
    return rows.order_by("proposed_at", "id")


def regroupings(by: Act) -> QuerySet[Regrouping]:
    """Every one ever proposed, the latest first."""
    return Regrouping.objects.seen_by(by.scope).order_by("-proposed_at", "-id")


def of_household(household: Household, by: Act) -> Sequence[Regrouping]:
    """Those in which a household took part, first to last."""
    here = Q(household=household) | Q(other=household) | Q(continuations__new_household=household)
    return list(Regrouping.objects.seen_by(by.scope).filter(here).distinct().order_by("proposed_at", "id"))


def links(change: Regrouping, by: Act) -> Sequence[Continuation]:
    """Which files it joined, award by award."""
    rows = Continuation.objects.seen_by(by.scope).filter(regrouping=change)
    return list(rows.order_by("old_number", "id"))


def continuations(household: Household, by: Act) -> Sequence[Continuation]:
    """What continues this household, and what it continues; by the month."""
    rows = Continuation.objects.seen_by(by.scope).filter(
        Q(old_household=household) | Q(new_household=household)
    )
    return list(rows.select_related("regrouping").order_by("regrouping__from_month", "id"))
