"""演示备用金与临时救助：松岭镇 and 柳溪乡 have a fund; help paid first waits for its papers, was granted, was refused.

The families are those of the scenarios; what happened to them here is invented.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from doudi.casework.cases.models import Case
from doudi.config.demo_desk import act, area, township_of
from doudi.config.demo_families import SCENARIO_FAMILIES
from doudi.config.demo_money import officer
from doudi.config.demo_officers import EXAMPLE, TOWNSHIPS, Township
from doudi.config.demo_plan import working_day_back
from doudi.config.demo_units import Unit, answer_of
from doudi.money.aid.actions import apply, pay_first, propose
from doudi.money.aid.deciding import grant, refuse
from doudi.money.aid.models import Aid, AidKind, Priority, Way
from doudi.money.reserve.actions import ask, count_cash, open_fund, release
from doudi.policy.days import Month
from doudi.records.access import acting_as
from doudi.records.clock import business_now, china_day
from doudi.records.people.models import Household

OPENED, OPENING_FEN = date(2022, 7, 4), 20_000_00
DOCUMENT = "示例民发〔2022〕1号（演示）"
# scenario → cause, what was told, what was paid, how, and how many working days ago
PAID = {
    "S01": ("火灾", "灶房失火，口粮和被褥烧毁", 1_800_00, Way.CASH, 4),
    "S03": ("突发重大疾病", "夜里急诊住院，先垫押金", 1_500_00, Way.TRANSFER, 30),
    "S05": ("意外伤害", "骑车摔伤，无法外出", 600_00, Way.GOODS, 25),
}


def helping_units() -> Iterator[Unit]:
    """Two funds, three families helped first, one application, a month that was counted."""
    today = working_day_back(china_day(business_now(None)), 0)
    places = {township_of(SCENARIO_FAMILIES[number].village).stem for number in PAID}
    for township in TOWNSHIPS:
        if township.stem in places:
            yield f"fund {township.stem}", partial(_fund, township)
    for number in PAID:
        yield f"help {number}", partial(_helped, number, today)
    yield "help granted", partial(_decided, "S03", True, today)
    yield "help refused", partial(_decided, "S05", False, today)
    yield "help applied", partial(_applied, "S08", today)


def _fund(township: Township) -> dict[str, Any]:
    """Opened, filled, asked for again, and counted once."""
    finance = officer("caizheng", EXAMPLE, OPENED)
    fund = open_fund(township=area(township.code), document=DOCUMENT, by=finance)
    cashier = act(f"{township.stem}5", OPENED, 11)
    request = ask(fund=fund, amount_fen=OPENING_FEN, why="期初备用金", by=cashier)
    release(request=request, by=officer("caizheng2", EXAMPLE, OPENED, 14))
    month = Month.of(OPENED)
    counted = act(f"{township.stem}5", month.next().first_day(), 9)
    count_cash(fund=fund, month=f"{OPENED:%Y-%m}", counted_fen=OPENING_FEN, witnessed_by="镇纪检委员",
               by=counted)  # fmt: skip
    return {"fund": str(fund.pk)}


def _helped(number: str, today: date) -> dict[str, Any]:
    cause, told, amount, way, back = PAID[number]
    township = township_of(SCENARIO_FAMILIES[number].village)
    by = act(f"{township.stem}5", working_day_back(today, back))
    household = _household(number, township, by.day)
    aid = pay_first(
        household=household,
        payee=household.head,
        cause=cause,
        told=told,
        amount_fen=amount,
        way=way,
        witnesses=["村会计周平", "村民代表王秀芬"] if way == Way.CASH else [],
        receipt_signed=way == Way.CASH,
        priority=Priority.RETURNED if number == "S01" else Priority.NONE,
        by=by,
    )
    return {"aid": str(aid.pk)}


def _decided(number: str, granted: bool, today: date) -> dict[str, Any]:
    """Proposed a week after the help, decided at the level that the amount asks for."""
    township = township_of(SCENARIO_FAMILIES[number].village)
    day = working_day_back(today, PAID[number][4] - 5)
    held = propose(aid=answer_of(f"help {number}")["aid"], level="light", by=act(township.stem, day))
    after = day + timedelta(days=1)
    by = officer("qu2", EXAMPLE, after) if held.route == "district" else act(f"{township.stem}2", after)
    if granted:
        grant(aid=held.pk, by=by)
    else:
        refuse(aid=held.pk, why="查明由商业保险全额赔付", by=by)
    return {"aid": str(held.pk)}


def _applied(number: str, today: date) -> dict[str, Any]:
    township = township_of(SCENARIO_FAMILIES[number].village)
    by = act(township.stem, working_day_back(today, 1))
    household = _household(number, township, by.day)
    told = "孩子上高职，学费一时凑不齐"
    aid: Aid = apply(
        household=household,
        applicant=household.head,
        kind=AidKind.SPENDING,
        cause="教育费用负担过重",
        told=told,
        by=by,
    )
    return {"aid": str(aid.pk)}


def _household(number: str, township: Township, on: date) -> Household:
    by = act(township.stem, on)
    with acting_as(by.scope):
        case = Case.objects.select_related("household__head").get(pk=answer_of(f"scenario {number}")["case"])
    household: Household = case.household
    return household
