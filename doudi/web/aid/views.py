"""临时救助的页：the list, and one aid from the first help to the visit after ninety days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.money.aid import queries
from doudi.money.aid.entitlement import LEVEL_TITLES, paid_this_year
from doudi.money.aid.models import Aid, AidKind, AidStage, Priority, Way
from doudi.money.aid.papers import papers_of
from doudi.money.recovery.queries import claim_of_draw
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.audit.trail import look
from doudi.records.people.queries import people_among
from doudi.records.refusals import NotFound
from doudi.web.aid.steps import ORDERS, VISITORS, offered, whose_turn
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import AID_READERS, CLERKS, FILE_READERS, PAYMENT_READERS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.today.dues import how_far
from doudi.web.typed import Typed
from doudi.web.working import holds_any, officer_page

# Who writes down, decides or looks again reads what happened to the family; who only counts money does not.
HANDLERS = (*VISITORS, "township_cashier", "township_decider", "district_decider")


@officer_page(*AID_READERS, methods=("GET", "POST"))
def aids(request: HttpRequest, by: Act) -> HttpResponse:
    """Every aid in scope."""
    return list_page(request, by, _listing(by))


@officer_page(*AID_READERS)
def aid_one(request: HttpRequest, by: Act, aid: UUID) -> HttpResponse:
    """One aid."""
    held = queries.aid(aid, by)
    look(by=by, did="aid.looked", to=held)
    return _aid_page(request, by, held)


@officer_page(*AID_READERS, methods=("POST",))
def aid_order(request: HttpRequest, by: Act, aid: UUID, name: str) -> HttpResponse:
    """Propose, grant, refuse, look again: each by its form on the page of the aid."""
    held = queries.aid(aid, by)
    if name not in ORDERS:
        raise NotFound
    do, told = ORDERS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:aid_one", args=[held.pk]),
        again=lambda refused: _aid_page(request, by, queries.aid(aid, by), refused),
        told=gettext(told),
    )


def _listing(by: Act) -> Listing:
    return Listing(
        "aids",
        gettext("临时救助"),
        queries.aids(by),
        _columns(by),
        _filters(by),
        order="-opened",
        empty=gettext("还没有临时救助。从“人与户”打开住户的页面，先行救助或登记申请。"),
        present=lambda rows: _with_villages(rows, by),
    )


def _columns(by: Act) -> tuple[Column, ...]:
    def address(row: tuple[Aid, str]) -> str:
        return reverse("web:aid_one", args=[row[0].pk])

    def due(row: tuple[Aid, str]) -> Any:
        aid = row[0]
        return aid.draw.paperwork_due if aid.draw and aid.stage == AidStage.PAID_FIRST else None

    def late(row: tuple[Aid, str]) -> str:
        on = due(row)
        return "" if on is None else how_far(on, by.day)[1]

    return (
        Column("name", gettext("申请人"), lambda row: row[0].applicant_name, ("applicant_name",), link=address),
        Column("kind", gettext("类型"), lambda row: AidKind(row[0].kind).label, ("kind",)),
        Column("cause", gettext("原因"), lambda row: row[0].cause, ("cause",)),
        Column("priority", gettext("优先"), lambda row: Priority(row[0].priority).label if row[0].priority else "",
               ("priority",)),
        Column("stage", gettext("环节"), lambda row: row[0].stage_title, ("stage",)),
        Column("due", gettext("补办期限"), due, kind="day", mark=late),
        Column("paid", gettext("先行（元）"), lambda row: row[0].draw.amount_fen if row[0].draw else None,
               kind="money", link=address),
        Column("amount", gettext("确认（元）"), lambda row: row[0].amount_fen, ("amount_fen",), "money", address),
        Column("opened", gettext("登记"), lambda row: row[0].opened_on, ("opened_on",), kind="day"),
        Column("village", gettext("村（社区）"), lambda row: row[1], ("area",)),
    )  # fmt: skip


def _filters(by: Act) -> tuple[Filter, ...]:
    return (
        Filter("q", gettext("申请人姓名"), lambda rows, typed: rows.filter(applicant_name__startswith=typed)),
        Filter("stage", gettext("环节"), lambda rows, asked: rows.filter(stage=asked), AidStage.choices),
        Filter("kind", gettext("类型"), lambda rows, asked: rows.filter(kind=asked), AidKind.choices),
        Filter("visit", gettext("回访"), lambda rows, asked: rows.filter(pk__in=queries.to_follow_up(by)),
               (("due", gettext("该回访了")),)),
    )  # fmt: skip


def _with_villages(rows: Sequence[Aid], by: Act) -> list[tuple[Aid, str]]:
    names = names_on({row.area_id for row in rows}, by.day)
    return [(row, names.get(row.area_id, "")) for row in rows]


def _aid_page(request: HttpRequest, by: Act, held: Aid, refused: Refused | None = None) -> HttpResponse:
    people = people_among(held.people, by)
    waits = held.draw is not None and held.stage in (AidStage.PAID_FIRST, AidStage.PROPOSED)
    far, mark = how_far(held.draw.paperwork_due, by.day) if waits and held.draw else ("", "")
    shown = {
        "aid": held,
        "place": names_on([held.area_id], by.day)[held.area_id],
        "kind": AidKind(held.kind).label,
        "priority": Priority(held.priority).label if held.priority else "",
        "way": Way(held.way).label if held.way else "",
        "level": LEVEL_TITLES.get(held.level, ""),
        "people": [people[each].name for each in held.people if each in people],
        "claim": claim_of_draw(held.draw_id, by) if holds_any(by.scope, PAYMENT_READERS) else None,
        "turn": whose_turn(held),
        "forms_offered": offered(held, by),
        "far": far,
        "mark": mark,
        "year_fen": paid_this_year(held.people, by.day, without=held.pk),
        "levels": list(LEVEL_TITLES.items()),
        "told": held.told.reveal() if by.scope.holds(*HANDLERS, at=held.area_id) else "",
        "forms": {name: filled(name, refused) for name in ORDERS},
        "refused": refused,
        "papers": papers_of(held) if by.scope.holds(*HANDLERS, at=held.area_id) else (),
        "files": holds_any(by.scope, FILE_READERS),
        "applies": held.still_in_need and by.scope.holds(*CLERKS, at=held.area_id),
    }
    return render(request, "web/aid/aid.html", shown, status=status_of(refused))
