"""受理台：find the people first, then one form for every scheme; what was typed stays whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases.desk import CLERKS
from doudi.casework.intake.actions import take_in
from doudi.casework.intake.elsewhere import Elsewhere, look_up
from doudi.casework.intake.papers import papers
from doudi.casework.intake.queries import Found, search
from doudi.policy.sheet import CLASS_TITLES
from doudi.records.access import Act
from doudi.records.areas.models import Area
from doudi.records.areas.queries import period_of
from doudi.records.refusals import BadInput
from doudi.records.vault import masks
from doudi.web.intake import words as own_words
from doudi.web.intake.counter import counters, first_draft, villages
from doudi.web.intake.draft import Draft, read_intake
from doudi.web.intake.filled import Filled, filled
from doudi.web.orders import Refused, order, status_of
from doudi.web.orders import filled as order_form
from doudi.web.trial import words
from doudi.web.trial.draft import MOST_INCOMES, MOST_MEMBERS, MOST_SUPPORTERS, Income
from doudi.web.trial.views import change_rows
from doudi.web.typed import as_typed
from doudi.web.working import officer_page

REFUSED = 422
SUBMIT, RECKON = "submit", "reckon"


@officer_page(*CLERKS, methods=("GET", "POST"))
def intake(request: HttpRequest, by: Act) -> HttpResponse:
    """Search in one's own scope; by a complete number, whether somebody is on file in the district at all."""
    if request.method == "POST":
        return _looked_up(request, by)
    typed = as_typed(request.GET.get("q"))
    found = [_row(each) for each in search(typed, by)] if typed else []
    return _searched(request, {"typed": typed, "found": found})


@officer_page(*CLERKS, methods=("GET", "POST"))
def intake_form(request: HttpRequest, by: Act) -> HttpResponse:
    """The one form: empty, or begun from a household on file; a POST adds a row, reckons or hands it in."""
    if request.method != "POST":
        which = request.GET.get("household", "")
        draft = _begun(which, request.GET.get("applicant", ""), by) if which else Draft()
        if not which:
            draft.new_member()
        return _shown(request, by, draft, {})
    draft = read_intake(request.POST)
    _masked(draft, by)
    wish = request.POST.get("do", SUBMIT)
    if wish not in (SUBMIT, RECKON):
        return _shown(request, by, draft, {}, focus=change_rows(draft, wish).replace("-id", "-name"))
    at = _counter(draft, by)
    form, errors = filled(draft, at, by)
    if errors or wish == RECKON:
        return _shown(request, by, draft, errors, form)
    return order(
        request,
        by,
        form="intake",
        do=lambda: {"case": str(_taken_in(draft, form, at, by))},
        to=lambda answer: reverse("web:case", args=[answer["case"]]),
        again=lambda refused: _shown(request, by, draft, refused.errors, form, refused=refused),
        told=gettext("已收件。材料齐全就受理，缺材料就出一次性补正告知。"),
    )


def _taken_in(draft: Draft, form: Filled, at: Area, by: Act) -> UUID:
    assert form.applied is not None, "a form without errors"
    case = take_in(
        at=at,
        village=period_of(int(draft.village), by.day).area,
        address=draft.address,
        newcomers=form.newcomers,
        supporters=form.supporters,
        facts=form.facts,
        applied=form.applied,
        by=by,
    )
    return case.pk


def _looked_up(request: HttpRequest, by: Act) -> HttpResponse:
    typed = as_typed(request.POST.get("id_number"))
    counter = counters(by)[0].area
    try:
        elsewhere: Elsewhere | None = look_up(typed=typed, at=counter, by=by)
    except BadInput as error:
        return _searched(request, {"typed_number": typed, "errors": {"id_number": str(error)}}, REFUSED)
    return _searched(request, {"typed_number": typed, "asked": True, "elsewhere": elsewhere})


def _searched(request: HttpRequest, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    start = {"typed": "", "typed_number": "", "found": [], "errors": {}}
    return render(request, "web/intake/search.html", {**start, **shown}, status=status)


def _row(found: Found) -> dict[str, Any]:
    person = found.person
    return {
        "person": person.pk,
        "name": person.name,
        "born": person.born,
        "masked": masks.id_number(person.id_number) if person.id_number else "",
        "household": found.household,
        "address": found.address,
        "case": found.case,
        "receipt_number": found.receipt_number,
        "stage": found.stage,
    }


def _counter(draft: Draft, by: Act) -> Area:
    """The counter chosen on the form; the officer's only one where there is no choice."""
    own = {str(period.area_id): period.area for period in counters(by)}
    return own.get(draft.at) or next(iter(own.values()))


def _begun(which: str, applicant: str, by: Act) -> Draft:
    try:
        number = UUID(which)
    except ValueError:
        raise BadInput(gettext("链接不完整：请从受理页重新查找这户。")) from None
    draft, place = first_draft(number, applicant, by)
    draft.address = place
    return draft


def _masked(draft: Draft, by: Act) -> None:
    """People on file show what the file says, never what a browser sent."""
    if not draft.household:
        return
    known, place = first_draft(UUID(draft.household), "", by)
    rows = {row.person: row for row in known.people}
    for row in draft.people:
        held = rows.get(row.person)
        row.person, row.masked = (held.person, held.masked) if held else ("", "")
        row.name = held.name if held else row.name
    draft.village, draft.address = known.village, place


def _shown(
    request: HttpRequest,
    by: Act,
    draft: Draft,
    errors: Mapping[str, str],
    form: Filled | None = None,
    focus: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    for member in draft.members:
        if not member.income and not member.no_income:
            member.income.append(Income())  # a line to type into; one left blank is not sent on
    own = counters(by)
    status = status_of(refused) if refused else (REFUSED if errors else 200)
    shown = {
        "draft": draft,
        "errors": errors,
        "wrongs": [{"field": name, "told": _label(name), "sentence": told} for name, told in errors.items()],
        "form": order_form("intake", refused),
        "first_reading": _first_reading(form) if not errors else None,
        "focus": focus or next(iter(errors), ""),
        "words": {**_listed(words), **_listed(own_words)},
        "counters": [(str(period.area_id), period.name) for period in own],
        "chosen_counter": draft.at,
        "villages": [] if draft.household else villages(own[0].area_id, by),
        "told_address": draft.address,
        "can_add": {
            "member": len(draft.members) < MOST_MEMBERS,
            "supporter": len(draft.supporters) < MOST_SUPPORTERS,
        },
        "most_incomes": MOST_INCOMES,
        **_papers(),
    }
    return render(request, "web/intake/intake.html", shown, status=status)


def _listed(module: Any) -> dict[str, Any]:
    return {name: getattr(module, name) for name in dir(module) if name.isupper()}


def _papers() -> dict[str, Any]:
    asked = [asdict(paper) for paper in papers() if paper.asked]
    return {
        "household_papers": [paper for paper in asked if paper["of"] == "household"],
        "member_papers": [paper for paper in asked if paper["of"] in ("applicant", "adult", "signer")],
        "supporter_papers": [paper for paper in asked if paper["of"] == "signer"],
    }


def _first_reading(form: Filled | None) -> dict[str, str] | None:
    if form is None or form.decided is None:
        return None
    answer = form.decided.answer
    scheme = answer["schemes"].get(answer["classification"], {})
    monthly = scheme.get("monthly") or ""
    return {
        "conclusion": CLASS_TITLES[answer["classification"]],
        "monthly": "" if monthly == "0.00" else monthly,
    }


def _label(name: str) -> str:
    steps = name.split("-")
    own = own_words.LABELS.get(steps[-1])
    if own is None:
        return words.label_of(name)
    whose = {"members": "成员", "supporters": "义务人"}.get(steps[0])
    return f"{whose} {int(steps[1]) + 1} 的{own}" if whose and len(steps) > 2 else own
