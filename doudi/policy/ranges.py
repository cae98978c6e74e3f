"""取值范围的证明 — interval arithmetic on the rules' trees: nothing overflows, every division comes out whole.

The columnar forms reckon in 64-bit whole numbers, which wrap silently. Before they run, every intermediate
value of a plan is bounded from the declared ranges of the facts and the actual figures, and every quotient
is proved whole from what divides its dividend. Households outside the bounds go to the interpreter, whose
numbers have any size.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from doudi.policy.facts import MOST_MEMBERS, MOST_SUPPORTERS
from doudi.policy.language import HOW_MANY, MEMBER, OBLIGATION, SUPPORTER, TEST, TOTAL, Rule
from doudi.policy.plan import Plan
from doudi.policy.tree import Arithmetic, Call, Choice, Compare, Const, Logic, Name, Node, Not, tree_of
from doudi.policy.unknown import Term, Unknown

MOST_INT64 = 2**63 - 1
_LACKING = "缺少数值，有的户因此不能成批裁量，只能逐户裁量，请补上数值。"
MOST_COVERED = 100  # a divisor that varies is followed through each of its values up to here
_COUNTS = {
    MEMBER: (1, MOST_MEMBERS),
    SUPPORTER: (0, MOST_SUPPORTERS),
    OBLIGATION: (0, MOST_MEMBERS),
}


class NotProved(Exception):
    """The figures do not let the columnar forms answer; the sentence says why, the interpreter must."""


@dataclass(frozen=True)
class Span:
    """Every value lies in least..most and is a multiple of `step` (0: only zero).

    `absent`: the value is Unknown for want of a figure, whatever the facts are.
    """

    least: int
    most: int
    step: int = 1
    absent: bool = False

    @property
    def certain(self) -> bool:
        return not self.absent and self.least == self.most


ABSENT = Span(0, 0, 0, absent=True)
YES, NO, EITHER = Span(1, 1), Span(0, 0, 0), Span(0, 1)


def exactly(value: int) -> Span:
    return Span(int(value), int(value), abs(int(value)))


def _hull(one: Span, other: Span) -> Span:
    return Span(min(one.least, other.least), max(one.most, other.most), gcd(one.step, other.step))


def _product(one: Span, other: Span) -> Span:
    corners = [a * b for a in (one.least, one.most) for b in (other.least, other.most)]
    return Span(min(corners), max(corners), one.step * other.step)


_EXTREMES: dict[str, Callable[[int, int], int]] = {"min": min, "max": max}
_PLAIN: dict[str, Callable[[Any, Any], int]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compared(sign: str, left: Span, right: Span) -> Span:
    """The answer of a comparison where the spans decide it."""
    if sign in ("==", "!="):
        apart = left.most < right.least or right.most < left.least
        same = left.certain and right.certain and left.least == right.least
        if not apart and not same:
            return EITHER
        return YES if same is (sign == "==") else NO
    held = {
        _COMPARE[sign](a, b)
        for a, b in (
            (left.least, right.most),
            (left.most, right.least),
        )
    }
    return EITHER if len(held) == 2 else YES if held.pop() else NO


class Prover:
    """The span of every quantity of a plan, pulled from the outputs; branches that cannot be taken are not.

    `inputs` gives the span of each fact (urban or rural is one certain value: prove both), `figures` the
    figures of a day, `fen` the parts of a fen. `widest` is the largest intermediate magnitude met;
    `rough` names the quotients that are not proved whole.
    """

    def __init__(
        self, plan: Plan, figures: Mapping[str, Term], inputs: Mapping[str, Span], fen: int, today: int
    ) -> None:
        self.plan, self.figures = plan, figures
        self.known = {
            **inputs,
            "fen": exactly(fen),
            "yuan": exactly(100 * fen),
            "today": exactly(today),
            "members": Span(*_COUNTS[MEMBER]),
        }
        self.widest = 0
        self.rough: set[tuple[str, int]] = set()
        self.spans: dict[str, Span] = {}
        self.nodes: dict[int, Span] = {}
        self._rule = ""

    def value(self, name: str) -> Span:
        """The span of a quantity, fact or figure. Raises NotProved."""
        rule = self.plan.rules.get(name)
        if rule is None:
            return self.known[name] if name in self.known else self._figure(name)
        if name not in self.spans:
            outer, self._rule = self._rule, name
            self.spans[name] = self._gather(rule) if rule.of else self._answer(rule)
            self._rule = outer
        return self.spans[name]

    def _figure(self, name: str) -> Span:
        term = self.figures[name]
        if isinstance(term, Unknown):
            return ABSENT
        assert not isinstance(term, Fraction), f"{name} is a rate outside share()"
        return exactly(int(term))

    def _answer(self, rule: Rule) -> Span:
        span = self.of(tree_of(rule))
        return NO if rule.role == TEST and span.absent else span

    def _gather(self, rule: Rule) -> Span:
        each = self.value(rule.of)
        least, most = _COUNTS[self.plan.rules[rule.of].entity]
        if each.absent:
            raise NotProved(f"缺少“{rule.title}”要用的数值，只能逐户裁量，请补上数值。")
        if rule.form == HOW_MANY:
            return self._met(Span(least * each.least, most * each.most))
        assert rule.form == TOTAL
        return self._met(_product(each, Span(least, most)))

    def _met(self, span: Span) -> Span:
        self.widest = max(self.widest, abs(span.least), abs(span.most))
        return span

    def of(self, node: Node) -> Span:
        """The span of one node of a rule's tree."""
        span = self.nodes.get(id(node))
        if span is None:
            span = self.nodes[id(node)] = self._met(self._work(node))
        return span

    def _work(self, node: Node) -> Span:
        if isinstance(node, Name):
            return self.value(node.name)
        if isinstance(node, Const):
            return exactly(node.value)
        if isinstance(node, Logic):
            return self._logic(node)
        if isinstance(node, Choice):
            return self._choice(node)
        if isinstance(node, Not):
            part = self.of(node.part)
            return part if part.absent else Span(1 - part.most, 1 - part.least)
        if isinstance(node, Call) and node.function == "share":
            return self._share(node)
        left, right = (self.of(part) for part in _pair(node))
        if left.absent or right.absent:
            return self._without(node, left, right)
        if isinstance(node, Compare):
            return _compared(node.sign, left, right)
        if isinstance(node, Call):
            return self._call(node, left, right)
        assert isinstance(node, Arithmetic)
        if node.sign == "//":
            return self._quotient(node, left, right)
        if node.sign == "*":
            return _product(left, right)
        if node.sign == "+":
            return Span(left.least + right.least, left.most + right.most, gcd(left.step, right.step))
        return Span(left.least - right.most, left.most - right.least, gcd(left.step, right.step))

    def _without(self, node: Node, left: Span, right: Span) -> Span:
        """A sum, product, comparison or bound with a figure that is not in force."""
        if isinstance(node, Call) and node.function == "min":
            other = right if left.absent else left
            if not other.absent and other.least <= 0:  # the smaller is nought, whatever the figure would be
                raise NotProved(_LACKING)
        if isinstance(node, Arithmetic) and node.sign == "*":
            other = right if left.absent else left
            return self._vanishing(other)
        return ABSENT

    def _vanishing(self, other: Span) -> Span:
        """Something times an absent figure: nought times it is nought, so the facts decide."""
        if other.absent or other.least > 0:
            return ABSENT
        if other.certain:
            return NO
        raise NotProved(_LACKING)

    def _logic(self, node: Logic) -> Span:
        decides = node.word == "or"
        spans = []
        for part in node.parts:
            span = self.of(part)
            if span.certain and bool(span.least) is decides:
                return YES if decides else NO
            spans.append(span)
        if all(span.certain for span in spans):
            return NO if decides else YES
        if all(span.absent or span.certain for span in spans):
            return ABSENT
        if any(span.absent for span in spans):
            raise NotProved(_LACKING)
        return EITHER

    def _choice(self, node: Choice) -> Span:
        condition = self.of(node.condition)
        if condition.absent:
            raise NotProved(_LACKING)
        if condition.least > 0 or condition.certain:
            return self.of(node.then if condition.least else node.otherwise)
        then, otherwise = self.of(node.then), self.of(node.otherwise)
        if then.absent or otherwise.absent:
            raise NotProved(_LACKING)
        return _hull(then, otherwise)

    def _share(self, node: Call) -> Span:
        assert isinstance(node.parts[1], Name)
        amount, rate = self.of(node.parts[0]), self.figures[node.parts[1].name]
        if isinstance(rate, Unknown):
            return self._vanishing(amount)
        if amount.absent:
            return NO if rate == 0 else ABSENT
        rate = Fraction(rate)
        if amount.step % rate.denominator:
            raise NotProved(f"规则 {self._rule} 里的比例不能保证整除，成批计算不能保证准确，只能逐户裁量。")
        part = self._met(self._quotient(node, amount, exactly(rate.denominator)))
        return _product(part, exactly(rate.numerator))

    def _quotient(self, node: Node, left: Span, right: Span) -> Span:
        if right.least < 1:
            raise NotProved(f"规则 {self._rule} 里的除数可能不是正数，请改写规则。")
        many = right.most - right.least >= MOST_COVERED
        divisors = [] if many else range(right.least, right.most + 1)
        whole = not many and all(left.step % divisor == 0 for divisor in divisors)
        ends = [edge // divisor for edge in (left.least, left.most) for divisor in (right.least, right.most)]
        if not whole:
            self.rough.add((self._rule, id(node)))
        return Span(min(ends), max(ends), left.step // lcm(*divisors) if whole else 1)

    def _call(self, node: Call, left: Span, right: Span) -> Span:
        if node.function in _EXTREMES:
            choose = _EXTREMES[node.function]
            step = gcd(left.step, right.step)
            return Span(choose(left.least, right.least), choose(left.most, right.most), step)
        assert right.certain and right.least > 0, f"{node.function} needs a certain step"
        step = right.least
        if node.function == "round_up":
            self._met(exactly(left.most + step - 1))
            return Span(-(-left.least // step) * step, -(-left.most // step) * step, step)
        self._met(Span(2 * left.least + step, 2 * left.most + step))
        least, most = ((2 * edge + step) // (2 * step) * step for edge in (left.least, left.most))
        return Span(least, most, step)


def _pair(node: Node) -> tuple[Node, Node]:
    if isinstance(node, Call):
        return node.parts[0], node.parts[1]
    assert isinstance(node, Arithmetic | Compare)
    return node.left, node.right
