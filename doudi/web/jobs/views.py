"""后台作业：one's own jobs and the house's, how far each is, how it ended; the part in motion asks for itself again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.records.access import Act
from doudi.records.jobs import queries
from doudi.web.working import officer_page

MOST_SHOWN = 50


@officer_page()
def jobs(request: HttpRequest, by: Act) -> HttpResponse:
    """The list; `?part=running` is only what is in motion, for a page that waits."""
    if request.GET.get("part") == "running":
        return render(request, "web/jobs/running.html", {"running": list(queries.running(by))})
    every = list(queries.jobs(by)[:MOST_SHOWN])
    shown = {
        "running": [each for each in every if each.running],
        "ended": [each for each in every if not each.running],
    }
    return render(request, "web/jobs/jobs.html", shown)
