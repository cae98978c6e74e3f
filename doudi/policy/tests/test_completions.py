"""不知道 — what is answered without a fact is answered so whatever that fact turns out to be."""

from __future__ import annotations

import copy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.asks.household import SCHEMES
from doudi.policy.tests.packed_cases import values_folder
from doudi.policy.tests.random_households import (
    DAY,
    example_values,
    random_assets,
    random_birth,
    random_household,
    random_member,
    random_supporter,
    random_values,
)
from doudi.policy.tests.second_reading import Values
from doudi.policy.tests.test_unknowns import Facts, answers, found, told

Steps = tuple[str | int, ...]
PLACES = 20


def knock_out(rng: Random, facts: Facts) -> tuple[Facts, list[Steps]]:
    """The facts with one to four of those that may be unknown left out or null, and where they were."""
    where: list[Steps] = [("assets",), ("supporters",)]
    where += [("assets", key) for key in facts["assets"]]
    for at, member in enumerate(facts["members"]):
        where += [("members", at, key) for key in ("income", "spending_year", "birth")]
        where += [("members", at, "spending_year", key) for key in member["spending_year"]]
    for at in range(len(facts["supporters"])):
        where += [("supporters", at, key) for key in ("family_size", "family_income_monthly")]
    chosen = rng.sample(where, rng.randint(1, min(4, len(where))))
    chosen = [
        steps
        for steps in chosen
        if not any(other != steps and steps[: len(other)] == other for other in chosen)
    ]
    less = copy.deepcopy(facts)
    for steps in chosen:
        holder: Any = less
        for step in steps[:-1]:
            holder = holder[step]
        holder[steps[-1]] = None
        if rng.random() < 0.5 and steps[-2:-1] != ("spending_year",):
            del holder[steps[-1]]  # a kind of spending that is left out is none
    return less, chosen


def complete(rng: Random, facts: Facts, where: list[Steps], values: Values) -> Facts:
    """The facts with others in those places: one of the many that may be true."""
    full = copy.deepcopy(facts)
    for steps in where:
        holder: Any = full
        for step in steps[:-1]:
            holder = holder[step]
        other = random_member(rng, DAY, values, "anything")
        key = steps[-1]
        if steps[0] == "assets":
            assets = random_assets(rng, full, values)
            holder[key] = assets if key == "assets" else assets[key]  # type: ignore[index]
        elif key == "supporters":
            holder[key] = [
                random_supporter(rng, f"x{n}", full, values, "tekun") for n in range(rng.randint(0, 2))
            ]
        elif steps[0] == "supporters":
            holder[key] = random_supporter(rng, "x", full, values, "anything")[str(key)]
        elif key == "birth":
            holder[key] = random_birth(rng, DAY, (0, 16, 18, 60, 70)).isoformat()
        else:
            source: Any = other["spending_year"] if "spending_year" in steps[:-1] else other
            holder[key] = source[key]
    return full


def missed(where: list[Steps]) -> set[str]:
    return {
        "facts" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
        for steps in where
    }


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Values, Path]]:
    """The example's figures and random ones, each as a place of its own."""
    folder = tmp_path_factory.mktemp("places")
    rows = [example_values(), *(random_values(Random(number)) for number in range(1, PLACES))]
    return [(values, values_folder(values, folder / str(number))) for number, values in enumerate(rows)]


@given(st.integers(0, 2**63), st.integers(0, PLACES - 1))
def test_what_is_answered_without_a_fact_is_answered_so_whatever_the_fact_is(
    places: list[tuple[Values, Path]], seed: int, place: int
) -> None:
    rng, (values, folder) = Random(seed), places[place]
    facts = random_household(rng, values=values)
    less, where = knock_out(rng, facts)
    answer = told(less, DAY, str(folder))
    assert set(answer["needs"]) <= missed(where)
    unknown = [word for word in (*answers(answer).values(), *found(answer).values()) if word == "unknown"]
    assert bool(unknown) <= bool(answer["needs"])
    for full in (facts, *(complete(rng, facts, where, values) for _ in range(3))):
        whole = told(full, DAY, str(folder))
        assert whole["needs"] == []
        for said, then in ((answers(answer), answers(whole)), (found(answer), found(whole))):
            for name, word in said.items():
                assert word in ("unknown", then.get(name, "yes")), (name, word, then.get(name))
        if answer["classification"] != "unknown":
            assert whole["classification"] == answer["classification"]
        for name in SCHEMES:
            amount = answer["schemes"][name].get("monthly")
            assert amount in (None, whole["schemes"][name].get("monthly"))
            if "monthly" in answer["schemes"][name] and answers(answer)[name] == "unknown":
                assert amount is None
            elif "monthly" in answer["schemes"][name] and amount is None:
                assert answers(answer)[name] == "yes"  # certain, but not yet how much
                assert answer["needs"]
        for name, amount in answer["quantities"].items():
            assert amount in (None, whole["quantities"][name]), name
