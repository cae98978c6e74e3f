"""异议页：the list, writing one down, and one with its answer and what was corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doudi.casework.assessment.queries import assessments
from doudi.casework.awards.queries import awards_of_case
from doudi.casework.cases.queries import cases, cases_named
from doudi.casework.confirmation.deciding import DECIDERS
from doudi.casework.objections import queries
from doudi.casework.objections.actions import ANSWERERS, RECEIVERS, answer, correct, receive
from doudi.casework.objections.models import SETS_RIGHT, Kind, Objection, Outcome
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among
from doudi.records.audit.trail import look
from doudi.records.refusals import BadInput, NotFound
from doudi.web.awards.months import read_month, written
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import CASEWORKERS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.today.dues import how_far
from doudi.web.typed import Typed
from doudi.web.working import officer_page

A_MONTH = timedelta(days=30)
OPEN, DONE = "open", "answered"
STATES = {OPEN: gettext_noop("待答复"), DONE: gettext_noop("已答复")}
MOST_CASES = 2


@officer_page(*CASEWORKERS, methods=("GET", "POST"))
def objections(request: HttpRequest, by: Act) -> HttpResponse:
    """Everything said in scope, what waits first."""
    may = any(by.scope.holds(*RECEIVERS, at=area) for area in by.scope.areas)
    return list_page(request, by, _listing(by), "web/objections/objections.html", may=may)


@officer_page(*RECEIVERS, methods=("GET", "POST"))
def new_objection(request: HttpRequest, by: Act) -> HttpResponse:
    """Write one down."""
    if request.method != "POST":
        return _new_page(request, by)
    return order(
        request,
        by,
        form="receive",
        do=lambda: _receive(Typed(request.POST), by),
        to=lambda told: reverse("web:objection", args=[told["objection"]]),
        again=lambda refused: _new_page(request, by, refused),
        told=gettext("已登记，请在期限内答复。"),
    )


@officer_page(*CASEWORKERS)
def objection(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One objection."""
    held = queries.objection(which, by)
    look(by=by, did="objections.looked", to=held)
    return _page(request, by, held)


@officer_page(*ANSWERERS, methods=("POST",))
def objection_order(request: HttpRequest, by: Act, which: UUID, name: str) -> HttpResponse:
    """Answer it, or correct what was wrong."""
    held = queries.objection(which, by)
    doing = {"answer": (_answer, gettext("已答复。")), "correct": (_correct, gettext("更正决定已作出。"))}
    if name not in doing:
        raise NotFound
    do, told = doing[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:objection", args=[held.pk]),
        again=lambda refused: _page(request, by, queries.objection(which, by), refused),
        told=told,
    )


def _page(request: HttpRequest, by: Act, held: Objection, refused: Refused | None = None) -> HttpResponse:
    awards = awards_of_case(held.case_id, by) if held.case_id else []
    wrong = held.outcome in SETS_RIGHT
    decides = by.scope.holds(*DECIDERS.values(), at=held.area_id)
    shown = {
        "held": held,
        "where": names_on([held.area_id], by.day).get(held.area_id, ""),
        "told": how_far(held.answer_by, by.day) if held.answered_on is None else None,
        "reads": by.scope.holds(*ANSWERERS, at=held.area_id),
        "may_answer": held.answered_on is None and by.scope.holds(*ANSWERERS, at=held.area_id),
        "may_correct": wrong and decides and bool(awards),
        "answer": filled("answer", refused),
        "correct": filled("correct", refused, from_month=written(awards[0].first_month) if awards else ""),
        "outcomes": Outcome.choices,
        "awards": [(str(each.pk), str(each)) for each in awards],
        "assessments": [
            (str(each.pk), f"{each} {each.on} {yuan(each.monthly_fen or 0)}")
            for each in (assessments(held.case, by) if held.case else ())
        ],
        "corrections": queries.corrections_of(held, by),
    }
    return render(request, "web/objections/objection.html", shown, status=status_of(refused))


def _answer(held: Objection, typed: Typed, by: Act) -> Mapping[str, Any]:
    outcome = typed.choice("outcome", [str(each) for each in Outcome], gettext("请选择结果。"))
    told = typed.long_text("told", gettext("请写明答复的内容。"))
    typed.refuse_wrong()
    answer(objection=held.pk, outcome=outcome, told=told, by=by)
    return {}


def _correct(held: Objection, typed: Typed, by: Act) -> Mapping[str, Any]:
    award, assessment = typed.id("award"), typed.id("assessment")
    month = _month(typed, by)
    opinion = typed.text("opinion", gettext("请写明决定意见。"))
    typed.refuse_wrong()
    correct(objection=held.pk, award=award, assessment=assessment, from_month=month, opinion=opinion, by=by)
    return {}


def _month(typed: Typed, by: Act) -> Any:
    try:
        return read_month(typed.text("from_month"))
    except BadInput as refusal:
        typed.wrong("from_month", str(refusal))
        return by.day


def _new_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    townships = _townships(by)
    first = {
        "received_on": by.day,
        "answer_by": by.day + A_MONTH,
        "at": townships[0][0] if len(townships) == 1 else "",
        "case": request.GET.get("case", ""),
        "kind": request.GET.get("kind", ""),
    }
    shown = {"form": filled("receive", refused, **first), "townships": townships, "kinds": Kind.choices}
    return render(request, "web/objections/new.html", shown, status=status_of(refused))


def _receive(typed: Typed, by: Act) -> Mapping[str, Any]:
    townships = {str(row.area_id): row.area for row in townships_among(by.scope.areas, by.day)}
    kind = typed.choice("kind", [str(each) for each in Kind], gettext("请选择种类。"))
    at = typed.choice("at", townships, gettext("请选择乡镇（街道）。"))
    case = _case(typed, by)
    said_by = typed.text("said_by", gettext("请写明提出人。"))
    said = typed.long_text("said", gettext("请写明内容。"))
    received_on, answer_by = typed.day("received_on"), typed.day("answer_by")
    typed.refuse_wrong()
    told = {"contact": typed.text("contact"), "number": typed.text("number")}
    days = {"received_on": received_on, "answer_by": answer_by}
    made = receive(
        area=townships[at], kind=kind, case=case, said_by=said_by, said=said, **days, **told, by=by
    )
    return {"objection": str(made.pk)}


def _case(typed: Typed, by: Act) -> UUID | None:
    """The case that a receipt number names; none where the field is blank."""
    number = typed.text("case")
    if not number:
        return None
    found = list(cases(by).filter(cases_named(number, by))[:MOST_CASES])
    if len(found) != 1:
        typed.wrong("case", gettext("请填写完整的受理编号；不针对某一件就不填。"))
        return None
    return UUID(str(found[0].pk))


def _townships(by: Act) -> list[tuple[str, str]]:
    return [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]


def _listing(by: Act) -> Listing:
    townships = dict(_townships(by))
    return Listing(
        "objections",
        gettext("异议"),
        queries.objections(by),
        (
            Column(
                "kind",
                gettext("种类"),
                lambda row: row.kind_title,
                ("kind",),
                link=lambda row: reverse("web:objection", args=[row.pk]),
            ),
            Column("about", gettext("针对"), lambda row: row.case.applicant_name if row.case else ""),
            Column("at", gettext("乡镇（街道）"), lambda row: townships.get(str(row.area_id), "")),
            Column("on", gettext("收到"), lambda row: row.received_on, ("received_on",), kind="day"),
            Column("due", gettext("答复期限"), lambda row: row.answer_by, ("answer_by",), kind="day"),
            Column(
                "state",
                gettext("结果"),
                lambda row: (
                    row.get_outcome_display() if row.answered_on else how_far(row.answer_by, by.day)[0]
                ),
                mark=lambda row: "" if row.answered_on else how_far(row.answer_by, by.day)[1],
            ),
            Column("by", gettext("答复人"), lambda row: row.answered_name),
        ),
        (
            Filter("kind", gettext("种类"), lambda rows, asked: rows.filter(kind=asked), Kind.choices),
            Filter(
                "state",
                gettext("状态"),
                lambda rows, asked: rows.filter(answered_on__isnull=asked == OPEN),
                [(name, gettext(told)) for name, told in STATES.items()],
            ),
        ),
        empty=gettext("没有登记过异议、投诉、举报、复议或诉讼。"),
    )
