"""The sheet that an officer hands over, what would have to change, and the policy book."""

import re
from datetime import date
from pathlib import Path

import pytest

from doudi.cli import main
from doudi.policy.ask import KINDS
from doudi.policy.asks.household import decide, decide_for
from doudi.policy.book import policy_book, policy_diff
from doudi.policy.changes import what_would_change
from doudi.policy.explain import Teller
from doudi.policy.figures import Figures
from doudi.policy.language import BOOK
from doudi.policy.question import read_question
from doudi.policy.reading import read_documents
from doudi.policy.sheet import _amount_lines, household_sheet
from doudi.policy.values import find_place, names

SUN_GUIZHI = {
    "id": "a",
    "relation": "self",
    "birth": "1945-09-20",
    "sex": "female",
    "income": [{"kind": "pension", "monthly": 120}],
    "spending_year": {"medical": 0},
}
HER_SON = {
    "id": "s1",
    "supports": ["a"],
    "relation": "child",
    "family_size": 3,
    "family_income_monthly": 3700,
    "persons_supported": 1,
}
NO_ASSETS = {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0}


def decided(
    members=(SUN_GUIZHI,), supporters=(HER_SON,), assets=NO_ASSETS, on="2022-04-28", standard="rural"
):
    document = {
        "name": "孙桂芝",
        "ask": "household",
        "on": on,
        "values": "example",
        "facts": {
            "standard": standard,
            "members": list(members),
            "supporters": None if supporters is None else list(supporters),
            "assets": assets,
        },
    }
    return decide(read_question(document, Path(), KINDS))


def test_the_sheet_tells_result_amount_reckoning_clauses_and_both_results_of_halving():
    sheet = household_sheet(decided())
    for told in (
        "结论：最低生活保障（低保）",
        "每月：80.00 元",
        "赡养费减半：是（周岁76岁 ≥ 老年人年龄界限60岁）",
        "不减半：赡养费 500.00 元，家庭月可支配收入 620.00 元，结论：低保边缘家庭",
        "铁清民发〔2022〕47号 二（二）",
        "家庭月可支配收入370.00元 ＜",
    ):
        assert told in sheet
    assert "{" not in sheet and "None" not in sheet


def test_of_an_obligor_without_means_the_sheet_says_why_nothing_is_reckoned():
    sheet = household_sheet(decided(supporters=[{**HER_SON, "unable": True}]))
    assert (
        "每名被赡养人应得赡养费：0.00元（没有履行义务的能力，不推算赡养费）〔民发〔2021〕43号 第八条〕"
        in sheet
    )


def test_a_sheet_with_missing_facts_says_whose_and_which():
    sheet = household_sheet(decided(members=[{**SUN_GUIZHI, "income": None}], supporters=None))
    assert "结论：还不能确定" in sheet
    assert "成员 a 的收入" in sheet
    assert "有没有赡养、抚养、扶养义务人" in sheet


def test_each_change_told_turns_the_answer_and_one_yuan_less_does_not():
    family = decided()
    changes = {change.fact: change for change in what_would_change(family)}
    pension = changes["members[0].income.pension"]
    assert pension.classification == "margin"
    assert "由 120.00 元增加到 200.00 元" in pension.sentence
    one_less = decided(members=[{**SUN_GUIZHI, "income": [{"kind": "pension", "monthly": 199}]}])
    enough = decided(members=[{**SUN_GUIZHI, "income": [{"kind": "pension", "monthly": 200}]}])
    assert one_less.answer["classification"] == "dibao"
    assert enough.answer["classification"] == "margin"


def test_less_than_a_yuan_too_much_goes_down_to_nothing_and_not_below():
    pension = [{"kind": "pension", "monthly": "449.50"}, {"kind": "property", "monthly": "0.60"}]
    family = decided(members=[{**SUN_GUIZHI, "income": pension}], supporters=())
    change = next(c for c in what_would_change(family) if c.fact == "members[0].income.property")
    assert family.answer["classification"] == "margin" and change.classification == "tekun"
    assert "由 0.60 元减少到 0.00 元" in change.sentence


def test_two_who_are_alike_share_one_line():
    pair: list[object] = [
        {"id": each, "birth": "1990-01-01", "income": [{"kind": "wage", "monthly": 600}], "spending_year": {}}
        for each in ("甲", "乙")
    ]
    told = [
        line for line in household_sheet(decided(members=pair, supporters=())).splitlines() if "工资" in line
    ]
    assert [line for line in told if "成员 甲、乙 中任何一人的工资性收入每月由 600.00 元" in line]


def test_the_supporters_income_is_searched_to_the_yuan_too():
    fact = next(c for c in what_would_change(decided()) if c.fact == "supporters[0].family_income")
    assert "增加到 4020.00 元" in fact.sentence
    for income, answer in ((4019, "dibao"), (4020, "margin")):
        assert (
            decided(supporters=[{**HER_SON, "family_income_monthly": income}]).answer["classification"]
            == answer
        )


def test_nothing_that_is_nought_is_added_or_taken_off_in_a_reckoning():
    sheet = household_sheet(decided())
    assert re.search(r"[＋－] \D*\d", sheet)
    assert not re.search(r"[＋－] \D*0\.00元", sheet)


def test_the_sheet_tells_the_way_of_paying_that_the_place_has_and_not_the_other():
    sheet = household_sheet(decided())
    assert "按差额的补助：" in sheet and "按分档的补助" not in sheet
    examples = Path(__file__).parents[1] / "examples"
    question = read_question(read_documents(examples / "z01-another-place.yaml")[0], examples, KINDS)
    sheet = household_sheet(decide(question))
    assert "按分档的补助：" in sheet and "按差额的补助" not in sheet


@pytest.mark.parametrize(("pension", "later"), [(100, False), (404, False), (405, True), (480, True)])
def test_the_later_tiers_are_told_where_one_of_them_pays_and_only_there(pension, later):
    examples = Path(__file__).parents[1] / "examples"
    income = [{"kind": "pension", "monthly": pension}]
    family = decided(members=[{**SUN_GUIZHI, "income": income}], supporters=(), on="2026-03-01")
    place = find_place("places/ten-tiers", examples)
    figures = Figures(place, family.question.on)
    lines = _amount_lines(*told_by(decide_for(family.question, family.household, figures)))
    assert any("按分档的补助（第九档以后）" in line for line in lines) == later


def told_by(family):
    return family.answer, family.reckoning, Teller(family.reckoning)


def test_sex_birth_relation_and_disability_are_never_varied():
    facts = {change.fact.rsplit(".", 1)[-1] for change in what_would_change(decided())}
    assert not facts & {"sex", "birth", "relation", "disability", "standard", "lifted_out_of_poverty"}


def test_no_single_fact_is_said_when_nothing_alone_turns_the_answer():
    rich = [
        {
            **SUN_GUIZHI,
            "income": [{"kind": "pension", "monthly": 30000}, {"kind": "property", "monthly": 30000}],
        }
    ]
    family = decided(members=rich, assets={"financial": 9000000, "homes": 3, "vehicles": 2, "businesses": 1})
    assert what_would_change(family) == []
    assert "没有哪一项事实单独改变会使结论不同" in household_sheet(family)


def test_nothing_is_said_to_turn_an_answer_that_is_not_yet_known():
    assert what_would_change(decided(supporters=None)) == []


def test_a_later_birthday_or_standard_is_told_with_its_day():
    almost_sixty = {**SUN_GUIZHI, "birth": "1962-06-01", "income": [{"kind": "wage", "monthly": 0}]}
    family = decided(members=[almost_sixty], supporters=[])
    later = [change for change in what_would_change(family) if change.fact == "on"]
    assert later and later[0].sentence.startswith("2022-06-01起（成员 a 满60周岁）")
    assert later[0].classification == "tekun"


def test_the_policy_book_holds_every_rule_and_every_value_name_with_its_document():
    place = find_place("211204", Path())
    book = policy_book(place, date(2026, 7, 1))
    for name in BOOK:
        assert f"`{name}`" in book
    for name in names(place):
        assert f"`{name}`" in book
    assert "未见原文件，待核实" in book
    assert "社会救助法 第四十五条" in book


def test_the_diff_tells_what_changed_in_law_and_values():
    told = policy_diff(find_place("211204", Path()), date(2026, 6, 30), date(2026, 7, 1))
    assert "社会救助法 第十八条" in told
    assert "fraud_fine" in told and "最高倍数 3 → " in told
    same = policy_diff(find_place("example", Path()), date(2022, 3, 1), date(2022, 3, 2))
    assert same.count("没有变化。") == 2


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["policy", "diff", "--from", "2022-02-30", "--to", "2022-07-01"], 2, "没有 2022-02-30 这一天"),
        (["policy", "book", "--values", "无此地"], 2, "找不到数值文件夹"),
        (["无此命令"], 2, "没有 无此命令 这个命令"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_one_chinese_line(capsys, words, code, told):
    assert main(words) == code
    captured = capsys.readouterr()
    assert told in captured.err and captured.err.count("\n") == 1 and not captured.out


def test_the_book_is_written_to_a_file(tmp_path, capsys):
    assert main(["policy", "book", "--values", "example", "--out", str(tmp_path / "手册.md")]) == 0
    assert (tmp_path / "手册.md").read_text(encoding="utf-8").startswith("# 政策手册：示例区")
