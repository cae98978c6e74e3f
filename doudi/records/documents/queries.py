"""文书查询：what is on file, what still waits for a pen, a seal, a scan or the family, and the bytes themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from doudi.records.access import Act, asked_once, one_seen_by
from doudi.records.documents.models import Event, FiledPaper, PaperEvent, StoredFile
from doudi.records.documents.papers.catalogue import paper_of
from doudi.records.documents.scans import SCAN, UNCLAIMED
from doudi.records.documents.snapshot import read_data
from doudi.records.documents.store import fetch
from doudi.records.people.models import Household
from doudi.records.refusals import Refusal
from doudi.records.worded import counted, set_beside, worded

BESIDE = ("pdf", "household", "replacement")
UNSIGNED, UNSEALED, UNSERVED, UNSCANNED = "待签", "待盖章", "待送达", "待扫描"


class ScanMissing(Refusal):
    """还没有扫描归档：a step that needs a signed paper waits for its scan."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """一份文书还差什么：in the order in which it is done."""

    paper: FiledPaper
    needs: tuple[str, ...]


def paper(which: UUID, by: Act) -> FiledPaper:
    """One paper in scope with its events, or NotFound."""
    found: FiledPaper = one_seen_by(_with_events(FiledPaper.objects.all(), by), by.scope, id=which)
    return found


def papers_among(numbers: Iterable[UUID], by: Act) -> dict[UUID, FiledPaper]:
    """Those of these papers that are in scope, by their numbers."""
    found: dict[UUID, FiledPaper] = FiledPaper.objects.seen_by(by.scope).in_bulk(list(numbers))
    return found


def file_of(case: UUID, by: Act, *, also: Iterable[UUID] = ()) -> list[FiledPaper]:
    """Everything printed for a case, older versions too, in order of printing. `also` adds the papers of meetings and
    batches (`matter`) that treated it.
    """
    file = _case_file(case, by)
    if not (matters := list(also)):
        return file
    return sorted([*file, *_matter_files(tuple(matters), by)], key=lambda paper: (paper.at, paper.pk))


@asked_once
def _case_file(case: UUID, by: Act) -> list[FiledPaper]:
    return _events_beside(_papers_of_case(case, by), by)


@asked_once
def _matter_files(matters: tuple[UUID, ...], by: Act) -> list[FiledPaper]:
    return _events_beside(_papers_of_matters(list(matters), by), by)


@worded
def _papers_of_case(case: UUID, by: Act) -> QuerySet[FiledPaper]:
    rows = FiledPaper.objects.seen_by(by.scope).filter(case_id=case)
    return rows.select_related(*BESIDE).order_by("at", "id")


@worded
def _papers_of_matters(matters: list[UUID], by: Act) -> QuerySet[FiledPaper]:
    return FiledPaper.objects.seen_by(by.scope).filter(matter__among=matters).select_related(*BESIDE)


def _events_beside(papers: list[FiledPaper], by: Act) -> list[FiledPaper]:
    events = _events([paper.pk for paper in papers], by) if papers else ()
    return set_beside(papers, "events", events, "paper_id")


@worded
def _events(papers: list[UUID], by: Act) -> QuerySet[PaperEvent]:
    rows = PaperEvent.objects.seen_by(by.scope).filter(paper_id__among=papers)
    return rows.select_related("file").order_by("at", "id")


def file_of_household(household: Household, by: Act) -> QuerySet[FiledPaper]:
    """The papers that lie with a household itself, in order of printing."""
    rows = FiledPaper.objects.seen_by(by.scope).filter(household=household)
    return _with_events(rows, by).order_by("at", "id")


def papers_of_matter(matter: UUID, by: Act) -> QuerySet[FiledPaper]:
    """The papers of one meeting or batch, in order of printing."""
    rows = FiledPaper.objects.seen_by(by.scope).filter(matter=matter)
    return _with_events(rows, by).order_by("at", "id")


def current_papers(case: UUID, code: str, by: Act, *, about: UUID | None = None) -> list[FiledPaper]:
    """The newest versions of one kind of paper in a case; `about` one person only."""
    rows = [each for each in newest(file_of(case, by)) if each.code == code]
    return [each for each in rows if about is None or each.about == about]


def newest(papers: Iterable[FiledPaper]) -> list[FiledPaper]:
    """Those of these papers that no later version has replaced."""
    return [each for each in papers if getattr(each, "replacement", None) is None]


def require_scan(case: UUID, code: str, by: Act, *, about: UUID | None = None) -> list[FiledPaper]:
    """The papers of this kind in a case, each with its scan on file. Raises ScanMissing, naming what is missing."""
    issued = current_papers(case, code, by, about=about)
    if not issued:
        raise ScanMissing(f"卷内还没有《{paper_of(code).title}》：请先出具、签字，再扫描归档。")
    refuse_unscanned(issued)
    return issued


def require_scan_of_matter(matter: UUID, code: str, by: Act) -> list[FiledPaper]:
    """The same for the paper of a meeting or batch: its minutes, signed, before what it resolved is carried out."""
    issued = list(papers_of_matter(matter, by).filter(code=code, replacement__isnull=True))
    if not issued:
        raise ScanMissing(f"还没有《{paper_of(code).title}》：请先出具、签字，再扫描归档。")
    refuse_unscanned(issued)
    return issued


def unscanned(case: UUID, codes: Iterable[str], by: Act) -> list[FiledPaper]:
    """Papers of these kinds that were printed for a case, want a signature and have no scan; the newest versions."""
    wanted = frozenset(codes)
    return lacking_scan(each for each in newest(file_of(case, by)) if each.code in wanted)


def lacking_scan(papers: Iterable[FiledPaper]) -> list[FiledPaper]:
    """Those of these papers that want a signature and have no scan."""
    return [each for each in papers if each.signs and not happened_to(each, Event.SCANNED)]


def refuse_unscanned(papers: Iterable[FiledPaper]) -> None:
    """Raise ScanMissing, naming those of these papers whose signed sheet has not come back."""
    lacking = [str(each) for each in lacking_scan(papers)]
    if lacking:
        raise ScanMissing(f"{'、'.join(lacking)}签字后的原件还没有扫描归档：请扫描上传后再办。")


def happened_to(paper: FiledPaper, kind: Event) -> list[PaperEvent]:
    """What of this kind counts for a paper: entries that were not taken back, in order of entry."""
    events = paper.events.all()
    voided = {event.voids_id for event in events}
    return [event for event in events if event.kind == kind and event.pk not in voided]


def served_on(paper: FiledPaper, day: date | None = None) -> date | None:
    """送达之日, from which periods count; None while it is not served. With `day`: not yet served on that day either,
    while a public notice still hangs.
    """
    events = happened_to(paper, Event.SERVED)
    counted = events[-1].counted_on if events else None
    return None if counted is None or (day is not None and counted > day) else counted


def needs_of(paper: FiledPaper) -> tuple[str, ...]:
    """What a paper still lacks, as its own columns name it. A scan shows the signatures and seals that it bears."""
    scanned = bool(happened_to(paper, Event.SCANNED))
    needs: list[str] = []
    if not scanned:
        signed = {event.capacity for event in happened_to(paper, Event.SIGNED)}
        stamped = {event.capacity for event in happened_to(paper, Event.STAMPED)}
        needs += [f"{UNSIGNED}：{name}" for name in paper.signs if name not in signed]
        needs += [f"{UNSEALED}：{name}" for name in paper.seals if name not in stamped]
    if paper.served and not happened_to(paper, Event.SERVED):
        needs.append(UNSERVED)
    if paper.signs and not scanned:
        needs.append(f"{UNSCANNED}归档")
    return tuple(needs)


def papers_lacking(by: Act) -> QuerySet[FiledPaper]:
    """What is printed in one's scope and still unsigned, unsealed, unserved or unscanned, the oldest first."""
    rows: QuerySet[FiledPaper] = _with_events(_lacking(by), by)
    return rows.order_by("dated", "at", "id")


def papers_waiting(by: Act, *, area: int | None = None) -> list[Waiting]:
    """Those with what each still lacks, all of them: for an area, or for few."""
    rows = papers_lacking(by)
    return [Waiting(each, needs_of(each)) for each in (rows if area is None else rows.filter(area_id=area))]


@counted
def how_many_papers_wait(by: Act) -> QuerySet[FiledPaper]:
    """The number of `papers_lacking`."""
    return _lacking(by)


def lacks(what: str) -> Q:
    """The condition for papers that lack a signature, a seal, a scan or service, by the word that `needs_of` has."""
    unscanned = ~_counts(Event.SCANNED)
    return {
        UNSIGNED: unscanned & Q(signs__len__gt=_capacities(Event.SIGNED)),
        UNSEALED: unscanned & Q(seals__len__gt=_capacities(Event.STAMPED)),
        UNSERVED: Q(served=True) & ~_counts(Event.SERVED),
        UNSCANNED: unscanned & Q(signs__len__gt=0),
    }[what]


def paper_bytes(which: UUID, by: Act) -> bytes:
    """The PDF of a paper in scope, exactly as it was printed."""
    return fetch(bytes(paper(which, by).pdf.sm3))


def data_of(paper: FiledPaper) -> dict[str, Any]:
    """The fields that a paper was printed from, to be corrected and printed anew."""
    return read_data(paper.code, paper.data)


def stored_file(which: UUID, by: Act) -> StoredFile:
    """One stored file in scope, or NotFound."""
    found: StoredFile = one_seen_by(StoredFile.objects.filter(cleared__isnull=True), by.scope, id=which)
    return found


def file_bytes(which: UUID, by: Act) -> bytes:
    """The bytes of a stored file in scope."""
    return fetch(bytes(stored_file(which, by).sm3))


def files_of(case: UUID, by: Act, purposes: Sequence[str] = ()) -> QuerySet[StoredFile]:
    """Files that lie with a case, in order of arrival; `purposes` names which sorts of use."""
    rows: QuerySet[StoredFile] = StoredFile.objects.seen_by(by.scope).filter(case_id=case)
    return (rows.filter(purpose__in=purposes) if purposes else rows).order_by("at", "id")


def unclaimed_scans(by: Act) -> list[StoredFile]:
    """Scanned pages in which no paper was recognised and that nobody has filed by hand yet, the oldest first."""
    return list(_unclaimed(by).order_by("at", "id"))


def scans_to_clear(by: Act, days: int) -> list[StoredFile]:
    """Those of them that have waited for longer than this."""
    return list(_unclaimed(by).filter(at__lt=by.at - timedelta(days=days)).order_by("at", "id"))


def _unclaimed(by: Act) -> QuerySet[StoredFile]:
    seen: QuerySet[StoredFile] = StoredFile.objects.seen_by(by.scope)
    filed = seen.filter(purpose=SCAN, uploaded_sm3=OuterRef("sm3"))
    return seen.filter(~Exists(filed), purpose=UNCLAIMED, cleared__isnull=True)


def _lacking(by: Act) -> QuerySet[FiledPaper]:
    """Those of which `needs_of` has something to say, told by the database."""
    rows: QuerySet[FiledPaper] = FiledPaper.objects.seen_by(by.scope).filter(replacement__isnull=True)
    unscanned = Q(signs__len__gt=0) & ~_counts(Event.SCANNED)
    unsealed = Q(seals__len__gt=0) & ~_counts(Event.SCANNED) & ~_counts(Event.STAMPED)
    return rows.filter(unscanned | unsealed | (Q(served=True) & ~_counts(Event.SERVED)))


def _counts(kind: Event) -> Q:
    live = PaperEvent.objects.filter(paper=OuterRef("pk"), kind=kind, voided_by__isnull=True)
    return Q(Exists(live))


def _capacities(kind: Event) -> Any:
    """In how many capacities a paper was signed or sealed."""
    live = PaperEvent.objects.filter(paper=OuterRef("pk"), kind=kind, voided_by__isnull=True)
    counted = live.order_by().values("paper").annotate(n=Count("capacity", distinct=True)).values("n")
    return Coalesce(Subquery(counted), 0)


def _with_events(rows: Any, by: Act) -> Any:
    events = PaperEvent.objects.seen_by(by.scope).select_related("file").order_by("at", "id")
    return rows.select_related(*BESIDE).prefetch_related(Prefetch("events", events))
