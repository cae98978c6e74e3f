"""文书页：one paper with its life, and the forms by which it goes on; what waits, over all cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases.models import Case
from doudi.casework.cases.queries import cases
from doudi.casework.intake.issuing import FIELDS
from doudi.records.access import Act
from doudi.records.audit.trail import look
from doudi.records.documents import queries
from doudi.records.documents.filing import CARRIERS, OFFICE
from doudi.records.documents.models import Event, FiledPaper, PaperEvent, Way
from doudi.records.documents.papers.editable import EDITABLE
from doudi.records.documents.queries import happened_to
from doudi.records.documents.signing import HOW_SIGNED
from doudi.records.refusals import NotFound
from doudi.web.audit.views import READERS as AUDIT_READERS
from doudi.web.lists import list_page
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.papers.doings import DOINGS, is_served_here, may_reprint
from doudi.web.papers.life import READERS, paper_row, told
from doudi.web.papers.listing import papers_listing
from doudi.web.typed import Typed
from doudi.web.working import holds_any, officer_page


@officer_page(*CARRIERS, methods=("GET", "POST"))
def papers(request: HttpRequest, by: Act) -> HttpResponse:
    """Everything printed that waits for a pen, a seal, a scan or the family."""
    return list_page(request, by, papers_listing(by), "web/papers/papers.html")


@officer_page(*READERS)
def paper(request: HttpRequest, by: Act, paper: UUID) -> HttpResponse:
    """One paper."""
    held = queries.paper(paper, by)
    look(by=by, did="documents.paper_looked", to=held)
    return _paper_page(request, by, held)


@officer_page(*CARRIERS, methods=("POST",))
def paper_order(request: HttpRequest, by: Act, paper: UUID, name: str) -> HttpResponse:
    """Sign, stamp, scan, serve, print anew, take an entry back: each by its form on the page of the paper."""
    held = queries.paper(paper, by)
    doing = DOINGS.get(name)
    if doing is None:
        raise NotFound
    do, sentence = doing
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), request.FILES, by),
        to=lambda answer: reverse("web:paper", args=[answer.get("paper", held.pk)]),
        again=lambda refused: _paper_page(request, by, queries.paper(paper, by), refused),
        told=gettext(sentence),
    )


def _paper_page(
    request: HttpRequest, by: Act, held: FiledPaper, refused: Refused | None = None
) -> HttpResponse:
    row, case = paper_row(held), _case_of(held, by)
    events = held.events.all()
    voided = {event.voids_id for event in events}
    live = [event for event in events if event.kind != Event.VOIDED and event.pk not in voided]
    standing = _standing(held, live, by)
    carries = bool(standing)
    shown = {
        "paper": held,
        "row": row,
        "case": case,
        "events": [(event, told(event), event.pk in voided) for event in events],
        "undoable": [(str(each.pk), f"{each}，{told(each)}") for each in live],
        "unsigned": _places(held.signs, held, Event.SIGNED),
        "unstamped": _places(held.seals, held, Event.STAMPED),
        "carries": carries,
        "standing": standing,
        "serves_on_case": carries and _is_unserved(held) and not is_served_here(held),
        "hint": "" if held.code in FIELDS else gettext("内容要改的，在作出它的那一步更正。"),
        "editable": held.code in EDITABLE,
        "hows": [(how, how) for how in HOW_SIGNED],
        "ways": Way.choices,
        "forms": _forms(held, case, by, refused),
        "refused": refused,
        "audits": holds_any(by.scope, AUDIT_READERS),
        # The form may be gone by now: then its sentence is told at the top.
        "gone": refused if refused and refused.form not in standing else None,
        "next": _next(held, row.needs),
    }
    return render(request, "web/papers/paper.html", shown, status=status_of(refused))


def _standing(held: FiledPaper, live: list[PaperEvent], by: Act) -> list[str]:
    """The forms that this officer finds on the page: none on an older version."""
    if hasattr(held, "replacement"):
        return []
    carries = by.scope.holds(*CARRIERS, at=held.area_id)
    offices = by.scope.holds(*OFFICE, at=held.area_id)
    forms = {
        "sign": carries and bool(held.signs),
        "stamp": offices and bool(held.seals),
        "serve": carries and _is_unserved(held) and is_served_here(held),
        "scan": carries,
        "reprint": offices and may_reprint(held),
        "takeback": offices and bool(live),
    }
    return [name for name, stands in forms.items() if stands]


def _is_unserved(held: FiledPaper) -> bool:
    return held.served and not happened_to(held, Event.SERVED)


def _forms(held: FiledPaper, case: Case | None, by: Act, refused: Refused | None) -> Mapping[str, Any]:
    whom = held.about_name or (case.applicant_name if case else "")
    first: dict[str, dict[str, Any]] = {
        "sign": {"on": by.day, "how": HOW_SIGNED[0], "who": whom},
        "stamp": {"on": by.day},
        "scan": {"on": by.day},
        "serve": {"on": by.day, "way": Way.IN_PERSON, "received_by": whom},
    }
    return {name: filled(name, refused, **first.get(name, {})) for name in DOINGS}


def _places(places: list[str], held: FiledPaper, kind: Event) -> list[tuple[str, str]]:
    """Places for a signature or a seal, those still empty first."""
    taken = {event.capacity for event in happened_to(held, kind)}
    return [(place, place) for place in sorted(places, key=lambda each: each in taken)]


def _next(held: FiledPaper, needs: tuple[str, ...]) -> str:
    """The form that is open: what the paper lacks first. One that is only scanned opens at the scan."""
    for need, name in (("待签", "sign"), ("待盖章", "stamp"), ("待送达", "serve"), ("待扫描", "scan")):
        if any(each.startswith(need) for each in needs):
            return name
    return ""


def _case_of(held: FiledPaper, by: Act) -> Case | None:
    found: Case | None = cases(by).filter(pk=held.case_id).first() if held.case_id else None
    return found
