"""A file is named for what it holds: no drawers for odds and ends, no service classes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

import pytest

from tests.architecture.sources import catches, judge, names, parts, python_files

_DRAWERS = {"util", "helper", "common", "base", "manager", "service", "constant", "misc", "signal", "mixin"}


def drawers(files: Iterable[str]) -> list[str]:
    """Every file or folder on the way to it whose name says nothing about what it holds."""
    found = set()
    for name in files:
        for step in PurePosixPath(name).parts:
            word = step.removesuffix(".py").strip("_").lower()
            if word in _DRAWERS or word.removesuffix("s") in _DRAWERS:
                found.add(name)
    return sorted(found)


def service_classes(name: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith(("Service", "Helper", "Util", "Utils")):
            yield f"line {node.lineno}: class {node.name}; a plain function says what it does"


def test_no_file_is_a_drawer() -> None:
    code = [name for name in names() if parts(name)[0] in ("doudi", "tests", "benchmarks", "requirements")]
    assert code
    assert drawers(name for name in code if name.endswith(".py")) == []


def test_no_class_is_a_service() -> None:
    assert judge(service_classes, python_files(), {}) == []


@pytest.mark.parametrize(
    "name",
    ["doudi/records/utils.py", "doudi/common/days.py", "doudi/web/services/pay.py", "doudi/api/_base.py"],
)
def test_a_drawer_is_caught(name: str) -> None:
    assert drawers([name, "doudi/policy/days.py"]) == [name]


def test_a_service_class_is_caught() -> None:
    assert catches(service_classes, "class PaymentService: ...")
