"""机构查询：free beds, who lives where on a day, the account in force, and the last count."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from doudi.records.access import Act, one_seen_by
from doudi.records.institutions.models import Census, Institution, InstitutionAccount, Residence
from doudi.records.people.queries import held_on


def institutions(by: Act) -> QuerySet[Institution]:
    """The institutions in scope, by name."""
    rows: QuerySet[Institution] = Institution.objects.seen_by(by.scope).order_by("name", "id")
    return rows


def institution(which: UUID, by: Act) -> Institution:
    """One institution in scope, or NotFound."""
    found: Institution = one_seen_by(Institution.objects.all(), by.scope, pk=which)
    return found


def residents(held: Institution, by: Act) -> Sequence[Residence]:
    """Who lives there now, the longest first."""
    rows = Residence.objects.seen_by(by.scope).filter(institution=held, until__isnull=True)
    return list(rows.order_by("since", "name", "id"))


def free_beds(held: Institution) -> int:
    """Beds that nobody has."""
    return held.beds - held.residences.filter(until__isnull=True).count()


def living_on(people: Collection[UUID], day: date) -> dict[UUID, Institution]:
    """Person → the institution of that day, of many people in one question."""
    rows = Residence.objects.filter(held_on(day), person_id__in=people).select_related("institution")
    return {row.person_id: row.institution for row in rows}


def accounts_on(houses: Collection[UUID], day: date) -> dict[UUID, InstitutionAccount]:
    """Institution → its confirmed account in force on a day."""
    rows = InstitutionAccount.objects.filter(held_on(day), institution_id__in=houses, since__isnull=False)
    return {row.institution_id: row for row in rows}


def last_counts(houses: Collection[UUID], by_month: date) -> dict[UUID, Census]:
    """Institution → its last count not after a month."""
    rows = Census.objects.filter(institution_id__in=houses, month__lte=by_month)
    return {row.institution_id: row for row in rows.order_by("institution_id", "month")}
