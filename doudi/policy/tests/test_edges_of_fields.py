"""一个个字段的边界 — the first and the last day, month, amount and number that a field takes, and the sentence beyond."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from doudi.policy.question import Fields, as_day, as_decimal, as_flag, as_money, as_whole, shown, yuan
from doudi.policy.reading import BadInput


@pytest.mark.parametrize(
    ("written", "good"),
    [
        ("1800-01-01", True),
        ("1799-12-31", False),
        ("2999-12-31", True),
        ("3000-01-01", False),
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("2022-5-31", False),
        ("2022-05-31\n", False),
        (20220531, False),
    ],
)
def test_a_day_lies_in_the_years_1800_to_2999(written: Any, good: bool) -> None:
    if good:
        assert as_day(written, "on").isoformat() == written
    else:
        with pytest.raises(BadInput) as refused:
            as_day(written, "on")
        there_is = written != "2023-02-29"
        told = "写的是 {}，日期要写成 2022-05-31 的样子。" if there_is else "没有 {} 这一天，请改正日期。"
        assert str(refused.value) == "on：" + told.format(shown(written))


MONTHS = [("1800-01", True), ("1799-12", False), ("2022-12", True), ("2022-13", False), ("2022-00", False)]


@pytest.mark.parametrize(("written", "good"), [*MONTHS, ("2022-1", False), (202201, False)])
def test_a_month_is_a_year_from_1800_and_two_digits(written: Any, good: bool) -> None:
    fields = Fields({"month": written}, "facts")
    if good:
        assert fields.month("month") == written
    else:
        with pytest.raises(BadInput) as refused:
            fields.month("month")
        assert str(refused.value) == f"facts.month：写的是 {written}，月份要写成 2022-05 的样子。"


@pytest.mark.parametrize(
    ("read_it", "written", "found"),
    [
        (as_money, "0", 0),
        (as_money, 12, 1200),
        (as_money, Decimal("0.01"), 1),
        (as_money, "9999999999999.99", 999_999_999_999_999),
        (as_money, "0.010", 1),
        (as_money, "0.005", "写的是 0.005，金额最多两位小数。"),
        (as_money, Decimal("-0.01"), "写的是 -0.01，金额不能是负数。"),
        (as_money, True, "写的是 true，要写数字。"),
        (as_money, "10000000000000", "写的是 10000000000000，要写普通的数字。"),
        (as_money, f"1.{'0' * 39}1", f"写的是 1.{'0' * 28}…，金额最多两位小数。"),
        (as_decimal, f"3.4{'9' * 39}", Decimal(f"3.4{'9' * 39}")),
        (as_decimal, f"3.4{'9' * 40}", f"写的是 3.4{'9' * 27}…，要写普通的数字。"),
        (as_decimal, Decimal("1E+3"), Decimal(1000)),
        (as_decimal, Decimal("NaN"), "写的是 NaN，要写普通的数字。"),
        (as_decimal, "1.5\n", "写的是 1.5?，要写普通的数字。"),
        (as_decimal, None, "写的是 空的，要写数字。"),
        (as_flag, "Yes", True),
        (as_flag, "OFF", False),
        (as_flag, "On", True),
        (as_flag, "no", False),
        (as_flag, "oN", "写的是 oN，要写 true 或 false。"),
        (as_flag, 1, "写的是 1，要写 true 或 false。"),
    ],
)
def test_a_number_or_a_word_is_read_exactly_or_refused_in_a_sentence(
    read_it: Any, written: Any, found: Any
) -> None:
    if isinstance(found, str):
        with pytest.raises(BadInput) as refused:
            read_it(written, "facts.x")
        assert str(refused.value) == f"facts.x：{found}"
    else:
        assert read_it(written, "facts.x") == found


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (0, "写的是 0，要在 1 到 3 之间。"),
        (4, "写的是 4，要在 1 到 3 之间。"),
        ("2", "写的是 2，要写整数。"),
        (True, "写的是 true，要写整数。"),
        (Decimal("2.0"), "写的是 2.0，要写整数。"),
    ],
)
def test_a_whole_number_lies_between_its_bounds(written: Any, told: str) -> None:
    assert [as_whole(number, "x", 1, 3) for number in (1, 2, 3)] == [1, 2, 3]
    with pytest.raises(BadInput) as refused:
        as_whole(written, "x", 1, 3)
    assert refused.value.sentence == told


def test_without_bounds_of_its_own_a_number_runs_from_none_to_a_million() -> None:
    fields = Fields({"none": 0, "most": 1_000_000, "more": 1_000_001, "less": -1}, "")
    assert (fields.whole("none"), fields.whole("most")) == (0, 1_000_000)
    for key in ("more", "less"):
        with pytest.raises(BadInput, match="要在 0 到 1000000 之间"):
            fields.whole(key)


@pytest.mark.parametrize(
    ("key", "reader", "told"),
    [
        ("gone", lambda fields: fields.given("gone"), "facts.gone：没有写，请补上。"),
        ("gone", lambda fields: fields.flag("gone"), "facts.gone：没有写，请补上。"),
        ("blank", lambda fields: fields.text("blank"), "facts.blank：要写文字。"),
        ("flag", lambda fields: fields.text("flag"), "facts.flag：要写文字。"),
        ("flag", lambda fields: fields.rows("flag"), "facts.flag：要写成一个列表。"),
        ("flag", lambda fields: fields.inner("flag"), "facts.flag：要写成“键: 值”的样子。"),
        ("rows", lambda fields: fields.each("rows"), "facts.rows[1]：要写成“键: 值”的样子。"),
        (
            "word",
            lambda fields: fields.word("word", ("甲", "乙")),
            "facts.word：写的是 丙，只能写 甲、乙 之一。",
        ),
        ("two", lambda fields: fields.words("two", ("甲", "乙")), "facts.two：同一项写了两次，请删去一个。"),
        (
            "some",
            lambda fields: fields.words("some", ("甲", "乙")),
            "facts.some[1]：写的是 一个列表，只能写 甲、乙 之一。",
        ),
        ("all", lambda fields: fields.only("gone"), "facts.blank：不认识的键，这里只能写 gone。"),
    ],
)
def test_each_field_is_refused_by_its_path_in_one_sentence(key: str, reader: Any, told: str) -> None:
    raw = {
        "blank": " ",
        "flag": True,
        "rows": [{}, 1],
        "word": "丙",
        "two": ["甲", "甲"],
        "some": ["乙", ["乙"]],
    }
    with pytest.raises(BadInput) as refused:
        reader(Fields(raw, "facts"))
    assert str(refused.value) == told, key


def test_what_stands_in_a_field_is_read_as_it_stands() -> None:
    fields = Fields({"number": 7, "exact": Decimal("7.50"), "list": ["乙", "甲"], "no": False}, "")
    assert (fields.text("number"), fields.text("exact")) == ("7", "7.50")
    assert fields.words("list", ("甲", "乙")) == ["乙", "甲"]
    assert fields.flag("gone", True) is True and fields.flag("gone", False) is False
    assert fields.flag("no", True) is False
    assert (fields.absent("gone"), fields.absent("no")) == (True, False)


@pytest.mark.parametrize(
    ("value", "told"),
    [("x" * 30, "x" * 30), ("x" * 31, "x" * 30 + "…"), ("a\u200bb", "a?b"), (0, "0"), (False, "false")],
)
def test_a_value_is_shown_short_and_on_one_line(value: Any, told: str) -> None:
    assert shown(value) == told


@pytest.mark.parametrize(
    ("fen", "told"),
    [
        (0, "0.00"),
        (1, "0.01"),
        (99, "0.99"),
        (100, "1.00"),
        (-1, "-0.01"),
        (-100, "-1.00"),
        (12345, "123.45"),
    ],
)
def test_fen_are_written_as_yuan(fen: int, told: str) -> None:
    assert yuan(fen) == told
