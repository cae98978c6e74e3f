"""资金总览：what came in, where it stands, what was spent by scheme, place and month; every figure opens its postings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from doudi.money.ledger import queries
from doudi.money.ledger.appropriation import FINANCE, appropriate
from doudi.money.ledger.models import NEVER_ABOVE_ZERO, Kind
from doudi.money.payments.queries import failed
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, period_of, townships_among, under
from doudi.web.districts import districts_of
from doudi.web.funds.arrivals import under_way
from doudi.web.funds.postings import postings_listing
from doudi.web.funds.words import SCHEMES
from doudi.web.lists import list_page
from doudi.web.navigation import FUND_READERS
from doudi.web.orders import Refused, SeeOther, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

APPROPRIATE = "appropriate"
SOURCES = ("中央", "省级", "市级", "区级")
# What stands where, in the order in which money goes.
STANDS = (
    Kind.POOL,
    Kind.RESERVE,
    Kind.ADVANCE,
    Kind.TRANSIT,
    Kind.PAYABLE,
    Kind.SPENT,
    Kind.RECOVERY,
    Kind.WRITTEN_OFF,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """一个数: what it is called, how much, and where its postings are."""

    title: str
    fen: int
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """一行 of a table of schemes: its title, one figure a scheme, and the sum."""

    title: str
    cells: list[Figure]
    whole: Figure


@officer_page(*FUND_READERS)
def funds(request: HttpRequest, by: Act) -> HttpResponse:
    """The whole of it."""
    return _page(request, by)


@officer_page(*FINANCE, methods=("GET", "POST"))
def fund_appropriate(request: HttpRequest, by: Act) -> HttpResponse:
    """登记拨款."""
    if request.method != "POST":
        return SeeOther(reverse("web:funds"))
    return order(
        request,
        by,
        form=APPROPRIATE,
        do=lambda: _appropriate(Typed(request.POST), by),
        to=lambda answer: reverse("web:entry", args=[answer["entry"]]),
        again=lambda refused: _page(request, by, refused),
        told=gettext("拨款已登记。"),
    )


@officer_page(*FUND_READERS, methods=("GET", "POST"))
def fund_postings(request: HttpRequest, by: Act) -> HttpResponse:
    """明细: every posting that a figure is made of."""
    return list_page(request, by, postings_listing(by))


def _page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    years = queries.years(by)
    year = _year(request, years, by)
    held = queries.held_by_kind(by)
    spent = queries.spent_by_place(year, by)
    schemes = [code for code in SCHEMES if any(scheme == code for _, scheme in spent)]
    waiting = failed(by)
    districts = districts_of(by, *FINANCE)
    shown = {
        "year": year,
        "years": years,
        "sources": [
            Figure(source, -fen, postings(kind=Kind.BUDGET, source=source))
            for (kind, source), fen in held.items()
            if kind == Kind.BUDGET
        ],
        "stands": [each for each in (_stands(kind, held) for kind in STANDS) if each is not None],
        "failed": Figure(
            gettext("退票，没有补发"), sum(line.amount_fen for line in waiting), reverse("web:payment_failed")
        ),
        "schemes": [SCHEMES[code] for code in schemes],
        "places": _by_township(spent, schemes, year, by),
        "months": _by_month(queries.spent_by_month(year, by), schemes, year),
        **under_way(year, by),
        "districts": districts,
        "source_choices": [(each, each) for each in SOURCES],
        "form": filled(APPROPRIATE, refused, district=districts[0][0] if districts else ""),
    }
    return render(request, "web/funds/funds.html", shown, status=status_of(refused))


def postings(**asked: Any) -> str:
    """The list of postings that a figure is made of."""
    return f"{reverse('web:fund_postings')}?{urlencode({key: str(value) for key, value in asked.items()})}"


def _year(request: HttpRequest, years: Sequence[int], by: Act) -> int:
    text = request.GET.get("year", "")
    if text.isascii() and text.isdigit() and int(text) in years:
        return int(text)
    return years[0] if years else by.day.year


def _stands(kind: Kind, held: Mapping[tuple[str, str], int]) -> Figure | None:
    """What all accounts of one kind hold; owed money as a reader counts it. None where there never was any."""
    of_kind = [fen for (each, _), fen in held.items() if each == kind]
    if not of_kind:
        return None
    fen = sum(of_kind)
    return Figure(kind.label, -fen if kind in NEVER_ABOVE_ZERO else fen, postings(kind=kind))


def _by_township(
    spent: Mapping[tuple[int, str], int], schemes: Sequence[str], year: int, by: Act
) -> list[Line]:
    """A row a township, villages counted with it."""
    townships = townships_among(by.scope.areas, by.day)
    above = {area: row.area_id for row in townships for area in under([row.area_id], by.day)}
    sums: dict[tuple[int, str], int] = {}
    for (area, scheme), fen in spent.items():
        key = (above.get(area, area), scheme)
        sums[key] = sums.get(key, 0) + fen
    places = sorted({area for area, _ in sums})
    names = names_on(places, by.day)
    rows = []
    for place in places:
        cells = [
            Figure(
                SCHEMES[code],
                sums.get((place, code), 0),
                postings(kind=Kind.SPENT, scheme=code, at=place, year=year),
            )
            for code in schemes
        ]
        address = postings(kind=Kind.SPENT, at=place, year=year)
        rows.append(Line(names.get(place, ""), cells, _sum(cells, address)))
    return rows


def _by_month(spent: Mapping[tuple[int, str], int], schemes: Sequence[str], year: int) -> list[Line]:
    rows = []
    for month in sorted({month for month, _ in spent}):
        written = f"{year}-{month:02}"
        cells = [
            Figure(
                SCHEMES[code],
                spent.get((month, code), 0),
                postings(kind=Kind.SPENT, scheme=code, month=written),
            )
            for code in schemes
        ]
        rows.append(Line(written, cells, _sum(cells, postings(kind=Kind.SPENT, month=written))))
    return rows


def _sum(cells: Sequence[Figure], address: str) -> Figure:
    return Figure(gettext("合计"), sum(each.fen for each in cells), address)


def _appropriate(typed: Typed, by: Act) -> dict[str, str]:
    district = typed.choice("district", [key for key, _ in districts_of(by, *FINANCE)], gettext("请选择区。"))
    source = typed.choice("source", SOURCES, gettext("请选择资金来源。"))
    amount = typed.fen("amount")
    document = typed.text("document", gettext("请写明拨款文号。"))
    typed.refuse_wrong()
    area = period_of(int(district), by.day).area
    entry = appropriate(district=area, source=source, amount_fen=amount, document=document, by=by)
    return {"entry": str(entry.pk)}
