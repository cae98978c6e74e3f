"""一户一档页：one list of everything that happened, every amount leading to its reckoning; the archive for a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.oversight.dossier.archive import EXPORTERS, export
from doudi.oversight.dossier.history import Event, Sort, history
from doudi.records.access import Act
from doudi.records.areas.queries import period_of
from doudi.records.audit.trail import look
from doudi.records.people.models import Household
from doudi.records.people.queries import household
from doudi.records.refusals import Refusal
from doudi.web.awards.months import written
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import SUPERVISORS
from doudi.web.orders import Refused, SeeOther, filled, ordered, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

PAGE_ROWS = 100
ZIP = "application/zip"
ADDRESSES: Mapping[str, Callable[[Event], str]] = {
    "case": lambda each: reverse("web:case", args=[each.of]),
    "assessment": lambda each: reverse("web:assessment", args=[each.within, each.of]),
    "award": lambda each: _of_award(each),
    "inspection": lambda each: reverse("web:inspection", args=[each.of]),
    "regrouping": lambda each: reverse("web:regrouping", args=[each.of]),
    "objection": lambda each: reverse("web:objection", args=[each.of]),
    "paper": lambda each: reverse("web:paper", args=[each.of]),
}


@officer_page(*SUPERVISORS, methods=("GET", "POST"))
def household_history(request: HttpRequest, by: Act, household: UUID) -> HttpResponse:
    """Everything that happened to a household, the newest first."""
    return _page(request, by, household)


@officer_page(*EXPORTERS, methods=("POST",))
def household_archive(request: HttpRequest, by: Act, household: UUID) -> HttpResponse:
    """The archive, in one answer and nowhere kept; its SM3 and the reason stand in the chain."""
    made: list[bytes] = []

    def do() -> Mapping[str, object]:
        typed = Typed(request.POST)
        why = typed.text("why", gettext("请写明导出的原因，如审计调卷的文号。"))
        typed.refuse_wrong()
        made.append(export(which=household, why=why, by=by))
        return {}

    try:
        ordered(request, by, form="archive", do=do)
    except Refusal as refusal:
        return _refused_page(request, by, household, refusal)
    if not made:
        return SeeOther(reverse("web:household_history", args=[household]))
    answer = HttpResponse(made[0], content_type=ZIP)
    answer["Content-Disposition"] = f'attachment; filename="{household}.zip"'
    return answer


def _refused_page(request: HttpRequest, by: Act, which: UUID, refusal: Refusal) -> HttpResponse:
    held = household(which, by)
    errors = getattr(refusal, "errors", {})
    refused = Refused("archive", str(refusal), refusal.status, errors, {"why": request.POST.get("why", "")})
    shown = _shown(held, by, refused)
    return render(request, "web/dossier/history.html", shown, status=status_of(refused))


def _page(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    held = household(which, by)
    look(by=by, did="dossier.looked", to=held)
    listing = Listing(
        "household_history",
        gettext("全部经过"),
        list(reversed(history(held, by))),
        _columns(),
        (
            Filter(
                "sort",
                gettext("种类"),
                lambda rows, asked: [each for each in rows if each.sort == asked],
                [(str(each), gettext(each)) for each in Sort],
            ),
        ),
        empty=gettext("还没有这一种事项。"),
        page_rows=PAGE_ROWS,
    )
    return list_page(request, by, listing, "web/dossier/history.html", **_shown(held, by))


def _shown(held: Household, by: Act, refused: Refused | None = None) -> dict[str, object]:
    return {
        "household": held,
        "place": period_of(held.area_id, by.day).name,
        "may": by.scope.holds(*EXPORTERS, at=held.area_id),
        "form": filled("archive", refused),
    }


def _columns() -> tuple[Column, ...]:
    return (
        Column("on", gettext("日期"), lambda each: each.on, ("on",), kind="day"),
        Column("sort", gettext("种类"), lambda each: gettext(each.sort)),
        Column("title", gettext("事项"), lambda each: gettext(each.title), link=_address),
        Column("told", gettext("情况"), lambda each: each.told),
        Column("amount", gettext("金额（元）"), lambda each: each.amount_fen, kind="money", link=_reckoning),
        Column("name", gettext("办理人"), lambda each: each.name),
    )


def _address(each: Event) -> str:
    return ADDRESSES[each.kind](each) if each.kind and each.of else ""


def _reckoning(each: Event) -> str:
    """Where an amount is reckoned."""
    return _address(each) if each.amount_fen is not None else ""


def _of_award(each: Event) -> str:
    if each.month is None:
        return reverse("web:award", args=[each.of])
    return reverse("web:award_month", args=[each.of, written(each.month)])
