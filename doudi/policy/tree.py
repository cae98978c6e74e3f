"""规则的语法树 — a rule's source as a small tree, and the sentence that refuses anything else.

Allowed in a rule: `if`/`return`, comparisons (`in` with a written-out tuple too), `and`/`or`/`not`,
whole-number `+ - * //`, `min`/`max`, `share`, the named roundings, parameters, whole numbers and the
UPPERCASE names of its module.
Every form but the functions themselves is printed from this tree.
"""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from functools import cache
from typing import Any

from doudi.policy.language import NAMED_ROUNDINGS, Rule


@dataclass(frozen=True)
class Name:
    name: str


@dataclass(frozen=True)
class Const:
    value: int | bool
    name: str = ""


@dataclass(frozen=True)
class Arithmetic:
    sign: str  # + - * //
    left: Node
    right: Node


@dataclass(frozen=True)
class Compare:
    sign: str  # == != < <= > >=
    left: Node
    right: Node


@dataclass(frozen=True)
class Logic:
    word: str  # and, or
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    part: Node


@dataclass(frozen=True)
class Choice:
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class Call:
    function: str  # min, max, share, round_up, round_half_up
    parts: tuple[Node, ...]


Node = Name | Const | Arithmetic | Compare | Logic | Not | Choice | Call

_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
}
_COMPARISONS: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_FUNCTIONS = {"min": 2, "max": 2, "share": 2, **dict.fromkeys(NAMED_ROUNDINGS, 2)}


class NotARule(Exception):
    """A rule uses syntax that not every form can follow; the sentence names file and line."""


@cache
def _functions_of(file: str) -> dict[str, ast.FunctionDef]:
    with open(file, encoding="utf-8") as source:
        module = ast.parse(source.read())
    return {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}


def _source_of(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0]


class _Reader:
    """Turns one function's syntax into the tree, refusing what is not allowed."""

    def __init__(self, file: str, parameters: frozenset[str], names: dict[str, Any]) -> None:
        self.file, self.parameters, self.names = file, parameters, names

    def refuse(self, node: ast.expr | ast.stmt, what: str) -> NotARule:
        return NotARule(f"{self.file}，第{node.lineno}行：规则里不能用{what}，请改写成允许的写法。")

    def body(self, statements: list[ast.stmt]) -> Node:
        if not statements:
            raise NotARule(f"{self.file}：规则有一条路没有写 return。")
        first = statements[0]
        if (
            isinstance(first, ast.Expr)
            and isinstance(first.value, ast.Constant)
            and isinstance(first.value.value, str)
        ):
            return self.body(statements[1:])  # the docstring
        if isinstance(first, ast.Return) and first.value is not None:
            return self.expression(first.value)
        if isinstance(first, ast.If):
            otherwise = first.orelse or statements[1:]
            return Choice(self.expression(first.test), self.body(first.body), self.body(otherwise))
        raise self.refuse(first, f"“{_source_of(first)}”这样的语句")

    def expression(self, node: ast.expr) -> Node:
        if isinstance(node, ast.Name):
            return self.name(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
            return Const(node.value)
        if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
            return Arithmetic(
                _SIGNS[type(node.op)],
                self.expression(node.left),
                self.expression(node.right),
            )
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return Not(self.expression(node.operand))
        if isinstance(node, ast.BoolOp):
            word = "and" if isinstance(node.op, ast.And) else "or"
            return Logic(word, tuple(self.expression(part) for part in node.values))
        if isinstance(node, ast.IfExp):
            return Choice(*(self.expression(part) for part in (node.test, node.body, node.orelse)))
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        if isinstance(node, ast.Call):
            return self.call(node)
        raise self.refuse(node, f"“{_source_of(node)}”这样的写法")

    def name(self, node: ast.Name) -> Node:
        if node.id in self.parameters:
            return Name(node.id)
        value = self.names.get(node.id)
        if node.id.isupper() and isinstance(value, int):
            return Const(value, node.id)
        raise self.refuse(node, f"名字 {node.id}（它不是参数，也不是本文件的大写常数）")

    def comparison(self, node: ast.Compare) -> Node:
        operator, right = node.ops[0], node.comparators[0]
        if len(node.ops) > 1:
            raise self.refuse(node, f"“{_source_of(node)}”这样连着写的比较")
        if isinstance(operator, ast.In) and isinstance(right, ast.Tuple):
            one = self.expression(node.left)
            return Logic("or", tuple(Compare("==", one, self.expression(each)) for each in right.elts))
        if type(operator) not in _COMPARISONS:
            raise self.refuse(node, f"“{_source_of(node)}”这样的比较")
        return Compare(_COMPARISONS[type(operator)], self.expression(node.left), self.expression(right))

    def call(self, node: ast.Call) -> Node:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if _FUNCTIONS.get(function) != len(node.args) or node.keywords:
            raise self.refuse(
                node,
                f"函数 {function or '（不是名字）'}（只有 min、max、share 和取整，各两个参数）",
            )
        return Call(function, tuple(self.expression(part) for part in node.args))


@cache
def tree_of(rule: Rule) -> Node:
    """The checked tree of a rule made by a function. Raises NotARule with file, line and a sentence."""
    assert rule.function is not None
    file = inspect.getfile(rule.function)
    node = _functions_of(file).get(rule.name)
    if node is None:
        raise NotARule(f"{file}：找不到规则 {rule.name}，请把它写在文件的最外层。")
    if node.args.defaults or node.args.kwonlyargs or node.args.vararg or node.args.kwarg:
        raise NotARule(f"{file}，第{node.lineno}行：规则的参数不能有默认值，也不能是可变参数。")
    return _Reader(file, frozenset(rule.needs), vars(inspect.getmodule(rule.function))).body(node.body)


def names_in(node: Node) -> frozenset[str]:
    """Every parameter that a tree mentions."""
    if isinstance(node, Name):
        return frozenset((node.name,))
    if isinstance(node, Const):
        return frozenset()
    if isinstance(node, Arithmetic | Compare):
        return names_in(node.left) | names_in(node.right)
    if isinstance(node, Not):
        return names_in(node.part)
    if isinstance(node, Choice):
        return names_in(node.condition) | names_in(node.then) | names_in(node.otherwise)
    return frozenset().union(*(names_in(part) for part in node.parts))
