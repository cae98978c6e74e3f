"""委托的页：the list of requests, and one of them with everything that was asked, answered and settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.verification import queries
from doudi.casework.verification.comparing import spoken_facts
from doudi.casework.verification.concluding import confirm, return_proposal
from doudi.casework.verification.findings import Conclusion, Discrepancy
from doudi.casework.verification.models import Answer, Request
from doudi.casework.verification.redrawing import heard_in
from doudi.casework.verification.reporting import issue_report
from doudi.casework.verification.requests import CENTRE, send_back
from doudi.casework.verification.sources import source
from doudi.casework.verification.workload import STATES, TO_REPORT, TO_TAKE, Progress, progress, standing_at
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.audit.trail import look
from doudi.records.refusals import NotFound
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.orders import Filled, Refused, filled, order, status_of
from doudi.web.today.dues import how_far
from doudi.web.typed import Typed
from doudi.web.verification.proposing import Proposing, do_propose, proposing
from doudi.web.working import officer_page

REPORT, SEND_BACK = "report", "send_back"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """一份委托 in the list."""

    request: Request
    lies_at: str
    done: Progress
    told: str
    mark: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """一处不一致 as the page shows it: title, what the family said, conclusions, and the forms that are open."""

    row: Discrepancy
    title: str
    propose: Proposing | None
    pending: Conclusion | None
    confirm: Filled | None
    give_back: Filled | None


@officer_page(*CENTRE, methods=("GET", "POST"))
def request_list(request: HttpRequest, by: Act) -> HttpResponse:
    """Open requests, what is due first."""
    listing = Listing(
        "verification_requests",
        gettext("核对委托"),
        queries.queue(by),
        _columns(),
        (
            Filter(
                "state",
                gettext("要办什么"),
                lambda rows, asked: rows.filter(pk__in=standing_at(asked, rows, by)),
                tuple(STATES.items()),
            ),
        ),
        order="by",
        empty=gettext("没有在办的委托。乡镇发起核对以后，出现在这里。"),
        present=lambda rows: _presented(rows, by),
    )
    return list_page(request, by, listing)


@officer_page(*CENTRE)
def request_page(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One request."""
    held = queries.request(which, by)
    look(by=by, did="verification.looked", to=held)
    return _page(request, by, held)


@officer_page(*CENTRE, methods=("POST",))
def request_do(request: HttpRequest, by: Act, which: UUID, name: str) -> HttpResponse:
    """Send a request back, or issue its report."""
    held = queries.request(which, by)
    doings = {
        REPORT: (_report, gettext("报告已出具。")),
        SEND_BACK: (_send_back, gettext("委托已退回乡镇。")),
    }
    if name not in doings:
        raise NotFound
    do, told = doings[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:verification_request", args=[held.pk]),
        again=lambda refused: _page(request, by, queries.request(which, by), refused),
        told=told,
    )


@officer_page(*CENTRE, methods=("POST",))
def discrepancy_propose(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """Propose how a discrepancy is settled."""
    row = queries.discrepancy(which, by)
    return _settling(
        request,
        by,
        row,
        f"propose-{row.pk}",
        lambda: do_propose(row, request, by),
        gettext("已拟定，等负责人复核。"),
    )


@officer_page(*CENTRE, methods=("POST",))
def conclusion_do(request: HttpRequest, by: Act, which: UUID, name: str) -> HttpResponse:
    """Confirm a proposal, or give it back."""
    held = queries.conclusion(which, by)
    typed = Typed(request.POST)
    doings = {
        "confirm": (lambda: _confirm(held, by), gettext("结论已复核。")),
        "return": (lambda: _give_back(held, typed, by), gettext("已退回重拟。")),
    }
    if name not in doings:
        raise NotFound
    do, told = doings[name]
    return _settling(request, by, held.discrepancy, f"{name}-{held.pk}", do, told)


def _settling(request: HttpRequest, by: Act, row: Discrepancy, form: str, do: Any, told: str) -> HttpResponse:
    address = reverse("web:verification_request", args=[row.request_id])
    return order(
        request,
        by,
        form=form,
        do=do,
        to=f"{address}#d-{row.pk}",
        again=lambda refused: _page(request, by, queries.request(row.request_id, by), refused),
        told=told,
    )


def _page(request: HttpRequest, by: Act, held: Request, refused: Refused | None = None) -> HttpResponse:
    told, mark = how_far(held.reply_by, by.day)
    rows = [_disputed(row, held, by, refused) for row in queries.discrepancies(held, by)]
    done = progress([held], by)[held.pk]
    open_ = held.closed_on is None
    issues = open_ and done.state == TO_REPORT and by.scope.holds("verification_lead", at=held.area_id)
    latest = {(each.row.subject_id, each.batch.source): each for each in queries.answers(held, by)}
    subjects = queries.subjects(held, by)
    shown = {
        "held": held,
        "lies_at": names_on((held.area_id,), by.day).get(held.area_id, ""),
        "far": told,
        "mark": mark,
        "done": done,
        "state": STATES[done.state],
        "subjects": subjects,
        "answers": [
            (each, source(code), latest[each.pk, code], _heard(latest[each.pk, code], code))
            for each in subjects
            for code in each.sources
            if (each.pk, code) in latest
        ],
        "silent": [
            (each.name, [source(code).title for code in each.sources if (each.pk, code) not in latest])
            for each in subjects
        ],
        "disputed": rows,
        "report": queries.report_or_none(held, by),
        "issue": filled(REPORT, refused),
        "send_back": filled(SEND_BACK, refused),
        "issues": issues,
        "refused": refused if refused and not _stands(refused, rows, open_, issues) else None,
    }
    return render(request, "web/verification/request.html", shown, status=status_of(refused))


def _stands(refused: Refused, rows: Sequence[Disputed], open_: bool, issues: bool) -> bool:
    """Is the form that was refused still on the page?"""
    names = {SEND_BACK} if open_ else set()
    names |= {REPORT} if issues else set()
    for each in rows:
        names |= {each.propose.form.name} if each.propose else set()
        names |= {f"confirm-{each.pending.pk}", f"return-{each.pending.pk}"} if each.pending else set()
    return refused.form in names


def _heard(answer: Answer, code: str) -> str:
    return spoken_facts(source(code), heard_in(answer))


def _disputed(row: Discrepancy, held: Request, by: Act, refused: Refused | None) -> Disputed:
    standing = [each for each in row.conclusions.all() if not each.returned_because]
    pending = next((each for each in standing if each.confirmed_at is None), None)
    open_ = held.closed_on is None and row.gone_on is None
    at = held.area_id
    clerk, lead = by.scope.holds("verification_clerk", at=at), by.scope.holds("verification_lead", at=at)
    form = proposing(row, by, refused) if open_ and not standing and clerk else None
    title = queries.title_of(row)
    if pending is None or not (lead and open_):
        return Disputed(row, title, form, None, None, None)
    confirming, giving = (filled(f"{name}-{pending.pk}", refused) for name in ("confirm", "return"))
    return Disputed(row, title, form, pending, confirming, giving)


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", gettext("申请人"), lambda row: row.request.case.applicant_name, ("case__applicant_name",),
               link=lambda row: reverse("web:verification_request", args=[row.request.pk])),
        Column("number", gettext("委托编号"), lambda row: row.request.number, ("number",)),
        Column("at", gettext("委托机关"), lambda row: row.lies_at, ("area",)),
        Column("people", gettext("人数"), lambda row: row.done.people, kind="number"),
        Column("known", gettext("已答复"), lambda row: f"{row.done.known}/{row.done.wanted}"),
        Column("state", gettext("要办什么"), lambda row: STATES[row.done.state],
               mark=lambda row: "soon" if row.done.state == TO_TAKE else ""),
        Column("taken", gettext("核对人"), lambda row: row.request.taken_by, ("taken_by",)),
        Column("by", gettext("答复期限"), lambda row: row.request.reply_by, ("reply_by", "number"), kind="day"),
        Column("far", gettext("还剩"), lambda row: row.told, mark=lambda row: row.mark),
    )  # fmt: skip


def _presented(rows: Sequence[Request], by: Act) -> list[RequestRow]:
    names = names_on((row.area_id for row in rows), by.day)
    done = progress(rows, by)
    return [
        RequestRow(row, names.get(row.area_id, ""), done[row.pk], *how_far(row.reply_by, by.day))
        for row in rows
    ]


def _report(held: Request, typed: Typed, by: Act) -> None:
    remark = typed.text("remark")
    typed.refuse_wrong()
    issue_report(request=held.pk, remark=remark, by=by)


def _send_back(held: Request, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明退回的原因。"))
    typed.refuse_wrong()
    send_back(request=held.pk, why=why, by=by)


def _confirm(held: Conclusion, by: Act) -> None:
    confirm(conclusion=held.pk, by=by)


def _give_back(held: Conclusion, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明退回的原因。"))
    typed.refuse_wrong()
    return_proposal(conclusion=held.pk, why=why, by=by)
