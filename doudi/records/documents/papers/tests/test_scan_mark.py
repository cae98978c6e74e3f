"""扫描码: the square code that brings a scanned paper back to its record."""

import re

import pytest

from doudi.records.documents.papers.making import make_paper
from doudi.records.documents.papers.scan_mark import QUIET_MODULES, BadMark, scan_mark_svg
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.papers.tests.pdf_text import pages

RECORD = "0198C2F4-7B1A-7C3D-9E5F-0A1B2C3D4E5F"
FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]


def modules(svg: str) -> list[str]:
    """The squares of the drawing as rows of 0 and 1."""
    size = int(svg.split('viewBox="0 0 ')[1].split(" ")[0])
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1", svg)}
    return ["".join("01"[(x, y) in dark] for x in range(size)) for y in range(size)]


def test_a_record_number_gives_a_small_code_with_its_three_corners_and_quiet_border() -> None:
    rows = modules(scan_mark_svg(RECORD))
    assert len(rows) == 25 + 2 * QUIET_MODULES
    inner = [row[QUIET_MODULES:-QUIET_MODULES] for row in rows[QUIET_MODULES:-QUIET_MODULES]]
    assert [row[:7] for row in inner[:7]] == FINDER
    assert [row[-7:] for row in inner[:7]] == FINDER
    assert [row[:7] for row in inner[-7:]] == FINDER
    assert sum(row.count("1") for row in rows) == sum(row.count("1") for row in inner)


def test_two_records_never_share_a_code() -> None:
    assert scan_mark_svg(RECORD) != scan_mark_svg(RECORD[:-1] + "0")


@pytest.mark.parametrize("code", ["D01", "D14-2"])
def test_the_code_moves_nothing_on_the_paper_and_stays_the_same(code: str) -> None:
    data, dated = SAMPLES[code]
    marked, again, plain = (
        make_paper(code, data, dated=dated, scan_mark=mark) for mark in (RECORD, RECORD, None)
    )
    same, differs = marked == again, marked != plain
    assert same and differs
    assert pages(marked) == pages(plain)


@pytest.mark.parametrize("mark", ["", "林秀兰", "0" * 41, "a b"])
def test_only_a_short_number_can_be_a_code(mark: str) -> None:
    data, dated = SAMPLES["D05"]
    with pytest.raises(BadMark, match="扫描码只能是"):
        make_paper("D05", data, dated=dated, scan_mark=mark)
