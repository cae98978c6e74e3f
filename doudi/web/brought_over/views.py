"""存量录入：the batches of one's units; one batch with what was found; its orders; templates and copies to keep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards.months import months_on
from doudi.casework.brought_over import queries
from doudi.casework.brought_over.actions import SECONDS, HandedFile, drop, enter, hand_back, hand_in
from doudi.casework.brought_over.models import OpeningBatch, State
from doudi.casework.brought_over.sheets import COLUMNS, TITLES, template
from doudi.records.access import Act
from doudi.records.areas.queries import DISTRICT_KINDS, names_on, period_of, townships_among, units_among
from doudi.records.clock import china_day
from doudi.records.jobs.queries import running
from doudi.records.refusals import BadInput, NotFound
from doudi.web.lists import Column, Listing, list_page, shown_list
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.sheets import XLSX, attached
from doudi.web.typed import Typed
from doudi.web.working import officer_page

CLERKS = ("township_clerk", "district_clerk")
READERS = (*CLERKS, *SECONDS)
HAND_IN, ENTER, DROP = "hand_in", "enter", "drop"
FRONT = "web/brought_over/front.html"
WAITING = (State.STAGED, State.ENTERING)


@officer_page(*READERS, methods=("GET", "POST"))
def brought_over(request: HttpRequest, by: Act) -> HttpResponse:
    """Every batch; the form that hands one in."""
    return _front(request, by)


@officer_page(*CLERKS, methods=("POST",))
def brought_over_hand_in(request: HttpRequest, by: Act) -> HttpResponse:
    """Take the sheets in."""
    return order(
        request,
        by,
        form=HAND_IN,
        do=lambda: _hand_in(request, by),
        to=lambda answer: _handed_in(request, answer),
        again=lambda refused: _front(request, by, refused),
    )


@officer_page(*READERS)
def brought_over_batch(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One batch: counts, what was refused cell by cell, what waits for whom."""
    return _batch(request, by, queries.batch(which, by))


@officer_page(*READERS, methods=("POST",))
def brought_over_do(request: HttpRequest, by: Act, which: UUID, what: str) -> HttpResponse:
    """Enter it, or drop it."""
    held = queries.batch(which, by)
    do = {ENTER: _enter, DROP: _drop}.get(what)
    if do is None:
        raise NotFound
    return order(
        request,
        by,
        form=what,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:brought_over_batch", args=[held.pk]),
        again=lambda refused: _batch(request, by, queries.batch(which, by), refused),
        told=gettext("已交后台录入，全部成功才算数。") if what == ENTER else gettext("这一批已作废。"),
    )


@officer_page(*READERS, methods=("GET", "POST"))
def brought_over_differences(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """The families whose sheet, roster and reckoning do not say the same."""
    held = queries.batch(which, by)
    return list_page(request, by, _differences(held, by), "web/brought_over/differences.html", batch=held)


@officer_page(*READERS)
def brought_over_template(request: HttpRequest, by: Act, sheet: str) -> HttpResponse:
    """An empty template."""
    if sheet not in COLUMNS:
        raise NotFound
    return attached(template(sheet), f"{TITLES[sheet]}.xlsx", XLSX)


@officer_page(*CLERKS, methods=("POST",))
def brought_over_copy(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """The copy with the reasons; each time it leaves a line of the chain."""
    return attached(hand_back(sheet=which, by=by), gettext("退回副本.xlsx"), XLSX)


def _front(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    units = _units(by)
    last = months_on(by.day.replace(day=1), -1)
    shown = {
        "form": filled(HAND_IN, refused, month=f"{last:%Y-%m}", unit=units[0][0] if units else ""),
        "units": units,
        "titles": list(TITLES.items()),
        "may_hand_in": bool(units),
    }
    if refused is not None:
        told = {"list": shown_list(request, _listing(by)), "today": by.day, **shown}
        return render(request, FRONT, told, status=refused.status)
    return list_page(request, by, _listing(by), FRONT, **shown)


def _listing(by: Act) -> Listing:
    names = names_on(by.scope.areas, by.day)
    return Listing(
        "brought_over",
        gettext("存量录入"),
        queries.batches(by),
        (
            Column(
                "handed",
                gettext("交表"),
                lambda row: china_day(row.handed_in_at),
                ("handed_in_at",),
                kind="day",
                link=lambda row: reverse("web:brought_over_batch", args=[row.pk]),
            ),
            Column("unit", gettext("单位"), lambda row: names.get(row.area_id, "")),
            Column("month", gettext("上次发放月份"), lambda row: f"{row.paid_month:%Y-%m}", ("paid_month",)),
            Column("families", gettext("可录入户数"), lambda row: row.families, ("families",), kind="number"),
            Column("refused", gettext("退回行数"), lambda row: row.refused_rows, kind="number"),
            Column("differing", gettext("有差异户数"), lambda row: row.differing, kind="number"),
            Column("by", gettext("交表人"), lambda row: row.handed_in_name),
            Column("state", gettext("状态"), lambda row: row.state_title, mark=_mark),
        ),
        order="-handed",
        empty=gettext("还没有交过存量表。先下载模板填好，再在上面交表。"),
    )


def _mark(row: OpeningBatch) -> str:
    marks: dict[str, str] = {State.CHECKED: "due-soon", State.UNFIT: "late", State.ENTERED: "done"}
    return marks.get(row.state, "")


def _batch(request: HttpRequest, by: Act, held: OpeningBatch, refused: Refused | None = None) -> HttpResponse:
    may_enter = by.scope.holds(*SECONDS, at=held.area_id)
    shown = {
        "batch": held,
        "unit": names_on([held.area_id], by.day).get(held.area_id, ""),
        "sheets": [
            (each, TITLES[each.which], queries.faults(each), each.faults is not None)
            for each in queries.sheets(held, by)
        ],
        "running": list(running(by)) if held.state in WAITING else [],
        "in_motion": held.state in WAITING,
        "may_enter": may_enter and held.state in (State.CHECKED, State.ENTERING),
        "own": held.handed_in_by == by.scope.natural_person,
        "may_drop": held.state in (State.STAGED, State.CHECKED, State.UNFIT, State.ENTERING),
        "may_copy": by.scope.holds(*CLERKS, at=held.area_id),
        "enter": filled(ENTER, refused),
        "drop": filled(DROP, refused),
    }
    return render(request, "web/brought_over/batch.html", shown, status=status_of(refused))


def _differences(held: OpeningBatch, by: Act) -> Listing:
    return Listing(
        "brought_over_differences",
        gettext("存量差异"),
        queries.differences(held, by),
        (
            Column("row", gettext("行"), lambda row: row.row, ("row",), kind="number"),
            Column("name", gettext("户主"), lambda row: row.name, ("name",)),
            Column("told", gettext("存量表"), lambda row: row.told_fen, ("told_fen",), kind="money"),
            Column("paid", gettext("花名册"), lambda row: row.paid_fen, ("paid_fen",), kind="money"),
            Column(
                "reckoned",
                gettext("按政策核算"),
                lambda row: row.reckoned_fen,
                ("reckoned_fen",),
                kind="money",
            ),
            Column("what", gettext("差在哪里"), lambda row: row.what),
        ),
        order="row",
        empty=gettext("花名册、存量表和核算的金额全部一致。"),
    )


def _units(by: Act) -> list[tuple[str, str]]:
    """The districts and townships for which one is a clerk, the larger first."""
    areas = frozenset[int]().union(*(duty.areas for duty in by.scope.duties if duty.post in CLERKS))
    units = [*units_among(areas, DISTRICT_KINDS, by.day), *townships_among(areas, by.day)]
    return [(str(unit.area_id), unit.name) for unit in units]


def _hand_in(request: HttpRequest, by: Act) -> Mapping[str, Any]:
    typed = Typed(request.POST)
    month = _month(typed)
    unit = typed.text("unit", gettext("请选择单位。"))
    files = {}
    for which, title in TITLES.items():
        sent = request.FILES.get(which)
        if sent is not None:
            files[which] = HandedFile(sent.name or "", sent.read())
        elif which != "roster":
            typed.wrong(which, gettext("请选择%(title)s表。") % {"title": title})
    if unit and unit not in dict(_units(by)):
        typed.wrong("unit", gettext("请从列出的单位里选。"))
    typed.refuse_wrong()
    told = hand_in(unit=period_of(int(unit), by.day).area, paid_month=month, files=files, by=by)
    return {"batch": str(told.batch.pk), "again": told.again}


def _month(typed: Typed) -> date:
    text = typed.text("month", gettext("请写上次发放的月份。"))
    try:
        year, month = (int(part) for part in text.replace("年", "-").replace("月", "").split("-")[:2])
        return date(year, month, 1)
    except (ValueError, OverflowError):
        if text:
            typed.wrong("month", gettext("请写成 2022-03 的样子。"))
        return date.min


def _handed_in(request: HttpRequest, answer: Mapping[str, Any]) -> str:
    if answer["again"]:
        messages.warning(request, gettext("这几份表以前交过，没有重复录入：这是那一次的结果。"))
    else:
        messages.success(request, gettext("已收到，正在后台检查。"))
    return reverse("web:brought_over_batch", args=[answer["batch"]])


def _enter(held: OpeningBatch, typed: Typed, by: Act) -> None:
    if typed.fields.get("looked") is None:
        raise BadInput(gettext("请先看过差异和退回的行，再勾选确认。"))
    enter(batch=held.pk, by=by)


def _drop(held: OpeningBatch, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明作废的原因。"))
    typed.refuse_wrong()
    drop(batch=held.pk, why=why, by=by)
