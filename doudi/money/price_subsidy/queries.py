"""价格补贴查询：every month of a year, the ones without a trigger and the ones without an index too; days left to pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from doudi.money.payments.models import RunStage
from doudi.money.price_subsidy.models import IndexStage, PriceIndex, Recipient
from doudi.records.access import Act, one_seen_by
from doudi.records.figures.queries import working_days_left

PAID = (RunStage.RETURNED, RunStage.CLOSED)


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """一个月：its index where there is one, and how many working days are left to pay (below zero: overdue)."""

    month: date
    index: PriceIndex | None
    days_left: int | None


def index(which: UUID, by: Act) -> PriceIndex:
    """One index in scope, or NotFound."""
    found: PriceIndex = one_seen_by(PriceIndex.objects.select_related("run"), by.scope, pk=which)
    return found


def year_of(district: int, year: int, by: Act) -> list[MonthOfYear]:
    """The months of a year up to today's, the newest first."""
    rows = PriceIndex.objects.seen_by(by.scope).filter(area_id=district, month__year=year)
    held = {
        row.month: row
        for row in rows.exclude(stage=IndexStage.DROPPED).select_related("run").order_by("month")
    }
    last = by.day.month if by.day.year == year else 12
    months = [date(year, number, 1) for number in range(last, 0, -1)]
    return [MonthOfYear(month, held.get(month), days_left(held.get(month), by.day)) for month in months]


def years(district: int, by: Act) -> Sequence[int]:
    """The years with an index, and this one; the newest first."""
    rows = PriceIndex.objects.seen_by(by.scope).filter(area_id=district).values_list("month__year", flat=True)
    return sorted({by.day.year, *rows}, reverse=True)


def to_freeze(by: Act) -> Sequence[PriceIndex]:
    """Triggered indices without a roll, or whose roll was voided; the most urgent first."""
    return [each for each in to_pay(by) if each.run is None or each.run.stage == RunStage.VOID]


def to_confirm(by: Act) -> QuerySet[PriceIndex]:
    """Entered indices that wait for another person."""
    rows: QuerySet[PriceIndex] = PriceIndex.objects.seen_by(by.scope).filter(stage=IndexStage.ENTERED)
    who = by.scope.natural_person
    return rows.none() if who is None else rows.exclude(entered_by=who)


def days_left(held: PriceIndex | None, on: date) -> int | None:
    """Working days until the last day of payment; None once it is paid or where nothing is to be paid."""
    if held is None or held.pay_by is None or (held.run is not None and held.run.stage in PAID):
        return None
    return working_days_left(held.pay_by, on)


def to_pay(by: Act) -> Sequence[PriceIndex]:
    """Triggered indices that the bank has not answered for, the most urgent first."""
    rows = PriceIndex.objects.seen_by(by.scope).filter(stage=IndexStage.CONFIRMED, triggered=True)
    return list(rows.exclude(run__stage__in=PAID).select_related("run").order_by("pay_by", "id"))


def recipients(held: PriceIndex, by: Act) -> Sequence[Recipient]:
    """Who was counted on the roll of an index, each once."""
    rows = Recipient.objects.seen_by(by.scope).filter(index=held, void=False)
    return list(rows.select_related("line", "award").order_by("line__position", "name", "id"))


def paid_by(runs: Sequence[UUID], by: Act) -> dict[UUID, date]:
    """Batch → the last day on which the subsidy that it pays is to be out."""
    rows = PriceIndex.objects.seen_by(by.scope).filter(run__in=runs, pay_by__isnull=False)
    return {run: day for run, day in rows.values_list("run_id", "pay_by") if day}
