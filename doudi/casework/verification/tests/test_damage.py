"""损坏的表：whatever stands in a cell, a row is read exactly as it was meant or refused with its cell — never repaired,
never taken for somebody else, never a crash.
"""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.casework.tests.centre import written
from doudi.casework.verification.answers import ReadAnswers, read_answers, returned_copy
from doudi.casework.verification.cells import READERS
from doudi.casework.verification.models import BatchRow, State, Subject
from doudi.casework.verification.sources import source
from doudi.config.tests.town import invented_id
from doudi.records.imports.reading import Sheet, Unreadable, read_sheet
from doudi.records.imports.writing import Table, csv_bytes, guarded, workbook_bytes
from doudi.records.imports.writing import written as as_text
from doudi.records.vault.secret import Secret, plain_form

PEOPLE = [
    ("甲", invented_id("19550101", 101)),
    ("乙", invented_id("19600202", 202)),
    ("丙", invented_id("19700303", 303)),
]
HEAD = ["序号", "姓名", "身份证号", "查询结果", "机构", "产品", "账号", "余额（元）"]
GOOD = [
    [str(number), name, secret.reveal(), "有", "示例农商行", "定期", "6200000000000001", f"{number}00.50"]
    for number, (name, secret) in enumerate(PEOPLE, 1)
]
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**19), 10**19),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text(max_size=30),
    st.sampled_from(
        ["有", "无", "未查", "1", "2", "９", "1.0", "=1+1", "9.90204E+17", "100.50", "1e3", "NaN", "-5"]
    ),
    st.sampled_from([cell for row in GOOD for cell in row]),
)


def asked() -> list[BatchRow]:
    rows = []
    for number, (name, secret) in enumerate(PEOPLE, 1):
        subject = Subject(name=name, id_number=secret, sources=["bank"])
        rows.append(BatchRow(position=number, subject=subject))
    return rows


def read(rows: list[list[Any]]) -> ReadAnswers:
    return read_answers(sheet_of(rows), source("bank"), asked())


def sheet_of(rows: list[list[Any]]) -> Sheet:
    cells: list[list[Any]] = [[cell if cell is not None else "" for cell in row] for row in rows]
    top: list[list[Any]] = [["控制行"], HEAD]
    return Sheet(top + cells)


def test_the_undamaged_sheet_is_read_as_it_was_meant() -> None:
    found = read(GOOD)
    assert not found.wrong
    assert [found.told[number].records[0]["balance"] for number in (1, 2, 3)] == [10050, 20050, 30050]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 7), CELLS), min_size=1, max_size=4))
def test_a_damaged_cell_never_changes_who_or_repairs_what(damage: list[tuple[int, int, Any]]) -> None:
    rows = [list(row) for row in GOOD]
    for row, column, cell in damage:
        rows[row][column] = cell
    found = read(rows)
    for position, told in found.told.items():
        number = PEOPLE[position - 1][1].reveal()
        mine = [row for row in rows if isinstance(row[2], str) and plain_form(row[2]) == number]
        amounts = [READERS["money"](row[7]) for row in mine if row[3] == "有"]
        assert bool(told.records) == (told.state == State.FOUND)
        assert {each["balance"] for each in told.records} <= set(amounts)
        assert mine
    told_or_refused = set(found.told) | set(found.spoilt)
    untouched = {number for number in (1, 2, 3) if rows[number - 1] == GOOD[number - 1]}
    assert untouched <= told_or_refused
    if found.wrong:
        again = read_sheet(returned_copy(sheet_of(rows), found), "退回.xlsx")
        marked = [row[-1] for row in again.rows[2:] if str(row[-1]).strip()]
        assert len(marked) == len({each.row for each in found.wrong})


@settings(max_examples=300, deadline=None)
@given(CELLS)
def test_an_identity_number_is_taken_whole_as_text_or_not_at_all(cell: Any) -> None:
    rows = [[*GOOD[0][:2], cell, *GOOD[0][3:]]]
    found = read(rows)
    if 1 in found.told:
        assert isinstance(cell, str) and Secret("".join(cell.split()).upper()) == PEOPLE[0][1]
    elif rows[0] != [""] * 8:
        assert found.wrong and found.wrong[0].cell == "C3"


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(READERS)), CELLS)
def test_a_reader_reads_or_says_what_should_stand_there(sort: str, cell: Any) -> None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return
    try:
        value = READERS[sort](cell)
    except ValueError as error:
        assert str(error)
        return
    if sort == "money":
        assert isinstance(value, int) and value >= 0
    if sort == "date":
        assert date.fromisoformat(value)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.xlsx", "a.xls", "a.csv", "a.txt", "a"]))
def test_bytes_that_are_no_table_are_refused_with_a_sentence(content: bytes, name: str) -> None:
    try:
        assert read_sheet(content, name).rows
    except Unreadable as refusal:
        assert str(refusal).endswith("。")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4000), st.integers(0, 255))
def test_a_workbook_with_one_byte_changed_is_read_or_refused(place: int, byte: int) -> None:
    content = bytearray(written([["控制行"], HEAD, *GOOD]))
    content[place % len(content)] = byte
    try:
        read_sheet(bytes(content), "a.xlsx")
    except Unreadable as refusal:
        assert str(refusal).endswith("。")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), min_size=1, max_size=5))
def test_what_is_written_is_read_back_and_is_never_a_formula(cells: list[str]) -> None:
    table = Table("表", [], ["列"] * len(cells), [cells])
    book = read_sheet(workbook_bytes(table), "a.xlsx")
    assert book.rows[0] == ["列"] * len(cells)
    if any(cell.strip() for cell in cells):
        row = [str(cell) for cell in book.rows[1]] + [""] * len(cells)
        assert row[: len(cells)] == cells
        text = read_sheet(csv_bytes(table), "a.csv")
        assert text.rows[1] == cells
    for cell in cells:
        assert not guarded(as_text(cell)).startswith(("=", "+", "-", "@"))
