"""到账：how many days the bank has had a batch, or took until everything had arrived; by the ledger and its answers."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from django.db.models import Max, Min, Q, Sum

from doudi.money.ledger.models import Kind, Posting
from doudi.money.payments.closing import repay_by
from doudi.money.payments.models import Line, LineState, Purpose, ReturnFile, Run, RunStage
from doudi.money.payments.queries import runs
from doudi.records.access import Act


class Way(Enum):
    """到哪一步: in words, as a page tells it."""

    UNANSWERED = "银行未答复"
    PART = "部分未答复"
    SENT_BACK = "有退票未补"
    ARRIVED = "全部到账"


@dataclass(frozen=True, slots=True)
class Arrival:
    """一个批次的到账: the days since it was sent, or the days it took; by when, where a value tells; what is still out."""

    run: Run
    way: Way
    days: int
    out_fen: int
    by_day: date | None = None

    @property
    def arrived(self) -> bool:
        return self.way is Way.ARRIVED


def arrivals(year: int, by: Act) -> list[Arrival]:
    """Every batch that has not arrived, the longest sent first; then those sent in a year that have, newest first."""
    sent = runs(by).filter(exported_on__isnull=False)
    held = list(sent.filter(Q(exported_on__year=year) | Q(stage__in=(RunStage.EXPORTED, RunStage.RETURNED))))
    keys = [run.pk for run in held]
    moved = Posting.objects.seen_by(by.scope).filter(account__kind=Kind.TRANSIT, entry__about__in=keys)
    transit = dict(moved.order_by().values_list("entry__about").annotate(Sum("fen")))
    files = ReturnFile.objects.seen_by(by.scope).filter(run__in=keys)
    answered = dict(files.order_by().values_list("run").annotate(Max("read_on")))
    back = Line.objects.seen_by(by.scope).filter(run__in=keys, state=LineState.FAILED)
    failed = dict(back.order_by().values_list("run").annotate(Sum("amount_fen")))
    due = _due([run.pk for run in held if run.purpose == Purpose.REPAY])
    found = [
        _arrival(run, int(transit.get(run.pk, 0)), answered.get(run.pk), failed.get(run.pk, 0), due, by.day)
        for run in held
    ]
    out = sorted((each for each in found if not each.arrived), key=lambda each: -each.days)
    return [*out, *(each for each in found if each.arrived and _sent_in(year, each.run))]


def _sent_in(year: int, run: Run) -> bool:
    return run.exported_on is not None and run.exported_on.year == year


def _arrival(
    run: Run, transit: int, answered: date | None, failed: int, due: dict[UUID, date], today: date
) -> Arrival:
    assert run.exported_on is not None
    until = today
    if transit:
        way = Way.PART if answered else Way.UNANSWERED
    elif failed:
        way = Way.SENT_BACK
    else:
        way, until = Way.ARRIVED, answered or today
    return Arrival(run, way, (until - run.exported_on).days, transit or failed, due.get(run.pk))


def _due(again: list[UUID]) -> dict[UUID, date]:
    """By when a batch that pays again was due: so many working days after the first of its lines came back."""
    if not again:
        return {}
    rows = Line.objects.filter(run__in=again, repays__settled_on__isnull=False).order_by()
    first = rows.values_list("run", "run__area").annotate(Min("repays__settled_on"))
    return {run: repay_by(area, settled) for run, area, settled in first}
