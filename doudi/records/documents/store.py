"""文件库：bytes at rest, sealed, each once, under a name that tells nothing.

    documents/<2 hex digits>/<64 hex digits>     version(1) ‖ SM4-GCM of the bytes, bound to their SM3

The address of bytes is the SM3 of the clear bytes; the name on the disk is HMAC-SM3 of that address, so that nobody
who reads the folder can tell whether a known paper is in it. A file is written whole beside its place, synced and
renamed; the row that names it comes after, in the caller's transaction. A crash between the two leaves a file
without a row, which `sweep_orphans` takes away; a row without its file cannot come about.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, connections, transaction

from doudi.records.ids import new_id
from doudi.records.refusals import Refusal
from doudi.records.vault.ciphers import Tampered, hmac_sm3, sm3, sm4_open, sm4_seal
from doudi.records.vault.keys import Keys, keys

OWNER = "owner"
STORE_LOCK = 0x444F55444903
PURPOSE = "stored file"
HALF = ".part"
LONGEST_WAIT_SECONDS = 5
NAMED = """
SELECT DISTINCT sm3 FROM records_storedfile f
WHERE NOT EXISTS (SELECT FROM records_clearedscan c WHERE c.file_id = f.id)
"""


class LibraryBusy(Refusal):
    """文件库正忙：somebody keeps files in a long step; sweeping and changing keys come again later."""


class LostFile(Exception):
    """A stored file is not in its place: a fault for the keeper of the system, found by `doudi verify` too."""


def keep(content: bytes) -> bytes:
    """Keep these bytes and answer their SM3. Inside the transaction that writes the row naming them; the same bytes
    are stored once.
    """
    assert connection.in_atomic_block, "the sweep must see either no file or a file with its row"
    with connection.cursor() as cursor:
        # Shared among those who keep; the sweep takes it alone, so no file goes while its row is on the way.
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [STORE_LOCK])
    digest = sm3(content)
    if not _holds(digest):
        held = keys()
        sealed = bytes([held.current]) + sm4_seal(held.sealing(held.current), content, _bound(digest))
        _write(_path(held, held.current, digest), sealed)
    return digest


def fetch(digest: bytes) -> bytes:
    """The clear bytes of an address. Raises LostFile, or Tampered when the file was altered."""
    path = _found(digest)
    if path is None:
        raise LostFile(f"文件库里没有文件 {digest.hex()}：请从备份中找回。")
    return _opened(path, digest)


def sweep_orphans() -> int:
    """Take away files that no row names (a crash or a rolled-back action left them); answers how many. As the owner."""
    with _alone() as cursor:
        return _sweep(cursor)


def sweep_within() -> int:
    """The same inside the caller's transaction, whose scope must cover every area there is (`sweeping`)."""
    assert connection.in_atomic_block, "what is on the way must wait until the sweep is done"
    with connection.cursor() as cursor:
        return _sweep(cursor)


def lock_out() -> None:
    """Let nobody keep a file until the caller's transaction ends. Raises LibraryBusy."""
    with connection.cursor() as cursor:
        _lock_out(cursor)


def _sweep(cursor: Any) -> int:
    cursor.execute(NAMED)
    held, swept = keys(), 0
    named = {_path(held, version, bytes(row[0])) for row in cursor.fetchall() for version in held.roots}
    for path in _files():
        if path not in named:
            path.unlink()
            swept += 1
    return swept


def reseal() -> int:
    """换钥: bring every file to the current key, each written whole before the old one goes; answers how many.

    A stopped run is simply run again.
    """
    held, done = keys(), 0
    with _alone() as cursor:
        for (address,) in cursor.fetchall():
            digest = bytes(address)
            place, found = _path(held, held.current, digest), _found(digest)
            if found is None or found == place:
                continue
            content = _opened(found, digest)
            _write(
                place, bytes([held.current]) + sm4_seal(held.sealing(held.current), content, _bound(digest))
            )
            found.unlink()
            done += 1
    return done


@contextmanager
def _alone() -> Iterator[Any]:
    """The library without anyone keeping, the addresses that rows name already asked for. Raises LibraryBusy."""
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        _lock_out(cursor)
        cursor.execute(NAMED)
        yield cursor


def _lock_out(cursor: Any) -> None:
    # Who keeps queues up behind whoever waits here, so the wait is short.
    cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT_SECONDS}s'")
    try:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STORE_LOCK])
    except OperationalError:
        raise LibraryBusy("正在收存文件，文件库腾不出来：请过几分钟再运行一次。") from None
    cursor.execute("SET LOCAL lock_timeout = 0")


def _holds(digest: bytes) -> bool:
    """Is the content there and whole? An altered file is no reason to lose bytes that are at hand."""
    path = _found(digest)
    if path is None:
        return False
    try:
        _opened(path, digest)
    except Tampered:
        return False
    return True


def _opened(path: Path, digest: bytes) -> bytes:
    sealed = path.read_bytes()
    held = keys()
    if not sealed or sealed[0] not in held.roots:
        raise Tampered("文件没有可用的密钥版本")
    content = sm4_open(held.sealing(sealed[0]), sealed[1:], _bound(digest))
    if sm3(content) != digest:
        raise Tampered("文件内容与摘要不符")
    return content


def _found(digest: bytes) -> Path | None:
    """Where the content lies, the newest key's name first."""
    held = keys()
    places = (_path(held, version, digest) for version in sorted(held.roots, reverse=True))
    return next((place for place in places if place.exists()), None)


def _path(held: Keys, version: int, digest: bytes) -> Path:
    name = hmac_sm3(held.indexing(version, PURPOSE), digest).hex()
    return Path(settings.DOCUMENT_FOLDER) / name[:2] / name


def _bound(digest: bytes) -> bytes:
    return b"records_storedfile.content|" + digest


def _files() -> Iterator[Path]:
    folder = Path(settings.DOCUMENT_FOLDER)
    return (path for path in sorted(folder.glob("*/*")) if path.is_file())


def _write(place: Path, sealed: bytes) -> None:
    """Whole or not at all, and on the disk before the row is."""
    _folder(place.parent.parent)
    _folder(place.parent)
    half = place.with_name(new_id().hex + HALF)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    half.rename(place)
    _sync(place.parent)


def _folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700, exist_ok=True, parents=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
