"""花名册：a month's roll is built from the awards in force and frozen at once; what is frozen is voided, never changed."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from doudi.casework.awards.care import agreed_among
from doudi.casework.awards.models import PAID
from doudi.casework.awards.queries import awards_in_force, parts_due
from doudi.casework.awards.rows import AwardRow, TermsRow, award_rows, terms_rows_in
from doudi.casework.uprating.models import State, Uprating
from doudi.money.ledger.models import Entry
from doudi.money.ledger.posting import reverse
from doudi.money.payments.checks import look_over
from doudi.money.payments.digests import rests_on
from doudi.money.payments.formats import FORMATS
from doudi.money.payments.models import Line, LineState, Purpose, Run, RunStage
from doudi.money.payments.new_lines import NewLine, put_down
from doudi.money.payments.payees import for_whom, payees_of
from doudi.money.payments.stages import FREEZE, RUN_STEPS, allowed, crashpoint, locked_run, move_run
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import DISTRICT_KINDS, period_of, under
from doudi.records.audit.trail import BulkRow, record, record_bulk
from doudi.records.hands import step_of
from doudi.records.many import write_rows
from doudi.records.refusals import BadInput, Refusal, WrongPost

PREPARERS = step_of(RUN_STEPS, FREEZE).posts
MOVING = (State.ISSUED, State.UNDOING)
CODE_DIGITS = 6
NEXT = """
INSERT INTO money_runseries (district_id, year, last) VALUES (%s, %s, 1)
ON CONFLICT (district_id, year) DO UPDATE SET last = money_runseries.last + 1 RETURNING last
"""


class NothingToPay(Refusal):
    """没有应发的：every award of the month is paid, or there is none."""


class AlreadyOnRoll(Refusal):
    """已在册：somebody else has just frozen a roll with one of these lines."""


class ReckonedAgain(Refusal):
    """正在重算：no roll is frozen while awards are reckoned again one by one."""


@action
def freeze_month(*, district: Area, month: date, bank_format: str, by: Act) -> Run:
    """编制并冻结 a month's roll of a district: every paid award in force that is not on a roll of that month yet.

    Payee, account, amount and the digest of what it rests on are copied; the checks look it over in the same
    transaction. Raises NothingToPay, AlreadyOnRoll, ReckonedAgain.
    """
    require(by, *PREPARERS, at=district.pk)
    if period_of(district.pk, by.day).kind not in DISTRICT_KINDS:
        raise BadInput("花名册按区编制。")
    _refuse_while_reckoned_again(district)
    first = month.replace(day=1)
    crashpoint("freeze.select")
    due = _due(district, first, by)
    run = open_run(district=district, month=first, purpose=Purpose.MONTHLY, bank_format=bank_format, by=by)
    lines = _lines(run, due, by)
    return write_lines(run, lines, by)


@action
def void(*, run: UUID, why: str, expected: int | None = None, by: Act) -> Run:
    """作废 a run before it is approved; its lines free their months for another roll."""
    held = locked_run(run, by, expected)
    allowed("rolls.void", held, by)
    if not why.strip():
        raise BadInput("请写明作废的原因。")
    for entry in Entry.objects.filter(about=held.pk, reverses__isnull=True).order_by("area_id", "number"):
        reverse(entry, why.strip(), by=by)
    held.void_because = why.strip()
    move_run(held, RunStage.VOID)
    unpaid_again(Line.objects.filter(run=held))
    Line.objects.filter(run=held).update(state=LineState.VOID)
    record(by=by, did="payments.voided", to=held, why=why.strip())
    return held


def open_run(
    *, district: Area, month: date, purpose: Purpose, bank_format: str, by: Act, repays: Run | None = None
) -> Run:
    """A new run with its number, inside the action that fills it."""
    if bank_format not in FORMATS:
        raise BadInput(f"没有这种代发格式，请选：{'、'.join(each.title for each in FORMATS.values())}。")
    if by.scope.natural_person is None:
        raise WrongPost("花名册须由本人账号编制。")
    return Run.objects.create(
        area=district,
        number=_next_number(district.pk, by.day),
        month=month,
        purpose=purpose,
        bank_format=bank_format,
        prepared_on=by.day,
        prepared_at=by.at,
        prepared_by=by.scope.natural_person,
        prepared_by_name=by.scope.name,
        repays=repays,
    )


def write_lines(run: Run, lines: Sequence[NewLine], by: Act) -> Run:
    """Write the lines of a new run, let the checks look them over, and leave one line on the chain for all of them."""
    if not lines:
        raise NothingToPay("没有应发而未编册的：可能都已在册，或没有生效的待遇。")
    try:
        with transaction.atomic():
            put_down(run, lines)
    except IntegrityError:
        raise AlreadyOnRoll("其中有人本月已在别的花名册上，请刷新页面后重新编制。") from None
    crashpoint("freeze.lines")
    write_rows(look_over(run, lines, by))
    run.lines_count, run.total_fen = len(lines), sum(line.amount_fen for line in lines)
    run.save(update_fields=["lines_count", "total_fen"])
    rows = [
        BulkRow(
            "line", str(line.pk), line.area_id, {"amount_fen": line.amount_fen, "rests_on": line.rests_on}
        )
        for line in lines
    ]
    record_bulk(
        by=by,
        did="payments.frozen",
        rows=rows,
        run=run.pk,
        number=run.number,
        month=run.month,
        total_fen=run.total_fen,
    )
    crashpoint("freeze.end")
    return run


def _refuse_while_reckoned_again(district: Area) -> None:
    """While a plan is carried out some awards have the new amount and others not yet."""
    plans = Uprating.objects.select_for_update().filter(area=district, state__in=(*MOVING, State.DONE))
    if any(plan.state in MOVING for plan in plans):
        raise ReckonedAgain("提标正在逐户重算或撤回：请等后台作业完成后再编制。")


def unpaid_again(lines: QuerySet[Line]) -> None:
    """Whom these lines were to pay again is back on the list of what failed: they will not be sent."""
    again = Line.objects.filter(pk__in=lines.filter(repays__isnull=False).values("repays"))
    again.filter(state=LineState.REPAID).update(state=LineState.FAILED)


class Due(NamedTuple):
    """应发: an award, its terms of the month, and what they pay by parts, in fen."""

    award: AwardRow
    terms: TermsRow
    fen: int
    parts: dict[str, int]


def _due(district: Area, first: date, by: Act) -> list[Due]:
    """Every paid award of a district that is not on a roll of the month."""
    on_roll = Line.objects.filter(month=first, purpose=Purpose.MONTHLY, award__isnull=False).exclude(
        state__in=(LineState.VOID, LineState.WITHHELD)
    )
    awards = award_rows(
        awards_in_force(first, by)
        .filter(scheme__in=PAID, area_id__in=under([district.pk], by.day))
        .exclude(pk__in=on_roll.values("award_id"))
        # Decided after the month was put on a roll: what it goes on with is paid there already.
        .exclude(continues__in=on_roll.values("award_id"))
    )
    terms = terms_rows_in(first, [award.pk for award in awards])
    agreed = agreed_among([award.head_id for award in awards], first)
    due = []
    for award in awards:
        held = terms.get(award.pk)
        if held is None:
            continue
        parts = parts_due(award, held, award.head_id in agreed)
        if (fen := sum(parts.values())) > 0:
            due.append(Due(award, held, fen, parts))
    return due


def _lines(run: Run, due: Sequence[Due], by: Act) -> list[NewLine]:
    payees = payees_of([each.award for each in due], by.day)
    return [
        NewLine(
            area_id=award.area_id,
            position=position,
            household_id=award.household_id,
            **for_whom(award, payees[award.pk]),
            terms_id=terms.pk,
            persons=terms.persons,
            month=run.month,
            purpose=run.purpose,
            parts=parts,
            amount_fen=fen,
            rests_on=rests_on(award, terms),
        )
        for position, (award, terms, fen, parts) in enumerate(due, start=1)
    ]


def _next_number(district: int, on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [district, on.year])
        (last,) = cursor.fetchone()
    return f"{period_of(district, on).code[:CODE_DIGITS]}-FF{on.year}-{last:04d}"
