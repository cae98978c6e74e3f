"""Small enough to read in one go: files of 300 lines, functions of 40, no line past 120 characters.

The formatter lays code out at 110; the last ten characters are for sentences that it cannot break."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.sources import TOP, catches, python_files, tree, weigh

FILE_LINES, FUNCTION_LINES, LINE_CHARACTERS = 300, 40, 120

# file → why splitting it by noun would make it harder to read
LONG_FILES: dict[str, str] = {}

# file::function → why cutting it in two would make it harder to read
LONG_FUNCTIONS: dict[str, str] = {}


def lines_too_long(name: str, content: str) -> list[str]:
    """Characters, not columns: a 汉字 counts once, an address (`https://…`) cannot be broken."""
    numbered = enumerate(content.splitlines(), 1)
    return [
        f"line {n}: {len(s)} characters" for n, s in numbered if len(s) > LINE_CHARACTERS and "://" not in s
    ]


def long_functions(name: str, tree: ast.Module) -> Iterator[str]:
    """`name of the function: lines`, its docstring not counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            told = first if ast.get_docstring(node) is not None else None
            inside = (told.end_lineno or 0) - told.lineno + 1 if told else 0
            size = (node.end_lineno or 0) - node.lineno + 1 - inside
            if size > FUNCTION_LINES:
                yield f"{node.name}: {size} lines"


def running_files() -> list[str]:
    """What an office runs and what builds it; tests tell stories and may be as long as the story."""
    return python_files(tests=False)


def test_no_file_is_too_long_to_read() -> None:
    sizes = {name: (TOP / name).read_text("utf-8").count("\n") for name in running_files()}
    found = {name: [f"{size} lines; split it by noun"] for name, size in sizes.items() if size > FILE_LINES}
    assert weigh(found, LONG_FILES) == []


def test_no_function_is_too_long_to_read() -> None:
    found = {
        f"{name}::{said.split(':')[0]}": [said]
        for name in running_files()
        for said in long_functions(name, tree(name))
    }
    assert weigh(found, LONG_FUNCTIONS) == []


def test_no_line_runs_off_the_page() -> None:
    found = {name: lines_too_long(name, (TOP / name).read_text("utf-8")) for name in python_files()}
    assert weigh({name: said for name, said in found.items() if said}, {}) == []


def test_a_long_function_is_caught_and_its_docstring_is_forgiven() -> None:
    body = "\n".join(f"    step_{n}()" for n in range(40))
    assert catches(long_functions, f"def walk():\n{body}\n") == ["walk: 41 lines"]
    body = "\n".join(f"    step_{n}()" for n in range(39))
    assert catches(long_functions, f'def walk():\n    """One\n\n    two."""\n{body}\n') == []


def test_a_long_line_is_caught_by_its_characters() -> None:
    assert lines_too_long("a.py", "x" * 121) == ["line 1: 121 characters"]
    assert lines_too_long("a.py", "低" * 120) == []
