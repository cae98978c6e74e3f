"""卷内目录：D00, the table of contents of one file, printed from what is in it."""

from doudi.records.documents.papers.application import APPLICANT, CASE_NO, OFFICE
from doudi.records.documents.papers.forms import Paper, count, day, number, optional, rows, text

D00 = Paper(
    "D00",
    "卷内目录",
    (
        OFFICE,
        optional(CASE_NO),
        APPLICANT,
        rows(
            "items",
            "卷内文书",
            text("title", "题名"),
            optional(number("number", "文号")),
            day("dated", "日期"),
            text("pages", "页号"),
            optional(text("note", "备注")),
        ),
        count("papers", "件数"),
        count("sheets", "页数"),
    ),
)

PAPERS = (D00,)
