"""不知道 — the third answer. Unknown is neither no nor zero, and a missing fact can never produce yes.

`Unknown` carries which facts are missing (paths in the question file) and which figures are not in
force. A tree is worked through with whatever is known; what is certain all the same stays certain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from doudi.policy.language import round_half_up, round_up, share
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
)


@dataclass(frozen=True)
class Unknown:
    """`missing`: paths of facts not yet known; `not_in_force`: names of figures that no document sets yet.

    A count of which some answers are unknown lies between `least` and `most`; a figure is never below 0.
    """

    missing: frozenset[str] = frozenset()
    not_in_force: frozenset[str] = frozenset()
    least: int | None = None
    most: int | None = None

    def __bool__(self) -> bool:
        raise TypeError("不知道既不是“是”也不是“否”。")


Known = int | bool | Fraction
Term = Known | Unknown


def both(*terms: Term) -> Unknown:
    """What is missing from any of several terms."""
    unknowns = [term for term in terms if isinstance(term, Unknown)]
    return Unknown(
        frozenset().union(*(term.missing for term in unknowns)),
        frozenset().union(*(term.not_in_force for term in unknowns)),
    )


_ARITHMETIC: dict[str, Callable[[Any, Any], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "//": lambda a, b: a // b,
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_CALL: dict[str, Callable[[Any, Any], int]] = {
    "min": min,
    "max": max,
    "share": share,
    "round_up": round_up,
    "round_half_up": round_half_up,
}


def _is_zero(term: Term) -> bool:
    return not isinstance(term, Unknown) and term == 0


def work_through(node: Node, known: Mapping[str, Term]) -> Term:
    """A tree's answer with some names unknown: certain where it is certain whatever the missing facts are."""
    if isinstance(node, Name):
        return known[node.name]
    if isinstance(node, Const):
        return node.value
    if isinstance(node, Logic):
        return _logic(node, known)
    if isinstance(node, Choice):
        return _choice(node, known)
    if isinstance(node, Not):
        part = work_through(node.part, known)
        return part if isinstance(part, Unknown) else not part
    if isinstance(node, Call):
        left, right = (work_through(part, known) for part in node.parts)
        function, vanishes = _CALL[node.function], node.function == "share"
    else:
        left, right = work_through(node.left, known), work_through(node.right, known)
        function = _ARITHMETIC[node.sign] if isinstance(node, Arithmetic) else _COMPARE[node.sign]
        vanishes = isinstance(node, Arithmetic) and node.sign == "*"
    if vanishes and (_is_zero(left) or _is_zero(right)):
        return 0
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        certain: Term | None = None
        if isinstance(node, Compare):
            certain = _from_bounds(function, left, right)
        elif function is min:
            certain = _not_above(left, right)
        elif vanishes and _never_negative(left) and _never_negative(right):
            certain = replace(both(left, right), least=0)
        return both(left, right) if certain is None else certain
    return function(left, right)


def _never_negative(term: Term) -> bool:
    least = term.least if isinstance(term, Unknown) else term
    return least is not None and least >= 0


def _not_above(left: Term, right: Term) -> Term | None:
    """The smaller of a known number and an unknown one that is never below it."""
    for known, other in ((left, right), (right, left)):
        if not isinstance(known, Unknown) and isinstance(other, Unknown):
            return known if other.least is not None and known <= other.least else None
    return None


def count(answers: Sequence[Term]) -> Term:
    """How many answers are yes; between two bounds where some are unknown."""
    certain = sum(1 for answer in answers if not isinstance(answer, Unknown) and answer)
    open_answers = [answer for answer in answers if isinstance(answer, Unknown)]
    if not open_answers:
        return certain
    unknown = both(*open_answers)
    return Unknown(unknown.missing, unknown.not_in_force, certain, certain + len(open_answers))


def _from_bounds(compare: Callable[[Any, Any], Any], left: Term, right: Term) -> bool | None:
    """A comparison of an unknown count with a whole number, where every count within its bounds agrees."""
    if not isinstance(left, Unknown) or isinstance(right, Unknown) or left.least is None or left.most is None:
        return None
    answers = {bool(compare(each, right)) for each in range(left.least, left.most + 1)}
    return answers.pop() if len(answers) == 1 else None


def _logic(node: Logic, known: Mapping[str, Term]) -> Term:
    decides = node.word == "or"  # one yes decides an `or`, one no decides an `and`
    terms = []
    for part in node.parts:
        term = work_through(part, known)
        if not isinstance(term, Unknown) and bool(term) is decides:
            return decides
        terms.append(term)
    return both(*terms) if any(isinstance(term, Unknown) for term in terms) else not decides


def _choice(node: Choice, known: Mapping[str, Term]) -> Term:
    condition = work_through(node.condition, known)
    if not isinstance(condition, Unknown):
        return work_through(node.then if condition else node.otherwise, known)
    then, otherwise = (
        work_through(node.then, known),
        work_through(node.otherwise, known),
    )
    if not isinstance(then, Unknown) and not isinstance(otherwise, Unknown) and then == otherwise:
        return then
    return both(condition, then, otherwise)
