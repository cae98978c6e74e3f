"""待遇清单：who holds what in a month, for how much; filtered by scheme, place and class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards import queries
from doudi.casework.awards.care import agreed_among
from doudi.casework.awards.models import Award, ReviewClass, Scheme
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among, under
from doudi.web.awards.months import read_month, written
from doudi.web.lists import Column, Filter, Listing


@dataclass(frozen=True, slots=True)
class AwardRow:
    """一项待遇 in the month of the list."""

    award: Award
    village: str
    persons: int
    payee: str
    amount: queries.MonthAmount

    @property
    def held_back(self) -> str:
        return gettext("照料费未发") if self.amount.alerts else ""


def awards_listing(by: Act, month: date) -> Listing:
    """Every award in scope in force in a month."""
    return Listing(
        "awards",
        gettext("待遇"),
        queries.awards_in_force(month, by),
        _columns(month),
        _filters(by, month),
        order="name",
        empty=gettext("这个月没有在享的待遇。确认一件以后，从下月起列在这里。"),
        present=lambda rows: _presented(rows, by, month),
    )


def _columns(month: date) -> tuple[Column, ...]:
    def address(row: AwardRow) -> str:
        return reverse("web:award", args=[row.award.pk])

    def reckoning(row: AwardRow) -> str:
        return reverse("web:award_month", args=[row.award.pk, written(month)])

    return (
        Column("name", gettext("户主"), lambda row: row.award.head_name, ("head_name",), link=address),
        Column("scheme", gettext("类别"), lambda row: row.award.scheme_title, ("scheme",)),
        Column("persons", gettext("人数"), lambda row: row.persons, kind="number"),
        Column("monthly", gettext("应发（元）"), lambda row: row.amount.monthly_fen, kind="money", link=reckoning),
        Column("alert", gettext("提示"), lambda row: row.held_back, mark=lambda row: "due-soon" if row.held_back else ""),
        Column("payee", gettext("领款人"), lambda row: row.payee),
        Column("village", gettext("村（社区）"), lambda row: row.village, ("area",)),
        Column("class", gettext("复核类别"), lambda row: row.award.review_class, ("review_class",)),
        Column("review", gettext("下次复核"), lambda row: row.award.next_review, ("next_review",), kind="day"),
        Column("since", gettext("起始月"), lambda row: written(row.award.first_month), ("first_month",)),
    )  # fmt: skip


def _filters(by: Act, month: date) -> tuple[Filter, ...]:
    areas = [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]
    return (
        Filter("q", gettext("户主、成员姓名"), lambda rows, typed: rows.filter(_named(typed, by))),
        Filter("month", gettext("月份"), _readable, size="day"),
        Filter("scheme", gettext("类别"), lambda rows, asked: rows.filter(scheme=asked), Scheme.choices),
        Filter(
            "class",
            gettext("复核类别"),
            lambda rows, asked: rows.filter(review_class=asked),
            ReviewClass.choices,
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


def _named(typed: str, by: Act) -> Q:
    return Q(head_name__startswith=typed) | Q(pk__in=queries.covering_named(typed, by))


def _readable(rows: Any, typed: str) -> Any:
    """The month was read before the list was made; here only what cannot be read is told."""
    read_month(typed)
    return rows


def _presented(rows: Sequence[Award], by: Act, month: date) -> list[AwardRow]:
    keys = [row.pk for row in rows]
    names = names_on((row.area_id for row in rows), by.day)
    terms = queries.terms_in(month, keys)
    agreed = agreed_among([row.head_id for row in rows if row.mode], month)
    counts = queries.numbers_covered(month, keys, by)
    payees = queries.payee_names(rows, by)
    return [
        AwardRow(
            row,
            names.get(row.area_id, ""),
            counts.get(row.pk, 0),
            payees[row.pk],
            queries.due_by(row, terms[row.pk], month, row.head_id in agreed),
        )
        for row in rows
    ]
