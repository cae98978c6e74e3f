"""编号：row numbers made before the row exists, so that a sealed value, a command and an audit line can name it."""

import os
from uuid import UUID

from doudi.records.clock import machine_now


def new_id() -> UUID:
    """A version 7 UUID: milliseconds first, then 74 random bits, so that rows written together lie together."""
    milliseconds = int(machine_now().timestamp() * 1000)
    random = int.from_bytes(os.urandom(10), "big")
    high, low = random >> 62 & 0xFFF, random & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
