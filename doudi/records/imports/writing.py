"""写表：workbooks and CSV that no spreadsheet can turn into something else.

Text is written as text, never as a formula; a column of numbers that are names (identity numbers, accounts) is
formatted as text also where it is still empty, so that what is typed there stays what was typed.
"""

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import xlsxwriter

Writable = str | int | float | bool | date | datetime | time | timedelta | None
# One date of making for all: the same content gives the same bytes.
MADE = datetime(2022, 1, 1, tzinfo=UTC)
RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
LONG_DIGITS = 11  # a spreadsheet shows longer numbers as 9.9E+17


@dataclass(frozen=True, slots=True)
class Table:
    """一张要写的表: lines above the header, the header, rows; `wrong` are (row, column) of cells to mark."""

    title: str
    above: Sequence[str]
    header: Sequence[str]
    rows: Sequence[Sequence[Writable]]
    widths: Sequence[int] = ()
    wrong: Collection[tuple[int, int]] = ()


def workbook_bytes(table: Table) -> bytes:
    """The table as .xlsx; the same table gives the same bytes."""
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {**plain, "strings_to_urls": False}) as book:
        book.set_properties({"title": table.title, "created": MADE, "author": "", "company": ""})
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
        wrong = book.add_format({"num_format": "@", "bg_color": "#F8D7CF"})
        sheet = book.add_worksheet("表")
        for column, width in enumerate(table.widths):
            sheet.set_column(column, column, width, text)
        for number, line in enumerate(table.above):
            sheet.write_string(number, 0, line, text)
        top = len(table.above)
        for column, title in enumerate(table.header):
            sheet.write_string(top, column, title, bold)
        for number, row in enumerate(table.rows):
            for column, cell in enumerate(row):
                kind = wrong if (number, column) in table.wrong else text
                sheet.write_string(top + 1 + number, column, written(cell), kind)
        sheet.freeze_panes(top + 1, 0)
    return out.getvalue()


def csv_bytes(table: Table) -> bytes:
    """The table as CSV in UTF-8 with its mark; risky beginnings and long numbers stand behind an apostrophe."""
    out = io.StringIO(newline="")
    sheet = csv.writer(out)
    for line in table.above:
        sheet.writerow([guarded(line)])
    sheet.writerow([guarded(each) for each in table.header])
    for row in table.rows:
        sheet.writerow([guarded(written(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def written(cell: Writable) -> str:
    """A cell as text: days as 2022-03-07, a whole float without its point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell)


def guarded(text: str) -> str:
    """With an apostrophe in front where a spreadsheet would reckon or shorten it."""
    digits = text[:-1] if text[-1:] in ("X", "x") else text
    long_number = len(digits) >= LONG_DIGITS and digits.isdigit()
    return f"'{text}" if text.startswith(RISKY) or long_number else text
