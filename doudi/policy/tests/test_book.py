"""What the policy manual and the list of changes say, for one who reads them without the code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from doudi.policy.book import _clauses_changed, conflicts, conflicts_of, policy_book, policy_diff
from doudi.policy.values import find_place

EXAMPLES = Path(__file__).parents[1] / "examples"
EAST = find_place("places/east-county", EXAMPLES)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return policy_book(EAST, date(2022, 7, 1)).splitlines()


def under(lines: list[str], name: str) -> list[str]:
    """The lines of one rule or value, up to the next empty one."""
    first = next(number for number, line in enumerate(lines) if f"`{name}`" in line)
    return lines[first : lines.index("", first)]


def test_a_rule_is_spelled_with_its_branches_its_rounding_and_its_clause(lines: list[str]) -> None:
    head, text, basis = under(lines, "dibao_monthly")
    assert head == "**低保金（月）** `dibao_monthly`（每户，单位：元）"
    assert "取整前的低保金，见角进元" in text
    assert text.index("四舍五入到元") < text.index("四舍五入到分")
    assert text.startswith("　＝ 如果（不是（最低生活保障（低保）））：0；否则：如果（")
    assert basis == "　依据：民发〔2021〕57号 第二十三条"


def test_a_sum_and_a_count_say_of_whom(lines: list[str]) -> None:
    assert under(lines, "members_income")[1] == "　＝ 各名成员“计入的个人月收入”相加"
    assert under(lines, "members_without_labour_ability")[1] == "　＝ 各名成员“无劳动能力”人数"


def test_all_and_either_are_told_apart(lines: list[str]) -> None:
    assert under(lines, "household_on_margin")[1] == "　＝ 低保边缘家庭"
    candidate = "（重度残疾 或者 重病） 并且 （单人保最低年龄 ＝ 0 或者 周岁 ≥ 单人保最低年龄）"
    assert under(lines, "single_person_candidate")[1] == f"　＝ {candidate}"
    assert " 或者 " not in under(lines, "margin")[1] and " 并且 " in under(lines, "margin")[1]


def test_a_difference_is_kept_together_before_it_is_multiplied(lines: list[str]) -> None:
    assert "较大者（适用的低保标准 × 共同生活人数 － 家庭月可支配收入，" in under(lines, "difference")[1]


def test_a_value_has_each_of_its_days_with_what_is_in_force_marked(lines: list[str]) -> None:
    _, *rows = under(lines[lines.index("## 数值") :], "dibao_standard")
    assert rows == [
        "- 东县，2022-01-01 起：农村 400；城市 600.50。依据：自拟 1",
        "- 东县，2022-05-16 起，2022-06-10 印发：农村 433.33；城市 640。依据：自拟 2：年中提标，追溯　← 当日有效",
    ]


def test_lists_tables_and_yes_or_no_are_words(lines: list[str]) -> None:
    tiers = under(lines, "dibao_benefit")[2]
    assert "分档 收入到标准的 0.25，发标准的 0.8；收入到标准的 0.5，发标准的 0.55；" in tiers
    assert "须有照料协议 否" in under(lines, "tekun_care")[1]
    assert (
        "项目 高龄津贴、残疾人两项补贴、临时救助金、价格临时补贴、奖学金、助学金"
        in under(lines, "disregarded_income")[1]
    )


def test_the_changes_between_two_days_tell_old_and_new_and_what_was_not_in_force() -> None:
    told = policy_diff(EAST, date(2021, 12, 31), date(2022, 1, 1))
    assert (
        "  最低生活保障标准（dibao_standard）：未生效 → 农村 400；城市 600.50。依据：自拟 1"
        in told.splitlines()
    )
    back = policy_diff(EAST, date(2022, 1, 1), date(2021, 12, 31))
    assert "（dibao_standard）：农村 400；城市 600.50 → 不再有效。依据：自拟 1" in back


def test_where_nothing_changed_it_says_so() -> None:
    assert policy_diff(EAST, date(2022, 6, 1), date(2022, 6, 2)).splitlines() == [
        "东县：2022-06-01 与 2022-06-02 之间的变化",
        "",
        "规则和条款：",
        "  没有变化。",
        "",
        "数值：",
        "  没有变化。",
    ]


def test_on_the_day_of_the_new_law_the_clauses_change_and_the_rules_do_not() -> None:
    told = policy_diff(EAST, date(2026, 6, 30), date(2026, 7, 1))
    row = next(line for line in told.splitlines() if line.startswith("  增加依据 社会救助法 第十八条："))
    assert "、人均收入低于低保标准、" in row
    assert "  增加依据 社会救助法 第十九条：适用的低保标准" in told.splitlines()
    assert told.count("社会救助法 第十八条") == 1
    assert "改写" not in told


def test_only_the_figures_that_differ_are_told_and_their_measures_stand_behind_them() -> None:
    told = policy_diff(find_place("211204", Path()), date(2022, 6, 30), date(2026, 7, 2)).splitlines()

    document = "中办国办2020年《关于改革完善社会救助制度的意见》"
    assert any(row.startswith(f"  依据由 {document} 改为 刚性支出困难家庭认定办法：实际刚性") for row in told)

    def line(name: str) -> str:
        return next(row for row in told if f"（{name}）：" in row)

    assert "（minimum_wage）：每月 1580元 → 每月 1700元。" in line("minimum_wage")
    assert "（uprating）：农村最低涨幅 0.05；取整容差 0元 → 农村最低涨幅 0；取整容差 1元。" in line(
        "uprating"
    )
    assert "（margin）：数值不变，依据的文件改变。依据：社会救助法 第二十一条第三款：" in line("margin")
    assert "（death_handling）：未生效 → 月数 3。" in line("death_handling")


def test_the_points_of_difference_about_a_figure_are_those_that_name_it() -> None:
    named = {row["value"] for row in conflicts() if "value" in row}
    assert named
    for value in named:
        assert {row["value"] for row in conflicts_of(value)} == {value}
    assert conflicts_of("没有这个") == []


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("甲；乙", "甲；丙", "依据由 乙 改为 丙"),
        ("甲", "甲；丙", "增加依据 丙"),
        ("", "甲", "增加依据 甲"),
        ("甲；乙", "乙", "不再依据 甲"),
        ("甲；乙", "乙；甲", "依据的先后改变"),
    ],
)
def test_what_changed_in_the_documents_is_said_once(was: str, now: str, told: str) -> None:
    assert _clauses_changed(was, now) == told
