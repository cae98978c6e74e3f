"""把规则之外的改坏: the rest of `doudi/policy` broken one place at a time, judged by the tests that reach the place.

    python benchmarks/rest_mutants.py [--draw N] [--seed N] [--only PREFIX] [--seconds N] [--reach FILE]

First every test runs once and tells which functions it calls. Then each break is put into a process of its own
(nothing on disk is touched) and the tests that call the broken function run, the quickest first, until one fails or
`--seconds` of processor time are spent; what is still unseen then counts as seen by nobody. So the figure is a lower
bound. Without `--draw` every place is tried; with it, N places drawn by `--seed` in the order drawn. The law itself
is `law_mutants.py`'s; the invented county is no law, and Spark and the shell run in processes of their own.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.abc
import importlib.util
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import hypothesis
import pytest
from mutants import LAW, POLICY, TOP, Place, break_at, places

LEFT_OUT = ("test_two_readings", "test_second_reading", "test_people_", "test_bulk_spark", "_shell", "_proof")
LEFT_OUT_FILES = ("spark.py", "commands.py")  # seen from processes of their own
SMALLER = 20  # the sizes of `make test` divided by this
PYTEST = (
    "-q",
    "-x",
    "--noconftest",
    "-p",
    "no:django",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "-p",
    "no:randomly",
)
Reach = dict[str, tuple[float, list[tuple[str, int]]]]


class Small:
    """Stands in for the project's conftest: the fixture `at_size`, smaller, and Hypothesis's profile."""

    @pytest.fixture(scope="session")
    def at_size(self) -> Callable[[int, int], int]:
        return lambda test, proof: max(test // SMALLER, 1)


class Reaching(Small):
    """Notes, for each test, its processor time and the functions of `doudi/policy` that it calls."""

    def __init__(self) -> None:
        self.reach: Reach = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
        called: set[tuple[str, int]] = set()

        def note(frame: FrameType, event: str, argument: Any) -> None:
            if event == "call" and "/doudi/policy/" in frame.f_code.co_filename:
                called.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

        begun = time.process_time()
        sys.setprofile(note)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            inside = sorted((str(Path(file).relative_to(TOP)), line) for file, line in called)
            self.reach[item.nodeid] = (time.process_time() - begun, inside)


def settle() -> None:
    os.environ["DOUDI_MODE"] = "test"
    os.environ["DOUDI_CACHE"] = tempfile.mkdtemp(prefix="doudi-mutants-")
    hypothesis.settings.register_profile(
        "mutants",
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("mutants")
    os.chdir(TOP)
    for name in ("numpy", "pyarrow.parquet", "yaml", "numba"):  # once here instead of in every process
        importlib.import_module(name)


def learn_reach(file: Path) -> None:
    """Run the tests that `file` does not tell of once, in a process of its own, and write what each reaches."""
    known: Reach = json.loads(file.read_text()) if file.is_file() else {}
    told = {test.split("::")[0] for test in known}
    names = sorted(str(path.relative_to(TOP)) for path in (TOP / POLICY / "tests").glob("test_*.py"))
    todo = [name for name in names if name not in told and not any(word in name for word in LEFT_OUT)]

    def work() -> int:
        plugin = Reaching()
        code = int(pytest.main([*PYTEST, *todo], plugins=[plugin]))
        if code == 0:
            file.write_text(json.dumps(known | plugin.reach))
        return code

    if todo and forked(work, None) != 0:
        sys.exit("测试在改坏之前就没有通过：请先让 make test 通过。")


def forked(work: Callable[[], int], seconds: int | None) -> int:
    """Run in a copy of this process; its exit code, or 1 when it spent more than so many seconds of processor."""
    child = os.fork()
    if child == 0:
        if seconds is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
        code = 1
        try:
            code = work()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


class Broken(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module with a break in it when it is imported."""

    def __init__(self, place: Place, source: str) -> None:
        self.file, self.source = TOP / place.name, source
        self.module = place.name.removesuffix(".py").replace("/", ".")

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        if name != self.module:
            return None
        return importlib.util.spec_from_file_location(name, self.file, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, str(self.file), "exec"), module.__dict__)


def function_lines(place: Place) -> tuple[int, int]:
    """First and last line of the innermost function around a place, its decorators included."""
    tree = ast.parse((TOP / place.name).read_text("utf-8"))
    around = [
        (min(node.lineno, *(each.lineno for each in node.decorator_list), node.lineno), node.end_lineno or 0)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.lineno <= place.line <= (node.end_lineno or 0)
    ]
    return max(around)


def tests_for(place: Place, reach: Reach, seconds: float) -> list[str]:
    """The tests that call the broken function, the quickest first, within the seconds; else those of its file."""
    first, last = function_lines(place)

    def near(calls: list[tuple[str, int]], low: int, high: int) -> bool:
        return any(file == place.name and low <= line <= high for file, line in calls)

    by_cost = sorted(reach, key=lambda test: reach[test][0])
    own = [test for test in by_cost if near(reach[test][1], first, last)]
    beside = [test for test in by_cost if test not in own and near(reach[test][1], 0, 10**6)]
    chosen, spent = [], 0.0
    for test in [*own, *beside, *(test for test in by_cost if "test_examples" in test)]:
        spent += reach[test][0]
        if test not in chosen and (spent <= seconds or not chosen):
            chosen.append(test)
    return chosen


def is_seen(place: Place, reach: Reach, seconds: int) -> bool:
    source, tests = break_at(place), tests_for(place, reach, seconds)

    def work() -> int:
        sys.meta_path.insert(0, Broken(place, source))
        return int(pytest.main([*PYTEST, *tests], plugins=[Small()]))

    return forked(work, 30 + 3 * seconds) != 0


def drawn(draw: int, seed: int, only: str) -> list[Place]:
    files = sorted(
        str(path.relative_to(TOP))
        for path in (TOP / POLICY).rglob("*.py")
        if not {"tests", "people"} & set(path.parts) and path.name not in LEFT_OUT_FILES
    )
    rest = [place for name in files if not name.startswith(LAW) for place in places(name)]
    rest = [place for place in rest if place.name.startswith(only)]
    return random.Random(seed).sample(rest, min(draw, len(rest))) if draw else rest


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draw", type=int, default=0, help="how many places; all without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=POLICY, help="files whose path begins so")
    parser.add_argument(
        "--seconds", type=int, default=20, help="of processor time for the tests of one break"
    )
    parser.add_argument("--reach", type=Path, help="keep here what each test reaches, or take it from here")
    wanted = parser.parse_args()
    settle()
    file = wanted.reach or Path(tempfile.mkdtemp(prefix="doudi-mutants-")) / "reach.json"
    learn_reach(file)
    reach: Reach = {
        test: (cost, [(name, line) for name, line in calls])
        for test, (cost, calls) in json.loads(file.read_text()).items()
        if not any(word in test for word in LEFT_OUT)
    }
    todo = drawn(wanted.draw, wanted.seed, wanted.only)
    seen = 0
    for number, place in enumerate(todo, 1):
        caught = is_seen(place, reach, wanted.seconds)
        seen += caught
        if not caught:
            print(f"无人发现 {place.name}:{place.line}  {place.told}", flush=True)
        print(f"{number}/{len(todo)} {seen}", file=sys.stderr, flush=True)
    share = seen / max(len(todo), 1)
    within = 1.96 * sqrt(share * (1 - share) / max(len(todo), 1))
    told = f"（抽样，95% 置信 ±{100 * within:.1f}）" if wanted.draw else ""
    print(f"改坏 {len(todo)} 处，测试发现 {seen} 处：{100 * share:.1f}%{told}")


if __name__ == "__main__":
    main()
