"""表格文件：rows as an Excel workbook, made in memory. Texts stay texts, whatever sign they begin with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_NAME_SIGNS = 31
WIDEST, NARROWEST = 40, 8
FEN = Decimal(100)
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  Excel knows no time zones
# A sheet saved as CSV and opened again would read these as a formula; Excel's own mark keeps them a text.
RISKY = ("=", "+", "-", "@", "\t", "\r")


def workbook(
    title: str,
    heads: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
    notes: Sequence[tuple[str, str]],
) -> bytes:
    """A sheet of rows under `heads` (title and kind: text, day, number or money in fen) and a sheet saying what,
    by whom and when. Dates are dates and amounts are yuan, so that they can be reckoned with.
    """
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        # The same rows give the same bytes: the day of making stands in the notes.
        book.set_properties({"title": title, "created": _EPOCH})
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "money": book.add_format({"num_format": "#,##0.00"}),
            "quoted": book.add_format({"quote_prefix": True}),
        }
        sheet = book.add_worksheet(title[:SHEET_NAME_SIGNS])
        widths = [len(head) * 2 for head, _ in heads]
        for column, (head, _) in enumerate(heads):
            sheet.write_string(0, column, head, styles["head"])
        last = 0
        for last, row in enumerate(rows, 1):
            for column, (value, (_, kind)) in enumerate(zip(row, heads, strict=True)):
                widths[column] = max(widths[column], _write(sheet, (last, column), value, kind, styles))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), max(len(heads) - 1, 0))
        about = book.add_worksheet("说明")
        about.set_column(0, 0, 16)
        about.set_column(1, 1, 60)
        for line, (name, told) in enumerate(notes):
            about.write_string(line, 0, name, styles["head"])
            _write(about, (line, 1), told, "text", styles)
    return out.getvalue()


def attached(content: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    """A file to keep."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _write(sheet: Any, at: tuple[int, int], value: Any, kind: str, styles: dict[str, Any]) -> int:
    """Write one cell; answers how wide it looks, a 汉字 counting two."""
    if value is None or value == "":
        return 0
    if isinstance(value, date):
        sheet.write_datetime(*at, value, styles["day"])
        return 10
    if isinstance(value, int) and not isinstance(value, bool):
        money = kind == "money"
        sheet.write_number(*at, Decimal(value) / FEN if money else value, styles["money"] if money else None)
        return len(str(value)) + 2
    text = str(value)
    sheet.write_string(*at, text, styles["quoted"] if text.startswith(RISKY) else None)
    return sum(2 if sign > "ÿ" else 1 for sign in text)
