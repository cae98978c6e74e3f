"""备用金的页：the funds in scope, and one fund with its movements, draws, requests and counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doudi.money.aid.queries import aids
from doudi.money.ledger.queries import entries
from doudi.money.reserve import queries
from doudi.money.reserve.actions import (
    CASHIERS,
    FINANCE,
    RELEASERS,
    ask,
    count_cash,
    open_fund,
    refuse,
    release,
)
from doudi.money.reserve.models import Fund, Outcome
from doudi.policy.days import Month
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, period_of, townships_among
from doudi.records.refusals import NotFound
from doudi.web.navigation import FUND_READERS
from doudi.web.orders import Refused, SeeOther, filled, order, status_of
from doudi.web.today.dues import how_far
from doudi.web.typed import Typed
from doudi.web.working import officer_page

MOVEMENTS, DRAWS = 30, 30
OPEN = "open"


@officer_page(*FUND_READERS)
def reserves(request: HttpRequest, by: Act) -> HttpResponse:
    """Every fund in scope; who has only one is led to it."""
    return _funds_page(request, by)


@officer_page(*FINANCE, methods=("GET", "POST"))
def reserve_new(request: HttpRequest, by: Act) -> HttpResponse:
    """设立备用金."""
    if request.method != "POST":
        return SeeOther(reverse("web:reserves"))
    return order(
        request,
        by,
        form=OPEN,
        do=lambda: _open(Typed(request.POST), by),
        to=lambda answer: reverse("web:reserve", args=[answer["fund"]]),
        again=lambda refused: _funds_page(request, by, refused),
        told=gettext("备用金已设立，请乡镇申请期初资金。"),
    )


@officer_page(*FUND_READERS)
def reserve(request: HttpRequest, by: Act, fund: UUID) -> HttpResponse:
    """One fund."""
    return _fund_page(request, by, queries.fund(fund, by))


@officer_page(*FUND_READERS, methods=("POST",))
def reserve_order(request: HttpRequest, by: Act, fund: UUID, name: str) -> HttpResponse:
    """Ask, release, refuse, count: each by its form on the page of the fund."""
    held = queries.fund(fund, by)
    if name not in ORDERS:
        raise NotFound
    do, told = ORDERS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:reserve", args=[held.pk]),
        again=lambda refused: _fund_page(request, by, held, refused),
        told=gettext(told),
    )


def _ask(fund: Fund, typed: Typed, by: Act) -> None:
    amount = typed.fen("amount")
    why = typed.text("why", gettext("请写明事由。"))
    typed.refuse_wrong()
    ask(fund=fund, amount_fen=amount, why=why, by=by)


def _release(fund: Fund, typed: Typed, by: Act) -> None:
    release(request=_request(fund, typed, by), by=by)


def _refuse(fund: Fund, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明不予补充的原因。"))
    typed.refuse_wrong()
    refuse(request=_request(fund, typed, by), why=why, by=by)


def _request(fund: Fund, typed: Typed, by: Act) -> Any:
    which = typed.id("request")
    typed.refuse_wrong()
    found = queries.requests(fund, by).filter(pk=which).first()
    if found is None:
        raise NotFound
    return found


def _count(fund: Fund, typed: Typed, by: Act) -> None:
    month = typed.choice("month", [queries.month_to_count(fund, by)], gettext("请刷新页面后再盘点。"))
    counted = typed.fen("counted")
    witness = typed.text("witness", gettext("请写监盘人。"))
    explanation = typed.text("explanation")
    typed.refuse_wrong()
    count_cash(
        fund=fund, month=month, counted_fen=counted, witnessed_by=witness, explanation=explanation, by=by
    )


ORDERS: dict[str, tuple[Callable[[Fund, Typed, Act], None], str]] = {
    "ask": (_ask, gettext_noop("补充申请已报区里。")),
    "release": (_release, gettext_noop("补充资金已拨付。")),
    "refuse": (_refuse, gettext_noop("已答复不予补充。")),
    "count": (_count, gettext_noop("盘点已记录。")),
}


def _open(typed: Typed, by: Act) -> dict[str, str]:
    township = typed.choice(
        "township", [key for key, _ in _without_fund(by)], gettext("请选择乡镇（街道）。")
    )
    document = typed.text("document", gettext("请写明设立备用金的文号。"))
    typed.refuse_wrong()
    area = period_of(int(township), by.day).area
    return {"fund": str(open_fund(township=area, document=document, by=by).pk)}


def _without_fund(by: Act) -> list[tuple[str, str]]:
    """The townships for which this officer may open a fund and that have none."""
    have = set(queries.funds(by).values_list("area_id", flat=True))
    rows = [row for row in townships_among(by.scope.areas, by.day) if row.area_id not in have]
    return [(str(row.area_id), row.name) for row in rows if by.scope.holds(*FINANCE, at=row.area_id)]


def _funds_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    held = queries.standings(by)
    townships = _without_fund(by)
    if len(held) == 1 and refused is None and not townships:
        return SeeOther(reverse("web:reserve", args=[held[0].fund.pk]))
    asked = dict(queries.open_requests(by).values_list("fund_id", "amount_fen"))
    names = names_on({each.fund.area_id for each in held}, by.day)
    shown = {
        "funds": [(each, names.get(each.fund.area_id, ""), asked.get(each.fund.pk)) for each in held],
        "whole": sum(each.balance_fen for each in held),
        "pending": sum(each.pending_fen for each in held),
        "townships": townships,
        "form": filled(OPEN, refused),
    }
    return render(request, "web/reserve/reserves.html", shown, status=status_of(refused))


def _fund_page(request: HttpRequest, by: Act, held: Fund, refused: Refused | None = None) -> HttpResponse:
    account = queries.reserve_account(held, by)
    waiting = queries.requests(held, by).filter(answered_on__isnull=True).first()
    standing = queries.standing(held, by)
    month = queries.month_to_count(held, by)
    shown = {
        "fund": held,
        "place": names_on([held.area_id], by.day)[held.area_id],
        "standing": standing,
        "low_mark": queries.low_mark(held.area_id, by.day),
        "account": account,
        "movements": list(entries(account, by)[:MOVEMENTS]),
        "draws": _draws(held, by),
        "waiting": waiting,
        "requests": list(queries.requests(held, by).select_related("entry")),
        "counts": list(queries.counts(held, by)),
        "month": month,
        "last_month": f"{Month.of(by.day).add(-1).first_day():%Y-%m}",
        "cashier": by.scope.holds(*CASHIERS, at=held.area_id),
        "releaser": by.scope.holds(*RELEASERS, at=held.area_id),
        "forms": {name: filled(name, refused, month=month) for name in ORDERS},
        "refused": refused,
    }
    return render(request, "web/reserve/reserve.html", shown, status=status_of(refused))


def _draws(held: Fund, by: Act) -> list[dict[str, Any]]:
    rows = list(queries.draws(held, by)[:DRAWS])
    of_draw = dict(aids(by).filter(draw__in=rows).values_list("draw_id", "pk"))
    made = []
    for row in rows:
        pending = row.outcome == Outcome.PENDING
        far, mark = how_far(row.paperwork_due, by.day) if pending else (Outcome(row.outcome).label, "")
        made.append({"draw": row, "aid": of_draw.get(row.pk), "far": far, "mark": mark})
    return made
