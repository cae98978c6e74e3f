"""签发的数值 — one dated value checked against the name it is for, and the text of a values file made of such values.

What a bureau enters in the product has exactly the shape of the files under `values/`, so that one reader serves both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from doudi.policy.figures import KEYS, read_keys
from doudi.policy.values import BadValue, Place, Value, history


@dataclass(frozen=True, slots=True)
class Row:
    """One `[[value]]`: keys, the day from which it holds, the day its document was issued, the document."""

    keys: Mapping[str, Any]
    since: date
    issued: date
    basis: str
    note: str = ""


def checked_row(place: Place, name: str, row: Row) -> Value:
    """The row as a value of this name. Raises BadValue: an unknown name, a key too few or too many, a key of another
    sort than before, an amount that cannot be read.
    """
    before = history(place, name)
    if not before:
        raise BadValue(f"没有“{name}”这个数值，请从列表中选择。")
    newest = max(before, key=lambda value: (value.since, value.issued))
    known = set().union(*(value.keys for value in before))
    missing, unknown = set(newest.keys) - set(row.keys) - {"index_months"}, set(row.keys) - known
    if missing or unknown:
        told = f"缺少 {min(missing)}" if missing else f"不认识 {min(unknown)}"
        raise BadValue(f"{newest.title}：{told}，请把这个数值的各项填全，不要多填。")
    for value in reversed(before):
        for key in set(value.keys) & set(row.keys):
            if not _alike(value.keys[key], row.keys[key]):
                raise BadValue(f"{newest.title}：{key} 应像“{_shown(value.keys[key])}”那样填写。")
    made = Value(
        name,
        newest.title,
        newest.unit,
        row.keys,
        row.since,
        row.issued,
        row.basis,
        False,
        row.note,
        place.folder,
    )
    if name in KEYS:
        read_keys(made, KEYS[name])
    return made


def file_text(title: str, unit: str, rows: Iterable[Row]) -> str:
    """The rows as a values file, oldest first; the same rows always give the same text."""
    lines = [f"title = {_toml(title)}", f"unit = {_toml(unit)}"]
    for row in sorted(rows, key=lambda row: (row.since, row.issued)):
        lines += ["", "[[value]]", f"from = {row.since}", f"issued = {row.issued}"]
        lines += [f"{key} = {_toml(value)}" for key, value in sorted(row.keys.items())]
        lines += [f"basis = {_toml(row.basis)}"]
        lines += [f"note = {_toml(row.note)}"] if row.note else []
    return "\n".join(lines) + "\n"


def _alike(old: Any, new: Any) -> bool:
    """Of one sort: true or false, a number (whole, or decimal in quotes), a word, a list, a table."""
    return _sort(old) == _sort(new)


def _sort(value: Any) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | Decimal) or (isinstance(value, str) and _is_number(value)):
        return "number"
    return "list" if isinstance(value, list) else "table" if isinstance(value, Mapping) else "word"


def _is_number(text: str) -> bool:
    whole, _, part = text.partition(".")
    return whole.isascii() and whole.isdigit() and (part == "" or (part.isascii() and part.isdigit()))


def _toml(value: Any) -> str:
    """A value as TOML. Text is written as JSON writes it, which TOML reads alike."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return _toml(format(value, "f"))
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    raise BadValue(f"数值里不能写 {type(value).__name__}，金额请写整数或带引号的小数。")


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _toml(key)


def _shown(value: Any) -> str:
    return _toml(value)
