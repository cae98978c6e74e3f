"""复核查询：what is due by a day, what is late, the reviews of an award, and how far a year's re-check has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from doudi.casework.awards.models import Award
from doudi.casework.awards.queries import awards_in_force
from doudi.casework.reviews.models import Review
from doudi.records.access import Act
from doudi.records.areas.queries import townships_among, under


@dataclass(frozen=True, slots=True)
class Progress:
    """一个乡镇一年的复核进度."""

    township: int
    name: str
    in_force: int
    reviewed: int
    late: int


def due(by: Act, until: date) -> QuerySet[Award]:
    """Awards in force to be looked at again by a day, the first due first; the late ones stand on top."""
    rows = awards_in_force(by.day, by).filter(next_review__lte=until)
    return rows.order_by("next_review", "head_name", "id")


def overdue(by: Act) -> QuerySet[Award]:
    """Awards whose re-check should have been done before today: a comparison, never a stored mark."""
    return due(by, by.day).filter(next_review__lt=by.day)


def reviews_of(award: UUID, by: Act) -> Sequence[Review]:
    """Every re-check of an award, the latest first."""
    return list(Review.objects.seen_by(by.scope).filter(award_id=award).order_by("-on", "-at"))


def progress(year: int, by: Act) -> list[Progress]:
    """全面复核: per township, how many awards in force were looked at again in a year, and how many are late."""
    again = Review.objects.seen_by(by.scope).filter(on__year=year).values("award_id")
    counted = (
        awards_in_force(by.day, by)
        .order_by()
        .values_list("area_id")
        .annotate(
            all=Count("id"),
            again=Count("id", filter=Q(id__in=again)),
            late=Count("id", filter=Q(next_review__lt=by.day)),
        )
    )
    held = {area: numbers for area, *numbers in counted}
    found = []
    for township in townships_among(by.scope.areas, by.day):
        here = [held.get(area, [0, 0, 0]) for area in under([township.area_id], by.day)]
        in_force, done, late = (sum(numbers[place] for numbers in here) for place in range(3))
        found.append(Progress(township.area_id, township.name, in_force, done, late))
    return found
