"""核对中心的活：what is still to be asked, waited for, concluded and reported over many requests, in a few questions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from doudi.casework.verification.findings import Conclusion, Discrepancy
from doudi.casework.verification.models import KNOWN, Answer, BatchRow, Request, Subject
from doudi.casework.verification.queries import queue
from doudi.casework.verification.sources import Source, sources
from doudi.records.access import Act

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


def progress(requests: Sequence[Request], by: Act) -> dict[UUID, Progress]:
    """How far each of these requests is, in five questions however many they are."""
    people: Counter[UUID] = Counter()
    wanted: Counter[UUID] = Counter()
    for request, covered in (
        Subject.objects.seen_by(by.scope).filter(request__in=requests).values_list("request_id", "sources")
    ):
        people[request] += 1
        wanted[request] += len(covered)
    asked, known, waiting = _asked(requests, by)
    unsettled = _unsettled(requests, by)
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
    held = [each.pk for each in queue(by).filter(taken_on__isnull=False)]
    done = set(
        BatchRow.objects.seen_by(by.scope)
        .filter(subject__request__in=held)
        .values_list("subject_id", "batch__source")
    )
    found: dict[str, list[UUID]] = defaultdict(list)
    rows = Subject.objects.seen_by(by.scope).filter(request__in=held)
    for subject, request, covered in rows.values_list("pk", "request_id", "sources"):
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
    return [each.pk for each in queue(by).filter(taken_on__isnull=False)]


def standing_at(state: str, requests: Iterable[Request], by: Act) -> list[UUID]:
    """Which of these requests wait for one thing."""
    found = progress(list(requests), by)
    return [which for which, each in found.items() if each.state == state]


def _asked(requests: Sequence[Request], by: Act) -> tuple[Counter[UUID], Counter[UUID], Counter[UUID]]:
    """Per request: rows asked, rows answered yes or no, rows that an open batch still waits for."""
    rows = BatchRow.objects.seen_by(by.scope).filter(subject__request__in=requests)
    answered = set(
        Answer.objects.seen_by(by.scope)
        .filter(row__subject__request__in=requests, state__in=KNOWN)
        .values_list("row_id", flat=True)
    )
    asked: Counter[UUID] = Counter()
    known: Counter[UUID] = Counter()
    waiting: Counter[UUID] = Counter()
    for row, request, closed in rows.values_list("pk", "subject__request_id", "batch__closed_on"):
        asked[request] += 1
        known[request] += row in answered
        waiting[request] += row not in answered and closed is None
    return asked, known, waiting


def _unsettled(requests: Sequence[Request], by: Act) -> Counter[UUID]:
    done = Conclusion.objects.filter(returned_because="", confirmed_at__isnull=False).values("discrepancy")
    rows = Discrepancy.objects.seen_by(by.scope).filter(request__in=requests, gone_on__isnull=True)
    return Counter(rows.exclude(pk__in=done).values_list("request_id", flat=True))
