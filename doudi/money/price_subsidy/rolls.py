"""补贴发放册：everybody once, one line a household and award, frozen like any roll and paid through `payments`."""

from dataclasses import replace
from itertools import groupby
from uuid import UUID

from doudi.money.payments.models import LineState, Purpose, Run, RunStage
from doudi.money.payments.new_lines import NewLine
from doudi.money.payments.payees import Payee, for_whom, payees_of
from doudi.money.payments.rolls import PREPARERS, NothingToPay, open_run, write_lines
from doudi.money.price_subsidy.models import IndexStage, PriceIndex, Recipient
from doudi.money.price_subsidy.reading import Counted, Reading, read_index
from doudi.records.access import Act, action, require
from doudi.records.audit.canon import spelled
from doudi.records.refusals import NotFound, Refusal
from doudi.records.vault.ciphers import sm3

PART = "price_subsidy"
GONE = (LineState.VOID, LineState.WITHHELD)
UNSENT = (RunStage.FROZEN, RunStage.CHECKED, RunStage.APPROVED)


class NotTriggered(Refusal):
    """没有启动：the month's index does not reach the line, or nobody has confirmed it."""


class AlreadyFrozen(Refusal):
    """已编册：an index is paid by one roll; a wrong one is voided first."""


@action
def freeze_subsidy(*, index: UUID, bank_format: str, by: Act) -> Run:
    """编制补贴册 of a triggered index with the amounts that were confirmed; once its roll was sent, another of those
    who were withheld on it. Raises NotTriggered, AlreadyFrozen.
    """
    rows = PriceIndex.objects.seen_by(by.scope).select_for_update(of=("self",))
    held: PriceIndex | None = rows.filter(pk=index).first()
    if held is None:
        raise NotFound
    require(by, *PREPARERS, at=held.area_id)
    if held.stage != IndexStage.CONFIRMED or not held.triggered:
        raise NotTriggered(f"{held.month:%Y-%m} 的指数没有启动补贴，或还没有复核：不能编册。")
    told = _left(held, by)
    Recipient.objects.filter(index=held, void=False, line__state__in=GONE).update(void=True)
    run = open_run(
        district=held.area, month=held.month, purpose=Purpose.PRICE_SUBSIDY, bank_format=bank_format, by=by
    )
    lines, counted = _lines(run, held, told, by)
    frozen = write_lines(run, lines, by)
    Recipient.objects.bulk_create(counted, batch_size=2000)
    held.run = run
    held.save(update_fields=["run"])
    return frozen


def _left(index: PriceIndex, by: Act) -> Reading:
    """Whom the index has still to reach: everybody at first, then whoever was withheld; nobody joins later."""
    run, told = index.run, read_index(index, by)
    counted = Recipient.objects.filter(index=index)
    reached = set(
        counted.filter(void=False).exclude(line__state__in=GONE).values_list("person_id", flat=True)
    )
    first = set(counted.values_list("person_id", flat=True)) if reached else None
    left = [
        each
        for each in told.recipients
        if each.person not in reached and (first is None or each.person in first)
    ]
    if run is not None and (run.stage in UNSENT or (reached and not left)):
        raise AlreadyFrozen(f"{index.month:%Y-%m} 的补贴已编册（{run.number}）：要重编的请先作废。")
    if not left:
        raise NothingToPay("这个月没有可以领取价格临时补贴的人。")
    return replace(told, recipients=left)


def _lines(run: Run, index: PriceIndex, told: Reading, by: Act) -> tuple[list[NewLine], list[Recipient]]:
    payees = payees_of([each.award for each in told.recipients], by.day)
    lines: list[NewLine] = []
    counted: list[Recipient] = []
    for _, group in groupby(told.recipients, key=lambda each: each.award.pk):
        people = list(group)
        line = _line(run, len(lines) + 1, index, people, payees[people[0].award.pk])
        lines.append(line)
        counted += [_recipient(index, each, line) for each in people]
    return lines, counted


def _line(run: Run, position: int, index: PriceIndex, people: list[Counted], to: Payee) -> NewLine:
    award = people[0].award
    total = sum(_fen(index, each) for each in people)
    return NewLine(
        area_id=award.area_id,
        position=position,
        household_id=award.household_id,
        **for_whom(award, to),
        persons=len(people),
        month=run.month,
        purpose=Purpose.PRICE_SUBSIDY,
        parts={PART: total},
        amount_fen=total,
        rests_on=sm3(
            spelled([index.pk, index.confirmed_by, sorted(str(each.person) for each in people), total])
        ),
    )


def _recipient(index: PriceIndex, each: Counted, line: NewLine) -> Recipient:
    return Recipient(
        area_id=line.area_id,
        index=index,
        person_id=each.person,
        name=each.name,
        award=each.award,
        group=each.group,
        urban=each.urban,
        amount_fen=_fen(index, each),
        line_id=line.pk,
    )


def _fen(index: PriceIndex, each: Counted) -> int:
    """As it was confirmed, whatever figures came since."""
    return index.urban_fen if each.urban else index.rural_fen
