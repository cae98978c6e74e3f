"""扫描归档：the signed paper comes back as a scan, and the square code on it says which paper it is."""

from datetime import date
from uuid import UUID

from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.documents.filing import CARRIERS, folder_of, locked_paper, stored
from doudi.records.documents.models import Event, FiledPaper, PaperEvent
from doudi.records.documents.quarantine.examiner import examine
from doudi.records.documents.quarantine.found import JPEG, PDF, PNG, Found
from doudi.records.documents.signing import happened
from doudi.records.documents.uploads import shown_name
from doudi.records.refusals import BadInput


@action
def file_scan(
    *, paper: UUID, content: bytes, name: str = "", on: date | None = None, note: str = "", by: Act
) -> PaperEvent:
    """手工归档: the whole file is the scan of this paper. Another scan may follow; the last one counts."""
    held = locked_paper(paper, by)
    require(by, *CARRIERS, at=held.area_id)
    found = examine(content)
    _refuse_no_scan(found)
    event = _filed(held, found, content, name, on or by.day, note, by)
    record(
        by=by,
        did="documents.scanned",
        to=event,
        paper=held.pk,
        code=held.code,
        pages=found.pages,
        sm3=bytes(event.file.sm3) if event.file else None,
    )
    return event


def _refuse_no_scan(found: Found) -> None:
    if found.sort not in (PDF, JPEG, PNG):
        raise BadInput("扫描件请用 PDF、JPEG 或 PNG。")


def _filed(
    paper: FiledPaper, found: Found, uploaded: bytes, name: str, on: date, note: str, by: Act
) -> PaperEvent:
    kept = stored(
        content=found.content,
        uploaded=uploaded,
        sort=found.sort,
        pages=found.pages,
        name=shown_name(name),
        purpose="扫描件",
        folder=folder_of(paper),
        by=by,
    )
    return happened(paper, Event.SCANNED, on, by, file=kept, note=note.strip())
