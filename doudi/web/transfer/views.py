"""转录的页面：the sheet of a case, and the list of everything that has not been typed over yet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards import transfer
from doudi.casework.awards.transfer import Row, Waiting, mark_transferred, take_out
from doudi.casework.cases import queries
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import Case
from doudi.records.access import Act
from doudi.records.refusals import BadInput
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.orders import Filled, Refused, SeeOther, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

MARK, TAKE_OUT = "mark", "take-out"
PURPOSE = "录入省平台"


@officer_page(*CLERKS, methods=("GET", "POST"))
def transfers(request: HttpRequest, by: Act) -> HttpResponse:
    """What has changed since it was last typed over: what, when, by whom."""
    return list_page(request, by, _listing(by))


@officer_page(*CLERKS, methods=("GET", "POST"))
def transfer_sheet(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """The sheet, masked; sent with a reason it is shown in full, once, and leaves a line in the chain."""
    held = queries.case(case, by)
    if request.method != "POST":
        return _sheet_page(request, by, held, transfer.sheet(held, by))
    typed = Typed(request.POST)
    why = typed.text("why")
    try:
        rows = take_out(case=held.pk, why=why, by=by)
    except BadInput as refusal:
        form = Filled(TAKE_OUT, {"why": why}, {"why": str(refusal)}, str(refusal))
        return _sheet_page(request, by, held, transfer.sheet(held, by), form=form, status=refusal.status)
    return _sheet_page(request, by, held, rows, full=True)


@officer_page(*CLERKS, methods=("GET", "POST"))
def transfer_mark(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """Note that the sheet was typed over."""
    held = queries.case(case, by)
    address = reverse("web:transfer_sheet", args=[held.pk])
    if request.method != "POST":
        return SeeOther(address)

    def again(refused: Refused) -> HttpResponse:
        return _sheet_page(request, by, held, transfer.sheet(held, by), refused=refused)

    return order(
        request,
        by,
        form=MARK,
        do=lambda: _mark(held, Typed(request.POST), by),
        to=address,
        again=again,
        told=gettext("已登记转录；以后只列有变化的栏目。"),
    )


def _mark(held: Case, typed: Typed, by: Act) -> None:
    mark_transferred(case=held.pk, expected=typed.expected, by=by)


def _sheet_page(
    request: HttpRequest,
    by: Act,
    held: Case,
    rows: Sequence[Row],
    *,
    full: bool = False,
    form: Filled | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    changed = {each.row.key for each in transfer.differences(held, by)}
    screens = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.screen)]
    shown = {
        "case": held,
        "screens": screens,
        "changed": changed,
        "last": transfer.last_transfer(held, by),
        "full": full,
        "take_out": form or filled(TAKE_OUT, None, why=gettext(PURPOSE)),
        "mark": filled(MARK, refused),
        "refused": refused,
    }
    return render(request, "web/transfer/sheet.html", shown, status=status_of(refused) if refused else status)


def _listing(by: Act) -> Listing:
    return Listing(
        "transfers",
        gettext("待转录"),
        transfer.waiting(by),
        _columns(),
        (
            Filter(
                "q",
                gettext("申请人、受理编号"),
                lambda rows, typed: [row for row in rows if typed in _names(row)],
            ),
        ),
        empty=gettext("没有要转录的：上次转录以来没有变化。"),
    )


def _names(row: Waiting) -> str:
    return f"{row.case.applicant_name} {row.case.receipt_number}"


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", gettext("受理编号"), lambda row: row.case.receipt_number,
               link=lambda row: reverse("web:transfer_sheet", args=[row.case.pk])),
        Column("name", gettext("申请人"), lambda row: row.case.applicant_name),
        Column("screen", gettext("界面"), lambda row: row.row.screen),
        Column("title", gettext("栏目"), lambda row: row.row.title),
        Column("now", gettext("现在"), lambda row: row.row.shown),
        Column("before", gettext("上次转录"), lambda row: row.before),
        Column("at", gettext("上次转录日期"), lambda row: row.last.at.date() if row.last else None, kind="day"),
        Column("by", gettext("转录人"), lambda row: row.last.name if row.last else ""),
    )  # fmt: skip
