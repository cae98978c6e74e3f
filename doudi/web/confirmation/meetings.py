"""会议页：the list of meetings, calling one, and the one page on which a meeting is held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.confirmation import queries
from doudi.casework.confirmation.briefs import brief
from doudi.casework.confirmation.meetings import RECORDERS, call_meeting
from doudi.casework.confirmation.models import Choice, Outcome
from doudi.casework.confirmation.panel_models import Meeting
from doudi.casework.confirmation.papers import proposal_told
from doudi.casework.confirmation.procedure import joint_review
from doudi.casework.confirmation.sitting import sitting_on
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among
from doudi.records.audit.trail import look
from doudi.records.documents.kinds import MEDIA_TYPES, Sort
from doudi.records.documents.papers.editable import editable_docx
from doudi.records.documents.queries import data_of, paper_bytes, papers_of_matter
from doudi.records.refusals import NotFound
from doudi.web.confirmation.sitting import ORDERS
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

MEDIA = {kind: MEDIA_TYPES[kind] for kind in (Sort.PDF, Sort.DOCX)}
READERS = (*RECORDERS, "township_decider", "district_decider", "panel_member")


@officer_page(*READERS, methods=("GET", "POST"))
def meetings(request: HttpRequest, by: Act) -> HttpResponse:
    """Every meeting in scope, with how many cases wait for one."""
    waiting = queries.waiting_for_meeting(by).count()
    return list_page(
        request, by, _listing(by), "web/confirmation/meetings.html", waiting=waiting, may=_may_record(by)
    )


@officer_page(*RECORDERS, methods=("GET", "POST"))
def new_meeting(request: HttpRequest, by: Act) -> HttpResponse:
    """Call a meeting of a township's panel; the chair is offered from those who may chair."""
    if request.method != "POST":
        return _new_page(request, by)
    return order(
        request,
        by,
        form="call",
        do=lambda: _call(Typed(request.POST), by),
        to=lambda answer: reverse("web:meeting", args=[answer["meeting"]]),
        again=lambda refused: _new_page(request, by, refused),
        told=gettext("会议已召集，请列入议题。"),
    )


@officer_page(*READERS)
def meeting(request: HttpRequest, by: Act, meeting: UUID) -> HttpResponse:
    """One meeting: who is there, every item with its brief and votes, and what is next."""
    return _meeting_page(request, by, meeting)


@officer_page(*RECORDERS, methods=("POST",))
def meeting_order(request: HttpRequest, by: Act, meeting: UUID, name: str) -> HttpResponse:
    """Agenda, roll, votes, recusal, opinions, close, cancel: each by its form on the page of the meeting."""
    held = queries.meeting(meeting, by)
    doing: tuple[Callable[[Meeting, Typed, Act], None], str] | None = ORDERS.get(name)
    if doing is None:
        raise NotFound
    do, told = doing
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:meeting", args=[held.pk]),
        again=lambda refused: _meeting_page(request, by, meeting, refused),
        told=gettext(told),
    )


@officer_page(*READERS)
def minutes(request: HttpRequest, by: Act, meeting: UUID, kind: str) -> HttpResponse:
    """The minutes D12 as printed when the meeting closed, or the same to be edited."""
    held = queries.meeting(meeting, by)
    paper = papers_of_matter(held.pk, by).filter(code="D12", replacement__isnull=True).first()
    if paper is None or kind not in MEDIA:
        raise NotFound
    if kind == Sort.PDF:
        content = paper_bytes(paper.pk, by)
    else:
        content = editable_docx("D12", data_of(paper), dated=paper.dated, scan_mark=str(paper.pk).upper())
    look(by=by, did="documents.looked", to=paper)
    answer = HttpResponse(content, content_type=MEDIA[Sort(kind)])
    answer["Content-Disposition"] = f"{'inline' if kind == Sort.PDF else 'attachment'}; filename=D12.{kind}"
    return answer


def _listing(by: Act) -> Listing:
    areas = [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]
    names = names_on((int(area) for area, _ in areas), by.day)
    where = Filter("at", gettext("乡镇（街道）"), lambda rows, asked: rows.filter(area_id=int(asked)), areas)
    return Listing(
        "meetings",
        gettext("联审会议"),
        queries.meetings(by),
        (
            Column("meeting", gettext("会议"), str, link=lambda row: reverse("web:meeting", args=[row.pk])),
            Column("on", gettext("日期"), lambda row: row.on, ("on", "number"), kind="day"),
            Column("at", gettext("乡镇（街道）"), lambda row: names.get(row.area_id, ""), ("area",)),
            Column("chair", gettext("主持人"), lambda row: row.chair.name),
            Column("many", gettext("议题"), lambda row: row.many, ("many",), kind="number"),
            Column("state", gettext("状态"), state_of),
        ),
        (where,) if len(areas) > 1 else (),
        order="-on",
        empty=gettext("还没有开过会。有待联审的件，就召集会议。"),
    )


def state_of(meeting: Meeting) -> str:
    """Where a meeting stands, in a word."""
    if meeting.cancelled_because:
        return gettext("已取消")
    return gettext("已散会") if meeting.closed_at else gettext("未散会")


def _may_record(by: Act) -> bool:
    return any(by.scope.holds(*RECORDERS, at=area) for area in by.scope.areas)


def _new_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    chairs = []
    for row in townships_among(by.scope.areas, by.day):
        panel = queries.panel_of(row.area_id, by)
        if panel is not None:
            asked = joint_review(row.area_id, by.day)
            chairs += [
                (str(each.pk), f"{row.name} {each}")
                for each in sitting_on(panel, by.day)
                if each.capacity == asked.chair
            ]
    first = {"on": by.day, "time": "9:00", "chair": chairs[0][0] if len(chairs) == 1 else ""}
    shown = {"chairs": chairs, "form": filled("call", refused, **first)}
    return render(request, "web/confirmation/new_meeting.html", shown, status=status_of(refused))


def _call(typed: Typed, by: Act) -> Mapping[str, Any]:
    chair = typed.id("chair")
    on, time = typed.day("on"), typed.text("time")
    place = typed.text("place", gettext("请写明会议地点。"))
    typed.refuse_wrong()
    made = call_meeting(
        area=queries.member(chair, by).area, on=on, time=time, place=place, chair=chair, by=by
    )
    return {"meeting": str(made.pk)}


def _meeting_page(request: HttpRequest, by: Act, which: UUID, refused: Refused | None = None) -> HttpResponse:
    held = queries.meeting(which, by)
    lines = queries.agenda(held, by)
    members = sitting_on(held.panel, held.on)
    there = queries.present(held, by)
    open_now = held.closed_at is None
    waiting = queries.waiting_for_meeting(by).filter(area_id=held.area_id) if open_now else ()
    shown = {
        "meeting": held,
        "state": state_of(held),
        "where": names_on([held.area_id], by.day)[held.area_id],
        "members": [(each, there.get(each.pk, not there)) for each in members],
        "called": bool(there),
        "lines": [(line, brief(line.item, by), proposal_told(line.item.proposal)) for line in lines],
        "waiting": list(waiting),
        "choices": Choice.choices,
        "deferred": Outcome.DEFER,
        "asked": joint_review(held.area_id, held.on),
        "opinions": "\n".join(held.opinions),
        "ready": bool(lines) and all(line.voted and not line.lacks for line in lines),
        "open": open_now and by.scope.holds(*RECORDERS, at=held.area_id),
        "refused": refused,
        "items": [
            (str(line.item.pk), f"{line.item.position}. {line.item.case.applicant_name}") for line in lines
        ],
        "seats": [(str(each.pk), str(each)) for each in members],
        "forms": {name.replace("-", "_"): filled(name, refused) for name in ORDERS},
    }
    return render(request, "web/confirmation/meeting.html", shown, status=status_of(refused))
