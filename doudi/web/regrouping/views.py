"""户的变动页：the list, one with what it makes of the awards, and its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doudi.casework.cases.desk import CLERKS
from doudi.casework.confirmation.deciding import DECIDERS
from doudi.casework.regrouping import queries
from doudi.casework.regrouping.actions import HEARERS, decide, drop, hear
from doudi.casework.regrouping.checks import asks_for_hearing
from doudi.casework.regrouping.models import Kind, Regrouping, State
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, township_of
from doudi.records.audit.trail import look
from doudi.records.refusals import NotFound
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import CASEWORKERS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

OPINION = gettext_noop("情况属实，同意承接。")


@officer_page(*CASEWORKERS, methods=("GET", "POST"))
def regroupings(request: HttpRequest, by: Act) -> HttpResponse:
    """Every split, merger and move of either place, the latest first."""
    return list_page(request, by, _listing(by))


@officer_page(*CASEWORKERS)
def regrouping(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One of them."""
    held = queries.regrouping(which, by)
    look(by=by, did="regrouping.looked", to=held)
    return _page(request, by, held)


@officer_page(*HEARERS, *DECIDERS.values(), methods=("POST",))
def regrouping_order(request: HttpRequest, by: Act, which: UUID, name: str) -> HttpResponse:
    """Decide it, write down what the family said, or drop it."""
    held = queries.regrouping(which, by)
    if name not in DOINGS:
        raise NotFound
    do, told = DOINGS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:regrouping", args=[held.pk]),
        again=lambda refused: _page(request, by, queries.regrouping(which, by), refused),
        told=gettext(told),
    )


def _page(request: HttpRequest, by: Act, held: Regrouping, refused: Refused | None = None) -> HttpResponse:
    waits = held.state == State.PROPOSED
    here = [area for area in (held.area_id, held.to_area_id) if area in by.scope.areas]
    rows = queries.links(held, by)
    shown = {
        "held": held,
        "places": names_on([held.area_id, held.to_area_id, *_townships(held, by)], by.day),
        "townships": _townships(held, by),
        "before_fen": sum(each["before_fen"] for each in held.told),
        "after_fen": sum(each["stays_fen"] + each["after_fen"] for each in held.told),
        "must_hear": waits and asks_for_hearing(held, by),
        "continuations": rows,
        "sees_old": held.area_id in by.scope.areas,
        "sees_new": held.to_area_id in by.scope.areas,
        "may_decide": waits and by.scope.holds(*DECIDERS.values(), at=held.to_area_id),
        "may_hear": waits and by.scope.holds(*HEARERS, at=held.area_id),
        "may_drop": waits and any(by.scope.holds(*CLERKS, *DECIDERS.values(), at=area) for area in here),
        "decide": filled("decide", refused, opinion=gettext(OPINION)),
        "hear": filled("hear", refused, on=by.day, of=held.head_name),
        "drop": filled("drop", refused),
        "refused": refused,
    }
    return render(request, "web/regrouping/regrouping.html", shown, status=status_of(refused))


def _townships(held: Regrouping, by: Act) -> tuple[int, int]:
    return township_of(held.area_id, by.day), township_of(held.to_area_id, by.day)


def _decide(held: Regrouping, typed: Typed, by: Act) -> None:
    opinion = typed.text("opinion", gettext("请写明决定意见。"))
    typed.refuse_wrong()
    decide(change=held.pk, opinion=opinion, by=by)


def _hear(held: Regrouping, typed: Typed, by: Act) -> None:
    on = typed.day("on")
    of = typed.text("of", gettext("请写明听取了谁的意见。"))
    said = typed.text("said", gettext("请写明他怎么说；没有意见的写“没有意见”。"))
    typed.refuse_wrong()
    hear(change=held.pk, on=on, of=of, said=said, by=by)


def _drop(held: Regrouping, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明撤回或退回的原因。"))
    typed.refuse_wrong()
    drop(change=held.pk, why=why, by=by)


DOINGS: Mapping[str, tuple[Callable[[Regrouping, Typed, Act], None], str]] = {
    "decide": (_decide, gettext_noop("已决定，新户的档案和承接单、告知书已生成，请送达。")),
    "hear": (_hear, gettext_noop("意见已登记。")),
    "drop": (_drop, gettext_noop("已撤回。")),
}


def _listing(by: Act) -> Listing:
    rows = queries.regroupings(by)
    areas = names_on({area for pair in rows.values_list("area_id", "to_area_id") for area in pair}, by.day)
    return Listing(
        "regroupings",
        gettext("分户、并户、迁移"),
        rows,
        (
            Column(
                "head",
                gettext("原户主"),
                lambda row: row.head_name,
                ("head_name",),
                link=lambda row: reverse("web:regrouping", args=[row.pk]),
            ),
            Column("kind", gettext("种类"), lambda row: row.kind_title, ("kind",)),
            Column("from", gettext("原村（社区）"), lambda row: areas.get(row.area_id, "")),
            Column("to", gettext("新村（社区）"), lambda row: areas.get(row.to_area_id, "")),
            Column("new", gettext("新户户主"), lambda row: row.new_head_name, ("new_head_name",)),
            Column("on", gettext("提出日期"), lambda row: row.proposed_on, ("proposed_on",), kind="day"),
            Column("state", gettext("状态"), lambda row: row.get_state_display(), ("state",)),
        ),
        (
            Filter("kind", gettext("种类"), lambda rows, asked: rows.filter(kind=asked), Kind.choices),
            Filter("state", gettext("状态"), lambda rows, asked: rows.filter(state=asked), State.choices),
        ),
        empty=gettext("没有分户、并户、迁移。在“人与户”的户页上提出。"),
    )
