"""Which figure holds: on the day, as then known; one that is not in force is never guessed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.asks.household import decide
from doudi.policy.question import BadInput, Question
from doudi.policy.tests.random_households import DAY, random_household
from doudi.policy.values import BUILT_IN

NAMES = (
    *("dibao_benefit", "tekun_standard", "single_person", "employment_cost", "rigid_spending", "support_fee"),
    *("asset_limits", "rigid_expenditure", "income_per_capita_last_year"),
)  # those of the household rules that no place of the nation holds
POOR: dict[str, Any] = {
    "standard": "rural",
    "members": [
        {"id": "a", "birth": "1950-01-01", "income": [{"kind": "wage", "monthly": 100}], "spending_year": {}}
    ],
    "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
    "supporters": [],
}


def told(place: Path | str, facts: Any, on: date = DAY, known_on: date | None = None) -> dict[str, Any]:
    return decide(Question("", "household", on, str(place), known_on, facts, None, Path("/"))).answer


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By name: a place with the example's figures but that one."""
    places = {}
    for name in (*NAMES, "dibao_standard"):
        places[name] = tmp_path_factory.mktemp("places") / name
        shutil.copytree(BUILT_IN / "example", places[name])
        (places[name] / f"{name}.toml").unlink()
    return places


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("dibao_benefit", "dibao"), ("tekun_standard", "tekun"), ("employment_cost", "dibao"),
     ("rigid_spending", "margin"), ("asset_limits", "dibao"), ("asset_limits", "tekun"),
     ("rigid_expenditure", "rigid_expenditure"), ("income_per_capita_last_year", "rigid_expenditure")],
)  # fmt: skip
def test_without_a_figure_the_scheme_that_needs_it_is_no_and_says_so(
    lacking: dict[str, Path], name: str, scheme: str
) -> None:
    spends = {
        **POOR,
        "members": [{**POOR["members"][0], "spending_year": {"rehabilitation": 120}}],
    }  # and earns a wage
    found = told(lacking[name], spends)["schemes"][scheme]
    assert found["answer"] == "no"
    assert found.get("monthly", "0.00") == "0.00"
    reasons = [finding["because"] for finding in found["findings"] if finding["answer"] == "no"]
    assert any("没有有效的数值" in reason and name in reason for reason in reasons), reasons
    assert told("example", POOR)["schemes"]["dibao"]["answer"] == "yes"


def test_a_missing_single_person_figure_refuses_only_single_person(lacking: dict[str, Path]) -> None:
    ill = {**POOR, "members": [{"id": "a", "birth": "1980-01-01", "serious_illness": True, "spending_year": {},
                                "income": [{"kind": "other", "monthly": 500}]}]}  # fmt: skip
    answer = told(lacking["single_person"], ill)
    assert (answer["classification"], answer["schemes"]["margin"]["answer"]) == ("margin", "yes")
    assert told("example", ill)["classification"] == "single_person"


def test_without_the_dibao_standard_the_question_is_refused(lacking: dict[str, Path]) -> None:
    with pytest.raises(BadInput, match="dibao_standard") as refused:
        told(lacking["dibao_standard"], POOR)
    assert refused.value.path == "values"


@given(st.integers(0, 2**63), st.sampled_from(NAMES))
def test_a_missing_figure_never_makes_anything_yes(lacking: dict[str, Path], seed: int, name: str) -> None:
    facts = random_household(Random(seed), unknowns=seed % 2 == 0)
    whole, less = told("example", facts), told(lacking[name], facts)
    for scheme in ("dibao", "single_person", "margin", "tekun"):
        assert less["schemes"][scheme]["answer"] in ("no", whole["schemes"][scheme]["answer"]), scheme
    assert set(less["needs"]) <= set(whole["needs"])


def test_on_the_day_before_a_new_value_the_old_one_holds() -> None:
    amounts = [
        told("example", POOR, on)["schemes"]["dibao"]["monthly"]
        for on in (date(2022, 6, 30), date(2022, 7, 1))
    ]
    assert amounts == ["370.00", "394.00"]
    with pytest.raises(BadInput, match="2021-12-31"):
        told("example", POOR, date(2021, 12, 31))


@pytest.fixture
def issued_late(tmp_path: Path) -> Path:
    """The example, with a standard from July whose document came in September and was corrected in December."""
    place = tmp_path / "迟发"
    shutil.copytree(BUILT_IN / "example", place)
    rows = (
        ("2022-01-01", "2022-01-01", 450),
        ("2022-07-01", "2022-09-15", 480),
        ("2022-07-01", "2022-12-01", 500),
    )
    text = 'title = "最低生活保障标准"\nunit = "yuan per person per month"\n'
    for since, issued, amount in rows:
        text += (
            f'\n[[value]]\nfrom = {since}\nissued = {issued}\nrural = {amount}\nurban = 700\nbasis = "试"\n'
        )
    (place / "dibao_standard.toml").write_text(text, "utf-8")
    return place


@pytest.mark.parametrize(
    ("on", "known_on", "monthly"),
    [
        (date(2022, 8, 1), date(2022, 9, 14), "370.00"),  # the day before its document: the old one
        (date(2022, 8, 1), date(2022, 9, 15), "400.00"),
        (date(2022, 8, 1), date(2022, 11, 30), "400.00"),
        (date(2022, 8, 1), date(2022, 12, 1), "420.00"),  # the correction, once issued
        (date(2022, 8, 1), None, "420.00"),
        (date(2022, 6, 30), date(2022, 12, 1), "370.00"),  # whatever is known later, June is June
        (date(2022, 10, 1), date(2022, 8, 1), "370.00"),
    ],
)
def test_only_what_was_issued_by_then_counts(
    issued_late: Path, on: date, known_on: date | None, monthly: str
) -> None:
    assert told(issued_late, POOR, on, known_on)["schemes"]["dibao"]["monthly"] == monthly


def test_nothing_issued_by_then_is_not_in_force(issued_late: Path) -> None:
    with pytest.raises(BadInput, match="dibao_standard"):
        told(issued_late, POOR, date(2022, 8, 1), date(2021, 12, 31))


def test_a_place_takes_from_the_nearest_that_has_a_value_in_force(tmp_path: Path) -> None:
    """A place's own future value does not hide what it stands on today."""
    place = tmp_path / "以后"
    place.mkdir()
    (place / "place.toml").write_text('name = "以后"\nbased_on = "example"\n', "utf-8")
    row = '[[value]]\nfrom = 2027-01-01\nrural = 900\nurban = 900\nbasis = "试"\n'
    (place / "dibao_standard.toml").write_text(row, "utf-8")
    assert told(place, POOR)["schemes"]["dibao"]["monthly"] == "394.00"
    assert told(place, POOR, date(2027, 1, 1))["schemes"]["dibao"]["monthly"] == "820.00"
