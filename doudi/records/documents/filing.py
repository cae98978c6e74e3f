"""归卷：where a paper or file lies, what both need before their rows are written."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from doudi.records.access import Act, one_seen_by
from doudi.records.documents.kinds import Sort
from doudi.records.documents.models import FiledPaper, StoredFile
from doudi.records.documents.store import keep
from doudi.records.people.models import Household
from doudi.records.refusals import BadInput
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret

# Posts that hold papers in their hands; which of them may take a step in a case is that step's own guard.
OFFICE = (
    "township_clerk",
    "township_reviewer",
    "township_decider",
    "district_clerk",
    "district_decider",
    "verification_clerk",
    "verification_lead",
)
# A village worker brings papers to the family and the signed ones back.
CARRIERS = (*OFFICE, "village_worker")


@dataclass(frozen=True, slots=True)
class Folder:
    """卷：the case, the household, or the meeting or batch (`matter`) that a paper lies with, and its area."""

    area: int
    case: UUID | None = None
    household: Household | None = None
    matter: UUID | None = None

    def refuse_unclear(self) -> None:
        """Exactly one of the three."""
        if (self.case, self.household, self.matter).count(None) != 2:
            raise BadInput("请说明归入哪一卷：一件申请、一户，或一次会议（批次）。")

    def named(self) -> bytes:
        """One spelling of the folder, to lock it by."""
        return f"{self.case}|{self.household and self.household.pk}|{self.matter}".encode()


def folder_of(paper: FiledPaper) -> Folder:
    """Where a paper lies now."""
    return Folder(paper.area_id, paper.case_id, paper.household, paper.matter)


def stored(
    *,
    content: bytes,
    uploaded: bytes,
    sort: str,
    name: str,
    purpose: str,
    folder: Folder,
    pages: int | None = None,
    by: Act,
) -> StoredFile:
    """Keep the bytes and write the row that names them; the caller has guarded, and will record."""
    return StoredFile.objects.create(
        area_id=folder.area,
        case_id=folder.case,
        household=folder.household,
        sm3=keep(content),
        uploaded_sm3=sm3(uploaded),
        sort=Sort(sort),
        size=len(content),
        pages=pages,
        name=Secret(name) if name else None,
        purpose=purpose,
        at=by.at,
        received_by=by.scope.natural_person,
        received_by_name=by.scope.name,
    )


def locked_paper(paper: UUID, by: Act) -> FiledPaper:
    """The paper in scope, held until the transaction ends; NotFound. The app may update no row of it, and so may lock
    none: the lock is on its number.
    """
    hold(paper.bytes)
    held: FiledPaper = one_seen_by(
        FiledPaper.objects.select_related("household", "replacement"), by.scope, id=paper
    )
    return held


def hold(what: bytes) -> None:
    """Others who want to write about the same thing wait here until the transaction ends."""
    with connection.cursor() as cursor:
        number = int.from_bytes(sm3(b"records.documents|" + what)[:8], "big", signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
