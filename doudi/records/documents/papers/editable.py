"""可编辑的文书：the few papers that a clerk edits in Word before they are signed, as docx from the same fields.

The template is built from the paper's own fields, so that a field added there stands here too; docxtpl fills it, every
value as plain text. What comes back signed is scanned like any other paper: the square code stands on the docx too.
"""

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import qrcode
from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import Table
from docxtpl import DocxTemplate

from doudi.records.documents.papers.catalogue import paper_of
from doudi.records.documents.papers.filling import filled, spoken_day
from doudi.records.documents.papers.forms import Field, Paper, Sort
from doudi.records.documents.papers.scan_mark import refuse_bad_mark
from doudi.records.refusals import BadInput

# 会议记录 and 审核确认表: the two that are discussed over and reworded.
EDITABLE = ("D12", "D13")
TITLE_FONT, BODY_FONT = "黑体", "仿宋"  # on every office machine; Word takes its own where one is missing
EAST_ASIA = qn("w:eastAsia")


class NotEditable(BadInput):
    """不能编辑的文书：its words are the law's or the system's, and are printed as they are."""


def editable_docx(code: str, data: Mapping[str, Any], *, dated: date, scan_mark: str | None = None) -> bytes:
    """文书 as docx for a clerk to edit. Raises NotEditable and what `make_paper` raises for its fields."""
    paper = paper_of(code)
    if code not in EDITABLE:
        can = "、".join(f"{one}{paper_of(one).title}" for one in EDITABLE)
        raise NotEditable(f"《{paper.title}》不能编辑，请直接打印。可以编辑的有：{can}。")
    values = filled(paper, data)
    template = DocxTemplate(_template(paper, scan_mark))
    told = {each.name: _told(each, values[each.name]) for each in paper.fields}
    template.render({"v": told, "dated": spoken_day(dated)}, autoescape=True)
    written = io.BytesIO()
    template.save(written)
    return written.getvalue()


def _told(each: Field, value: Any) -> Any:
    if each.sort is Sort.ROWS:
        return [
            {column.name: _told(column, row[column.name]) for column in each.columns} for row in value or []
        ]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        chosen = value.get("choices")
        return (
            f"{value['yuan']}元" if chosen is None else "、".join(name for name, ticked in chosen if ticked)
        )
    return "\n".join(value) if isinstance(value, list) else value


def _template(paper: Paper, scan_mark: str | None) -> io.BytesIO:
    """The form of a paper with docxtpl's places in it."""
    docx = Document()
    _page(docx, paper)
    if scan_mark is not None:
        mark = docx.add_paragraph()
        mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        mark.add_run().add_picture(_square_code(scan_mark), width=Mm(17))
    title = docx.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _said(title.add_run(paper.title), TITLE_FONT, 22)
    for each in paper.fields:
        if each.sort is Sort.ROWS:
            _said(docx.add_paragraph().add_run(each.title), TITLE_FONT, 12)
            _rows(docx, each)
        else:
            line = docx.add_paragraph()
            _said(line.add_run(f"{each.title}："), TITLE_FONT, 12)
            _said(line.add_run(f"{{{{ v.{each.name} }}}}"), BODY_FONT, 12)
    for signer in paper.signs:
        _said(docx.add_paragraph().add_run(f"{signer}：＿＿＿＿＿＿＿＿　　　年　　月　　日"), BODY_FONT, 12)
    foot = docx.add_paragraph()
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _said(foot.add_run("{{ dated }}" + ("（盖章处）" if paper.seals else "")), BODY_FONT, 12)
    written = io.BytesIO()
    docx.save(written)
    written.seek(0)
    return written


def _page(docx: Docx, paper: Paper) -> None:
    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    notes = docx.core_properties
    notes.title, notes.author, notes.comments = paper.title, "", ""
    notes.created = notes.modified = datetime(2022, 1, 1, tzinfo=UTC)  # no machine's time in a paper


def _rows(docx: Docx, each: Field) -> None:
    """Head, a row that docxtpl repeats between two that it takes away."""
    table: Table = docx.add_table(rows=4, cols=len(each.columns), style="Table Grid")
    for place, column in zip(table.rows[0].cells, each.columns, strict=True):
        _said(place.paragraphs[0].add_run(column.title), TITLE_FONT, 10.5)
    table.rows[1].cells[0].text = f"{{%tr for row in v.{each.name} %}}"
    for place, column in zip(table.rows[2].cells, each.columns, strict=True):
        _said(place.paragraphs[0].add_run(f"{{{{ row.{column.name} }}}}"), BODY_FONT, 10.5)
    table.rows[3].cells[0].text = "{%tr endfor %}"


def _said(run: Any, font: str, size: float) -> None:
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(EAST_ASIA, font)


def _square_code(mark: str) -> io.BytesIO:
    refuse_bad_mark(mark)
    drawn = io.BytesIO()
    qrcode.make(mark, border=4).save(drawn, "PNG")
    drawn.seek(0)
    return drawn
