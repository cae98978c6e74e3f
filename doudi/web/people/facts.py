"""事实：what is on file about people and households, as a person reads it — each with its source and what disagrees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from doudi.casework.assessment.picking import TITLES
from doudi.casework.verification.sources import Fill, sources
from doudi.policy.facts import INPUTS
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.evidence.models import Evidence
from doudi.records.evidence.queries import picture, told
from doudi.records.people.models import Household, Person, Supporter


@dataclass(frozen=True, slots=True)
class FactRow:
    """一项事实: whose, which, what counts, on whose word, and what others said."""

    whose: str
    title: str
    value: str
    source: str
    others: str


def fact_rows(subjects: Iterable[tuple[str, Person | Household | Supporter]], by: Act) -> list[FactRow]:
    """Everything on file about these subjects as it stands today."""
    rows = []
    for whose, subject in subjects:
        for fact, picked in sorted(picture(subject, by.day, by).items()):
            others = "；".join(_spoken(row, fact) for row in picked.disagreements)
            rows.append(
                FactRow(whose, fact_title(fact), _spoken(picked.evidence, fact), told(picked), others)
            )
    return rows


def fact_title(fact: str) -> str:
    """What a fact is called: as the rules ask it, else as the department that told it calls it."""
    known = INPUTS.get(fact) or _of_departments().get(fact)
    return known.title if known else TITLES.get(fact, fact)


@lru_cache(maxsize=1)
def _of_departments() -> dict[str, Fill]:
    return {fill.fact: fill for source in sources().values() for fill in source.fills}


def _spoken(row: Evidence, fact: str) -> str:
    """The value in words; what is sealed is not told in a list."""
    if row.sealed is not None:
        return gettext("已密封")
    return _told(row.value, fact)


def _told(value: Any, fact: str) -> str:
    if value is None:
        return gettext("问过，不知道")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if (fact in INPUTS and INPUTS[fact].sort == "fen") or (
        fact in _of_departments() and _of_departments()[fact].money
    ):
        return gettext("%(yuan)s 元") % {"yuan": yuan(value)}
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
