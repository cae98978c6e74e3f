"""测算 — what other figures would cost and whom they would touch, reckoned beside the present ones.

Nothing is written: the packed households are read, both sets of figures decide them, the sums are told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from math import lcm
from typing import Any

import numpy as np
import pyarrow as pa

from doudi.policy.asks.household import AMOUNTS, SCHEMES
from doudi.policy.assessed import CLASS_WORDS, PAYS, UNKNOWN, class_codes, paid_monthly
from doudi.policy.bulk import Bulk, Decisions
from doudi.policy.columns import NumpyKernel, PairedKernel
from doudi.policy.figures import Figures
from doudi.policy.limits import Limits, proved
from doudi.policy.packed import Array, Columns, columns

OUTPUTS = ("classification", *AMOUNTS.values(), *SCHEMES)
NOT_ELIGIBLE = (CLASS_WORDS.index("none"), CLASS_WORDS.index(UNKNOWN))
_ELIGIBLE = np.array([code not in NOT_ELIGIBLE for code in range(len(CLASS_WORDS))])
COUNTS = (
    "households",
    "cost_before_fen",
    "cost_after_fen",
    "winners",
    "losers",
    "newly_eligible",
    "no_longer_eligible",
)


@dataclass
class Compared:
    """The sums over all households: in all, by township, by scheme; money in fen a month.

    `winners` would receive more a month, `losers` less; `newly_eligible` would fall under some scheme and
    do not today. By scheme: `before` and `after` count its households, `entered` and `left` the movers.
    """

    total: Counter[str] = field(default_factory=Counter)
    townships: dict[str, Counter[str]] = field(default_factory=dict)
    schemes: dict[str, Counter[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "total": _whole(self.total),
            "townships": {name: _whole(sums) for name, sums in sorted(self.townships.items())},
            "schemes": {name: dict(sums) for name, sums in self.schemes.items()},
        }


def _whole(sums: Counter[str]) -> dict[str, int]:
    return {name: sums[name] for name in COUNTS}


class Simulation:
    """Two sets of figures over the same batches: `add(batch)`, then `compared`."""

    def __init__(self, before: Figures, after: Figures, engine: str = "", threads: int = 2) -> None:
        self.before = Bulk(before, engine, threads, OUTPUTS)
        self.after = Bulk(after, engine, threads, OUTPUTS)
        self.compared = Compared()
        self.limits: Limits | None = None
        self.paired: PairedKernel | None = None
        kernels = self.before.kernel, self.after.kernel
        if None not in kernels and self.before.limits is not None and self.after.limits is not None:
            self.limits = both_hold(self.before.limits, self.after.limits)
            if all(isinstance(kernel, NumpyKernel) for kernel in kernels):
                self.paired = self._pair(threads)

    def _pair(self, threads: int) -> PairedKernel | None:
        """One run for both sets of figures, where both are proved with the same parts of a fen."""
        assert self.limits is not None and self.after.limits is not None
        plan, before, after = self.before.plan, self.before.figures, self.after.figures
        limits = replace(self.limits, fen=lcm(self.limits.fen, self.after.limits.fen))
        if not proved(plan, before, limits) or not proved(plan, after, limits):
            return None
        return PairedKernel(plan, before, after, limits, threads)

    def add(self, batch: pa.RecordBatch) -> None:
        """Decide a batch both ways and add the differences up. Raises BadBatch."""
        if self.limits is None:
            self.compare(batch, self.before.decide(batch), self.after.decide(batch))
            return
        self.add_read(batch, columns(batch, self.limits, self.before.plan.inputs))

    def add_read(self, batch: pa.RecordBatch, read: Columns) -> None:
        """The same for a batch whose columns are in memory, read under `limits`."""
        if self.paired is not None:
            before, after = self.paired(read)
            one, other = self.before.completed(batch, read, before), self.after.completed(batch, read, after)
        else:
            one, other = self.before.decide_read(batch, read), self.after.decide_read(batch, read)
        self.compare(batch, one, other)

    def compare(self, batch: pa.RecordBatch, before: Decisions, after: Decisions) -> None:
        codes = (class_codes(before), class_codes(after))
        paid = (paid_monthly(before), paid_monthly(after))
        eligible = tuple(_ELIGIBLE[each] for each in codes)
        marks: dict[str, Array] = {
            "households": np.ones(batch.num_rows, dtype=np.bool_),
            "cost_before_fen": paid[0],
            "cost_after_fen": paid[1],
            "winners": paid[1] > paid[0],
            "losers": paid[1] < paid[0],
            "newly_eligible": eligible[1] & ~eligible[0],
            "no_longer_eligible": eligible[0] & ~eligible[1],
        }
        for name, values in marks.items():
            self.compared.total[name] += int(values.sum())
        self._townships(batch, marks)
        self._schemes(codes, paid)

    def _townships(self, batch: pa.RecordBatch, marks: dict[str, Array]) -> None:
        column = batch.column("township").fill_null("")
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        codes = column.indices.to_numpy(zero_copy_only=False)
        if (codes[1:] < codes[:-1]).any():  # a partition holds one township after another: seldom
            order = np.argsort(codes, kind="stable")
            codes, marks = codes[order], {name: values[order] for name, values in marks.items()}
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        names = [column.dictionary[int(code)].as_py() for code in codes[starts]]
        for name, values in marks.items():
            sums = np.add.reduceat(values, starts, dtype=np.int64) if len(starts) else ()
            for township, each in zip(names, sums, strict=True):
                self.compared.townships.setdefault(township, Counter())[name] += int(each)

    def _schemes(self, codes: tuple[Array, Array], paid: tuple[Array, Array]) -> None:
        """One count of the pairs (class before, class after) tells who stayed, entered and left."""
        every = len(CLASS_WORDS)
        pairs = np.bincount(codes[0] * np.int8(every) + codes[1], minlength=every * every)
        moves = pairs.reshape(every, every)
        for code, word in enumerate(CLASS_WORDS):
            if code in NOT_ELIGIBLE:
                continue
            sums = self.compared.schemes.setdefault(word, Counter())
            stayed = int(moves[code, code])
            was, is_now = int(moves[code].sum()), int(moves[:, code].sum())
            costs = [int(p[c == code].sum()) if word in PAYS else 0 for p, c in zip(paid, codes, strict=True)]
            sums.update(
                before=was,
                after=is_now,
                entered=is_now - stayed,
                left=was - stayed,
                cost_before_fen=costs[0],
                cost_after_fen=costs[1],
            )


def both_hold(one: Limits, other: Limits) -> Limits:
    """Limits inside which both proofs hold; each kernel keeps its own fen."""
    return replace(
        one,
        least={name: max(least, other.least[name]) for name, least in one.least.items()},
        most={name: min(most, other.most[name]) for name, most in one.most.items()},
    )
