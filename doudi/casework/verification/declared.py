"""申报值：what the latest declaration says of a fact, in the units of evidence (whole fen, incomes a year)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from doudi.casework.intake.models import Declaration
from doudi.policy.question import as_money

ASSETS = {"homes": "homes", "vehicles": "vehicles", "businesses": "businesses"}
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Declared:
    """一份申报, with the person behind each short name."""

    facts: Mapping[str, Any]
    shorts: Mapping[str, str]

    def household(self, fact: str) -> int | None:
        """An asset of the whole household; None where the family did not say."""
        assets = self.facts.get("assets") or {}
        if fact == "financial_assets":
            return _fen(assets.get("financial"))
        value = assets.get(ASSETS.get(fact, ""))
        return None if value is None else int(value)

    def member(self, who: UUID, fact: str) -> Any:
        """A fact of one member; None where the family did not say."""
        row = self._row("members", who)
        if fact.startswith("income_"):
            return _income(row.get("income"), fact.removeprefix("income_"))
        disability = row.get("disability") or {}
        return {
            "disability_category": disability.get("category"),
            "disability_grade": disability.get("grade"),
        }.get(fact)

    def supporter_year(self, who: UUID) -> int | None:
        """What the whole family of a supporter is said to earn in a year."""
        monthly = _fen(self._row("supporters", who).get("family_income_monthly"))
        return None if monthly is None else MONTHS * monthly

    def _row(self, key: str, who: UUID) -> Mapping[str, Any]:
        short = self.shorts.get(str(who))
        return next((each for each in self.facts.get(key) or () if str(each["id"]) == short), {})


def latest_declared(cases: Iterable[UUID]) -> dict[UUID, Declared]:
    """The latest declaration of each of these cases, in one question."""
    rows = Declaration.objects.filter(case__in=set(cases)).order_by("case", "-number").distinct("case")
    return {
        row.case_id: Declared(
            json.loads(row.facts.reveal()),
            {number: short for kind in ("members", "supporters") for short, number in row.who[kind].items()},
        )
        for row in rows
    }


def _income(declared: list[Mapping[str, Any]] | None, kind: str) -> int | None:
    if declared is None:
        return None
    same = [each for each in declared if each["kind"] == kind]
    return sum(_fen(each.get("yearly")) or MONTHS * (_fen(each.get("monthly")) or 0) for each in same)


def _fen(amount: Any) -> int | None:
    return None if amount is None else as_money(amount, "facts")
