"""重复的算式只算一次 — an expression that several printed lines share gets a name before the first of them."""

from __future__ import annotations

import ast
from collections import Counter

SHARED = "shared_{}"  # the names given: no rule or fact is called so


def each_once(lines: list[str]) -> list[str]:
    """Assignments, indented once, each variable assigned once; the same values from fewer steps."""
    statements = [ast.parse(line.strip()).body[0] for line in lines]
    uses: Counter[str] = Counter()
    for statement in statements:
        _count(statement, uses)
    naming = _Naming({text for text, number in uses.items() if number > 1})
    told = []
    for statement in statements:
        changed = naming.visit(statement)
        told += [f"    {ast.unparse(each)}" for each in (*naming.waiting, changed)]
        naming.waiting.clear()
    return told


def _count(node: ast.AST, uses: Counter[str]) -> None:
    """How many different expressions use each sum, product or comparison."""
    if _is_work(node):
        text = ast.unparse(node)
        uses[text] += 1
        if uses[text] > 1:
            return  # what is inside it is used by it alone, however often it stands there
    for child in ast.iter_child_nodes(node):
        _count(child, uses)


def _is_work(node: ast.AST) -> bool:
    """Whether a node is a sum, product or comparison of what differs from household to household."""
    return isinstance(node, ast.BinOp | ast.Compare) and any(isinstance(n, ast.Name) for n in ast.walk(node))


class _Naming(ast.NodeTransformer):
    def __init__(self, shared: set[str]) -> None:
        self.shared = shared
        self.names: dict[str, str] = {}
        self.waiting: list[ast.Assign] = []  # what must be reckoned before the line

    def visit(self, node: ast.AST) -> ast.AST:
        text = ast.unparse(node) if _is_work(node) else ""
        if text not in self.shared:
            return self.generic_visit(node)
        if text not in self.names:
            value = self.generic_visit(node)
            assert isinstance(value, ast.expr)
            self.names[text] = SHARED.format(len(self.names) + 1)
            target = ast.Name(self.names[text], ast.Store())
            self.waiting.append(ast.Assign([target], value, lineno=0))
        return ast.Name(self.names[text], ast.Load())
