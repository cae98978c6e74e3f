"""规则和数值的版本 — fingerprints by which a decision can be re-run in ten years and seen to be the same.

SHA-256 over the sources of the rules and over the values files of a place, issued or built in: a file's
path inside its folder, its length and its bytes, in order of path. Nothing else enters.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from doudi.policy.values import Place

HERE = Path(__file__).parent
RULE_SOURCES = (
    "law/*.py",
    "language.py",
    "facts.py",
    "figures.py",
    "value_keys.py",
    "reckoning.py",
    "unknown.py",
)


def _fingerprint(files: list[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def rules_version() -> str:
    """The fingerprint of the law as it is written in this program."""
    files = [path for pattern in RULE_SOURCES for path in HERE.glob(pattern)]
    return _fingerprint([(path.relative_to(HERE).as_posix(), path.read_bytes()) for path in files])


def values_version(place: Place) -> str:
    """The fingerprint of every values file of a place, of those it stands on, and of what its bureau issued."""
    files = [
        (f"{number}/{path.name}", path.read_bytes())
        for number, folder in enumerate(place.folders)
        for path in folder.glob("*.toml")
        if path.is_file()
    ]
    files += [(f"issued/{name}.toml", text.encode()) for name, text in place.overlay]
    return _fingerprint(files)
