"""差异报告：township beside township — what was drawn, where the district judged otherwise, what is open, whose power is
stayed, and who should be on file as a near relative and is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.confirmation.panels import restore_power, stay_power
from doudi.oversight.inspections import queries
from doudi.oversight.inspections.actions import INSPECTORS
from doudi.records.access import Act
from doudi.records.areas.queries import townships_among
from doudi.records.refusals import NotFound
from doudi.web.awards.months import month_of, written
from doudi.web.navigation import SUPERVISORS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

DECIDER = "district_decider"


@officer_page(*SUPERVISORS)
def inspection_report(request: HttpRequest, by: Act) -> HttpResponse:
    """The report over months of confirmation; the year so far where none is asked for."""
    return _page(request, by)


@officer_page(DECIDER, methods=("POST",))
def power_order(request: HttpRequest, by: Act, name: str) -> HttpResponse:
    """Stay a township's power to confirm, or give it back."""
    doing = {"stay": (_stay, gettext("确认权已暂停，这个乡镇的件由区民政局确认。"))}
    doing["restore"] = (_restore, gettext("确认权已恢复。"))
    if name not in doing:
        raise NotFound
    do, told = doing[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(Typed(request.POST), by),
        to=reverse("web:inspection_report"),
        again=lambda refused: _page(request, by, refused),
        told=told,
    )


def _page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    first = month_of(request.GET.get("first"), by.day.replace(month=1, day=1))
    last = month_of(request.GET.get("last"), by.day)
    rows = queries.compared(first, last, by)
    decides = any(by.scope.holds(DECIDER, at=row.area) for row in rows)
    shown = {
        "rows": rows,
        "first": written(first),
        "last": written(last),
        "unfiled": [(row, each) for row in rows if _may_know(row.area, by) for each in row.unfiled],
        "knows": any(_may_know(row.area, by) for row in rows),
        "stays": [row for row in rows if row.stayed],
        "free": [(str(row.area), row.name) for row in rows if not row.stayed],
        "decides": decides,
        "stay": filled("stay", refused, since=by.day),
        "restore": filled("restore", refused, until=by.day),
    }
    return render(request, "web/inspections/report.html", shown, status=status_of(refused))


def _may_know(township: int, by: Act) -> bool:
    """Whose relatives an officer left out is for the district to look into, not for the office that left them out."""
    return by.scope.holds(*INSPECTORS, "auditor", at=township)


def _stay(typed: Typed, by: Act) -> Mapping[str, Any]:
    townships = {str(row.area_id): row.area for row in townships_among(by.scope.areas, by.day)}
    at = typed.choice("at", townships, gettext("请选择乡镇（街道）。"))
    since = typed.day("since")
    document = typed.text("document", gettext("请写明依据的文号。"))
    why = typed.text("why", gettext("请写明原因。"))
    typed.refuse_wrong()
    stay_power(area=townships[at], since=since, document=document, why=why, by=by)
    return {}


def _restore(typed: Typed, by: Act) -> Mapping[str, Any]:
    stay, until = typed.id("stay"), typed.day("until")
    typed.refuse_wrong()
    restore_power(stay=stay, until=until, by=by)
    return {}
