"""两次阅读 — the rules against their second, independent reading; the fused form against the rules, step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from doudi.policy.asks.household import AMOUNTS, PERSONS, QUANTITIES, SCHEMES
from doudi.policy.asks.household_facts import read_household
from doudi.policy.explain import whole_fen
from doudi.policy.figures import Figures
from doudi.policy.fused import flat_figures, fused
from doudi.policy.language import in_force
from doudi.policy.law.rigid import CLASSIFICATIONS
from doudi.policy.question import yuan
from doudi.policy.reckoning import Household, Reckoning
from doudi.policy.tests.packed_cases import figures_of
from doudi.policy.tests.random_households import DAY, example_values, random_household, random_values
from doudi.policy.tests.second_reading import second_reading

PARTS = 8  # so that several workers may share the work
A_SET = 50  # households under one set of values
AtSize = Callable[[int, int], int]


def first_reading(household: Household, figures: Figures, on: date) -> dict[str, Any]:
    """What the rules answer, in the shape of the second reading."""
    reckoning = Reckoning(household, figures, on)

    def money(name: str) -> str:
        term = reckoning.value(name)
        assert isinstance(term, int)
        return yuan(whole_fen(term, reckoning.fen))

    schemes: dict[str, dict[str, Any]] = {}
    for name in SCHEMES:
        holds = reckoning.value(name)
        assert isinstance(holds, bool)
        schemes[name] = {"answer": "yes" if holds else "no"}
        if name in AMOUNTS:
            schemes[name]["monthly"] = money(AMOUNTS[name])
        if name in PERSONS:
            ids = household.member_ids if holds else []
            schemes[name]["persons"] = [
                person for index, person in enumerate(ids) if reckoning.value(PERSONS[name], index)
            ]
    classified = reckoning.value("classification")
    assert isinstance(classified, int)
    return {
        "classification": CLASSIFICATIONS[classified],
        "schemes": schemes,
        "quantities": {key: money(name) for key, name in QUANTITIES.items()},
    }


@pytest.mark.parametrize("part", range(PARTS))
def test_the_rules_agree_with_their_second_reading_on_every_answer_and_every_fen(
    part: int, at_size: AtSize, tmp_path: Path
) -> None:
    seen: set[str] = set()
    for number in range(at_size(8_000, 1_000_000) // PARTS // A_SET):
        rng = Random(1_000_003 * part + number)
        values = example_values() if number == 0 else random_values(rng)
        figures = figures_of(values, tmp_path / str(number))
        for _ in range(A_SET):
            facts = random_household(rng, values=values)
            first = first_reading(read_household(facts, DAY), figures, DAY)
            assert first == second_reading(facts, values, DAY), (facts, values)
            seen.add(first["classification"])
    assert seen == set(CLASSIFICATIONS.values())


def test_the_fused_form_gives_every_step_of_the_trace(at_size: AtSize, tmp_path: Path) -> None:
    rules = in_force(DAY)
    today = DAY.year * 10000 + DAY.month * 100 + DAY.day
    steps = 0
    for number in range(at_size(20, 2_000)):
        rng = Random(number)
        values = random_values(rng)
        figures = figures_of(values, tmp_path / str(number))
        case, flat = fused(("classification", *AMOUNTS.values()), DAY, True), flat_figures(figures)
        for _ in range(A_SET):
            household = read_household(random_household(rng, values=values), DAY)
            reckoning = Reckoning(household, figures, DAY)
            for name, told in case(household, flat, reckoning.fen, today).items():
                each = told if isinstance(told, list) else [told]
                assert [reckoning.value(name, index) for index in range(len(each))] == each, name
                assert isinstance(told, list) == (rules[name].entity != "household"), name
                steps += len(each)
    assert steps > at_size(20, 2_000) * A_SET * len(rules) // 2
