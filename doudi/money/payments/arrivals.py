"""到账：how many days the bank has had a batch, or took until everything was settled; by the ledger and its lines."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from doudi.money.ledger.models import Kind, Posting
from doudi.money.payments.closing import repay_by
from doudi.money.payments.models import Line, LineState, Purpose, Run, RunStage
from doudi.money.payments.queries import runs
from doudi.records.access import Act


class Way(Enum):
    """到哪一步: in words, as a page tells it."""

    UNANSWERED = "银行未答复"
    PART = "部分未答复"
    SENT_BACK = "有退票未补"
    ARRIVED = "全部到账"
    SETTLED = "已到账，退票另批补发或不再补发"


@dataclass(frozen=True, slots=True)
class Arrival:
    """一个批次的到账: the days since it was sent, or the days it took; what is still out, or what has arrived; and while
    it is out by when what came back is to be paid again.
    """

    run: Run
    way: Way
    days: int
    fen: int
    by_day: date | None = None

    @property
    def arrived(self) -> bool:
        return self.way in (Way.ARRIVED, Way.SETTLED)


def arrivals(year: int, by: Act) -> list[Arrival]:
    """Every batch that has not arrived, the longest sent first; then those sent in a year that have, newest first."""
    sent = runs(by).filter(exported_on__isnull=False)
    held = list(sent.filter(Q(exported_on__year=year) | Q(stage__in=(RunStage.EXPORTED, RunStage.RETURNED))))
    keys = [run.pk for run in held]
    moved = Posting.objects.seen_by(by.scope).filter(account__kind=Kind.TRANSIT, entry__about__in=keys)
    moves = moved.order_by().values_list("entry__about").annotate(Sum("fen"), Max("entry__on"))
    transit = {run: (int(fen), on) for run, fen, on in moves}
    lines = Line.objects.seen_by(by.scope).filter(run__in=keys).order_by()
    paid = dict(lines.filter(state=LineState.PAID).values_list("run").annotate(Sum("amount_fen")))
    failed = _came_back(lines).values_list("run").annotate(Sum("amount_fen"), Min("settled_on"))
    back = {run: (fen, on) for run, fen, on in failed}
    again = lines.filter(run__purpose=Purpose.REPAY).values_list("run").annotate(Min("repays__settled_on"))
    since = {run: on for run, on in again if on is not None}
    found = []
    for run in held:
        out, last = transit.get(run.pk, (0, run.exported_on))
        back_fen, back_on = back.get(run.pk, (0, None))
        found.append(
            _arrival(run, out, last, paid.get(run.pk, 0), back_fen, since.get(run.pk, back_on), by.day)
        )
    waiting = sorted((each for each in found if not each.arrived), key=lambda each: -each.days)
    return [*waiting, *(each for each in found if each.arrived and _sent_in(year, each.run))]


def _came_back(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Those that came back and are not on their way again: what a second batch is to pay is out until it is sent."""
    again = Line.objects.filter(repays=OuterRef("pk"), run__exported_on__isnull=False)
    sent = Exists(again.exclude(state__in=(LineState.VOID, LineState.WITHHELD)))
    return lines.filter(Q(state=LineState.FAILED) | Q(state=LineState.REPAID) & ~sent)


def _sent_in(year: int, run: Run) -> bool:
    return run.exported_on is not None and run.exported_on.year == year


def _arrival(
    run: Run, out: int, last: date, paid: int, back: int, came_back: date | None, today: date
) -> Arrival:
    assert run.exported_on is not None
    waited = (today - run.exported_on).days
    limit = repay_by(run.area_id, came_back) if came_back and (out or back) else None
    if out:
        return Arrival(run, Way.PART if out < run.total_fen else Way.UNANSWERED, waited, out, limit)
    if back:
        return Arrival(run, Way.SENT_BACK, waited, back, limit)
    way = Way.ARRIVED if paid == run.total_fen else Way.SETTLED
    return Arrival(run, way, (last - run.exported_on).days, paid)
