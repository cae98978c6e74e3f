"""化简的边 — what falls away when figures are put into a rule, and what must stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from doudi.policy import language
from doudi.policy.folding import _Folder, arithmetic, fold, is_yes_no
from doudi.policy.limits import limits_for
from doudi.policy.plan import Plan, plan_for
from doudi.policy.ranges import ABSENT, NO, YES, Span, exactly
from doudi.policy.tests.random_households import DAY
from doudi.policy.tests.specimen import specimen_book, specimen_figures
from doudi.policy.tests.test_edges_of_ranges import node
from doudi.policy.tree import Const, Node


@pytest.fixture(autouse=True)
def _small_law(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "BOOK", specimen_book())


@pytest.fixture
def plan() -> Plan:
    return plan_for(("monthly", "below_tekun", "tekun_base", "tiers"), DAY)


@pytest.mark.parametrize(
    ("left", "sign", "right", "told"),
    [
        ("x", "+", "y", "x + y"),
        ("x", "+", "0", "x"),
        ("0", "+", "x", "x"),
        ("0", "+", "0", "0"),
        ("1", "+", "x", "1 + x"),
        ("x", "+", "1", "x + 1"),
        ("x", "-", "0", "x"),
        ("0", "-", "x", "0 - x"),
        ("x", "-", "1", "x - 1"),
        ("x", "*", "1", "x"),
        ("1", "*", "x", "x"),
        ("x", "*", "0", "x * 0"),
        ("3", "*", "x", "x * 3"),
        ("x", "//", "1", "x"),
        ("1", "//", "x", "1 // x"),
        ("x", "//", "3", "x // 3"),
        ("x * 3", "*", "4", "x * 12"),
        ("4", "*", "x * 3", "x * 12"),
        ("x * 12", "//", "4", "x * 3"),
        ("x * 12", "//", "12", "x"),
        ("x * 12", "//", "5", "x * 12 // 5"),
        ("x * 12", "+", "4", "x * 12 + 4"),
        ("x * 12", "-", "4", "x * 12 - 4"),
        ("x // 12", "//", "4", "x // 12 // 4"),
        ("x * y", "//", "4", "x * y // 4"),
        ("x * 3", "*", "y", "x * 3 * y"),
    ],
)
def test_a_sum_product_or_quotient_is_done_as_far_as_it_can_be(
    left: str, sign: str, right: str, told: str
) -> None:
    assert arithmetic(sign, node(left), node(right)) == node(told)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("urban", True),
        ("homes", False),
        ("adult", True),
        ("income", False),
        ("nowhere", False),
        ("True", True),
        ("1", False),
        ("income < homes", True),
        ("adult and urban", True),
        ("not homes", True),
        ("adult if urban else below", True),
        ("adult if urban else income", False),
        ("income if urban else adult", False),
        ("income + homes", False),
        ("min(income, homes)", False),
    ],
)
def test_which_values_are_yes_or_no(text: str, answer: bool, plan: Plan) -> None:
    assert is_yes_no(node(text), plan) is answer


SPANS = {  # of the countryside, of the town
    "varies": (Span(0, 9), Span(0, 9)),
    "small": (Span(0, 9), Span(0, 4)),
    "large": (Span(9, 20), Span(4, 20)),
    "larger_in_town": (Span(0, 9), Span(20, 30)),
    "three": (exactly(3), exactly(3)),
    "nought": (exactly(0), Span(0, 0, 7)),
    "by_standard": (exactly(3), exactly(5)),
    "in_town": (NO, YES),
    "known_in_town": (Span(0, 9), exactly(5)),
    "yes": (YES, YES),
    "flag": (Span(0, 1), Span(0, 1)),
    "other": (Span(0, 1), Span(0, 1)),
}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("varies", "varies"),
        ("three", "3"),
        ("nought", "0"),
        ("by_standard", "by_standard"),
        ("by_standard + 1", "6 if urban else 4"),
        ("in_town + 0", "1 if urban else 0"),
        ("known_in_town + 1", "known_in_town + 1"),
        ("varies + three", "varies + 3"),
        ("varies < three", "varies < 3"),
        ("three < 4", "True"),
        ("three < 3", "False"),
        ("not flag", "not flag"),
        ("not yes", "False"),
        ("flag and yes", "flag"),
        ("flag and other and yes", "flag and other"),
        ("flag or other", "flag or other"),
        ("flag or yes", "True"),
        ("varies if flag else three", "varies if flag else 3"),
        ("varies if yes else three", "varies"),
        ("varies if not yes else small", "small"),
        ("varies if flag else varies", "varies"),
        ("varies + 0 if flag else varies", "varies"),
        ("min(varies, small)", "min(varies, small)"),
        ("min(small, large)", "small"),
        ("max(small, large)", "large"),
        ("min(large, small)", "small"),
        ("max(large, small)", "large"),
        ("max(varies, larger_in_town)", "max(varies, larger_in_town)"),
        ("min(varies, larger_in_town)", "min(varies, larger_in_town)"),
        ("max(varies, 0)", "varies"),
        ("min(0, varies)", "0"),
        ("round_up(varies, three)", "round_up(varies, 3)"),
    ],
)
def test_what_figures_and_the_standard_settle_leaves_the_rule(
    text: str, told: str, plan: Plan, tmp_path: Path
) -> None:
    figures = specimen_figures(tmp_path)
    folder = _Folder(plan, figures, limits_for(plan, figures))
    for urban, prover in enumerate(folder.provers):
        prover.known |= {name: spans[urban] for name, spans in SPANS.items()}
        prover.nodes.clear()
    held: Node = node(text)
    assert folder.node(held) == node(told)


def test_what_only_one_standard_settles_is_not_settled(plan: Plan, tmp_path: Path) -> None:
    figures = specimen_figures(tmp_path)
    folder = _Folder(plan, figures, limits_for(plan, figures))
    for urban, prover in enumerate(folder.provers):
        prover.known |= {name: spans[urban] for name, spans in SPANS.items()} | {"gone": ABSENT}
        prover.known["gone_in_town"] = ABSENT if urban else Span(0, 9)
    for name in SPANS:
        assert folder.settled(name) == ({name} & {"three", "nought", "by_standard", "in_town", "yes"}), name
    assert (folder.settled("gone"), folder.settled("gone_in_town"), folder.absent) == (
        {"gone"},
        set(),
        {"gone"},
    )
    assert folder.constants == {"three": 3, "nought": 0, "yes": 1}
    assert folder.by_standard == {"by_standard": (3, 5), "in_town": (0, 1)}


def test_a_whole_share_becomes_a_quotient_and_a_product(plan: Plan, tmp_path: Path) -> None:
    figures = specimen_figures(tmp_path)
    folder = _Folder(plan, figures, limits_for(plan, figures))
    for prover in folder.provers:
        prover.known |= {"amount": Span(0, 600, 60)}
    held = node("share(amount, employment_cost_rate)")
    assert folder.node(held) == node("amount // 5")
    held_by_multiple = node("share(amount, support_fee_threshold_multiple)")
    assert folder.node(held_by_multiple) == node("amount * 2")


def test_what_is_the_same_for_all_and_what_only_the_standard_decides_are_told_apart(
    plan: Plan, tmp_path: Path
) -> None:
    figures = specimen_figures(tmp_path, "tekun_standard")
    folded = fold(plan, figures, limits_for(plan, figures))
    assert folded.absent == {"tekun_base"} and folded.constants["below_tekun"] == 0
    assert folded.by_standard["standard"] == (474_00 * 60, 655_00 * 60)
    assert folded.constants["counted"] == 1
    reckoned = [rule.name for rule in folded.order]
    assert reckoned.index("earned") < reckoned.index("earnings") < reckoned.index("monthly")
    assert not {"standard", "counted", "below_tekun", "tekun_base", "by_difference"} & set(reckoned)
    assert set(folded.trees) == {rule.name for rule in folded.order if not rule.of}
    assert folded.trees["tiers"] == node("persons_counted") and Const(0) not in folded.trees.values()
