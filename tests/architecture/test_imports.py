"""What a file needs stands at its top, comes from below, and comes through the door."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import catches, dotted, imported, is_test, judge, python_files, room

# The one knot per line: file → why the import cannot stand at the top.
LATE: dict[str, str] = {}

_DOORS_BEHIND = ("objects", "_base_manager", "_default_manager", "bulk_create", "select_for_update")


def late_imports(name: str, tree: ast.Module) -> Iterator[str]:
    """An import of Doudi inside a function hides a floor that is broken."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if any(what.split(".")[0] in ("doudi", "") for what in imported(node)):
                    yield f"line {getattr(node, 'lineno', 0)}: a late import in {function.name}"


def signals(name: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        for what in imported(node):
            if what.startswith("django.dispatch") or ".signals" in what:
                yield f"line {getattr(node, 'lineno', 0)}: {what}; an action says what follows from it"


def imported_tests(name: str, tree: ast.Module) -> Iterator[str]:
    """What runs in an office never imports what is written to test it."""
    for node in ast.walk(tree):
        for what in imported(node):
            if not is_test(name) and (
                "tests" in what.split(".") or what.split(".")[0] in ("pytest", "hypothesis")
            ):
                yield f"line {getattr(node, 'lineno', 0)}: {what}"


def past_the_door(name: str, tree: ast.Module) -> Iterator[str]:
    """Pages and endpoints reach rows through `queries` and `actions` only: a table may be named for its type or its
    choices, never asked. People know nothing of posts.
    """
    page = room(name) in ("web", "portal", "api")
    for node in ast.walk(tree):
        if page and isinstance(node, ast.Attribute) and node.attr in _DOORS_BEHIND:
            yield f"line {node.lineno}: {dotted(node)}; ask `queries`, act through `actions`"
        if page and isinstance(node, ast.Call) and _saves(node):
            yield f"line {node.lineno}: a row is saved; act through `actions`"
        for what in imported(node):
            if name.startswith("doudi/records/people/") and what.startswith("doudi.records.staff.models"):
                yield f"line {getattr(node, 'lineno', 0)}: {what}; a Scope is handed in"


def _saves(call: ast.Call) -> bool:
    """A model's `save` is called with names or nothing; a picture's is told where to."""
    return isinstance(call.func, ast.Attribute) and call.func.attr == "save" and not call.args


def test_imports_stand_at_the_top() -> None:
    assert judge(late_imports, python_files(), LATE) == []


def test_nothing_happens_by_signal() -> None:
    assert judge(signals, python_files(), {}) == []


def test_running_code_knows_no_tests() -> None:
    assert judge(imported_tests, [name for name in python_files() if name.startswith("doudi/")], {}) == []


def test_pages_and_endpoints_use_the_door() -> None:
    files = [name for name in python_files(tests=False) if name.startswith("doudi/")]
    assert judge(past_the_door, files, {}) == []


@pytest.mark.parametrize(
    "sample",
    [
        "def pay():\n    from doudi.records import people",
        "def pay():\n    import doudi.records.people",
        "def pay():\n    def inner():\n        from .models import Batch",
    ],
)
def test_a_late_import_is_caught(sample: str) -> None:
    assert catches(late_imports, sample)


def test_a_signal_is_caught() -> None:
    assert catches(signals, "from django.db.models.signals import post_save")
    assert catches(signals, "from django.dispatch import receiver")


def test_test_code_in_running_code_is_caught() -> None:
    assert catches(imported_tests, "from doudi.policy.tests.cast import FAMILY")
    assert catches(imported_tests, "import hypothesis")


def test_a_page_that_reads_tables_itself_is_caught() -> None:
    sample = "from doudi.records.people.models import Person\nfound = Person.objects.filter(name=typed)"
    assert catches(past_the_door, sample, "doudi/web/people/views.py")
    assert catches(past_the_door, "held.save(update_fields=['name'])", "doudi/web/people/views.py")
    assert catches(past_the_door, sample, "doudi/casework/intake/actions.py") == []
    staff = "from doudi.records.staff.models import Post"
    assert catches(past_the_door, staff, "doudi/records/people/queries.py")
