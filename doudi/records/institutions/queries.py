"""机构查询：free beds, who lives where on a day, the account in force, and the last count."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, F, QuerySet

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


def residence(which: UUID, by: Act) -> Residence:
    """One residence in scope, or NotFound."""
    found: Residence = one_seen_by(Residence.objects.all(), by.scope, pk=which)
    return found


def accounts_of(held: Institution, by: Act) -> Sequence[InstitutionAccount]:
    """Every account of an institution, the one that waits for a second person first, then the newest."""
    rows = InstitutionAccount.objects.seen_by(by.scope).filter(institution=held)
    return list(rows.order_by(F("since").desc(nulls_first=True), "-proposed_at"))


def counts_of(held: Institution, by: Act) -> Sequence[Census]:
    """The counts of an institution, the newest first."""
    return list(Census.objects.seen_by(by.scope).filter(institution=held).order_by("-month"))


def how_many_live(by: Act) -> dict[UUID, int]:
    """Institution → how many live there now."""
    rows = Residence.objects.seen_by(by.scope).filter(until__isnull=True).values("institution")
    return {row["institution"]: row["many"] for row in rows.annotate(many=Count("pk")).order_by()}


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
