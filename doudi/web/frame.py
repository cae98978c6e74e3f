"""外框：what stands around every page — the links for the posts held, the day, who works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from doudi.records.access import Scope
from doudi.records.staff.models import Officer
from doudi.web.navigation import GROUPS, Group, links
from doudi.web.working import act_of

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Frame:
    """外框：what the frame of the page at hand shows."""

    nav: SafeString
    day: date | None
    weekday: str
    chooses_day: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing is read before a page shows it, and nothing for somebody not signed in."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> Frame:
    match = request.resolver_match
    here = (match.url_name or "") if match else ""
    if not isinstance(getattr(request, "user", None), Officer):
        return Frame(_nav(None, here), None, "", False)
    by = act_of(request)
    return Frame(
        _nav(by.scope, here),
        by.day,
        WEEKDAYS[by.day.weekday()],
        settings.MODE == "demonstration",
    )


def _nav(scope: Scope | None, here: str) -> SafeString:
    shown = tuple(link.name for link in links() if link.is_for(scope))
    return _rendered(shown, here)


@lru_cache(maxsize=1024)
def _rendered(shown: tuple[str, ...], here: str) -> SafeString:
    """The same links on the same page always look the same: forty of them are a third of the work of a short page."""
    kept = (Group(group.title, tuple(each for each in group.links if each.name in shown)) for group in GROUPS)
    groups = [group for group in kept if group.links]
    return render_to_string("web/frame/nav.html", {"groups": groups, "here": here})
