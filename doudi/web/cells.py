"""格子：the rows of a list as HTML. Written here and not in a template, because a list has hundreds of cells and a
template takes twenty times as long for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from doudi.records.clock import CHINA, china_day
from doudi.web.templatetags.fields import as_yuan

# A moment is a text that stays on one line, as a day does.
CLASSES = {"number": "number", "money": "number", "day": "day", "moment": "day"}


@dataclass(frozen=True, slots=True)
class Cell:
    """一格 as it stands on the page."""

    value: Any
    kind: str
    title: str
    link: str
    mark: str

    @property
    def is_blank(self) -> bool:
        return self.value is None or self.value == ""


def table_body(rows: Sequence[Sequence[Cell]]) -> SafeString:
    """The rows of a table; everything that comes from a cell is escaped."""
    return mark_safe("".join(f"<tr>{_row(cells)}</tr>\n" for cells in rows))


def _row(cells: Sequence[Cell]) -> str:
    first, *others = cells
    return f'<th scope="row">{_content(first)}</th>' + "".join(map(_data, others))


def _data(cell: Cell) -> str:
    classes = [CLASSES.get(cell.kind, "")]
    classes += ["blank"] if cell.is_blank else []
    named = " ".join(filter(None, classes))
    attribute = f' class="{named}"' if named else ""
    return f'<td data-label="{conditional_escape(cell.title)}"{attribute}>{_content(cell)}</td>'


def _content(cell: Cell) -> str:
    shown = "" if cell.is_blank else str(conditional_escape(_said(cell)))
    if cell.link and not cell.is_blank:
        shown = f'<a href="{conditional_escape(cell.link)}">{shown}</a>'
    return f'<span class="{conditional_escape(cell.mark)}">{shown}</span>' if cell.mark else shown


def _said(cell: Cell) -> Any:
    if cell.kind == "money":
        return as_yuan(cell.value)
    if cell.kind == "day" and isinstance(cell.value, date):
        return (china_day(cell.value) if isinstance(cell.value, datetime) else cell.value).isoformat()
    if isinstance(cell.value, str):
        return cell.value
    return localize(cell.value.astimezone(CHINA) if isinstance(cell.value, datetime) else cell.value)
