"""把法条改坏: every breakable place of `doudi/policy/law`, broken in memory and judged without a new process.

    python benchmarks/law_mutants.py [--workers N] [--sets N] [--households N]

A break is seen when a rule by itself misses an edge, when an example's answer differs from what it expects, when
the second, independent reading disagrees on a random household, or when the rules can no longer be worked out at
all. What nobody sees is printed, to be tried against the whole suite with `benchmarks/mutants.py --only FILE`.
"""

from __future__ import annotations

import argparse
import ast
import os
import tempfile
from dataclasses import replace
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from random import Random
from typing import Any

from mutants import LAW, TOP, Place, break_at, places

from doudi.policy import language, tree
from doudi.policy.ask import KINDS, answer, differences
from doudi.policy.asks.household_facts import read_household
from doudi.policy.fused import fused
from doudi.policy.plan import plan_for
from doudi.policy.question import Question, read_question
from doudi.policy.reading import read_documents
from doudi.policy.tests.packed_cases import figures_of
from doudi.policy.tests.random_households import DAY, example_values, random_household, random_values
from doudi.policy.tests.second_reading import second_reading
from doudi.policy.tests.test_law import wrong_cases
from doudi.policy.tests.test_two_readings import first_reading


@cache
def questions() -> list[Question]:
    """Every example that says what it expects."""
    folder = TOP / "doudi/policy/examples"
    read = [
        read_question(document, folder, KINDS)
        for path in sorted(folder.glob("*.yaml"))
        for document in read_documents(path)
    ]
    return [question for question in read if question.expect is not None]


@cache
def readings(sets: int, households: int) -> list[tuple[Any, Any, dict[str, Any]]]:
    """Random households with their figures and what the second reading says of them."""
    found = []
    folder = Path(tempfile.mkdtemp(prefix="doudi-law-"))
    for number in range(sets):
        rng = Random(7_000_003 + number)
        values = example_values() if number == 0 else random_values(rng)
        figures = figures_of(values, folder / str(number))
        for _ in range(households):
            facts = random_household(rng, values=values)
            found.append((read_household(facts, DAY), figures, second_reading(facts, values, DAY)))
    return found


def holds(sets: int, households: int) -> bool:
    """Whether every edge, the second reading and every example still agree with the rules."""
    if wrong_cases():
        return False
    for household, figures, second in readings(sets, households):
        if first_reading(household, figures, DAY) != second:
            return False
    return not any(differences(question.expect, answer(question)) for question in questions())


def functions_in(source: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def is_seen(place: Place, sets: int, households: int) -> bool:
    """Break one rule in the book and in its tree, ask, and mend it again."""
    file = str(TOP / place.name)
    whole = functions_in(Path(file).read_text("utf-8"))
    other = functions_in(break_at(place))
    name = next(name for name in whole if ast.unparse(whole[name]) != ast.unparse(other[name]))
    known = tree._functions_of(file)
    rule, node = language.BOOK[name][-1], known[name]
    assert rule.function is not None
    broken = other[name]
    broken.decorator_list = []
    space = dict(rule.function.__globals__)
    exec(compile(ast.Module([broken], []), file, "exec"), space)
    language.BOOK[name][-1], known[name] = replace(rule, function=space[name]), broken
    _forget()
    try:
        return not holds(sets, households)
    except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError, tree.NotARule):
        return True
    finally:
        language.BOOK[name][-1], known[name] = rule, node
        _forget()


def _forget() -> None:
    plan_for.cache_clear()
    fused.cache_clear()


def judged(order: tuple[Place, int, int]) -> bool:
    return is_seen(*order)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--sets", type=int, default=16, help="random sets of values")
    parser.add_argument("--households", type=int, default=40, help="random households a set")
    wanted = parser.parse_args()
    assert holds(wanted.sets, wanted.households), "the whole law must agree before it is broken"
    files = sorted(str(path.relative_to(TOP)) for path in (TOP / LAW).glob("*.py"))
    todo = [place for name in files for place in places(name)]
    orders = [(place, wanted.sets, wanted.households) for place in todo]
    with Pool(wanted.workers) as pool:
        seen = 0
        for place, caught in zip(todo, pool.imap(judged, orders), strict=True):
            seen += caught
            if not caught:
                print(f"无人发现 {place.name}:{place.line}  {place.told}", flush=True)
    print(f"改坏 {len(todo)} 处，发现 {seen} 处：{100 * seen // len(todo)}%")


if __name__ == "__main__":
    main()
