"""临时救助的决定：granting or refusing by another person than who proposed, within the cap of the year."""

from datetime import timedelta
from uuid import UUID

from doudi.casework.cases.desk import refuse_own
from doudi.casework.cases.places import place_of, value_on
from doudi.money.aid.desk import (
    AID_STEPS,
    APPLY,
    DECIDERS,
    GRANT,
    PAY_FIRST,
    PAY_POOL,
    PROPOSE,
    NotAccepted,
    go_on,
    locked_aid,
    refuse_stage,
)
from doudi.money.aid.entitlement import entitled
from doudi.money.aid.models import Aid, AidStage
from doudi.money.ledger.accounts import account
from doudi.money.ledger.models import Entry, Kind
from doudi.money.ledger.posting import Reason, post
from doudi.money.reserve.draws import settle
from doudi.records.access import Act, action, require
from doudi.records.areas.queries import district_of, township_of
from doudi.records.audit.trail import record
from doudi.records.hands import refuse_hands, step_of
from doudi.records.people.models import Household
from doudi.records.refusals import BadInput


@action
def grant(*, aid: UUID, expected: int | None = None, by: Act) -> Aid:
    """确认救助 by another person at the level that the amount asks for. What was paid first is posted; the rest is
    paid out of the township's fund or the district's pool at once. Raises SamePerson, NotAccepted, NotEnough.
    """
    held = _to_decide(aid, expected, by)
    assert held.proposed_fen is not None
    _refuse_above_cap(held, by)
    advanced = held.draw.amount_fen if held.draw else 0
    held.amount_fen = max(held.proposed_fen, advanced)
    held.supplement_fen = held.amount_fen - advanced
    if held.draw:
        settle(held.draw, confirmed=True, told=f"补办手续：{held.cause}", by=by)
    if held.supplement_fen:
        held.supplement_entry = _supplemented(held, by)
    days = int(value_on(place_of(held.area_id, by.day), "follow_up", by.day).keys["days"])
    held.follow_up_on = by.day + timedelta(days=days)
    _decided(held, AidStage.GRANTED, by)
    record(by=by, did="aid.granted", to=held, amount_fen=held.amount_fen, supplement_fen=held.supplement_fen)
    return held


@action
def refuse(*, aid: UUID, why: str, expected: int | None = None, by: Act) -> Aid:
    """不予确认, with the reason; what was paid first becomes a claim against who received it."""
    held = _to_decide(aid, expected, by)
    if not why.strip():
        raise BadInput("请写明不予确认的事实和理由。")
    held.refused_because = why.strip()
    if held.draw:
        settle(held.draw, confirmed=False, told=f"不予确认，转追回：{held.cause}", by=by)
    _decided(held, AidStage.REFUSED, by)
    record(by=by, did="aid.refused", to=held, why=why.strip())
    return held


def _to_decide(aid: UUID, expected: int | None, by: Act) -> Aid:
    held = locked_aid(aid, by, expected)
    refuse_stage(held, AidStage.PROPOSED)
    require(by, *DECIDERS[held.route], at=held.area_id)
    first = held.draw is not None and not held.from_pool  # then it was opened by paying
    took = {
        APPLY: () if first else (held.opened_by,),
        PAY_FIRST: (held.opened_by,) if first else (),
        PAY_POOL: (held.paid_by,) if held.from_pool else (),
        PROPOSE: (held.proposed_by,),
    }
    refuse_hands(step_of(AID_STEPS, GRANT), took, by)
    refuse_own(held.household, by)
    return held


def _refuse_above_cap(held: Aid, by: Act) -> None:
    """The year's cap once more: another aid of the family may have been granted since this one was proposed."""
    # Of two at once, the second sees the first.
    Household.objects.select_for_update().get(pk=held.household_id)
    assert held.urban is not None
    again = entitled(
        held,
        level=held.level,
        urban=held.urban,
        proposal_fen=held.proposed_fen,
        minutes=bool(held.minutes),
        by=by,
    )
    if not again.accepted:
        raise NotAccepted(f"{again.reason}：请重新提出意见。")


def _supplemented(held: Aid, by: Act) -> Entry:
    township = township_of(held.area_id, by.day)
    purse = (
        account(Kind.RESERVE, township)
        if held.route == "township"
        else account(Kind.POOL, district_of(held.area_id, by.day))
    )
    spent = account(Kind.SPENT, township, scheme="temporary_aid")
    reason = Reason("temporary_aid", f"临时救助：{held.cause}", about_kind="aid", about=held.pk)
    return post(reason, [(spent, held.supplement_fen), (purse, -held.supplement_fen)], area=township, by=by)


def _decided(held: Aid, stage: AidStage, by: Act) -> None:
    held.decided_on, held.decided_by, held.decided_by_name = by.day, by.scope.natural_person, by.scope.name
    go_on(held, stage)
