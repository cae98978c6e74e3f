"""收文件：an uploaded file is examined apart, and what is found fit is kept."""

from pathlib import PurePosixPath
from typing import Any

from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.documents.filing import CARRIERS, Folder, stored
from doudi.records.documents.limits import LONGEST_NAME
from doudi.records.documents.models import StoredFile
from doudi.records.documents.quarantine.examiner import examine

PAPER = "文书"


@action
def store_upload(*, content: bytes, name: str, purpose: str, folder: Folder, by: Act) -> StoredFile:
    """收存文件 with a case, a household, or neither. What it is follows from its content; `name` is only shown.

    Raises UnfitFile.
    """
    require(by, *CARRIERS, at=folder.area)
    found = examine(content)
    kept = stored(
        content=found.content,
        uploaded=content,
        sort=found.sort,
        pages=found.pages,
        name=shown_name(name),
        purpose=purpose,
        folder=folder,
        by=by,
    )
    told: dict[str, Any] = {
        "sort": found.sort,
        "size": kept.size,
        "case": folder.case,
        "sm3": bytes(kept.sm3),
    }
    record(by=by, did="documents.uploaded", to=kept, purpose=purpose, **told)
    return kept


def shown_name(name: str) -> str:
    """The last step of a path without signs that nobody sees, and not too long."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[-LONGEST_NAME:]
