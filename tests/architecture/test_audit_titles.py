"""留痕的事项名称: every action and every look that leaves a line has a Chinese title, and no title is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from doudi.web.audit.titles import TITLES
from doudi.web.audit.words import NAMES
from tests.architecture.sources import TOP, python_files, room

SAMPLE = """
HELD = "access.held"
def act(by):
    record(by=by, did="cases.eaten")
    look(by=by, did=HELD)
    record(by=by, did=did, eaten_on=day)
"""
OF_THE_LINE = {"by", "did", "to", "area", "why"}


def deeds(tree: ast.Module) -> Iterator[str]:
    """What `did=` says in a file: the text, or the constant of the file that holds it."""
    known = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "did":
            if isinstance(node.value, ast.Constant):
                yield str(node.value.value)
            elif isinstance(node.value, ast.Name) and node.value.id in known:
                yield str(known[node.value.id])


def facts(tree: ast.Module) -> Iterator[str]:
    """The names of the facts that the audit lines of a file are given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
            yield from (each.arg for each in node.keywords if each.arg and each.arg not in OF_THE_LINE)


def written() -> set[str]:
    files = [name for name in python_files(tests=False) if room(name)]
    return {did for name in files for did in deeds(ast.parse((TOP / name).read_text("utf-8")))}


def test_the_check_finds_what_it_is_for() -> None:
    assert list(deeds(ast.parse(SAMPLE))) == ["cases.eaten", "access.held"]
    assert list(facts(ast.parse(SAMPLE))) == ["eaten_on"]


def test_every_fact_of_a_line_has_a_chinese_name() -> None:
    files = [name for name in python_files(tests=False) if room(name)]
    told = {fact for name in files for fact in facts(ast.parse((TOP / name).read_text("utf-8")))}
    assert sorted(told - set(NAMES)) == []


def test_every_action_that_leaves_a_line_has_a_chinese_title() -> None:
    assert sorted(written() - set(TITLES)) == []


def test_no_title_is_left_of_an_action_that_is_gone() -> None:
    assert sorted(set(TITLES) - written()) == []
