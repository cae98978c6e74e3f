"""把规则改坏: breaks the law on purpose, one place at a time, and counts the breaks that no test sees.

    python benchmarks/mutants.py [--elsewhere N] [--seed N] [--workers N] [--only PREFIX]

Every breakable place in `doudi/policy/law` is tried, and N places drawn from the rest of `doudi/policy`. A break
is one of: `<` for `<=`, `+` for `-`, `*` for `//`, `and` for `or`, `min` for `max`, a number one larger, `not` left
out, True for False. It counts as seen when a test of `doudi/policy` fails or does not end in time. Ready-made
tools leave decorated functions alone, and every rule is one. Prints each break that nobody saw, and the share seen.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

TOP = Path(__file__).resolve().parent.parent
POLICY, LAW = "doudi/policy", "doudi/policy/law"
COPIED = ("doudi", "tests", "conftest.py", "pyproject.toml", "docs", "Makefile")
# Cheapest first: the examples see most breaks in seconds. The forms are derived from the broken rule itself, so
# comparing them with one another sees nothing; the invented county is no law.
STAGES = (
    ["doudi/policy/tests/test_examples.py", "-k", "agrees"],
    [
        *("doudi/policy/tests/test_two_readings.py", "doudi/policy/tests/test_sheet.py"),
        *("doudi/policy/tests/test_recovery.py", "-k", "not second_reading or 0"),
    ],
    ["doudi/policy", "--ignore=doudi/policy/tests/test_bulk_forms.py", "--ignore-glob=*/test_people_*"],
)
RUN = [
    sys.executable,
    "-m",
    "pytest",
    "-q",
    "-x",
    "-p",
    "no:django",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
]

COMPARES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
REVERSED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}


@dataclass(frozen=True)
class Place:
    """One break: the file, the line, which node of the file's walk, and what it turns into."""

    name: str
    line: int
    index: int
    told: str


def broken(node: ast.AST) -> ast.AST | None:
    """The node with one thing wrong in it, None where nothing can be broken."""
    other = copy.deepcopy(node)
    if isinstance(other, ast.Compare) and type(other.ops[0]) in COMPARES:
        other.ops[0] = COMPARES[type(other.ops[0])]()
    elif isinstance(other, ast.BinOp) and type(other.op) in REVERSED:
        other.op = REVERSED[type(other.op)]()
    elif isinstance(other, ast.BoolOp):
        other.op = ast.Or() if isinstance(other.op, ast.And) else ast.And()
    elif isinstance(other, ast.UnaryOp) and isinstance(other.op, ast.Not):
        return other.operand
    elif isinstance(other, ast.Name) and other.id in ("min", "max"):
        other.id = "max" if other.id == "min" else "min"
    elif isinstance(other, ast.Constant) and isinstance(other.value, bool):
        other.value = not other.value
    elif isinstance(other, ast.Constant) and isinstance(other.value, int):
        other.value = other.value + 1
    else:
        return None
    return other


def bodies(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node inside a function's body; decorators, defaults and annotations are not what is reckoned."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                yield from ast.walk(statement)


def places(name: str) -> list[Place]:
    tree = ast.parse((TOP / name).read_text("utf-8"))
    found, seen = [], set()
    for index, node in enumerate(bodies(tree)):
        other = broken(node)
        if other is not None and id(node) not in seen:
            seen.add(id(node))
            told = f"{ast.unparse(node)[:60]} → {ast.unparse(other)[:60]}"
            found.append(Place(name, getattr(node, "lineno", 0), index, told))
    return found


class Breaking(ast.NodeTransformer):
    """Puts the broken node in the place of the whole one."""

    def __init__(self, whole: ast.AST, other: ast.AST) -> None:
        self.whole, self.other = whole, other

    def visit(self, node: ast.AST) -> ast.AST:
        return self.other if node is self.whole else self.generic_visit(node)


def broken_tree(place: Place) -> ast.Module:
    """The file's tree with that one break in it, its lines where they were."""
    tree = ast.parse((TOP / place.name).read_text("utf-8"))
    whole = list(bodies(tree))[place.index]
    other = broken(whole)
    assert other is not None
    changed: ast.Module = Breaking(whole, ast.copy_location(other, whole)).visit(tree)
    return ast.fix_missing_locations(changed)


def break_at(place: Place) -> str:
    """The file's source with that one break in it."""
    return ast.unparse(broken_tree(place))


def house(folder: Path) -> Path:
    """A copy of the project to break."""
    for name in COPIED:
        source = TOP / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def passes(folder: Path, tests: list[str], seconds: float | None) -> bool:
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run([*RUN, *tests], cwd=folder, env=env, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def is_seen(place: Place, folder: Path, seconds: list[float]) -> bool:
    """Whether a test fails, or runs more than four times as long as on the whole house."""
    whole = (TOP / place.name).read_text("utf-8")
    (folder / place.name).write_text(break_at(place), "utf-8")
    try:
        limits = zip(STAGES, seconds, strict=True)
        return not all(passes(folder, tests, 10 + 4 * limit) for tests, limit in limits)
    finally:
        (folder / place.name).write_text(whole, "utf-8")


def measure_whole(folder: Path) -> list[float]:
    """Seconds of each stage on the unbroken copy; ends the program where a test fails already."""
    seconds = []
    for tests in STAGES:
        begun = time.perf_counter()
        if not passes(folder, tests, None):
            sys.exit("测试在改坏之前就没有通过：请先让 make test 通过。")
        seconds.append(time.perf_counter() - begun)
    return seconds


def chosen(elsewhere: int, seed: int, only: str) -> list[Place]:
    files = sorted(
        str(path.relative_to(TOP))
        for path in (TOP / POLICY).rglob("*.py")
        if not {"tests", "people"} & set(path.parts)
    )
    law = [place for name in files if name.startswith(LAW) for place in places(name)]
    rest = [place for name in files if not name.startswith(LAW) for place in places(name)]
    drawn = random.Random(seed).sample(rest, min(elsewhere, len(rest)))
    return [
        place for place in law + sorted(drawn, key=lambda p: (p.name, p.line)) if place.name.startswith(only)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--elsewhere", type=int, default=200, help="places drawn outside law/")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default=POLICY, help="files whose path begins so")
    wanted = parser.parse_args()
    todo = chosen(wanted.elsewhere, wanted.seed, wanted.only)
    with tempfile.TemporaryDirectory(prefix="doudi-mutants-") as temporary:
        free: Queue[Path] = Queue()
        for number in range(wanted.workers):
            free.put(house(Path(temporary) / str(number)))
        seconds = measure_whole(free.queue[0])

        def judge(place: Place) -> bool:
            folder = free.get()
            try:
                return is_seen(place, folder, seconds)
            finally:
                free.put(folder)

        seen = 0
        with ThreadPoolExecutor(wanted.workers) as workers:
            for number, (place, caught) in enumerate(zip(todo, workers.map(judge, todo), strict=True), 1):
                seen += caught
                if not caught:
                    print(f"\r无人发现 {place.name}:{place.line}  {place.told}", flush=True)
                print(f"\r{number}/{len(todo)}", end="", file=sys.stderr, flush=True)
    print(f"\n改坏 {len(todo)} 处，测试发现 {seen} 处：{100 * seen // max(len(todo), 1)}%")


if __name__ == "__main__":
    main()
