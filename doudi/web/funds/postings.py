"""明细：the postings behind a figure, by kind, scheme, source, township, year and month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from doudi.money.ledger import queries
from doudi.money.ledger.models import Kind, Posting
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among, under
from doudi.records.refusals import BadInput
from doudi.web.awards.months import read_month
from doudi.web.funds.words import SCHEMES, about_address, account_title, entry_number
from doudi.web.lists import Column, Filter, Listing


@dataclass(frozen=True, slots=True)
class Row:
    """一笔 with the title of its account."""

    posting: Posting
    title: str


def postings_listing(by: Act) -> Listing:
    """Every posting in scope."""

    def entry(row: Row) -> str:
        return reverse("web:entry", args=[row.posting.entry_id])

    return Listing(
        "postings",
        gettext("资金明细"),
        queries.postings_of(by),
        (
            Column("number", gettext("凭证"), lambda row: entry_number(row.posting.entry),
                   ("entry__on", "entry__number"), link=entry),
            Column("told", gettext("摘要"), lambda row: row.posting.entry.told,
                   link=lambda row: about_address(row.posting.entry, by)),
            Column("account", gettext("科目"), lambda row: row.title, ("account__kind",),
                   link=lambda row: reverse("web:account", args=[row.posting.account_id])),
            Column("month", gettext("所属月份"), lambda row: row.posting.entry.month, ("entry__month",)),
            Column("debit", gettext("借方（元）"), lambda row: row.posting.fen if row.posting.fen > 0 else None,
                   ("fen",), "money", entry),
            Column("credit", gettext("贷方（元）"), lambda row: -row.posting.fen if row.posting.fen < 0 else None,
                   (), "money", entry),
        ),
        _filters(by),
        empty=gettext("账上还没有发生额。先登记拨款。"),
        present=lambda rows: _presented(rows, by),
    )  # fmt: skip


def _filters(by: Act) -> tuple[Filter, ...]:
    areas = [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]
    return (
        Filter("kind", gettext("科目"), lambda rows, asked: rows.filter(account__kind=asked), Kind.choices),
        Filter("scheme", gettext("类别"), lambda rows, asked: rows.filter(account__scheme=asked),
               list(SCHEMES.items())),
        Filter("at", gettext("乡镇（街道）"),
               lambda rows, asked: rows.filter(account__area_id__in=under([int(asked)], by.day)), areas),
        Filter("source", gettext("资金来源"), lambda rows, asked: rows.filter(account__source=asked), size="short"),
        Filter("year", gettext("年"), lambda rows, asked: rows.filter(entry__on__year=_year(asked)), size="short"),
        Filter("month", gettext("记账月份"), _in_month, size="day"),
    )  # fmt: skip


def _year(typed: str) -> int:
    if typed.isascii() and typed.isdigit() and len(typed) == 4 and typed >= "1900":
        return int(typed)
    raise BadInput(gettext("年份要写成 2026 的样子。"))


def _in_month(rows: Any, typed: str) -> Any:
    month = read_month(typed)
    return rows.filter(entry__on__year=month.year, entry__on__month=month.month)


def _presented(rows: Sequence[Posting], by: Act) -> list[Row]:
    names = names_on({row.account.area_id for row in rows}, by.day)
    return [Row(row, account_title(row.account, names)) for row in rows]
