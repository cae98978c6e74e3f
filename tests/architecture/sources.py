"""项目的文件: what the architecture tests read, and how a list of exceptions is held honest."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath

TOP = Path(__file__).resolve().parents[2]
ROOMS = ("policy", "records", "casework", "money", "outreach", "oversight", "web", "portal", "api", "config")
_NEVER = {".git", ".venv", "node_modules", "mutants", "__pycache__", "doudi-data", "build", "dist"}

Check = Callable[[str, ast.Module], Iterator[str]]


@cache
def names() -> tuple[str, ...]:
    """Every file of the project as `doudi/policy/days.py`; what git ignores is no part of it."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (TOP / ".git").exists():
        told = subprocess.run(asked, cwd=TOP, capture_output=True, text=True, check=True).stdout
        found = [name for name in told.split("\0") if name and (TOP / name).is_file()]
    else:
        found = list(_walk())
    return tuple(sorted(found))


def _walk() -> Iterator[str]:
    """The same without git, for an unpacked archive."""
    for folder, inner, files in os.walk(TOP):
        inner[:] = [name for name in inner if name not in _NEVER and not name.startswith(".")]
        for name in files:
            yield (Path(folder) / name).relative_to(TOP).as_posix()


def python_files(*, tests: bool = True) -> list[str]:
    """Every Python file, generated migrations left out; `tests=False` leaves tests out too."""
    chosen = [name for name in names() if name.endswith(".py") and "migrations" not in parts(name)]
    return [name for name in chosen if tests or not is_test(name)]


def parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name).parts


def is_test(name: str) -> bool:
    return "tests" in parts(name) or parts(name)[-1] == "conftest.py"


def room(name: str) -> str:
    """`policy` of `doudi/policy/days.py`; the empty string outside the rooms."""
    inside = parts(name)
    return inside[1] if len(inside) > 2 and inside[0] == "doudi" else ""


def text(name: str) -> str | None:
    """The file as text, None where it holds bytes of another kind (a font, a picture)."""
    try:
        return (TOP / name).read_text("utf-8")
    except UnicodeDecodeError:
        return None


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((TOP / name).read_text("utf-8"), filename=name)


def dotted(node: ast.AST) -> str:
    """`timezone.now` of the node; the empty string for anything but names joined by dots."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def imported(node: ast.AST) -> list[str]:
    """Every module or name that an import statement brings, in full; nothing for other statements."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
    return []


def catches(check: Check, sample: str, name: str = "doudi/policy/sample.py") -> list[str]:
    """What the check says about a few lines written for it."""
    return list(check(name, ast.parse(sample)))


def judge(check: Check, files: Iterable[str], allowed: Mapping[str, str]) -> list[str]:
    """Every finding in the files outside `allowed` (file → reason), and every entry no longer needed."""
    found = {name: said for name in files if (said := list(check(name, tree(name))))}
    return weigh(found, allowed)


def weigh(found: Mapping[str, list[str]], allowed: Mapping[str, str]) -> list[str]:
    complaints = [f"{name}: {line}" for name, lines in found.items() if name not in allowed for line in lines]
    stale = [f"{name}: this exception is no longer needed" for name in allowed if name not in found]
    silent = [f"{name}: an exception needs a reason" for name, why in allowed.items() if len(why) < 20]
    return sorted(complaints + stale + silent)
