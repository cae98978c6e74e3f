"""多发追缴与少发补发 — month by month from what was paid, with the standard of each month.

Each month's due amount is reckoned from the standard in force on that month's first day and the facts that
held in it, never from the last table; what was paid beyond it is recovered, what is short is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from doudi.policy.asks.awards import dibao_award
from doudi.policy.asks.figures_asked import Asked, asked
from doudi.policy.days import Month
from doudi.policy.figures import KEYS, Figures, Key, rate, read_keys
from doudi.policy.question import BadInput, Fields, Question, yuan
from doudi.policy.values import Value

FINE = {"multiple_min": Key(rate, ("least",), 0), "multiple_max": Key(rate, ("most",))}


@dataclass(frozen=True, slots=True)
class Differences:
    """多发与少发：whole fen by month; a month is one or the other or neither."""

    over: Mapping[Month, int]
    short: Mapping[Month, int]

    @property
    def over_fen(self) -> int:
        return sum(self.over.values())

    @property
    def short_fen(self) -> int:
        return sum(self.short.values())


def differences(months: Iterable[tuple[Month, int, int]]) -> Differences:
    """(month, paid, due) → what was paid beyond what was due, and what is short of it."""
    rows = list(months)
    return Differences(
        {month: paid - due for month, paid, due in rows if paid > due},
        {month: due - paid for month, paid, due in rows if due > paid},
    )


def fine_range(value: Value, fen: int) -> tuple[int, int]:
    """The least and the most of the fine on an amount got by fraud, by the value `fraud_fine`, in whole fen."""
    keys = read_keys(value, FINE)
    least, most = keys["least"], keys["most"]
    assert isinstance(least, Fraction) and isinstance(most, Fraction)
    return _times_fen(fen, least), _times_fen(fen, most)


def answer(question: Question) -> dict[str, Any]:
    """Paid, due and difference of each month; totals to recover and to make up; the fine for fraud."""
    fields = Fields(question.facts, "facts")
    fields.only("standard", "facts_from", "paid", "stop_from", "fraud")
    area = fields.word("standard", ("rural", "urban"))
    paid = _paid(fields)
    held = _facts_from(fields)
    stop_from = None if fields.absent("stop_from") else Month.parse(fields.month("stop_from"))
    sources = asked(question)
    months = []
    for month, amount in sorted(paid.items()):
        due = 0 if stop_from is not None and month >= stop_from else _due(sources, fields, month, held, area)
        months.append((month, amount, due))
    told = differences(months)
    return {
        "months": [
            {"month": str(month), "paid": yuan(amount), "due": yuan(due), "difference": yuan(amount - due)}
            for month, amount, due in months
        ],
        "overpaid_months": [str(month) for month in told.over],
        "overpaid_total": yuan(told.over_fen),
        "arrears_months": [str(month) for month in told.short],
        "arrears_total": yuan(told.short_fen),
        "fine": _fine(fields, sources, told.over_fen),
        "unverified": sources.unverified(),
    }


def _paid(fields: Fields) -> dict[Month, int]:
    paid: dict[Month, int] = {}
    for each in fields.each("paid"):
        each.only("month", "amount")
        month = Month.parse(each.month("month"))
        if month in paid:
            raise BadInput(each.at("month"), f"{month} 写了两次，请把同一个月的金额合在一起。")
        paid[month] = each.money("amount")
    return paid


def _facts_from(fields: Fields) -> list[tuple[Month, int, int]]:
    """(first month, persons, countable income a month), in order: what truly held from each month on."""
    held = []
    for each in fields.each("facts_from"):
        each.only("month", "persons", "countable_income_monthly")
        persons, income = each.whole("persons", 0, 100), each.money("countable_income_monthly")
        held.append((Month.parse(each.month("month")), persons, income))
    return sorted(held)


def _due(sources: Asked, fields: Fields, month: Month, held: list[tuple[Month, int, int]], area: str) -> int:
    now = [row for row in held if row[0] <= month]
    if not now:
        raise BadInput(fields.at("facts_from"), f"没有写 {month} 的事实，请从最早发放的月份写起。")
    _, persons, income = now[-1]
    if persons == 0:
        return 0
    question, first = sources.question, month.first_day()
    standard = sources.value("dibao_standard", KEYS["dibao_standard"], on=first)[f"dibao_standard_{area}"]
    sources.value("dibao_benefit", KEYS["dibao_benefit"], on=first)
    figures = Figures(question.place, first, question.known_on)
    return dibao_award(figures, standard, persons, income)


def _fine(fields: Fields, sources: Asked, total: int) -> dict[str, str] | None:
    """The range of the fine for fraud, by the law on the day of the act (not of the decision)."""
    if fields.absent("fraud"):
        return None
    fraud = fields.inner("fraud")
    fraud.only("acted_on", "amount")
    amount = total if fraud.absent("amount") else fraud.money("amount")
    acted_on = fraud.day("acted_on")
    bounds = sources.value("fraud_fine", FINE, on=acted_on)
    basis = sources.used[-1].basis
    least, most = (_times(amount, bounds[key]) for key in ("least", "most"))
    return {"least": least, "most": most, "basis": basis}


def _times(fen: int, multiple: Fraction) -> str:
    return yuan(_times_fen(fen, multiple))


def _times_fen(fen: int, multiple: Fraction) -> int:
    return fen * multiple.numerator // multiple.denominator
