"""什么会改变结论 — for each fact that may truthfully differ, the smallest change that turns the answer.

Amounts are searched to the yuan by bisection, everything else by trying each option. Every claim is
re-run by the interpreter before it is told. Sex, birth and identity are never varied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from doudi.policy.asks.household import Decided
from doudi.policy.candidates import (
    Amount,
    Option,
    asset_options,
    financial,
    incomes,
    spendings,
    support_amounts,
    support_options,
    trait_options,
)
from doudi.policy.explain import whole_fen
from doudi.policy.figures import Figures
from doudi.policy.fused import flat_figures, fused, has_unknown
from doudi.policy.law.rigid import CLASSIFICATIONS
from doudi.policy.question import yuan
from doudi.policy.reckoning import Household, Reckoning
from doudi.policy.unknown import Term, Unknown
from doudi.policy.values import history

MOST_YUAN = 1 << 23  # beyond it no household of these schemes is looked for
NAMES = {
    "none": "不符合任何一类",
    "tekun": "特困人员",
    "dibao": "低保",
    "single_person": "单人保",
    "margin": "低保边缘家庭",
    "rigid_expenditure": "刚性支出困难家庭",
}
AMOUNT_OF = {
    "dibao": "dibao_monthly",
    "single_person": "single_person_monthly",
    "tekun": "tekun_monthly",
}


@dataclass(frozen=True)
class Change:
    """One fact, otherwise told, that turns the answer: the sentence, its clause, the answer it turns to."""

    fact: str
    sentence: str
    basis: str
    classification: str


class _Judge:
    """The classification of a changed household: fused where everything is known, else interpreted."""

    def __init__(self, decided: Decided) -> None:
        self.figures, self.on = decided.reckoning.figures, decided.question.on
        self.today = self.on.year * 10000 + self.on.month * 100 + self.on.day
        all_known = not has_unknown(decided.household) and not any(
            isinstance(term, Unknown) for term in self.figures.values()
        )
        self.case = fused(("classification",), self.on) if all_known else None
        self.flat = flat_figures(self.figures)
        self.known_parts: dict[tuple[tuple[Term, Term], ...], int] = {}

    def code(self, household: Household) -> int | None:
        if self.case is None:
            return self.confirm(household)[0]
        return int(self.case(household, self.flat, self.parts(household), self.today)["classification"])

    def parts(self, household: Household) -> int:
        """Parts of a fen: the same for every household whose supporters divide by the same numbers."""
        key = tuple((each["persons_supported"], each["family_size"]) for each in household.supporters or ())
        if key not in self.known_parts:
            self.known_parts[key] = self.figures.parts_per_fen(key)
        return self.known_parts[key]

    def confirm(
        self,
        household: Household,
        figures: Figures | None = None,
        on: date | None = None,
    ) -> tuple[int | None, str]:
        """The interpreter's classification and the amount in words."""
        reckoning = Reckoning(household, figures or self.figures, on or self.on)
        term = reckoning.value("classification")
        if isinstance(term, Unknown):
            return None, ""
        name = CLASSIFICATIONS[int(term)]
        told = NAMES[name]
        if name in AMOUNT_OF:
            amount = reckoning.value(AMOUNT_OF[name])
            if not isinstance(amount, Unknown):
                told += f"，每月 {yuan(whole_fen(int(amount), reckoning.fen))} 元"
        return int(term), told


def what_would_change(decided: Decided) -> list[Change]:
    """The smallest truthful differences that turn the answer, in the order of the clauses.

    Empty when no single fact does, and when the answer itself is not yet known.
    """
    if decided.answer["classification"] == "unknown":
        return []
    judge = _Judge(decided)
    now = judge.code(decided.household)
    assert now is not None
    household = decided.household
    changes: list[Change] = []
    for amounts, options in (
        (incomes(household, judge.figures, decided.question.on), ()),
        (support_amounts(household), support_options(household)),
        (spendings(household), ()),
        (financial(household), asset_options(household)),
        ((), trait_options(household)),
    ):
        for amount in amounts:
            changes.extend(_by_amount(amount, judge, now))
        told: set[tuple[str, str]] = set()
        for option in options:  # nearest first: one option a fact and answer
            for change in _by_option(option, judge, now):
                if (change.fact, change.classification) not in told:
                    told.add((change.fact, change.classification))
                    changes.append(change)
    return changes + list(_by_date(decided, judge, now))


def _by_amount(amount: Amount, judge: _Judge, now: int) -> Iterator[Change]:
    for word, direction, most in (("减少", -1, -(-amount.fen // 100)), ("增加", 1, MOST_YUAN)):
        steps = _smallest_step(amount, direction, most, judge, now)
        if steps is None:
            continue
        fen = max(amount.fen + direction * steps * 100, 0)
        code, told = judge.confirm(amount.put(fen))
        before = amount.put(max(amount.fen + direction * (steps - 1) * 100, 0))
        if code is None or code == now or judge.confirm(before)[0] != now:
            continue
        yield Change(
            amount.fact,
            f"{amount.label}由 {yuan(amount.fen)} 元{word}到 {yuan(fen)} 元（{word} {yuan(abs(fen - amount.fen))} 元），"
            f"结论变为：{told}。",
            amount.basis,
            CLASSIFICATIONS[code],
        )


def _smallest_step(amount: Amount, direction: int, most: int, judge: _Judge, now: int) -> int | None:
    """The fewest whole yuan up or down, `most` at most, at which the answer differs: by doubling, then bisection."""

    def differs(steps: int) -> bool:
        code = judge.code(amount.put(max(amount.fen + direction * steps * 100, 0)))
        return code is not None and code != now

    high = 1
    while high < most and not differs(high):
        high *= 2
    high = min(high, most)
    if not differs(high):
        return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if differs(middle) else (middle, high)
    return high


def _by_option(option: Option, judge: _Judge, now: int) -> Iterator[Change]:
    if judge.code(option.household) in (now, None):
        return
    code, told = judge.confirm(option.household)
    if code is not None and code != now:
        yield Change(
            option.fact,
            f"{option.label}，结论变为：{told}。",
            option.basis,
            CLASSIFICATIONS[code],
        )


def _by_date(decided: Decided, judge: _Judge, now: int) -> Iterator[Change]:
    """The first later day within two years, of a new standard or of an age reached, that turns the answer."""
    on, figures = decided.question.on, decided.reckoning.figures
    for day, why in sorted(_days_ahead(decided, on)):
        later = Figures(figures.place, day, figures.known_on)
        if "dibao_standard" not in later.sources:
            continue
        code, told = judge.confirm(decided.household, later, day)
        if code is not None and code != now:
            yield Change(
                "on",
                f"{day.isoformat()}起（{why}），结论变为：{told}。",
                "按当日有效的标准和年龄计算",
                CLASSIFICATIONS[code],
            )
            return


def _days_ahead(decided: Decided, on: date) -> set[tuple[date, str]]:
    figures = decided.reckoning.figures
    end = date(on.year + 2, on.month, min(on.day, 28))
    days = {
        (value.since, f"{value.title}调整")
        for name in ("dibao_standard", "tekun_standard")
        for value in history(figures.place, name)
        if figures.known_on is None or value.issued <= figures.known_on
    }
    for index, person in enumerate(decided.household.members):
        birth = person["birth"]
        if isinstance(birth, Unknown):
            continue
        year, month, day = (
            int(birth) // 10000,
            int(birth) // 100 % 100,
            int(birth) % 100,
        )
        for mark in (
            "age_marks_child",
            "age_marks_adult",
            "age_marks_elder",
            "age_marks_aged",
        ):
            age = figures[mark]
            if isinstance(age, Unknown) or not on.year <= year + int(age) <= end.year:
                continue
            reached = (
                date(year + int(age), month, day) if (month, day) != (2, 29) else date(year + int(age), 3, 1)
            )
            days.add((reached, f"成员 {decided.household.member_ids[index]} 满{age}周岁"))
    return {(day, why) for day, why in days if on < day <= end}
