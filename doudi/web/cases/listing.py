"""件的清单：columns and conditions of the list of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases import queries
from doudi.casework.cases.models import Case, DueDate, Stage
from doudi.casework.cases.schemes import scheme_title
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among
from doudi.records.worded import worded
from doudi.web.lists import Column, Filter, Listing
from doudi.web.today.dues import how_far

YES = "yes"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """一件 with the names of its areas and its soonest open due date."""

    case: Case
    lies_at: str
    due: DueDate | None
    told: str
    mark: str


def cases_listing(by: Act) -> Listing:
    """Every case in scope, newest first."""
    return Listing(
        "cases",
        gettext("办件"),
        queries.cases(by),
        _columns(),
        _filters(by),
        order="-received",
        empty=gettext("还没有办件。有人来申请，就从受理开始。"),
        present=lambda rows: _presented(rows, by),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", gettext("申请人"), lambda row: row.case.applicant_name, ("applicant_name",),
               link=lambda row: reverse("web:case", args=[row.case.pk])),
        Column("number", gettext("受理编号"), lambda row: row.case.receipt_number, ("receipt_number",)),
        Column("stage", gettext("环节"), lambda row: row.case.stage_title, ("stage",)),
        Column("scheme", gettext("类别"), lambda row: scheme_title(row.case.scheme or row.case.asked_for)),
        Column("at", gettext("承办地"), lambda row: row.lies_at, ("area",)),
        Column("received", gettext("收件日期"), lambda row: row.case.received_on, ("received_on", "receipt_number"),
               kind="day"),
        Column("due", gettext("最近到期"), lambda row: row.due.on if row.due else None, kind="day"),
        Column("far", gettext("还剩"), lambda row: row.told, mark=lambda row: row.mark),
    )  # fmt: skip


def _filters(by: Act) -> tuple[Filter, ...]:
    overdue = Exists(queries.overdue(by).filter(case=OuterRef("pk")).order_by())
    areas = [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]
    return (
        Filter(
            "q",
            gettext("姓名、拼音、证号后四位、受理编号"),
            lambda rows, typed: rows.filter(queries.cases_named(typed, by)),
        ),
        Filter("stage", gettext("环节"), lambda rows, asked: rows.filter(stage=asked), Stage.choices),
        *(
            [Filter("at", gettext("承办地"), lambda rows, asked: rows.filter(area_id=int(asked)), areas)]
            if len(areas) > 1
            else []
        ),
        Filter(
            "overdue",
            gettext("超期"),
            lambda rows, asked: rows.filter(overdue),
            ((YES, gettext("只看超期的")),),
        ),
    )


@worded
def _open_dues(cases: list[UUID], by: Act) -> QuerySet[DueDate]:
    return queries.due(by).filter(case_id__among=cases)


def _presented(rows: Sequence[Case], by: Act) -> list[CaseRow]:
    names = names_on((row.area_id for row in rows), by.day)
    soonest: dict[Any, DueDate] = {}
    for due in _open_dues([row.pk for row in rows], by):
        soonest.setdefault(due.case_id, due)
    presented = []
    for row in rows:
        next_due = soonest.get(row.pk)
        told, mark = how_far(next_due.on, by.day) if next_due and next_due.on else ("", "")
        presented.append(CaseRow(row, names.get(row.area_id, ""), next_due, told, mark))
    return presented
