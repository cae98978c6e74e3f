"""树的印法 — a rule's tree as Python source, for the fused and the compiled form."""

from __future__ import annotations

from collections.abc import Callable

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

Ref = Callable[[str], str]


def python_source(node: Node, ref: Ref) -> str:
    """The tree as one Python expression; `ref` names a parameter. A rate `r` is two names, `r_n` and `r_d`."""
    if isinstance(node, Name):
        return ref(node.name)
    if isinstance(node, Const):
        return repr(node.value)
    if isinstance(node, Arithmetic | Compare):
        return f"({python_source(node.left, ref)} {node.sign} {python_source(node.right, ref)})"
    if isinstance(node, Logic):
        return "(" + f" {node.word} ".join(python_source(part, ref) for part in node.parts) + ")"
    if isinstance(node, Not):
        return f"(not {python_source(node.part, ref)})"
    if isinstance(node, Choice):
        condition, then, otherwise = (
            python_source(part, ref) for part in (node.condition, node.then, node.otherwise)
        )
        return f"({then} if {condition} else {otherwise})"
    return call_source(node, ref)


def call_source(node: Call, ref: Ref) -> str:
    """`min`, `max`, `share` and the named roundings written out."""
    first = python_source(node.parts[0], ref)
    if node.function == "share":
        assert isinstance(node.parts[1], Name)
        rate = ref(node.parts[1].name)
        return f"({first} * {rate}_n // {rate}_d)"
    second = python_source(node.parts[1], ref)
    if node.function == "round_up":
        return f"(({first} + {second} - 1) // {second} * {second})"
    if node.function == "round_half_up":
        return f"((2 * {first} + {second}) // (2 * {second}) * {second})"
    return f"{node.function}({first}, {second})"


def rates_in(node: Node) -> frozenset[str]:
    """The parameters that are used as rates."""
    if isinstance(node, Call):
        rates = frozenset().union(*(rates_in(part) for part in node.parts))
        if node.function == "share":
            assert isinstance(node.parts[1], Name)
            rates |= {node.parts[1].name}
        return rates
    if isinstance(node, Arithmetic | Compare):
        return rates_in(node.left) | rates_in(node.right)
    if isinstance(node, Logic):
        return frozenset().union(*(rates_in(part) for part in node.parts))
    if isinstance(node, Choice):
        return rates_in(node.condition) | rates_in(node.then) | rates_in(node.otherwise)
    return rates_in(node.part) if isinstance(node, Not) else frozenset()
