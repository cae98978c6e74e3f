"""凭证与明细账：one entry with its postings; what moved one account, newest first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.money.ledger import queries
from doudi.money.ledger.models import NEVER_ABOVE_ZERO, Account, Kind, Posting
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.web.awards.months import read_month
from doudi.web.funds.words import about_address, account_title, entry_number
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import FUND_READERS
from doudi.web.working import officer_page


@officer_page(*FUND_READERS)
def entry(request: HttpRequest, by: Act, entry: UUID) -> HttpResponse:
    """One entry: what it was for, what it rests on, its debits and credits."""
    held = queries.entry(entry, by)
    rows = queries.postings(held, by)
    names = names_on({row.account.area_id for row in rows}, by.day)
    shown = {
        "entry": held,
        "number": entry_number(held),
        "rows": [(row, account_title(row.account, names), -row.fen if row.fen < 0 else None) for row in rows],
        "elsewhere": held.legs - len(rows),
        "about": about_address(held, by),
        "reversed_by": getattr(held, "reversed_by", None),
    }
    return render(request, "web/funds/entry.html", shown)


@officer_page(*FUND_READERS, methods=("GET", "POST"))
def account(request: HttpRequest, by: Act, account: UUID) -> HttpResponse:
    """明细账: the postings of one account, each with its entry."""
    held = queries.account_of(account, by)
    title = account_title(held, names_on([held.area_id], by.day))
    more = {"account": held, "title": title, "balance": _balance(held)}
    return list_page(request, by, _listing(held, title, by), "web/funds/account.html", **more)


def _balance(held: Account) -> int:
    """As a reader counts it: what is owed and where money came from stand on the other side."""
    return -held.balance_fen if Kind(held.kind) in NEVER_ABOVE_ZERO else held.balance_fen


def _listing(held: Account, title: str, by: Act) -> Listing:
    def address(row: Posting) -> str:
        return reverse("web:entry", args=[row.entry_id])

    def about(row: Posting) -> str:
        return about_address(row.entry, by)

    return Listing(
        "account",
        title,
        queries.entries(held, by),
        (
            Column("number", gettext("凭证"), lambda row: entry_number(row.entry),
                   ("entry__on", "entry__number"), link=address),
            Column("told", gettext("摘要"), lambda row: row.entry.told, link=about),
            Column("month", gettext("所属月份"), lambda row: row.entry.month, ("entry__month",)),
            Column("debit", gettext("借方（元）"), lambda row: row.fen if row.fen > 0 else None, ("fen",), "money",
                   address),
            Column("credit", gettext("贷方（元）"), lambda row: -row.fen if row.fen < 0 else None, (), "money",
                   address),
            Column("by", gettext("记账人"), lambda row: row.entry.name),
        ),
        (Filter("month", gettext("记账月份"), _in_month, size="day"),),
        empty=gettext("这个账户还没有发生额。"),
    )  # fmt: skip


def _in_month(rows: Any, typed: str) -> Any:
    month = read_month(typed)
    return rows.filter(entry__on__year=month.year, entry__on__month=month.month)
