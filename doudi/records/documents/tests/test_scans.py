"""扫码归档：however the stack lay in the scanner, each page goes to its own paper and to nobody else's."""

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
import qrcode

from doudi.config.tests.town import LIUXI, SHIQIAO, SONGLING, Town
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents.models import Event, FiledPaper, StoredFile
from doudi.records.documents.queries import (
    file_bytes,
    happened_to,
    needs_of,
    paper,
    paper_bytes,
    unclaimed_scans,
)
from doudi.records.documents.scans import NO_CODE, NOT_FOUND, TWO_FILES, Filing, file_scan, file_scans
from doudi.records.documents.tests.desk import SEALED, SIGNED, household, issue
from doudi.records.documents.tests.files import blank_page, drawn, jpeg_of, photo, scanned, sheet
from doudi.records.people.models import Household
from doudi.records.refusals import BadInput, WrongPost

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(town: Town, db: None) -> Household:
    return household(town)


def pdf_of(town: Town, printed: FiledPaper, who: str = "lin") -> bytes:
    by = town.act(who)
    with acting_as(by.scope):
        return paper_bytes(printed.pk, by)


def scan(town: Town, content: bytes, who: str = "lin", area: str = SONGLING) -> Filing:
    return file_scans(content=content, area=town.area(area).pk, name="扫描0001.pdf", by=town.act(who))


def held(town: Town, printed: FiledPaper, who: str = "lin") -> FiledPaper:
    by = town.act(who)
    with acting_as(by.scope):
        return paper(printed.pk, by)


def pages_held(town: Town, printed: FiledPaper, who: str = "lin") -> int:
    by = town.act(who)
    events = happened_to(held(town, printed, who), Event.SCANNED)
    scan_file = events[-1].file
    assert scan_file is not None
    with acting_as(by.scope):
        document = pypdfium2.PdfDocument(file_bytes(scan_file.pk, by))
    count = len(document)
    document.close()
    assert scan_file.pages == count
    return count


@pytest.mark.parametrize("turn", [0, 2.5, 90, 180, 184, 270])
def test_a_scanned_paper_finds_its_own_record_however_it_lay(
    town: Town, home: Household, turn: float
) -> None:
    printed = issue(town, home, SIGNED)
    filing = scan(town, scanned(pdf_of(town, printed), turn=turn))
    assert [event.paper_id for event in filing.filed] == [printed.pk]
    assert (filing.unclaimed, filing.waiting) == ({}, None)
    assert needs_of(held(town, printed)) == ()


def test_a_photograph_of_a_paper_finds_it_too(town: Town, home: Household) -> None:
    printed = issue(town, home, SIGNED)
    filing = scan(town, jpeg_of(drawn(pdf_of(town, printed)).rotate(-7, expand=True, fillcolor="grey")))
    assert [event.paper_id for event in filing.filed] == [printed.pk]


def test_a_stack_of_papers_of_two_families_becomes_one_file_for_each(town: Town, home: Household) -> None:
    other = household(town, serial=13)
    papers = [issue(town, home, SIGNED), issue(town, other, SEALED), issue(town, home, "D01")]
    stack = sheet([blank_page(), *(scanned(pdf_of(town, each)) for each in papers), blank_page()])
    filing = scan(town, stack)
    assert {event.paper_id for event in filing.filed} == {each.pk for each in papers}
    printed_pages = [each.pdf.pages for each in papers]
    got = [pages_held(town, each) for each in papers]
    assert got == [
        printed_pages[0],
        printed_pages[1],
        (printed_pages[2] or 0) + 1,
    ]  # the back follows its front
    assert filing.unclaimed == {1: NO_CODE}
    assert [event.file.household_id for event in filing.filed if event.file] == [home.pk, other.pk, home.pk]


def test_what_nobody_claims_waits_to_be_filed_by_hand(town: Town, home: Household) -> None:
    printed, by = issue(town, home, SIGNED), town.act("lin")
    filing = scan(town, photo((300, 400)))
    assert filing.filed == () and filing.waiting is not None
    with acting_as(by.scope):
        assert [each.pk for each in unclaimed_scans(by)] == [filing.waiting.pk]
        content = file_bytes(filing.waiting.pk, by)
    file_scan(paper=printed.pk, content=content, by=by)
    with acting_as(by.scope):
        assert unclaimed_scans(by) == []


def test_a_code_of_the_next_township_is_not_recognised_and_tells_nothing(town: Town, home: Household) -> None:
    foreign = issue(town, household(town, SHIQIAO, "qian", 31), SIGNED, "qian")
    filing = scan(town, scanned(pdf_of(town, foreign, "qian")))
    assert filing.filed == ()
    assert set((filing.unclaimed or {}).values()) == {NOT_FOUND}
    assert needs_of(held(town, foreign, "qian")) != ()


def test_one_page_with_papers_of_two_families_is_filed_with_neither(town: Town, home: Household) -> None:
    first, second = issue(town, home, SIGNED), issue(town, household(town, serial=13), SIGNED)
    one, two = (drawn(pdf_of(town, each)) for each in (first, second))
    both = one.copy().resize((one.width, one.height * 2))
    both.paste(one, (0, 0))
    both.paste(two, (0, one.height))
    filing = scan(town, jpeg_of(both))
    assert filing.filed == () and filing.unclaimed == {1: TWO_FILES}


def test_the_same_scan_twice_is_filed_once(town: Town, home: Household) -> None:
    printed = issue(town, home, SIGNED)
    content = scanned(pdf_of(town, printed))
    scan(town, content)
    filing = scan(town, content)
    assert filing.filed == () and [each.pk for each in filing.again] == [printed.pk]
    assert len(happened_to(held(town, printed), Event.SCANNED)) == 1


def test_an_old_version_that_comes_back_signed_is_filed_where_it_belongs(town: Town, home: Household) -> None:
    old = issue(town, home, SIGNED)
    content = scanned(pdf_of(town, old))
    new = issue(town, home, SIGNED, replaces=old.pk, why="改正姓名")
    scan(town, content)
    assert needs_of(held(town, old)) == ()
    assert needs_of(held(town, new)) != ()


def test_other_square_codes_on_a_paper_are_passed_over(town: Town, home: Household) -> None:

    foreign = qrcode.make("https://example.invalid/pay").convert("RGB")
    filing = scan(town, jpeg_of(foreign))
    assert filing.unclaimed == {1: NO_CODE}


def test_the_wrong_post_a_foreign_area_and_a_table_are_refused(town: Town, home: Household) -> None:
    content = scanned(pdf_of(town, issue(town, home, SIGNED)))
    for who, area in (("wu", SONGLING), ("lin", LIUXI)):
        with pytest.raises(WrongPost):
            scan(town, content, who, area)
    with pytest.raises(BadInput, match="扫描件请用"):
        scan(town, "姓名,金额\n林秀兰,1\n".encode())


def test_each_paper_filed_leaves_its_own_line(town: Town, home: Household) -> None:
    papers = [issue(town, home, SIGNED), issue(town, home, "D01")]
    scan(town, sheet([blank_page(), *(scanned(pdf_of(town, each)) for each in papers)]))
    with acting_as(town.act("sun").scope):
        lines = list(AuditLine.objects.order_by("-seq").values_list("did", flat=True)[:3])
    assert lines == ["documents.scan_unclaimed", "documents.scanned", "documents.scanned"]


def test_a_failure_at_the_last_line_files_nothing(
    town: Town, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = scanned(pdf_of(town, issue(town, home, SIGNED)))
    count: Callable[[], Any] = StoredFile.objects.count

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    with acting_as(town.act("lin").scope):
        before = count()
    monkeypatch.setattr("doudi.records.documents.scans.record", broken)
    with pytest.raises(OSError):
        scan(town, content)
    with acting_as(town.act("lin").scope):
        assert count() == before
