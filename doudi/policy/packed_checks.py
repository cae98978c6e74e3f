"""打包数据的核对 — what a whole column can say wrongly though each number lies within its range."""

from __future__ import annotations

from calendar import monthrange
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@lru_cache(maxsize=4)
def calendar_days(least: int, most: int) -> Array:
    """Which of the whole numbers from `least` to `most` are days, written yyyymmdd."""
    table = np.zeros(most - least + 1, dtype=np.bool_)
    for year in range(least // 10000, most // 10000 + 1):
        for month in range(1, 13):
            first = year * 10000 + month * 100 + 1 - least
            table[max(first, 0) : max(first + monthrange(year, month)[1], 0)] = True
    return table


def named_twice(starts: Array, named: Array) -> int | None:
    """Where a supporter names a member again; None when nobody does. Nearly all name one, or several in order."""
    lengths = np.diff(starts)
    if not len(named) or int(lengths.max()) <= 1:
        return None
    owner = np.repeat(np.arange(len(lengths)), lengths)
    if not bool(((owner[1:] == owner[:-1]) & (named[1:] <= named[:-1])).any()):
        return None
    order = np.lexsort((named, owner))
    again = (owner[order][1:] == owner[order][:-1]) & (named[order][1:] == named[order][:-1])
    return int(order[1:][again].min()) if again.any() else None
