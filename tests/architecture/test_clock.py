"""One clock: every day and moment comes from an `Act`, so that a decision can be made again as it was."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import catches, dotted, imported, judge, python_files

# file → why it may look at the machine's clock itself
EXCEPTIONS = {
    "doudi/records/clock.py": "the one place that reads the machine's time and hands it to an Act",
}

_READS = re.compile(r"(^|\.)((timezone|datetime|date)\.(now|utcnow|today)|localdate|localtime|time\.time)$")
_SQL = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)"
    r"|\bcurrent_(date|timestamp)\b",
    re.IGNORECASE,
)


def clocks(name: str, tree: ast.Module) -> Iterator[str]:
    """Calls that read the time, `auto_now`, and the database's own `now()`; docstrings may speak of them."""
    spoken = {id(told) for told in _docstrings(tree)}
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Attribute | ast.Name) and _READS.search(dotted(node)):
            yield f"line {line}: {dotted(node)}"
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield f"line {node.value.lineno}: {node.arg}"
        elif "django.db.models.functions.Now" in imported(node):
            yield f"line {line}: the database's now()"
        elif isinstance(node, ast.Constant) and id(node) not in spoken and _SQL.search(str(node.value)):
            yield f"line {line}: the database's own clock in SQL"


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def test_the_clock_is_read_in_one_place() -> None:
    files = [name for name in python_files(tests=False) if name.startswith("doudi/")]
    assert judge(clocks, files, EXCEPTIONS) == []


@pytest.mark.parametrize(
    "sample",
    [
        "at = timezone.now()",
        "on = date.today()",
        "on = datetime.date.today()",
        "at = datetime.datetime.now(UTC)",
        "field = DateTimeField(default=timezone.now)",
        "field = DateTimeField(auto_now=True)",
        "field = DateTimeField(auto_now_add=True)",
        "from django.db.models.functions import Now",
        "on = timezone.localdate()",
        "seconds = time.time()",
        "cursor.execute('UPDATE cases SET at = now()')",
        "cursor.execute('SELECT CURRENT_DATE')",
    ],
)
def test_a_second_clock_is_caught(sample: str) -> None:
    assert catches(clocks, sample)


@pytest.mark.parametrize("sample", ['"""Never now() here."""', "took = time.perf_counter()", "at = act.at"])
def test_speaking_of_time_and_measuring_it_pass(sample: str) -> None:
    assert catches(clocks, sample) == []
