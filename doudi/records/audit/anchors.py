"""锚：heads of the chain in a file outside the database, so that a rewritten chain does not pass.

One line a commit: seq, SM3, machine moment. Lines of commits that ended together may stand in either order.
A line cut short by a crash is passed over. Copy the file to another machine or print its last line now and then.
"""

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from doudi.records.audit.canon import moment
from doudi.records.clock import machine_now


def append(seq: int, digest: bytes) -> None:
    """Add one head. A single write to a file opened for appending stays whole among many processes."""
    path = Path(settings.ANCHOR_FILE)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, _line(seq, digest, machine_now()))
    finally:
        os.close(descriptor)


def anchored() -> dict[int, bytes]:
    """Every anchored head: seq → SM3. Empty when there is no file. Raises ValueError on a line that is not ours."""
    path = Path(settings.ANCHOR_FILE)
    if not path.exists():
        return {}
    heads: dict[int, bytes] = {}
    for line in path.read_text().split("\n")[:-1]:
        seq, digest, _ = line.split(" ")
        heads[int(seq)] = bytes.fromhex(digest)
    return heads


def _line(seq: int, digest: bytes, at: datetime) -> bytes:
    return f"{seq} {digest.hex()} {moment(at)}\n".encode()
