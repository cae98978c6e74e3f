"""取值范围的边 — the span of every kind of node, to the number, and where the proof must give up."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction

import pytest

from doudi.policy.language import CODE, HOUSEHOLD, HOW_MANY, MEMBER, OBLIGATION, SUPPORTER, TOTAL, Rule
from doudi.policy.plan import Plan
from doudi.policy.ranges import ABSENT, EITHER, NO, YES, NotProved, Prover, Span, exactly
from doudi.policy.tree import Node, NotARule, _Reader
from doudi.policy.unknown import Term, Unknown

NOT_IN_FORCE = Unknown(not_in_force=frozenset(("some_value",)))
FIGURES: Mapping[str, Term] = {
    "gone": NOT_IN_FORCE,
    "none": 0,
    "five": 5,
    "half": Fraction(1, 2),
    "two_thirds": Fraction(2, 3),
    "nothing": Fraction(0),
    "gone_rate": NOT_IN_FORCE,
}
INPUTS = {
    "low": Span(-2, 3),
    "high": Span(-5, 7, 2),
    "apart": Span(8, 9),
    "touching": Span(3, 4),
    "twos": Span(0, 10, 2),
    "sixes": Span(6, 18, 6),
    "flag": EITHER,
    "yes": YES,
    "no": NO,
    "positive": Span(1, 4),
    "below": Span(-9, 3),
}


def prover(rules: Mapping[str, Rule] | None = None, fen: int = 12) -> Prover:
    plan = Plan((), (), (), (), rules or {})
    return Prover(plan, FIGURES, INPUTS, fen, 2026_07_01)


def node(text: str) -> Node:
    """A rule's expression as its tree; every name in it is a parameter."""
    tree = ast.parse(text, mode="eval").body
    names = frozenset(each.id for each in ast.walk(tree) if isinstance(each, ast.Name))
    return _Reader("试写", names, {}).expression(tree)


def span(text: str) -> Span:
    return prover().of(node(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", Span(7, 7, 7)),
        ("0", Span(0, 0, 0)),
        ("fen", Span(12, 12, 12)),
        ("yuan", Span(1200, 1200, 1200)),
        ("today", Span(2026_07_01, 2026_07_01, 2026_07_01)),
        ("members", Span(1, 30)),
        ("five", Span(5, 5, 5)),
        ("twos + sixes", Span(6, 28, 2)),
        ("twos - sixes", Span(-18, 4, 2)),
        ("sixes - twos", Span(-4, 18, 2)),
        ("low * high", Span(-15, 21, 2)),
        ("high * low", Span(-15, 21, 2)),
        ("sixes // 3", Span(2, 6, 2)),
        ("low // 2", Span(-1, 1)),
        ("sixes // positive", Span(1, 18)),
        ("sixes * 2 // positive", Span(3, 36)),  # 36 steps of 12: by 1, 2, 3 and 4
        ("min(twos, sixes)", Span(0, 10, 2)),
        ("max(twos, sixes)", Span(6, 18, 2)),
        ("max(low, high)", Span(-2, 7)),
        ("round_up(low, 5)", Span(0, 5, 5)),
        ("round_up(sixes, 6)", Span(6, 18, 6)),
        ("round_up(sixes, 5)", Span(10, 20, 5)),
        ("round_half_up(low, 5)", Span(0, 5, 5)),
        ("round_half_up(sixes, 4)", Span(8, 20, 4)),
        ("round_half_up(apart, 20)", Span(0, 0, 20)),
        ("share(twos, half)", Span(0, 5)),
        ("share(sixes, two_thirds)", Span(4, 12, 4)),
        ("share(twos, nothing)", Span(0, 0, 0)),
        ("not flag", Span(0, 1)),
        ("not yes", Span(0, 0)),
        ("not no", Span(1, 1)),
        ("not gone", ABSENT),
    ],
)
def test_what_a_reckoning_can_come_to(text: str, expected: Span) -> None:
    assert span(text) == expected


@pytest.mark.parametrize(
    ("left", "right", "answers"),
    [  # ==, !=, <, <=, >, >=
        ("low", "apart", (NO, YES, YES, YES, NO, NO)),
        ("apart", "low", (NO, YES, NO, NO, YES, YES)),
        ("low", "touching", (EITHER, EITHER, EITHER, YES, NO, EITHER)),
        ("touching", "low", (EITHER, EITHER, NO, EITHER, EITHER, YES)),
        ("low", "high", (EITHER,) * 6),
        ("five", "five", (YES, NO, NO, YES, NO, YES)),
        ("3", "touching", (EITHER, EITHER, EITHER, YES, NO, EITHER)),
        ("touching", "3", (EITHER, EITHER, NO, EITHER, EITHER, YES)),
    ],
)
def test_a_comparison_is_settled_where_the_spans_settle_it(
    left: str, right: str, answers: tuple[Span, ...]
) -> None:
    assert tuple(span(f"{left} {sign} {right}") for sign in ("==", "!=", "<", "<=", ">", ">=")) == answers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flag or yes", YES),
        ("gone or yes", YES),
        ("flag and no", NO),
        ("gone and no", NO),
        ("yes and no and flag", NO),
        ("no or no", NO),
        ("yes and yes", YES),
        ("flag or no", EITHER),
        ("flag and yes", EITHER),
        ("gone or no", ABSENT),
        ("gone and yes", ABSENT),
        ("low if yes else apart", INPUTS["low"]),
        ("low if positive else apart", INPUTS["low"]),
        ("low if no else apart", INPUTS["apart"]),
        ("sixes if flag else twos", Span(0, 18, 2)),
        ("twos if flag else sixes", Span(0, 18, 2)),
        ("twos if low else apart", Span(0, 10)),
        ("gone if no else apart", INPUTS["apart"]),
        ("gone if yes else apart", ABSENT),
        ("gone + five", ABSENT),
        ("five - gone", ABSENT),
        ("gone < low", ABSENT),
        ("low == gone", ABSENT),
        ("min(gone, positive)", ABSENT),
        ("min(positive, gone)", ABSENT),
        ("min(gone, gone)", ABSENT),
        ("max(gone, low)", ABSENT),
        ("gone * none", NO),
        ("none * gone", NO),
        ("gone * positive", ABSENT),
        ("positive * gone", ABSENT),
        ("gone * gone", ABSENT),
        ("share(none, gone_rate)", NO),
        ("share(positive, gone_rate)", ABSENT),
        ("share(gone, gone_rate)", ABSENT),
        ("share(gone, half)", ABSENT),
        ("share(gone, nothing)", NO),
    ],
)
def test_what_is_settled_whatever_the_rest_and_what_lacks_a_figure(text: str, expected: Span) -> None:
    assert span(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("gone or flag", "缺少数值"),
        ("min(gone, low)", "缺少数值"),
        ("min(twos, gone)", "缺少数值"),
        ("flag and gone", "缺少数值"),
        ("gone and no or flag and gone", "缺少数值"),
        ("low if gone else apart", "缺少数值"),
        ("gone if flag else low", "缺少数值"),
        ("low if flag else gone", "缺少数值"),
        ("gone * twos", "缺少数值"),
        ("low * gone", "缺少数值"),
        ("share(twos, gone_rate)", "缺少数值"),
        ("share(touching, half)", "整除"),
        ("share(twos, two_thirds)", "整除"),
        ("sixes // twos", "除数可能不是正数"),
        ("sixes // none", "除数可能不是正数"),
        ("sixes // low", "除数可能不是正数"),
    ],
)
def test_where_the_facts_would_decide_nothing_is_proved_and_a_sentence_says_so(text: str, said: str) -> None:
    with pytest.raises(NotProved, match=said) as refusal:
        span(text)
    assert str(refusal.value).endswith("。")


@pytest.mark.parametrize(
    ("text", "widest"),
    [
        ("low", 3),
        ("below", 9),
        ("below * 2 - below * 2", 24),  # -18 - 6
        ("low - below", 12),
        ("share(sixes, two_thirds)", 18),
        ("round_up(twos, 7)", 16),  # 10 + 7 - 1 before it is divided
        ("round_half_up(sixes, 4)", 40),  # 2 × 18 + 4
        ("round_half_up(below, 1)", 17),  # 2 × -9 + 1
        ("low < apart", 9),
    ],
)
def test_the_widest_is_the_largest_number_met_on_the_way_of_either_sign(text: str, widest: int) -> None:
    tried = prover()
    tried.of(node(text))
    assert tried.widest == widest


def of_spans(text: str, **spans: Span) -> tuple[Span, bool]:
    """The span of an expression of other facts, and whether one of its quotients is not whole."""
    tried = Prover(Plan((), (), (), (), {}), FIGURES, spans, 1, 1)
    return tried.of(node(text)), bool(tried.rough)


@pytest.mark.parametrize(
    ("dividend", "divisor", "expected", "rough"),
    [
        (Span(0, 600, 60), Span(1, 6), Span(0, 600), False),
        (Span(0, 600, 60), Span(1, 7), Span(0, 600), True),
        (Span(0, 600, 60), Span(7, 7), Span(0, 85), True),
        (Span(0, 600, 60), Span(60, 60), Span(0, 10), False),
        (Span(0, 600, 60), Span(2, 5), Span(0, 300), False),
        (Span(0, 600, 60), Span(2, 3), Span(0, 300, 10), False),
        (Span(0, 600, 60), Span(4, 4), Span(0, 150, 15), False),
        (Span(-300, 300, 60), Span(2, 5), Span(-150, 150), False),
        (NO, Span(1, 100), Span(0, 0, 0), False),  # followed through each of a hundred divisors
        (NO, Span(1, 101), Span(0, 0), True),  # a hundred and one are too many
    ],
)
def test_a_quotient_is_whole_when_every_divisor_divides_every_step(
    dividend: Span, divisor: Span, expected: Span, rough: bool
) -> None:
    assert of_spans("x // d", x=dividend, d=divisor) == (expected, rough)


EACH = {
    MEMBER: Rule("each", "每人", MEMBER, CODE, "样例", (), function=lambda: 0),
    SUPPORTER: Rule("each", "每人", SUPPORTER, CODE, "样例", (), function=lambda: 0),
    OBLIGATION: Rule("each", "每人", OBLIGATION, CODE, "样例", (), function=lambda: 0),
}


@pytest.mark.parametrize(
    ("entity", "form", "each", "expected"),
    [
        (MEMBER, TOTAL, Span(-3, 5, 2), Span(-90, 150, 2)),
        (MEMBER, TOTAL, Span(4, 5), Span(4, 150)),
        (SUPPORTER, TOTAL, Span(4, 5), Span(0, 150)),
        (OBLIGATION, TOTAL, Span(-2, 0), Span(-60, 0)),
        (MEMBER, HOW_MANY, EITHER, Span(0, 30)),
        (MEMBER, HOW_MANY, YES, Span(1, 30)),
        (SUPPORTER, HOW_MANY, YES, Span(0, 30)),
        (MEMBER, HOW_MANY, NO, Span(0, 0)),
    ],
)
def test_a_sum_reaches_from_the_fewest_persons_to_the_most(
    entity: str, form: str, each: Span, expected: Span
) -> None:
    rules = {
        "each": EACH[entity],
        "all": Rule("all", "合计", HOUSEHOLD, CODE, "样例", ("each",), form, of="each"),
    }
    tried = prover(rules)
    tried.spans["each"] = each
    assert tried.value("all") == expected
    assert tried.widest == max(abs(expected.least), abs(expected.most))


def test_a_sum_of_what_lacks_a_figure_is_left_to_the_interpreter() -> None:
    rules = {
        "each": EACH[MEMBER],
        "all": Rule("all", "补贴合计", HOUSEHOLD, CODE, "样例", ("each",), TOTAL, of="each"),
    }
    tried = prover(rules)
    tried.spans["each"] = ABSENT
    with pytest.raises(NotProved, match="缺少“补贴合计”要用的数值"):
        tried.value("all")


@pytest.mark.parametrize("step", ["positive", "none", "-2"])
def test_a_rounding_without_a_certain_step_is_no_rule(step: str) -> None:
    for function in ("round_up", "round_half_up"):
        with pytest.raises((AssertionError, NotARule)):
            span(f"{function}(twos, {step})")


def test_a_span_of_one_number_is_certain_unless_it_lacks_a_figure() -> None:
    assert exactly(-6) == Span(-6, -6, 6) and exactly(-6).certain
    assert not Span(3, 4).certain and not ABSENT.certain
