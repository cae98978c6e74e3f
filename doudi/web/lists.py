"""清单：one shape for every list — filters, sorting, paging that says how many, export, print, and what to do when
it is empty. Everything stands in the address, so that a list can be kept, sent and gone back to.

    @officer_page("township_clerk", methods=("GET", "POST"))
    def awards(request, by):
        return list_page(request, by, Listing("awards", _("待遇"), queries.awards(by), COLUMNS, FILTERS, …))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from doudi.records.access import Act
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput
from doudi.records.vault.ciphers import sm3
from doudi.web.cells import Cell, table_body
from doudi.web.sheets import XLSX, workbook
from doudi.web.typed import as_typed

PAGE_ROWS = 50
MOST_EXPORTED = 20_000
BATCH_ROWS = 500
REFUSED = 422
LIST_PAGE = "web/lists/list_page.html"


@dataclass(frozen=True, slots=True)
class Column:
    """一栏. `cell` gives its value from a row: text, day, whole number, or fen where `kind` is `money`; what is
    shown is what is exported, so a secret is masked here. `order` are the fields it sorts by; none: it does not.
    """

    name: str
    title: str
    cell: Callable[[Any], Any]
    order: tuple[str, ...] = ()
    kind: str = "text"
    link: Callable[[Any], str] | None = None
    mark: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """一个条件. `narrow` keeps the rows that fit what was asked; BadInput from it is told beside the field."""

    name: str
    title: str
    narrow: Callable[[Any, str], Any]
    choices: Sequence[tuple[str, Any]] = ()
    hint: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """一份清单. `rows` come from a query of a room, already `seen_by`. `present` turns the rows of one page into
    what the cells read, so that names and dates of many rows are fetched in one go.
    """

    name: str
    title: str
    rows: Any
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    order: str = ""
    empty: str = ""
    present: Callable[[Sequence[Any]], Sequence[Any]] = list
    page_rows: int = PAGE_ROWS


@dataclass(frozen=True, slots=True)
class Head:
    """栏头, with the address that sorts by it."""

    title: str
    kind: str
    link: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Field:
    """条件栏 with what was asked."""

    filter: Filter
    value: str


@dataclass(frozen=True, slots=True)
class Shown:
    """一页清单: what the template shows."""

    listing: Listing
    heads: list[Head]
    fields: list[Field]
    rows: list[list[Cell]]
    count: int
    page: int
    pages: int
    first: int
    last: int
    address: str
    before: str
    after: str
    filtered: bool
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> SafeString:
        return table_body(self.rows)


def list_page(
    request: HttpRequest, by: Act, listing: Listing, template: str = LIST_PAGE, **more: Any
) -> HttpResponse:
    """The page of a list; a POST to it is the export of what its address shows."""
    if request.method == "POST":
        return exported(request, by, listing)
    shown = shown_list(request, listing)
    status = REFUSED if shown.errors else 200
    return render(request, template, {"list": shown, "today": by.day, **more}, status=status)


def shown_list(request: HttpRequest, listing: Listing) -> Shown:
    """One page of a list, for a template of one's own (`web/lists/list.html`)."""
    rows, asked, errors = _narrowed(request, listing)
    order = _order(request, listing)
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    pages = max((count + listing.page_rows - 1) // listing.page_rows, 1)
    page = min(_page(request), pages)
    start = (page - 1) * listing.page_rows
    held = listing.present(list(_sorted(rows, listing, order)[start : start + listing.page_rows]))
    return Shown(
        listing=listing,
        heads=[_head(request, column, order) for column in listing.columns],
        fields=[Field(each, asked[each.name]) for each in listing.filters],
        rows=[[_cell(column, row) for column in listing.columns] for row in held],
        count=count,
        page=page,
        pages=pages,
        first=start + 1 if count else 0,
        last=start + len(held),
        address=_address(request),
        before=_address(request, page=str(page - 1)) if page > 1 else "",
        after=_address(request, page=str(page + 1)) if page < pages else "",
        filtered=any(asked.values()),
        errors=errors,
    )


def exported(request: HttpRequest, by: Act, listing: Listing) -> HttpResponse:
    """Every row that the address shows, as an Excel file masked as on screen, with a line in the audit chain."""
    rows, asked, errors = _narrowed(request, listing)
    if errors:
        raise BadInput(gettext("条件填写有误：请改好后再导出。"))
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    if count > MOST_EXPORTED:
        told = {"count": count, "most": MOST_EXPORTED}
        raise BadInput(gettext("这份清单有 %(count)s 条，一次最多导出 %(most)s 条：请先缩小范围。") % told)
    ordered = _sorted(rows, listing, _order(request, listing))
    heads = [(column.title, column.kind) for column in listing.columns]
    notes = [
        (gettext("清单"), listing.title),
        (gettext("导出人"), by.scope.name),
        (gettext("日期"), by.day.isoformat()),
        (gettext("条数"), str(count)),
        *((each.title, _told(each, asked[each.name])) for each in listing.filters if asked[each.name]),
    ]
    made = workbook(listing.title, heads, _values(ordered, listing), notes)
    # What was typed into a text filter may be an identity number: the chain keeps which filters, not the text.
    chosen = {each.name: asked[each.name] for each in listing.filters if each.choices and asked[each.name]}
    typed = [each.name for each in listing.filters if not each.choices and asked[each.name]]
    record(
        by=by, did="lists.exported", list=listing.name, rows=count, chosen=chosen, typed=typed, file=sm3(made)
    )
    answer = HttpResponse(made, content_type=XLSX)
    name = quote(f"{listing.title}{by.day:%Y%m%d}.xlsx")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _narrowed(request: HttpRequest, listing: Listing) -> tuple[Any, dict[str, str], dict[str, str]]:
    """The rows that fit, what was asked, and what could not be read: then no row fits."""
    rows, errors = listing.rows, {}
    asked = {each.name: as_typed(request.GET.get(each.name)) for each in listing.filters}
    for each in listing.filters:
        value = asked[each.name]
        if each.choices and value not in dict(each.choices):
            value = asked[each.name] = ""
        if not value:
            continue
        try:
            rows = each.narrow(rows, value)
        except BadInput as refusal:
            errors[each.name] = str(refusal)
    if errors:
        rows = rows.none() if isinstance(rows, QuerySet) else []
    return rows, asked, errors


def _order(request: HttpRequest, listing: Listing) -> tuple[str, bool]:
    """Name of the column to sort by, and whether downwards."""
    for text in (request.GET.get("sort", ""), listing.order):
        name = text.removeprefix("-")
        if any(column.name == name and column.order for column in listing.columns):
            return name, text.startswith("-")
    return "", False


def _sorted(rows: Any, listing: Listing, order: tuple[str, bool]) -> Any:
    """In the order of a column; the key last, so that no row is on two pages."""
    name, down = order
    column = next((each for each in listing.columns if each.name == name), None)
    if isinstance(rows, QuerySet):
        if column is None:
            return rows
        return rows.order_by(*(f"-{each}" if down else each for each in column.order), "pk")
    if column is None:
        return rows
    return sorted(rows, key=lambda row: (column.cell(row) is None, column.cell(row)), reverse=down)


def _values(ordered: Any, listing: Listing) -> Iterator[list[Any]]:
    """The values of every row, presented a batch at a time."""
    held = list(ordered)
    for start in range(0, len(held), BATCH_ROWS):
        for row in listing.present(held[start : start + BATCH_ROWS]):
            yield [column.cell(row) for column in listing.columns]


def _cell(column: Column, row: Any) -> Cell:
    link = column.link(row) if column.link else ""
    mark = column.mark(row) if column.mark else ""
    return Cell(column.cell(row), column.kind, column.title, link, mark)


def _head(request: HttpRequest, column: Column, order: tuple[str, bool]) -> Head:
    if not column.order:
        return Head(column.title, column.kind, "", "")
    name, down = order
    here = name == column.name
    turned = f"-{column.name}" if here and not down else column.name
    stands = ("descending" if down else "ascending") if here else "none"
    return Head(column.title, column.kind, _address(request, sort=turned, page=""), stands)


def _told(each: Filter, value: str) -> str:
    return dict(each.choices).get(value, value)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _address(request: HttpRequest, **changed: str) -> str:
    asked = request.GET.copy()
    for name, value in changed.items():
        asked[name] = value
        if not value:
            del asked[name]
    return f"?{asked.urlencode()}"
