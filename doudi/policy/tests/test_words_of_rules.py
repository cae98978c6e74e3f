"""每一条规则的话 — how every rule tells its reckoning, for families in which all is known and in which it is not.

`sheets/words/NAME.txt` keeps the words for `NAME.yaml` beside it, one line a rule and person: title, value, reckoning.
After a deliberate change of wording or law: write `words_of(NAME)` there and read what changed, line by line.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from doudi.policy.ask import KINDS
from doudi.policy.asks.household import decide
from doudi.policy.explain import Teller, rate_text, whole_fen
from doudi.policy.language import (
    HOUSEHOLD,
    MEMBER,
    MONEY,
    OBLIGATION,
    QUANTITY,
    Function,
    Rule,
    round_half_up,
    round_up,
    share,
)
from doudi.policy.question import Question, read_question
from doudi.policy.reading import read_documents
from doudi.policy.sheet import whose
from doudi.policy.tests.test_unknowns import child, family, person

WORDS = Path(__file__).parent / "sheets" / "words"


def words_of(name: str) -> list[str]:
    (document,) = read_documents(WORDS / f"{name}.yaml")
    reckoning = decide(read_question(document, WORDS, KINDS)).reckoning
    teller, lines = Teller(reckoning), []
    for rule in reckoning.rules.values():
        indexes = [0] if rule.entity == HOUSEHOLD else list(reckoning.indexes(rule.entity))
        if rule.entity == OBLIGATION:
            indexes = list(range(len(reckoning.household.obligations)))
        for index in indexes:
            told = f"{teller.term(rule.name, index)} ＝ {teller.because(rule, index)}"
            lines.append(f"{whose(reckoning, rule, index)}{rule.title}：{told}")
    return lines


@pytest.mark.parametrize("name", sorted(path.stem for path in WORDS.glob("*.yaml")))
def test_every_rule_tells_its_reckoning_word_for_word_as_it_was_read_and_kept(name: str) -> None:
    assert words_of(name) == (WORDS / f"{name}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("parts", "fen"),
    [(0, 0), (11, 1), (12, 1), (13, 1), (17, 1), (18, 2), (-5, 0), (-6, -1), (-17, -1), (-18, -2), (-12, -1)],
)
def test_parts_are_whole_fen_half_away_from_nought(parts: int, fen: int) -> None:
    assert whole_fen(parts, 12) == fen


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        (Fraction(0), "0%"),
        (Fraction(1, 5), "20%"),
        (Fraction(37, 1000), "3.7%"),
        (Fraction(1, 3), "33.333333%"),
        (Fraction(1), "100%"),
        (Fraction(101, 100), "1.01 倍"),
        (Fraction(3, 2), "1.5 倍"),
        (Fraction(2), "2 倍"),
        (Fraction(4, 3), "1.333333 倍"),
    ],
)
def test_a_rate_is_a_share_up_to_the_whole_and_a_multiple_beyond(rate: Fraction, told: str) -> None:
    assert rate_text(rate) == told


# Rules that no law has, for ways of writing that a rule may take tomorrow.


def born(birth):
    return birth


def on_the_day(today):
    return today


def which(disability_category):
    return disability_category


def has_more_saved_than_earned(financial_assets, income_wage, fen):
    return (financial_assets - 1) * fen >= income_wage * fen + 100 * fen


def has_a_share_saved(financial_assets, income_wage):
    return financial_assets * 2 > income_wage // 12


def reckons_in_brackets(income_wage, income_pension, income_other, fen):
    return (income_wage - income_pension + income_other) * fen // 12 * 3


def rounds_to_fen(income_wage, fen):
    return round_half_up(income_wage * fen // 7, fen)


def rounds_to_yuan(income_wage, fen, yuan):
    return round_half_up(income_wage * fen // 7, yuan)


def rounds_up(income_wage, fen, yuan):
    return round_up(income_wage * fen // 7, yuan)


def the_least_of_three(income_wage, income_pension, financial_assets, fen):
    return min(min(income_wage, income_pension) * fen, financial_assets * fen)


def the_most_that_is_something(income_wage, income_pension, income_other, fen):
    return max(max(income_other, income_pension) * fen, income_wage * fen)


def the_most_of_nothing(income_other, income_property, fen):
    return max(income_other * fen, income_property * fen)


def not_below_nought(income_pension, income_wage, fen):
    return max((income_pension - income_wage) * fen, 0)


def not_below_nought_and_is_not(income_pension, income_wage, fen):
    return max((income_wage - income_pension) * fen, 0)


def nothing_left(income_other, fen):
    return max(income_other * fen, 0)


def has_some_left(income_wage, income_pension, fen):
    return max(income_wage * fen - income_pension * fen, 0) >= 5 * fen


def nothing_taken_off(income_wage, income_other, fen):
    return income_other * fen - income_wage * fen


def a_share_of_a_sum(income_wage, income_pension, margin_multiple):
    return share(income_wage + income_pension, margin_multiple)


def either(serious_illness, student, homes):
    return serious_illness or student or homes > 1


def neither(serious_illness, student, homes):
    return not (serious_illness or student) and homes != 1


def by_the_switch(halves_age_60, support_fee_per_head, student):
    return (halves_age_60 and student) or support_fee_per_head == 1


TOLD: dict[Function, tuple[str, str]] = {  # of one of whom all is known, of one of whom nothing is
    born: (
        "出生日期1950年2月3日",
        "出生日期不详",
    ),
    on_the_day: (
        "裁量之日2022年6月15日",
        "裁量之日2022年6月15日",
    ),
    which: (
        "残疾类别肢体",
        "残疾类别无",
    ),
    has_more_saved_than_earned: (
        "金融资产6200.00元 － 1＝6199.99元 ≥ 工资性收入（年）1200.00元 ＋ 100＝1201.00元",
        "金融资产6200.00元 － 1＝6199.99元 ≥？ 工资性收入（年）不详 ＋ 100＝不详",
    ),
    has_a_share_saved: (
        "金融资产6200.00元 × 2＝12400.00元 ＞ 工资性收入（年）1200.00元 ÷ 12＝100.00元",
        "金融资产6200.00元 × 2＝12400.00元 ＞？ 工资性收入（年）不详 ÷ 12＝不详",
    ),
    reckons_in_brackets: (
        "（工资性收入（年）1200.00元 － 养老金、退休金（年）100.01元） ÷ 12 × 3",
        "（工资性收入（年）不详 － 养老金、退休金（年）不详 ＋ 其他收入（年）不详） ÷ 12 × 3",
    ),
    rounds_to_fen: (
        "工资性收入（年）1200.00元 ÷ 7，四舍五入到分",
        "工资性收入（年）不详 ÷ 7，四舍五入到分",
    ),
    rounds_to_yuan: (
        "工资性收入（年）1200.00元 ÷ 7，四舍五入到元",
        "工资性收入（年）不详 ÷ 7，四舍五入到元",
    ),
    rounds_up: (
        "工资性收入（年）1200.00元 ÷ 7，见角进元",
        "工资性收入（年）不详 ÷ 7，见角进元",
    ),
    the_least_of_three: (
        "工资性收入（年）1200.00元、养老金、退休金（年）100.01元、金融资产6200.00元 中较小的",
        "工资性收入（年）不详、养老金、退休金（年）不详、金融资产6200.00元 中较小的",
    ),
    the_most_that_is_something: (
        "养老金、退休金（年）100.01元、工资性收入（年）1200.00元 中较大的",
        "其他收入（年）不详、养老金、退休金（年）不详、工资性收入（年）不详 中较大的",
    ),
    the_most_of_nothing: (
        "其他收入（年）0.00元",
        "其他收入（年）不详、财产净收入（年）不详 中较大的",
    ),
    not_below_nought: (
        "养老金、退休金（年）100.01元 － 工资性收入（年）1200.00元",
        "养老金、退休金（年）不详 － 工资性收入（年）不详",
    ),
    not_below_nought_and_is_not: (
        "工资性收入（年）1200.00元 － 养老金、退休金（年）100.01元",
        "工资性收入（年）不详 － 养老金、退休金（年）不详",
    ),
    nothing_left: ("其他收入（年）0.00元，不低于零", "其他收入（年）不详"),
    has_some_left: (
        "工资性收入（年）1200.00元 － 养老金、退休金（年）100.01元＝1099.99元 ≥ 5",
        "工资性收入（年）不详 － 养老金、退休金（年）不详＝不详 ≥？ 5",
    ),
    nothing_taken_off: (
        "其他收入（年）0.00元 － 工资性收入（年）1200.00元",
        "其他收入（年）不详 － 工资性收入（年）不详",
    ),
    a_share_of_a_sum: (
        "（工资性收入（年）1200.00元 ＋ 养老金、退休金（年）100.01元） × 低保边缘倍数1.5 倍",
        "（工资性收入（年）不详 ＋ 养老金、退休金（年）不详） × 低保边缘倍数1.5 倍",
    ),
    either: (
        "重病否，或者 在校学生否，或者 住房套数1套 ≤ 1",
        "重病否，或者 在校学生否，或者 住房套数1套 ≤ 1",
    ),
    neither: (
        "住房套数1套 ＝ 1",
        "住房套数1套 ＝ 1",
    ),
    by_the_switch: (
        "在校学生否，或者 赡养费按人均推算否 ≠ 1",
        "在校学生否，或者 赡养费按人均推算否 ≠ 1",
    ),
}


def made(function: Function) -> Rule:
    code = function.__code__
    needs = code.co_varnames[: code.co_argcount]
    return Rule(function.__name__, "试写", MEMBER, MONEY, "试", needs, role=QUANTITY, function=function)


@pytest.fixture(scope="module")
def teller() -> Teller:
    income = [{"kind": "wage", "monthly": 100}, {"kind": "pension", "yearly": "100.01"}]
    facts = family(
        person(birth="1950-02-03", income=income, disability={"category": "physical", "grade": 2}),
        person("b", birth=None, income=None),
        assets={"financial": 6200, "homes": 1, "vehicles": 0, "businesses": None},
        supporters=[child()],
    )
    question = Question("", "household", date(2022, 6, 15), "example", None, facts, None, Path())
    return Teller(decide(question).reckoning)


@pytest.mark.parametrize("function", TOLD, ids=lambda function: function.__name__)
def test_a_rule_is_told_in_the_order_in_which_it_is_written(function: Function, teller: Teller) -> None:
    assert (teller.because(made(function)), teller.because(made(function), 1)) == TOLD[function]
