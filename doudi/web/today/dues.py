"""到期：due dates as an officer reads them — how far off, of which case, and who must do something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from doudi.casework.cases.models import Clock, DueDate
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.web.lists import Column, Filter

SOON_DAYS = 7
WITHIN = (
    ("overdue", gettext_lazy("已超期")),
    ("today", gettext_lazy("今天到期")),
    ("week", gettext_lazy("七天内到期")),
)


@dataclass(frozen=True, slots=True)
class DueRow:
    """一条期限 beside its case."""

    due: DueDate
    clock: str
    waits_for: str
    told: str
    mark: str

    @property
    def address(self) -> str:
        return reverse("web:case", args=[self.due.case_id])


def due_rows(dues: Sequence[DueDate], by: Act) -> list[DueRow]:
    """Rows with the names of their areas, fetched together."""
    names = names_on((due.area_id for due in dues), by.day)
    return [_row(due, names, by.day) for due in dues]


def by_case(rows: Sequence[DueRow]) -> list[DueRow]:
    """The clocks of one case that end on one day, in one row."""
    held: dict[tuple[object, object], DueRow] = {}
    for row in rows:
        key = (row.due.case_id, row.due.on)
        before = held.get(key)
        held[key] = replace(before, clock=f"{before.clock}、{row.clock}") if before else row
    return list(held.values())


def how_far(on: date, today: date) -> tuple[str, str]:
    """How far off a due date is in words, and the mark of its colour."""
    days = (on - today).days
    if days < 0:
        return gettext("超期 %(days)s 天") % {"days": -days}, "late"
    if days == 0:
        return gettext("今天到期"), "soon"
    return gettext("还有 %(days)s 天") % {"days": days}, "soon" if days <= SOON_DAYS else ""


def columns() -> tuple[Column, ...]:
    """The columns of a list of due dates."""
    return (
        Column("name", gettext("申请人"), lambda row: row.due.case.applicant_name, ("case__applicant_name",),
               link=lambda row: row.address),
        Column("number", gettext("受理编号"), lambda row: row.due.case.receipt_number, ("case__receipt_number",)),
        Column("clock", gettext("期限"), lambda row: row.clock, ("clock",)),
        Column("on", gettext("到期日"), lambda row: row.due.on, ("on",), kind="day"),
        Column("far", gettext("还剩"), lambda row: row.told, mark=lambda row: row.mark),
        Column("who", gettext("等谁"), lambda row: row.waits_for),
        Column("stage", gettext("环节"), lambda row: row.due.case.stage_title, ("case__stage",)),
    )  # fmt: skip


def filters(by: Act) -> tuple[Filter, ...]:
    """By how far off, and by clock."""
    ranges = {
        "overdue": {"on__lt": by.day},
        "today": {"on": by.day},
        "week": {"on__gte": by.day, "on__lte": by.day + timedelta(days=SOON_DAYS)},
    }
    return (
        Filter("within", gettext("到期"), lambda rows, asked: rows.filter(**ranges[asked]), WITHIN),
        Filter("clock", gettext("期限"), lambda rows, asked: rows.filter(clock=asked), Clock.choices),
    )


def _row(due: DueDate, names: dict[int, str], today: date) -> DueRow:
    assert due.on is not None, "paused clocks are not due"
    told, mark = how_far(due.on, today)
    if due.provisional:
        told = gettext("%(told)s（暂定）") % {"told": told}
    waits_for = gettext("申请人") if due.clock == Clock.CORRECT else names.get(due.area_id, "")
    return DueRow(due, Clock(due.clock).label, waits_for, told, mark)
