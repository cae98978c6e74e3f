"""本区数值：a bureau's own figures — entered from their document by one person, issued by another, withdrawn in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases.recounting import issue_figure
from doudi.casework.intake.standard import UNIFIED
from doudi.casework.uprating.figures import NAMES
from doudi.casework.uprating.queries import refuse_of_a_plan
from doudi.policy.value_words import KEYS, spoken_unit
from doudi.policy.values import Place, Value, history, names
from doudi.records.access import Act
from doudi.records.areas.queries import DISTRICT_KINDS, period_of, units_among
from doudi.records.figures import queries
from doudi.records.figures.actions import ENTERS, ISSUES, drop_figure, enter_figure, withdraw_figure
from doudi.records.figures.models import Figure
from doudi.records.refusals import NotFound
from doudi.web.orders import Filled, Refused, filled, order, status_of
from doudi.web.standards.words import spoken_keys
from doudi.web.typed import Typed, as_amount_text
from doudi.web.working import officer_page

ENTER, ISSUE, DROP, WITHDRAW = "enter", "issue", "drop", "withdraw"
YES, NO = "yes", "no"
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Part:
    """一项 of a figure as the form asks it."""

    name: str
    title: str
    sort: str
    value: str


@officer_page(*ENTERS)
def own_figures(request: HttpRequest, by: Act) -> HttpResponse:
    """Drafts, what was issued, and the form; `name` chooses which figure is entered."""
    return _page(request, by)


@officer_page(*ENTERS, methods=("POST",))
def own_figure_enter(request: HttpRequest, by: Act) -> HttpResponse:
    """A draft, for another person to issue."""
    return order(
        request,
        by,
        form=ENTER,
        do=lambda: _enter(Typed(request.POST), by),
        to=reverse("web:own_figures"),
        again=lambda refused: _page(request, by, refused),
        told=gettext("已录入，等另一位标准签发人签发。"),
    )


@officer_page(*ENTERS, methods=("POST",))
def own_figure_do(request: HttpRequest, by: Act, which: UUID, what: str) -> HttpResponse:
    """Issue a draft, drop it, or withdraw an issue before it holds."""
    held = queries.figure(which, by)
    do = {ISSUE: _issue, DROP: _drop, WITHDRAW: _withdraw}.get(what)
    if do is None:
        raise NotFound
    return order(
        request,
        by,
        form=f"{what}-{held.pk}",
        do=lambda: do(held.pk, Typed(request.POST), by),
        to=reverse("web:own_figures"),
        again=lambda refused: _page(request, by, refused),
        told=gettext("已办。"),
    )


def _page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    district = _district(by)
    place = queries.values_of(district, by.day)
    chosen = request.POST.get("name") or request.GET.get("name", "")
    newest = _newest(place)
    value = newest.get(chosen)
    first = {} if value is None else {part.name: part.value for part in _parts(value)}

    def form(what: str, figure: Figure) -> Filled:
        return filled(f"{what}-{figure.pk}", refused)

    shown = {
        "names": sorted(((name, each.title) for name, each in newest.items()), key=lambda pair: pair[1]),
        "chosen": chosen,
        "value": value,
        "unit": spoken_unit(value.unit) if value else "",
        "parts": _parts(value) if value else [],
        "flags": ((YES, gettext("是")), (NO, gettext("否"))),
        "form": filled(ENTER, refused, name=chosen, **first),
        # The figure may have gone on to another table by now: then its sentence stands at the top.
        "refused": refused if refused is not None and refused.form != ENTER else None,
        "drafts": [
            (each, spoken_keys(each.keys), _own(each, by), form(ISSUE, each), form(DROP, each))
            for each in queries.drafts(by)
        ],
        "issued": [
            (each, spoken_keys(each.keys), form(WITHDRAW, each)) for each in queries.issued(by)[:MOST_SHOWN]
        ],
        "may_issue": by.scope.holds(ISSUES, at=district),
        "today": by.day,
    }
    return render(request, "web/uprating/figures.html", shown, status=status_of(refused))


def _own(figure: Any, by: Act) -> bool:
    return bool(figure.entered_by_id == by.scope.natural_person)


def _newest(place: Place) -> dict[str, Value]:
    """The newest value of each name whose parts a form can ask one by one."""
    found = {}
    for name in set(names(place)) - {*NAMES.values(), UNIFIED}:  # those are raised by a plan
        value = max(history(place, name), key=lambda each: (each.since, each.issued))
        if all(_sort(part) for part in value.keys.values()):
            found[name] = value
    return found


def _parts(value: Value) -> list[Part]:
    return [
        Part(f"key-{key}", KEYS.get(key, key), _sort(held), _text(held)) for key, held in value.keys.items()
    ]


def _sort(held: Any) -> str:
    if isinstance(held, bool):
        return "flag"
    if isinstance(held, int | Decimal):
        return "number"
    if isinstance(held, str):
        return "word"
    plain = isinstance(held, list) and all(isinstance(each, str) for each in held)
    return "list" if plain else ""


def _text(held: Any) -> str:
    if isinstance(held, bool):
        return YES if held else NO
    return "、".join(held) if isinstance(held, list) else str(held)


def _read(typed: Typed, part: Part, held: Any) -> Any:
    text = typed.text(part.name)
    if part.sort == "flag":
        return text == YES
    if part.sort == "list":
        return [each.strip() for each in text.split("、") if each.strip()]
    if not text:
        typed.wrong(part.name, gettext("没有填，请补上。"))
    if part.sort == "word":
        return text
    amount = as_amount_text(text)
    return int(amount) if amount.isascii() and amount.isdigit() else amount


def _district(by: Act) -> int:
    areas = frozenset[int]().union(*(duty.areas for duty in by.scope.duties if duty.post in ENTERS))
    units = units_among(areas, DISTRICT_KINDS, by.day)
    if not units:
        raise NotFound
    return units[0].area_id


def _enter(typed: Typed, by: Act) -> Mapping[str, Any]:
    district = _district(by)
    newest = _newest(queries.values_of(district, by.day))
    name = typed.choice("name", newest, gettext("请选择数值。"))
    since, issued = typed.day("since"), typed.day("issued")
    document = typed.text("document", gettext("请写文号和条款。"))
    note = typed.text("note")
    value = newest.get(name)
    keys = (
        {}
        if value is None
        else {
            key: _read(typed, part, held)
            for (key, held), part in zip(value.keys.items(), _parts(value), strict=True)
        }
    )
    typed.refuse_wrong()
    made = enter_figure(
        district=period_of(district, by.day).area,
        name=name,
        keys=keys,
        since=since,
        issued=issued,
        document=document,
        note=note,
        by=by,
    )
    return {"figure": str(made.pk)}


def _issue(which: UUID, typed: Typed, by: Act) -> None:
    refuse_of_a_plan(which)
    issue_figure(figure=which, by=by)


def _drop(which: UUID, typed: Typed, by: Act) -> None:
    refuse_of_a_plan(which)
    drop_figure(figure=which, why=_why(typed), by=by)


def _withdraw(which: UUID, typed: Typed, by: Act) -> None:
    refuse_of_a_plan(which)
    withdraw_figure(figure=which, why=_why(typed), by=by)


def _why(typed: Typed) -> str:
    why = typed.text("why", gettext("请写明原因。"))
    typed.refuse_wrong()
    return why
