"""文书待办的清单：columns and conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases.models import Case
from doudi.casework.cases.queries import cases
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.queries import papers_waiting
from doudi.web.lists import Column, Filter, Listing
from doudi.web.papers.life import briefly

NEEDS = ("待签", "待盖章", "待送达", "待扫描")


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """一份待办文书 with the case it lies with, where there is one."""

    paper: FiledPaper
    needs: tuple[str, ...]
    case: Case | None
    lies_at: str

    @property
    def whose(self) -> str:
        return self.case.applicant_name if self.case else gettext("会议、批次")


def waiting_rows(by: Act) -> list[WaitingRow]:
    """Every paper in scope that lacks something, the oldest first."""
    waiting = papers_waiting(by)
    numbers = {each.paper.case_id for each in waiting if each.paper.case_id}
    held: dict[UUID, Case] = {each.pk: each for each in cases(by).filter(pk__in=numbers)}
    names = names_on({each.paper.area_id for each in waiting}, by.day)
    return [
        WaitingRow(
            each.paper,
            each.needs,
            held.get(each.paper.case_id) if each.paper.case_id else None,
            names.get(each.paper.area_id, ""),
        )
        for each in waiting
    ]


def papers_listing(by: Act) -> Listing:
    """What waits, the oldest first."""
    rows = waiting_rows(by)
    areas = sorted({(str(row.paper.area_id), row.lies_at) for row in rows})
    return Listing(
        "papers",
        gettext("文书待办"),
        rows,
        _columns(len(areas) > 1),
        _filters(areas),
        empty=gettext("没有等着签名、盖章、扫描或送达的文书。"),
    )


def _columns(several_areas: bool) -> tuple[Column, ...]:
    where = Column("at", gettext("在"), lambda row: row.lies_at, ("at",))
    return (
        Column("paper", gettext("文书"), lambda row: str(row.paper), ("paper",),
               link=lambda row: reverse("web:paper", args=[row.paper.pk])),
        Column("whose", gettext("申请人"), lambda row: row.whose, ("whose",),
               link=lambda row: reverse("web:case", args=[row.case.pk]) if row.case else ""),
        Column("number", gettext("受理编号"), lambda row: row.case.receipt_number if row.case else "", ("number",)),
        *((where,) if several_areas else ()),
        Column("dated", gettext("落款日期"), lambda row: row.paper.dated, ("dated",), kind="day"),
        Column("needs", gettext("还差"), lambda row: "；".join(briefly(row.needs))),
    )  # fmt: skip


def _filters(areas: list[tuple[str, str]]) -> tuple[Filter, ...]:
    return (
        Filter(
            "q",
            gettext("姓名、受理编号"),
            lambda rows, typed: [row for row in rows if _is_of(row, typed)],
        ),
        Filter(
            "needs",
            gettext("还差"),
            lambda rows, asked: [row for row in rows if any(each.startswith(asked) for each in row.needs)],
            tuple((each, each) for each in NEEDS),
        ),
        *(
            [Filter("at", gettext("在"), lambda rows, asked: [r for r in rows if str(r.paper.area_id) == asked], areas)]
            if len(areas) > 1
            else []
        ),
    )  # fmt: skip


def _is_of(row: WaitingRow, typed: str) -> bool:
    told: tuple[Any, ...] = (row.paper.about_name, row.whose, row.case.receipt_number if row.case else "")
    return any(typed in text for text in told)
