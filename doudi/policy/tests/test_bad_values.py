"""Value files that cannot be used, and places that stand on each other in a circle: one Chinese line each."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from doudi.policy.tests.damage import EXAMPLES
from doudi.policy.tests.test_bad_input import names, refused
from doudi.policy.values import find_place
from doudi.policy.versions import values_version

S02, S09, S13, S16, S23 = (
    (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8").split("---\n")[0]
    for name in ("s02", "s09", "s13", "s16", "s23")
)

HELD_TWICE = (
    "ask: exclusion\non: 2026-03-01\nvalues: example\n"
    "facts: {persons: [{id: 甲, holds: [{scheme: dibao, from: 2026-01, to: 2026-03}]}]}\n"
)


def value_file(*lines: str) -> str:
    """A value file of one value, from 2022 on."""
    return "\n".join(
        ('title = "试"', 'unit = "-"', "[[value]]", "from = 2022-01-01", *lines, 'basis = "试"', "")
    )


STANDARD = value_file("rural = 450", "urban = 640")
BENEFIT = value_file('method = "difference"', 'rounding = "fen"')
FEE = value_file(
    *("threshold_multiple = 2", 'base = "household"', "rate = 0.5", "halving_factor = 0.5"),
    'halved_for = ["age_60"]',
)
PRICE = value_file(
    *('index_months = ["2022-08", "2023-02"]', "cpi_trigger = 3", "food_trigger = 6", 'groups = ["dibao"]'),
    *('method = "rise_times_standard"', 'rounding = "fen"', "pay_within_working_days = 20"),
)
MINORS = '{group = "minor", share_of_standard = 1}'
NUMBERS = [
    "-1",
    "1.001",
    "nan",
    "inf",
    "true",
    '"abc"',
    "1e300",
    "1e-400",
    "1e99999999999999999999",
    "9" * 5_000,
    "{a = 1}",
    "[1]",
    "2022-01-01",
    '"NaN"',
    '""',
    "[",
    "",
    "1_",
    "0x",
]
DAYS = ['"2022-01-01"', "2022-02-31", "2022-01-01T00:00:00", "2022", "07:00:00", "[]"]
DAMAGED = [
    *(("dibao_standard", STANDARD.replace("450", number), S02) for number in NUMBERS),
    *(("dibao_standard", STANDARD.replace("2022-01-01", day), S02) for day in DAYS),
    *(("dibao_standard", STANDARD + f"issued = {day}\n", S02) for day in DAYS),
    *(
        ("dibao_standard", text, S02)
        for text in (
            "",
            "不是",
            "value = 1",
            "value = {}",
            "value = [1]",
            "x = 1\n" + STANDARD,
            STANDARD + "z = 1\n",
            STANDARD.replace("urban = 640\n", ""),
            STANDARD.replace('basis = "试"\n', ""),
            STANDARD + "rural = 1\n",
            STANDARD.replace('"试"', '" "'),
            STANDARD + 'unverified = "yes"\n',
            "a = " + "[" * 3_000,
        )
    ),
    *(
        ("dibao_benefit", BENEFIT.replace(old, new), S02)
        for old, new in (
            ('"fen"', '"jiao"'),
            ('"fen"', '["fen"]'),
            ('"difference"', "1"),
            ('basis = "试"', 'tiers = [1]\nbasis = "试"'),
            ('basis = "试"', 'tiers = [{income_up_to_share = 1}]\nbasis = "试"'),
            ('basis = "试"', 'floor_share = -1\nbasis = "试"'),
            ('basis = "试"', f'tiers = [{"{income_up_to_share = 1, pays_share = 1}, " * 21}]\nbasis = "试"'),
        )
    ),
    *(
        ("supplements", value_file(f"groups = {groups}", 'stack = "best"'), S02)
        for groups in ('"minor"', "[1]", '[{group = "minor"}]', f"[{MINORS}, {MINORS}]")
    ),
    *(
        ("support_fee", FEE.replace(old, new), S02)
        for old, new in (
            ('["age_60"]', "[[1]]"),
            ('["age_60"]', '"age_60"'),
            ('["age_60"]', '["age_65"]'),
            ('"household"', '"both"'),
            ("rate = 0.5\n", ""),
            ("rate = 0.5\n", f"rate = 0.{'0' * 40}1\n"),
        )
    ),
    *(
        ("price_subsidy", PRICE.replace(old, new), S23)
        for old, new in (
            ('["2022-08", "2023-02"]', "3"),
            ('["2022-08", "2023-02"]', '["2022-08"]'),
            ('["2022-08", "2023-02"]', "[1, 2]"),
            ('["2022-08", "2023-02"]', '["2022-8", "2023-2"]'),
            ('["dibao"]', '["all"]'),
            ('["dibao"]', "[[1]]"),
            ('"rise_times_standard"', '"best"'),
            ("cpi_trigger = 3", 'cpi_trigger = "x"'),
            ("= 20", "= 1.5"),
        )
    ),
    ("dibao_standard", STANDARD.replace("450", "-1"), S13),
    ("dibao_standard", STANDARD.replace("450", "0"), S16),
    ("dibao_benefit", BENEFIT.replace('"fen"', '"jiao"'), S09),
    *(
        ("exclusion", value_file(f"pairs = {pairs}"), HELD_TWICE)
        for pairs in (
            '"dibao"',
            '[["dibao"]]',
            '[["dibao", "tekun", "margin"]]',
            '[["dibao", "x"]]',
            '["dibao"]',
        )
    ),
    ("grace_period", STANDARD, S16),
    ("temporary_aid", STANDARD, S13),
    ("uprating", STANDARD, S09),
    ("place", "based_on = 3", S02),
    *(
        ("place", f"based_on = {place}", S02)
        for place in (
            '"没有这里"',
            '""',
            '"."',
            '"/etc/passwd"',
            '"a\\u0000b"',
            f'"{"a" * 300}"',
            '"../x"',
            "[]",
            '"甲',
            '"圈"',
        )
    ),
]
FRESH = count()  # a place's files are read once, so each damaged place stands in a folder of its own


@pytest.mark.parametrize(
    ("name", "text", "question"),
    [pytest.param(*row, id=f"{row[0]}-{number}") for number, row in enumerate(DAMAGED, 1)],
)
def test_a_damaged_value_file_is_refused_and_named(
    tmp_path: Path, name: str, text: str, question: str
) -> None:
    folder = tmp_path / f"地方{next(FRESH)}"
    folder.mkdir()
    (folder / "place.toml").write_text('name = "试"\nbased_on = "example"\n', encoding="utf-8")
    (folder / f"{name}.toml").write_text(text.replace("圈", folder.name), encoding="utf-8")
    told = refused(tmp_path / "a.yaml", question.replace("values: example", f"values: {folder.name}"), [])
    assert names(told, "values")
    assert name in told or folder.name in told or name == "place" or "低保标准是零" in told, told


@pytest.mark.parametrize("name", ["dibao_standard.toml", "margin.toml", "place.toml"])
@pytest.mark.parametrize("what", ["a folder", "a link that leads nowhere"])
def test_what_should_be_a_file_and_is_none_is_refused_and_never_passed_over(
    name: str, what: str, tmp_path: Path
) -> None:
    place = tmp_path / f"地方{next(FRESH)}"
    place.mkdir()
    if name != "place.toml":
        (place / "place.toml").write_text('name = "试"\nbased_on = "example"\n', encoding="utf-8")
    if what == "a folder":
        (place / name).mkdir()
    else:
        (place / name).symlink_to("没有这里")
    told = refused(tmp_path / "a.yaml", S02.replace("values: example", f"values: {place.name}"), [])
    assert names(told, "values") and f"{place.name}/{name}：数值文件读不出来" in told


def test_a_folder_that_is_no_value_changes_no_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "town").mkdir()
    before = values_version(find_place("town", tmp_path))
    (tmp_path / "town" / "旧.toml").mkdir()
    assert values_version(find_place("town", tmp_path)) == before


def test_a_place_that_is_named_must_be_there_even_where_no_figure_is_asked(tmp_path: Path) -> None:
    question = "ask: deadline\non: 2026-03-02\nvalues: 没有这里\nfacts: {from: 2026-03-02, working_days: 2}\n"
    assert "找不到数值文件夹" in refused(tmp_path / "a.yaml", question, [])


def test_places_that_stand_on_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    for here, there in (("甲", "乙"), ("乙", "丙"), ("丙", "甲")):
        (tmp_path / here).mkdir()
        (tmp_path / here / "place.toml").write_text(f'based_on = "{there}"\n', encoding="utf-8")
    told = refused(tmp_path / "a.yaml", S02.replace("values: example", "values: 甲"), [])
    assert names(told, "values") and "圈" in told


@pytest.mark.parametrize("based_on", ["county", "../county", "inner"])
def test_a_place_may_stand_on_a_folder_beside_it_or_inside_it(based_on: str, tmp_path: Path) -> None:
    town = tmp_path / "towns" / "town"
    below = {
        "county": tmp_path / "towns" / "county",
        "../county": tmp_path / "county",
        "inner": town / "inner",
    }
    below[based_on].mkdir(parents=True)
    town.mkdir(parents=True, exist_ok=True)
    (below[based_on] / "place.toml").write_text('name = "县"\nbased_on = "example"\n', encoding="utf-8")
    (town / "place.toml").write_text(f'name = "镇"\nbased_on = "{based_on}"\n', encoding="utf-8")
    assert find_place("towns/town", tmp_path).names == ("镇", "县", "示例区", "全国")


def test_a_supporter_may_not_carry_a_members_id(tmp_path: Path) -> None:
    told = refused(tmp_path / "two.yaml", S02.replace("id: 孙志强", "id: 孙桂芝"), [])
    assert names(told, "facts.supporters[0].id") and "孙桂芝 用了两次" in told
