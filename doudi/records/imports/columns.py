"""栏目：the columns of a known sheet, found under whatever names an office gave them, and their cells read one by one.

A cell that does not fit is refused with its place and a sentence; nothing is repaired.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from doudi.records.imports.reading import Cell, Sheet
from doudi.records.imports.writing import Table, Writable, workbook_bytes
from doudi.records.refusals import BadInput, Refusal

SEARCHED_ROWS = 12  # titles and notes stand above the header, never more
IN_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
WHY = "退回原因"
NOWHERE = 1_000_000  # the place of a column that the file has not


class NoHeader(BadInput):
    """没有表头：a column that must be there is not."""


@dataclass(frozen=True, slots=True)
class Column:
    """一栏：its name in the code, its title on the template, how a cell is read, whether it may be blank.

    `read` raises ValueError or a Refusal with what should stand there.
    """

    name: str
    title: str
    read: Callable[[Cell], Any]
    needed: bool = True
    synonyms: tuple[str, ...] = ()
    width: int = 12


@dataclass(frozen=True, slots=True)
class Fault:
    """退回的一格：row and column of the file, counted from nought, and what is the matter."""

    row: int
    column: int
    why: str

    @property
    def cell(self) -> str:
        """As a spreadsheet names it: C7."""
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class Layout:
    """表的样子 as it was found: the row of the header, and where each column stands."""

    header: int
    places: dict[str, int]

    def fault(self, row: int, name: str, why: str) -> Fault:
        """One cell of a row refused; the first cell, where the column is not in the file."""
        return Fault(row, self.places.get(name, 0), why)


@dataclass(frozen=True, slots=True)
class Line:
    """一行: its number in the file, what its cells say by column name."""

    row: int
    said: dict[str, Any]


def bare(title: Cell) -> str:
    """A heading without blanks, brackets and what stands in them."""
    text = unicodedata.normalize("NFKC", str(title))
    return IN_BRACKETS.sub("", "".join(text.split())).strip("*:：")


def find_layout(sheet: Sheet, columns: Sequence[Column]) -> Layout:
    """Where the header stands. Raises NoHeader with the columns that are missing, or that stand there twice."""
    known = {bare(word): each.name for each in columns for word in (each.title, *each.synonyms)}
    best: Layout | None = None
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        places: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = known.get(bare(cell))
            if name is not None and name in places:
                raise NoHeader(f"第 {number + 1} 行有两栏都是“{bare(cell)}”，请删去多余的一栏。")
            if name is not None:
                places[name] = column
        if best is None or len(places) > len(best.places):
            best = Layout(number, places)
    missing = [
        each.title for each in columns if each.needed and (best is None or each.name not in best.places)
    ]
    if best is None or missing:
        raise NoHeader(f"表头里没有{'、'.join(missing)}：请用下载的模板，或把栏名改成模板上的。")
    return best


def read_lines(sheet: Sheet, columns: Sequence[Column], layout: Layout) -> tuple[list[Line], list[Fault]]:
    """Every row below the header that says anything; and every cell that does not fit."""
    lines: list[Line] = []
    faults: list[Fault] = []
    placed = [(each, layout.places.get(each.name, NOWHERE)) for each in columns]
    for number in range(layout.header + 1, len(sheet.rows)):
        row = sheet.rows[number]
        if not any(map(_said, row)):
            continue
        said: dict[str, Any] = {}
        wide, before = len(row), len(faults)
        for each, place in placed:
            try:
                said[each.name] = _read(each, row[place] if place < wide else "")
            except (ValueError, Refusal) as error:
                faults.append(Fault(number, place % NOWHERE, f"{each.title}{_told(error)}"))
        if len(faults) == before:
            lines.append(Line(number, said))
    return lines, faults


def marked_copy(title: str, sheet: Sheet, faults: Sequence[Fault]) -> bytes:
    """退回的副本: the file as it came, wrong cells marked, the reasons in a last column."""
    width = max(map(len, sheet.rows))
    whys: dict[int, list[str]] = {}
    for each in faults:
        whys.setdefault(each.row, []).append(f"{each.cell}：{each.why}")

    def full(number: int, row: Sequence[Cell]) -> list[Writable]:
        told = WHY if number == 0 else "；".join(whys.get(number, ()))
        return [*row, *[""] * (width - len(row)), told]

    rows = [full(number, row) for number, row in enumerate(sheet.rows)]
    wrong = {(each.row - 1, each.column) for each in faults}
    return workbook_bytes(Table(title, (), [str(cell) for cell in rows[0]], rows[1:], [14] * width, wrong))


def template_bytes(title: str, note: str, columns: Sequence[Column]) -> bytes:
    """模板: title and note above, the header in the third row."""
    widths = [each.width for each in columns]
    return workbook_bytes(Table(title, (title, note), [each.title for each in columns], (), widths))


def _read(column: Column, cell: Cell) -> Any:
    if _said(cell):
        return column.read(cell)
    if column.needed:
        raise ValueError("没有填，请补上")
    return None


def _said(cell: Cell) -> bool:
    return not isinstance(cell, str) or (cell != "" and not cell.isspace())


def _told(error: Exception) -> str:
    text = str(error).rstrip("。")
    return text if isinstance(error, ValueError) else f"：{text}"
