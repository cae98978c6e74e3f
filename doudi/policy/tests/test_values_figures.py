"""数值本身 — the shipped figures are those of the scenarios, the notice and the documents, day by day."""

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from doudi.policy.figures import money
from doudi.policy.tests.test_values_files import NAMES, VALUES, held
from doudi.policy.values import find_place, history, read_value

# Spelled out once more from the acceptance scenarios: the first half of 2022, then what July changed.
EXAMPLE = """
dibao_standard = {rural = 450, urban = 640}
tekun_standard = {rural = 590, urban = 832}
income_per_capita_last_year = {rural = 19000, urban = 43000}
minimum_wage = {monthly = 1580}
margin = {multiple = 1.5}
dibao_benefit = {method = "difference", rounding = "ceil_yuan", floor_share = 0, tiers = []}
single_person = {amount = "share", share = 0.6, min_age = 0}
supplements = {groups = [], stack = "best"}
employment_cost = {rate = 0.2, cap_monthly = 300}
imputed_wage = {share_of_minimum_wage = 0}
rigid_spending = {medical_share = 1, education_cap_year = 8000, rehabilitation_cap_year = 6000}
asset_limits = {financial_months_of_standard = 24, homes = 1, vehicles = 0, businesses = 0}
rigid_expenditure = {share_of_income = 0.8, inclusive = true, income_base = "urban"}
tekun_care = {full = 0.35, half = 0.15, none = 0.05, rounding = "half_up_yuan", needs_agreement = true}
uprating = {rural_min_rise = 0.05, tekun_min_ratio = 1.3, tolerance_yuan = 0}

[support_fee]
threshold_multiple = 2
base = "household"
rate = 0.5
halving_factor = 0.5
halved_for = ["age_60", "severe_disability", "serious_illness", "lifted_out_of_poverty"]
[disregarded_income]
kinds = ["preferential_compensation", "old_age_allowance", "disability_subsidy",
         "temporary_aid", "price_subsidy", "scholarship"]
[grace_period]
bands = [{ratio_up_to = 1.2, months = 12}, {ratio_up_to = 99, months = 6}]
min_months = 6
max_months = 12
not_for = ["death", "assets", "fraud", "moved_away"]
pay = "original"
remind_days = 30
warn_above_months = 6
[temporary_aid]
base = "urban"
months = {light = 1, medium = 2, heavy = 4}
cap_months_year = 12
special_cap_months = 24
township_limit = 2000
paperwork_working_days = 10
[price_subsidy]
cpi_trigger = 3.5
food_trigger = 6
groups = ["dibao", "tekun"]
method = "rise_times_standard"
rise = "cpi"
rounding = "ceil_yuan"
minimum = 10
pay_within_working_days = 20
[time_limits]
confirm = 20
notice = 3
transfer = 1
investigate = 3
verify = 3
district_decide = 10
confirm_hard = 45
"""
JULY = """
dibao_standard = {rural = 474, urban = 655}
tekun_standard = {rural = 617, urban = 852}
"""


def _spelled(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_example_place_holds_the_figures_of_the_acceptance_scenarios(name: str) -> None:
    first, second = _spelled(EXAMPLE), _spelled(EXAMPLE) | _spelled(JULY)
    assert held("example", name, date(2022, 1, 1)).keys == first[name]
    assert held("example", name, date(2022, 6, 30)).keys == first[name]
    assert held("example", name, date(2022, 7, 1)).keys == second[name]


def test_the_phase_of_the_price_link_holds_for_its_index_months_only() -> None:
    always = _spelled(EXAMPLE)["price_subsidy"]
    months = ["2022-08", "2023-02"]
    phase = always | {"cpi_trigger": 3, "groups": ["dibao", "tekun", "margin"], "index_months": months}
    for place in ("example", "211204"):
        inside = [held(place, "price_subsidy", date(2023, 4, 1), month) for month in ("2022-08", "2023-02")]
        outside = [held(place, "price_subsidy", date(2023, 4, 1), month) for month in ("2022-07", "2023-03")]
        assert [value.keys for value in inside] == [phase, phase]
        assert [value.keys for value in outside] == [always, always]
    before = read_value(
        find_place("211204", VALUES), "price_subsidy", date(2022, 9, 15), date(2022, 8, 30), "2022-08"
    )
    assert before is not None and before.keys == always, "the phase was made known on 2022-08-31"


def test_what_no_document_of_qinghe_says_is_marked_unverified() -> None:
    on = date(2025, 12, 31)
    sure = {name for name in NAMES if not held("211204", name, on).unverified}
    assert sure == {"margin", "disregarded_income", "time_limits"}
    assert not held("211204", "uprating", date(2022, 7, 1)).unverified, "the notice itself says 5 % and 1.3"


@pytest.mark.parametrize(
    ("place", "name", "key", "last_day", "was", "becomes"),
    [
        ("211204", "dibao_standard", "rural", date(2025, 6, 30), 557, 600),
        ("211204", "dibao_standard", "urban", date(2025, 6, 30), 713, 744),
        ("211204", "tekun_standard", "rural", date(2025, 6, 30), 725, 781),
        ("211204", "tekun_standard", "urban", date(2025, 6, 30), 927, 967),
        ("211204", "minimum_wage", "monthly", date(2024, 4, 30), 1580, 1700),
        ("211204", "uprating", "rural_min_rise", date(2022, 12, 31), Decimal("0.05"), 0),
        ("211204", "monitoring_line", "yearly", date(2021, 12, 31), 6600, 7260),
        ("china", "hearing_before_reduction", "required", date(2026, 6, 30), False, True),
        ("china", "fraud_fine", "multiple_max", date(2026, 6, 30), 3, 2),
    ],
)
def test_a_figure_changes_on_the_day_its_document_says(
    place: str, name: str, key: str, last_day: date, was: Any, becomes: Any
) -> None:
    day_after = date.fromordinal(last_day.toordinal() + 1)
    assert held(place, name, last_day).keys[key] == was
    assert held(place, name, day_after).keys[key] == becomes


def test_the_notice_departs_from_the_nation_where_the_conflicts_say_so() -> None:
    on = date(2022, 12, 1)
    assert not held("211204", "initial_publicity", on).keys["required"]
    assert held("china", "initial_publicity", on).keys["required"]
    assert held("211204", "grace_period", on).keys["max_months"] == 12
    assert held("china", "grace_period", on).keys["max_months"] == 6
    assert held("211204", "delegation", on).keys["dibao"] == "township"
    assert held("china", "delegation", on).keys["dibao"] == "district"


@pytest.mark.parametrize("place", ["example", "211204"])
def test_every_shipped_standard_passes_the_shipped_checks_on_uprating(place: str) -> None:
    days = sorted({value.since for value in history(find_place(place, VALUES), "dibao_standard")})
    for on in days:
        dibao, tekun = held(place, "dibao_standard", on).keys, held(place, "tekun_standard", on).keys
        limits = held(place, "uprating", on).keys
        for area in ("rural", "urban"):
            least = dibao[area] * limits["tekun_min_ratio"] - limits["tolerance_yuan"]
            assert tekun[area] >= least, f"{place} {on} {area}"
    first, july = (held(place, "dibao_standard", on).keys for on in (date(2022, 6, 30), date(2022, 7, 1)))
    assert july["rural"] >= first["rural"] * Decimal("1.05")
    assert july["urban"] * first["rural"] <= first["urban"] * july["rural"], "the gap must not grow"


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("9999999999999", 999_999_999_999_900),  # thirteen digits before the point are the most
        ("10000000000000", None),
        (Decimal("0.01"), 1),
        (Decimal("0.001"), None),
        (Decimal("-0.01"), None),
        (0, 0),
    ],
)
def test_money_in_a_value_is_whole_fen_of_a_size_that_can_be(written: object, fen: int | None) -> None:
    if fen is not None:
        assert money(written) == fen
    else:
        with pytest.raises(ValueError, match=r"数字|小数"):
            money(written)
