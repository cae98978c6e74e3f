"""后补追缴的页：the ledger of claims with its ageing, one claim, what looks wrong, what waits to be made up.

Who and in what order: a match or a late change is found (疑似多发); a clerk reckons the months anew; the district
decides; the clerk agrees a plan with the family, finance enters what comes in, what cannot be got back is written off
by two. What goes wrong: nothing differs, another reckoning waits, something was paid meanwhile, more is entered than
is owed, a voucher is entered twice, one person would decide alone.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.money.payments.formats import FORMATS
from doudi.money.payments.rolls import PREPARERS
from doudi.money.recovery import queries
from doudi.money.recovery.arrears import freeze_arrears, waiting
from doudi.money.recovery.models import Claim
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, period_of
from doudi.records.refusals import NotFound
from doudi.web.districts import districts_of
from doudi.web.lists import list_page
from doudi.web.navigation import AID_READERS, PAYMENT_READERS
from doudi.web.orders import Refused, SeeOther, filled, order, status_of
from doudi.web.recovery.doings import CLAIM_ORDERS, offered_on_claim
from doudi.web.recovery.listing import (
    arrears_listing,
    claims_listing,
    reckonings_listing,
    suspects_listing,
    why_of,
)
from doudi.web.recovery.reckonings import month_rows
from doudi.web.typed import Typed
from doudi.web.working import holds_any, officer_page

FREEZE = "freeze"


@officer_page(*PAYMENT_READERS, methods=("GET", "POST"))
def claims(request: HttpRequest, by: Act) -> HttpResponse:
    """追缴台账 with its ageing, and what waits beside it."""
    aged = queries.ageing(by)
    keys = [*(str(most) for most, _ in queries.AGES), "older"]
    more = {
        "ageing": [(key, each) for key, each in zip(keys, aged, strict=True) if each.count],
        "left": sum(each.left_fen for each in aged),
        "open": sum(each.count for each in aged),
        "waiting": waiting(by).count(),
    }
    return list_page(request, by, claims_listing(by), "web/recovery/claims.html", **more)


@officer_page(*PAYMENT_READERS, methods=("GET", "POST"))
def suspects(request: HttpRequest, by: Act) -> HttpResponse:
    """疑似多发 and 应停未停: what is to be reckoned, and what still runs though it should have stopped."""
    more = {"running": queries.should_have_stopped(by), "draws": queries.unclaimed(by)}
    return list_page(request, by, suspects_listing(by), "web/recovery/suspects.html", **more)


@officer_page(*PAYMENT_READERS, methods=("GET", "POST"))
def reckonings(request: HttpRequest, by: Act) -> HttpResponse:
    """Every reckoning, the undecided among them."""
    return list_page(request, by, reckonings_listing(by))


@officer_page(*PAYMENT_READERS, methods=("GET", "POST"))
def arrears(request: HttpRequest, by: Act) -> HttpResponse:
    """待补发, and for who prepares rolls the form of one."""
    return _arrears_page(request, by)


@officer_page(*PREPARERS, methods=("GET", "POST"))
def arrears_roll(request: HttpRequest, by: Act) -> HttpResponse:
    """编制补发册."""
    if request.method != "POST":
        return SeeOther(reverse("web:arrears"))
    return order(
        request,
        by,
        form=FREEZE,
        do=lambda: _freeze(Typed(request.POST), by),
        to=lambda answer: reverse("web:payment_run", args=[answer["run"]]),
        again=lambda refused: _arrears_page(request, by, refused),
        told=gettext("补发册已编制并冻结，请处理核对疑点。"),
    )


@officer_page(*PAYMENT_READERS)
def claim(request: HttpRequest, by: Act, claim: UUID) -> HttpResponse:
    """One claim."""
    return _claim_page(request, by, queries.claim(claim, by))


@officer_page(*PAYMENT_READERS, methods=("POST",))
def claim_order(request: HttpRequest, by: Act, claim: UUID, name: str) -> HttpResponse:
    """A plan, a receipt, one taken back, a write-off: each by its form on the page of the claim."""
    held = queries.claim(claim, by)
    if name not in CLAIM_ORDERS:
        raise NotFound
    do, told = CLAIM_ORDERS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:claim", args=[held.pk]),
        again=lambda refused: _claim_page(request, by, queries.claim(claim, by), refused),
        told=gettext(told),
    )


def _freeze(typed: Typed, by: Act) -> dict[str, str]:
    district = typed.choice(
        "district", [key for key, _ in districts_of(by, *PREPARERS)], gettext("请选择区。")
    )
    bank_format = typed.choice("format", list(FORMATS), gettext("请选择代发格式。"))
    typed.refuse_wrong()
    area = period_of(int(district), by.day).area
    return {"run": str(freeze_arrears(district=area, bank_format=bank_format, by=by).pk)}


def _arrears_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    districts = districts_of(by, *PREPARERS)
    more = {
        "districts": districts,
        "formats": [(each.code, each.title) for each in FORMATS.values()],
        "form": filled(FREEZE, refused, district=districts[0][0] if districts else ""),
    }
    if refused is not None:  # what is shown again is the list, not its export
        request.method = "GET"
    answer = list_page(request, by, arrears_listing(by), "web/recovery/arrears.html", **more)
    answer.status_code = status_of(refused) if refused else answer.status_code
    return answer


def _claim_page(request: HttpRequest, by: Act, held: Claim, refused: Refused | None = None) -> HttpResponse:
    kept = queries.kept_to([held], by.day).get(held.pk)
    receipts = list(held.receipts.order_by("received_on", "id"))
    standing = [each for each in receipts if each.taken_back_on is None]
    write_offs = list(held.write_offs.order_by("proposed_on", "id"))
    shown = {
        "claim": held,
        "place": names_on([held.area_id], by.day)[held.area_id],
        "why": why_of(held),
        "age": queries.age_of(held, by.day),
        "kept": kept,
        "months": month_rows(held.reckoning, by) if held.reckoning else [],
        "aid": _aid_of(held, by),
        "postings": [(row, -row.fen if row.fen < 0 else None) for row in queries.postings_of(held, by)],
        "parts": _parts(held, by),
        "plan": queries.plan_of(held),
        "receipts": receipts,
        "receipt_choices": [(str(each.pk), f"{each.received_on} {each.voucher}") for each in standing],
        "write_offs": write_offs,
        "granted_choices": [("yes", gettext("同意核销")), ("no", gettext("不予核销"))],
        "asked": next((each for each in write_offs if each.decided_on is None), None),
        "offered": offered_on_claim(held, by),
        "forms": {name.replace("-", "_"): _first(name, held, refused, by) for name in CLAIM_ORDERS},
        "refused": refused,
    }
    return render(request, "web/recovery/claim.html", shown, status=status_of(refused))


def _first(name: str, held: Claim, refused: Refused | None, by: Act) -> Any:
    """What a form shows before anything is typed."""
    if name == "receive":
        return filled(name, refused, on=by.day)
    return filled(name, refused)


def _parts(held: Claim, by: Act) -> list[dict[str, Any]]:
    """The instalments of the plan that stands, each with what of it has come in by now."""
    plan = queries.plan_of(held)
    if plan is None:
        return []
    rows = list(plan.instalments.order_by("due_on"))
    met = sum(each.amount_fen for each in rows) - held.left_fen
    made = []
    for each in rows:
        in_fen = max(min(met, each.amount_fen), 0)
        met -= each.amount_fen
        whole = in_fen == each.amount_fen
        told = gettext("已还清") if whole else gettext("逾期") if each.due_on < by.day else gettext("未到期")
        made.append(
            {"part": each, "in_fen": in_fen, "told": told, "late": not whole and each.due_on < by.day}
        )
    return made


def _aid_of(held: Claim, by: Act) -> UUID | None:
    if held.draw is None or not holds_any(by.scope, AID_READERS):
        return None
    return queries.aid_of(held, by)
