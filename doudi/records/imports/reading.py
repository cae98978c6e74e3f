"""读表：an Excel or CSV file as rows of cells, whatever office wrote it. Nothing is repaired here.

Excel keeps a long number as a float and has lost digits by then; whoever reads a column of identity numbers must
refuse a number there. So cells come as they lie in the file: text stays text, a number stays a number.
"""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from doudi.records.refusals import BadInput

Cell = str | int | float | bool | date | datetime | time | timedelta
MOST_BYTES = 20 * 1024 * 1024
MOST_UNFOLDED = 400 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
ZIP_SIGN, OLD_SIGN = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Unreadable(BadInput):
    """读不了的表：damaged, too large, or no sheet at all."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """一张表: rows of cells from the first row on, "" where nothing stands."""

    rows: list[list[Cell]]


def read_sheet(content: bytes, filename: str) -> Sheet:
    """The one visible sheet of a file. Raises Unreadable, with what to do about it."""
    if not content:
        raise Unreadable("文件是空的，请重新选择。")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请分成几个文件。")
    rows = _workbook(content) if content.startswith((ZIP_SIGN, OLD_SIGN)) else _csv(content, filename)
    while rows and not any(_said(cell) for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise Unreadable("表里没有内容，请重新选择。")
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
        raise Unreadable(f"表超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列，请删去多余的空白行列或分成几个文件。")
    return Sheet(rows)


def _workbook(content: bytes) -> list[list[Cell]]:
    if content.startswith(ZIP_SIGN):
        _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [
            each.name
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
        ]
        sheets = [book.get_sheet_by_name(name) for name in shown]
        filled = [sheet for sheet in sheets if sheet.height]
        if len(filled) > 1:
            raise Unreadable(f"文件里有 {len(filled)} 张有内容的工作表，请只留要交的一张。")
        return [list(row) for row in filled[0].to_python(skip_empty_area=False)] if filled else []
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("这个 Excel 文件打不开或已损坏，请在表格软件里打开后另存为 .xlsx 再交。") from error


def _refuse_bomb(content: bytes) -> None:
    """What a workbook unfolds to is read from its directory, before anything is unfolded."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unfolded = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable("这个 Excel 文件已损坏，请在表格软件里打开后另存为 .xlsx 再交。") from error
    if unfolded > MOST_UNFOLDED:
        raise Unreadable("这个文件展开后过大，请删去图片和多余的工作表再交。")


def _csv(content: bytes, filename: str) -> list[list[Cell]]:
    if not filename.lower().endswith((".csv", ".txt")):
        raise Unreadable("请交 .xlsx、.xls 或 .csv 文件。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise Unreadable("这个 CSV 文件的文字编码认不出，请另存为 UTF-8 或 GB18030。") from None
    if "\x00" in text:
        raise Unreadable("这个文件不是文字表格，请另存为 .xlsx 或 .csv 再交。")
    try:
        return [[_unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error as error:
        raise Unreadable("这个 CSV 文件的格式有误，请另存为 .xlsx 再交。") from error


def _unguarded(cell: str) -> str:
    """Without the apostrophe that `writing.csv_bytes` puts before what a spreadsheet would change."""
    return cell[1:] if cell.startswith("'") else cell


def _said(cell: Cell) -> bool:
    return not (isinstance(cell, str) and not cell.strip())
