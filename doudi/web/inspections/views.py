"""抽查页：the drawn cases, drawing a month, and one case with its check and its findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doudi.casework.awards.models import Scheme
from doudi.casework.awards.months import first_of
from doudi.casework.cases.schemes import scheme_title
from doudi.casework.confirmation.models import DECIDING, Outcome
from doudi.oversight.inspections import queries
from doudi.oversight.inspections.actions import INSPECTORS, RECTIFIERS, accept, draw, rectify, send_back
from doudi.oversight.inspections.models import Finding, FindingKind, Inspection, Reason, Way
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among
from doudi.records.refusals import BadInput, NotFound
from doudi.web.awards.months import read_month, written
from doudi.web.inspections.checking import PROBLEMS, order_check
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import SUPERVISORS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

TO_CHECK, AGREES, DIFFERS = "open", "agrees", "differs"
A_MONTH = timedelta(days=30)
STATES = {
    TO_CHECK: gettext_noop("待检查"),
    AGREES: gettext_noop("一致"),
    DIFFERS: gettext_noop("不一致"),
}


@officer_page(*SUPERVISORS, methods=("GET", "POST"))
def inspections(request: HttpRequest, by: Act) -> HttpResponse:
    """Every drawn case in scope, those still to be checked first."""
    may = any(by.scope.holds(*INSPECTORS, at=area) for area in by.scope.areas)
    return list_page(request, by, _listing(by), "web/inspections/inspections.html", may=may)


@officer_page(*INSPECTORS, methods=("GET", "POST"))
def new_sampling(request: HttpRequest, by: Act) -> HttpResponse:
    """Draw a township's month."""
    if request.method != "POST":
        return _new_page(request, by)
    return order(
        request,
        by,
        form="draw",
        do=lambda: _draw(Typed(request.POST), by),
        to=lambda answer: f"{reverse('web:inspections')}?at={answer['at']}",
        again=lambda refused: _new_page(request, by, refused),
        told=gettext("已抽样，种子和名单已入日志。"),
    )


@officer_page(*SUPERVISORS)
def inspection(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One drawn case: the township's decision, the district's check, what is to be set right."""
    return inspection_page(request, by, queries.inspection(which, by))


@officer_page(*INSPECTORS, methods=("POST",))
def inspection_check(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """The check of a drawn case."""
    held = queries.inspection(which, by)
    return order(
        request,
        by,
        form="check",
        do=lambda: order_check(held, Typed(request.POST), by),
        to=reverse("web:inspection", args=[held.pk]),
        again=lambda refused: inspection_page(request, by, queries.inspection(which, by), refused),
        told=gettext("检查已登记。"),
    )


@officer_page(*INSPECTORS, *RECTIFIERS, methods=("POST",))
def finding_order(request: HttpRequest, by: Act, which: UUID, name: str) -> HttpResponse:
    """Set a finding right, accept that, or send it back."""
    held = queries.finding(which, by)
    doing: tuple[Callable[[UUID, Typed, Act], Finding], str] | None = _ORDERS.get(name)
    if doing is None:
        raise NotFound
    do, told = doing

    def done() -> Mapping[str, Any]:
        do(held.pk, Typed(request.POST), by)
        return {}

    return order(
        request,
        by,
        form=f"{name}-{held.pk}",
        do=done,
        to=reverse("web:inspection", args=[held.inspection_id]),
        again=lambda refused: inspection_page(
            request, by, queries.inspection(held.inspection_id, by), refused
        ),
        told=gettext(told),
    )


def inspection_page(
    request: HttpRequest, by: Act, held: Inspection, refused: Refused | None = None
) -> HttpResponse:
    """The page of one drawn case, with or without a refusal."""
    inspects = by.scope.holds(*INSPECTORS, at=held.area_id)
    rectifies = by.scope.holds(*RECTIFIERS, at=held.area_id)
    first = {
        "on": by.day,
        "way": Way.HOME,
        "outcome": Outcome.GRANT,
        "scheme": held.decision.scheme,
        "amount": yuan(held.decision.monthly_fen or 0),
        **{f"due-{number}": by.day + A_MONTH for number in PROBLEMS},
    }
    shown = {
        "held": held,
        "where": names_on([held.area_id], by.day).get(held.area_id, ""),
        "township": _judged(held.decision.outcome, held.decision.scheme, held.decision.monthly_fen),
        "district": _judged(held.outcome, held.scheme, held.monthly_fen) if held.checked else "",
        "how": queries.reasons_told(held.sampling),
        "reads": inspects or rectifies,
        "may_check": inspects and not held.checked,
        "may_rectify": rectifies,
        "may_accept": inspects,
        "form": filled("check", refused, **first),
        "problems": PROBLEMS,
        "kinds": FindingKind.choices,
        "ways": Way.choices,
        "outcomes": [(each.value, each.label) for each in DECIDING],
        "schemes": Scheme.choices,
        "findings": [(each, *_forms(each, by, refused)) for each in queries.findings_of(held, by)],
        "today": by.day,
    }
    return render(request, "web/inspections/inspection.html", shown, status=status_of(refused))


def _forms(each: Finding, by: Act, refused: Refused | None) -> tuple[Any, ...]:
    return tuple(
        filled(f"{name}-{each.pk}", refused, due_on=by.day + A_MONTH)
        for name in ("rectify", "accept", "send-back")
    )


def _judged(outcome: str, scheme: str, monthly_fen: int | None) -> str:
    told = str(Outcome(outcome).label)
    if outcome != Outcome.GRANT:
        return told
    return gettext("%(scheme)s，每月 %(amount)s 元") % {
        "scheme": scheme_title(scheme),
        "amount": yuan(monthly_fen or 0),
    }


def _rectify(which: UUID, typed: Typed, by: Act) -> Finding:
    told = typed.text("told", gettext("请写明整改的情况。"))
    typed.refuse_wrong()
    return rectify(finding=which, told=told, by=by)


def _send_back(which: UUID, typed: Typed, by: Act) -> Finding:
    why = typed.text("why", gettext("请写明退回的原因。"))
    due_on = typed.day("due_on")
    typed.refuse_wrong()
    return send_back(finding=which, why=why, due_on=due_on, by=by)


_ORDERS: Mapping[str, tuple[Callable[[UUID, Typed, Act], Finding], str]] = {
    "rectify": (_rectify, gettext_noop("整改已登记，等区民政局验收。")),
    "accept": (lambda which, typed, by: accept(finding=which, by=by), gettext_noop("整改已验收。")),
    "send-back": (_send_back, gettext_noop("已退回，请乡镇重新整改。")),
}


def _draw(typed: Typed, by: Act) -> Mapping[str, Any]:
    townships = {str(row.area_id): row.area for row in townships_among(by.scope.areas, by.day)}
    month = by.day
    try:
        month = read_month(typed.text("month"))
    except BadInput as refusal:
        typed.wrong("month", str(refusal))
    at = typed.choice("at", townships, gettext("请选择乡镇（街道）。"))
    typed.refuse_wrong()
    draw(township=townships[at], month=month, by=by)
    return {"at": at}


def _new_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    first = {"month": written(first_of(first_of(by.day) - timedelta(days=1)))}
    shown = {"form": filled("draw", refused, **first), "townships": _townships(by)}
    return render(request, "web/inspections/new.html", shown, status=status_of(refused))


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
    reason = Filter("reason", gettext("原因"), lambda rows, asked: rows.filter(reason=asked), Reason.choices)
    state = Filter(
        "state", gettext("状态"), _in_state, [(name, gettext(told)) for name, told in STATES.items()]
    )
    return Listing(
        "inspections",
        gettext("抽查"),
        queries.inspections(by),
        (
            Column(
                "applicant",
                gettext("申请人"),
                lambda row: row.case.applicant_name,
                ("case__applicant_name",),
                link=lambda row: reverse("web:inspection", args=[row.pk]),
            ),
            Column("at", gettext("乡镇（街道）"), lambda row: townships.get(str(row.area_id), ""), ("area",)),
            Column(
                "month", gettext("确认月份"), lambda row: written(row.sampling.month), ("sampling__month",)
            ),
            Column("reason", gettext("原因"), lambda row: Reason(row.reason).label, ("reason",)),
            Column("amount", gettext("乡镇核定（元）"), lambda row: row.decision.monthly_fen, kind="money"),
            Column("state", gettext("结果"), lambda row: gettext(STATES[_state(row)]), mark=_mark),
            Column("on", gettext("检查日期"), lambda row: row.checked_on, ("checked_on",), kind="day"),
            Column("by", gettext("检查人"), lambda row: row.checked_name, ("checked_name",)),
        ),
        (where, reason, state) if len(townships) > 1 else (reason, state),
        empty=gettext("还没有抽样。月份过完以后，由区民政局抽样。"),
    )


def _state(row: Inspection) -> str:
    if not row.checked:
        return TO_CHECK
    return DIFFERS if row.differs else AGREES


def _mark(row: Inspection) -> str:
    return {TO_CHECK: "soon", DIFFERS: "late"}.get(_state(row), "")


def _in_state(rows: Any, asked: str) -> Any:
    if asked == TO_CHECK:
        return rows.filter(checked_on__isnull=True)
    differing = [row.pk for row in rows if row.differs]
    checked = rows.filter(checked_on__isnull=False)
    return checked.filter(pk__in=differing) if asked == DIFFERS else checked.exclude(pk__in=differing)
