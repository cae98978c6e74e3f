"""Every paper, read back from its own PDF: what was typed is there, what must not be there is not."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from doudi.policy.days import Month
from doudi.records.documents.papers.catalogue import PAPERS, UnknownPaper
from doudi.records.documents.papers.filling import spoken_day
from doudi.records.documents.papers.forms import Field, Paper, Sort
from doudi.records.documents.papers.making import blank_paper, make_paper
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.papers.tests.pdf_text import pages, words
from doudi.records.documents.papers.typesetting import TEMPLATES, Fonts, MissingFont

DAY = date(2022, 5, 20)
# An empty form and its example: how many sheets of paper, counted once by eye.
SHEETS = {
    **dict.fromkeys(PAPERS, 1),
    "D04": 2,
    "D05": 2,
    "D06": 2,
    "D14-1": 3,
    "D14-2": 3,
    "D14-3": 3,
    "D14-4": 2,
    "D14-5": 3,
    "D16-3": 2,
}


def made(code: str) -> bytes:
    data, dated = SAMPLES[code]
    return make_paper(code, data, dated=dated)


def squeezed(told: str) -> str:
    return "".join(told.split())


def test_every_paper_has_its_template_and_every_template_its_paper() -> None:
    shared = {"house", "remedies"}
    assert {path.stem for path in TEMPLATES.glob("*.typ")} - shared == set(PAPERS)


@pytest.mark.parametrize("code", SAMPLES)
def test_a_paper_is_pdf_a_with_its_title_its_code_and_its_day(code: str) -> None:
    pdf, dated = made(code), SAMPLES[code][1]
    told = words(pdf)
    claims = re.findall(rb"<pdfaid:\w+>(\w+)<", pdf)
    created = re.findall(rb"<xmp:CreateDate>([^<T]+)", pdf)
    assert claims == [b"2", b"B"]
    assert created == [f"{dated:%Y-%m-%d}".encode()]
    assert squeezed(PAPERS[code].title) in told
    assert f"{code}{squeezed(SAMPLES[code][0].get('case_no', ''))}" in told
    sheets = len(pages(pdf))
    assert sheets == SHEETS[code]


# ---- nothing that was typed is lost -----------------------------------------------------------


class Marks:
    """Values that occur once, so that finding one on the paper proves its own field was printed."""

    def __init__(self) -> None:
        self.count = 0

    def value(self, each: Field) -> tuple[Any, list[str]]:
        """A value for the field, and the words that must stand on the paper."""
        self.count += 1
        number = self.count
        if each.sort is Sort.ROWS:
            row, told = {}, []
            for column in each.columns:
                row[column.name], said = self.value(column)
                told += said
            return [row], told
        if each.sort is Sort.FEN:
            return number * 100 + 7, [f"{number}.07"]
        if each.sort is Sort.DAY:
            day = date(2001, 1, 1) + timedelta(days=number)
            return day, [spoken_day(day)]
        if each.sort is Sort.MONTH:
            return Month(1900 + number, 3), [f"{1900 + number}年3月"]
        if each.sort is Sort.COUNT:
            return 70000 + number, [str(70000 + number)]
        if each.sort is Sort.ID:
            return f"99020419500412{number:04d}"[:18], [f"{number:04d}"]
        if each.sort is Sort.CHOICE:
            return each.choices[0], [f"√{each.choices[0]}"]
        if each.sort is Sort.YES:
            return True, []
        mark = f"记{number}号"
        return ([mark] if each.sort is Sort.LINES else mark), [mark]


@pytest.mark.parametrize("code", PAPERS)
def test_everything_that_was_filled_in_is_printed(code: str) -> None:
    marks, data, wanted = Marks(), {}, []
    for each in PAPERS[code].fields:
        data[each.name], told = marks.value(each)
        wanted += [(each.title, word) for word in told]
    said = words(make_paper(code, data, dated=DAY))
    assert [pair for pair in wanted if pair[1] not in said] == []


@pytest.mark.parametrize("code", PAPERS)
def test_every_field_name_of_a_blank_form_stands_beside_an_empty_place(code: str) -> None:
    said = words(blank_paper(code, dated=date(2022, 1, 1)))
    assert squeezed(PAPERS[code].title) in said
    assert "None" not in said and "none" not in said


def test_a_question_on_a_blank_form_has_two_empty_boxes() -> None:
    said = words(blank_paper("D13", dated=DAY))
    assert "是否单人保是否" in said and "√" not in said


@pytest.mark.parametrize("answer", [True, False])
def test_yes_and_no_are_ticked_apart(answer: bool) -> None:
    data, dated = SAMPLES["D01"]
    said = words(make_paper("D01", {**data, "near_relative": answer}, dated=dated))
    assert ("√是否" if answer else "是√否") in said


# ---- the same bytes ----------------------------------------------------------------------------

PRINT_ALL = """
import hashlib
from doudi.records.documents.papers.making import make_paper
from doudi.records.documents.papers.tests.cast import SAMPLES
for code, (data, dated) in SAMPLES.items():
    print(code, hashlib.sha256(make_paper(code, data, dated=dated)).hexdigest())
"""


def test_another_process_in_another_time_zone_makes_the_same_bytes() -> None:
    env = {**os.environ, "TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}
    run = [sys.executable, "-c", PRINT_ALL]
    told = subprocess.run(run, env=env, capture_output=True, text=True, check=True).stdout
    here = [f"{code} {hashlib.sha256(made(code)).hexdigest()}" for code in SAMPLES]
    assert told.splitlines() == here


def test_another_day_makes_another_paper() -> None:
    data, dated = SAMPLES["D14-2"]
    one, next_day = (make_paper("D14-2", data, dated=dated + timedelta(days=days)) for days in (0, 1))
    same = one == next_day
    assert not same


def test_four_clerks_printing_at_once_get_the_same_papers() -> None:
    alone = {code: made(code) for code in ("D14-2", "D05", "D13")}
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda code: (code, made(code)), [*alone] * 4))
    assert [code for code, pdf in together if pdf != alone[code]] == []


# ---- fonts -------------------------------------------------------------------------------------


def test_a_bureau_names_its_own_fonts() -> None:
    data, dated = SAMPLES["D05"]
    own = make_paper("D05", data, dated=dated, fonts=Fonts(title="Noto Serif SC", body="Noto Sans SC"))
    same = own == made("D05")
    assert not same
    assert squeezed("受理通知书") in words(own)


def test_a_font_that_is_not_there_is_refused_by_name() -> None:
    data, dated = SAMPLES["D05"]
    with pytest.raises(MissingFont, match="方正小标宋"):
        make_paper("D05", data, dated=dated, fonts=Fonts(title="方正小标宋"))


# ---- the table of papers -----------------------------------------------------------------------


def columns(paper: Paper) -> Iterator[Field]:
    for each in paper.fields:
        yield each
        yield from each.columns


@pytest.mark.parametrize("paper", PAPERS.values(), ids=list(PAPERS))
def test_a_paper_names_its_fields_in_chinese_once(paper: Paper) -> None:
    assert all(re.search(r"[\u4e00-\u9fff]", each.title) for each in columns(paper))
    assert len({each.name for each in paper.fields}) == len(paper.fields)
    assert len({each.title for each in paper.fields}) == len(paper.fields)


def test_no_paper_may_show_an_account() -> None:
    assert [code for code, paper in PAPERS.items() if "银行账号" not in paper.never] == []


def test_a_code_alone_is_answered_with_its_kinds() -> None:
    with pytest.raises(UnknownPaper, match="D14-1确认告知书、D14-2不予确认告知书、D14-3调整（终止）告知书"):
        make_paper("D14", {}, dated=DAY)
    with pytest.raises(UnknownPaper, match="D01社会救助申请书"):
        make_paper("X", {}, dated=DAY)


def typed(data: Mapping[str, Any]) -> Iterator[str]:
    for value in data.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            for one in value:
                yield from typed(one) if isinstance(one, Mapping) else [one]


@pytest.mark.parametrize("code", [code for code in SAMPLES if code.startswith("D14")])
def test_a_notice_tells_every_word_of_its_facts_and_reasons(code: str) -> None:
    said = words(made(code))
    data = {k: v for k, v in SAMPLES[code][0].items() if k in ("facts", "clauses", "reasons")}
    assert [told for told in typed(data) if squeezed(told) not in said.replace(f"{code}松受", "")] == []
