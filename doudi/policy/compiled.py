"""编译计算 — the same rules printed as one loop over households and compiled by numba (extra `fast`).

Figures are run-time arguments, so a what-if compiles nothing: whatever depends on figures and the standard
alone is worked out beforehand with whole numbers of any size and handed in as a table with a row for the
countryside and one for the town. The machine code is kept in the user's cache folder.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from doudi.policy.columns import Results, in_pieces, result_type
from doudi.policy.compiled_source import COLUMN_ARGUMENTS, LoopSource, loop_source
from doudi.policy.figures import Figures
from doudi.policy.folding import Folded, fold
from doudi.policy.limits import Limits
from doudi.policy.packed import Array, Columns
from doudi.policy.plan import Plan
from doudi.policy.tree import tree_of
from doudi.policy.unknown import Term, Unknown, work_through

PIECE = 65_536  # households that a thread takes at a time


class CompiledKernel:
    """The compiled form for a plan under some figures; called like `NumpyKernel`, with the same results."""

    name = "numba"

    def __init__(self, plan: Plan, figures: Figures, limits: Limits, threads: int = 2) -> None:
        self.plan, self.limits, self.threads = plan, limits, threads
        folded = fold(plan, figures, limits) if _lacks(plan, figures) else _as_written(plan)
        self.absent = folded.absent
        self.loop = loop_source(plan, folded)
        self.table = _table(self.loop, plan, figures, limits)
        self.run: Callable[..., None] = _compiled(self.loop.text)

    def __call__(self, columns: Columns) -> Results:
        results: Results = {
            name: np.empty(columns.count, dtype=result_type(self.plan.rules[name]))
            for name in self.loop.outputs
        }
        read = (
            *(getattr(columns, name) for name in COLUMN_ARGUMENTS),
            self.table,
            *(columns.facts[name] for name in self.loop.facts),
        )
        arguments = [*(_for_reading(each) for each in read), *results.values()]

        def work(start: int) -> None:
            self.run(start, min(start + PIECE, columns.count), *arguments)

        in_pieces(work, range(0, columns.count, PIECE), self.threads)
        return results


def _for_reading(values: Array) -> Array:
    """The same memory, contiguous and not to be written: numba compiles anew for each kind of array."""
    view = np.ascontiguousarray(values).view()
    view.flags.writeable = False
    return view


def _lacks(plan: Plan, figures: Figures) -> bool:
    return any(isinstance(figures[name], Unknown) for name in plan.figures)


def _as_written(plan: Plan) -> Folded:
    """The rules' own trees with no figure put in."""
    order = tuple(rule for group in plan.groups for rule in group.rules)
    trees = {rule.name: tree_of(rule) for rule in order if not rule.of}
    return Folded(order, trees, {}, {}, frozenset())


def _table(loop: LoopSource, plan: Plan, figures: Figures, limits: Limits) -> Array:
    """What the figures and the standard alone decide: a row for the countryside, one for the town."""
    rows = []
    for urban in (0, 1):
        known: dict[str, Term] = {
            **figures,
            "fen": limits.fen,
            "yuan": 100 * limits.fen,
            "today": limits.today,
            "urban": urban,
            **{name: pair[urban] for name, pair in loop.by_standard.items()},
        }
        for name in loop.standard_rules:
            known[name] = work_through(loop.trees[name], known)
        row = []
        for slot in loop.slots:
            if slot.rate:
                rate = figures[slot.rate]
                assert not isinstance(rate, Unknown)
                row.append(rate.denominator if slot.divides else rate.numerator)
            else:
                term = work_through(slot.node, known)
                assert not isinstance(term, Unknown)
                row.append(int(term))
        rows.append(row)
    return np.array(rows, dtype=np.int64)


def cache_folder() -> Path:
    """Where compiled kernels are kept: DOUDI_CACHE, else the user's cache folder."""
    named = os.environ.get("DOUDI_CACHE") or os.environ.get("XDG_CACHE_HOME")
    return (Path(named) if named else Path.home() / ".cache") / "doudi"


@lru_cache(maxsize=16)
def _compiled(text: str) -> Callable[..., None]:
    """The compiled loop; kept on disk where the cache folder can be written."""
    numba: Any = importlib.import_module("numba")
    module = _kept_module(text)
    if module is not None:
        loop: Callable[..., None] = module.loop
        return loop
    space: dict[str, Any] = {"np": np}
    exec(compile(text, "<compiled rules>", "exec"), space)
    compiled: Callable[..., None] = numba.njit(nogil=True, error_model="numpy")(space["loop"])
    return compiled


_HEAD = """import numpy as np
from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
"""


def _kept_module(text: str) -> ModuleType | None:
    name = f"doudi_rules_{hashlib.sha256(text.encode()).hexdigest()[:24]}"
    folder = cache_folder()
    path = folder / f"{name}.py"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.is_file() or path.read_text("utf-8") != _HEAD + text:
            handle, temporary = tempfile.mkstemp(dir=folder)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(_HEAD + text)
            os.replace(temporary, path)
    except OSError:
        return None
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # machine code read back from disk looks for its module here
    spec.loader.exec_module(module)
    return module
