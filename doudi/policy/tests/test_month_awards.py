"""The amount of a month: equal to the answer of the assessment's own day, and to the scenarios after a new standard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from doudi.policy.asks.awards import (
    MonthAward,
    care_allowance,
    care_terms,
    frozen_income,
    month_award,
    quick,
    reckoned_award,
)
from doudi.policy.asks.household import AMOUNTS, Decided, decide
from doudi.policy.asks.household_facts import read_household
from doudi.policy.asks.quick_awards import READABLE, lean_household
from doudi.policy.figures import Figures
from doudi.policy.question import BadInput, Question
from doudi.policy.tests.random_households import example_values, random_household
from doudi.policy.unknown import Unknown
from doudi.policy.values import find_place

EXAMPLE = find_place("example", Path())
BEFORE, AFTER = date(2022, 6, 30), date(2022, 7, 1)


def asked(facts: dict[str, Any], on: date) -> Decided:
    return decide(Question("户", "household", on, "example", None, facts, None, Path()))


def covered(decided: Decided, scheme: str) -> list[str]:
    if scheme == "dibao":
        return decided.household.member_ids
    return list(decided.answer["schemes"][scheme]["persons"])


def test_on_the_day_of_the_assessment_it_is_the_assessments_own_amount(
    at_size: Callable[[int, int], int],
) -> None:
    rng, seen = Random(734), dict.fromkeys(AMOUNTS, 0)
    for _ in range(at_size(400, 20_000)):
        decided = asked(random_household(rng, on=AFTER, values=example_values()), AFTER)
        scheme = decided.answer["classification"]
        if scheme not in AMOUNTS:
            continue
        seen[scheme] += 1
        income = frozen_income(decided.reckoning)
        month = month_award(
            scheme, decided.household, decided.reckoning.figures, covered(decided, scheme), income
        )
        assert (
            f"{month.monthly // 100}.{month.monthly % 100:02}" == decided.answer["schemes"][scheme]["monthly"]
        )
        assert month.base + month.supplement == month.monthly
    assert all(seen.values()), seen


def household(persons: int, income: int, standard: str) -> dict[str, Any]:
    members: list[dict[str, Any]] = [
        {"id": f"m{each}", "birth": "1990-01-01", "income": [], "spending_year": {}}
        for each in range(persons)
    ]
    members[0]["income"] = [{"kind": "property", "yearly": income}]
    assets = {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0}
    return {"standard": standard, "members": members, "assets": assets, "supporters": []}


@pytest.mark.parametrize(
    ("persons", "yearly", "standard", "before", "after"),
    [
        (2, 166 * 12, "rural", 73_400, 78_200),
        (3, 1330 * 12, "rural", 2_000, 9_200),
        (1, 445 * 12, "rural", 500, 2_900),
        (3, 15_640, "urban", 61_700, 66_200),  # 1303.33… a month
    ],
)
def test_with_a_new_standard_the_income_stays_and_the_amount_rises(
    persons: int, yearly: int, standard: str, before: int, after: int
) -> None:
    decided = asked(household(persons, yearly, standard), BEFORE)
    income = frozen_income(decided.reckoning)
    assert income == Fraction(yearly * 100, 12)
    ids = decided.household.member_ids
    for day, expected in ((BEFORE, before), (AFTER, after)):
        assert month_award("dibao", decided.household, Figures(EXAMPLE, day), ids, income).monthly == expected


def test_a_support_fee_is_not_reckoned_anew_when_the_standard_rises() -> None:
    facts = household(1, 120 * 12, "rural")
    facts["supporters"] = [
        {
            "id": "s",
            "supports": ["m0"],
            "relation": "child",
            "family_size": 3,
            "family_income_monthly": 3700,
            "persons_supported": 3,
        }
    ]
    decided = asked(facts, BEFORE)
    income = frozen_income(decided.reckoning)
    assert income == 12_000 + Fraction(50_000, 3)
    month = month_award("dibao", decided.household, Figures(EXAMPLE, AFTER), ["m0"], income)
    assert month.monthly == 18_800  # 474 − 286.67, up to the yuan


def test_only_those_who_are_covered_are_paid() -> None:
    decided = asked(household(3, 0, "rural"), AFTER)
    figures = Figures(EXAMPLE, AFTER)
    assert month_award("dibao", decided.household, figures, ["m0", "m2"], Fraction(0)).monthly == 94_800
    assert month_award("tekun", decided.household, figures, ["m0"], Fraction(0)).monthly == 61_700
    assert month_award("single_person", decided.household, figures, ["m1"], Fraction(0)).monthly == 28_500
    assert month_award("margin", decided.household, figures, ["m1"], Fraction(0)).monthly == 0


def test_a_month_without_a_standard_is_refused_by_its_name() -> None:
    decided = asked(household(1, 0, "rural"), AFTER)
    figures = Figures(EXAMPLE, date(2021, 8, 1))
    with pytest.raises(BadInput, match="dibao_standard"):
        month_award("dibao", decided.household, figures, ["m0"], Fraction(0))
    with pytest.raises(BadInput, match="没有有效的照料护理标准"):
        care_terms(figures)


@pytest.mark.parametrize(("failed", "fen"), [(0, 7_900), (1, 23_700), (3, 23_700), (4, 55_300), (6, 55_300)])
def test_care_is_a_share_of_the_minimum_wage(failed: int, fen: int) -> None:
    figures = Figures(EXAMPLE, AFTER)
    assert care_allowance(figures, care_terms(figures), failed) == fen


FAR = find_place("places/far-county", Path(__file__).parents[1] / "examples")
MARCH = date(2026, 3, 1)
OLD_AND_ILL: dict[str, Any] = {
    "standard": "rural",
    "members": [
        {"id": "甲", "birth": "1950-01-01", "serious_illness": True, "income": [], "spending_year": {}},
        {"id": "乙", "birth": "2010-02-28", "student": True, "income": [], "spending_year": {}},
        {"id": "丙", "birth": "1988-03-01", "carer": True, "income": [], "spending_year": {},
         "disability": {"category": "mental", "grade": 2}, "self_care_failed": ["eating"]},
    ],
    "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
    "supporters": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("scheme", "covered", "expected"),
    [
        # 90 % of 505.55 a head; 10 % for the aged and 25 % for the ill, 15 % for a minor, 20 % for the disabled
        ("dibao", "甲", MonthAward(63_200, 45_506, 17_694, 50_555)),
        ("dibao", "乙", MonthAward(53_100, 45_517, 7_583, 50_555)),
        ("dibao", "甲乙丙", MonthAward(171_900, 136_511, 35_389, 50_555)),
        ("tekun", "甲丙", MonthAward(140_020, 140_020, 0, 70_010)),
        ("single_person", "丙", MonthAward(50_600, 50_600, 0, 50_555)),
        ("single_person", "甲丙", MonthAward(101_200, 101_200, 0, 50_555)),
    ],
)
def test_what_is_paid_is_its_base_and_the_supplements_of_those_who_are_covered(
    scheme: str, covered: str, expected: MonthAward
) -> None:
    figures, family = Figures(FAR, MARCH), read_household(OLD_AND_ILL, MARCH)
    for award in (month_award, reckoned_award):
        assert award(scheme, family, figures, list(covered), Fraction(0)) == expected


@pytest.mark.parametrize(
    ("scheme", "covered", "monthly"),
    [("dibao", "甲丙", 84_800), ("tekun", "乙", 61_700), ("single_person", "乙", 28_500)],
)
def test_what_was_decided_at_confirmation_is_not_asked_again(scheme: str, covered: str, monthly: int) -> None:
    """A car since, a minor who can work, an income that stays as it was found: 474 × 2 − 100 all the same."""
    assets = {"financial": 0, "homes": 1, "vehicles": 3, "businesses": 0}
    family, figures = read_household(OLD_AND_ILL | {"assets": assets}, MARCH), Figures(EXAMPLE, MARCH)
    for award in (month_award, reckoned_award):
        assert award(scheme, family, figures, list(covered), Fraction(10_000)).monthly == monthly


@pytest.mark.parametrize("standard", ["rural", "urban"])
def test_a_frozen_household_reads_as_it_was_read_when_it_was_frozen(standard: str) -> None:
    facts = OLD_AND_ILL | {"standard": standard}
    lean, whole = lean_household(facts), read_household(facts, MARCH)
    assert lean.facts == {"urban": int(standard == "urban")}
    assert lean.members == [{name: each[name] for name in READABLE - {"urban"}} for each in whole.members]
    assert (lean.member_ids, lean.self_care_failed) == (whole.member_ids, [None, None, 1])
    assert (lean.supporters, lean.obligations) == ([], [])


def test_a_birth_that_was_not_known_when_it_was_frozen_is_missing_by_its_path() -> None:
    facts = {"standard": "rural", "members": [OLD_AND_ILL["members"][0], {"id": "乙"}], "supporters": []}
    lean = lean_household(facts).members[1]
    assert lean == {name: read_household(facts, MARCH).members[1][name] for name in lean}
    assert lean["birth"] == Unknown(frozenset(("facts.members[1].birth",)))


@pytest.mark.parametrize(
    "facts",
    [
        {"standard": "rural", "members": [{"id": "甲", "birth": "1950-01-01", "income": []}]},
        OLD_AND_ILL | {"members": [{"id": "甲", "income": [], "spending_year": {}}]},
    ],
    ids=["nobody asked for supporters", "no birth"],
)
def test_where_something_is_not_known_the_quick_form_answers_nothing(facts: dict[str, Any]) -> None:
    figures, family = Figures(FAR, MARCH), read_household(facts, MARCH)
    assert quick(figures).month("dibao", family, ["甲"], Fraction(0)) is None
    assert quick(figures).standing(family) is None
