"""整数的抽取: chances, weights, curves and shares hold exactly what they promise."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.people.divisions import rates
from doudi.policy.people.draws import RANKS, Draws, by_age, split

SEEDS = st.integers(0, 2**63 - 1)


@given(st.integers(0, 10**7), st.lists(st.integers(0, 1000), min_size=1, max_size=60).filter(any))
def test_shares_add_up_and_none_is_a_whole_one_off(total: int, weights: list[int]) -> None:
    shares = split(total, weights)
    assert sum(shares) == total
    assert all(
        abs(share * sum(weights) - total * w) < sum(weights) for share, w in zip(shares, weights, strict=True)
    )


@given(SEEDS)
def test_never_is_never_and_always_is_always(seed: int) -> None:
    draws = Draws(seed)
    assert not draws.chance(0, 500).any()
    assert draws.chance(1000, 500).all()


def test_a_chance_holds_about_as_often_as_it_says() -> None:
    assert 29_000 < int(Draws(1).chance(300, 100_000).sum()) < 31_000


@given(SEEDS, st.lists(st.integers(0, 9), min_size=1, max_size=8).filter(any))
def test_what_weighs_nothing_is_never_picked(seed: int, weights: list[int]) -> None:
    draws = Draws(seed)
    kinds = np.zeros(200, dtype=np.int64)
    picked = np.concatenate((draws.pick(weights, 200), draws.pick_by(kinds, [weights])))
    assert all(weights[each] for each in set(picked.tolist()))


@given(SEEDS, st.sampled_from([1, 100, 5_000]))
def test_amounts_stay_inside_their_curve_in_whole_steps(seed: int, step: int) -> None:
    amounts = Draws(seed).fen([[0, 50], [5_000, 200], [RANKS, 1_500]], 300, step)
    assert int(amounts.min()) >= 5_000 and int(amounts.max()) <= 150_000
    assert not (amounts % step).any()


def test_half_the_amounts_lie_below_the_curves_middle() -> None:
    amounts = Draws(1).fen([[0, 0], [5_000, 200], [RANKS, 90_000]], 100_000)
    assert 49_000 < int((amounts < 20_000).sum()) < 51_000


@given(SEEDS)
def test_ages_lie_in_their_bands(seed: int) -> None:
    ages = set(Draws(seed).age([[20, 24, 3], [60, 64, 1], [80, 90, 0]], 300).tolist())
    assert ages <= {*range(20, 25), *range(60, 65)}


@given(st.integers(0, 120))
def test_a_step_holds_from_its_age(age: int) -> None:
    found = by_age(np.asarray([age]), [[80, 50], [90, 100], [100, 300]]).tolist()
    assert found == [300 if age >= 100 else 100 if age >= 90 else 50 if age >= 80 else 0]


def test_every_curve_of_the_rates_rises_from_nought_to_ten_thousand() -> None:
    curves = [
        curve
        for section in rates().values()
        for curve in section.values()
        if isinstance(curve, list)
        and isinstance(curve[0], list)
        and len(curve[0]) == 2
        and curve[-1][0] == RANKS
    ]
    assert len(curves) > 20
    for curve in curves:
        ranks, yuan = [point[0] for point in curve], [point[1] for point in curve]
        assert ranks == sorted(set(ranks)) and ranks[0] == 0
        assert yuan == sorted(yuan)


def test_every_work_table_names_every_kind_of_work_and_fills_a_thousand() -> None:
    work = rates()["work"]
    for group in ("rural_man", "rural_woman", "urban_man", "urban_woman"):
        assert len(work[group]) == len(work["kinds"]) and sum(work[group]) == 1000
