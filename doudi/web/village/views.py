"""本村办件：what a village worker sees of a family's case — where it stands, what it lacks, which papers want a signature.

Names, stages and papers by their titles; no number, no amount, no illness, nothing of what registers or neighbours
said. Of the next village: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases import queries
from doudi.casework.cases.at_home import VILLAGE, at_home, cases_at_home, near_home
from doudi.casework.cases.models import BEFORE_PROPOSAL, Case, Clock, Stage
from doudi.casework.intake.queries import counter_phone, still_missing
from doudi.casework.survey.queries import assignment
from doudi.records.access import Act, acting_as
from doudi.records.areas.queries import names_on
from doudi.records.audit.trail import look
from doudi.records.documents.queries import file_of
from doudi.records.documents.scans import file_scan
from doudi.records.refusals import NotFound
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.papers.doings import sent_file
from doudi.web.papers.life import PaperRow, paper_row
from doudi.web.typed import Typed
from doudi.web.working import officer_page

# What the family signs at home, and a village worker carries there and back; other papers are not his.
CARRIED = ("D01", "D02", "D03", "D06")


@officer_page(VILLAGE, methods=("GET", "POST"))
def village_cases(request: HttpRequest, by: Act) -> HttpResponse:
    """Every case of the own village."""
    near = near_home(by)
    with acting_as(near.act.scope):
        listing = Listing(
            "village-cases",
            gettext("本村办件"),
            cases_at_home(near),
            _columns(),
            _filters(),
            order="-received",
            empty=gettext("本村现在没有办件。"),
            present=lambda rows: _presented(rows, near.act),
        )
        return list_page(request, near.act, listing)


@officer_page(VILLAGE)
def village_case(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """One family of the own village."""
    near = at_home(case, by)
    with acting_as(near.scope):
        held = queries.case(case, near)
        look(by=near, did="cases.looked", to=held)
        return _page(request, near, held)


@officer_page(VILLAGE, methods=("POST",))
def village_scan(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """扫描归档: the signed paper of this family, photographed or scanned."""
    near = at_home(case, by)
    with acting_as(near.scope):
        held = queries.case(case, near)
        return order(
            request,
            near,
            form="scan",
            do=lambda: _file(request, held, near),
            to=reverse("web:village_case", args=[held.pk]),
            again=lambda refused: _page(request, near, held, refused),
            told=gettext("已归档。"),
        )


def _file(request: HttpRequest, held: Case, by: Act) -> None:
    typed = Typed(request.POST)
    paper = typed.id("paper")
    content, name = sent_file(typed, request.FILES, "scan", "photo")
    typed.refuse_wrong()
    if paper not in [row.paper.pk for row in _carried(held, by)]:
        raise NotFound
    file_scan(paper=paper, content=content, name=name, by=by)


def _page(request: HttpRequest, by: Act, held: Case, refused: Refused | None = None) -> HttpResponse:
    sent, me = assignment(held, by), by.scope.natural_person
    rows = _carried(held, by)
    shown = {
        "case": held,
        "lies_at": names_on([held.area_id], by.day)[held.area_id],
        "phone": counter_phone(held.area_id, by.day),
        "members": queries.members(held, by),
        "missing": still_missing(held, by) if held.stage in BEFORE_PROPOSAL else [],
        "dues": [
            (Clock(due.clock).label, due)
            for due in queries.dues(held, by)
            if due.settled_on is None and due.on is not None
        ],
        "sent": sent,
        "mine": sent is not None and me in (sent.first_person, sent.second_person),
        "open": [row for row in rows if not row.scan],
        "filed": [row for row in rows if row.scan],
        "changes": queries.timeline(held, by),
        "form": filled("scan", refused),
        "refused": refused,
    }
    return render(request, "web/village/case.html", shown, status=status_of(refused))


def _carried(held: Case, by: Act) -> list[PaperRow]:
    """The newest versions of the papers that the family signs."""
    rows = [paper_row(each) for each in file_of(held.pk, by) if each.code in CARRIED]
    return [row for row in rows if not row.replaced]


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", gettext("申请人"), lambda row: row[0].applicant_name, ("applicant_name",),
               link=lambda row: reverse("web:village_case", args=[row[0].pk])),
        Column("stage", gettext("环节"), lambda row: row[0].stage_title, ("stage",)),
        Column("received", gettext("收件日期"), lambda row: row[0].received_on, ("received_on", "receipt_number"),
               kind="day"),
        Column("at", gettext("承办地"), lambda row: row[1]),
        Column("number", gettext("受理编号"), lambda row: row[0].receipt_number, ("receipt_number",)),
    )  # fmt: skip


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("q", gettext("姓名"), lambda rows, typed: rows.filter(applicant_name=typed)),
        Filter("stage", gettext("环节"), lambda rows, asked: rows.filter(stage=asked), Stage.choices),
    )


def _presented(rows: Sequence[Case], by: Act) -> list[tuple[Case, Any]]:
    names = names_on((row.area_id for row in rows), by.day)
    return [(row, names.get(row.area_id, "")) for row in rows]
