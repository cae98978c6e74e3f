"""签发的数值 — what a bureau enters is checked against its figure, and written as a values file that reads back."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from doudi.policy.figures import Figures
from doudi.policy.value_files import Row, checked_row, file_text
from doudi.policy.value_words import spoken, spoken_key
from doudi.policy.values import BadValue, find_place

EXAMPLE = find_place("example", Path())
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


def entered(**keys: Any) -> Row:
    return Row(keys, JULY, JANUARY, "某民发〔2026〕1号", "注")


BENEFIT: dict[str, Any] = {"method": "difference", "rounding": "fen", "floor_share": "0.1", "tiers": []}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("没有这个", {"a": 1}, "没有“没有这个”这个数值，请从列表中选择。"),
    ("dibao_standard", {}, "最低生活保障标准：缺少 rural，请把这个数值的各项填全，不要多填。"),
    ("dibao_standard", {"rural": 1}, "最低生活保障标准：缺少 urban，请把这个数值的各项填全，不要多填。"),
    ("dibao_standard", {"rural": 1, "urban": 1, "z": 1, "b": 1},
     "最低生活保障标准：不认识 b，请把这个数值的各项填全，不要多填。"),
    ("dibao_standard", {"rural": "五百", "urban": 1}, "最低生活保障标准：rural 应像“474”那样填写。"),
    ("dibao_standard", {"rural": True, "urban": 1}, "最低生活保障标准：rural 应像“474”那样填写。"),
    ("dibao_standard", {"rural": "5.", "urban": "1.a"}, "最低生活保障标准：urban 应像“655”那样填写。"),
    ("dibao_standard", {"rural": "５", "urban": 1}, "最低生活保障标准：rural 应像“474”那样填写。"),
    ("dibao_standard", {"rural": "-5", "urban": 1}, "最低生活保障标准：rural 应像“474”那样填写。"),
    ("dibao_benefit", {**BENEFIT, "method": 1}, "低保金计发办法：method 应像“\"difference\"”那样填写。"),
    ("dibao_benefit", {**BENEFIT, "tiers": {}}, "低保金计发办法：tiers 应像“[]”那样填写。"),
    ("dibao_benefit", {**BENEFIT, "method": "x"},
     "example/dibao_benefit.toml：method 要写 difference、tiers 之一。"),
    ("rigid_expenditure", {"share_of_income": "0.8", "inclusive": 1, "income_base": "urban"},
     "刚性支出困难家庭：inclusive 应像“true”那样填写。"),
    ("temporary_aid", {"base": "own", "months": [1], "cap_months_year": 1, "special_cap_months": 1}
     | {"township_limit": 1, "paperwork_working_days": 1},
     "临时救助：months 应像“{ light = 1, medium = 2, heavy = 4 }”那样填写。"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "keys", "told"), REFUSED)
def test_what_does_not_fit_the_figure_is_refused_by_its_title(
    name: str, keys: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadValue) as refused:
        checked_row(EXAMPLE, name, entered(**keys))
    assert str(refused.value) == told


def test_what_fits_becomes_a_value_of_that_name_with_its_title_day_and_document() -> None:
    made = checked_row(EXAMPLE, "dibao_standard", entered(rural="520.5", urban=Decimal("700.00")))
    assert (made.name, made.title, made.place) == ("dibao_standard", "最低生活保障标准", "example")
    assert (made.since, made.issued, made.basis, made.note) == (JULY, JANUARY, "某民发〔2026〕1号", "注")
    assert made.unverified is False
    assert checked_row(EXAMPLE, "dibao_benefit", entered(**BENEFIT)).keys == BENEFIT


def test_the_newest_value_says_which_keys_there_must_be() -> None:
    east = find_place("places/east-county", Path(__file__).parents[1] / "examples")
    keys = {"method": "tiers", "rounding": "fen", "tiers": []}
    assert checked_row(east, "dibao_benefit", entered(**keys)).keys == keys  # no floor, as the first had
    with pytest.raises(BadValue, match="缺少 tiers"):
        checked_row(east, "dibao_benefit", entered(method="tiers", rounding="fen", floor_share=1))


def test_some_months_of_the_index_may_be_left_out_or_written() -> None:
    newest = {
        "cpi_trigger": "3.5", "food_trigger": 6, "groups": ["dibao"], "method": "rise_times_standard",
        "rise": "cpi", "rounding": "fen", "minimum": 0, "pay_within_working_days": 20,
    }  # fmt: skip
    for told in (newest, newest | {"index_months": ["2022-01", "2022-12"]}):
        assert checked_row(EXAMPLE, "price_subsidy", entered(**told)).keys == told


def test_the_file_of_some_rows_reads_back_as_they_were_entered_oldest_first() -> None:
    keys: dict[str, Any] = {
        "yes": True, "no": False, "whole": 12, "exact": Decimal("0.50"), "big": Decimal("1E+2"), "text": "引\"号\x7f",
        "list": [1, ["二", False]], "pair": (1, 2), "table": {"a_b-1": 1, "键": {"x": []}},
    }  # fmt: skip
    late, early = Row(keys, JULY, JULY, "二", "有注"), Row({"a": 1}, JULY, JANUARY, "一")
    text = file_text("标题", "yuan", [late, early])
    table = tomllib.loads(text)
    assert (table["title"], table["unit"]) == ("标题", "yuan")
    assert table["value"][0] == {"from": JULY, "issued": JANUARY, "a": 1, "basis": "一"}
    assert table["value"][1] == {
        "from": JULY, "issued": JULY, "basis": "二", "note": "有注",
        "yes": True, "no": False, "whole": 12, "exact": "0.50", "big": "100", "text": "引\"号\x7f",
        "list": [1, ["二", False]], "pair": [1, 2], "table": {"a_b-1": 1, "键": {"x": []}},
    }  # fmt: skip
    assert file_text("标题", "yuan", [early, late]) == text
    assert text.splitlines()[:7] == [
        'title = "标题"', 'unit = "yuan"', "", "[[value]]", "from = 2026-07-01", "issued = 2026-01-01", "a = 1",
    ]  # fmt: skip
    assert 'table = { a_b-1 = 1, "键" = { x = [] } }' in text and text.endswith('note = "有注"\n')


def test_what_no_file_can_hold_is_refused() -> None:
    with pytest.raises(BadValue, match="数值里不能写 float，金额请写整数或带引号的小数"):
        file_text("标题", "yuan", [entered(rate=0.5)])


@pytest.mark.parametrize(
    ("value", "key", "told"),
    [
        (True, "", "是"),
        (False, "", "否"),
        (Decimal("0.50"), "", "0.50"),
        (Decimal("1E+2"), "", "100"),
        ([], "", "无"),
        (["rural", "urban"], "", "农村、城市"),
        ([["dibao", "tekun"], ["margin", "dibao"]], "pairs", "低保、特困；低保边缘、低保"),
        (
            [{"group": "minor", "share_of_standard": Decimal("0.3")}],
            "groups",
            "人群 未成年人，标准的倍数 0.3",
        ),
        ({"light": 1, "heavy": 4}, "months", "轻度 1，重度 4"),
        ("dibao", "codes", "dibao"),
        ("没有的词", "", "没有的词"),
        (12, "", "12"),
    ],
)
def test_a_figure_is_spoken_in_chinese(value: object, key: str, told: str) -> None:
    assert spoken(value, key) == told


def test_a_key_is_spoken_with_what_it_is_measured_in() -> None:
    assert [spoken_key(key) for key in ("cap_monthly", "rise", "没有的键")] == [
        ("每人每月上限", "元"),
        ("所用涨幅", ""),
        ("没有的键", ""),
    ]


FEE = 'threshold_multiple = 1.5\nrate = 0.3\nhalving_factor = 0.5\nhalved_for = []\nbase = "{}"\n'


@pytest.mark.parametrize(
    ("base", "supporters", "beside"),
    [
        ("household", [], 1),
        ("household", [(3, 7), (11, 13)], 33),  # the persons supported; the family's size divides nothing
        ("per_head", [(3, 7), (11, 13)], 3003),
        ("per_head", [(0, 7)], 7),  # a number that cannot divide, or is not known, counts as one
    ],
)
def test_a_fen_has_the_parts_that_every_division_of_the_reckoning_needs(
    base: str, supporters: list[tuple[int, int]], beside: int
) -> None:
    """Twelve months; two, ten and two for the figures of the fee; five for the share of spending in the income."""
    text = f'[[value]]\nfrom = 2022-01-01\nbasis = "试"\n{FEE.format(base)}'
    figures = Figures(find_place("example", Path(), (("support_fee", text),), 1), JULY)
    assert figures.denominator("rigid_expenditure_share_of_income") == 5
    assert figures.parts_per_fen(supporters) == 12 * 40 * beside * 5


def test_figures_told_otherwise_leave_the_first_as_they_were() -> None:
    figures = Figures(EXAMPLE, JULY, date(2022, 7, 1))
    other = figures.otherwise(margin_multiple=2)
    assert (other["margin_multiple"], other["has_margin"], figures["margin_multiple"] != 2) == (2, 1, True)
    assert (other.place, other.on, other.known_on) == (EXAMPLE, JULY, date(2022, 7, 1))
    assert other["dibao_standard_rural"] == figures["dibao_standard_rural"]
