"""停付的页：what `doudi verify` found, what stands still because of it, explained by one person and cleared by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doudi.money.payments import queries
from doudi.money.payments.stop_models import PaymentStop
from doudi.money.payments.stops import CLEARERS, EXPLAINERS, clear, explain
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.refusals import NotFound
from doudi.web.navigation import RUN_READERS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

MOST = 50
TOLD = {"explain": gettext_noop("已写明，等另一人解除。"), "clear": gettext_noop("停付已解除。")}


@officer_page(*RUN_READERS)
def payment_stops(request: HttpRequest, by: Act) -> HttpResponse:
    """Every stop, those that stand first."""
    return _page(request, by)


@officer_page(*RUN_READERS, methods=("POST",))
def payment_stop_order(request: HttpRequest, by: Act, stop: UUID, name: str) -> HttpResponse:
    """Explain it, or clear it."""
    if name not in TOLD or not queries.stops(by).filter(pk=stop).exists():
        raise NotFound
    return order(
        request,
        by,
        form=f"{name}-{stop}",
        do=lambda: _do(name, stop, Typed(request.POST), by),
        to=reverse("web:payment_stops"),
        again=lambda refused: _page(request, by, refused),
        told=gettext(TOLD[name]),
    )


def _do(name: str, stop: UUID, typed: Typed, by: Act) -> None:
    if name == "explain":
        finding = typed.long_text("finding", gettext("请写明查到的原因和处理。"))
        typed.refuse_wrong()
        explain(stop=stop, finding=finding, remains=typed.tick("remains"), by=by)
        return
    opinion = typed.text("opinion", gettext("请写明解除的意见。"))
    typed.refuse_wrong()
    clear(stop=stop, opinion=opinion, by=by)


def _page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    rows = list(queries.stops(by)[:MOST])
    names = names_on({row.area_id for row in rows}, by.day)
    shown = {
        "stops": [_shown(row, names.get(row.area_id, ""), refused, by) for row in rows],
        "standing": sum(row.cleared_on is None for row in rows),
        "halted": list(queries.standing_still(by)),
        "refused": refused,
    }
    return render(request, "web/payments/stops.html", shown, status=status_of(refused))


def _shown(row: PaymentStop, place: str, refused: Refused | None, by: Act) -> dict[str, Any]:
    """A stop with the forms that the officer at hand may use on it."""
    standing = row.cleared_on is None
    mine = row.explained_by is not None and row.explained_by == by.scope.natural_person
    return {
        "stop": row,
        "place": place,
        "explains": standing and by.scope.holds(*EXPLAINERS, at=row.area_id),
        "clears": standing
        and row.explained_by is not None
        and not mine
        and by.scope.holds(*CLEARERS, at=row.area_id),
        "explain": filled(f"explain-{row.pk}", refused, finding=row.finding),
        "clear": filled(f"clear-{row.pk}", refused),
    }
