"""支取：called by the actions of `aid` inside their transaction. Money out at once, its paperwork after."""

from doudi.casework.cases.places import place_of, value_on
from doudi.money.ledger.accounts import account
from doudi.money.ledger.models import Kind
from doudi.money.ledger.posting import Reason, post
from doudi.money.reserve.models import Draw, Fund, Outcome
from doudi.policy.days import add_working_days
from doudi.records.access import Act
from doudi.records.areas.queries import district_of
from doudi.records.figures.queries import working_calendar
from doudi.records.people.models import Household, Person
from doudi.records.refusals import Refusal


class AlreadySettled(Refusal):
    """手续已补：a draw is settled once."""


def draw(
    *, at: int, fund: Fund | None, household: Household, payee: Person, amount_fen: int, told: str, by: Act
) -> Draw:
    """先行支付 at a township, out of its fund, or out of the district's pool where there is no fund named; pending.

    Raises NotEnough. The paperwork is due so many working days later, by the place's value on the day.
    """
    days = int(value_on(place_of(at, by.day), "temporary_aid", by.day).keys["paperwork_working_days"])
    deadline = add_working_days(by.day, days, [], working_calendar())
    district = district_of(at, by.day)
    purse = account(Kind.RESERVE, at) if fund else account(Kind.POOL, district)
    reason = Reason("urgent_aid", told, about_kind="household", about=household.pk)
    moves = [(account(Kind.ADVANCE, at), amount_fen), (purse, -amount_fen)]
    return Draw.objects.create(
        area_id=at,
        fund=fund,
        household=household,
        payee=payee,
        amount_fen=amount_fen,
        paid_on=by.day,
        paperwork_due=deadline.on,
        provisional=deadline.provisional,
        entry=post(reason, moves, area=at, by=by),
    )


def settle(held: Draw, *, confirmed: bool, told: str, by: Act) -> Draw:
    """补办入账, or 不予确认 and a claim against who was paid. Raises AlreadySettled."""
    pending = Draw.objects.select_for_update().get(pk=held.pk)
    if pending.outcome != Outcome.PENDING:
        raise AlreadySettled("这笔先行救助的手续已经补办，请刷新页面。")
    to = (
        account(Kind.SPENT, pending.area_id, scheme="temporary_aid")
        if confirmed
        else account(Kind.RECOVERY, pending.area_id, person=pending.payee_id)
    )
    advance = account(Kind.ADVANCE, pending.area_id)
    reason = Reason("urgent_aid", told, about_kind="draw", about=pending.pk)
    pending.settled_by = post(reason, [(to, pending.amount_fen), (advance, -pending.amount_fen)],
                              area=pending.area_id, by=by)  # fmt: skip
    pending.outcome = Outcome.POSTED if confirmed else Outcome.REFUSED
    pending.settled_on = by.day
    pending.save(update_fields=["settled_by", "outcome", "settled_on"])
    return pending
