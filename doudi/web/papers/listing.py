"""文书待办的清单：columns and conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases.models import Case
from doudi.casework.cases.queries import cases
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.queries import (
    UNSCANNED,
    UNSEALED,
    UNSERVED,
    UNSIGNED,
    lacks,
    needs_of,
    papers_lacking,
)
from doudi.web.lists import Column, Filter, Listing
from doudi.web.papers.life import briefly

NEEDS = (UNSIGNED, UNSEALED, UNSERVED, UNSCANNED)


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


def presented(papers: Iterable[FiledPaper], by: Act) -> list[WaitingRow]:
    """These papers, each with its case and place, fetched together."""
    held = list(papers)
    numbers = {each.case_id for each in held if each.case_id}
    found: dict[UUID, Case] = {each.pk: each for each in cases(by).filter(pk__in=numbers)}
    names = names_on({each.area_id for each in held}, by.day)
    return [
        WaitingRow(
            each,
            needs_of(each),
            found.get(each.case_id) if each.case_id else None,
            names.get(each.area_id, ""),
        )
        for each in held
    ]


def papers_listing(by: Act) -> Listing:
    """What waits, the oldest first, page by page."""
    rows = papers_lacking(by)
    places = rows.order_by().values_list("area_id", flat=True).distinct()
    areas = sorted((str(area), name) for area, name in names_on(places, by.day).items())
    return Listing(
        "papers",
        gettext("文书待办"),
        rows,
        _columns(len(areas) > 1),
        _filters(areas, by),
        order="dated",
        empty=gettext("没有等着签名、盖章、扫描或送达的文书。"),
        present=lambda papers: presented(papers, by),
    )


def _columns(several_areas: bool) -> tuple[Column, ...]:
    where = Column("at", gettext("在"), lambda row: row.lies_at, ("area",))
    return (
        Column("paper", gettext("文书"), lambda row: str(row.paper), ("title",),
               link=lambda row: reverse("web:paper", args=[row.paper.pk])),
        Column("whose", gettext("申请人"), lambda row: row.whose,
               link=lambda row: reverse("web:case", args=[row.case.pk]) if row.case else ""),
        Column("number", gettext("受理编号"), lambda row: row.case.receipt_number if row.case else ""),
        *((where,) if several_areas else ()),
        Column("dated", gettext("落款日期"), lambda row: row.paper.dated, ("dated",), kind="day"),
        Column("needs", gettext("还差"), lambda row: "；".join(briefly(row.needs))),
    )  # fmt: skip


def _filters(areas: list[tuple[str, str]], by: Act) -> tuple[Filter, ...]:
    return (
        Filter("q", gettext("姓名、受理编号"), lambda rows, typed: rows.filter(_is_of(typed, by))),
        Filter(
            "needs",
            gettext("还差"),
            lambda rows, asked: rows.filter(lacks(asked)),
            tuple((each, each) for each in NEEDS),
        ),
        *(
            [Filter("at", gettext("在"), lambda rows, asked: rows.filter(area_id=int(asked)), areas)]
            if len(areas) > 1
            else []
        ),
    )


def _is_of(typed: str, by: Act) -> Q:
    """Papers that tell of this person, or lie with the case of this name or number."""
    held = cases(by).filter(Q(applicant_name__contains=typed) | Q(receipt_number__contains=typed))
    return Q(about_name__contains=typed) | Q(case_id__in=held.order_by().values("pk"))
