"""A foreign key names its class, and one that crosses rooms gives no word back to the room below."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import catches, dotted, judge, python_files, room

_KEYS = ("ForeignKey", "OneToOneField", "ManyToManyField")


def loose_keys(name: str, tree: ast.Module) -> Iterator[str]:
    origin = _origins(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and dotted(node.func).rsplit(".", 1)[-1] in _KEYS):
            continue
        target = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "to"), None)
        if isinstance(target, ast.Constant) and target.value != "self":
            yield f"line {node.lineno}: {target.value!r}; name the class itself"
        elif target is not None and not isinstance(target, ast.Constant):
            foreign = origin.get(dotted(target).split(".")[0], "").split(".")
            crosses = foreign[0] == "doudi" and len(foreign) > 1 and foreign[1] != room(name)
            if crosses and _related_name(node) != "+":
                yield f'line {node.lineno}: {dotted(target)} is of another room; related_name="+"'


def _origins(tree: ast.Module) -> dict[str, str]:
    """Local name → the module it comes from."""
    return {
        alias.asname or alias.name: node.module or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level
        for alias in node.names
    }


def _related_name(node: ast.Call) -> object:
    named = (k.value for k in node.keywords if k.arg == "related_name")
    value = next(named, None)
    return value.value if isinstance(value, ast.Constant) else None


def test_every_key_names_its_class_and_gives_no_word_back() -> None:
    assert (
        judge(loose_keys, [name for name in python_files(tests=False) if name.startswith("doudi/")], {}) == []
    )


@pytest.mark.parametrize(
    "key",
    [
        "models.ForeignKey('records.Person', models.PROTECT, related_name='+')",
        "models.ForeignKey(Person, models.PROTECT)",
        "models.ForeignKey(Person, models.PROTECT, related_name='cases')",
        "models.OneToOneField(to=Person, on_delete=models.PROTECT)",
    ],
)
def test_a_loose_key_is_caught(key: str) -> None:
    sample = f"from doudi.records.people.models import Person\nclass Case:\n    person = {key}"
    assert catches(loose_keys, sample, "doudi/casework/cases/models.py")


@pytest.mark.parametrize(
    "key",
    [
        "models.ForeignKey(Person, models.PROTECT, related_name='+')",
        "models.ForeignKey('self', models.PROTECT)",
        "models.ForeignKey(Stage, models.PROTECT, related_name='cases')",
    ],
)
def test_a_plain_key_passes(key: str) -> None:
    sample = f"from doudi.records.people.models import Person\nclass Case:\n    key = {key}"
    assert catches(loose_keys, sample, "doudi/casework/cases/models.py") == []
