"""补发册：what was paid too little goes on a roll of its own, one line a household and month, by the decided reckoning."""

from collections import Counter
from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.casework.awards.models import AwardPerson
from doudi.money.payments.models import Line, LineState, Purpose, Run
from doudi.money.payments.new_lines import NewLine
from doudi.money.payments.payees import Payee, for_whom, payees_of
from doudi.money.payments.rolls import PREPARERS, NothingToPay, open_run, write_lines
from doudi.money.recovery.models import ReckonedMonth, ReckoningStage
from doudi.money.recovery.months import ARREARS
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import DISTRICT_KINDS, period_of, under
from doudi.records.audit.canon import spelled
from doudi.records.refusals import BadInput
from doudi.records.vault.ciphers import sm3

DROPPED = (LineState.VOID, LineState.WITHHELD)


def waiting(by: Act) -> QuerySet[ReckonedMonth]:
    """The months of decided reckonings that are to be made up and stand on no roll."""
    rows = ReckonedMonth.objects.seen_by(by.scope).filter(
        Q(line__isnull=True) | Q(line__state__in=DROPPED),
        short_fen__gt=0,
        reckoning__stage=ReckoningStage.CONFIRMED,
    )
    return rows.select_related("reckoning__award__payee").order_by(
        "reckoning__award__head_name", "month", "id"
    )


@action
def freeze_arrears(*, district: Area, bank_format: str, by: Act) -> Run:
    """编制补发册 of everything in the district that is decided and not on a roll. Raises NothingToPay, AlreadyOnRoll."""
    require(by, *PREPARERS, at=district.pk)
    if period_of(district.pk, by.day).kind not in DISTRICT_KINDS:
        raise BadInput("花名册按区编制。")
    here = waiting(by).filter(area_id__in=under([district.pk], by.day))
    months = list(here.select_for_update(of=("self",)))
    if not months:
        raise NothingToPay("没有待补发的：少发的月份决定以后才上补发册。")
    run = open_run(
        district=district,
        month=by.day.replace(day=1),
        purpose=Purpose.ARREARS,
        bank_format=bank_format,
        by=by,
    )
    payees = payees_of([each.reckoning.award for each in months], by.day)
    before, persons = _times(months), _persons(months)
    lines = [
        _line(position, each, payees[each.reckoning.award_id], persons[each.reckoning.award_id], before)
        for position, each in enumerate(months, start=1)
    ]
    frozen = write_lines(run, lines, by)
    for each, line in zip(months, lines, strict=True):
        each.line_id = line.pk
    ReckonedMonth.objects.bulk_update(months, ["line"], batch_size=2000)
    return frozen


def _times(months: list[ReckonedMonth]) -> Counter[tuple[UUID, object]]:
    """(award, month) → how often the month was made up before."""
    rows = Line.objects.filter(
        purpose=Purpose.ARREARS, award_id__in={each.reckoning.award_id for each in months}
    ).exclude(state__in=DROPPED)
    return Counter(rows.values_list("award_id", "month"))


def _persons(months: list[ReckonedMonth]) -> Counter[UUID]:
    """Award → how many people it covers or covered."""
    rows = AwardPerson.objects.filter(award__in={each.reckoning.award_id for each in months}, void=False)
    return Counter(award for award, _ in rows.values_list("award_id", "person_id").distinct())


def _line(
    position: int, each: ReckonedMonth, to: Payee, persons: int, before: Counter[tuple[UUID, object]]
) -> NewLine:
    award = each.reckoning.award
    key = (award.pk, each.month)
    before[key] += 1
    return NewLine(
        area_id=each.area_id,
        position=position,
        household_id=each.reckoning.household_id,
        **for_whom(award, to),
        persons=persons,
        month=each.month,
        purpose=Purpose.ARREARS,
        sequence=before[key],
        parts={ARREARS: each.short_fen},
        amount_fen=each.short_fen,
        rests_on=rests_on(each),
    )


def rests_on(each: ReckonedMonth) -> bytes:
    """SM3 of the decided reckoning and its month."""
    reckoning = each.reckoning
    content = [reckoning.pk, reckoning.decided_by, each.month, each.paid_fen, each.due_fen, each.short_fen]
    return sm3(spelled(content))
