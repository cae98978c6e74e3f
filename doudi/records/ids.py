"""编号：row numbers made before the row exists, so that a sealed value, a command and an audit line can name it."""

import os
from threading import Lock
from uuid import UUID

from doudi.records.clock import machine_ns

_one_at_a_time = Lock()
_latest = 0


def new_id() -> UUID:
    """A version 7 UUID (RFC 9562, 6.2 method 3): the moment in 1/4096 of a millisecond first, then 62 random bits.

    Numbers of one process only grow, so that rows written one after the other keep that order.
    """
    global _latest
    moment = machine_ns() * 4096 // 1_000_000
    with _one_at_a_time:
        _latest = moment = max(moment, _latest + 1)
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=moment >> 12 << 80 | 0x7 << 76 | (moment & 0xFFF) << 64 | 0b10 << 62 | random)
