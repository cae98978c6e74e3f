"""数值的边界 — each key of a values file takes what it says and refuses the rest, by file and key, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from doudi.policy.asks.awards import CARE
from doudi.policy.asks.exclusion import EXCLUSION
from doudi.policy.asks.grace_period import GRACE
from doudi.policy.asks.price_subsidy import PRICE
from doudi.policy.asks.temporary_aid import AID
from doudi.policy.asks.uprating import UPRATING
from doudi.policy.unknown import Term
from doudi.policy.value_keys import KEYS, MOST_TIERS, Key, read_keys, rounded
from doudi.policy.values import BadValue, Place, find_place, history, names, noted, read_value

JULY = date(2022, 7, 1)
READERS: dict[str, Mapping[str, Key]] = {
    **KEYS,
    "grace_period": GRACE,
    "price_subsidy": PRICE,
    "temporary_aid": AID,
    "exclusion": EXCLUSION,
    "uprating": UPRATING,
    "tekun_care": CARE,
}


def issued(name: str, *rows: str) -> Place:
    """The example with what its bureau issued under this name."""
    return find_place("example", Path(), ((name, "\n".join(rows)),), 1)


def row(*lines: str, since: str = "2022-01-01") -> str:
    return "\n".join(("[[value]]", f"from = {since}", 'basis = "试"', *lines))


def figure(name: str, *lines: str) -> dict[str, Term]:
    return read_keys(history(issued(name, row(*lines)), name)[0], READERS[name])


def refusal(name: str, *lines: str) -> str:
    with pytest.raises(BadValue) as refused:
        figure(name, *lines)
    return str(refused.value)


def tiers(count: int) -> str:
    return f"tiers = [{', '.join(['{income_up_to_share = 1, pays_share = 0.5}'] * count)}]"


WAYS = ('method = "tiers"', 'rounding = "fen"')
FEE = ("threshold_multiple = 2", 'base = "per_head"', "rate = 0.5", "halving_factor = 0.5")
MINOR = '{group = "minor", share_of_standard = 0.3}'
PRICES = (
    *('index_months = ["2022-01", "2022-12"]', "cpi_trigger = 3", "food_trigger = 6", 'groups = ["dibao"]'),
    *('method = "twelfth_eighth"', 'rounding = "fen"', "pay_within_working_days = 20"),
)
MONTHS = "months = {light = 1, medium = 2, heavy = 4}"
REST_OF_AID = (
    "cap_months_year = 12",
    "special_cap_months = 24",
    "township_limit = 1",
    "paperwork_working_days = 9",
)
BANDS = "bands = [{ratio_up_to = 1.2, months = 12}]"
SIZE, TWO_PLACES = "要写不小于零、大小合理的数字", "金额最多两位小数"
GROUP = "每项要写 group（age_70、minor、severe_disability、serious_illness 之一）和 share_of_standard"
WHY = "要写一个列表，只能有 age_60、severe_disability、serious_illness、lifted_out_of_poverty"
REFUSED: list[tuple[str, tuple[str, ...], str]] = [
    ("dibao_standard", ("rural = 450", "urban = -0.01"), f"urban {SIZE}"),
    ("dibao_standard", ("rural = 450", "urban = 1e13"), f"urban {SIZE}"),
    ("dibao_standard", ("rural = 450", "urban = 1e400"), f"urban {SIZE}"),
    ("dibao_standard", ("rural = 450", "urban = nan"), f"urban {SIZE}"),
    ("dibao_standard", ("rural = 450", "urban = 0.001"), f"urban {TWO_PLACES}"),
    ("dibao_standard", ("rural = 450", 'urban = "六百"'), "urban 要写数字"),
    ("dibao_standard", ("rural = 450", "urban = true"), "urban 要写数字"),
    ("dibao_standard", ("rural = 450", "urban = [1]"), "urban 要写数字"),
    ("dibao_standard", ("rural = 450",), "2022-01-01 起的数值缺少 urban，请补上"),
    ("dibao_standard", ("rural = 1", "urban = 1", "z = 1", "y = 1"), "不认识的键 y，请对照数值表改正"),
    ("margin", (f"multiple = 1.{'0' * 40}1",), f"multiple {SIZE}"),
    ("asset_limits", ("financial_months_of_standard = 0.5",), "financial_months_of_standard 要写整数"),
    ("support_fee_unable", ("counted = 1",), "counted 要写 true 或 false"),
    ("dibao_benefit", ('method = "best"', 'rounding = "fen"'), "method 要写 difference、tiers 之一"),
    ("dibao_benefit", ('method = "tiers"', "rounding = 3"), "rounding 要写 ceil_yuan、half_up_yuan、fen 之一"),
    ("dibao_benefit", (*WAYS, "tiers = 3"), f"tiers 要写一个列表，最多 {MOST_TIERS} 档"),
    ("dibao_benefit", (*WAYS, tiers(MOST_TIERS + 1)), f"tiers 要写一个列表，最多 {MOST_TIERS} 档"),
    ("dibao_benefit", (*WAYS, "tiers = [1]"), "tiers 每档要写 income_up_to_share 和 pays_share"),
    ("dibao_benefit", (*WAYS, "tiers = [{pays_share = 1}]"), "tiers 每档要写 income_up_to_share 和 pays_share"),
    ("support_fee", (*FEE, 'halved_for = "age_60"'), f"halved_for {WHY}"),
    ("support_fee", (*FEE, 'halved_for = ["age_60", "age_65"]'), f"halved_for {WHY}"),
    ("supplements", ('groups = "minor"',), "groups 要写一个列表"),
    ("supplements", ('groups = ["minor"]',), f"groups {GROUP}"),
    ("supplements", ('groups = [{group = "minor"}]',), f"groups {GROUP}"),
    ("supplements", ('groups = [{group = "adult", share_of_standard = 1}]',), f"groups {GROUP}"),
    ("supplements", (f"groups = [{MINOR}, {MINOR}]",), "groups 同一类人写了两次，请删去一项"),
    ("grace_period", ("bands = 1", "max_months = 12"), "bands 每档要写 ratio_up_to 和 months"),
    ("grace_period", ("bands = [1]", "max_months = 12"), "bands 每档要写 ratio_up_to 和 months"),
    ("grace_period", ("bands = [{months = 1}]", "max_months = 12"), "bands 每档要写 ratio_up_to 和 months"),
    ("grace_period", (BANDS, "max_months = 12", 'pay = "half"'), "pay 只能写 original（原额发放）"),
    ("grace_period", (BANDS, "max_months = 12", 'not_for = "death"'),
     "not_for 只能有 employment、other_income、death、assets、fraud、moved_away"),
    ("grace_period", (BANDS, "max_months = 12", 'not_for = ["death", "age"]'),
     "not_for 只能有 employment、other_income、death、assets、fraud、moved_away"),
    ("price_subsidy", (*PRICES[:3], 'groups = "dibao"', *PRICES[4:]), "groups 只能有 dibao、tekun、margin"),
    ("price_subsidy", (*PRICES[:3], 'groups = ["all"]', *PRICES[4:]), "groups 只能有 dibao、tekun、margin"),
    ("price_subsidy", (*PRICES[:4], 'method = "most"', *PRICES[5:]),
     "method 要写 rise_times_standard、twelfth_eighth 之一"),
    ("price_subsidy", (*PRICES, 'rise = "food"'), "rise 要写 cpi、triggering 之一"),
    ("temporary_aid", ('base = "rural"', MONTHS, *REST_OF_AID), "base 只能写 urban 或 own"),
    ("temporary_aid", ('base = "own"', "months = 3", *REST_OF_AID), "months 要写 light、medium、heavy 三档的月数"),
    ("temporary_aid", ('base = "own"', "months = {light = 1, medium = 2}", *REST_OF_AID),
     "months 要写 light、medium、heavy 三档的月数"),
    ("temporary_aid", ('base = "own"', 'months = ["light", "medium", "heavy"]', *REST_OF_AID),
     "months 要写 light、medium、heavy 三档的月数"),
    ("exclusion", ('pairs = "dibao"',), "pairs 要写成一对一对的救助类别"),
    ("exclusion", ('pairs = ["dibao"]',), "pairs 要写成一对一对的救助类别"),
    ("exclusion", ('pairs = [["dibao", "tekun", "margin"]]',), "pairs 要写成一对一对的救助类别"),
    ("exclusion", ('pairs = [["dibao"]]',), "pairs 要写成一对一对的救助类别"),
    ("exclusion", ('pairs = [["dibao", "pension"]]',), "pairs 要写成一对一对的救助类别"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "told"), REFUSED)
def test_what_a_key_may_not_hold_is_refused_by_file_and_key(
    name: str, lines: tuple[str, ...], told: str
) -> None:
    assert refusal(name, *lines) == f"example/{name}.toml：{told}。"


def test_the_largest_and_the_finest_number_are_read() -> None:
    assert figure("dibao_standard", "rural = 9999999999999", 'urban = "0.01"') == {
        "dibao_standard_rural": 999_999_999_999_900,
        "dibao_standard_urban": 1,
    }
    finest = Fraction(10**40 + 1, 10**40)
    assert figure("margin", f"multiple = 1.{'0' * 39}1") == {"margin_multiple": finest}


def test_words_lists_and_tables_become_the_numbers_of_the_rules() -> None:
    assert figure("supplements", f"groups = [{MINOR}]", 'stack = "sum"') == {
        "supplement_age_70": 0,
        "supplement_minor": Fraction(3, 10),
        "supplement_severe_disability": 0,
        "supplement_serious_illness": 0,
        "supplements_add_up": 1,
    }
    fee = figure("support_fee", *FEE, 'halved_for = ["serious_illness"]')
    assert {why: term for why, term in fee.items() if why.startswith("halves_")} == {
        "halves_age_60": 0,
        "halves_severe_disability": 0,
        "halves_serious_illness": 1,
        "halves_lifted_out_of_poverty": 0,
    }
    assert fee["support_fee_per_head"] == 1
    counted = figure("disregarded_income", 'kinds = ["scholarship"]')
    assert counted["counts_scholarship"] == 0 and counted["counts_pension"] == 1
    seen = figure("tekun_disregarded_income", 'kinds = ["pension"]')
    assert seen["tekun_counts_pension"] == 0 and seen["tekun_counts_scholarship"] == 1


def test_twenty_tiers_are_read_and_those_that_are_not_written_pay_nothing() -> None:
    every = figure("dibao_benefit", *WAYS, tiers(MOST_TIERS))
    assert set(every) == {name for key in KEYS["dibao_benefit"].values() for name in key.parameters}
    assert every["tier20_income_up_to_share"] == 1 and every["tier20_pays_share"] == Fraction(1, 2)
    two = figure("dibao_benefit", *WAYS, tiers(2))
    assert (two["tier2_pays_share"], two["tier3_income_up_to_share"], two["tier3_pays_share"]) == (
        Fraction(1, 2),
        0,
        0,
    )
    assert two["dibao_benefit_floor_share"] == 0 and two["dibao_benefit_by_tiers"] == 1


@pytest.mark.parametrize(
    ("exact", "up", "half", "fen"),
    [
        (Fraction(10_000), 10_000, 10_000, 10_000),
        (Fraction(10_001), 10_100, 10_000, 10_001),
        (Fraction(10_050), 10_100, 10_100, 10_050),
        (Fraction(10_049) + Fraction(1, 2), 10_100, 10_000, 10_050),
        (Fraction(10_049) + Fraction(1, 3), 10_100, 10_000, 10_049),
        (Fraction(1, 1000), 100, 0, 0),
    ],
)
def test_an_exact_amount_is_rounded_as_the_word_says(exact: Fraction, up: int, half: int, fen: int) -> None:
    assert [rounded(exact, word) for word in ("ceil_yuan", "half_up_yuan", "fen")] == [up, half, fen]


STANDARD = ("rural = 1", "urban = 2")
FRAME: list[tuple[str, str]] = [
    ("", "没有 [[value]]，请至少写一条带日期和文号的数值。"),
    ("value = 1", "没有 [[value]]，请至少写一条带日期和文号的数值。"),
    ("value = []", "没有 [[value]]，请至少写一条带日期和文号的数值。"),
    ("z = 1\ny = 1\n" + row(*STANDARD), "不认识的键 y，数值文件只有 title、unit 和 [[value]]。"),
    ("value = [1]", "每条 [[value]] 都要写 from（如 from = 2022-07-01）。"),
    (row(*STANDARD, since='"2022-01-01"'), "每条 [[value]] 都要写 from（如 from = 2022-07-01）。"),
    (row(*STANDARD, "issued = 2022-01-01T00:00:00"), "issued 要写日期（如 issued = 2022-06-20）。"),
    (row(*STANDARD).replace('"试"', '" "'), "每条 [[value]] 都要写 basis（文号和条款）。"),
    (row(*STANDARD).replace('"试"', "1"), "每条 [[value]] 都要写 basis（文号和条款）。"),
    (row(*STANDARD, "unverified = 1"), "unverified 要写 true 或 false。"),
    *(
        (row(*STANDARD, f"index_months = {window}"), 'index_months 要写首尾两个月（如 ["2022-08", "2023-02"]）。')
        for window in ('["2022-08"]', '"2022-08"', '["2022-08", "2022-13"]', "[1, 2]", '["2022-00", "2022-01"]')
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), FRAME)
def test_a_values_file_out_of_shape_is_refused_by_its_name(text: str, told: str) -> None:
    with pytest.raises(BadValue) as refused:
        read_value(issued("dibao_standard", text), "dibao_standard", JULY)
    assert str(refused.value) == f"example/dibao_standard.toml：{told}"


def test_what_is_no_toml_is_refused_as_such() -> None:
    with pytest.raises(BadValue, match="数值的格式不对，请按 TOML 的写法改正"):
        read_value(issued("margin", "= 1"), "margin", JULY)


def test_what_a_bureau_issued_stands_before_its_files_and_only_under_its_name() -> None:
    place = issued("dibao_standard", row("rural = 500", "urban = 700", since="2022-07-01"))
    assert (place.code, place.folder, place.name) == ("example@1", "example", "示例区")
    newest = read_value(place, "dibao_standard", JULY)
    assert newest is not None and newest.keys == {"rural": 500, "urban": 700}
    before = read_value(place, "dibao_standard", date(2022, 6, 30))
    assert before is not None and before.keys["rural"] == 450  # what was issued does not hold yet
    margin = read_value(place, "margin", JULY)
    assert margin is not None and margin.keys == {"multiple": Fraction(3, 2)}
    assert [value.keys["rural"] for value in history(place, "dibao_standard")][:2] == [500, 450]
    assert "dibao_standard" in names(place) and names(issued("新", row("a = 1"))).count("新") == 1
    assert find_place("example", Path(), (("margin", "x"),), 0).overlay == ()


def test_a_places_code_is_taken_apart_into_folder_and_edition() -> None:
    assert [noted(code) for code in ("example", "example@12")] == [("example", 0), ("example", 12)]
    assert find_place("example", Path()).code == "example"


def test_of_two_from_one_day_the_one_issued_last_holds_and_of_two_alike_the_one_that_stands_last() -> None:
    def rows(*dates: str) -> str:
        return "\n".join(row(f"rural = {at}", "urban = 9", f"issued = {day}") for at, day in enumerate(dates))

    def held(text: str, known_on: date | None = None) -> object:
        value = read_value(issued("dibao_standard", text), "dibao_standard", JULY, known_on)
        return None if value is None else value.keys["rural"]

    assert held(rows("2022-02-02", "2022-02-01")) == 0
    assert held(rows("2022-02-01", "2022-02-02")) == 1
    assert held(rows("2022-02-01", "2022-02-01")) == 1
    assert held(rows("2022-02-01", "2022-02-03"), date(2022, 2, 2)) == 0
    assert held(rows("2022-02-01", "2022-02-03"), date(2022, 2, 3)) == 1


@pytest.mark.parametrize(
    ("month", "holds"),
    [("2021-12", False), ("2022-01", True), ("2022-12", True), ("2023-01", False), (None, False)],
)
def test_a_value_for_some_months_of_the_index_holds_from_the_first_to_the_last(
    month: str | None, holds: bool
) -> None:
    value = read_value(issued("价", row(*PRICES)), "价", JULY, index_month=month)
    assert (value is not None) == holds


@pytest.mark.parametrize(
    "named", ["./example", "example/", "a/../example", "\\example", "", "没有\n这里", "x" * 300]
)
def test_only_a_bare_name_means_a_built_in_place(named: str, tmp_path: Path) -> None:
    with pytest.raises(BadValue) as refused:
        find_place(named, tmp_path)
    told = named.replace("\n", "?")[:60]
    hint = "请写 values 下的地方名（如 example），或者相对于问题文件的路径"
    assert str(refused.value) == f"找不到数值文件夹“{told}”，{hint}。"


def test_a_dot_means_the_folder_of_the_question_and_two_dots_the_one_above(tmp_path: Path) -> None:
    inner = tmp_path / "镇"
    inner.mkdir()
    assert find_place(".", inner).folders[0] == inner.resolve()
    assert find_place("..", inner).folders[0] == tmp_path.resolve()
    assert find_place("../镇", inner).names == ("镇", "全国")
