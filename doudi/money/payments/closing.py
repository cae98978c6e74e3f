"""退票补发与结清：what failed is paid again in a batch of its own once the account is right; a run closes when it ties."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Sum

from doudi.casework.cases.places import place_of, value_on
from doudi.money.payments.models import Line, LineState, Purpose, Run, RunStage
from doudi.money.payments.new_lines import NewLine
from doudi.money.payments.payees import OwnAccount, Payee, accounts_for
from doudi.money.payments.rolls import PREPARERS, NothingToPay, open_run, write_lines
from doudi.money.payments.stages import RUN_STEPS, allowed, locked_run, move_run, refuse_unless
from doudi.policy.days import add_working_days
from doudi.policy.question import yuan
from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.figures.queries import working_calendar
from doudi.records.hands import step_of
from doudi.records.institutions.models import InstitutionAccount
from doudi.records.refusals import Refusal

CLOSERS = step_of(RUN_STEPS, "closing.close").posts
Times = Counter[tuple[UUID, str, date]]


class DoesNotTie(Refusal):
    """对不平：what was ordered is not what was paid, failed and explained."""


@action
def repay(*, run: UUID, by: Act) -> Run:
    """编制补发 of the failed lines of a run whose payees have another account by now; the first run stays as it is.

    Raises NothingToPay while no account has been put right.
    """
    held = locked_run(run, by)
    require(by, *PREPARERS, at=held.area_id)
    refuse_unless(held, RunStage.RETURNED)
    failed = list(Line.objects.filter(run=held, state=LineState.FAILED).select_related("payee"))
    accounts = accounts_for(failed, by.day)
    right = [
        line
        for line in failed
        if line.pk in accounts and accounts[line.pk].number_blind != line.account_blind
    ]
    if not right:
        raise NothingToPay("退票的账户还没有更正：请乡镇（街道）更正账户，由另一人确认后再补发。")
    new = open_run(
        district=held.area,
        month=held.month,
        purpose=Purpose.REPAY,
        bank_format=held.bank_format,
        by=by,
        repays=held,
    )
    before = _times(right)
    lines = [
        _again(position, line, accounts[line.pk], before) for position, line in enumerate(right, start=1)
    ]
    Line.objects.filter(pk__in=[line.pk for line in right]).update(state=LineState.REPAID)
    return write_lines(new, lines, by)


@action
def close(*, run: UUID, expected: int | None = None, by: Act) -> Run:
    """结清: ordered = paid + paid again in another batch + explained, and the bank has answered for every line.

    Raises DoesNotTie.
    """
    held = locked_run(run, by, expected)
    allowed("closing.close", held, by)
    sums = tally(held)
    settled = sums[LineState.PAID] + sums[LineState.REPAID] + sums[LineState.EXPLAINED]
    if settled != held.total_fen:
        raise DoesNotTie(
            f"应付 {yuan(held.total_fen)} 元，已到账 {yuan(sums[LineState.PAID])} 元，已另行补发"
            f" {yuan(sums[LineState.REPAID])} 元，已说明 {yuan(sums[LineState.EXPLAINED])} 元，"
            f"退票未补 {yuan(sums[LineState.FAILED])} 元，银行未答复 {yuan(sums[LineState.SENT])} 元：对平后才能结清。"
        )
    if Line.objects.filter(repays__run=held, state=LineState.READY).exists():
        raise DoesNotTie("退票补发的批次还没有送银行：送出以后才能结清。")
    held.closed_on = by.day
    move_run(held, RunStage.CLOSED)
    record(by=by, did="payments.closed", to=held, total_fen=held.total_fen)
    return held


def tally(run: Run) -> dict[LineState, int]:
    """The sum of a run's lines by state, in fen."""
    rows = Line.objects.filter(run=run).values("state").annotate(sum=Sum("amount_fen"))
    found = {row["state"]: int(row["sum"]) for row in rows}
    return {state: found.get(state, 0) for state in LineState}


def repay_due(line: Line) -> date:
    """By when a failed line is to be paid again: so many working days after the bank's answer."""
    assert line.settled_on is not None
    return repay_by(line.area_id, line.settled_on)


def repay_by(area: int, settled_on: date) -> date:
    """The same, of what came back on a day."""
    value = value_on(place_of(area, settled_on), "bank_return", settled_on)
    days = int(value.keys["repay_working_days"])
    return add_working_days(settled_on, days, [], working_calendar()).on


def _again(position: int, line: Line, to: OwnAccount | InstitutionAccount, before: Times) -> NewLine:
    """The same amount for the same month, to the account that is right by now."""
    key = (line.person_id, line.scheme, line.month)
    before[key] += 1
    name = line.payee_name if line.institution_id else line.payee.name
    return NewLine(
        area_id=line.area_id,
        position=position,
        household_id=line.household_id,
        award_id=line.award_id,
        terms_id=line.terms_id,
        person_id=line.person_id,
        person_name=line.person_name,
        payee_id=line.payee_id,
        **Payee(name, to, line.institution_id).columns,
        persons=line.persons,
        scheme=line.scheme,
        month=line.month,
        purpose=Purpose.REPAY,
        sequence=before[key],
        parts=line.parts,
        amount_fen=line.amount_fen,
        rests_on=bytes(line.rests_on),
        repays_id=line.pk,
    )


def _times(lines: Sequence[Line]) -> Times:
    """(person, scheme, month) → how often it was paid again before, for the month itself or for arrears of it."""
    rows = Line.objects.filter(purpose=Purpose.REPAY, person_id__in={line.person_id for line in lines})
    gone = (LineState.VOID, LineState.WITHHELD)
    return Counter(rows.exclude(state__in=gone).values_list("person_id", "scheme", "month"))
