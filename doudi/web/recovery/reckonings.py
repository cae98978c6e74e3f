"""核算的页：an award reckoned month by month before it is proposed, and one reckoning until it is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards.models import Award
from doudi.casework.awards.queries import award as one_award
from doudi.casework.cases.desk import CLERKS
from doudi.casework.changes.models import Change
from doudi.money.recovery import queries
from doudi.money.recovery.models import Cause, Reckoning, ReckoningStage
from doudi.money.recovery.reckoning import preview, reckon_again
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.refusals import BadInput, NotFound, Refusal
from doudi.web.awards.months import read_month, written
from doudi.web.navigation import PAYMENT_READERS, RUN_READERS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.recovery.doings import RECKONING_ORDERS, offered_on_reckoning
from doudi.web.typed import Typed
from doudi.web.working import holds_any, officer_page

RECKON = "reckon"


@officer_page(*CLERKS, methods=("GET", "POST"))
def reckon(request: HttpRequest, by: Act, award: UUID) -> HttpResponse:
    """Every month of an award as it would be reckoned now; the POST proposes it."""
    held = one_award(award, by)
    if request.method != "POST":
        return _reckon_page(request, by, held)
    return order(
        request,
        by,
        form=RECKON,
        do=lambda: _reckon(held, Typed(request.POST), by),
        to=lambda answer: reverse("web:reckoning", args=[answer["reckoning"]]),
        again=lambda refused: _reckon_page(request, by, held, refused),
        told=gettext("核算已提出，等区里决定。"),
    )


@officer_page(*PAYMENT_READERS)
def reckoning(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One reckoning."""
    return _page(request, by, queries.reckoning(which, by))


@officer_page(*PAYMENT_READERS, methods=("POST",))
def reckoning_order(request: HttpRequest, by: Act, which: UUID, name: str) -> HttpResponse:
    """Decide it, drop it, or print its ledger."""
    held = queries.reckoning(which, by)
    if name not in RECKONING_ORDERS:
        raise NotFound
    do, told = RECKONING_ORDERS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=lambda answer: _leads_to(held, answer),
        again=lambda refused: _page(request, by, queries.reckoning(which, by), refused),
        told=gettext(told),
    )


def month_rows(held: Reckoning, by: Act) -> list[dict[str, Any]]:
    """The months of a reckoning; what was made up leads to its batch where the reader may open it."""
    runs = holds_any(by.scope, RUN_READERS)
    return [
        {
            "row": row,
            "month": written(row.month),
            "address": reverse("web:award_month", args=[held.award_id, written(row.month)]),
            "line": row.line,
            "run": reverse("web:payment_run", args=[row.line.run_id]) if row.line and runs else "",
        }
        for row in held.months.select_related("line").order_by("month")
    ]


def _leads_to(held: Reckoning, answer: Mapping[str, Any]) -> str:
    if "claim" in answer:
        return reverse("web:claim", args=[answer["claim"]])
    if "paper" in answer:
        return reverse("web:paper", args=[answer["paper"]])
    return reverse("web:reckoning", args=[held.pk])


def _reckon(held: Award, typed: Typed, by: Act) -> dict[str, str]:
    changes = {str(each.pk): each for each in queries.decided_changes(held, by)}
    change = typed.choice("change", changes)
    cause = typed.choice("cause", Cause.values, gettext("请选择原因。"))
    why = typed.text("why", gettext("请写明多发或少发的事实和依据。"))
    fraud_on = typed.maybe_day("fraud_on")
    since = _month(typed)
    typed.refuse_wrong()
    made = reckon_again(
        award=held.pk,
        cause=Cause(cause),
        why=why,
        change=changes[change].pk if change else None,
        facts_from=since,
        fraud_on=fraud_on,
        by=by,
    )
    return {"reckoning": str(made.pk)}


def _month(typed: Typed) -> date | None:
    text = typed.text("since")
    try:
        return read_month(text) if text else None
    except BadInput as error:
        typed.wrong("since", str(error))
        return None


def _reckon_page(request: HttpRequest, by: Act, held: Award, refused: Refused | None = None) -> HttpResponse:
    asked = request.POST if refused is not None else request.GET
    changes = queries.decided_changes(held, by)
    change = next((each for each in changes if str(each.pk) == asked.get("change")), None)
    months, wrong = _previewed(held, change, Typed(asked), by)
    first = {
        "change": change.pk if change else "",
        "since": asked.get("since", ""),
        "cause": _cause(change),
    }
    shown = {
        "award": held,
        "place": names_on([held.area_id], by.day)[held.area_id],
        "changes": [(str(each.pk), _spoken(each)) for each in changes],
        "months": months,
        "over": sum(each.over_fen for each, _, _ in months),
        "short": sum(each.short_fen for each, _, _ in months),
        "wrong": wrong,
        "causes": Cause.choices,
        "form": filled(RECKON, refused, **first),
        "refused": refused,
    }
    return render(request, "web/recovery/reckon.html", shown, status=status_of(refused))


def _previewed(
    held: Award, change: Change | None, typed: Typed, by: Act
) -> tuple[Sequence[tuple[Any, str, str]], str]:
    """Every month with its address, or the sentence that says why it cannot be reckoned."""
    since = _month(typed) if change else None
    try:
        months = preview(held, change, since, by)
    except Refusal as refusal:
        return [], str(refusal)
    return [
        (each, written(each.month), reverse("web:award_month", args=[held.pk, written(each.month)]))
        for each in months
    ], ""


def _cause(change: Change | None) -> str:
    if change is None:
        return ""
    return Cause.DEATH if change.reason == "death" else Cause.FACTS


def _spoken(change: Change) -> str:
    told = f"{change.kind_title}：{change.why}"[:40]
    return f"{change.event_on} {told}" if change.event_on else told


def _page(request: HttpRequest, by: Act, held: Reckoning, refused: Refused | None = None) -> HttpResponse:
    rows = month_rows(held, by)
    shown = {
        "reckoning": held,
        "place": names_on([held.area_id], by.day)[held.area_id],
        "months": rows,
        "claim": queries.claim_of(held, by),
        "to_make_up": held.stage == ReckoningStage.CONFIRMED
        and any(each["row"].short_fen and each["line"] is None for each in rows),
        "fine": queries.fine(held),
        "offered": offered_on_reckoning(held, by),
        "mine": held.stage == ReckoningStage.PROPOSED and by.scope.natural_person == held.proposed_by,
        "forms": {name: filled(name, refused) for name in RECKONING_ORDERS},
        "refused": refused,
    }
    return render(request, "web/recovery/reckoning.html", shown, status=status_of(refused))
