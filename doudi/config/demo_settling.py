"""演示追缴、价格补贴和供养机构：help that was refused is claimed back in parts, a car was found late, two price indices,
a house with its account. What happened to the families here is invented.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from doudi.casework.awards.models import Award
from doudi.casework.changes.actions import decide, propose
from doudi.casework.changes.models import Kind
from doudi.config.demo_desk import act, area, township_of
from doudi.config.demo_families import SCENARIO_FAMILIES
from doudi.config.demo_money import BANK, officer
from doudi.config.demo_officers import EXAMPLE
from doudi.config.demo_plan import working_day_back
from doudi.config.demo_units import Unit, answer_of
from doudi.money.aid.queries import aid as one_aid
from doudi.money.price_subsidy.indices import confirm_index, enter_index
from doudi.money.recovery.claims import agree_plan, claim_draw, receive
from doudi.records.access import acting_as
from doudi.records.clock import business_now, china_day
from doudi.records.institutions.actions import (
    confirm_institution_account,
    open_institution,
    propose_institution_account,
)

HOUSE, SINCE = "示例区中心敬老院", date(2022, 7, 4)
# month → released, consumer prices, food prices
INDICES = {
    date(2022, 8, 1): (date(2022, 9, 9), "2.5", "5.1"),
    date(2022, 9, 1): (date(2022, 10, 14), "3.2", "5.5"),
}
BOUGHT, FOUND, ENDED = date(2022, 7, 12), date(2022, 10, 11), date(2022, 10, 20)


def settling_units() -> Iterator[Unit]:
    """A claim with its plan, a car found late, two indices, a house."""
    today = working_day_back(china_day(business_now(None)), 0)
    yield "claim S05", partial(_claimed, today)
    yield "car S02", _car
    for month in INDICES:
        yield f"index {month:%Y-%m}", partial(_index, month)
    yield "house", _house


def _claimed(today: date) -> dict[str, Any]:
    """What was paid first and refused afterwards comes back in three parts; the first is in."""
    township = township_of(SCENARIO_FAMILIES["S05"].village)
    by = act(township.stem, working_day_back(today, 15))
    with acting_as(by.scope):
        draw = one_aid(answer_of("help refused")["aid"], by).draw_id
    assert draw is not None
    claim = claim_draw(draw=draw, by=by)
    part = claim.amount_fen // 3
    days = [by.day + timedelta(days=after) for after in (7, 37, 67)]
    parts = [(days[0], part), (days[1], part), (days[2], claim.amount_fen - 2 * part)]
    agree_plan(claim=claim.pk, instalments=parts, agreed_by="户主本人", by=by)
    cash = officer("caizheng", EXAMPLE, working_day_back(today, 10))
    receive(claim=claim.pk, amount_fen=part, received_on=cash.day, voucher="缴款书演示001", by=cash)
    return {"claim": str(claim.pk)}


def _car() -> dict[str, Any]:
    """Bought in July, found in October: the award ends, and two months had been paid by then."""
    township = township_of(SCENARIO_FAMILIES["S02"].village)
    by = act(township.stem, FOUND)
    with acting_as(by.scope):
        award = Award.objects.seen_by(by.scope).get(case=answer_of("scenario S02")["case"])
    change = propose(
        award=award.pk,
        kind=Kind.END,
        reason="assets",
        why="车辆数据比对发现，经核实属实。",
        event_on=BOUGHT,
        by=by,
    )
    decide(change=change.pk, opinion="情况属实，同意停发。", by=act(f"{township.stem}2", ENDED))
    return {"change": str(change.pk)}


def _index(month: date) -> dict[str, Any]:
    released, cpi, food = INDICES[month]
    index = enter_index(
        district=area(EXAMPLE),
        month=month,
        cpi_percent=Decimal(cpi),
        food_percent=Decimal(food),
        released_on=released,
        source="国家统计局示例调查队（演示）",
        by=officer("qu", EXAMPLE, released),
    )
    confirm_index(index=index.pk, by=officer("qu2", EXAMPLE, released + timedelta(days=3)))
    return {"index": str(index.pk)}


def _house() -> dict[str, Any]:
    clerk = officer("qu", EXAMPLE, SINCE)
    house = open_institution(area=area(EXAMPLE), name=HOUSE, beds=20, since=SINCE, by=clerk)
    account = propose_institution_account(
        institution=house.pk, bank=BANK, holder=HOUSE, number="9902048800000001", why="开户", by=clerk
    )
    confirm_institution_account(account=account.pk, since=SINCE, by=officer("qu2", EXAMPLE, SINCE, 14))
    return {"institution": str(house.pk)}
