"""按数值化简 — the rules' trees with the figures of a place and day put in, and what follows from them done.

What a figure decides (a kind of income that is not counted, a benefit by tiers) leaves the tree; what
depends on the standard alone becomes a pair of numbers, rural and urban; `share` becomes a whole quotient
and a product, which the prover has shown to be exact. Rules that no output needs any more are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from doudi.policy.facts import FLAG, INPUTS
from doudi.policy.figures import Figures
from doudi.policy.language import YES_NO, Rule
from doudi.policy.limits import Limits
from doudi.policy.plan import Plan
from doudi.policy.ranges import Prover, Span
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
    names_in,
    tree_of,
)


@dataclass(frozen=True)
class Folded:
    """The trees of the rules that are left, in order of reckoning.

    `constants` are quantities that are the same for all households, `by_standard` those that are
    (rural, urban), `absent` the outputs that no household has for want of a figure.
    """

    order: tuple[Rule, ...]
    trees: Mapping[str, Node]
    constants: Mapping[str, int]
    by_standard: Mapping[str, tuple[int, int]]
    absent: frozenset[str]


def fold(plan: Plan, figures: Figures, limits: Limits) -> Folded:
    """Put the figures into a plan that `limits_for` has proved."""
    folder = _Folder(plan, figures, limits)
    needed: set[str] = set()
    trees: dict[str, Node] = {}
    todo = list(plan.outputs)
    while todo:
        name = todo.pop()
        rule = plan.rules.get(name)
        if rule is None or name in needed or name in folder.settled(name):
            continue
        needed.add(name)
        if rule.of:
            todo.append(rule.of)
            continue
        trees[name] = folder.node(tree_of(rule))
        todo.extend(names_in(trees[name]))
    order = tuple(rule for group in plan.groups for rule in group.rules if rule.name in needed)
    return Folded(
        order, trees, folder.constants, folder.by_standard, frozenset(folder.absent & set(plan.outputs))
    )


def is_yes_no(node: Node, plan: Plan) -> bool:
    """Whether a tree's value is yes or no."""
    if isinstance(node, Name):
        rule, fact = plan.rules.get(node.name), INPUTS.get(node.name)
        return rule.unit == YES_NO if rule is not None else fact is not None and fact.sort == FLAG
    if isinstance(node, Const):
        return isinstance(node.value, bool)
    if isinstance(node, Choice):
        return is_yes_no(node.then, plan) and is_yes_no(node.otherwise, plan)
    return isinstance(node, Compare | Logic | Not)


class _Folder:
    def __init__(self, plan: Plan, figures: Figures, limits: Limits) -> None:
        self.plan, self.figures = plan, figures
        self.provers = [
            Prover(plan, figures, limits.spans(urban), limits.fen, limits.today) for urban in (0, 1)
        ]
        for prover in self.provers:
            for name in plan.outputs:
                prover.value(name)
        self.constants: dict[str, int] = {}
        self.by_standard: dict[str, tuple[int, int]] = {}
        self.absent: set[str] = set()

    def spans(self, node: Node) -> tuple[Span, Span]:
        return self.provers[0].of(node), self.provers[1].of(node)

    def settled(self, name: str) -> set[str]:
        """The name itself where its value needs no reckoning, noted as what it is."""
        rural, urban = (prover.value(name) for prover in self.provers)
        if rural.absent and urban.absent:
            self.absent.add(name)
        elif not (rural.certain and urban.certain):
            return set()
        elif rural.least == urban.least:
            self.constants[name] = rural.least
        else:
            self.by_standard[name] = (rural.least, urban.least)
        return {name}

    def node(self, node: Node) -> Node:
        """The tree simplified."""
        rural, urban = self.spans(node)
        settled = rural.certain and urban.certain
        if settled and rural.least == urban.least:
            return Const(bool(rural.least) if is_yes_no(node, self.plan) else rural.least)
        if settled and not isinstance(node, Name):
            return Choice(Name("urban"), Const(urban.least), Const(rural.least))
        if isinstance(node, Name):
            return node
        if isinstance(node, Logic):
            return self._logic(node)
        if isinstance(node, Not):
            return Not(self.node(node.part))
        if isinstance(node, Choice):
            return self._choice(node)
        if isinstance(node, Compare):
            return Compare(node.sign, self.node(node.left), self.node(node.right))
        if isinstance(node, Call):
            return self._call(node)
        assert isinstance(node, Arithmetic)
        return arithmetic(node.sign, self.node(node.left), self.node(node.right))

    def _logic(self, node: Logic) -> Node:
        parts = [self.node(part) for part in node.parts]
        left = tuple(part for part in parts if not isinstance(part, Const))
        return left[0] if len(left) == 1 else Logic(node.word, left)

    def _choice(self, node: Choice) -> Node:
        condition = self.node(node.condition)
        if isinstance(condition, Const):
            return self.node(node.then if condition.value else node.otherwise)
        then, otherwise = self.node(node.then), self.node(node.otherwise)
        return then if then == otherwise else Choice(condition, then, otherwise)

    def _call(self, node: Call) -> Node:
        if node.function == "share":
            assert isinstance(node.parts[1], Name)
            rate = self.figures[node.parts[1].name]
            assert isinstance(rate, Fraction | int)
            rate = Fraction(rate)
            part = arithmetic("//", self.node(node.parts[0]), Const(rate.denominator))
            return arithmetic("*", part, Const(rate.numerator))
        parts = tuple(self.node(part) for part in node.parts)
        if node.function in ("min", "max"):
            one, other = (self.spans(part) for part in node.parts)
            if all(a.most <= b.least for a, b in zip(one, other, strict=True)):
                return parts[node.function == "max"]
            if all(a.least >= b.most for a, b in zip(one, other, strict=True)):
                return parts[node.function == "min"]
        return Call(node.function, parts)


def arithmetic(sign: str, left: Node, right: Node) -> Node:
    """A sum, product or whole quotient with what can be done now done.

    `x * c // d` becomes `x * (c // d)` where d divides c; a product with 1 or a sum with 0 falls away.
    """
    if sign == "*" and isinstance(left, Const):
        left, right = right, left
    if sign == "+" and left == Const(0):
        return right
    if not isinstance(right, Const):
        return Arithmetic(sign, left, right)
    number = int(right.value)
    if (sign in "+-" and number == 0) or (sign in ("*", "//") and number == 1):
        return left
    if isinstance(left, Arithmetic) and left.sign == "*" and isinstance(left.right, Const):
        factor = int(left.right.value)
        if sign == "*":
            return arithmetic("*", left.left, Const(factor * number))
        if sign == "//" and factor % number == 0:
            return arithmetic("*", left.left, Const(factor // number))
    return Arithmetic(sign, left, right)
