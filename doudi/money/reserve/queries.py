"""备用金查询：balances, draws whose paperwork waits or is overdue, funds that run low."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.cases.places import place_of
from doudi.money.ledger.models import Account, Kind
from doudi.money.reserve.models import CashCount, Draw, Fund, Outcome, Replenishment
from doudi.policy.days import Month
from doudi.policy.value_keys import money
from doudi.policy.values import read_value
from doudi.records.access import Act, one_seen_by


@dataclass(frozen=True, slots=True)
class Standing:
    """备用金现状：what a fund holds, what is out, whether it runs low, and why it may not be replenished."""

    fund: Fund
    balance_fen: int
    pending_fen: int
    overdue: int
    low: bool


def funds(by: Act) -> QuerySet[Fund]:
    """The funds in scope."""
    return Fund.objects.seen_by(by.scope).order_by("area_id")


def fund_of(area: int, by: Act) -> Fund:
    """The fund of a township, or NotFound."""
    found: Fund = one_seen_by(Fund.objects.all(), by.scope, area_id=area)
    return found


def fund_at(area: int, by: Act) -> Fund | None:
    """The fund of a township, where there is one."""
    found: Fund | None = Fund.objects.seen_by(by.scope).filter(area_id=area).first()
    return found


def balance(fund: Fund) -> int:
    """What the fund holds now, in fen."""
    row = Account.objects.filter(kind=Kind.RESERVE, area_id=fund.area_id).first()
    return 0 if row is None else row.balance_fen


def standing(fund: Fund, by: Act) -> Standing:
    """A fund today; low where the place says below what it is to be replenished."""
    waiting = list(pending(by).filter(fund=fund))
    held = balance(fund)
    return Standing(
        fund,
        held,
        sum(draw.amount_fen for draw in waiting),
        sum(draw.paperwork_due < by.day for draw in waiting),
        held < low_mark(fund.area_id, by.day),
    )


def standings(by: Act) -> list[Standing]:
    """Every fund in scope today, by place; as many questions for many funds as for few."""
    held = list(funds(by))
    rows = Account.objects.seen_by(by.scope).filter(kind=Kind.RESERVE)
    balances = dict(rows.values_list("area_id", "balance_fen"))
    waiting: dict[UUID, list[Draw]] = {}
    for draw in pending(by):
        if draw.fund_id is not None:
            waiting.setdefault(draw.fund_id, []).append(draw)
    return [
        Standing(
            fund,
            balances.get(fund.area_id, 0),
            sum(draw.amount_fen for draw in waiting.get(fund.pk, ())),
            sum(draw.paperwork_due < by.day for draw in waiting.get(fund.pk, ())),
            balances.get(fund.area_id, 0) < low_mark(fund.area_id, by.day),
        )
        for fund in held
    ]


def fund(which: UUID, by: Act) -> Fund:
    """One fund in scope, or NotFound."""
    found: Fund = one_seen_by(Fund.objects.all(), by.scope, id=which)
    return found


def draws(of: Fund, by: Act) -> QuerySet[Draw]:
    """What was drawn from a fund, what waits for its paperwork first, then the newest."""
    rows = Draw.objects.seen_by(by.scope).filter(fund=of).select_related("payee")
    return rows.order_by("-settled_on", "paperwork_due", "id")


def requests(of: Fund, by: Act) -> QuerySet[Replenishment]:
    """What was asked for a fund, newest first."""
    rows: QuerySet[Replenishment] = Replenishment.objects.seen_by(by.scope).filter(fund=of)
    return rows.order_by("-asked_on", "-id")


def reserve_account(of: Fund, by: Act) -> Account:
    """The ledger account of a fund."""
    found: Account = one_seen_by(Account.objects.all(), by.scope, kind=Kind.RESERVE, area_id=of.area_id)
    return found


def month_to_count(of: Fund, by: Act) -> str:
    """The last month that has ended, where it is not counted yet; else nothing."""
    first = Month.of(by.day).add(-1).first_day()
    month = f"{first:%Y-%m}"
    if first < of.opened_on.replace(day=1) or counts(of, by).filter(month=month).exists():
        return ""
    return month


def low_mark(area: int, on: date) -> int:
    """Below this a fund is to be replenished; 0 where the place says nothing."""
    value = read_value(place_of(area, on), "reserve_fund", on)
    return 0 if value is None else money(value.keys["replenish_below"])


def pending(by: Act) -> QuerySet[Draw]:
    """Draws whose paperwork is not done yet, the most urgent first."""
    seen = Draw.objects.seen_by(by.scope).filter(outcome=Outcome.PENDING)
    return seen.select_related("payee", "fund").order_by("paperwork_due", "id")


def overdue(by: Act) -> QuerySet[Draw]:
    """Draws whose paperwork should have been done before today."""
    return pending(by).filter(paperwork_due__lt=by.day)


def open_requests(by: Act) -> QuerySet[Replenishment]:
    """Requests for money that the district has not answered."""
    return Replenishment.objects.seen_by(by.scope).filter(answered_on__isnull=True).order_by("asked_on", "id")


def counts(fund: Fund, by: Act) -> QuerySet[CashCount]:
    """The monthly counts of a fund, newest first."""
    return CashCount.objects.seen_by(by.scope).filter(fund=fund).order_by("-month")


def asked_in(year: int, by: Act) -> list[Replenishment]:
    """补充申请 that wait for an answer, the oldest first; then those asked in a year that have one, newest first."""
    answered = Replenishment.objects.seen_by(by.scope).filter(asked_on__year=year, answered_on__isnull=False)
    return [*open_requests(by), *answered.order_by("-asked_on", "-id")]
