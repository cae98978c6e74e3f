"""按列计算 — the folded rules printed as numpy, run over chunks of households that fit the cache.

One array a quantity: of households, members, supporters or obligations. Sums run along the offsets. The
text is printed anew for other figures, which takes milliseconds; the data are read where they lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from doudi.policy.columns_source import OTHERWISE, columnar_source, paired_source
from doudi.policy.facts import FLAG, INPUTS
from doudi.policy.figures import Figures
from doudi.policy.folding import fold
from doudi.policy.language import HOUSEHOLD, MEMBER, MONEY, OBLIGATION, SUPPORTER, Rule
from doudi.policy.limits import Limits
from doudi.policy.packed import Array, Columns
from doudi.policy.plan import Plan

CHUNK = 32_768  # households: few enough for the cache, enough that two threads seldom wait for one another
Results = dict[str, Array]
Run = Callable[["_Part", Results], None]


def result_type(rule: Rule) -> type[np.generic]:
    """How an output is kept: money in whole fen, answers 1 and 0, codes and counts small."""
    return np.int64 if rule.unit == MONEY else np.int8


def empty_results(plan: Plan, names: Iterable[str], count: int) -> Results:
    """An array to be filled for each output."""
    return {name: np.empty(count, dtype=result_type(plan.rules[name])) for name in names}


class NumpyKernel:
    """The columnar form for a plan under some figures: `kernel(columns)` gives an array for each output.

    Money comes in whole fen, half up; tests and schemes as 1 and 0; `absent` outputs are left out.
    """

    name = "numpy"

    def __init__(self, plan: Plan, figures: Figures, limits: Limits, threads: int = 2) -> None:
        self.plan, self.limits, self.threads = plan, limits, threads
        folded = fold(plan, figures, limits)
        self.absent = folded.absent
        self.source = columnar_source(plan, folded, limits)
        self.run = _compiled(self.source)

    def __call__(self, columns: Columns) -> Results:
        outputs = (name for name in self.plan.outputs if name not in self.absent)
        results = empty_results(self.plan, outputs, columns.count)
        _run_chunks(self.run, columns, results, self.threads)
        return results


class PairedKernel:
    """Two sets of figures in one run: what the second does not touch is reckoned once, for both."""

    def __init__(self, plan: Plan, before: Figures, after: Figures, limits: Limits, threads: int = 2) -> None:
        self.plan, self.threads = plan, threads
        one, other = fold(plan, before, limits), fold(plan, after, limits)
        self.absent = one.absent, other.absent
        self.source, self.touched = paired_source(plan, one, other, limits)
        self.run = _compiled(self.source)

    def __call__(self, columns: Columns) -> tuple[Results, Results]:
        names = tuple([n for n in self.plan.outputs if n not in absent] for absent in self.absent)
        before = empty_results(self.plan, names[0], columns.count)
        after = empty_results(self.plan, self.touched.intersection(names[1]), columns.count)
        told = before | {f"{name}{OTHERWISE}": values for name, values in after.items()}
        _run_chunks(self.run, columns, told, self.threads)
        return before, {name: after[name] if name in after else before[name].copy() for name in names[1]}


def _compiled(source: str) -> Run:
    space: dict[str, Any] = {"np": np, "total": _total}
    exec(compile(source, "<columnar rules>", "exec"), space)
    run: Run = space["run"]
    return run


def _run_chunks(run: Run, columns: Columns, results: Results, threads: int) -> None:
    def work(start: int) -> None:
        end = min(start + CHUNK, columns.count)
        run(_Part(columns, start, end), {name: values[start:end] for name, values in results.items()})

    in_pieces(work, range(0, columns.count, CHUNK), threads)


def in_pieces(work: Callable[[int], None], starts: Sequence[int], threads: int) -> None:
    """Every piece of the work, by so many threads where there are several pieces."""
    if threads > 1 and len(starts) > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, starts))
    else:
        for start in starts:
            work(start)


class _Part:
    """Some households of the columns; what points from one entity to another is made when it is needed."""

    def __init__(self, columns: Columns, start: int, end: int) -> None:
        self.columns = columns
        self.member_offsets = columns.member_offsets[start : end + 1]
        self.supporter_offsets = columns.supporter_offsets[start : end + 1]
        first, last = int(self.supporter_offsets[0]), int(self.supporter_offsets[-1])
        self.obligation_offsets = columns.obligation_offsets[first : last + 1]
        self.rows = {
            HOUSEHOLD: slice(start, end),
            MEMBER: slice(int(self.member_offsets[0]), int(self.member_offsets[-1])),
            SUPPORTER: slice(first, last),
            OBLIGATION: slice(int(self.obligation_offsets[0]), int(self.obligation_offsets[-1])),
        }

    def fact(self, name: str) -> Array:
        """A fact's values: flags as booleans, all else as 64-bit whole numbers."""
        values: Array = self.columns.facts[name][self.rows[INPUTS[name].entity]]
        return values if INPUTS[name].sort == FLAG else values.astype(np.int64, copy=False)

    def members_of_household(self) -> Array:
        return np.diff(self.member_offsets)

    def supporters_of_household(self) -> Array:
        return np.diff(self.supporter_offsets)

    def obligations_of_supporter(self) -> Array:
        return np.diff(self.obligation_offsets)

    def obligations_of_household(self) -> Array:
        ends = self.obligation_offsets[self.supporter_offsets - self.supporter_offsets[0]]
        return np.diff(ends)

    def obligation_member(self) -> Array:
        places: Array = self.columns.obligation_member[self.rows[OBLIGATION]] - self.member_offsets[0]
        return places


def _total(values: Array, offsets: Array) -> Array:
    """The sum between each offset and the next; of an empty stretch, 0."""
    running = np.empty(len(values) + 1, dtype=np.int64)
    running[0] = 0
    np.cumsum(values, out=running[1:])
    ends = running[offsets - offsets[0]]
    return ends[1:] - ends[:-1]  # type: ignore[no-any-return]
