"""月度进度：one page for a month, one row a township; every number leads to its list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.casework.awards.months import months_on
from doudi.oversight.cycle.queries import month_state
from doudi.records.access import Act
from doudi.web.awards.months import month_of, written
from doudi.web.navigation import SUPERVISORS
from doudi.web.working import officer_page


@officer_page(*SUPERVISORS)
def month_cycle(request: HttpRequest, by: Act) -> HttpResponse:
    """Where each township stands in a month: applications, meeting, publicity, roster."""
    month = month_of(request.GET.get("month"), by.day)
    rows, silent = month_state(month, by)
    shown = {
        "month": month,
        "asked": written(month),
        "before": written(months_on(month, -1)),
        "after": written(months_on(month, 1)),
        "rows": rows,
        "silent": silent,
        "bases": dict.fromkeys((row.value.basis, row.value.unverified) for row in rows),
        "today": by.day,
        "nothing": {},
    }
    return render(request, "web/cycle/month.html", shown)
