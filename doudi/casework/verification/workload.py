"""核对中心的活：what is still to be asked, waited for, concluded and reported over many requests, in a few questions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.verification.findings import Conclusion, Discrepancy
from doudi.casework.verification.models import KNOWN, Answer, Batch, BatchRow, Request, Subject
from doudi.casework.verification.queries import batches, queue
from doudi.casework.verification.sources import Source, sources
from doudi.records.access import Act, asked_once
from doudi.records.worded import worded

TO_TAKE, TO_ASK, WAITING, TO_SETTLE, TO_REPORT = "take", "ask", "wait", "settle", "report"
STATES = {
    TO_TAKE: "待接收",
    TO_ASK: "待出批",
    WAITING: "等答复",
    TO_SETTLE: "待结论",
    TO_REPORT: "可出报告",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """一份委托的进度: people, how much is asked, known and still waited for, and how many discrepancies are open."""

    taken: bool
    people: int
    wanted: int
    asked: int
    known: int
    waiting: int
    unsettled: int

    @property
    def state(self) -> str:
        """What is to be done next; one of STATES."""
        if not self.taken:
            return TO_TAKE
        if self.asked < self.wanted:
            return TO_ASK
        if self.waiting:
            return WAITING
        return TO_SETTLE if self.unsettled else TO_REPORT


@dataclass(frozen=True, slots=True)
class ToAsk:
    """一个来源还要问的: how many people of how many requests."""

    source: Source
    people: int
    requests: int


@asked_once
@worded
def open_requests(by: Act) -> QuerySet[Request]:
    """The whole queue, for a page that counts it in several ways."""
    return queue(by)


@worded
def waited_for(by: Act) -> QuerySet[Batch]:
    """Open batches with somebody not answered for."""
    return batches(by, open_only=True).filter(outstanding__gt=0)  # type: ignore[misc]  # annotated there


def progress(requests: Sequence[Request], by: Act) -> dict[UUID, Progress]:
    """How far each of these requests is, in five questions however many they are."""
    people: Counter[UUID] = Counter()
    wanted: Counter[UUID] = Counter()
    numbers = [each.pk for each in requests]
    for _, request, covered in _subjects(numbers, by):
        people[request] += 1
        wanted[request] += len(covered)
    asked, known, waiting = _asked(numbers, by)
    unsettled = Counter(_unsettled(numbers, by))
    return {
        each.pk: Progress(
            each.taken_on is not None,
            people[each.pk],
            wanted[each.pk],
            asked[each.pk],
            known[each.pk],
            waiting[each.pk],
            unsettled[each.pk],
        )
        for each in requests
    }


def to_ask(by: Act) -> list[ToAsk]:
    """By source, who of the requests in hand has not been asked about there."""
    held = in_hand(by)
    done = set(_in_batches(held, by))
    found: dict[str, list[UUID]] = defaultdict(list)
    for subject, request, covered in _subjects(held, by):
        for code in covered:
            if (subject, code) not in done:
                found[code].append(request)
    return [
        ToAsk(each, len(found[code]), len(set(found[code])))
        for code, each in sources().items()
        if code in found
    ]


def in_hand(by: Act) -> list[UUID]:
    """Requests that a batch may be made of: taken and open."""
    return [each.pk for each in open_requests(by) if each.taken_on is not None]


def standing_at(state: str, requests: Iterable[Request], by: Act) -> list[UUID]:
    """Which of these requests wait for one thing."""
    found = progress(list(requests), by)
    return [which for which, each in found.items() if each.state == state]


@worded
def _subjects(requests: list[UUID], by: Act) -> QuerySet[Subject, tuple[UUID, UUID, list[str]]]:
    rows = Subject.objects.seen_by(by.scope).filter(request_id__among=requests)
    return rows.values_list("pk", "request_id", "sources")


@worded
def _in_batches(requests: list[UUID], by: Act) -> QuerySet[BatchRow, tuple[UUID, str]]:
    rows = BatchRow.objects.seen_by(by.scope).filter(subject__request_id__among=requests)
    return rows.values_list("subject_id", "batch__source")


@worded
def _answered(requests: list[UUID], by: Act) -> QuerySet[Answer, int]:
    rows = Answer.objects.seen_by(by.scope).filter(row__subject__request_id__among=requests, state__in=KNOWN)
    return rows.values_list("row_id", flat=True)


@worded
def _rows(requests: list[UUID], by: Act) -> QuerySet[BatchRow, tuple[int, UUID, date | None]]:
    rows = BatchRow.objects.seen_by(by.scope).filter(subject__request_id__among=requests)
    return rows.values_list("pk", "subject__request_id", "batch__closed_on")


def _asked(requests: list[UUID], by: Act) -> tuple[Counter[UUID], Counter[UUID], Counter[UUID]]:
    """Per request: rows asked, rows answered yes or no, rows that an open batch still waits for."""
    answered = set(_answered(requests, by))
    asked: Counter[UUID] = Counter()
    known: Counter[UUID] = Counter()
    waiting: Counter[UUID] = Counter()
    for row, request, closed in _rows(requests, by):
        asked[request] += 1
        known[request] += row in answered
        waiting[request] += row not in answered and closed is None
    return asked, known, waiting


@worded
def _unsettled(requests: list[UUID], by: Act) -> QuerySet[Discrepancy, UUID]:
    done = Conclusion.objects.filter(returned_because="", confirmed_at__isnull=False).values("discrepancy")
    rows = Discrepancy.objects.seen_by(by.scope).filter(request_id__among=requests, gone_on__isnull=True)
    return rows.exclude(pk__in=done).values_list("request_id", flat=True)
