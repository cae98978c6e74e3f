"""How a rule may be written: what the tree reads, what it refuses, and that every form reads the same."""

import itertools
import sys
from datetime import date
from fractions import Fraction
from types import ModuleType

import pytest

from doudi.policy import language
from doudi.policy.language import (
    BOOK,
    RuleConflict,
    clauses_on,
    household,
    how_many,
    in_force,
    obligation,
    round_half_up,
    round_up,
    share,
    total,
)
from doudi.policy.plan import plan_for
from doudi.policy.tree import Node, NotARule, _functions_of, names_in, tree_of
from doudi.policy.unknown import Term, Unknown, count, work_through

SOME_FACT = Unknown(frozenset(("facts.members[0].income",)))


@pytest.fixture
def tried(tmp_path, monkeypatch):
    """Reads a rule `tried(income, members)` of the given body, as if it stood in the law."""
    monkeypatch.setattr(language, "BOOK", {})

    def read(body: str, signature: str = "income, members") -> Node:
        path = tmp_path / "tried_rules.py"
        path.write_text(
            "from doudi.policy.language import household\nFIVE = 5\nloose = 7\n\n\n"
            f'@household("试写", unit="元", basis="试")\ndef tried({signature}):\n{body}',
            encoding="utf-8",
        )
        module = ModuleType("tried_rules")
        module.__file__ = str(path)
        monkeypatch.setitem(sys.modules, "tried_rules", module)
        language.BOOK.clear()
        _functions_of.cache_clear()
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
        return tree_of(language.BOOK["tried"][0])

    return read


@pytest.mark.parametrize(
    "body",
    [
        "    return income * FIVE // members\n",
        "    if income > 0 and not members == 2:\n        return min(income, 3)\n    return 0\n",
        "    return income if members in (1, FIVE) else max(income, 0)\n",
        "    if income > 0:\n        return 1\n    else:\n        return 2\n",
        "    return 0 < income and income <= 9 or members >= 2\n",
    ],
)
def test_what_every_form_can_follow_is_read(tried, body):
    assert names_in(tried(body)) <= {"income", "members"}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("    return income / members\n", "income / members"),
        ("    return income ** 2\n", "income ** 2"),
        ("    return income * 0.5\n", "0.5"),
        ("    return sum(range(income))\n", "sum"),
        ("    return loose + income\n", "loose"),
        ("    total = income\n    return total\n", "total = income"),
        ("    return [income]\n", "[income]"),
        ("    for each in income:\n        return each\n", "for each in income"),
        ("    return income.bit_length()\n", "函数"),
        ("    return min(income, members, 1)\n", "min"),
        ("    return 0 < income <= 9\n", "“0 < income <= 9”这样连着写的比较"),
        ("    return income is None\n", "income is None"),
        ("    return income in members\n", "income in members"),
        ("    return income not in (1, 2)\n", "income not in (1, 2)"),
        ("    if income > 0:\n        return 1\n", "return"),
    ],
)
def test_anything_else_is_refused_with_file_line_and_a_sentence(tried, body, told):
    with pytest.raises(NotARule) as refusal:
        tried(body)
    line = "：" if told == "return" else "，第8行："
    assert f"tried_rules.py{line}规则" in str(refusal.value)
    assert told in str(refusal.value)


@pytest.mark.parametrize(
    "signature", ["income=0, members=1", "*income, members", "income, members, **more", "income, *, members"]
)
def test_a_parameter_with_a_default_or_of_any_number_is_refused(tried, signature):
    with pytest.raises(NotARule, match="第7行：规则的参数不能有默认值，也不能是可变参数"):
        tried("    return income\n", signature)


def test_two_rules_of_one_name_may_not_hold_on_the_same_day(monkeypatch):
    monkeypatch.setattr(language, "BOOK", {})

    def fine(income):
        return income

    household("旧", unit="元", basis="旧法", until="2026-06-30")(fine)
    household("新", unit="元", basis="新法", since="2026-07-01")(fine)
    with pytest.raises(RuleConflict):
        household("又", unit="元", basis="又一", since="2027-01-01")(fine)


@pytest.mark.parametrize("late_first", [False, True])
@pytest.mark.parametrize(("until", "conflict"), [("2026-06-30", False), ("2026-07-01", True)])
def test_the_last_day_of_a_rule_may_not_be_the_first_of_the_next(monkeypatch, late_first, until, conflict):
    monkeypatch.setattr(language, "BOOK", {})

    def fine(income):
        return income

    rules = [{"since": "2026-07-01"}, {"until": until}]
    first, second = rules if late_first else rules[::-1]
    household("一", unit="元", basis="一", **first)(fine)
    if conflict:
        with pytest.raises(RuleConflict, match="规则 fine 有两个写法在同一天有效"):
            household("二", unit="元", basis="二", **second)(fine)
    else:
        household("二", unit="元", basis="二", **second)(fine)


def test_a_sum_and_a_count_stand_one_floor_above_what_they_gather(monkeypatch):
    monkeypatch.setattr(language, "BOOK", {})

    def each(income):
        return income

    obligation("每份", unit="元", basis="试")(each)
    total("all_of_it", "合计", of="each", basis="试")
    how_many("how_often", "几份", of="each", basis="试")
    gathered = [language.BOOK[name][0] for name in ("all_of_it", "how_often")]
    assert [(rule.entity, rule.of, rule.needs) for rule in gathered] == [("supporter", "each", ("each",))] * 2
    assert [rule.unit for rule in gathered] == [language.MONEY, language.COUNT]


def test_the_day_decides_which_rule_is_law(monkeypatch):
    monkeypatch.setattr(language, "BOOK", {})

    def fine(income):
        return income

    household("旧", unit="元", basis="旧法", until="2026-06-30")(fine)
    household("新", unit="元", basis="新法", since="2026-07-01")(fine)
    assert in_force(date(2026, 6, 30))["fine"].title == "旧"
    assert in_force(date(2026, 7, 1))["fine"].title == "新"


def test_clauses_are_told_by_the_day():
    basis = "民发〔2021〕57号 第四条；社会救助法 第十八条（自2026-07-01）；旧办法（至2021-06-30）"
    assert clauses_on(basis, date(2022, 4, 28)) == "民发〔2021〕57号 第四条"
    assert clauses_on(basis, date(2026, 7, 1)) == "民发〔2021〕57号 第四条；社会救助法 第十八条"
    assert clauses_on(basis, date(2021, 6, 30)) == "民发〔2021〕57号 第四条；旧办法"


def test_every_rule_of_the_book_can_be_read_by_every_form_and_cites_a_clause_on_its_days():
    for versions in BOOK.values():
        for rule in versions:
            assert rule.title and rule.unit
            assert clauses_on(rule.basis, date(2022, 4, 28)), rule.name
            assert clauses_on(rule.basis, date(2026, 11, 23)), rule.name
            if rule.function is not None:
                assert names_in(tree_of(rule)) == set(rule.needs), f"{rule.name} 有没有用到的参数"


def test_a_plan_reckons_everything_before_it_is_needed():
    plan = plan_for(("classification", "dibao_monthly"), date(2022, 4, 28))
    done: set[str] = set()
    for group in plan.groups:
        for rule in group.rules:
            assert all(need in done or need not in plan.rules for need in rule.needs), rule.name
            done.add(rule.name)
        assert len({rule.entity for rule in group.rules}) == 1
    assert {"classification", "dibao_monthly"} <= done


@pytest.mark.parametrize(
    ("fen", "up", "half_up"),
    [(0, 0, 0), (1, 100, 0), (49, 100, 0), (50, 100, 100), (100, 100, 100), (12350, 12400, 12400)],
)
def test_rounding_is_spoken(fen, up, half_up):
    assert round_up(fen, 100) == up
    assert round_half_up(fen, 100) == half_up


def test_a_share_is_exact_where_the_parts_allow_it():
    assert share(1200, Fraction(1, 3)) == 400


def test_what_is_certain_stays_certain_whatever_is_missing(tried):
    known: dict[str, Term] = {"income": SOME_FACT, "members": 3}
    assert work_through(tried("    return members > 5 and income > 0\n"), known) is False
    assert work_through(tried("    return members > 1 or income > 0\n"), known) is True
    assert work_through(tried("    return 7 if income > 0 else 7\n"), known) == 7
    assert work_through(tried("    return (members - 3) * income\n"), known) == 0


def test_what_needs_a_missing_fact_is_unknown_and_names_it(tried):
    known: dict[str, Term] = {"income": SOME_FACT, "members": 3}
    for body in (
        "    return members > 1 and income > 0\n",
        "    return members > 5 or income > 0\n",
        "    return 7 if income > 0 else 8\n",
        "    return max(income, members)\n",
        "    return not income > 0\n",
        "    return income + members\n",
    ):
        assert work_through(tried(body), known) == SOME_FACT


@pytest.mark.parametrize(("yes", "no", "open_answers"), list(itertools.product((0, 1, 3), (0, 2), (0, 1, 2))))
def test_a_count_with_unknown_answers_lies_between_two_bounds(yes, no, open_answers):
    counted = count([True] * yes + [False] * no + [SOME_FACT] * open_answers)
    if open_answers == 0:
        assert counted == yes
    else:
        assert isinstance(counted, Unknown)
        assert (counted.least, counted.most) == (yes, yes + open_answers)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("members <= 3", True),
        ("members <= 2", None),
        ("members < 1", False),
        ("members < 2", None),
        ("3 >= members", None),
    ],
)
def test_a_count_between_two_bounds_is_compared_with_a_number_where_both_bounds_agree(tried, body, answer):
    known: dict[str, Term] = {"income": 0, "members": Unknown(frozenset("x"), least=1, most=3)}
    found = work_through(tried(f"    return {body}\n"), known)
    assert found is answer if answer is not None else isinstance(found, Unknown)


def test_unknown_is_never_taken_for_yes_or_no():
    with pytest.raises(TypeError):
        bool(SOME_FACT)
