"""件：the list of cases, and the one page of a case with its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from doudi.casework.cases import queries
from doudi.casework.cases.models import Case
from doudi.casework.cases.schemes import scheme_title
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.audit.trail import look
from doudi.records.refusals import NotFound
from doudi.web.cases.listing import cases_listing
from doudi.web.cases.parts import CaseSection, CaseStep
from doudi.web.cases.registry import SECTIONS, STEPS
from doudi.web.lists import list_page
from doudi.web.orders import Filled, Refused, SeeOther, filled, order, status_of
from doudi.web.papers.holding import holding
from doudi.web.today.dues import DueRow, due_rows
from doudi.web.typed import Typed
from doudi.web.working import holds_any, officer_page


@dataclass(frozen=True, slots=True)
class ShownStep:
    """一步 as it stands on the page."""

    step: CaseStep
    form: Filled
    fields: SafeString
    opened: bool


@dataclass(frozen=True, slots=True)
class ShownSection:
    """一段 as it stands on the page."""

    section: CaseSection
    content: SafeString


@officer_page(methods=("GET", "POST"))
def cases(request: HttpRequest, by: Act) -> HttpResponse:
    """Every case in scope; filtered, sorted, exported."""
    return list_page(request, by, cases_listing(by), "web/cases/cases.html")


@officer_page()
def case(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """One case."""
    held = queries.case(case, by)
    look(by=by, did="cases.looked", to=held)
    return _case_page(request, by, held)


@officer_page(methods=("GET", "POST"))
def case_step(request: HttpRequest, by: Act, case: UUID, name: str) -> HttpResponse:
    """Take a step of a case by its form; a refusal shows the case again, as it stands now, with what was typed."""
    held = queries.case(case, by)
    address = reverse("web:case", args=[held.pk])
    if request.method != "POST":
        return SeeOther(address)
    step = next((each for each in STEPS if each.name == name), None)
    if step is None:
        raise NotFound
    return order(
        request,
        by,
        form=step.name,
        do=lambda: _taken(step, held, request, by),
        to=step.to or address,
        again=lambda refused: _case_page(request, by, queries.case(case, by), refused),
        told=step.told,
    )


def _taken(step: CaseStep, held: Case, request: HttpRequest, by: Act) -> Mapping[str, Any] | None:
    if step.demonstration and settings.MODE != "demonstration":
        raise NotFound
    return step.do(held, Typed(request.POST), by)


def _case_page(request: HttpRequest, by: Act, held: Case, refused: Refused | None = None) -> HttpResponse:
    steps = [_step(each, held, by, request, refused) for each in STEPS if each.is_offered(held, by)]
    names = names_on((held.area_id, held.received_at_id, held.responsible_id), by.day)
    shown = {
        "case": held,
        "scheme": scheme_title(held.scheme or held.asked_for),
        "lies_at": names[held.area_id],
        "received_at": names[held.received_at_id],
        "responsible": names[held.responsible_id],
        "dues": _open_dues(held, by),
        "holding": holding(held, by),
        "main_steps": [each for each in steps if each.step.main],
        "other_steps": [each for each in steps if not each.step.main],
        "sections": [*_sections(held, by, request)],
        # The step may be gone by now: then what was typed is told at the top, so that it can be copied.
        "refused": refused,
        "gone": refused is not None and refused.form not in [each.step.name for each in steps],
    }
    return render(request, "web/cases/case.html", shown, status=status_of(refused))


def _step(step: CaseStep, held: Case, by: Act, request: HttpRequest, refused: Refused | None) -> ShownStep:
    form = filled(step.name, refused, **step.first(held, by))
    told: Mapping[str, Any] = {**step.shown(held, by), "form": form, "case": held, "by": by}
    fields = render_to_string(step.template, dict(told), request)
    return ShownStep(step, form, fields, refused is not None and refused.form == step.name)


def _sections(held: Case, by: Act, request: HttpRequest) -> list[ShownSection]:
    shown = []
    for section in SECTIONS:
        if section.posts and not holds_any(by.scope, section.posts):
            continue
        told = section.shown(held, by)
        if told is not None:
            content = render_to_string(section.template, {**told, "case": held, "by": by}, request)
            shown.append(ShownSection(section, content))
    return shown


def _open_dues(held: Case, by: Act) -> list[DueRow]:
    open_dues = [due for due in queries.dues(held, by) if due.settled_on is None and due.on is not None]
    return due_rows(open_dues, by)
