"""合成县像不像一个县: twenty thousand households beside every target that the docs name."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from doudi.policy.people.marginals import Measured, Target, targets
from doudi.policy.people.truth import BULK
from doudi.policy.people.writing import Wanted, write_county

DOCUMENT = Path(__file__).parents[3] / "docs" / "policy" / "people.md"
STANDINGS = {"公布", "凭记忆", "假设"}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """The county of the docs: 20,000 households, seed 1."""
    wanted = Wanted(20_000, 1, date(2026, 7, 1), "211204", 30, BULK)
    return write_county(wanted, tmp_path_factory.mktemp("county"), lambda name, written: None)


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.key)
def test_every_marginal_lies_within_its_tolerance(county: Measured, target: Target) -> None:
    assert abs(county.per_mille(target.key) - target.target) <= target.tolerance


def test_what_is_measured_is_what_is_targeted(county: Measured) -> None:
    assert set(county.of) == {target.key for target in targets()}


def test_household_sizes_and_ages_leave_nobody_out(county: Measured) -> None:
    sizes = [county.some[key] for key in county.some if key.startswith("size_")]
    decades = [county.some[f"age_{start}_{start + 9}"] for start in range(0, 80, 10)]
    everyone = county.some["members_per_household"]
    assert sum(sizes) == 20_000
    assert sum(decades) + county.some["age_80_up"] == everyone
    assert sum(county.some[key] for key in ("age_0_14", "age_15_59", "age_60_up")) == everyone


def test_villages_are_older_and_poorer_than_communities(county: Measured) -> None:
    assert county.per_mille("elders_of_villages") > county.per_mille("age_60_up")
    assert county.per_mille("dibao_of_villages") > county.per_mille("dibao")


def test_every_target_says_on_whose_word_it_stands() -> None:
    assert all(target.standing in STANDINGS and len(target.source) >= 2 for target in targets())
    assert len({target.key for target in targets()}) == len(targets())
    assert all(0 < target.tolerance < target.target for target in targets())


def test_the_document_shows_the_county_that_the_program_draws(county: Measured) -> None:
    shown = re.search(r"<!-- marginals -->\n(.*?)<!-- end -->", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert shown is not None
    assert shown.group(1) == county.as_markdown()
