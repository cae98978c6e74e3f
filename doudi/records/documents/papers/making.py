"""制作文书：`make_paper` sets one paper from its data, `blank_paper` the empty form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from doudi.records.documents.papers.application import DECLARED_ITEMS
from doudi.records.documents.papers.catalogue import paper_of
from doudi.records.documents.papers.filling import filled, spoken_day, titles
from doudi.records.documents.papers.forms import Paper, Sort
from doudi.records.documents.papers.scan_mark import scan_mark_svg
from doudi.records.documents.papers.tekun import ABILITIES, GRADING
from doudi.records.documents.papers.typesetting import HOUSE_FONTS, Fonts, typeset

# What a form prints by itself: the items of a table that its data leave open, a rule told in words.
_PRINTED = {
    "D02": {"declared": DECLARED_ITEMS},
    "D16-1": {"abilities": ABILITIES, "grading": GRADING},
}


def make_paper(
    code: str,
    data: Mapping[str, Any],
    *,
    dated: date,
    scan_mark: str | None = None,
    fonts: Fonts = HOUSE_FONTS,
) -> bytes:
    """文书 as PDF/A-2b: the same code, data, date and fonts give the same bytes.

    `data` holds the fields of `catalogue.PAPERS[code]`; `dated` is the day of the step that made the paper
    (the decision's, never today's); `scan_mark` is drawn as a square code on every sheet. Raises
    UnknownPaper, UnknownField, PaperIncomplete, WrongValue, PrivateThing, BadMark, MissingGlyph or
    MissingFont, each one Chinese sentence.
    """
    paper = paper_of(code)
    mark = None if scan_mark is None else scan_mark_svg(scan_mark)
    return _set(paper, filled(paper, data), dated, mark, fonts)


def blank_paper(code: str, *, dated: date, fonts: Fonts = HOUSE_FONTS) -> bytes:
    """空白表: the form without any data, to be filled in by hand; `dated` is the day of the form's wording."""
    paper = paper_of(code)
    return _set(paper, filled(paper, {}, blank=True), dated, None, fonts)


def _set(paper: Paper, values: Mapping[str, Any], dated: date, mark: str | None, fonts: Fonts) -> bytes:
    content = {
        "code": paper.code,
        "title": paper.title,
        "dated": {"year": dated.year, "month": dated.month, "day": dated.day},
        "dated_text": spoken_day(dated) if any(each is not None for each in values.values()) else None,
        "values": values,
        "mark": mark,
        "titles": dict(titles(paper.fields)),
        "signs": paper.signs,
        "seals": paper.seals,
        "printed": _PRINTED.get(paper.code, {}),
        "asked": [each.name for each in paper.fields if each.sort is Sort.YES],
        "choices": {each.name: each.choices for each in paper.fields if each.choices},
    }
    return typeset(paper.code, content, fonts)
