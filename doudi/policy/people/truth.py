"""真值 — who in the invented county qualifies for what, reckoned from the facts as they are written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from datetime import date
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType

import pyarrow as pa

from doudi.policy.asks.household import AMOUNTS, SCHEMES
from doudi.policy.bulk import Bulk, interpreted
from doudi.policy.figures import Figures
from doudi.policy.law.rigid import CLASSIFICATIONS
from doudi.policy.packed_rows import household_of
from doudi.policy.values import find_place

INTERPRETER, BULK = "interpreter", "bulk"
MOST_INTERPRETED = 20_000  # households of which the command lets the interpreter decide every one
OUTPUTS = ("classification", "countable_income", *AMOUNTS.values(), *SCHEMES)
UNKNOWN = "unknown"
SLICE = 500  # households handed to a process at a time
ALONE = 1_000  # households of a batch up to which no process is started
TRUTH_SCHEMA = pa.schema(
    [
        pa.field("household_id", pa.string(), nullable=False),
        pa.field("township", pa.string()),
        pa.field("village", pa.string()),
        pa.field("classification", pa.string(), nullable=False),
        *(pa.field(name, pa.string(), nullable=False) for name in SCHEMES),
        *(pa.field(name, pa.int64()) for name in (*AMOUNTS.values(), "countable_income")),
    ]
)
Row = dict[str, int | None]


@lru_cache(maxsize=4)
def figures_for(values: str, on: date) -> Figures:
    """The figures of a place on a day. Raises BadValue."""
    return Figures(find_place(values, Path.cwd()), on)


def _interpret(batch: pa.RecordBatch, values: str, on: date) -> list[Row]:
    figures = figures_for(values, on)
    return [interpreted(household_of(batch, row), figures, OUTPUTS) for row in range(batch.num_rows)]


class Truth(AbstractContextManager["Truth"]):
    """Answers for batches under a place's figures on a day; `by` says which form reckons.

    The interpreter alone, in processes of its own, or the bulk form, which leaves what is unknown to it.
    """

    def __init__(self, values: str, on: date, by: str) -> None:
        self.values, self.on, self.by = values, on, by
        self._bulk = Bulk(figures_for(values, on), "numpy", outputs=OUTPUTS) if self.by == BULK else None
        self._pool: ProcessPoolExecutor | None = None
        stated = {"doudi.values": values, "doudi.on": on.isoformat(), "doudi.reckoned_by": by}
        self.schema = TRUTH_SCHEMA.with_metadata(stated)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def answers(self, batch: pa.RecordBatch) -> pa.Table:
        """One row a household: classification, each scheme's answer, amounts in fen a month."""
        told = self._decided(batch) if self._bulk is not None else self._interpreted(batch)
        columns = {name: batch.column(name) for name in ("household_id", "township", "village")}
        columns["classification"] = _words(told["classification"], CLASSIFICATIONS)
        columns.update({name: _words(told[name], {0: "no", 1: "yes"}) for name in SCHEMES})
        for name in (*AMOUNTS.values(), "countable_income"):
            columns[name] = pa.array(told[name], type=pa.int64())
        return pa.Table.from_arrays([columns[name] for name in TRUTH_SCHEMA.names], schema=self.schema)

    def _interpreted(self, batch: pa.RecordBatch) -> dict[str, list[int | None]]:
        rows = [row for rows in self._slices(batch) for row in rows]
        return {name: [row[name] for row in rows] for name in OUTPUTS}

    def _slices(self, batch: pa.RecordBatch) -> Iterator[list[Row]]:
        slices = [batch.slice(start, SLICE) for start in range(0, batch.num_rows, SLICE)]
        args = ([self.values] * len(slices), [self.on] * len(slices))
        if self._pool is None and batch.num_rows > ALONE:
            self._pool = ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("spawn"))
        if self._pool is None:
            return map(_interpret, slices, *args)
        return self._pool.map(_interpret, slices, *args)

    def _decided(self, batch: pa.RecordBatch) -> dict[str, list[int | None]]:
        assert self._bulk is not None
        decided = self._bulk.decide(batch)
        told: dict[str, list[int | None]] = {}
        for name in OUTPUTS:
            known = decided.known.get(name)
            mask = None if known is None else ~known
            told[name] = pa.array(decided.values[name].astype("int64"), mask=mask).to_pylist()
        return told


def _words(codes: list[int | None], words: dict[int, str]) -> pa.Array:
    return pa.array([UNKNOWN if code is None else words[code] for code in codes])
