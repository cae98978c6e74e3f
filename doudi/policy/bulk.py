"""成批裁量 — a batch of packed households decided: by a kernel where it is proved, else by the interpreter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from doudi.policy.asks.household import AMOUNTS, QUANTITIES, SCHEMES
from doudi.policy.columns import NumpyKernel, Results, result_type
from doudi.policy.compiled import CompiledKernel
from doudi.policy.explain import whole_fen
from doudi.policy.figures import Figures
from doudi.policy.language import MONEY, TEST, in_force
from doudi.policy.limits import Limits, limits_for
from doudi.policy.packed import Array, Columns, columns
from doudi.policy.packed_rows import household_of
from doudi.policy.plan import Plan, plan_for
from doudi.policy.ranges import NotProved
from doudi.policy.reckoning import Reckoning
from doudi.policy.unknown import Unknown

ENGINES = ("numpy", "numba")
KERNEL, INTERPRETER = 0, 1


def tests_on(on: date) -> tuple[str, ...]:
    """Every test that is law on a day, in the order in which they are written."""
    return tuple(name for name, rule in in_force(on).items() if rule.role == TEST)


def outputs_on(on: date) -> tuple[str, ...]:
    """What an assessment tells of each household: class, amounts, schemes, tests, quantities."""
    return ("classification", *AMOUNTS.values(), *SCHEMES, *tests_on(on), *QUANTITIES.values())


class Kernel(Protocol):
    name: str
    absent: frozenset[str]

    def __call__(self, columns: Columns) -> Results: ...


@dataclass(frozen=True)
class Decisions:
    """An array for each output; `known[name]` is False where an output is unknown (left out: all known).

    `form` is 0 for households decided by the kernel, 1 for those decided by the interpreter.
    """

    values: Results
    known: dict[str, Array]
    form: Array


class Bulk:
    """Decides batches under one set of figures. `refusal` says why no kernel serves, or is empty."""

    def __init__(
        self, figures: Figures, engine: str = "", threads: int = 2, outputs: tuple[str, ...] = ()
    ) -> None:
        self.figures, self.on = figures, figures.on
        self.outputs = outputs or outputs_on(self.on)
        self.plan: Plan = plan_for(self.outputs, self.on)
        self.limits: Limits | None = None
        self.kernel: Kernel | None = None
        self.refusal = ""
        try:
            self.limits = limits_for(self.plan, figures)
            self.kernel = kernel_for(engine, self.plan, figures, self.limits, threads)
        except NotProved as error:
            self.refusal = str(error)

    def decide(self, batch: pa.RecordBatch) -> Decisions:
        """Every household of a batch. Raises BadBatch."""
        count = batch.num_rows
        if self.kernel is None:
            types = {name: result_type(self.plan.rules[name]) for name in self.outputs}
            values = {name: np.zeros(count, dtype=kind) for name, kind in types.items()}
            return self._interpret(batch, np.arange(count), values)
        assert self.limits is not None
        return self.decide_read(batch, columns(batch, self.limits, self.plan.inputs))

    def decide_read(self, batch: pa.RecordBatch, read: Columns) -> Decisions:
        """The same for a batch whose columns are in memory."""
        assert self.kernel is not None
        return self.completed(batch, read, self.kernel(read) if batch.num_rows else {})

    def completed(self, batch: pa.RecordBatch, read: Columns, values: Results) -> Decisions:
        """What a kernel told of a batch, with the households that it left to the interpreter."""
        for name in self.outputs:
            values.setdefault(name, np.zeros(batch.num_rows, dtype=result_type(self.plan.rules[name])))
        return self._interpret(batch, np.flatnonzero(read.interpret), values)

    def _interpret(self, batch: pa.RecordBatch, rows: Array, values: Results) -> Decisions:
        known: dict[str, Array] = {}
        for name in self.kernel.absent if self.kernel is not None else ():
            known[name] = np.zeros(batch.num_rows, dtype=np.bool_)
        form = np.zeros(batch.num_rows, dtype=np.int8)
        form[rows] = INTERPRETER
        for row in rows.tolist():
            for name, value in interpreted(household_of(batch, row), self.figures, self.outputs).items():
                if value is not None:
                    values[name][row] = value
                if name in known:
                    known[name][row] = value is not None
                elif value is None:
                    known[name] = np.ones(batch.num_rows, dtype=np.bool_)
                    known[name][row] = False
        return Decisions(values, known, form)


def interpreted(household: Any, figures: Figures, outputs: tuple[str, ...]) -> dict[str, int | None]:
    """The interpreter's outputs as the kernels give them: money in whole fen half up, None unknown."""
    reckoning = Reckoning(household, figures, figures.on)
    told: dict[str, int | None] = {}
    for name in outputs:
        term = reckoning.value(name)
        if isinstance(term, Unknown):
            told[name] = None
        elif reckoning.rules[name].unit == MONEY:
            told[name] = whole_fen(int(term), reckoning.fen)
        else:
            told[name] = int(term)
    return told


def kernel_for(engine: str, plan: Plan, figures: Figures, limits: Limits, threads: int) -> Kernel:
    """The kernel of an engine; without a word, numba where it is installed, else numpy."""
    if engine == "numba" or (not engine and find_spec("numba") is not None):
        return CompiledKernel(plan, figures, limits, threads)
    return NumpyKernel(plan, figures, limits, threads)
