"""收拢的列 — many batches as one set of columns, to be reckoned again and again while the batches may go.

Amounts are kept in 32 bits where every one of them fits (21 million yuan), else all in 64: two kinds of
columns, so that a compiled kernel knows both beforehand. The kernels reckon in 64 bits either way.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from doudi.policy.facts import FEN, INPUTS
from doudi.policy.limits import Limits
from doudi.policy.packed import Array, Columns, columns

MOST_INT32 = 2**31 - 1
OFFSETS = ("member_offsets", "supporter_offsets", "obligation_offsets")


def gathered(
    batches: Iterable[pa.RecordBatch], households: int, limits: Limits, wanted: tuple[str, ...]
) -> Columns:
    """The facts `wanted` of one batch or more, with about so many households in all. Raises BadBatch."""
    store = _Store(households)
    for batch in batches:
        store.add(columns(batch, limits, wanted))
    return store.columns()


def _room(length: int) -> int:
    """A tenth more; room that is never written takes no memory."""
    return length + length // 10 + 1


class _Column:
    """An array with room at its end."""

    def __init__(self, kind: np.dtype, room: int) -> None:
        self.values: Array = np.empty(room, dtype=kind)
        self.length = 0

    def append(self, values: Array) -> None:
        end = self.length + len(values)
        if end > len(self.values):
            self.move(self.values.dtype, _room(end))
        self.values[self.length : end] = values
        self.length = end

    def move(self, kind: np.dtype, room: int) -> None:
        kept = self.kept()
        self.values = np.empty(room, dtype=kind)
        self.values[: self.length] = kept

    def kept(self) -> Array:
        kept: Array = self.values[: self.length]
        return kept


class _Store:
    """The columns so far, each fact written once into its own: nothing is held twice."""

    def __init__(self, households: int) -> None:
        self.households, self.first, self.count, self.narrow = households, 0, 0, True
        self.rows: dict[str, _Column] = {}

    def add(self, read: Columns) -> None:
        self.first = self.first or read.count
        money = [name for name in read.facts if INPUTS[name].sort == FEN]
        if self.narrow and any(int(read.facts[name].max(initial=0)) > MOST_INT32 for name in money):
            self.widen()
        for name, values in read.facts.items():
            kind = np.dtype(np.int32) if name in money and self.narrow else values.dtype
            self.append(name, values, kind)
        ends = {name: int(self.rows[name].kept()[-1]) if name in self.rows else 0 for name in OFFSETS}
        for name in OFFSETS:
            begun = name in self.rows  # the first 0 stands already
            self.append(name, getattr(read, name)[begun:] + ends[name], np.dtype(np.int64))
        self.append("obligation_member", read.obligation_member + ends["member_offsets"], np.dtype(np.int64))
        self.append("interpret", read.interpret, read.interpret.dtype)
        self.count += read.count

    def append(self, name: str, values: Array, kind: np.dtype) -> None:
        if name not in self.rows:  # the first batch lets expect how long a column grows
            times = max(self.households // max(self.first, 1), 1)
            self.rows[name] = _Column(kind, _room((len(values) + 1) * times))
        self.rows[name].append(values)

    def widen(self) -> None:
        """From now on amounts are kept in 64 bits, those already here too."""
        self.narrow = False
        for name, column in self.rows.items():
            if name in INPUTS and INPUTS[name].sort == FEN:
                column.move(np.dtype(np.int64), len(column.values))

    def columns(self) -> Columns:
        told = {name: column.kept() for name, column in self.rows.items()}
        return Columns(
            count=self.count,
            facts={name: values for name, values in told.items() if name in INPUTS},
            **{name: told[name] for name in (*OFFSETS, "obligation_member", "interpret")},
        )
