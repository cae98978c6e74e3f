"""范例：the household questions among `policy/examples`, to start from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from doudi.policy.reading import read_documents
from doudi.web.trial.places import EXAMPLES, is_known


@dataclass(frozen=True)
class Example:
    """One household question of a file; `key` is the file's stem and its place in it (`s02.1`)."""

    key: str
    title: str
    document: dict[str, Any]


@lru_cache(maxsize=1)
def examples() -> tuple[Example, ...]:
    """Every household question that the form can hold, scenarios (S…) before worked examples."""
    files = sorted(EXAMPLES.glob("*.yaml"), key=lambda path: (not path.stem.startswith("s"), path.stem))
    return tuple(
        Example(f"{path.stem}.{number}", str(document.get("name") or path.stem), document)
        for path in files
        for number, document in enumerate(read_documents(path), 1)
        if document.get("ask") == "household" and is_known(document.get("values"))
    )


def example_of(key: str) -> Example | None:
    """The example under a key."""
    return next((each for each in examples() if each.key == key), None)
