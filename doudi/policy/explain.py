"""怎么算出来的 — a reckoning told in Chinese from the rule's own tree: both sides, every figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from doudi.policy.facts import CATEGORY, CATEGORY_TITLES, DAY, FLAG, INPUTS
from doudi.policy.facts import FEN as FEN_SORT
from doudi.policy.figures import KEYS, PARAMETERS, money
from doudi.policy.language import CODE, MONEY, YES_NO, Rule
from doudi.policy.question import yuan
from doudi.policy.reckoning import Reckoning
from doudi.policy.titles import title
from doudi.policy.tree import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    Const,
    Logic,
    Name,
    Node,
    Not,
    tree_of,
)
from doudi.policy.unknown import Term, Unknown, work_through

_SIGNS = {
    "<": "＜",
    "<=": "≤",
    ">": "＞",
    ">=": "≥",
    "==": "＝",
    "!=": "≠",
    "+": "＋",
    "-": "－",
    "*": "×",
    "//": "÷",
}
_MONEY_FIGURES = frozenset(
    parameter
    for keys in KEYS.values()
    for key in keys.values()
    if key.read is money
    for parameter in key.parameters
)
_FLAG_FIGURES = (
    "halves_",
    "counts_",
    "tekun_counts_",
    "supplements_add_up",
    "support_fee_per_head",
)
_UNITS = {
    **dict.fromkeys(("members", "family_size", "persons_supported"), "人"),
    **dict.fromkeys(("homes", "asset_limits_homes"), "套"),
    **dict.fromkeys(("vehicles", "asset_limits_vehicles"), "辆"),
    **dict.fromkeys(("businesses", "asset_limits_businesses"), "个"),
    **dict.fromkeys(("able_members", "able_supporters", "members_without_labour_ability"), "人"),
    **dict.fromkeys(("single_person_candidates",), "人"),
    **dict.fromkeys(("age_marks_elder", "age_marks_child", "age_marks_adult", "age_marks_aged"), "岁"),
    **dict.fromkeys(("asset_limits_financial_months_of_standard",), "个月"),
    **dict.fromkeys(("disability_marks_severe", "disability_marks_severe_mental", "disability_grade"), "级"),
    **dict.fromkeys(("disability_marks_work_mental", "disability_marks_work_physical"), "级"),
    **dict.fromkeys(("disability_marks_work_visual",), "级"),
}
_SAID_OTHERWISE = {
    "income_per_head": "家庭月可支配收入 ÷ 共同生活人数，四舍五入到分"
}  # its rule rounds a quotient
PARTS, FEN, PLAIN = "parts", "fen", "plain"


def whole_fen(parts: int, fen: int) -> int:
    """Parts of a fen as whole fen, half up."""
    return (2 * parts + fen) // (2 * fen) if parts >= 0 else -((-2 * parts + fen) // (2 * fen))


def rate_text(rate: Fraction) -> str:
    """A rate as it is spoken: 20%, a multiple: 1.5 倍."""
    if rate <= 1:
        percent = rate * 100
        return f"{_plain(percent)}%"
    return f"{_plain(rate)} 倍"


def _plain(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number.numerator)
    text = f"{Decimal(number.numerator) / Decimal(number.denominator):.6f}"
    return text.rstrip("0").rstrip(".")


class Teller:
    """Tells the quantities of one reckoning."""

    def __init__(self, reckoning: Reckoning) -> None:
        self.reckoning = reckoning

    def amount(self, name: str, index: int = 0) -> str | None:
        """A money quantity in yuan with two decimals, half up to the fen; None when unknown."""
        term = self.reckoning.value(name, index)
        if isinstance(term, Unknown):
            return None
        assert isinstance(term, int)
        return yuan(whole_fen(term, self.reckoning.fen))

    def because(self, rule: Rule, index: int = 0) -> str:
        """The reckoning of a test or a quantity, with every figure that entered it."""
        if rule.of:
            return f"{rule.title}：{self.term(rule.name, index)}"
        if rule.name in _SAID_OTHERWISE:
            return _SAID_OTHERWISE[rule.name]
        return self._say(tree_of(rule), rule, index)

    def term(self, name: str, index: int = 0) -> str:
        """A value with its unit."""
        return self._with_unit(self.reckoning.value(name, index), self._unit(name), name)

    def _unit(self, name: str) -> str:
        rule = self.reckoning.rules.get(name)
        if rule is not None:
            return PARTS if rule.unit == MONEY else rule.unit
        fact = INPUTS.get(name)
        if fact is not None:
            return FEN if fact.sort == FEN_SORT else fact.sort
        if name in _MONEY_FIGURES:
            return FEN
        if name.startswith(_FLAG_FIGURES):
            return FLAG
        return PLAIN

    def _with_unit(self, term: Term, unit: str, name: str = "") -> str:
        if isinstance(term, Unknown):
            return "不详" if term.missing else "没有数值"
        if isinstance(term, Fraction):
            return rate_text(term)
        if unit == PARTS:
            return f"{yuan(whole_fen(term, self.reckoning.fen))}元"
        if unit == FEN:
            return f"{yuan(term)}元"
        if unit in (YES_NO, FLAG) or isinstance(term, bool):
            return "是" if term else "否"
        if unit == DAY or name == "today":
            return f"{term // 10000}年{term // 100 % 100}月{term % 100}日"
        if unit == CATEGORY:
            return CATEGORY_TITLES.get(term, "无")
        if name in _UNITS:
            return f"{term}{_UNITS[name]}" if term or name != "disability_grade" else "无"
        return str(term) if unit in (PLAIN, CODE, "number") else f"{term}{unit}"

    def _known(self, node: Node, rule: Rule, index: int) -> Term:
        names = {name: self._value(name, rule, index) for name in rule.needs}
        return work_through(node, names)

    def _value(self, name: str, rule: Rule, index: int) -> Term:
        return self.reckoning.value(name, self.reckoning.whose(rule, name, index))

    def _node_unit(self, node: Node) -> str:
        if isinstance(node, Name):
            return self._unit(node.name)
        if isinstance(node, Arithmetic):
            if node.sign == "*" and Name("fen") in (node.left, node.right):
                return PARTS
            units = (self._node_unit(node.left), self._node_unit(node.right))
            return next((unit for unit in (PARTS, FEN) if unit in units), PLAIN)
        if isinstance(node, Call):
            return self._node_unit(node.parts[0])
        return PLAIN

    def _say(self, node: Node, rule: Rule, index: int) -> str:
        if isinstance(node, Choice):
            condition = self._known(node.condition, rule, index)
            if isinstance(condition, Unknown):
                return f"要先知道：{self._say(node.condition, rule, index)}"
            chosen = node.then if condition else node.otherwise
            if isinstance(chosen, Const) and chosen.value is False and isinstance(node.condition, Compare):
                chosen = node.condition.left  # what settles it stands for itself: «残疾等级无»
            return self._say(chosen, rule, index)
        if isinstance(node, Logic):
            return self._logic(node, rule, index)
        if isinstance(node, Not):
            return f"不是（{self._say(node.part, rule, index)}）"
        if isinstance(node, Compare):
            left, right = (self._side(side, rule, index) for side in (node.left, node.right))
            return f"{left} {self._sign(node, rule, index)} {right}"
        return self._expression(node, rule, index)

    def _logic(self, node: Logic, rule: Rule, index: int) -> str:
        """Of an «or» that holds only the parts that hold; of an «and» that fails only those that fail."""
        parts = [part for part in node.parts if not _is_switch(part)]
        decides = node.word == "or"
        answers = [self._known(part, rule, index) for part in parts]
        deciding = [
            part
            for part, answer in zip(parts, answers, strict=True)
            if not isinstance(answer, Unknown) and bool(answer) is decides
        ]
        word = "，并且 " if node.word == "and" else "，或者 "
        return word.join(self._say(part, rule, index) for part in deciding or parts)

    def _sign(self, node: Compare, rule: Rule, index: int) -> str:
        answer = self._known(node, rule, index)
        if isinstance(answer, Unknown):
            return f"{_SIGNS[node.sign]}？"
        opposite = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
        return _SIGNS[node.sign if answer else opposite[node.sign]]

    def _side(self, node: Node, rule: Rule, index: int) -> str:
        text = self._expression(node, rule, index)
        if isinstance(node, Name | Const) or not any(sign in text for sign in "×＋－÷"):
            return text
        value = self._with_unit(self._known(node, rule, index), self._node_unit(node))
        return f"{text}＝{value}"

    def _expression(self, node: Node, rule: Rule, index: int) -> str:
        if isinstance(node, Name):
            value = self._with_unit(self._value(node.name, rule, index), self._unit(node.name), node.name)
            return f"{title(node.name)}{value}"
        if isinstance(node, Const):
            return str(node.value)
        if isinstance(node, Arithmetic):
            return self._arithmetic(node, rule, index)
        if isinstance(node, Call):
            return self._call(node, rule, index)
        return self._say(node, rule, index)

    def _arithmetic(self, node: Arithmetic, rule: Rule, index: int) -> str:
        if node.sign == "*":
            for plain, other in ((node.left, node.right), (node.right, node.left)):
                if plain == Name("fen") or (isinstance(plain, Name) and plain.name.startswith(_FLAG_FIGURES)):
                    return self._expression(other, rule, index)
        if node.sign in "+-":
            left, right = (self._known(part, rule, index) for part in (node.left, node.right))
            if not isinstance(right, Unknown) and right == 0:
                return self._expression(node.left, rule, index)
            if node.sign == "+" and not isinstance(left, Unknown) and left == 0:
                return self._expression(node.right, rule, index)
        left_text, right_text = (self._expression(part, rule, index) for part in (node.left, node.right))
        if node.sign in ("*", "//") and _is_sum(left_text):
            left_text = f"（{left_text}）"
        return f"{left_text} {_SIGNS[node.sign]} {right_text}"

    def _call(self, node: Call, rule: Rule, index: int) -> str:
        first, second = node.parts
        text = self._expression(first, rule, index)
        if node.function == "round_up":
            return f"{text}，见角进元"
        if node.function == "round_half_up":
            return f"{text}，四舍五入到{'元' if second == Name('yuan') else '分'}"
        if node.function == "share":
            return f"{f'（{text}）' if _is_sum(text) else text} × {self._expression(second, rule, index)}"
        if second == Const(0):
            return f"{text}，不低于零" if self._known(first, rule, index) == 0 else text
        return self._extreme(node, rule, index)

    def _extreme(self, node: Call, rule: Rule, index: int) -> str:
        """«甲、乙中较大的»; alternatives of zero are left out of a maximum that exceeds it."""
        parts = list(_flat(node))
        told = (
            [part for part in parts if self._known(part, rule, index) != 0]
            if node.function == "max"
            else parts
        )
        told = told or parts[:1]
        texts = [self._expression(part, rule, index) for part in told]
        if len(texts) == 1:
            return texts[0]
        return f"{'、'.join(texts)} 中{'较小' if node.function == 'min' else '较大'}的"


def _flat(node: Call) -> Iterator[Node]:
    """The alternatives of nested `min` or `max`, products with `fen` looked through."""
    for part in node.parts:
        inner = part.left if isinstance(part, Arithmetic) and part.right == Name("fen") else part
        if isinstance(inner, Call) and inner.function == node.function:
            yield from _flat(inner)
        else:
            yield part


def _is_switch(node: Node) -> bool:
    """A figure that only switches a part of a rule on."""
    return isinstance(node, Name) and node.name.startswith(_FLAG_FIGURES)


def _is_sum(text: str) -> bool:
    """Whether a spoken expression adds or takes off outside all brackets: then a factor would miss its first part."""
    outside = re.sub(r"（[^（）]*）", "", re.sub(r"（[^（）]*）", "", text))
    return "＋" in outside or "－" in outside


def figure_names(rule_needs: tuple[str, ...]) -> list[str]:
    """The value names behind the figures that a rule needs."""
    return sorted({PARAMETERS[name] for name in rule_needs if name in PARAMETERS})
