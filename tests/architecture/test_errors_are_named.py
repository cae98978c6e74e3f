"""A refusal is named for its situation; a bug is a crash in the log. Nothing is swallowed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import catches, dotted, judge, python_files

EXCEPTIONS: dict[str, str] = {}

_EVERYTHING = {"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"}


def swallowing(name: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if any(kind is None or dotted(kind) in _EVERYTHING for kind in _kinds(node)):
            yield f"line {getattr(node, 'lineno', 0)}: catches everything; name the error that is expected"


def _kinds(node: ast.AST) -> list[ast.expr | None]:
    """What an `except` or a `suppress` names; None stands for an `except` that names nothing."""
    if isinstance(node, ast.ExceptHandler):
        return list(node.type.elts) if isinstance(node.type, ast.Tuple) else [node.type]
    if isinstance(node, ast.Call) and dotted(node.func) in ("suppress", "contextlib.suppress"):
        return list(node.args)
    return []


def test_no_error_is_swallowed() -> None:
    assert judge(swallowing, python_files(), EXCEPTIONS) == []


@pytest.mark.parametrize(
    "sample",
    [
        "try: pay()\nexcept: pass",
        "try: pay()\nexcept Exception: pass",
        "try: pay()\nexcept (ValueError, Exception): pass",
        "try: pay()\nexcept* BaseException as e: raise",
        "with contextlib.suppress(Exception): pay()",
    ],
)
def test_a_swallowed_error_is_caught(sample: str) -> None:
    assert catches(swallowing, sample)


def test_a_named_error_passes() -> None:
    assert catches(swallowing, "try: pay()\nexcept (ValueError, KeyError): refuse()") == []
