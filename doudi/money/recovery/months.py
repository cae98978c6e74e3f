"""逐月核算：what was really paid for each month of an award, and what was due by what is known today.

What was paid comes from the lines that the bank confirmed and from what was decided before, never from an earlier
table; what was due is reckoned afresh with the figures of the month's first day.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award
from doudi.casework.awards.queries import amount_for, reckon_month
from doudi.casework.awards.terms import reckoned_for
from doudi.money.payments.models import Line, LineState, Purpose
from doudi.money.recovery.models import ReckonedMonth, ReckoningStage
from doudi.policy.asks.recovery import Differences, differences
from doudi.policy.days import Month
from doudi.records.access import Act
from doudi.records.refusals import BadInput

LIVING = (Purpose.MONTHLY, Purpose.DIFFERENCE, Purpose.REPAY)
ARREARS = "arrears"
ON_THE_WAY = (LineState.READY, LineState.SENT, LineState.FAILED)


@dataclass(frozen=True, slots=True)
class Truth:
    """实情：from a month on the award should have ended, or been paid by another assessment."""

    since: date | None = None
    assessment: Assessment | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """一个月已发：what reached the family, and what is on its way to it."""

    paid_fen: int
    coming_fen: int


@dataclass(frozen=True, slots=True)
class MonthReckoned:
    """一个月的结果, whole fen."""

    month: date
    paid_fen: int
    due_fen: int
    over_fen: int
    short_fen: int


def settled_of(award: Award) -> dict[date, Settled]:
    """Month → what was paid for it by now, less what was claimed back, with what is already to be made up."""
    paid: dict[date, int] = defaultdict(int)
    coming: dict[date, int] = defaultdict(int)
    for line in _lines(award):
        if line.state == LineState.PAID:
            paid[line.month] += line.amount_fen
        elif line.state in ON_THE_WAY:
            coming[line.month] += line.amount_fen
        elif line.state == LineState.EXPLAINED:
            coming[line.month] += 0  # nothing came for the month: it is looked at all the same
    months = paid.keys() | coming.keys()
    decided = ReckonedMonth.objects.filter(
        reckoning__award=award, reckoning__stage=ReckoningStage.CONFIRMED, month__in=months
    )
    gone = Q(line__state=LineState.EXPLAINED) | Q(line__repaid_by__state=LineState.EXPLAINED)
    never = set(decided.filter(gone).values_list("pk", flat=True))  # what was to be made up and was not
    for row in decided:
        paid[row.month] += (0 if row.pk in never else row.short_fen) - row.over_fen
    return {month: Settled(paid[month], coming[month]) for month in sorted(months)}


def due_in(award: Award, month: date, truth: Truth, by: Act) -> int:
    """What was due for a month: nothing once it should have ended, else the law on the facts that held in it."""
    within = truth.since is not None and month >= truth.since
    if within and truth.ended:
        return 0
    kept_back = bool(amount_for(award, month).alerts)
    if within and truth.assessment is not None:
        fresh = reckoned_for(award, truth.assessment, month, by)
        return fresh.monthly_fen - (fresh.care_fen if kept_back else 0)
    again = reckon_month(award, month, by)
    if again is None:
        return amount_for(award, month).monthly_fen
    return again.monthly_fen - (again.care_fen if kept_back else 0)


def reckoned_months(award: Award, truth: Truth, by: Act) -> list[MonthReckoned]:
    """Each month for which the award ever stood on a roll. What is on its way counts against a shortfall only."""
    found = []
    for month, settled in settled_of(award).items():
        due = due_in(award, month, truth, by)
        told: Differences = differences([(Month.of(month), settled.paid_fen, due)])
        short = max(told.short_fen - settled.coming_fen, 0)
        found.append(MonthReckoned(month, settled.paid_fen, due, told.over_fen, short))
    return found


def last_payee(award: Award, months: Sequence[date]) -> Line:
    """The last line that was paid for one of these months: who received it gives it back."""
    arrived = Line.objects.filter(award=award, state=LineState.PAID, month__in=months)
    rows = list(
        arrived.exclude(purpose=Purpose.PRICE_SUBSIDY)
    )  # a month may have been made up and nothing else
    if not rows:
        raise BadInput("多发的月份还没有到账的记录：请等补发到账或退票以后重新核算。")
    return max(rows, key=lambda line: (line.month, line.settled_on or line.month))


def _lines(award: Award) -> list[Line]:
    """The lines that pay the award itself; those of earlier arrears stand in their reckonings."""
    rows = Line.objects.filter(award=award, purpose__in=LIVING).exclude(
        state__in=(LineState.VOID, LineState.WITHHELD, LineState.REPAID)
    )
    return [line for line in rows.order_by("month", "id") if ARREARS not in line.parts]
