"""数值 — every figure that the law leaves to a place, or changes by date: read, dated, cited.

One TOML file a name under `values/<place>/`; a place may stand on another, every place on `china`. Files that a
bureau issued itself come in as text and stand over all of them. A value is never guessed: before the first it is not
in force.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

BUILT_IN = Path(__file__).parent / "values"
NATION = "china"
Overlay = tuple[tuple[str, str], ...]  # (name, text of its values file), by name
_ABOUT = ("from", "issued", "basis", "unverified", "note")


class BadValue(Exception):
    """A values folder or file cannot be used; the sentence says which file and what to do."""


@dataclass(frozen=True)
class Value:
    """One dated value: its keys, the day from which it holds, the day its document was issued, the document."""

    name: str
    title: str
    unit: str
    keys: Mapping[str, Any]
    since: date
    issued: date
    basis: str
    unverified: bool
    note: str
    place: str


@dataclass(frozen=True)
class Place:
    """A place and those it stands on, nearest first: (folder, Chinese name); over them what its bureau issued."""

    folders: tuple[Path, ...]
    names: tuple[str, ...]
    overlay: Overlay = ()
    edition: int = 0  # of the overlay; 0 before anything was issued

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def code(self) -> str:
        """The folder's name, and after a @ the edition of what its bureau issued; `noted` takes it apart again."""
        return self.folder + (f"@{self.edition}" if self.edition else "")

    @property
    def folder(self) -> str:
        return self.folders[0].name


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file, parse_float=Decimal)
    except OSError as error:
        told = f"{path.parent.name}/{path.name}：数值文件读不出来，请检查文件是否存在、能否读取。"
        raise BadValue(told) from error
    except (ValueError, RecursionError, InvalidOperation) as error:  # not TOML, not UTF-8, endless digits
        raise BadValue(
            f"{path.parent.name}/{path.name}：数值文件的格式不对，请按 TOML 的写法改正。"
        ) from error


def _stands(path: Path) -> bool:
    """Whether something has that name; what is no file is then refused, never passed over."""
    return path.exists() or path.is_symlink()


def noted(code: str) -> tuple[str, int]:
    """A place's code as a decision keeps it: folder and edition."""
    folder, _, edition = code.partition("@")
    return folder, int(edition or 0)


def find_place(values: str, beside: Path, overlay: Overlay = (), edition: int = 0) -> Place:
    """The place that a question names: a folder under `values/`, or a path relative to the question file.

    Raises BadValue when there is no such folder, or when places stand on each other in a circle.
    """
    folder = _folder(values, beside)
    place = _place(folder.resolve())
    return replace(place, overlay=overlay, edition=edition) if edition else place


@lru_cache(maxsize=1)
def places_by_district() -> Mapping[str, str]:
    """Six-digit code of a district → the built-in place whose values are its own: the folder of that name, or the one
    that names the district in its `place.toml`.
    """
    found = {}
    for folder in sorted(path.parent for path in BUILT_IN.glob("*/place.toml")):
        district = str(_read_toml(folder / "place.toml").get("district", folder.name))
        if re.fullmatch("[0-9]{6}", district):
            found[district] = folder.name
    return found


def _folder(values: str, *beside: Path) -> Path:
    simple = values not in ("", ".", "..") and "/" not in values and "\\" not in values and "\0" not in values
    candidates = [BUILT_IN / values] if simple else []
    if "\0" not in values and values:
        candidates += [folder / values for folder in beside]
    for candidate in candidates:
        try:
            if candidate.is_dir():
                return candidate
        except (OSError, ValueError):  # a name longer than the file system's, or one it cannot write
            continue
    named = "".join(letter if letter.isprintable() else "?" for letter in values[:60])
    raise BadValue(
        f"找不到数值文件夹“{named}”，请写 values 下的地方名（如 example），或者相对于问题文件的路径。"
    )


@lru_cache(maxsize=256)
def _place(folder: Path) -> Place:
    folders: list[Path] = []
    names: list[str] = []
    here: Path | None = folder
    while here is not None:
        if here in folders:
            raise BadValue(f"{here.name}：地方之间互相“based_on”成了一个圈，请改正 place.toml。")
        folders.append(here)
        about = _read_toml(here / "place.toml") if _stands(here / "place.toml") else {}
        names.append(str(about.get("name", here.name)))
        based_on = about.get("based_on")
        if based_on is None:
            here = None
        elif isinstance(based_on, str):
            here = _folder(based_on, here.parent, here).resolve()
        else:
            raise BadValue(f"{here.name}/place.toml：based_on 要写一个地方名。")
    nation = (BUILT_IN / NATION).resolve()
    if nation not in folders:
        folders.append(nation)
        names.append(str(_read_toml(nation / "place.toml").get("name", NATION)))
    return Place(tuple(folders), tuple(names))


@lru_cache(maxsize=4096)
def _file(path: Path) -> tuple[Value, ...]:
    """Every value of a file, in the order in which they stand."""
    return _table(_read_toml(path), path.stem, path.parent.name)


@lru_cache(maxsize=1024)
def _issued(text: str, name: str, place: str) -> tuple[Value, ...]:
    """The same for a file that came in as text."""
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise BadValue(f"{place}/{name}.toml：数值的格式不对，请按 TOML 的写法改正。") from error
    return _table(table, name, place)


def _table(table: dict[str, Any], name: str, place: str) -> tuple[Value, ...]:
    where = f"{place}/{name}.toml"
    unknown = set(table) - {"title", "unit", "value", "note"}
    if unknown:
        raise BadValue(f"{where}：不认识的键 {min(unknown)}，数值文件只有 title、unit 和 [[value]]。")
    rows = table.get("value")
    if not isinstance(rows, list) or not rows:
        raise BadValue(f"{where}：没有 [[value]]，请至少写一条带日期和文号的数值。")
    return tuple(
        _value(name, place, where, row, str(table.get("title", name)), str(table.get("unit", "")))
        for row in rows
    )


def _levels(place: Place, name: str) -> Iterator[tuple[Value, ...]]:
    """The values of a name, one group a level, nearest first."""
    for issued, text in place.overlay:
        if issued == name:
            yield _issued(text, name, place.folder)
    for folder in place.folders:
        path = folder / f"{name}.toml"
        if _stands(path):
            yield _file(path)


def _is_month(month: Any) -> bool:
    return isinstance(month, str) and re.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])", month) is not None


def _value(name: str, place: str, where: str, row: Any, title: str, unit: str) -> Value:
    since = row.get("from") if isinstance(row, dict) else None
    if type(since) is not date:
        raise BadValue(f"{where}：每条 [[value]] 都要写 from（如 from = 2022-07-01）。")
    issued = row.get("issued", since)
    if type(issued) is not date:
        raise BadValue(f"{where}：issued 要写日期（如 issued = 2022-06-20）。")
    basis = row.get("basis")
    if not isinstance(basis, str) or not basis.strip():
        raise BadValue(f"{where}：每条 [[value]] 都要写 basis（文号和条款）。")
    window = row.get("index_months", ["0000-01", "9999-12"])
    if not isinstance(window, list) or len(window) != 2 or not all(_is_month(month) for month in window):
        raise BadValue(f'{where}：index_months 要写首尾两个月（如 ["2022-08", "2023-02"]）。')
    if not isinstance(row.get("unverified", False), bool):
        raise BadValue(f"{where}：unverified 要写 true 或 false。")
    keys = {key: value for key, value in row.items() if key not in _ABOUT}
    return Value(
        name,
        title,
        unit,
        keys,
        since,
        issued,
        basis,
        row.get("unverified", False),
        str(row.get("note", "")),
        place,
    )


def read_value(
    place: Place,
    name: str,
    on: date,
    known_on: date | None = None,
    index_month: str | None = None,
) -> Value | None:
    """The value of `name` that holds for a place on a day, or None when none is in force.

    Of those issued by `known_on` (None: everything known now), the one with the newest `from` not after
    `on`; of several from one day the one issued last. A value with `index_months` holds only for index
    months inside it. The nearest place that has one decides, and what its bureau issued before its files.
    """
    for values in _levels(place, name):
        held = [
            value
            for value in values
            if value.since <= on
            and (known_on is None or value.issued <= known_on)
            and _covers(value, index_month)
        ]
        if held:
            return max(reversed(held), key=lambda value: (value.since, value.issued))
    return None


def _covers(value: Value, index_month: str | None) -> bool:
    window = value.keys.get("index_months")
    if window is None:
        return True
    return index_month is not None and str(window[0]) <= index_month <= str(window[1])


def history(place: Place, name: str) -> list[Value]:
    """Every value of a name that the place or those below it ever had, nearest place first, newest last."""
    rows: list[Value] = []
    for values in _levels(place, name):
        rows.extend(sorted(values, key=lambda value: (value.since, value.issued)))
    return rows


def names(place: Place) -> list[str]:
    """Every value name known for a place, sorted."""
    found = {path.stem for folder in place.folders for path in folder.glob("*.toml")}
    found |= {name for name, _ in place.overlay}
    return sorted(found - {"place", "conflicts"})
