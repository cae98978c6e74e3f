"""快法与逐步计算 — where the quick form answers, its answer is the interpreter's, to the fen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from doudi.policy.asks.awards import frozen_income, month_award, quick, reckoned_award
from doudi.policy.asks.household_facts import read_household
from doudi.policy.figures import Figures
from doudi.policy.question import BadInput
from doudi.policy.reckoning import Household, Reckoning
from doudi.policy.tests.packed_cases import figures_of
from doudi.policy.tests.random_households import DAY, example_values, forget, random_household, random_values

AtSize = Callable[[int, int], int]
A_SET = 50


def households(at_size: AtSize, folder: Path) -> list[tuple[Figures, Household, Random]]:
    found = []
    for number in range(max(at_size(200, 100_000) // A_SET, 1)):
        rng = Random(number)
        values = example_values() if number == 0 else random_values(rng)
        figures = figures_of(values, folder / str(number))
        for _ in range(A_SET):
            facts = random_household(rng, on=DAY, values=values)
            if rng.random() < 0.2:
                forget(rng, facts)
            found.append((figures, read_household(facts, DAY), rng))
    return found


def test_a_months_amount_is_the_interpreters(at_size: AtSize, tmp_path: Path) -> None:
    quickly: Counter[tuple[str, bool]] = Counter()
    for figures, household, rng in households(at_size, tmp_path):
        income = Fraction(rng.randrange(200_000), rng.choice((1, 3, 7, 12)))
        covered = [each for each in household.member_ids if rng.random() < 0.7] or household.member_ids[:1]
        for scheme in ("dibao", "tekun", "single_person"):
            try:
                expected: object = reckoned_award(scheme, household, figures, covered, income)
            except BadInput as refused:
                expected = str(refused)
            try:
                found: object = month_award(scheme, household, figures, covered, income)
            except BadInput as refused:
                found = str(refused)
            assert found == expected, (scheme, covered, income)
            quickly[scheme, quick(figures).month(scheme, household, covered, income) is not None] += 1
    for scheme in ("dibao", "tekun", "single_person"):
        assert quickly[scheme, True] > quickly[scheme, False], quickly


def test_income_and_labour_are_the_interpreters(at_size: AtSize, tmp_path: Path) -> None:
    answered = 0
    for figures, household, _ in households(at_size, tmp_path):
        standing = quick(figures).standing(household)
        if standing is None:
            continue
        answered += 1
        reckoning = Reckoning(household, figures, DAY)
        everybody = range(len(household.members))
        assert standing.income == frozen_income(reckoning)
        assert standing.able == tuple(bool(reckoning.value("able_to_work", each)) for each in everybody)
        assert standing.free == tuple(bool(reckoning.value("employable", each)) for each in everybody)
    assert answered


def test_what_is_not_known_goes_to_the_interpreter(tmp_path: Path) -> None:
    figures = figures_of(example_values(), tmp_path)
    facts = {"standard": "rural", "members": [{"id": "m", "birth": "1990-01-01", "spending_year": {}}]}
    household = read_household({**facts, "supporters": []}, DAY)
    assert quick(figures).standing(household) is None
    nobody_asked = read_household(facts, date(2022, 7, 1))
    assert quick(figures).month("dibao", nobody_asked, ["m"], Fraction(0)) is None
    with pytest.raises(BadInput):
        frozen_income(Reckoning(household, figures, DAY))
