"""验收场景 S01, S02, S07, S08: the papers that the families of the public scenarios get."""

from datetime import date
from pathlib import Path

import pytest

import doudi.policy
from doudi.policy.ask import answer_file
from doudi.policy.asks.household import Decided
from doudi.policy.days import add_working_days, load_calendar
from doudi.policy.values import Place
from doudi.records.documents.papers.catalogue import PAPERS
from doudi.records.documents.papers.explanation import explanation_fields, explanation_paper
from doudi.records.documents.papers.making import make_paper
from doudi.records.documents.papers.remedies import NoRemedyPeriod, remedies
from doudi.records.documents.papers.tests.cast import EXAMPLE, SAMPLES
from doudi.records.documents.papers.tests.pdf_text import words

EXAMPLES = Path(doudi.policy.__file__).parent / "examples"


def said(code: str) -> str:
    data, dated = SAMPLES[code]
    return words(make_paper(code, data, dated=dated))


def decided(name: str) -> Decided:
    first = answer_file(EXAMPLES / name)[0]
    assert first.decided is not None
    return first.decided


def test_s01_every_paper_of_the_scenario_that_is_made_here_has_a_template() -> None:
    made_here = (
        "申请书",
        "诚信承诺书",
        "核对授权书",
        "核对报告",
        "联审联确认会议记录",
        "审核确认表",
        "确认告知书",
    )
    titles = [paper.title for paper in PAPERS.values()]
    assert [name for name in made_here if not any(title.endswith(name) for title in titles)] == []


def test_s01_the_confirmation_form_shows_the_amount_the_way_a_cashier_writes_it() -> None:
    told = said("D13")
    assert "734.00元（大写：柒佰叁拾肆元整），自2022年4月起" in told
    assert "受理之日2022年3月7日" in told


def test_s02_the_notice_tells_amount_month_and_the_halving() -> None:
    told = said("D14-1")
    assert "决定：予以确认" in told
    assert "80.00元（大写：捌拾元整）" in told
    assert "2022年5月" in told
    assert "已年满60周岁，减半计入250.00元" in told
    assert "送达回证" in told


def test_s02_the_explanation_tells_formula_reason_and_both_results() -> None:
    told = words(explanation_paper(decided("s02.yaml")))
    for part in (
        "最低生活保障（低保）",
        "80.00元（大写：捌拾元整）",
        "赡养费减半：是（周岁76岁≥老年人年龄界限60岁）",
        "不减半：赡养费500.00元，家庭月可支配收入620.00元，结论：低保边缘家庭",
        "家庭月可支配收入370.00元＜",
        "结论变为：低保边缘家庭",
        "铁清民发〔2022〕47号二（二）",
        "未核实",
        "没有见到原文件",
    ):
        assert part in told
    assert "None" not in told and "facts." not in told


def test_s07_the_explanation_says_no_and_what_is_still_missing() -> None:
    told = words(explanation_paper(decided("s07.yaml"), office="示例区松岭镇人民政府"))
    assert "不符合以上任何一类" in told
    assert "机动车辆数1辆＞机动车辆限额0辆" in told
    assert "成员冯大伟的收入" in told
    assert "facts." not in told and "大写" not in told


def test_the_explanation_loses_no_line_that_the_law_told() -> None:
    family = decided("s03.yaml")
    fields = explanation_fields(family)
    told = words(explanation_paper(family))
    for key in ("reckoning", "amounts", "changes"):
        assert fields[key]
        for row in fields[key]:
            assert "".join(row["line"].split()) in told
            assert row["basis"] is None or "".join(row["basis"].split()) in told
    assert all("".join(row["because"].split()) in told for row in fields["findings"])


def test_s07_the_refusal_holds_what_the_law_asks_for() -> None:
    told = said("D14-2")
    for part in (
        "决定：不予确认",
        "一、事实",
        "小型轿车1辆，2021年8月19日登记",
        "二、依据",
        "（民发〔2021〕57号）第十四条",
        "三、理由",
        "机动车辆1辆，超过限额0辆",
        "申请复核：可以向示例区松岭镇人民政府申请复核",
        "60日内，向示例区人民政府申请行政复议，最后一日为2022年7月25日",
        "6个月内，向示例区人民法院提起行政诉讼，最后一日为2022年11月24日",
        "按2022年5月24日送达计算",
        "电话：024-00000000",
        "2022年5月20日",
    ):
        assert part in told


def test_a_notice_not_yet_served_tells_the_periods_without_a_last_day() -> None:
    data, dated = SAMPLES["D14-2"]
    unserved = {k: v for k, v in data.items() if k not in ("served_on", "reconsider_by", "litigate_by")}
    told = words(make_paper("D14-2", unserved, dated=dated))
    assert "收到本告知书之日起60日内" in told and "最后一日" not in told


def test_s08_one_notice_tells_every_missing_paper_and_when_the_clock_starts() -> None:
    told = said("D04")
    assert "家庭经济状况核对授权书成年子女周阳" in told
    assert "现一次告知" in told
    assert "材料补齐之日为受理之日" in told and "补正期间不计入" in told
    assert "2022年4月28日" in told


def test_s08_the_receipt_tells_the_last_day_that_the_calendar_gives() -> None:
    last = add_working_days(date(2022, 5, 9), 20, (), load_calendar()).on
    data, dated = SAMPLES["D05"]
    assert last == data["decide_by"] == date(2022, 6, 7)
    assert "最迟作出决定之日2022年6月7日" in words(make_paper("D05", data, dated=dated))


# ---- the ways to object ------------------------------------------------------------------------


def test_s07_the_last_days_roll_from_a_saturday_to_monday() -> None:
    told = remedies(EXAMPLE, date(2022, 5, 20), date(2022, 5, 24))
    assert (told.reconsider_by, told.litigate_by) == (date(2022, 7, 25), date(2022, 11, 24))
    assert not told.provisional


def test_a_last_day_in_a_year_without_a_calendar_is_provisional() -> None:
    assert remedies(EXAMPLE, date(2026, 11, 20), date(2026, 11, 24)).provisional


def test_without_periods_in_force_no_notice_is_prepared(tmp_path: Path) -> None:
    empty = Place((tmp_path,), ("无",))
    with pytest.raises(NoRemedyPeriod, match="请先补上数值"):
        remedies(empty, date(2022, 5, 20))
