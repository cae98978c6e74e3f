"""Money is whole fen and rates are exact: nothing in `policy` and `money` goes through a float."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

import pytest

from tests.architecture.sources import catches, dotted, judge, python_files, room

# file → why a float may stand there though no amount can ever pass through it
EXCEPTIONS: dict[str, str] = {}

_TYPES = ("float", "complex", "double", "half")


def _is_float_name(name: str) -> bool:
    last = name.rsplit(".", 1)[-1]
    return last.rstrip("_0123456789") in _TYPES


def floats(name: str, tree: ast.Module) -> Iterator[str]:
    """Float literals, the word `float` as call, annotation or base, and numpy's or Arrow's float types."""
    refusing = {id(node.args[1]) for node in ast.walk(tree) if _asks_for_type(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"line {node.lineno}: the literal {node.value}"
        elif isinstance(node, ast.Name | ast.Attribute) and id(node) not in refusing:
            if _is_float_name(dotted(node)):
                yield f"line {node.lineno}: {dotted(node)}"
        elif isinstance(node, ast.keyword) and _is_float_dtype(node):
            yield f"line {node.value.lineno}: dtype {ast.unparse(node.value)}"


def _is_float_dtype(node: ast.keyword) -> bool:
    word = node.value.value if isinstance(node.value, ast.Constant) else None
    return node.arg == "dtype" and isinstance(word, str) and word.lstrip("<>=")[:1] in ("f", "d", "g")


def _asks_for_type(node: ast.AST) -> TypeGuard[ast.Call]:
    """`isinstance(x, float)`, which is how a float is refused at the door."""
    return isinstance(node, ast.Call) and dotted(node.func) == "isinstance" and len(node.args) == 2


def test_no_float_stands_in_the_law_or_the_money() -> None:
    files = [name for name in python_files(tests=False) if room(name) in ("policy", "money")]
    assert files
    assert judge(floats, files, EXCEPTIONS) == []


@pytest.mark.parametrize(
    "sample",
    [
        "rate = 0.3",
        "share = float(text)",
        "def benefit(amount: float) -> int: ...",
        "def benefit() -> list[float]: ...",
        "column = numpy.zeros(3, dtype=numpy.float64)",
        "column = numpy.zeros(3, dtype='f8')",
        "column = pyarrow.float32()",
    ],
)
def test_a_float_is_caught(sample: str) -> None:
    assert catches(floats, sample)


@pytest.mark.parametrize(
    "sample",
    [
        "fen = 8000",
        "if isinstance(value, float): refuse()",
        "dtype = numpy.int64",
        "x = zeros(3, dtype='i8')",
    ],
)
def test_whole_numbers_and_refusing_a_float_pass(sample: str) -> None:
    assert catches(floats, sample) == []
