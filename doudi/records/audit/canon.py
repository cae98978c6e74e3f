"""规范写法：one spelling of facts as bytes, so that the same facts always give the same digest."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

WRITER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _listed(value: Sequence[object]) -> list[object]:
    return [plain(inner) if (spell := AS_TEXT.get(type(inner))) is None else spell(inner) for inner in value]


# What most facts are; a look at the type itself, since a roll spells a million of them.
AS_TEXT: Mapping[type, Callable[[Any], object]] = {
    UUID: str,
    str: str,
    int: int,
    date: date.isoformat,
    bytes: bytes.hex,
    bool: bool,
    list: _listed,
    dict: lambda value: {str(key): plain(inner) for key, inner in value.items()},
    type(None): lambda value: value,
}


def plain(value: object) -> object:
    """Facts as JSON can hold them: dates and ids as text, lists and mappings inside. Refuses floats and secrets."""
    if (spell := AS_TEXT.get(type(value))) is not None:
        return spell(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [plain(inner) for inner in (sorted(value) if isinstance(value, set | frozenset) else value)]
    raise TypeError(f"{type(value).__name__} has no place in an audit line")


def spelled(value: object) -> bytes:
    """Canonical bytes: sorted keys, no blanks, UTF-8."""
    return spelled_plain(plain(value))


def spelled_plain(value: object) -> bytes:
    """The same for what is plain already, as it comes out of a JSON column."""
    return WRITER.encode(value).encode()


def moment(at: datetime) -> str:
    """A moment in UTC to the microsecond, always of the same length."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
