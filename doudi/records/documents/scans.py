"""扫描归档：the signed paper comes back as a scan, and the square code on it says which paper it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.documents.filing import CARRIERS, Folder, folder_of, hold, locked_paper, stored
from doudi.records.documents.models import Event, FiledPaper, PaperEvent, StoredFile
from doudi.records.documents.quarantine.examiner import examine, pages_of
from doudi.records.documents.quarantine.found import JPEG, PDF, PNG, Found
from doudi.records.documents.signing import happened
from doudi.records.documents.uploads import shown_name
from doudi.records.refusals import BadInput
from doudi.records.vault.ciphers import sm3

SCAN, UNCLAIMED = "扫描件", "待认领的扫描件"
NO_CODE = "没有认出扫描码"
NOT_FOUND = "扫描码不是您范围内的文书"
TWO_FILES = "一页上有不同卷的文书，请分开扫描"


@dataclass(frozen=True, slots=True)
class Filing:
    """归档结果：what each recognised paper got; pages that nobody claimed, by their number, with the reason; and the
    file in which those pages wait for a hand.
    """

    filed: tuple[PaperEvent, ...] = ()
    again: tuple[FiledPaper, ...] = ()
    unclaimed: Mapping[int, str] | None = None
    waiting: StoredFile | None = None


@action
def file_scan(
    *, paper: UUID, content: bytes, name: str = "", on: date | None = None, note: str = "", by: Act
) -> PaperEvent:
    """手工归档: the whole file is the scan of this paper. Another scan may follow; the last one counts."""
    held = locked_paper(paper, by)
    require(by, *CARRIERS, at=held.area_id)
    found = _scanned(content, wants_marks=False)
    event = _filed(held, found.sort, found.content, found.pages, content, name, on or by.day, note, by)
    _tell(event, by)
    return event


@action
def file_scans(*, content: bytes, area: int, name: str = "", on: date | None = None, by: Act) -> Filing:
    """扫码归档: every page goes to the paper whose code it bears, a page without one to the paper before it (a back,
    an annex). A stack of several papers becomes one file for each, so that nobody's file holds another's page. What
    is not recognised is kept in the area, to be filed by hand (`queries.unclaimed_scans`).
    """
    require(by, *CARRIERS, at=area)
    found = _scanned(content, wants_marks=True)
    papers = _papers_in(found, by)
    claims, unclaimed = _claims(found.marks, papers)
    filed, again = [], []
    for number, pages in claims.items():
        paper = papers[number]
        require(by, *CARRIERS, at=paper.area_id)
        part = _part(found, pages)
        if PaperEvent.objects.filter(paper=paper, file__sm3=sm3(part)).exists():
            again.append(paper)
            continue
        filed.append(_filed(paper, found.sort, part, len(pages), part, name, on or by.day, "扫码归档", by))
    waiting = None
    if unclaimed:
        rest = _part(found, list(unclaimed))
        waiting = stored(
            content=rest,
            uploaded=rest,
            sort=found.sort,
            pages=len(unclaimed),
            name=shown_name(name),
            purpose=UNCLAIMED,
            folder=Folder(area),
            by=by,
        )
    for event in filed:
        _tell(event, by)
    if waiting is not None:
        record(by=by, did="documents.scan_unclaimed", to=waiting, pages=len(unclaimed), sm3=sm3(rest))
    return Filing(tuple(filed), tuple(again), {n + 1: why for n, why in unclaimed.items()}, waiting)


def _scanned(content: bytes, *, wants_marks: bool) -> Found:
    found = examine(content, wants_marks=wants_marks)
    if found.sort not in (PDF, JPEG, PNG):
        raise BadInput("扫描件请用 PDF、JPEG 或 PNG。")
    return found


def _papers_in(found: Found, by: Act) -> dict[str, FiledPaper]:
    """The papers in scope whose codes stand on the pages, all held, in one order whoever scans."""
    marks = sorted({mark for page in found.marks for mark in page})
    for mark in marks:
        hold(UUID(mark).bytes)
    rows = FiledPaper.objects.seen_by(by.scope).select_related("household")
    return {str(each.pk).upper(): each for each in rows.filter(pk__in=[UUID(mark) for mark in marks])}


def _claims(
    marks: Sequence[Sequence[str]], papers: Mapping[str, FiledPaper]
) -> tuple[dict[str, list[int]], dict[int, str]]:
    """Which pages each paper gets, and the pages that none does, with the reason."""
    claims: dict[str, list[int]] = {}
    unclaimed: dict[int, str] = {}
    before: list[str] = []
    for number, on_page in enumerate(marks):
        known = [mark for mark in on_page if mark in papers]
        if len({folder_of(papers[mark]).named() for mark in known}) > 1:
            known, unclaimed[number] = [], TWO_FILES
        elif on_page and not known:
            unclaimed[number] = NOT_FOUND
        elif not on_page and not before:
            unclaimed[number] = NO_CODE
        if on_page:
            before = known
        for mark in before:
            claims.setdefault(mark, []).append(number)
    return claims, unclaimed


def _part(found: Found, pages: Sequence[int]) -> bytes:
    whole = found.sort != PDF or len(pages) == found.pages
    return found.content if whole else pages_of(found.content, list(pages))


def _filed(
    paper: FiledPaper,
    sort: str,
    content: bytes,
    pages: int | None,
    uploaded: bytes,
    name: str,
    on: date,
    note: str,
    by: Act,
) -> PaperEvent:
    kept = stored(
        content=content,
        uploaded=uploaded,
        sort=sort,
        pages=pages,
        name=shown_name(name),
        purpose=SCAN,
        folder=folder_of(paper),
        by=by,
    )
    return happened(paper, Event.SCANNED, on, by, file=kept, note=note.strip())


def _tell(event: PaperEvent, by: Act) -> None:
    assert event.file is not None
    told: dict[str, Any] = {"paper": event.paper_id, "code": event.paper.code, "sm3": bytes(event.file.sm3)}
    record(by=by, did="documents.scanned", to=event, **told)
