"""卷内目录：what a file holds, in the order in which it came, printed as a paper of the same file (D00)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from doudi.records.access import Act, action
from doudi.records.clock import china_day
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import Event, FiledPaper, StoredFile
from doudi.records.documents.queries import current_papers, file_of, happened_to, served_on
from doudi.records.documents.scans import SCAN
from doudi.records.documents.uploads import PAPER
from doudi.records.refusals import Refusal

CONTENTS = "D00"


class EmptyFile(Refusal):
    """卷内没有文书：there is nothing to list yet."""


@action
def issue_contents(
    *, folder: Folder, office: str, applicant: str, case_no: str = "", also: Iterable[UUID] = (), by: Act
) -> FiledPaper:
    """出具卷内目录 of a case. Printed again when something has come in since, it is a new version; `also` names the
    meetings and batches whose papers belong to the case. Raises EmptyFile.
    """
    assert folder.case is not None, "a table of contents is that of a case"
    items = contents_of(folder.case, by, also=also)
    if not items:
        raise EmptyFile("卷内还没有文书，先办出文书再打印卷内目录。")
    sheets = int(items[-1]["pages"].split("－")[-1])
    data = {
        "office": office,
        "applicant": applicant,
        "items": items,
        "papers": len(items),
        "sheets": sheets,
        **({"case_no": case_no} if case_no else {}),
    }
    before = current_papers(folder.case, CONTENTS, by)
    more = {"replaces": before[-1].pk, "why": "卷内文书有变动"} if before else {}
    return issue_paper(code=CONTENTS, data=data, dated=by.day, folder=folder, **more, by=by)


def contents_of(case: UUID, by: Act, *, also: Iterable[UUID] = ()) -> list[dict[str, Any]]:
    """The rows of the table: every paper in its newest state with its running pages, then the other files."""
    items, page = [], 1
    for paper in file_of(case, by, also=also):
        if paper.code == CONTENTS:
            continue
        count = _sheets(paper)
        items.append(_row(str(paper), paper.number, paper.dated, page, count, _note(paper)))
        page += count
    others = StoredFile.objects.seen_by(by.scope).filter(~Q(purpose__in=(PAPER, SCAN)), case_id=case)
    counted = Counter(each.purpose for each in others)
    for purpose, number in sorted(counted.items()):
        same = [each for each in others if each.purpose == purpose]
        count = sum(each.pages or 1 for each in same)
        last = max(china_day(each.at) for each in same)
        items.append(_row(f"{purpose}（{number}份）", "", last, page, count, ""))
        page += count
    return items


def _row(title: str, number: str, dated: Any, page: int, count: int, note: str) -> dict[str, Any]:
    pages = str(page) if count == 1 else f"{page}－{page + count - 1}"
    told = {"title": title, "number": number, "dated": dated, "pages": pages, "note": note}
    return {name: value for name, value in told.items() if value}


def _sheets(paper: FiledPaper) -> int:
    """Sheets in the folder: those of the last scan, which is the signed original, or those printed."""
    scans = happened_to(paper, Event.SCANNED)
    file = scans[-1].file if scans else paper.pdf
    return (file.pages if file else None) or 1


def _note(paper: FiledPaper) -> str:
    told = []
    if hasattr(paper, "replacement"):
        told.append(f"已由第{paper.version + 1}版代替")
    if paper.signs and not happened_to(paper, Event.SCANNED):
        told.append("未扫描")
    if day := served_on(paper):
        told.append(f"{day.month}月{day.day}日送达")
    return "，".join(told)
