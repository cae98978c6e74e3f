"""复核清单：awards in force to be looked at again, the late ones on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards.models import Award, ReviewClass, Scheme
from doudi.casework.reviews.queries import due, progress
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among, under
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import AWARD_READERS
from doudi.web.today.dues import how_far
from doudi.web.working import officer_page

AHEAD = timedelta(days=30)
LATE = "late"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """一户待复核, how far off."""

    award: Award
    village: str
    told: str
    mark: str


@officer_page(*AWARD_READERS, methods=("GET", "POST"))
def reviews(request: HttpRequest, by: Act) -> HttpResponse:
    """What is due within thirty days or late, and how far this year's re-check has come."""
    listing = reviews_listing(by, by.day + AHEAD)
    return list_page(
        request, by, listing, "web/reviews/reviews.html", progress=progress(by.day.year, by), year=by.day.year
    )


def reviews_listing(by: Act, until: date) -> Listing:
    """The first due first."""
    return Listing(
        "reviews",
        gettext("待复核"),
        due(by, until),
        _columns(),
        _filters(by),
        order="due",
        empty=gettext("三十天内没有要复核的，也没有超期的。"),
        present=lambda rows: _presented(rows, by),
    )


def _columns() -> tuple[Column, ...]:
    def address(row: ReviewRow) -> str:
        return reverse("web:award", args=[row.award.pk])

    return (
        Column("head", gettext("户主"), lambda row: row.award.head_name, ("head_name",), link=address),
        Column("scheme", gettext("类别"), lambda row: row.award.scheme_title, ("scheme",)),
        Column("class", gettext("复核类别"), lambda row: row.award.review_class, ("review_class",)),
        Column("village", gettext("村（社区）"), lambda row: row.village, ("area",)),
        Column("due", gettext("应复核日期"), lambda row: row.award.next_review, ("next_review",), kind="day"),
        Column("far", gettext("还剩"), lambda row: row.told, mark=lambda row: row.mark),
    )


def _filters(by: Act) -> tuple[Filter, ...]:
    areas = [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]
    return (
        Filter("scheme", gettext("类别"), lambda rows, asked: rows.filter(scheme=asked), Scheme.choices),
        Filter(
            "class",
            gettext("复核类别"),
            lambda rows, asked: rows.filter(review_class=asked),
            ReviewClass.choices,
        ),
        Filter(
            "late",
            gettext("超期"),
            lambda rows, asked: rows.filter(next_review__lt=by.day),
            ((LATE, gettext("只看超期的")),),
        ),
        *(
            [
                Filter(
                    "at",
                    gettext("乡镇（街道）"),
                    lambda rows, asked: rows.filter(area_id__in=under([int(asked)], by.day)),
                    areas,
                )
            ]
            if len(areas) > 1
            else []
        ),
    )


def _presented(rows: Sequence[Award], by: Act) -> list[ReviewRow]:
    names = names_on((row.area_id for row in rows), by.day)
    return [ReviewRow(row, names.get(row.area_id, ""), *how_far(row.next_review, by.day)) for row in rows]
