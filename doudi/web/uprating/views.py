"""提标：the plans of a district and the form that tries one; one plan with cost, checks and its next step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases.places import NotInForce
from doudi.casework.uprating import queries
from doudi.casework.uprating.actions import drop, issue, propose, try_out
from doudi.casework.uprating.figures import AREAS, SCHEMES
from doudi.casework.uprating.going_on import go_on, stopped
from doudi.casework.uprating.models import Kind, State, Uprating
from doudi.money.payments.undoing import undo_uprating
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.areas.queries import DISTRICT_KINDS, names_on, period_of, townships_among, units_among
from doudi.records.clock import china_day
from doudi.records.figures.actions import ENTERS, ISSUES
from doudi.records.jobs.queries import running
from doudi.records.refusals import NotFound
from doudi.web.lists import MOST_EXPORTED, Column, Listing, list_page, shown_list
from doudi.web.navigation import UPRATING_READERS as READERS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

FRONT = "web/uprating/front.html"
TRY, UNIFY, PROPOSE, ISSUE, DROP, UNDO, GO_ON = "try", "unify", "propose", "issue", "drop", "undo", "go-on"
IN_MOTION = (State.ISSUED, State.UNDOING)
TITLES = {"dibao": "低保标准", "tekun": "特困基本生活标准", "rural": "农村", "urban": "城市"}


@officer_page(*READERS, methods=("GET", "POST"))
def upratings(request: HttpRequest, by: Act) -> HttpResponse:
    """Every plan; the forms that try one."""
    return _front(request, by)


@officer_page(*ENTERS, methods=("POST",))
def uprating_try(request: HttpRequest, by: Act, what: str) -> HttpResponse:
    """Try new standards, or unified townships, on the live register."""
    read = {TRY: _standards, UNIFY: _townships}.get(what)
    if read is None:
        raise NotFound
    return order(
        request,
        by,
        form=what,
        do=lambda: _try(Typed(request.POST), read, by),
        to=lambda answer: reverse("web:uprating", args=[answer["plan"]]),
        again=lambda refused: _front(request, by, refused),
        told=gettext("正在后台试算，在册待遇不变。"),
    )


@officer_page(*READERS)
def uprating(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One plan: what changes, what it costs, whether it keeps the rules, what comes next."""
    return _page(request, by, queries.plan(which, by))


@officer_page(*ENTERS, methods=("POST",))
def uprating_do(request: HttpRequest, by: Act, which: UUID, what: str) -> HttpResponse:
    """Propose it with its document, issue it, drop it, or take back what was executed."""
    held = queries.plan(which, by)
    do = {PROPOSE: _propose, ISSUE: _issue, DROP: _drop, UNDO: _undo, GO_ON: _go_on}.get(what)
    if do is None:
        raise NotFound
    said = {
        PROPOSE: gettext("已提出，等另一位标准签发人签发。"),
        ISSUE: gettext("已签发，正在后台逐户重算。"),
        DROP: gettext("方案已作废。"),
        UNDO: gettext("正在后台逐户撤回。"),
        GO_ON: gettext("已接着办理，办过的不会再办一遍。"),
    }
    return order(
        request,
        by,
        form=what,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:uprating", args=[held.pk]),
        again=lambda refused: _page(request, by, queries.plan(which, by), refused),
        told=said[what],
    )


def _front(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    districts = _districts(by)
    shown: dict[str, Any] = {
        "districts": districts,
        "townships": _towns(by) if districts else [],
        "rows": _rows(districts, by),
        "form": filled(TRY, refused, **_current(districts, by)),
        "unify": filled(UNIFY, refused, district=districts[0][0] if districts else ""),
        "ticked": request.POST.getlist("township"),
    }
    if refused is not None:
        told = {"list": shown_list(request, _listing(by)), "today": by.day, **shown}
        return render(request, FRONT, told, status=refused.status)
    return list_page(request, by, _listing(by), FRONT, **shown)


def _listing(by: Act) -> Listing:
    names = names_on(by.scope.areas, by.day)
    return Listing(
        "upratings",
        gettext("提标"),
        queries.plans(by),
        (
            Column(
                "since",
                gettext("执行日期"),
                lambda row: row.since,
                ("since",),
                kind="day",
                link=lambda row: reverse("web:uprating", args=[row.pk]),
            ),
            Column("area", gettext("县区"), lambda row: names.get(row.area_id, "")),
            Column("kind", gettext("事项"), lambda row: row.kind_title),
            Column("document", gettext("文号"), lambda row: row.document),
            Column("tried", gettext("试算"), lambda row: china_day(row.tried_at), ("tried_at",), kind="day"),
            Column("by", gettext("经办"), lambda row: row.proposed_name or row.tried_name),
            Column("state", gettext("状态"), lambda row: row.state_title, mark=_mark),
        ),
        order="-tried",
        empty=gettext("还没有方案。在上面写好新标准，先试算。"),
    )


def _mark(row: Uprating) -> str:
    marks: dict[str, str] = {State.PROPOSED: "soon", State.DONE: "done", State.UNDONE: "late"}
    return marks.get(row.state, "")


def _page(request: HttpRequest, by: Act, held: Uprating, refused: Refused | None = None) -> HttpResponse:
    waiting = held.state == State.TRIAL and held.preview is None
    unexecuted = held.state in (State.TRIAL, State.PROPOSED)
    checks = queries.checks_of(held, by.day) if unexecuted else []
    lines = 0 if unexecuted else queries.lines(held, by).count()
    shown = {
        "plan": held,
        "district": names_on([held.area_id], by.day).get(held.area_id, ""),
        "changes": _changes(held, by),
        "checks": checks,
        "broken": any(each.result == "fail" for each in checks),
        "preview": held.preview,
        "sums": _sums(held.preview),
        "in_motion": waiting or held.state in IN_MOTION,
        "running": list(running(by)) if waiting or held.state in IN_MOTION else [],
        "own": held.proposed_by == by.scope.natural_person,
        "lines": lines,
        "may_export": 0 < lines <= MOST_EXPORTED,
        **_may(held, by),
        "invited": queries.invitations(by, held=held).count(),
        "propose": filled(PROPOSE, refused, issued=by.day.isoformat()),
        "issue": filled(ISSUE, refused),
        "drop": filled(DROP, refused),
        "undo": filled(UNDO, refused),
        "stopped": stopped(held),
        "go_on": filled(GO_ON, refused),
    }
    return render(request, "web/uprating/plan.html", shown, status=status_of(refused))


def _may(held: Uprating, by: Act) -> dict[str, bool]:
    """The orders that the page offers this officer."""
    enters = by.scope.holds(*ENTERS, at=held.area_id)
    issues = by.scope.holds(ISSUES, at=held.area_id)
    return {
        "may_propose": held.state == State.TRIAL and held.preview is not None and enters,
        "may_issue": held.state == State.PROPOSED and issues,
        "may_drop": held.state in (State.TRIAL, State.PROPOSED) and enters,
        "may_undo": held.state == State.DONE and issues,
        "may_go_on": enters,
    }


def _changes(held: Uprating, by: Act) -> list[tuple[str, str, str]]:
    """What is to be → was, in words."""
    if held.kind == Kind.UNIFIED:
        names = {row.code: row.name for row in townships_among(by.scope.areas, by.day)}
        return [
            (names.get(code, code), gettext("农村标准"), gettext("城市标准"))
            for code in held.changes["codes"]
        ]
    before = queries.standards_before(held, by.day)
    return [
        (
            f"{TITLES[area]}{TITLES[scheme]}",
            yuan(before[scheme][area]),
            yuan(held.changes[scheme][area]),
        )
        for scheme in SCHEMES
        for area in AREAS
    ]


def _sums(preview: Mapping[str, Any] | None) -> dict[str, int]:
    rows = preview["townships"] if preview else []
    names = ("awards", "raised", "lowered", "unready", "before_fen", "after_fen")
    sums = {name: sum(row[name] for row in rows) for name in names}
    return {**sums, "more_fen": sums["after_fen"] - sums["before_fen"]}


def _districts(by: Act) -> list[tuple[str, str]]:
    areas = frozenset[int]().union(*(duty.areas for duty in by.scope.duties if duty.post in ENTERS))
    return [(str(unit.area_id), unit.name) for unit in units_among(areas, DISTRICT_KINDS, by.day)]


def _towns(by: Act) -> list[tuple[str, str]]:
    return [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]


def _current(districts: list[tuple[str, str]], by: Act) -> dict[str, str]:
    """The form first shows the standards in force, to be raised."""
    if not districts:
        return {}
    first = {"district": districts[0][0]}
    try:
        held = queries.current_standards(int(districts[0][0]), by)
    except NotInForce:
        return first
    return first | {
        f"{scheme}_{area}": f"{held[scheme][area] / 100:g}" for scheme in SCHEMES for area in AREAS
    }


def _rows(districts: list[tuple[str, str]], by: Act) -> list[tuple[str, str]]:
    """Field name and title of the four standards."""
    if not districts:
        return []
    return [(f"{scheme}_{area}", f"{TITLES[area]}{TITLES[scheme]}") for scheme in SCHEMES for area in AREAS]


def _try(typed: Typed, read: Any, by: Act) -> Mapping[str, Any]:
    district = typed.choice("district", dict(_districts(by)), gettext("请选择县区。"))
    since = typed.day("since")
    kind, changes = read(typed)
    typed.refuse_wrong()
    area = period_of(int(district), by.day).area
    return {"plan": str(try_out(district=area, kind=kind, changes=changes, since=since, by=by).pk)}


def _standards(typed: Typed) -> tuple[str, dict[str, dict[str, int]]]:
    told = {scheme: {area: typed.fen(f"{scheme}_{area}") for area in AREAS} for scheme in SCHEMES}
    return Kind.STANDARDS, told


def _townships(typed: Typed) -> tuple[str, dict[str, list[int]]]:
    chosen = [int(each) for each in typed.all("township") if each.isascii() and each.isdigit()]
    if not chosen:
        typed.wrong("township", gettext("请至少勾选一个乡镇（街道）。"))
    return Kind.UNIFIED, {"townships": chosen}


def _propose(held: Uprating, typed: Typed, by: Act) -> None:
    document = typed.text("document", gettext("请写文号和条款。"))
    issued = typed.day("issued")
    typed.refuse_wrong()
    propose(uprating=held.pk, document=document, issued=issued, by=by)


def _issue(held: Uprating, typed: Typed, by: Act) -> None:
    issue(uprating=held.pk, by=by)


def _undo(held: Uprating, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明撤回的原因。"))
    typed.refuse_wrong()
    undo_uprating(uprating=held.pk, why=why, by=by)


def _go_on(held: Uprating, typed: Typed, by: Act) -> None:
    go_on(uprating=held.pk, by=by)


def _drop(held: Uprating, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明作废的原因。"))
    typed.refuse_wrong()
    drop(uprating=held.pk, why=why, by=by)
