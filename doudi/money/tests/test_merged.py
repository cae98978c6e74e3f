"""乡镇合并：柳溪乡 is merged into 松岭镇 while the bank has a batch and its fund holds money (invariant 16): every row has a
place that stands or has a successor, is seen by whoever keeps that place now, and every fen ties.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Count, Sum

from doudi.config.tests.town import DISTRICT, LIUXI, SHIQIAO, SONGLING
from doudi.money.ledger.models import Account, Kind, Posting
from doudi.money.ledger.queries import faults
from doudi.money.payments.checking import pass_checks
from doudi.money.payments.closing import close, repay
from doudi.money.payments.exporting import export
from doudi.money.payments.models import Line, LineState, Purpose, Run
from doudi.money.payments.returns import read_return
from doudi.money.payments.rolls import freeze_month
from doudi.money.payments.tests.month import ROLL_DAY, Month
from doudi.money.reserve.queries import standings
from doudi.money.tests.conftest import PAYEES
from doudi.money.tests.purse import MONEY, Purse
from doudi.records.access import AreaRows, acting_as
from doudi.records.areas.actions import merge
from doudi.records.areas.models import Succession
from doudi.records.areas.queries import period_of, under

MERGED, MAY = ROLL_DAY + timedelta(days=2), date(2022, 5, 1)
FUND = 3_000_00


@pytest.mark.django_db
def test_two_townships_become_one_while_the_bank_has_a_batch_and_nothing_is_lost_or_without_a_place(
    purse: Purse,
) -> None:
    month, here = Month(purse), purse.town.area
    purse.appropriated()
    purse.fund(FUND, at=LIUXI, who="guo")
    run = month.exported("fixed_csv")
    before = everything(purse, ROLL_DAY)
    assert not standings(purse.act("fang"))
    merge(
        areas=[here(LIUXI)], into=here(SONGLING), on=MERGED, document="示例政发〔2022〕2号",
        by=purse.act("wu", ROLL_DAY),
    )  # fmt: skip
    placed(purse, MERGED)
    assert period_of(here(SHIQIAO).pk, MERGED).parent_id == here(SONGLING).pk
    assert everything(purse, MERGED) == before, "nothing is out of the district's sight"
    cashier = purse.act("fang", MERGED)
    with acting_as(cashier.scope):
        assert [each.balance_fen for each in standings(cashier)] == [FUND]
        moved = Line.objects.seen_by(cashier.scope).filter(run_id=run.pk, area=here(SHIQIAO))
        assert moved.count() == PAYEES // 4
        (back,) = moved.order_by("position").values_list("position", flat=True)[:1]
    feng = purse.act("feng", MERGED)
    read_return(run=run.pk, content=month.answer(run, {back: "户名不符"}), name="回盘", by=feng)
    payee = next(line.payee for line in month.lines(run, LineState.FAILED))
    month.account(payee, "6200000000009999", since=MERGED)
    again = repay(run=run.pk, by=feng)
    sent(month, again, MERGED)
    close(run=run.pk, by=feng)
    may = freeze_month(district=here(DISTRICT), month=MAY, bank_format="fixed_csv", by=purse.act("feng", MAY))
    assert may.lines_count == PAYEES
    placed(purse, MAY)
    tied(purse, MAY)


def sent(month: Month, again: Run, on: date) -> None:
    """A batch that pays again, all the way to the bank and back."""
    run = month.sign(pass_checks(run=again.pk, by=month.purse.act("feng", on)), on)
    by = month.purse.act("xu", on)
    run = export(run=run.pk, by=by)
    read_return(run=run.pk, content=month.answer(run), name="补发回盘", by=by)


def everything(purse: Purse, on: date) -> dict[str, int]:
    """How many rows of each table of money the finance clerk of the district sees on a day."""
    by = purse.act("feng", on)
    with acting_as(by.scope):
        return {model.__name__: model._default_manager.seen_by(by.scope).count() for model in tables()}


def tables() -> list[Any]:
    found = [
        model
        for model in apps.get_app_config("money").get_models()
        if isinstance(model._default_manager.get_queryset(), AreaRows)
    ]
    assert {"Run", "Line", "Posting", "Fund"} <= {model.__name__ for model in found}
    return found


def placed(purse: Purse, on: date) -> None:
    """16: the place of every row stands in the district on the day, or ended with a successor that does."""
    by = purse.act("feng", on)
    stands = under([purse.town.area(DISTRICT).pk], on)
    with acting_as(by.scope):
        for model in tables():
            for area in set(model._default_manager.values_list("area_id", flat=True)):
                assert area in stands, f"{model.__name__}: {area}"
        ended = dict(Succession.objects.values_list("old", "new"))
    assert ended == {purse.town.area(LIUXI).pk: purse.town.area(SONGLING).pk}


def tied(purse: Purse, on: date) -> None:
    by = purse.act("feng", on)
    with acting_as(by.scope):
        assert faults() == []
        held = dict(Account.objects.order_by().values_list("kind").annotate(Sum("balance_fen")))
        assert held[Kind.TRANSIT] == held[Kind.PAYABLE] == 0
        assert held[Kind.POOL] + held[Kind.RESERVE] + held[Kind.SPENT] == MONEY == -held[Kind.BUDGET]
        april = Line.objects.filter(purpose__in=(Purpose.MONTHLY, Purpose.REPAY), state=LineState.PAID)
        settled = april.order_by().values("person", "month").annotate(n=Count("id"))
        assert [row["n"] for row in settled] == [1] * PAYEES
        assert Posting.objects.exclude(area_id__in=by.scope.areas).count() == 0
