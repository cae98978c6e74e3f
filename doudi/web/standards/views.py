"""标准：the dated, cited values of a place; the history of one; what changed between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from doudi.policy.book import conflicts
from doudi.policy.language import clauses_on, in_force
from doudi.policy.question import as_day
from doudi.policy.reading import BadInput
from doudi.policy.value_words import spoken_unit
from doudi.policy.values import Place, Value, history, names, read_value
from doudi.records.clock import business_now, china_day
from doudi.records.figures.queries import place_now
from doudi.web.standards.words import spoken_keys
from doudi.web.trial.places import OWN, district_names, place_of
from doudi.web.typed import as_day_text, as_typed
from doudi.web.working import public_page

REFUSED = 422
FIRST = ("dibao_standard", "tekun_standard", "margin", "dibao_benefit", "single_person", "support_fee")


@dataclass(frozen=True)
class Row:
    """One value as the page shows it."""

    value: Value
    unit: str
    figures: list[tuple[str, str]]
    own: bool
    holds: bool = True


@dataclass(frozen=True)
class Standing:
    """The values of a place on a day as they stand on the page, and how many there are."""

    table: SafeString
    many: int
    doubtful: int


@dataclass(frozen=True)
class Change:
    """What a value or a rule was and is."""

    title: str
    before: str
    after: str
    basis: str
    unverified: bool = False


@public_page
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """Every value in force on a day; with `since`, what changed from that day on."""
    asked, errors, on, since = _asked(request)
    place = _place(asked["place"], on)
    context = {
        "asked": asked,
        "errors": errors,
        "on": on,
        "since": since,
        "place": place,
        "districts": district_names(),
        "standing": _standing(place, asked["place"], on),
        "changed_values": _changed_values(place, since, on) if since else None,
        "changed_rules": _changed_rules(since, on) if since else None,
    }
    return render(request, "web/standards/standards.html", context, status=REFUSED if errors else 200)


@lru_cache(maxsize=64)
def _standing(place: Place, code: str, on: date) -> Standing:
    """A place holds what its bureau issued too: the same place on the same day always looks the same."""
    found = [read_value(place, name, on) for name in names(place)]
    rows = [_row(value, place) for value in found if value is not None]
    rows.sort(key=lambda row: FIRST.index(row.value.name) if row.value.name in FIRST else len(FIRST))
    silent = [
        history(place, name)[0] for name, value in zip(names(place), found, strict=True) if value is None
    ]
    shown = {"rows": rows, "silent": silent, "conflicts": conflicts(), "code": code, "on": on}
    table = render_to_string("web/standards/values.html", shown)
    return Standing(table, len(rows), sum(row.value.unverified for row in rows))


@public_page
@require_safe
def standard(request: HttpRequest, name: str) -> HttpResponse:
    """One value's whole history at a place and at those it stands on."""
    asked, errors, on, _ = _asked(request)
    place = _place(asked["place"], on)
    rows = history(place, name) if name in names(place) else []
    if not rows:
        raise Http404
    now = read_value(place, name, on)
    shown = [_row(value, place, value is now) for value in reversed(rows)]
    context = {"asked": asked, "errors": errors, "on": on, "place": place, "rows": shown, "first": rows[-1]}
    return render(request, "web/standards/standard.html", context, status=REFUSED if errors else 200)


def _asked(request: HttpRequest) -> tuple[dict[str, str], dict[str, str], date, date | None]:
    """What was asked for, as typed; what is wrong with it; the day and the earlier day to compare with."""
    today = china_day(business_now()).isoformat()
    asked = {key: as_day_text(as_typed(request.GET.get(key))) for key in ("on", "since")}
    asked["on"] = asked["on"] or today
    asked["place"] = request.GET.get("place", OWN)
    errors: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for key in ("on", "since"):
        try:
            days[key] = as_day(asked[key], key) if asked[key] else None
        except BadInput as error:
            errors[key], days[key] = error.sentence, None
    on = days["on"] or as_day(today, "on")
    if days["since"] and days["since"] >= on:
        errors["since"], days["since"] = "要早于前面的日期，请改正。", None
    return asked, errors, on, days["since"]


def _place(code: str, on: date) -> Place:
    """The figures of a place: those that came along, and over them what its bureau has issued since."""
    try:
        plain = place_of(code)
        return place_now(code, on) if any(code == known for known, _ in district_names()) else plain
    except BadInput as error:
        raise Http404 from error


def _row(value: Value, place: Place, holds: bool = True) -> Row:
    return Row(
        value, spoken_unit(value.unit), spoken_keys(value.keys), value.place == Path(place.folder).name, holds
    )


def _told(value: Value | None) -> str:
    if value is None:
        return "没有有效的数值"
    return "；".join(f"{key} {figure}" for key, figure in spoken_keys(value.keys))


def _changed_values(place: Place, since: date, on: date) -> list[Change]:
    changes = []
    for name in names(place):
        old, new = read_value(place, name, since), read_value(place, name, on)
        about = new or old
        if old is not new and about is not None:
            changes.append(Change(about.title, _told(old), _told(new), about.basis, about.unverified))
    return changes


def _changed_rules(since: date, on: date) -> list[Change]:
    before, after = in_force(since), in_force(on)
    changes = []
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        was = clauses_on(old.basis, since) if old else "没有这条规则"
        now = clauses_on(new.basis, on) if new else "不再适用"
        if old is not new or was != now:
            about = new or old
            assert about is not None
            changes.append(
                Change(about.title, was, now, "规则改写" if old and new and old is not new else "")
            )
    return changes
