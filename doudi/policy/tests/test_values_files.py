"""数值文件 — every figure that the project ships is dated, cited, complete and in order."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from doudi.policy.values import Value, find_place, history, read_value

VALUES = Path(__file__).parents[1] / "values"
ABOUT = {"from", "issued", "basis", "unverified", "note"}


def _names(text: str) -> dict[str, set[str]]:
    return {name: set(keys.split()) for name, keys in (line.split(":") for line in text.strip().splitlines())}


# The names and keys that every place must be able to give (contract of the question file).
NAMES = _names("""
dibao_standard: rural urban
tekun_standard: rural urban
income_per_capita_last_year: rural urban
minimum_wage: monthly
margin: multiple
dibao_benefit: method rounding floor_share tiers
single_person: amount share min_age
supplements: groups stack
employment_cost: rate cap_monthly
imputed_wage: share_of_minimum_wage
rigid_spending: medical_share education_cap_year rehabilitation_cap_year
support_fee: threshold_multiple base rate halving_factor halved_for
disregarded_income: kinds
asset_limits: financial_months_of_standard homes vehicles businesses
rigid_expenditure: share_of_income inclusive income_base
tekun_care: full half none rounding needs_agreement
grace_period: bands min_months max_months not_for pay remind_days warn_above_months
temporary_aid: base months cap_months_year special_cap_months township_limit paperwork_working_days
price_subsidy: cpi_trigger food_trigger groups method rise rounding minimum pay_within_working_days
uprating: rural_min_rise tekun_min_ratio tolerance_yuan
time_limits: confirm notice transfer investigate verify district_decide confirm_hard
""")
# The names of process and money that the project added, with their keys.
FURTHER = _names("""
bank_return: repay_working_days
care_reassessment: working_days
death_handling: months
delegated_time_limits: confirm confirm_hard
delegation: dibao margin rigid_expenditure tekun authorised_by
democratic_appraisal: required
emergency_aid: pay_before_approval levels
follow_up: days
fraud_fine: multiple_min multiple_max
hearing_before_reduction: required
initial_publicity: required days day_type
job_refusal: times
joint_review: quorum_number quorum_share agree_share chair capacities
long_term_publicity: show_amount days
month_cycle: cut_off_day meeting_day publicity_first_day publicity_last_day roster_day
neighbour_visits: least
monitoring_alert: bands visit_working_days scores medical_own_pay_year merge_days
monitoring_line: yearly
payment_checks: recent_account_days unusual_rise
payment_day: day
referral: accept feedback
relief_deadlines: reconsideration_days litigation_months day_type
report_due: months
reserve_fund: opening replenish_below
retention: case_years daily_years
review_cycle: a_months b_months c_months
scorecard: weights zero_at full_at error_zero_at points_off_each grades
service_voucher: cap_monthly evidence
spot_check: tekun_share near_relative
support_fee_unable: counted
tekun_disregarded_income: kinds
tekun_time_limits: opinion district_decide notice objection confirm
unified_townships: codes
verification: sources reply_working_days explain_working_days data_age_days report_valid_months tolerance_yuan
""")
LISTED = NAMES | FURTHER  # a name in neither must have the same keys in all its values, from `china` on
OPTIONAL = {"price_subsidy": {"index_months"}, "spot_check": {"random_share"}}
LEFT_TO_PLACES = {("china", "time_limits"): {"transfer"}}  # 就近受理的转交 has no national limit

FILES = sorted(path for path in VALUES.glob("*/*.toml") if path.name != "place.toml")
PLACES = sorted(path.parent for path in VALUES.glob("*/place.toml"))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def _label(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _keys(row: dict[str, Any]) -> set[str]:
    return set(row) - ABOUT


def _numbers(value: Any) -> list[Decimal]:
    """Every number in a row, however deep: whole, decimal or a decimal in quotes."""
    if isinstance(value, dict):
        return [number for key, each in value.items() if key not in ABOUT for number in _numbers(each)]
    if isinstance(value, list):
        return [number for each in value for number in _numbers(each)]
    quoted = isinstance(value, str) and re.fullmatch(r"[-+]?\d+(\.\d+)?", value)
    if quoted or (isinstance(value, int | Decimal) and not isinstance(value, bool)):
        return [Decimal(value)]
    return []


def held(place: str, name: str, on: date, index_month: str | None = None) -> Value:
    value = read_value(find_place(place, VALUES), name, on, index_month=index_month)
    assert value is not None, f"{place} has no {name} on {on}"
    return value


@pytest.mark.parametrize("path", FILES, ids=_label)
def test_a_file_says_what_it_is_and_every_value_its_day_and_its_document(path: Path) -> None:
    table = _read(path)
    assert set(table) - {"note"} == {"title", "unit", "value"}
    assert table["title"].strip() and table["unit"].strip()
    assert table["value"]
    for row in table["value"]:
        assert type(row["from"]) is date
        assert row["basis"].strip()
        assert row.get("unverified", True) is True, "leave `unverified` out where the document was seen"
        assert type(row.get("issued", row["from"])) is date


@pytest.mark.parametrize("path", FILES, ids=_label)
def test_a_value_has_exactly_the_keys_of_its_name(path: Path) -> None:
    name, rows = path.stem, _read(path)["value"]
    like_the_first = _keys(_read(VALUES / "china" / path.name)["value"][0]) if name not in LISTED else set()
    wanted = LISTED.get(name, like_the_first) - LEFT_TO_PLACES.get((path.parent.name, name), set())
    for row in rows:
        assert wanted <= _keys(row) <= wanted | OPTIONAL.get(name, set())


@pytest.mark.parametrize("path", FILES, ids=_label)
def test_values_stand_oldest_first_and_none_stands_twice(path: Path) -> None:
    rows = _read(path)["value"]
    assert [row["from"] for row in rows] == sorted(row["from"] for row in rows)
    marks = [(row["from"], row.get("issued"), tuple(row.get("index_months", ()))) for row in rows]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize("path", FILES, ids=_label)
def test_no_figure_is_below_zero(path: Path) -> None:
    for row in _read(path)["value"]:
        assert all(number >= 0 for number in _numbers(row))


@pytest.mark.parametrize("folder", PLACES, ids=lambda folder: folder.name)
def test_every_place_stands_on_china_and_the_reader_takes_every_file(folder: Path) -> None:
    place = find_place(folder.name, VALUES)
    assert place.folders[-1].name == "china"
    for path in folder.glob("*.toml"):
        if path.name != "place.toml":
            assert any(value.place == folder.name for value in history(place, path.stem))


def test_the_places_stand_on_each_other_as_the_districts_do() -> None:
    assert find_place("211204", VALUES).names == ("铁岭市清河区", "辽宁省", "全国")
    assert find_place("example", VALUES).names == ("示例区", "全国")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("on", [date(2022, 1, 1), date(2022, 7, 1), date(2026, 11, 23)])
def test_the_example_place_has_every_figure_with_every_key(name: str, on: date) -> None:
    assert NAMES[name] <= set(held("example", name, on).keys)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("on", [date(2022, 1, 1), date(2022, 10, 20), date(2025, 7, 1), date(2026, 11, 23)])
def test_qinghe_has_every_figure_with_every_key(name: str, on: date) -> None:
    if name == "rigid_expenditure" and on < date(2025, 1, 1):
        assert read_value(find_place("211204", VALUES), name, on) is None, "the scheme began on 2025-01-01"
    else:
        assert NAMES[name] <= set(held("211204", name, on).keys)


def test_every_conflict_says_both_sides_and_names_a_figure_that_exists() -> None:
    conflicts = _read(VALUES / "conflicts.toml")["conflict"]
    assert [each["number"] for each in conflicts] == list(range(1, 12))
    for each in conflicts:
        assert set(each) - {"value"} == {"number", "topic", "local", "national", "handling"}
        assert all(each[side].strip() for side in ("topic", "local", "national", "handling"))
        assert "value" not in each or (VALUES / "china" / f"{each['value']}.toml").is_file()
