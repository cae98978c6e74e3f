"""政策手册：every rule in force on a day, told from its own text, with its clause; searchable."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doudi.policy.book import ENTITY_TITLES, spelled
from doudi.policy.language import BOOK, HOW_MANY, SCHEME, TEST, Rule, clauses_on, in_force
from doudi.policy.question import as_day
from doudi.policy.reading import BadInput
from doudi.policy.titles import title
from doudi.policy.tree import tree_of
from doudi.records.clock import business_now, china_day
from doudi.web.typed import as_day_text, as_typed
from doudi.web.working import public_page

REFUSED = 422


@dataclass(frozen=True)
class Told:
    """One rule as the manual writes it; `needs` are (name, title) of the rules it stands on."""

    name: str
    title: str
    about: str
    text: str
    basis: str
    dates: str
    needs: list[tuple[str, str]]


@dataclass(frozen=True)
class Chapter:
    """The rules of one part of the law."""

    title: str
    rules: list[Told]


@public_page
@require_safe
def manual(request: HttpRequest) -> HttpResponse:
    """The manual of a day (`on`), narrowed to the rules that hold every word of `q`."""
    today = china_day(business_now())
    asked = {"q": as_typed(request.GET.get("q")), "on": as_day_text(as_typed(request.GET.get("on")))}
    asked["on"] = asked["on"] or today.isoformat()
    errors: dict[str, str] = {}
    on = today
    try:
        on = as_day(asked["on"], "on")
    except BadInput as error:
        errors["on"] = error.sentence
    chapters = list(chapters_on(on, asked["q"].lower().split()))
    context = {
        "asked": asked,
        "errors": errors,
        "on": on,
        "chapters": chapters,
        "found": sum(len(chapter.rules) for chapter in chapters),
        "all": len(in_force(on)),
    }
    return render(request, "web/manual/manual.html", context, status=REFUSED if errors else 200)


def chapters_on(on: date, words: list[str]) -> list[Chapter]:
    """The chapters in the order of a case, with the rules that hold every word."""
    held = in_force(on)
    # A chapter stands where a case first needs it: what everything rests on comes first.
    chapters: dict[str, list[Told]] = {
        _chapter(held[name]): [] for name in _needed("classification", held, set())
    }
    for rule in held.values():
        told = _told(rule, on, held)
        text = f"{told.name} {told.title} {told.text} {told.basis}".lower()
        if all(word in text for word in words):
            chapters.setdefault(_chapter(rule), []).append(told)
    return [Chapter(name, rules) for name, rules in chapters.items() if rules]


def _needed(name: str, held: dict[str, Rule], seen: set[str]) -> Iterator[str]:
    """Everything below a rule and itself, what is needed first."""
    if name not in held or name in seen:
        return
    seen.add(name)
    for need in held[name].needs:
        yield from _needed(need, held, seen)
    yield name


def _chapter(rule: Rule) -> str:
    """The title of the part of the law where the rule is written: its module's first words."""
    while rule.function is None:
        rule = BOOK[rule.of][0]
    return str(sys.modules[rule.function.__module__].__doc__).split(" — ", maxsplit=1)[0]


def _told(rule: Rule, on: date, held: dict[str, Rule]) -> Told:
    role = {SCHEME: "类别", TEST: "条件"}.get(rule.role, rule.unit)
    since = "" if rule.since == date.min else f"自 {rule.since.isoformat()} 起"
    until = "" if rule.until == date.max else f"至 {rule.until.isoformat()} 止"
    return Told(
        rule.name,
        rule.title,
        f"{ENTITY_TITLES[rule.entity]} · {role}",
        _text(rule),
        clauses_on(rule.basis, on),
        f"{since}{until}",
        [(need, title(need)) for need in rule.needs if need in held],
    )


def _text(rule: Rule) -> str:
    if not rule.of:
        return spelled(tree_of(rule))
    whose = ENTITY_TITLES[BOOK[rule.of][0].entity].removeprefix("每")
    return f"各{whose}“{title(rule.of)}”{'人数' if rule.form == HOW_MANY else '相加'}"
