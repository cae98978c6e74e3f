"""价格补贴的页：every month of a year, one index until it is paid.

Who and in what order: the bureau's clerk enters the month's index from its release; another person confirms it and
thereby fixes whether it triggers, the amounts and the last day; finance freezes the roll, which goes on as any run.
What goes wrong: the index is entered twice or wrong, one person would confirm his own, a roll is frozen twice, the
twenty working days run out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doudi.money.payments.formats import FORMATS
from doudi.money.payments.models import RunStage
from doudi.money.payments.rolls import PREPARERS
from doudi.money.price_subsidy import queries
from doudi.money.price_subsidy.indices import CLERKS, DECIDERS, confirm_index, drop_index, enter_index
from doudi.money.price_subsidy.models import IndexStage, PriceIndex
from doudi.money.price_subsidy.papers import ISSUERS, issue_sheet
from doudi.money.price_subsidy.rolls import freeze_subsidy
from doudi.records.access import Act
from doudi.records.areas.queries import period_of
from doudi.records.refusals import BadInput, NotFound, Refusal
from doudi.web.awards.months import read_month
from doudi.web.districts import districts_of
from doudi.web.lists import list_page
from doudi.web.navigation import RUN_READERS
from doudi.web.orders import Refused, SeeOther, filled, order, status_of
from doudi.web.price_subsidy.people import counted, people_listing, sums
from doudi.web.typed import Typed
from doudi.web.working import officer_page

ENTER = "enter"
PERCENT = re.compile(r"-?\d{1,3}(\.\d{1,2})?")
Answer = Mapping[str, Any] | None


@officer_page(*RUN_READERS)
def price_indices(request: HttpRequest, by: Act) -> HttpResponse:
    """The months of a year, the ones without an index and without a trigger too."""
    return _year_page(request, by)


@officer_page(*CLERKS, methods=("GET", "POST"))
def price_index_enter(request: HttpRequest, by: Act) -> HttpResponse:
    """登记指数."""
    if request.method != "POST":
        return SeeOther(reverse("web:price_indices"))
    return order(
        request,
        by,
        form=ENTER,
        do=lambda: _enter(Typed(request.POST), by),
        to=lambda answer: reverse("web:price_index", args=[answer["index"]]),
        again=lambda refused: _year_page(request, by, refused),
        told=gettext("指数已登记，等另一人复核。"),
    )


@officer_page(*RUN_READERS)
def price_index(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One index."""
    return _page(request, by, queries.index(which, by))


@officer_page(*RUN_READERS, methods=("POST",))
def price_index_order(request: HttpRequest, by: Act, which: UUID, name: str) -> HttpResponse:
    """Confirm it, drop it, freeze its roll, print its sheet."""
    held = queries.index(which, by)
    if name not in ORDERS:
        raise NotFound
    do, told = ORDERS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=lambda answer: _leads_to(held, answer),
        again=lambda refused: _page(request, by, queries.index(which, by), refused),
        told=gettext(told),
    )


@officer_page(*RUN_READERS, methods=("GET", "POST"))
def price_people(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """Who gets it, each once."""
    held = queries.index(which, by)
    rows = counted(held, by)
    return list_page(request, by, people_listing(held, rows, by), "web/price_subsidy/people.html", index=held)


def _enter(typed: Typed, by: Act) -> dict[str, str]:
    district = typed.choice("district", [key for key, _ in districts_of(by, *CLERKS)], gettext("请选择区。"))
    month = by.day
    try:
        month = read_month(typed.text("month"))
    except BadInput as error:
        typed.wrong("month", str(error))
    cpi, food = _percent(typed, "cpi"), _percent(typed, "food")
    released_on = typed.day("released_on")
    source = typed.text("source", gettext("请写明来源：哪个统计调查机构、哪一份公报。"))
    typed.refuse_wrong()
    index = enter_index(
        district=period_of(int(district), by.day).area,
        month=month,
        cpi_percent=cpi,
        food_percent=food,
        released_on=released_on,
        source=source,
        by=by,
    )
    return {"index": str(index.pk)}


def _percent(typed: Typed, name: str) -> Decimal:
    text = typed.text(name).removesuffix("%").removesuffix("％")
    if PERCENT.fullmatch(text):
        return Decimal(text)
    typed.wrong(name, gettext("要写成 3.2 的样子，最多两位小数；下降的写 -0.5。"))
    return Decimal(0)


def _confirm(held: PriceIndex, typed: Typed, by: Act) -> Answer:
    confirm_index(index=held.pk, expected=typed.expected, by=by)
    return None


def _drop(held: PriceIndex, typed: Typed, by: Act) -> Answer:
    why = typed.text("why", gettext("请写明撤回的原因。"))
    typed.refuse_wrong()
    drop_index(index=held.pk, why=why, expected=typed.expected, by=by)
    return None


def _freeze(held: PriceIndex, typed: Typed, by: Act) -> Answer:
    bank_format = typed.choice("format", list(FORMATS), gettext("请选择代发格式。"))
    typed.refuse_wrong()
    return {"run": str(freeze_subsidy(index=held.pk, bank_format=bank_format, by=by).pk)}


def _sheet(held: PriceIndex, typed: Typed, by: Act) -> Answer:
    return {"paper": str(issue_sheet(index=held.pk, by=by).pk)}


ORDERS: dict[str, tuple[Callable[[PriceIndex, Typed, Act], Answer], str]] = {
    "confirm": (_confirm, gettext_noop("指数已复核。")),
    "drop": (_drop, gettext_noop("指数已撤回，可重新登记。")),
    "freeze": (_freeze, gettext_noop("补贴册已编制并冻结，请处理核对疑点。")),
    "sheet": (_sheet, gettext_noop("测算表已出具，可打印。")),
}


def _leads_to(held: PriceIndex, answer: Mapping[str, Any]) -> str:
    if "run" in answer:
        return reverse("web:payment_run", args=[answer["run"]])
    if "paper" in answer:
        return reverse("web:paper", args=[answer["paper"]])
    return reverse("web:price_index", args=[held.pk])


def _offered(held: PriceIndex, by: Act) -> tuple[str, ...]:
    """The forms that the officer at hand may use now."""
    here, offered = held.area_id, []
    if held.stage == IndexStage.ENTERED:
        if by.scope.natural_person != held.entered_by and by.scope.holds(*DECIDERS, at=here):
            offered.append("confirm")
        if by.scope.holds(*CLERKS, *DECIDERS, at=here):
            offered.append("drop")
    if held.stage == IndexStage.CONFIRMED:
        voided = held.run is None or held.run.stage == RunStage.VOID
        if held.triggered and voided and by.scope.holds(*PREPARERS, at=here):
            offered.append("freeze")
        if by.scope.holds(*ISSUERS, at=here):
            offered.append("sheet")
    return tuple(offered)


def _year_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    districts, mine = districts_of(by, *RUN_READERS), districts_of(by, *CLERKS)
    asked = request.GET.get("district", "")
    district = asked if asked in dict(districts) else districts[0][0] if districts else ""
    years = queries.years(int(district), by) if district else [by.day.year]
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and int(text) in years else years[0]
    shown = {
        "months": queries.year_of(int(district), year, by) if district else [],
        "year": year,
        "years": years,
        "districts": districts,
        "district": district,
        "mine": mine,
        "form": filled(ENTER, refused, district=mine[0][0] if mine else ""),
    }
    return render(request, "web/price_subsidy/indices.html", shown, status=status_of(refused))


def _page(request: HttpRequest, by: Act, held: PriceIndex, refused: Refused | None = None) -> HttpResponse:
    rows, wrong = [], ""
    if held.stage != IndexStage.DROPPED and held.triggered is not False:
        try:
            rows = counted(held, by)
        except Refusal as refusal:
            wrong = str(refusal)
    told = queries.days_left(held, by.day)
    shown = {
        "index": held,
        "sums": sums(rows),
        "persons": len(rows),
        "total": sum(each.fen for each in rows),
        "wrong": wrong,
        "days_left": told,
        "overdue": -told if told is not None and told < 0 else None,
        "offered": _offered(held, by),
        "mine": held.stage == IndexStage.ENTERED and held.entered_by == by.scope.natural_person,
        "formats": [(each.code, each.title) for each in FORMATS.values()],
        "forms": {name: filled(name, refused) for name in ORDERS},
        "refused": refused,
    }
    return render(request, "web/price_subsidy/index.html", shown, status=status_of(refused))
