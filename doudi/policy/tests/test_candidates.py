"""可能不同的事实 — which amounts of a family may be varied, and from what."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from doudi.policy.asks.household_facts import read_household
from doudi.policy.candidates import (
    asset_options,
    incomes,
    spendings,
    support_amounts,
    support_options,
    trait_options,
)
from doudi.policy.figures import Figures
from doudi.policy.tests.test_unknowns import child, family, person
from doudi.policy.values import find_place

ON = date(2022, 6, 15)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures(find_place("example", Path()), ON)


def told_incomes(facts: dict[str, Any], figures: Figures) -> dict[str, int]:
    return {each.fact: each.fen for each in incomes(read_household(facts, ON), figures, ON)}


@pytest.mark.parametrize(
    ("birth", "offered"),
    [
        ("2006-06-15", True),  # sixteen today
        ("2006-06-16", False),  # tomorrow
        ("1962-06-16", True),  # sixty tomorrow
        ("1962-06-15", False),
        (None, False),
    ],
)
def test_a_wage_may_begin_only_for_one_of_working_age(
    birth: str | None, offered: bool, figures: Figures
) -> None:
    found = told_incomes(family(person(birth=birth)), figures)
    assert found == ({"members[0].income.wage": 0} if offered else {})


def test_an_income_that_there_is_may_differ_whoever_has_it(figures: Figures) -> None:
    """A month's amount is varied; what a year's amount leaves over a twelfth stays in it."""
    old = person(birth="1940-01-01", income=[{"kind": "pension", "yearly": "12.05"}])
    facts = family(old, person("b", income=None))
    assert told_incomes(facts, figures) == {"members[0].income.pension": 100}
    (pension,) = incomes(read_household(facts, ON), figures, ON)
    assert pension.put(250).members[0]["income_pension"] == 12 * 250 + 5
    assert pension.label == "成员 a 的养老金、退休金每月"


def test_spending_is_varied_where_there_is_some_and_medical_bills_may_begin() -> None:
    facts = family(
        person(spending_year={"medical": 0, "education": 0, "rehabilitation": "0.01"}),
        person("b", spending_year={"education": 300}),
        person("c", spending_year=None),
    )
    household = read_household(facts, ON)
    assert {each.fact: each.fen for each in spendings(household)} == {
        "members[0].spending_year.medical": 0,
        "members[0].spending_year.rehabilitation": 1,
        "members[1].spending_year.medical": 0,
        "members[1].spending_year.education": 30_000,
    }
    last = list(spendings(household))[-1]
    changed = last.put(7)
    assert changed.members[1]["spending_education"] == 7
    assert changed.members[0] == household.members[0]


def test_what_supporters_give_is_varied_one_by_one() -> None:
    facts = family(
        person(),
        supporters=[child(), child(id="t", family_income_monthly=None, agreed_monthly=200)],
    )
    household = read_household(facts, ON)
    assert {each.fact: each.fen for each in support_amounts(household)} == {
        "supporters[0].family_income": 150_000,
        "supporters[0].agreed": 0,
        "supporters[0].paid": 0,
        "supporters[1].agreed": 20_000,
        "supporters[1].paid": 0,
    }
    first = next(iter(support_amounts(household))).put(9)
    assert first.supporters is not None and household.supporters is not None
    assert first.supporters[0]["family_income"] == 9
    assert first.supporters[1] == household.supporters[1]


def test_numbers_are_tried_nearest_first_and_never_the_present_one() -> None:
    facts = family(person(), supporters=[child(family_size=3, persons_supported=1, unable=True)])
    household = read_household(facts, ON)
    told = [(each.fact, each.label) for each in support_options(household)]
    sizes = [label[-3] for fact, label in told if fact.endswith("family_size")]
    assert sizes[:4] == ["2", "4", "1", "5"] and len(sizes) == 9
    assert [label for fact, label in told if fact.endswith("unable")] == ["义务人 s 有履行义务的能力"]
    one_more = list(support_options(household))[-1].household
    assert one_more.supporters is not None
    assert one_more.supporters[-1] == {
        "family_size": 1,
        "family_income": 0,
        "persons_supported": 1,
        "agreed": 0,
        "paid": 0,
        "unable": 0,
    }
    assert list(support_options(read_household(family(person(), supporters=None), ON))) == []
    homes = [each.label for each in asset_options(household) if each.fact == "assets.homes"]
    assert homes == ["住房是 0 套", "住房是 2 套", "住房是 3 套"]


def test_a_trait_is_turned_round_and_told_as_proved_or_not() -> None:
    household = read_household(family(person(serious_illness=True)), ON)
    told = {each.fact: (each.label, each.household.members[0]) for each in trait_options(household)}
    label, ill = told["members[0].serious_illness"]
    assert (label, ill["serious_illness"]) == ("成员 a 不是重病", 0)
    label, able = told["members[0].unable_to_work"]
    assert (label, able["unable_to_work"]) == ("成员 a 被证实是经评估无劳动能力", 1)
