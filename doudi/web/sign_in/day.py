"""演示日期：in a demonstration a session may work on another day; an office has only today."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.records.access import Act
from doudi.records.refusals import NotFound
from doudi.web.orders import Filled, SeeOther, filled
from doudi.web.typed import Typed
from doudi.web.working import officer_page

REFUSED = 422
EARLIEST, LATEST = 2015, 2040


@officer_page(methods=("GET", "POST"))
def day(request: HttpRequest, by: Act) -> HttpResponse:
    """The form; a blank day is today again. Outside of a demonstration there is no such page."""
    if settings.MODE != "demonstration":
        raise NotFound
    typed = Typed(request.POST)
    if request.method != "POST":
        return render(request, "web/sign_in/day.html", {"form": filled("day", day=by.day)})
    chosen = typed.maybe_day("day")
    if chosen and not typed.errors and not EARLIEST <= chosen.year <= LATEST:
        typed.wrong("day", gettext("演示只能选 2015 年到 2040 年之间的日子。"))
    if typed.errors:
        form = Filled("day", {"day": request.POST.get("day", "")}, typed.errors)
        return render(request, "web/sign_in/day.html", {"form": form}, status=REFUSED)
    request.session["day"] = chosen.isoformat() if chosen else ""
    return SeeOther(reverse("web:home"))
