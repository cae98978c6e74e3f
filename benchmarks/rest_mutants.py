"""把规则之外的改坏: the rest of `doudi/policy` broken one place at a time, judged by the tests that reach the place.

    python benchmarks/rest_mutants.py [--draw N] [--seed N] [--only PREFIX …] [--seconds N] [--reach FILE]
        [--outside-bulk]

First every test runs once and tells which functions it calls. Then the tests are collected once, and for each break
a copy of the process (a fork; nothing on disk is touched) gets the broken function's code and runs the tests that
call it, the quickest first, until one fails or `--seconds` of processor time are spent. What a function did while
the modules were imported stays as it was (the functions that it made then are broken too), and what is not seen
within the seconds counts as seen by nobody: the figure is a lower bound. Without `--draw` every place is tried; with
it, N places in the order drawn by `--seed`.
The law itself is `law_mutants.py`'s; the invented county is no law; Spark and the shell run in other processes.
"""

from __future__ import annotations

import argparse
import ast
import cProfile
import gc
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from pathlib import Path
from types import CodeType, FunctionType

import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from mutants import LAW, POLICY, TOP, Place, broken_tree, places

LEFT_OUT = ("test_two_readings", "test_second_reading", "test_people_", "test_bulk_spark", "_shell")
LEFT_OUT_FILES = ("spark.py", "commands.py")  # seen from processes of their own
BULK = (  # the forms, each judged by the others and by the interpreter, which takes longest
    *("packed", "columns", "compiled", "bulk", "gathered", "assess", "what_if", "simulate", "ranges"),
    *("limits", "folding", "plan", "printing", "fused", "said_twice"),
)
SMALLER = 20  # the sizes of `make test` divided by this
PYTEST = (
    *("-q", "--noconftest", "-p", "no:django", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-k", "not threads_chunks"),  # 90,000 households by Python itself
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
        profile = cProfile.Profile()
        begun = time.process_time()
        profile.enable()
        try:
            return (yield)
        finally:
            profile.disable()
            spent = time.process_time() - begun
            codes = [entry.code for entry in profile.getstats() if isinstance(entry.code, CodeType)]
            inside = {
                (str(Path(code.co_filename).relative_to(TOP)), code.co_firstlineno)
                for code in codes
                if code.co_filename.startswith(str(TOP / POLICY))
            }
            self.reach[item.nodeid] = (spent, sorted(inside))


class Breaking(Small):
    """Instead of running the tests once, breaks one place after another and runs those that reach it."""

    def __init__(self, reach: Reach, todo: list[Place], seconds: int) -> None:
        self.reach, self.todo, self.seconds, self.seen = reach, todo, seconds, 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for number, place in enumerate(self.todo, 1):
            tests = [items[test] for test in tests_for(place, self.reach, self.seconds) if test in items]
            most = 5 + 3 * int(sum(self.reach[test.nodeid][0] for test in tests))  # told with the profiler on
            caught = forked(lambda place=place, tests=tests: self.judge(place, tests), most)
            self.seen += caught != 0
            if not caught:
                print(f"无人发现 {place.name}:{place.line}  {place.told}", flush=True)
            print(f"{number}/{len(self.todo)} {self.seen}", file=sys.stderr, flush=True)
        return True

    def judge(self, place: Place, tests: list[pytest.Item]) -> int:
        """0 when every test passes with the break in place."""
        put_in(place)
        for item in tests:
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=None)):
                return 1
        return 0


def settle() -> None:
    os.environ["DOUDI_MODE"] = "test"
    os.environ["DOUDI_CACHE"] = tempfile.mkdtemp(prefix="doudi-mutants-")
    os.environ["NUMBA_DISABLE_JIT"] = "1"  # printed loops are run by Python itself, not compiled for a break
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


def test_files(outside: bool) -> list[str]:
    names = sorted(str(path.relative_to(TOP)) for path in (TOP / POLICY / "tests").glob("test_*.py"))
    left_out = (*LEFT_OUT, "test_bulk_", "test_kept_kernels") if outside else LEFT_OUT
    return [name for name in names if not any(word in name for word in left_out)]


def learn_reach(file: Path, files: list[str]) -> None:
    """Run each test file that `file` does not tell of once, in a process of its own, and write what its tests reach."""
    known: Reach = json.loads(file.read_text()) if file.is_file() else {}
    told = {test.split("::")[0] for test in known}
    for name in files:
        if name not in told and forked(lambda name=name: _learn_one(file, name), None) != 0:
            sys.exit(f"{name} 在改坏之前就没有通过：请先让 make test 通过。")


def _learn_one(file: Path, name: str) -> int:
    plugin = Reaching()
    code = int(pytest.main([*PYTEST, "-x", name], plugins=[plugin]))
    if code == 0:
        known: Reach = json.loads(file.read_text()) if file.is_file() else {}
        file.write_text(json.dumps(known | plugin.reach))
    return code


def forked(work: Callable[[], int], seconds: int | None) -> int:
    """Run in a copy of this process; its exit code, or not 0 when it spent more than so many seconds of processor."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        if seconds is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            signal.alarm(3 * seconds)  # a break that makes everybody wait is seen by that
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


def put_in(place: Place) -> None:
    """Give the function around a place, and those that it had made already, the code that is broken there."""
    file = str(TOP / place.name)
    found = {
        (code.co_qualname, code.co_firstlineno): code
        for code in codes(compile(broken_tree(place), file, "exec"))
    }
    for held in [each for each in gc.get_objects() if isinstance(each, FunctionType)]:
        at = (held.__code__.co_qualname, held.__code__.co_firstlineno)
        if held.__code__.co_filename == file and at in found:
            held.__code__ = found[at]


def codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from codes(each)


def functions_around(place: Place) -> list[tuple[int, int, str]]:
    """First line, last line and qualified name of the functions around a place, outermost first."""
    found: list[tuple[int, int, str]] = []

    def look(node: ast.AST, inside: str) -> None:
        for child in ast.iter_child_nodes(node):
            name = f"{inside}{getattr(child, 'name', '')}"
            if isinstance(child, ast.FunctionDef) and child.lineno <= place.line <= (child.end_lineno or 0):
                first = min([child.lineno, *(each.lineno for each in child.decorator_list)])
                found.append((first, child.end_lineno or 0, name))
            if isinstance(child, ast.ClassDef | ast.FunctionDef):
                look(child, f"{name}." if isinstance(child, ast.ClassDef) else f"{name}.<locals>.")
            else:
                look(child, inside)

    look(ast.parse((TOP / place.name).read_text("utf-8")), "")
    return found


def tests_for(place: Place, reach: Reach, seconds: float) -> list[str]:
    """The tests that call the broken function, then those of its file, within the seconds: the quickest first.

    Half of the seconds go to the quickest; the rest to a row of each table in turn, so that none fills them.
    """
    first, last, _ = functions_around(place)[-1]

    def near(calls: list[tuple[str, int]], low: int, high: int) -> bool:
        return any(file == place.name and low <= line <= high for file, line in calls)

    by_cost = sorted(reach, key=lambda test: reach[test][0])
    rows: Counter[str] = Counter()
    row: dict[str, int] = {}
    for test in by_cost:
        row[test] = rows[test.partition("[")[0]]
        rows[test.partition("[")[0]] += 1
    own = [test for test in by_cost if near(reach[test][1], first, last)]
    beside = [test for test in by_cost if test not in own and near(reach[test][1], 0, 10**6)]
    in_turn = [*sorted(own, key=lambda test: row[test]), *sorted(beside, key=lambda test: row[test])]
    chosen: dict[str, float] = {}
    for order, most in ((own, seconds / 2), (in_turn, seconds)):
        for test in order:
            if sum(chosen.values()) + reach[test][0] <= most or not chosen:
                chosen[test] = reach[test][0]
    return sorted(chosen, key=lambda test: reach[test][0])


def drawn(draw: int, seed: int, only: Sequence[str], outside: bool = False) -> list[Place]:
    files = sorted(
        str(path.relative_to(TOP))
        for path in (TOP / POLICY).rglob("*.py")
        if not {"tests", "people"} & set(path.parts) and path.name not in LEFT_OUT_FILES
    )
    rest = [place for name in files if not name.startswith(LAW) for place in places(name)]
    rest = [place for place in rest if place.name.startswith(tuple(only))]
    if outside:
        rest = [place for place in rest if not Path(place.name).name.startswith(BULK)]
    return random.Random(seed).sample(rest, min(draw, len(rest))) if draw else rest


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draw", type=int, default=0, help="how many places; all without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=[POLICY], help="files whose path begins so")
    parser.add_argument(
        "--seconds", type=int, default=20, help="of processor time for the tests of one break"
    )
    parser.add_argument("--reach", type=Path, help="keep here what each test reaches, or take it from here")
    parser.add_argument(
        "--outside-bulk", action="store_true", help="leave the bulk forms and their tests out"
    )
    wanted = parser.parse_args()
    settle()
    home = Path(tempfile.mkdtemp(prefix="doudi-mutants-"))
    file = wanted.reach or home / "reach.json"
    files = test_files(wanted.outside_bulk)
    learn_reach(file, files)
    reach: Reach = {
        test: (cost, [(name, line) for name, line in calls])
        for test, (cost, calls) in json.loads(file.read_text()).items()
        if not any(word in test for word in LEFT_OUT)
    }
    todo = drawn(wanted.draw, wanted.seed, wanted.only, wanted.outside_bulk)
    breaking = Breaking(reach, todo, wanted.seconds)
    pytest.main([*PYTEST, "-s", f"--basetemp={home / 'base'}", *files], plugins=[breaking])
    share = breaking.seen / max(len(todo), 1)
    within = 1.96 * sqrt(share * (1 - share) / max(len(todo), 1))
    told = f"（抽样，95% 置信 ±{100 * within:.1f}）" if wanted.draw else ""
    print(f"改坏 {len(todo)} 处，测试发现 {breaking.seen} 处：{100 * share:.1f}%{told}")


if __name__ == "__main__":
    main()
