"""What must hold of every household: more income, order, names, fen, halving. Each exception has its clause."""

from __future__ import annotations

import copy
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.asks.household import decide_for
from doudi.policy.asks.household_facts import read_household
from doudi.policy.facts import INCOME_KINDS, INPUTS
from doudi.policy.figures import HAS, PARAMETERS, Figures
from doudi.policy.language import BOOK, HOUSEHOLD, SCHEME, TEST, clauses_on, in_force
from doudi.policy.plan import COUNTED_NAMES
from doudi.policy.question import Question
from doudi.policy.tests.packed_cases import figures_of
from doudi.policy.tests.random_households import DAY, example_values, random_household, random_values
from doudi.policy.tests.second_reading import Facts, Values

PLACES = 40  # random places, made once
SEEDS = st.integers(0, 2**63)
PLACE = st.integers(0, PLACES - 1)
Place = tuple[Values, Figures]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> list[Place]:
    """The example's figures and random ones."""
    folder = tmp_path_factory.mktemp("places")
    rows = [example_values(), *(random_values(Random(number)) for number in range(1, PLACES))]
    return [(values, figures_of(values, folder / str(number))) for number, values in enumerate(rows)]


def told(facts: Facts, figures: Figures) -> dict[str, Any]:
    question = Question("", "household", DAY, figures.place.code, None, facts, None, Path())
    return decide_for(question, read_household(facts, DAY), figures).answer


def fen(amount: str) -> int:
    return int(Decimal(amount) * 100)


def paid(answer: dict[str, Any]) -> int:
    """What the household receives a month under the scheme to which it belongs, in fen."""
    return fen(answer["schemes"].get(answer["classification"], {}).get("monthly", "0.00"))


# ---- more income never raises a benefit ----------------------------------------------------------

EARNED = ("wage", "business", "farming")


def with_more(rng: Random, facts: Facts) -> tuple[Facts, str]:
    """The facts with more income of one member or of one supporter, and which kind it was."""
    more = copy.deepcopy(facts)
    amount = f"{rng.choice((1, 1, 100, 5_000, rng.randint(1, 200_000))) / 100:.2f}"
    if more["supporters"] and rng.random() < 0.3:
        key = rng.choice(("family_income_monthly", "agreed_monthly", "paid_monthly"))
        supporter = rng.choice(more["supporters"])
        supporter[key] = str(Decimal(supporter[key] or 0) + Decimal(amount))
        return more, key
    kind = rng.choice(list(INCOME_KINDS))
    rng.choice(more["members"])["income"].append({"kind": kind, rng.choice(("monthly", "yearly")): amount})
    return more, kind


@given(SEEDS, PLACE)
def test_more_income_never_raises_dibao_or_tekun(places: list[Place], seed: int, place: int) -> None:
    values, figures = places[place]
    rng = Random(seed)
    facts = random_household(rng, values=values)
    more, kind = with_more(rng, facts)
    before, after = told(facts, figures), told(more, figures)
    if kind in EARNED and values["imputed_wage"]["share_of_minimum_wage"]:
        return  # 民发〔2022〕83号 一（一）: no wage is imputed to one who earns, and he may earn less
    for scheme in ("dibao", "tekun"):
        monthly = [fen(answer["schemes"][scheme]["monthly"]) for answer in (before, after)]
        assert monthly[1] <= monthly[0], (scheme, kind)
    if kind in values["disregarded_income"]["kinds"]:  # 民发〔2021〕57号 第十三条: it is not counted at all
        assert after["quantities"] == before["quantities"]
        assert after["schemes"]["dibao"]["monthly"] == before["schemes"]["dibao"]["monthly"]


@given(SEEDS)
def test_what_a_household_receives_rises_with_income_only_by_crossing_into_single_person(
    places: list[Place], seed: int
) -> None:
    values, figures = places[0]
    rng = Random(seed)
    facts = random_household(rng, values=values)
    more, kind = with_more(rng, facts)
    before, after = told(facts, figures), told(more, figures)
    if paid(after) > paid(
        before
    ):  # 民发〔2021〕57号 第八条: 单人保 is for families from the standard upwards
        assert (before["classification"], after["classification"]) == ("dibao", "single_person"), kind
        per_head = [fen(answer["quantities"]["income_per_head_monthly"]) for answer in (before, after)]
        standard = fen(str(values["dibao_standard"][facts["standard"]]))
        assert per_head[0] <= standard <= per_head[1]


def alone(*income: tuple[str, int | str], **facts: Any) -> Facts:
    entries = [{"kind": kind, "monthly": amount} for kind, amount in income]
    member = {"id": "a", "birth": "1980-01-01", "income": entries, "spending_year": {}} | facts
    assets = {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0}
    return {"standard": "rural", "members": [member], "assets": assets, "supporters": []}


def test_the_exceptions_are_real(places: list[Place], tmp_path: Path) -> None:
    figures = places[0][1]
    ill: Any = {"serious_illness": True}
    assert paid(told(alone(("other", "473.99"), **ill), figures)) == 100  # 低保: the last yuan
    assert (
        paid(told(alone(("other", 474), **ill), figures)) == 28_500
    )  # 第八条: 单人保, 0.6 × 474, rounded up
    imputing = example_values() | {"imputed_wage": {"share_of_minimum_wage": Decimal("0.2")}}  # 316 of 1580
    figures = figures_of(imputing, tmp_path)
    assert paid(told(alone(), figures)) == 15_800  # 474 − 316
    assert (
        paid(told(alone(("wage", 100)), figures)) == 39_400
    )  # 83号 一（一）: 100 − 20 is counted, nothing imputed


def test_of_a_wage_only_what_is_left_after_the_cost_of_work_lowers_the_benefit(places: list[Place]) -> None:
    figures = places[0][1]  # 民发〔2021〕57号 第十三条: a fifth, at most 300 yuan
    amounts = [paid(told(alone(("wage", wage)), figures)) for wage in (0, 100, 200, 592)]
    assert amounts == [47_400, 39_400, 31_400, 100]


# ---- what must not matter ------------------------------------------------------------------------


def renamed(facts: Facts, names: dict[str, str]) -> Facts:
    other = copy.deepcopy(facts)
    for member in other["members"]:
        member["id"] = names[member["id"]]
    for supporter in other["supporters"]:
        supporter["supports"] = [names[name] for name in supporter["supports"]]
        supporter["id"] = f"又{supporter['id']}"
    return other


def substance(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the names of persons and without notes, which name them."""
    schemes = {
        name: {key: sorted(value) if key == "persons" else value for key, value in scheme.items()}
        for name, scheme in answer["schemes"].items()
    }
    return {key: answer[key] for key in ("classification", "quantities", "needs")} | {"schemes": schemes}


@given(SEEDS, PLACE)
def test_the_order_of_members_supporters_and_entries_never_matters(
    places: list[Place], seed: int, place: int
) -> None:
    values, figures = places[place]
    rng = Random(seed)
    facts = random_household(rng, values=values)
    other = copy.deepcopy(facts)
    rows = [other["members"], other["supporters"], *(member["income"] for member in other["members"])]
    for row in [*rows, *(supporter["supports"] for supporter in other["supporters"])]:
        rng.shuffle(row)
    assert substance(told(other, figures)) == substance(told(facts, figures))


@given(SEEDS, PLACE)
def test_other_names_change_nothing_but_the_names(places: list[Place], seed: int, place: int) -> None:
    values, figures = places[place]
    facts = random_household(Random(seed), values=values)
    names = {member["id"]: f"人{number}" for number, member in enumerate(facts["members"])}
    first, second = told(facts, figures), told(renamed(facts, names), figures)
    for scheme in first["schemes"].values():
        if "persons" in scheme:
            scheme["persons"] = [names[name] for name in scheme["persons"]]
    assert substance(second) == substance(first)


# ---- fen, halving, clauses -----------------------------------------------------------------------


@given(SEEDS, PLACE)
def test_every_amount_is_whole_fen_and_whole_yuan_where_the_rounding_says_so(
    places: list[Place], seed: int, place: int
) -> None:
    values, figures = places[place]
    answer = told(random_household(Random(seed), values=values), figures)
    amounts = [scheme["monthly"] for scheme in answer["schemes"].values() if "monthly" in scheme]
    for amount in (*amounts, *answer["quantities"].values()):
        assert re.fullmatch(r"[0-9]+\.[0-9]{2}", amount)
    if values["dibao_benefit"]["rounding"] != "fen":
        for scheme in ("dibao", "single_person"):
            assert answer["schemes"][scheme]["monthly"].endswith(".00")
    for scheme in answer["schemes"].values():
        assert scheme["answer"] == "yes" or scheme.get("monthly", "0.00") == "0.00"


@given(SEEDS, PLACE)
def test_halving_never_raises_the_fee(places: list[Place], seed: int, place: int) -> None:
    values, figures = places[place]
    facts = random_household(Random(seed), values=values)
    for supporter in facts["supporters"]:
        supporter["agreed_monthly"] = supporter["paid_monthly"] = None
    halved = told(facts, figures)["quantities"]
    never: Any = {
        f"halves_{why}": 0
        for why in ("age_60", "severe_disability", "serious_illness", "lifted_out_of_poverty")
    }
    whole = told(facts, figures.otherwise(**never))["quantities"]
    assert whole["support_fee_monthly"] == whole["support_fee_before_halving_monthly"]
    assert halved["support_fee_before_halving_monthly"] == whole["support_fee_before_halving_monthly"]
    factor = Decimal(values["support_fee"]["halving_factor"])
    least = Decimal(whole["support_fee_monthly"]) * factor - Decimal("0.01")
    assert least <= Decimal(halved["support_fee_monthly"]) <= Decimal(whole["support_fee_monthly"])


def test_every_rule_has_title_unit_dates_and_a_clause_on_every_day_on_which_it_is_law() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for name, versions in BOOK.items():
        for rule in versions:
            assert chinese.search(rule.title) and chinese.search(rule.unit), name
            assert type(rule.since) is date and type(rule.until) is date and rule.since <= rule.until, name
            for day in (date(2022, 1, 1) + timedelta(days=30 * step) for step in range(70)):
                if rule.since <= day <= rule.until:
                    assert chinese.search(clauses_on(rule.basis, day)), (name, day)


@pytest.mark.parametrize("on", [date(2022, 4, 28), date(2024, 12, 31), date(2025, 1, 1), date(2026, 7, 1)])
def test_a_rule_needs_only_what_there_is(on: date) -> None:
    rules = in_force(on)
    figures = set(PARAMETERS) | {f"{HAS}{name}" for name in PARAMETERS.values()}
    known = set(rules) | set(INPUTS) | set(COUNTED_NAMES) | figures
    for rule in rules.values():
        assert set(rule.needs) <= known, rule.name
        if rule.role in (TEST, SCHEME):
            assert rule.entity == HOUSEHOLD
        if rule.role == SCHEME:
            assert rule.needs and all(rules[test].role == TEST for test in rule.needs), rule.name
