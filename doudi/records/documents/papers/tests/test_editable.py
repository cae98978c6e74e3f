"""可编辑的文书：a docx with every word of its fields, that Word can open and a scanner can file."""

import io
import re
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.document import Document as Docx
from PIL import Image

from doudi.records.documents.papers.catalogue import PAPERS
from doudi.records.documents.papers.editable import EDITABLE, NotEditable, editable_docx
from doudi.records.documents.papers.filling import PaperIncomplete, PrivateThing
from doudi.records.documents.papers.scan_mark import BadMark
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.quarantine.examiner import examine
from doudi.records.documents.quarantine.marks import marks_in

MARK = "0198C2F4-7B1A-7C3D-9E5F-0A1B2C3D4E5F"


def opened(content: bytes) -> Docx:
    return Document(io.BytesIO(content))


def words(content: bytes) -> str:
    docx = opened(content)
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(each.text for each in docx.paragraphs), *cells]).split())


@pytest.mark.parametrize("code", EDITABLE)
def test_every_title_and_every_word_of_its_fields_stands_in_it(code: str) -> None:
    data, dated = SAMPLES[code]
    said = words(editable_docx(code, data, dated=dated))
    paper = PAPERS[code]
    wanted = [paper.title, *(each.title for each in paper.fields), *paper.signs]
    wanted += [value for value in data.values() if isinstance(value, str)]
    for value in data.values():
        if isinstance(value, list):
            for row in value:
                wanted += (
                    [row] if isinstance(row, str) else [one for one in row.values() if isinstance(one, str)]
                )
    assert [word for word in wanted if "".join(word.split()) not in said] == []
    assert not re.search(r"\{[{%]|None|True|False", said)


def test_a_table_has_one_row_for_each_of_the_data() -> None:
    data, dated = SAMPLES["D12"]
    tables = opened(editable_docx("D12", data, dated=dated)).tables
    counted = [len(table.rows) - 1 for table in tables]
    assert counted == [len(data.get(name, [])) for name in ("members", "recusals", "cases")]


def test_money_and_yes_are_said_as_on_paper() -> None:
    data, dated = SAMPLES["D13"]
    said = words(editable_docx("D13", {**data, "monthly": 73400, "single_person": False}, dated=dated))
    assert "734.00元" in said and "是否单人保：否" in said


def test_what_is_typed_is_never_read_as_a_template() -> None:
    data, dated = SAMPLES["D12"]
    said = words(editable_docx("D12", {**data, "place": "{{ 7*7 }}<w:p>&"}, dated=dated))
    assert "{{7*7}}<w:p>&" in said


def test_the_code_on_the_docx_is_that_of_the_paper() -> None:
    data, dated = SAMPLES["D12"]
    content = editable_docx("D12", data, dated=dated, scan_mark=MARK)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        (picture,) = [name for name in packed.namelist() if name.startswith("word/media/")]
        assert marks_in(Image.open(io.BytesIO(packed.read(picture)))) == [MARK]
    with pytest.raises(BadMark):
        editable_docx("D12", data, dated=dated, scan_mark="林秀兰")


def test_our_own_docx_passes_the_quarantine() -> None:
    data, dated = SAMPLES["D12"]
    assert examine(editable_docx("D12", data, dated=dated)).sort == "docx"


def test_gaps_private_things_and_other_papers_are_refused() -> None:
    data, dated = SAMPLES["D12"]
    with pytest.raises(PaperIncomplete, match="主持人"):
        editable_docx("D12", {k: v for k, v in data.items() if k != "chair"}, dated=dated)
    with pytest.raises(PrivateThing):
        editable_docx("D12", {**data, "opinions": ["证号990204195004120121"]}, dated=dated)
    with pytest.raises(NotEditable, match="D12联审联确认会议记录、D13社会救助审核确认表"):
        editable_docx("D14-1", {}, dated=date(2022, 5, 20))
