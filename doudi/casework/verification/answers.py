"""读回盘：the rows of a source's file against what was asked. A row that does not fit is refused with its cell and a
reason; nothing is repaired, and of a person with one bad row nothing is taken.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from doudi.casework.verification.batches import KEYS, NAME, NUMBER, RESULT, ROW
from doudi.casework.verification.cells import READERS
from doudi.casework.verification.models import BatchRow, State
from doudi.casework.verification.sources import Field, Source
from doudi.records.imports.columns import Fault
from doudi.records.imports.reading import Cell, Sheet
from doudi.records.imports.writing import Table, Writable, workbook_bytes
from doudi.records.people.id_numbers import checked
from doudi.records.refusals import BadInput
from doudi.records.vault.secret import plain_form

CONTROL = re.compile(r"核对批次[:：]\s*(\S+).*SM3[:：]\s*([0-9a-fA-F]{64})")
SEARCHED_ROWS = 12  # the control line and the header stand within the first rows
SYNONYMS = {
    ROW: ("编号", "序", "行号"),
    NAME: ("姓名（查询对象）", "查询对象", "被查询人"),
    NUMBER: ("公民身份号码", "身份证号码", "证件号码", "身份号码", "身份证"),
    RESULT: ("结果", "有无", "有无记录", "核对结果", "查询情况"),
}
WORDS = {
    **dict.fromkeys(("有", "有记录", "是", "存在", "查有"), State.FOUND),
    **dict.fromkeys(("无", "无记录", "否", "没有", "不存在", "查无", "查无记录", "查无此人"), State.NONE),
    **dict.fromkeys(("未查", "未能查询", "查询失败", "无法查询", "不详"), State.UNKNOWN),
}


class NoControlLine(BadInput):
    """没有控制行：the file does not say which batch it answers."""


class NoHeader(BadInput):
    """没有表头：a column that must be there is not."""


@dataclass(slots=True)
class Told:
    """对一人的答复: what the source says, and the records behind it."""

    state: State
    records: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """读完的回盘: position → answer, what was refused, and where the header stands."""

    told: Mapping[int, Told]
    wrong: Sequence[Fault]
    spoilt: frozenset[int]
    header: int


def control_of(sheet: Sheet) -> tuple[str, bytes]:
    """Batch number and digest from the control line. NoControlLine."""
    for row in sheet.rows[:SEARCHED_ROWS]:
        for cell in row:
            found = CONTROL.search(cell) if isinstance(cell, str) else None
            if found:
                return found[1], bytes.fromhex(found[2])
    raise NoControlLine(
        "表里没有“核对批次……SM3……”的控制行，不知道答复哪一批：请在导出的表上填写，保留第一行。"
    )


def read_answers(sheet: Sheet, where: Source, asked: Sequence[BatchRow]) -> ReadAnswers:
    """Every row against the batch. NoHeader when a key column is missing."""
    header, columns = _header(sheet, where)
    by_position = {row.position: row for row in asked}
    told: dict[int, Told] = {}
    wrong: list[Fault] = []
    spoilt: set[int] = set()
    for number, row in enumerate(sheet.rows[header + 1 :], header + 1):
        if not any(str(cell).strip() for cell in row):
            continue
        cells = _Row(number, row, columns)
        position = _position(cells)
        try:
            target = _whom(cells, position, by_position)
            _add(told, target.position, _answer(cells, where), cells)
        except _Refused as refused:
            wrong.append(refused.wrong)
            if position is not None:
                spoilt.add(position)
    lines = _positions(sheet, header, columns)
    for position in sorted(spoilt & set(told)):
        del told[position]
        done = {each.row for each in wrong}
        rest = [line for line in lines.get(position, ()) if line not in done]
        wrong += [Fault(line, columns[ROW], "同一人的另一行有误，这一人整体退回") for line in rest]
    ordered = sorted(wrong, key=lambda each: (each.row, each.column))
    return ReadAnswers(told, ordered, frozenset(spoilt), header)


def returned_copy(sheet: Sheet, found: ReadAnswers) -> bytes:
    """退回的副本: the file as it came with the wrong cells marked and the reason in a last column."""
    whys: dict[int, str] = {}
    for each in found.wrong:
        whys[each.row] = f"{each.cell}：{each.why}"
    width = max(map(len, sheet.rows))

    def full(row: Sequence[Cell]) -> list[Writable]:
        return [*row, *[""] * (width - len(row))]

    body = found.header + 1
    return workbook_bytes(
        Table(
            title="退回",
            above=[str(row[0]) if row else "" for row in sheet.rows[: found.header]],
            header=[*map(str, full(sheet.rows[found.header])), "退回原因"],
            rows=[[*full(row), whys.get(number, "")] for number, row in enumerate(sheet.rows[body:], body)],
            widths=(6, 12, 22, *(14 for _ in range(max(width - 3, 0))), 40),
            wrong={(each.row - body, each.column) for each in found.wrong},
        )
    )


class _Refused(Exception):
    """One row that is not taken."""

    def __init__(self, wrong: Fault) -> None:
        super().__init__(wrong.why)
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the file with its columns by title."""

    number: int
    cells: Sequence[Cell]
    columns: Mapping[str, int]

    def cell(self, title: str) -> Cell:
        column = self.columns.get(title)
        return "" if column is None or column >= len(self.cells) else self.cells[column]

    def text(self, title: str) -> str:
        return str(self.cell(title)).strip()

    def refuse(self, title: str, why: str) -> "_Refused":
        return _Refused(Fault(self.number, self.columns.get(title, 0), why))


def _header(sheet: Sheet, where: Source) -> tuple[int, dict[str, int]]:
    titles = {**SYNONYMS, **{each.title: each.synonyms for each in where.fields}}
    known = {_bare(word): title for title, words in titles.items() for word in (title, *words)}
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            title = known.get(_bare(str(cell)))
            if title:
                columns.setdefault(title, column)
        if len(columns) > len(best[1]):
            best = (number, columns)
    lacking = [title for title in KEYS if title not in best[1]]
    if lacking:
        raise NoHeader(f"表头缺少{'、'.join(lacking)}，请在导出的表上填写，不要删改表头。")
    return best


def _bare(title: str) -> str:
    return re.sub(r"[\s（）()*＊:：_/]", "", title).lower()


def _position(cells: _Row) -> int | None:
    """The row's number in the batch; a whole number may lie in a numeric cell, it names nobody."""
    value = cells.cell(ROW)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = plain_form(str(value))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _positions(sheet: Sheet, header: int, columns: Mapping[str, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, row in enumerate(sheet.rows[header + 1 :], header + 1):
        position = _position(_Row(number, row, columns))
        if position is not None:
            found.setdefault(position, []).append(number)
    return found


def _whom(cells: _Row, position: int | None, asked: Mapping[int, BatchRow]) -> BatchRow:
    """Whom a row answers for: number, identity number and name must all be those that were asked about."""
    if position is None:
        raise cells.refuse(ROW, "序号应为这一批里的序号，请照抄导出的表")
    value = cells.cell(NUMBER)
    if not isinstance(value, str):
        raise cells.refuse(NUMBER, "身份证号是数值格式，后几位已经丢失，请按文本重新填写，不要在表里改格式")
    try:
        number = checked(value)
    except BadInput as error:
        raise cells.refuse(NUMBER, str(error).rstrip("。")) from error
    row = asked.get(position)
    if row is None:
        raise cells.refuse(ROW, f"这一批没有序号 {position}，没有问过的人不收")
    if row.subject.id_number is None or number != row.subject.id_number:
        raise cells.refuse(NUMBER, f"序号 {position} 问的不是这个身份证号，请核对是否串行")
    if plain_form(cells.text(NAME)) != plain_form(row.subject.name):
        raise cells.refuse(NAME, f"序号 {position} 问的是{row.subject.name}，姓名不符，请核对是否串行")
    return row


def _answer(cells: _Row, where: Source) -> Told:
    word = cells.text(RESULT)
    state = WORDS.get(word)
    if state is None:
        raise cells.refuse(RESULT, f"查询结果写的是“{word[:20]}”，请写“有”“无”或“未查”")
    read = {each.name: _read(cells, each) for each in where.fields}
    kept = {name: value for name, value in read.items() if value is not None}
    if state != State.FOUND:
        if kept:
            first = next(each.title for each in where.fields if each.name in kept)
            raise cells.refuse(first, f"查询结果写“{word}”，这里却有内容，请核对")
        return Told(state)
    for each in where.fields:
        if each.needed and each.name not in kept:
            raise cells.refuse(each.title, f"查有记录的必须填写{each.title}")
    return Told(state, [kept])


def _add(told: dict[int, Told], position: int, said: Told, cells: _Row) -> None:
    before = told.get(position)
    if before is None:
        told[position] = said
    elif before.state != State.FOUND or said.state != State.FOUND:
        raise cells.refuse(RESULT, "同一人前面一行的查询结果与这一行矛盾或重复，请核对")
    elif said.records[0] in before.records:
        raise cells.refuse(ROW, "同一人的同一条记录写了两次，请删去一行")
    else:
        before.records += said.records


def _read(cells: _Row, column: Field) -> Any:
    value = cells.cell(column.title)
    if isinstance(value, str) and not value.strip():
        return None
    try:
        return READERS[column.sort](value)
    except ValueError as error:
        raise cells.refuse(column.title, f"{column.title}{error}") from error
