"""批量扫描：one file of many papers, split by the codes on them; what was not recognised is filed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among
from doudi.records.documents import queries
from doudi.records.documents.filing import CARRIERS
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.scans import UNCLAIMED, Filing, file_scan, file_scans
from doudi.records.refusals import BadInput, NotFound
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.papers.doings import sent_file
from doudi.web.papers.listing import presented
from doudi.web.typed import Typed
from doudi.web.working import officer_page

MOST_OFFERED = 500
RESULT = "scanned"  # under this name a session keeps the numbers of what was filed last


@officer_page(*CARRIERS, methods=("GET", "POST"))
def scans(request: HttpRequest, by: Act) -> HttpResponse:
    """Upload a stack of scans; what became of the last one; what still waits for a hand."""
    if request.method != "POST":
        return _scans_page(request, by)
    return order(
        request,
        by,
        form="upload",
        do=lambda: _upload(request, by),
        to=lambda answer: _kept(request, answer),
        again=lambda refused: _scans_page(request, by, refused),
    )


@officer_page(*CARRIERS, methods=("POST",))
def claim_scan(request: HttpRequest, by: Act, file: UUID) -> HttpResponse:
    """File pages that were not recognised with the paper that they are."""
    held = queries.stored_file(file, by)
    if held.purpose != UNCLAIMED:
        raise NotFound
    return order(
        request,
        by,
        form=f"claim-{held.pk}",
        do=lambda: _claim(held.pk, Typed(request.POST), by),
        to=reverse("web:scans"),
        again=lambda refused: _scans_page(request, by, refused),
        told=gettext("已归档。"),
    )


def _upload(request: HttpRequest, by: Act) -> Mapping[str, Any]:
    typed = Typed(request.POST)
    content, name = sent_file(typed, request.FILES, "scan", "photo")
    area = typed.choice("at", [code for code, _ in _desks(by)], gettext("请选存放的地方。"))
    typed.refuse_wrong()
    return _spelled(file_scans(content=content, area=int(area), name=name, by=by))


def _spelled(filing: Filing) -> dict[str, Any]:
    """Numbers alone: what they stand for is read again, in scope, when it is shown."""
    return {
        "filed": [str(event.paper_id) for event in filing.filed],
        "again": [str(paper.pk) for paper in filing.again],
        "lost": [[page, why] for page, why in sorted((filing.unclaimed or {}).items())],
    }


def _kept(request: HttpRequest, answer: Mapping[str, Any]) -> str:
    request.session[RESULT] = dict(answer)
    return reverse("web:scans")


def _claim(file: UUID, typed: Typed, by: Act) -> None:
    paper = typed.id("paper")
    typed.refuse_wrong()
    if file not in [each.pk for each in queries.unclaimed_scans(by)]:
        raise BadInput(gettext("这些页已经归档，请刷新后再看。"))
    file_scan(paper=paper, content=queries.file_bytes(file, by), note=gettext("手工归档"), by=by)


def _scans_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    desks = _desks(by)
    waiting = queries.unclaimed_scans(by)
    choices = [
        (str(row.paper.pk), f"{row.whose}　{row.paper}")
        for row in (presented(_unscanned(by), by) if waiting else [])
    ]
    forms = ("upload", *(f"claim-{each.pk}" for each in waiting))
    shown = {
        "form": filled("upload", refused, at=desks[0][0] if len(desks) == 1 else ""),
        "desks": desks,
        "result": _result(request, by) if refused is None else None,
        "unclaimed": [(each, filled(f"claim-{each.pk}", refused)) for each in waiting],
        "choices": choices,
        "kept_days": settings.UNCLAIMED_SCAN_DAYS,
        # Somebody else has filed these pages meanwhile: the form is gone, its sentence is told at the top.
        "gone": refused if refused and refused.form not in forms else None,
    }
    return render(request, "web/papers/scans.html", shown, status=status_of(refused))


def _unscanned(by: Act) -> QuerySet[FiledPaper]:
    """The newest papers that wait for a scan; an older one is filed on its own page."""
    return queries.papers_lacking(by).filter(queries.lacks(queries.UNSCANNED)).order_by("-at")[:MOST_OFFERED]


def _result(request: HttpRequest, by: Act) -> dict[str, Any] | None:
    kept = request.session.get(RESULT)
    if not kept:
        return None
    numbers = [UUID(each) for each in (*kept["filed"], *kept["again"])]
    seen = {str(number): each for number, each in queries.papers_among(numbers, by).items()}
    return {
        "filed": [seen[each] for each in kept["filed"] if each in seen],
        "again": [seen[each] for each in kept["again"] if each in seen],
        "lost": kept["lost"],
    }


def _desks(by: Act) -> list[tuple[str, str]]:
    """Where this officer may put what nobody claimed: a township, or the village of one who has no more."""
    townships = {row.area_id: row.name for row in townships_among(by.scope.areas, by.day)}
    rows = townships or names_on(by.scope.areas, by.day)
    return [(str(area), name) for area, name in rows.items() if by.scope.holds(*CARRIERS, at=area)]
