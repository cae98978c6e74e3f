"""公示页：every list with how it stands; one list with its villages, its rows and what keeps it from being published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doudi.oversight.disclosure import queries
from doudi.oversight.disclosure.actions import PREPARERS, PUBLISHERS, findings, prepare, publish, withdraw
from doudi.oversight.disclosure.models import SHOWN_SCHEMES, DisclosedRow, Disclosure
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among
from doudi.records.audit.trail import look
from doudi.records.documents.kinds import MEDIA_TYPES, Sort
from doudi.records.refusals import BadInput, NotFound
from doudi.web.awards.months import read_month, written
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import SUPERVISORS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

DISCLOSURE_PAGE = "web/disclosure/disclosure.html"


@officer_page(*SUPERVISORS, methods=("GET", "POST"))
def disclosures(request: HttpRequest, by: Act) -> HttpResponse:
    """Every list in scope."""
    may = any(by.scope.holds(*PREPARERS, at=area) for area in by.scope.areas)
    return list_page(request, by, _listing(by), "web/disclosure/disclosures.html", may=may)


@officer_page(*PREPARERS, methods=("GET", "POST"))
def new_disclosure(request: HttpRequest, by: Act) -> HttpResponse:
    """Make the list of a township and month."""
    if request.method != "POST":
        return _new_page(request, by)
    return order(
        request,
        by,
        form="prepare",
        do=lambda: _prepare(Typed(request.POST), by),
        to=lambda answer: reverse("web:disclosure", args=[answer["disclosure"]]),
        again=lambda refused: _new_page(request, by, refused),
        told=gettext("公示已生成，请另一人看过以后公布。"),
    )


@officer_page(*SUPERVISORS, methods=("GET", "POST"))
def disclosure(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One list: its villages with the sheet to print, its rows, and what is next."""
    return _page(request, by, queries.disclosure(which, by))


@officer_page(*SUPERVISORS)
def disclosure_sheet(request: HttpRequest, by: Act, which: UUID, village: int) -> HttpResponse:
    """The sheet D15 of one village."""
    held = queries.disclosure(which, by)
    content = queries.sheet(held, village, by)
    look(by=by, did="disclosure.printed", to=held)
    answer = HttpResponse(content, content_type=MEDIA_TYPES[Sort.PDF])
    answer["Content-Disposition"] = "inline; filename=D15.pdf"
    return answer


@officer_page(*PREPARERS, *PUBLISHERS, methods=("POST",))
def disclosure_order(request: HttpRequest, by: Act, which: UUID, name: str) -> HttpResponse:
    """Publish, or take down."""
    held = queries.disclosure(which, by)
    doing: tuple[Callable[[UUID, Typed, Act], Any], str] | None = _ORDERS.get(name)
    if doing is None:
        raise NotFound
    do, told = doing

    def done() -> Mapping[str, Any]:
        do(held.pk, Typed(request.POST), by)
        return {}

    return order(
        request,
        by,
        form=name,
        do=done,
        to=reverse("web:disclosure", args=[held.pk]),
        again=lambda refused: _page(request, by, queries.disclosure(which, by), refused),
        told=gettext(told),
    )


def _withdraw(which: UUID, typed: Typed, by: Act) -> Disclosure:
    why = typed.text("why", gettext("请写明撤下的原因。"))
    typed.refuse_wrong()
    return withdraw(disclosure=which, why=why, by=by)


_ORDERS: Mapping[str, tuple[Callable[[UUID, Typed, Act], Any], str]] = {
    "publish": (
        lambda which, typed, by: publish(disclosure=which, by=by),
        gettext_noop("已公布，请打印各村的公示表张贴；期满自动停止。"),
    ),
    "withdraw": (_withdraw, gettext_noop("已撤下，居民不再看得到。")),
}


def _prepare(typed: Typed, by: Act) -> Mapping[str, Any]:
    townships = {str(row.area_id): row.area for row in townships_among(by.scope.areas, by.day)}
    month = by.day
    try:
        month = read_month(typed.text("month"))
    except BadInput as refusal:
        typed.wrong("month", str(refusal))
    at = typed.choice("at", townships, gettext("请选择乡镇（街道）。"))
    typed.refuse_wrong()
    made = prepare(township=townships[at], month=month, by=by)
    return {"disclosure": str(made.pk)}


def _new_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    townships = _townships(by)
    first = {"month": written(by.day), "at": townships[0][0] if len(townships) == 1 else ""}
    shown = {"form": filled("prepare", refused, **first), "townships": townships}
    return render(request, "web/disclosure/new.html", shown, status=status_of(refused))


def _townships(by: Act) -> list[tuple[str, str]]:
    return [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]


def _listing(by: Act) -> Listing:
    townships = dict(_townships(by))
    where = Filter(
        "at",
        gettext("乡镇（街道）"),
        lambda rows, asked: rows.filter(area_id=int(asked)),
        list(townships.items()),
    )
    state = Filter(
        "state",
        gettext("状态"),
        lambda rows, asked: queries.in_state(rows, asked, by.day),
        list(queries.STATES.items()),
    )

    def address(row: Disclosure) -> str:
        return reverse("web:disclosure", args=[row.pk])

    return Listing(
        "disclosures",
        gettext("公示"),
        queries.disclosures(by),
        (
            Column("month", gettext("月份"), lambda row: written(row.month), ("month",), link=address),
            Column("at", gettext("乡镇（街道）"), lambda row: townships.get(str(row.area_id), ""), ("area",)),
            Column("many", gettext("户数"), lambda row: row.many, ("many",), kind="number"),
            Column(
                "state", gettext("状态"), lambda row: gettext(queries.STATES[queries.state_of(row, by.day)])
            ),
            Column("first", gettext("公示自"), lambda row: row.first, ("first",), kind="day"),
            Column("last", gettext("公示至"), lambda row: row.last, ("last",), kind="day"),
            Column("by", gettext("生成"), lambda row: row.prepared_name),
            Column("published", gettext("公布"), lambda row: row.published_name),
        ),
        (where, state) if len(townships) > 1 else (state,),
        order="-month",
        empty=gettext("还没有公示。每月名册定下以后生成一期。"),
    )


def _page(request: HttpRequest, by: Act, held: Disclosure, refused: Refused | None = None) -> HttpResponse:
    waits = not held.published and held.withdrawn_on is None
    found = findings(held, by) if waits else ()
    shown: dict[str, Any] = {
        "held": held,
        "where": names_on([held.area_id], by.day).get(held.area_id, ""),
        "state": gettext(queries.STATES[queries.state_of(held, by.day)]),
        "villages": queries.villages_of(held, by),
        "found": found,
        "may_publish": waits and not found and by.scope.holds(*PUBLISHERS, at=held.area_id),
        "own": held.prepared_by == by.scope.natural_person,
        "may_withdraw": held.withdrawn_on is None
        and by.scope.holds(*PREPARERS, *PUBLISHERS, at=held.area_id),
        "publish": filled("publish", refused),
        "withdraw": filled("withdraw", refused),
    }
    if refused is not None:
        return render(request, DISCLOSURE_PAGE, shown, status=status_of(refused))
    villages = [(str(pk), name) for pk, name, _ in shown["villages"]]
    listing = rows_listing(held, queries.rows_of(held, by), villages)
    return list_page(request, by, listing, DISCLOSURE_PAGE, **shown)


def rows_listing(held: Disclosure, rows: Any, villages: Sequence[tuple[str, str]]) -> Listing:
    """The rows as everybody reads them: an export holds no column more."""
    columns = [
        Column("number", gettext("序号"), lambda row: row.number, ("number",)),
        Column("village", gettext("村（社区）"), lambda row: row.village_name, ("village_name",)),
        Column("head", gettext("户主姓名"), lambda row: row.head_name, ("head_name",)),
        Column("scheme", gettext("类别"), lambda row: row.scheme_title, ("scheme",)),
        Column("persons", gettext("人数"), lambda row: row.persons, ("persons",), kind="number"),
        Column("near", gettext("近亲属备案"), _near),
    ]
    if held.shows_amount:
        amount = Column(
            "amount", gettext("月金额（元）"), lambda row: row.amount_fen, ("amount_fen",), kind="money"
        )
        columns.insert(5, amount)
    return Listing(
        "disclosure",
        gettext("公示名单"),
        rows,
        columns,
        (
            Filter("scheme", gettext("类别"), lambda rows, asked: rows.filter(scheme=asked), SHOWN_SCHEMES),
            Filter(
                "village",
                gettext("村（社区）"),
                lambda rows, asked: rows.filter(village_id=int(asked)),
                villages,
            ),
        ),
        order="number",
        empty=gettext("没有符合条件的户。"),
    )


def _near(row: DisclosedRow) -> str:
    return gettext("是") if row.near_relative else gettext("否")
