"""待遇的页面：the list of a month, one award, its reckoning in a month."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards import queries
from doudi.casework.awards.models import Award
from doudi.casework.awards.months import first_of, spoken_month
from doudi.casework.cases.desk import CLERKS
from doudi.casework.changes.queries import changes_of
from doudi.casework.reviews.queries import reviews_of
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.audit.trail import look
from doudi.records.refusals import NotFound
from doudi.web.awards.listing import awards_listing
from doudi.web.awards.months import month_of, written
from doudi.web.awards.registry import STEPS
from doudi.web.awards.words import lines
from doudi.web.lists import list_page
from doudi.web.navigation import AWARD_READERS
from doudi.web.orders import Refused, SeeOther, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page


@officer_page(*AWARD_READERS, methods=("GET", "POST"))
def awards(request: HttpRequest, by: Act) -> HttpResponse:
    """Who holds what in a month."""
    month = month_of(request.GET.get("month"), by.day)
    return list_page(
        request,
        by,
        awards_listing(by, month),
        "web/awards/awards.html",
        month=month,
    )


@officer_page(*AWARD_READERS)
def award(request: HttpRequest, by: Act, award: UUID) -> HttpResponse:
    """One award, month by month."""
    held = queries.award(award, by)
    look(by=by, did="awards.looked", to=held)
    return _award_page(request, by, held)


@officer_page(*AWARD_READERS, methods=("GET", "POST"))
def award_step(request: HttpRequest, by: Act, award: UUID, name: str) -> HttpResponse:
    """Take a step on an award by its form."""
    held = queries.award(award, by)
    address = reverse("web:award", args=[held.pk])
    if request.method != "POST":
        return SeeOther(address)
    step = next((each for each in STEPS if each.name == name), None)
    if step is None:
        raise NotFound
    return order(
        request,
        by,
        form=step.name,
        do=lambda: step.do(held, Typed(request.POST), by),
        to=address,
        again=lambda refused: _award_page(request, by, queries.award(award, by), refused),
        told=gettext(step.told),
    )


@officer_page(*AWARD_READERS)
def award_month(request: HttpRequest, by: Act, award: UUID, month: str) -> HttpResponse:
    """How the amount of a month came about."""
    held = queries.award(award, by)
    wanted = month_of(month, by.day)
    fresh = queries.reckon_month(held, wanted, by)
    amount = queries.amount_for(held, wanted)
    terms = amount.terms
    assessment = terms.assessment if terms else None
    shown = {
        "award": held,
        "month": wanted,
        "spoken": spoken_month(wanted),
        "amount": amount,
        "lines": lines(held.scheme, fresh) if fresh else [],
        "fresh": fresh,
        "disagrees": queries.disagrees(held, wanted, by),
        "assessment": assessment,
    }
    look(by=by, did="awards.reckoning_looked", to=held)
    return render(request, "web/awards/month.html", shown)


def _award_page(request: HttpRequest, by: Act, held: Award, refused: Refused | None = None) -> HttpResponse:
    month = first_of(by.day)
    at = max(month, held.first_month)
    history = queries.terms_history(held, by)
    shown = {
        "award": held,
        "state": queries.state_of(held, month),
        "declares": held.case_id is not None
        and by.scope.holds(*CLERKS, at=held.area_id)
        and queries.state_of(held, month) != queries.ENDED,
        "payee": queries.payee_names([held], by)[held.pk],
        "village": names_on([held.area_id], by.day)[held.area_id],
        "month": at,
        "spoken": spoken_month(at),
        "amount": queries.amount_for(held, at),
        "persons": queries.persons(held, at, by),
        "terms": [(row, written(row.from_month)) for row in history],
        "corrections": queries.corrections(held, by),
        "changes": changes_of(held.pk, by),
        "reviews": reviews_of(held.pk, by),
        "benefits": queries.benefit_list(held.household, month, by),
        "steps": _steps(request, by, held, len(history), refused),
        "reckons": by.scope.holds(*CLERKS, at=held.area_id),
        "refused": refused,
    }
    return render(request, "web/awards/award.html", shown, status=status_of(refused))


def _steps(
    request: HttpRequest, by: Act, held: Award, count: int, refused: Refused | None
) -> list[dict[str, Any]]:
    shown = []
    for step in STEPS:
        if not step.is_offered(held, by):
            continue
        form = filled(step.name, refused, **step.first(held, by))
        told = {**step.shown(held, by), "form": form, "award": held}
        fields = render_to_string(step.template, told, request)
        opened = refused is not None and refused.form == step.name
        shown.append({"step": step, "form": form, "fields": fields, "opened": opened, "count": count})
    return shown
