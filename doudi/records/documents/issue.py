"""出具文书：set, seal and file a paper in one step; a corrected one is a new version with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.documents.filing import OFFICE, Folder, folder_of, hold, locked_paper, stored
from doudi.records.documents.kinds import Sort
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.papers.catalogue import paper_of
from doudi.records.documents.papers.making import make_paper
from doudi.records.documents.papers.typesetting import sheets_of
from doudi.records.documents.snapshot import spelled_data
from doudi.records.documents.uploads import PAPER
from doudi.records.ids import new_id
from doudi.records.refusals import BadInput, Refusal


class AlreadyIssued(Refusal):
    """已经出具：a second copy of the same paper needs its reason and becomes a new version."""


class Superseded(Refusal):
    """已有新版：something is done to a version that a corrected one has replaced."""


@dataclass(frozen=True, slots=True)
class About:
    """关于谁：the member, supporter or other row that one paper of several of its kind tells of."""

    id: UUID | None = None
    name: str = ""


@action
def issue_paper(
    *,
    code: str,
    data: Mapping[str, Any],
    dated: date,
    folder: Folder,
    about: About | None = None,
    number: str = "",
    replaces: UUID | None = None,
    why: str = "",
    by: Act,
) -> FiledPaper:
    """出具文书. The square code on it is its own number. `number` is the one printed on it (a notice's), and tells
    two papers of one kind apart. A corrected paper names the one that it `replaces` and says `why`.

    Raises AlreadyIssued, Superseded and what `make_paper` raises.
    """
    require(by, *OFFICE, at=folder.area)
    folder.refuse_unclear()
    whom = about or About()
    old = None if replaces is None else _replaceable(replaces, code, why, folder, by)
    if old is None:
        _refuse_second(folder, code, whom, number)
    paper_id = new_id()
    pdf = make_paper(code, data, dated=dated, scan_mark=str(paper_id).upper())
    paper = FiledPaper(
        id=paper_id,
        code=code,
        number=number or (old.number if old else ""),
        about=whom.id if old is None else old.about,
        about_name=whom.name if old is None else old.about_name,
        dated=dated,
        data=spelled_data(code, data),
        version=1 if old is None else old.version + 1,
        replaces=old,
        why=why.strip() if old else "",
    )
    _file(paper, pdf, paper_of(code).signers(data), folder, by)
    told: dict[str, Any] = {"code": code, "dated": dated, "case": folder.case, "version": paper.version}
    record(by=by, did="documents.issued", to=paper, why=paper.why, **told, sm3=bytes(paper.pdf.sm3))
    return paper


def _file(paper: FiledPaper, pdf: bytes, signers: list[str], folder: Folder, by: Act) -> None:
    kind = paper_of(paper.code)
    paper.pdf = stored(
        content=pdf,
        uploaded=pdf,
        sort=Sort.PDF,
        name=f"{paper.code}{kind.title}.pdf",
        purpose=PAPER,
        pages=sheets_of(pdf),
        folder=folder,
        by=by,
    )
    paper.title, paper.signs, paper.seals = kind.title, signers, list(kind.seals)
    paper.served = kind.served
    paper.area_id, paper.case_id = folder.area, folder.case
    paper.household, paper.matter = folder.household, folder.matter
    paper.at, paper.by, paper.by_name = by.at, by.scope.natural_person, by.scope.name
    paper.save(force_insert=True)


def _replaceable(paper: UUID, code: str, why: str, folder: Folder, by: Act) -> FiledPaper:
    old = locked_paper(paper, by)
    if hasattr(old, "replacement"):
        raise Superseded(f"{old}已经重新出具过，请在最新的一版上更正。")
    if old.code != code or folder_of(old).named() != folder.named():
        raise BadInput("更正后的文书应与原文书同一种类，并归入原来的卷。")
    if not why.strip():
        raise BadInput("请写明重新出具的原因。")
    return old


def _refuse_second(folder: Folder, code: str, about: About, number: str) -> None:
    """Two clerks printing the same paper at the same instant: the second waits here, then hears of the first."""
    hold(folder.named() + code.encode())
    same = FiledPaper.objects.filter(
        case_id=folder.case,
        household=folder.household,
        matter=folder.matter,
        code=code,
        about=about.id,
        number=number,
    ).first()
    if same is not None:
        raise AlreadyIssued(f"{same}已由{same.by_name}于 {same.dated} 出具：要改动请重新出具，并写明原因。")
