"""合成身份证号 — ID numbers that nobody can have: area 990204 was never given out; the check digit is right."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.policy.id_numbers import CHECK_CHARACTERS, WEIGHTS
from doudi.policy.people.draws import Flags, Ints

AREA = 990204  # the prefix of the acceptance scenarios: no such division exists
ORDERS = 500  # of one day of birth and one sex: three digits, odd for men
_STRIDE = 167  # coprime to ORDERS, so that the orders of a day are taken once each, in no visible order
MOST_HOUSEHOLDS = 2_000_000


class OrdersExhausted(Exception):
    """More people were born on a day than there are numbers; the sentence says what to do."""


class Numbers:
    """Gives every person of a county a number of its own, whatever the partition."""

    def __init__(self) -> None:
        self._taken: Ints = np.zeros((2 * (1 << 16)), dtype=np.int64)  # by day of birth since 1900 and sex

    def give(self, birth: Ints, male: Flags) -> pa.Array:
        """ID numbers for births (yyyymmdd), as Arrow strings. Raises OrdersExhausted."""
        key = _days(birth) * 2 + male
        order = np.argsort(key, kind="stable")
        ordered = key[order]
        new = np.concatenate(([True], ordered[1:] != ordered[:-1])) if len(key) else np.zeros(0, np.bool_)
        starts = np.flatnonzero(new)
        rank = np.empty(len(key), dtype=np.int64)
        rank[order] = np.arange(len(key)) - np.repeat(starts, np.diff(np.append(starts, len(key))))
        turn = self._taken[key] + rank
        if len(turn) and int(turn.max()) >= ORDERS:
            raise OrdersExhausted("同一天出生的人多于身份证顺序码，请减少 --households 的户数。")
        np.add.at(self._taken, key, 1)
        serial = (turn * _STRIDE + key * 31) % ORDERS * 2 + male
        return written(birth, serial)


def _days(birth: Ints) -> Ints:
    """Days since 1900, counted as 372 a year: enough to tell them apart."""
    counted: Ints = (birth // 10000 - 1900) * 372 + (birth // 100 % 100 - 1) * 31 + birth % 100 - 1
    return counted


def written(birth: Ints, serial: Ints) -> pa.Array:
    """Area, birth, order and check character (GB 11643-1999)."""
    first17 = AREA * 10**11 + birth * 1000 + serial
    total = np.zeros(len(birth), dtype=np.int64)
    left = first17.copy()
    for weight in reversed(WEIGHTS):
        total += left % 10 * weight
        left //= 10
    check = pa.array(list(CHECK_CHARACTERS)).take(pa.array(total % 11))
    return pc.binary_join_element_wise(pc.cast(pa.array(first17), pa.string()), check, "")
