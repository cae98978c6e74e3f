"""照料协议：whether the care part of a 特困 award may be paid in a month."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.casework.survey.care_models import CareAgreement


def agreed_on(person: UUID, day: date) -> bool:
    """Is a signed care agreement of this person in force on a day?"""
    return bool(agreed_among((person,), day))


def agreements_of(people: Collection[UUID], day: date) -> dict[UUID, CareAgreement]:
    """Person → the signed care agreement in force on a day, the one that runs longest."""
    rows = _in_force(people, day).order_by("person_id", "until_day")
    return {row.person_id: row for row in rows}


def agreed_among(people: Collection[UUID], day: date) -> set[UUID]:
    """Those of these people whose signed care agreement is in force on a day."""
    return set(_in_force(people, day).values_list("person_id", flat=True))


def _in_force(people: Collection[UUID], day: date) -> QuerySet[CareAgreement]:
    rows: QuerySet[CareAgreement] = CareAgreement.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day),
        person_id__among=people,
        signed_on__lte=day,
        from_day__lte=day,
        until_day__gte=day,
    )
    return rows
