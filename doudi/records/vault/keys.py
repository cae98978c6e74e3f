"""密钥：versioned keys in a file outside the database, read again whenever the file changes.

    {"current": 2, "versions": {"1": "<64 hex digits>", "2": "<64 hex digits>"}}

Each version is one root of 32 bytes; the key of each purpose is derived from it by HMAC-SM3, so that the key of
one index says nothing about another or about sealed values. Losing the file loses every sealed value: it is backed
up apart from the database, never with it.
"""

import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from doudi.records.vault.ciphers import KEY_BYTES, hmac_sm3

HIGHEST_VERSION = 255


@dataclass(frozen=True)
class Keys:
    """The roots by version; `current` seals, all open."""

    current: int
    roots: Mapping[int, bytes]

    def sealing(self, version: int) -> bytes:
        """The SM4 key of one version, 16 bytes."""
        return _derived(self._root(version), "seal")[:KEY_BYTES]

    def indexing(self, version: int, purpose: str) -> bytes:
        """The HMAC key of one blind index in one version, 32 bytes."""
        return _derived(self._root(version), "index:" + purpose)

    def _root(self, version: int) -> bytes:
        if version not in self.roots:
            raise ImproperlyConfigured(
                f"密钥文件缺少第 {version} 版密钥：请从密钥备份中找回 {settings.VAULT_KEY_FILE}。"
            )
        return self.roots[version]


def keys() -> Keys:
    """The keys as they stand in the file now. Raises ImproperlyConfigured when it is missing or open to others."""
    path = str(settings.VAULT_KEY_FILE)
    try:
        seen = os.stat(path)  # asked for every sealed value: no Path is made of it
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"没有密钥文件 {path}：首次使用请运行 doudi migrate，否则请从密钥备份中找回。"
        ) from None
    return _read(path, seen.st_mtime_ns, seen.st_ino)


def make_keys(path: Path) -> None:
    """Write a first key file, mode 0600. Refuses to write over an existing one."""
    if path.exists():
        raise FileExistsError(path)
    _write(path, Keys(1, {1: secrets.token_bytes(32)}))


def add_version(path: Path) -> int:
    """Add a new current version and answer its number; the old ones stay to open what they sealed."""
    old = keys()
    version = max(old.roots) + 1
    if version > HIGHEST_VERSION:
        raise ImproperlyConfigured("密钥版本已用完：请先清除不再使用的旧版本。")
    _write(path, Keys(version, {**old.roots, version: secrets.token_bytes(32)}))
    return version


@lru_cache(maxsize=4)
def _read(path: str, changed_ns: int, inode: int) -> Keys:
    if stat.S_IMODE(os.stat(path).st_mode) & 0o077:
        raise ImproperlyConfigured(f"密钥文件 {path} 对其他用户开放：请执行 chmod 600 后重试。")
    content = json.loads(Path(path).read_text())
    roots = {int(version): bytes.fromhex(root) for version, root in content["versions"].items()}
    return Keys(content["current"], roots)


def _write(path: Path, made: Keys) -> None:
    """Whole or not at all: a temporary file, synced, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    versions = {str(version): root.hex() for version, root in made.roots.items()}
    half = path.with_name(path.name + ".new")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump({"current": made.current, "versions": versions}, out)
        out.flush()
        os.fsync(out.fileno())
    half.rename(path)


@lru_cache(maxsize=64)
def _derived(root: bytes, purpose: str) -> bytes:
    return hmac_sm3(root, purpose.encode())
