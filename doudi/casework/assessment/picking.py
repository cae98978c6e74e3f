"""取证：the facts that count on a day — what was declared, where no better source says otherwise.

Declared facts come last in precedence (`evidence.queries.PRECEDENCE`), so a register's answer, what was seen on a
visit, or the centre's conclusion takes their place; each such place is told. Evidence names facts as the law does,
amounts in whole fen (incomes a year); the question file writes yuan.
"""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.intake.papers import Parties
from doudi.policy.facts import INCOME_KINDS, INPUTS, SPENDING_KINDS
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.evidence.models import DECLARED
from doudi.records.evidence.queries import picture, told
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.vault.secret import Secret

Put = Callable[[dict[str, Any], Any], Any]


@dataclass(frozen=True, slots=True)
class Departure:
    """与申报不同：whose fact, which, what was declared, what counts, and on whose word."""

    whose: str
    fact: str
    declared: str
    counted: str
    source: str


def picked(about: Parties, household: Household, on: date, by: Act) -> tuple[dict[str, Any], list[Departure]]:
    """The facts of the question file as they count on a day, and every departure from what was declared."""
    facts: dict[str, Any] = deepcopy(dict(about.facts))
    departures = _taken_over(facts, household, "全户", HOUSEHOLD, on, by)
    for row in facts["members"]:
        person = about.members[str(row["id"])]
        departures += _taken_over(row, person, person.name, MEMBER, on, by)
    for row in facts.get("supporters") or ():
        supporter = about.supporters[str(row["id"])]
        departures += _taken_over(row, supporter, supporter.name, SUPPORTER, on, by)
    return facts, departures


def _taken_over(
    row: dict[str, Any],
    subject: Person | Household | Supporter,
    whose: str,
    puts: Mapping[str, Put],
    on: date,
    by: Act,
) -> list[Departure]:
    departures = []
    for fact, held in sorted(picture(subject, on, by).items()):
        value = json.loads(held.value.reveal()) if isinstance(held.value, Secret) else held.value
        if fact not in puts or held.evidence.source == DECLARED or value is None:
            continue
        before = puts[fact](row, value)
        after = _spoken(value, fact)
        if _spoken(before, fact) != after:
            title = INPUTS[fact].title if fact in INPUTS else TITLES[fact]
            departures.append(Departure(whose, title, _spoken(before, fact), after, told(held)))
    return departures


def _plain(*path: str) -> Put:
    """Set one key, inside another where the path has two; answers what stood there."""

    def put(row: dict[str, Any], value: Any) -> Any:
        for step in path[:-1]:
            row[step] = row.get(step) or {}
            row = row[step]
        before = row.get(path[-1])
        row[path[-1]] = value
        return before

    return put


def _money(*path: str) -> Put:
    """The same for an amount: whole fen in evidence, yuan in the question file. Answers fen."""

    def put(row: dict[str, Any], value: Any) -> Any:
        return _fen(_plain(*path)(row, yuan(value)))

    return put


def _income(kind: str) -> Put:
    """Take the place of every declared income of this kind. Answers what was declared, fen a year."""

    def put(row: dict[str, Any], value: Any) -> Any:
        declared = row.get("income")
        same = [each for each in declared or () if each["kind"] == kind]
        kept = [each for each in declared or () if each["kind"] != kind]
        row["income"] = [*kept, {"kind": kind, "yearly": yuan(value)}]
        if declared is None:
            return None
        return sum(_fen(each["yearly"]) if "yearly" in each else 12 * _fen(each["monthly"]) for each in same)

    return put


def _fen(amount: Any) -> Any:
    """Yuan as the question file writes them, whole or as text, as whole fen; None stays None."""
    if amount is None:
        return None
    whole, _, part = str(amount).partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def _spoken(value: Any, fact: str) -> str:
    if value is None:
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    if fact in INPUTS and INPUTS[fact].sort == "fen":
        return f"{yuan(value)} 元"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


HOUSEHOLD: Mapping[str, Put] = {
    "financial_assets": _money("assets", "financial"),
    "homes": _plain("assets", "homes"),
    "vehicles": _plain("assets", "vehicles"),
    "businesses": _plain("assets", "businesses"),
    "lifted_out_of_poverty": _plain("lifted_out_of_poverty"),
}
MEMBER: Mapping[str, Put] = {
    **{f"income_{kind}": _income(kind) for kind in INCOME_KINDS},
    **{f"spending_{sort}": _money("spending_year", sort) for sort in SPENDING_KINDS},
    **{name: _plain(name) for name in ("serious_illness", "student", "unable_to_work", "carer")},
    "self_care_failed": _plain("self_care_failed"),
    "disability_category": _plain("disability", "category"),
    "disability_grade": _plain("disability", "grade"),
}
SUPPORTER: Mapping[str, Put] = {
    "family_size": _plain("family_size"),
    "family_income": _money("family_income_monthly"),
    "persons_supported": _plain("persons_supported"),
    "agreed": _money("agreed_monthly"),
    "paid": _money("paid_monthly"),
    "unable": _plain("unable"),
}
TITLES = {"self_care_failed": "不能自理的事项"}  # facts that rules take part by part, or not at all
