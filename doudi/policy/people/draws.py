"""抽取 — draws in whole numbers: chances per mille, weights, curves of amounts. No float anywhere.

Whole numbers make the same seed give the same people on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Curve = Sequence[Sequence[int]]
Rates = dict[str, Any]

PER_MILLE = 1000
RANKS = 10_000
_FINE = 100  # draws between two ranks


class Draws:
    """One seeded stream of draws; every method takes `n` and gives `n` values."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.Generator(np.random.PCG64(seed))

    def chance(self, per_mille: int | Ints, n: int) -> Flags:
        """True so many times in a thousand; a rate for all or one for each."""
        drawn: Flags = self.generator.integers(0, PER_MILLE, n) < per_mille
        return drawn

    def between(self, bounds: Sequence[int], n: int) -> Ints:
        """Whole numbers from the first bound to the second, both included."""
        least, most = bounds
        return self.generator.integers(least, most + 1, n)

    def pick(self, weights: Sequence[int], n: int) -> Ints:
        """Indexes into `weights`, as often as each weighs."""
        ends = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(ends, self.generator.integers(0, ends[-1], n), side="right").astype(np.int64)

    def pick_by(self, kind: Ints, weights: Sequence[Sequence[int]]) -> Ints:
        """As `pick`, with the weights of each one's kind (an index into `weights`; equal lengths)."""
        ends = np.cumsum(np.asarray(weights, dtype=np.int64), axis=1)
        drawn = self.generator.integers(0, 1 << 40, len(kind)) % ends[kind, -1]
        picked: Ints = (drawn[:, None] >= ends[kind]).sum(axis=1).astype(np.int64)
        return picked

    def age(self, bands: Curve, n: int) -> Ints:
        """Full years from bands [from, to, weight]."""
        table = np.asarray(bands, dtype=np.int64)
        band = table[self.pick(table[:, 2].tolist(), n)]
        return band[:, 0] + self.generator.integers(0, 1 << 40, n) % (band[:, 1] - band[:, 0] + 1)

    def fen(self, curve: Curve, n: int, step_fen: int = 100) -> Ints:
        """Amounts in fen from a curve [[rank of ten thousand, yuan], …], in whole steps."""
        table = np.asarray(curve, dtype=np.int64)
        ranks, fen = table[:, 0] * _FINE, table[:, 1] * 100
        rank = self.generator.integers(0, RANKS * _FINE, n)
        at = np.searchsorted(ranks, rank, side="right") - 1
        amount = fen[at] + (fen[at + 1] - fen[at]) * (rank - ranks[at]) // (ranks[at + 1] - ranks[at])
        whole: Ints = amount // step_fen * step_fen
        return whole


def by_age(age: Ints, steps: Curve) -> Ints:
    """The value of the last step [from age, value] reached."""
    table = np.asarray(steps, dtype=np.int64)
    at = np.searchsorted(table[:, 0], age, side="right") - 1
    found: Ints = np.where(at >= 0, table[np.maximum(at, 0), 1], 0)
    return found


def split(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole shares as the weights say, largest remainders first."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda each: (-(total * weights[each] % whole), each))
    for each in order[: total - sum(shares)]:
        shares[each] += 1
    return shares
