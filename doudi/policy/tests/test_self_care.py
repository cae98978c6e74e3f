"""Self-care: what a person can no longer do alone decides how much care is paid."""

from __future__ import annotations

from itertools import combinations

import pytest

from doudi.policy.self_care import ITEMS, LEVEL_TITLES, BadSelfCare, answer_self_care, level


def test_li_changgui_who_fails_three_items_needs_half_care() -> None:
    assert answer_self_care(["toilet", "walking", "bathing"]) == {"level": "half"}  # S10


@pytest.mark.parametrize(
    ("failed", "care"),
    [(0, "none"), (1, "half"), (2, "half"), (3, "half"), (4, "full"), (5, "full"), (6, "full")],
)
def test_the_bounds_of_the_three_levels(failed: int, care: str) -> None:
    assert level(failed) == care


def test_which_items_fail_does_not_matter_only_how_many() -> None:
    for count in range(7):
        answers = {str(answer_self_care(failed)["level"]) for failed in combinations(ITEMS, count)}
        assert answers == {level(count)}
        assert answers <= set(LEVEL_TITLES)


def test_an_assessment_that_cannot_be_read_is_refused_in_a_sentence() -> None:
    with pytest.raises(BadSelfCare, match="没有“cooking”这个自理项目"):
        answer_self_care(["eating", "cooking"])
    with pytest.raises(BadSelfCare, match="写了两次"):
        answer_self_care(["eating", "eating"])
    for count in (-1, 7):
        with pytest.raises(BadSelfCare, match="0到6项"):
            level(count)
