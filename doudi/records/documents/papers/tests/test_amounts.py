"""金额大写 as a cashier would write it, read back by rules of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.records.documents.papers.amounts import MOST_FEN, AmountOutOfRange, amount_in_capitals

VALUES = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
STEPS = {"拾": 10, "佰": 100, "仟": 1000}


def read(capitals: str) -> int:
    """Whole fen out of capitals: places add up inside a group, 万 and 亿 close one."""
    whole, small = capitals.split("元") if "元" in capitals else ("", capitals)
    total = group = digit = 0
    for sign in whole:
        if sign in VALUES:
            digit = VALUES[sign]
        elif sign in STEPS:
            group, digit = group + digit * STEPS[sign], 0
        else:
            total, group, digit = total + (group + digit) * (10**8 if sign == "亿" else 10**4), 0, 0
    fen = (total + group + digit) * 100
    for unit, worth in (("角", 10), ("分", 1)):
        if unit in small:
            fen += VALUES[small[small.index(unit) - 1]] * worth
    return fen


@pytest.mark.parametrize(
    ("fen", "capitals"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (5, "伍分"),
        (100, "壹元整"),
        (8000, "捌拾元整"),
        (10000, "壹佰元整"),
        (73400, "柒佰叁拾肆元整"),
        (32504, "叁佰贰拾伍元零肆分"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (168032, "壹仟陆佰捌拾元零叁角贰分"),
        (1000000, "壹万元整"),
        (1000100, "壹万零壹元整"),
        (10700053, "壹拾万柒仟元零伍角叁分"),
        (1000000000500, "壹佰亿零伍元整"),
        (10000000000, "壹亿元整"),
        (10000000000 + 1000000, "壹亿零壹万元整"),
        (MOST_FEN, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts_are_written_as_on_a_cheque(fen: int, capitals: str) -> None:
    assert amount_in_capitals(fen) == capitals


def test_every_amount_up_to_a_hundred_yuan_and_every_round_one_to_a_million_is_read_back() -> None:
    for fen in [*range(10_001), *range(0, 100_000_001, 100_000), *range(0, 10_000_000, 9_900)]:
        assert read(amount_in_capitals(fen)) == fen


@given(st.integers(0, MOST_FEN))
def test_what_is_written_is_read_back(fen: int) -> None:
    assert read(amount_in_capitals(fen)) == fen


@given(st.integers(0, MOST_FEN))
def test_no_zero_is_doubled_or_left_at_the_end(fen: int) -> None:
    told = amount_in_capitals(fen)
    assert "零零" not in told
    assert told == "零元整" or not any(f"零{unit}" in told for unit in "元万亿仟佰拾角分整")


@given(st.integers(0, MOST_FEN), st.integers(0, MOST_FEN))
def test_two_amounts_are_never_written_alike(one: int, other: int) -> None:
    assert (one == other) == (amount_in_capitals(one) == amount_in_capitals(other))


@pytest.mark.parametrize("fen", [-1, MOST_FEN + 1])
def test_an_amount_that_cannot_be_written_is_refused(fen: int) -> None:
    with pytest.raises(AmountOutOfRange, match="请核对金额"):
        amount_in_capitals(fen)
