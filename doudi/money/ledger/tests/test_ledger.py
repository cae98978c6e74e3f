"""账：every entry balances, nothing is rewritten, no fund goes below zero — also past the actions."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.config.tests.town import DISTRICT
from doudi.money.ledger.accounts import account
from doudi.money.ledger.appropriation import appropriate
from doudi.money.ledger.models import Account, Entry, Kind, Posting
from doudi.money.ledger.posting import AlreadyReversed, NotEnough, Reason, Unbalanced, post, reverse
from doudi.money.ledger.queries import balance_on, balances_on, entries, faults
from doudi.money.tests.purse import MONEY, Purse
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.refusals import BadInput, WrongPost

pytestmark = pytest.mark.django_db
WHY = Reason("test", "试记一笔")


def test_an_appropriation_comes_into_the_pool_and_leaves_its_trace(purse: Purse) -> None:
    by = purse.act("feng")
    purse.appropriated()
    assert purse.holds(Kind.POOL, by) == MONEY
    assert purse.holds(Kind.BUDGET, by) == -MONEY
    with acting_as(purse.act("sun").scope):
        line = AuditLine.objects.order_by("-seq")[0]
    assert (line.did, line.facts["amount_fen"], line.facts["source"]) == (
        "ledger.appropriated",
        MONEY,
        "中央",
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount_fen": 0}, "大于零"),
        ({"source": " "}, "资金来源"),
        ({"document": ""}, "拨款文号"),
    ],
)
def test_half_an_appropriation_is_refused(purse: Purse, wrong: dict[str, object], sentence: str) -> None:
    told = {"source": "省", "amount_fen": 100, "document": "辽财社〔2022〕2号", **wrong}
    with pytest.raises(BadInput, match=sentence):
        appropriate(district=purse.town.area(DISTRICT), **told, by=purse.act("feng"))


def test_a_township_gets_no_appropriation_and_a_clerk_makes_none(purse: Purse) -> None:
    told = {"source": "省", "amount_fen": 100, "document": "辽财社〔2022〕2号"}
    with pytest.raises(BadInput, match="拨到区"):
        appropriate(district=purse.town.area("990204101000"), **told, by=purse.act("feng"))
    with pytest.raises(WrongPost):
        appropriate(district=purse.town.area(DISTRICT), **told, by=purse.act("min"))


def test_what_does_not_balance_is_never_written(purse: Purse) -> None:
    by = purse.act("feng")
    with acting_as(by.scope):
        pool = account(Kind.POOL, purse.town.area(DISTRICT).pk)
        with pytest.raises(Unbalanced):
            post(WHY, [(pool, 100)], area=pool.area_id, by=by)
        assert Entry.objects.count() == 0


def test_the_database_itself_refuses_an_entry_that_does_not_balance(purse: Purse) -> None:
    by = purse.act("feng")
    with pytest.raises(IntegrityError, match="借贷不平"), acting_as(by.scope):
        pool = account(Kind.POOL, purse.town.area(DISTRICT).pk)
        entry = Entry.objects.create(
            area_id=pool.area_id, number=1, on=by.day, at=by.at, purpose="x", told="x", name="x"
        )
        Posting.objects.create(entry=entry, account=pool, area_id=pool.area_id, fen=100)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_posting_added_later_to_an_old_entry_is_found_out_at_once(purse: Purse) -> None:
    purse.appropriated()
    by = purse.act("feng")
    with pytest.raises(IntegrityError, match="借贷不平"), acting_as(by.scope):
        old = Entry.objects.get()
        pool = Account.objects.get(kind=Kind.POOL)
        Posting.objects.create(entry=old, account=pool, area_id=pool.area_id, fen=-1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("table", ["money_account", "money_entry", "money_posting"])
@pytest.mark.parametrize(
    "order", ["UPDATE {} SET area_id = area_id + 1", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_app_role_rewrites_nothing(purse: Purse, table: str, order: str) -> None:
    purse.appropriated()
    with (
        acting_as(purse.act("feng").scope),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match=r"permission denied|只增不改"),
        transaction.atomic(),
    ):
        cursor.execute(order.format(table))


def test_nobody_opens_an_account_that_already_holds_something(purse: Purse) -> None:
    with acting_as(purse.act("feng").scope), pytest.raises(ProgrammingError), transaction.atomic():
        Account.objects.create(kind=Kind.POOL, area=purse.town.area(DISTRICT), balance_fen=5)


def test_a_pool_gives_no_more_than_it_holds(purse: Purse) -> None:
    by = purse.act("feng")
    purse.appropriated()
    with acting_as(by.scope):
        district = purse.town.area(DISTRICT).pk
        pool, reserve = account(Kind.POOL, district), account(Kind.RESERVE, purse.songling)
        with pytest.raises(NotEnough, match=r"区级救助资金余额 2000000.00 元，不够支出 2000000.01 元"):
            post(WHY, [(reserve, MONEY + 1), (pool, -MONEY - 1)], area=district, by=by)
        post(WHY, [(reserve, MONEY), (pool, -MONEY)], area=district, by=by)


def test_past_the_actions_the_database_keeps_a_fund_from_going_below_zero(purse: Purse) -> None:
    by = purse.act("feng")
    purse.appropriated()
    with (
        acting_as(by.scope),
        pytest.raises(IntegrityError, match="account_not_below_zero"),
        transaction.atomic(),
    ):
        pool = Account.objects.get(kind=Kind.POOL)
        entry = Entry.objects.create(
            area_id=pool.area_id, number=9, on=by.day, at=by.at, purpose="x", told="x", name="x"
        )
        Posting.objects.create(entry=entry, account=pool, area_id=pool.area_id, fen=-MONEY - 1)


def test_a_mistake_is_reversed_once_and_points_to_what_it_takes_back(purse: Purse) -> None:
    by = purse.act("feng")
    purse.appropriated()
    with acting_as(by.scope):
        entry = Entry.objects.get()
        back = reverse(entry, "文号录错", by=by)
        assert (back.reverses_id, back.told) == (entry.pk, "冲销：中央拨款（财社〔2022〕1号）（文号录错）")
        with pytest.raises(AlreadyReversed):
            reverse(entry, "再冲一次", by=by)
    assert purse.holds(Kind.POOL, by) == 0


def test_any_days_position_comes_from_the_entries_alone(purse: Purse) -> None:
    district = purse.town.area(DISTRICT)
    for month in (1, 2, 3):
        appropriate(
            district=district,
            source="市",
            amount_fen=month * 100,
            document="铁财社〔2022〕3号",
            by=purse.act("feng", date(2022, month, 15)),
        )
    by = purse.act("feng", date(2022, 4, 1))
    with acting_as(by.scope):
        pool = Account.objects.get(kind=Kind.POOL)
        days = [date(2022, 1, 14), date(2022, 1, 15), date(2022, 2, 28), date(2022, 3, 15)]
        assert [balance_on(pool, day, by) for day in days] == [0, 100, 300, 600]
        assert balances_on(date(2022, 2, 28), by, Kind.POOL) == {pool.pk: 300}
        assert [row.fen for row in entries(pool, by)] == [300, 200, 100]
        assert [row.entry.number for row in entries(pool, by)] == [1, 1, 1]


def test_the_next_township_sees_none_of_it(purse: Purse) -> None:
    purse.fund(500_00)
    with acting_as(purse.act("guo").scope):
        assert (Account.objects.count(), Entry.objects.count(), Posting.objects.count()) == (0, 0, 0)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.integers(-50_000, 50_000).filter(bool), min_size=1, max_size=12))
def test_whatever_is_posted_balances_and_ties(purse: Purse, moves: list[int]) -> None:
    by = purse.act("feng")
    with transaction.atomic():
        purse.appropriated()
        with acting_as(by.scope):
            district = purse.town.area(DISTRICT).pk
            pool = account(Kind.POOL, district)
            spent = account(Kind.SPENT, district, scheme="dibao")
            for fen in moves:
                post(WHY, [(spent, fen), (pool, -fen)], area=district, by=by)
            assert Account.objects.get(pk=spent.pk).balance_fen == sum(moves)
            assert faults() == []
        transaction.set_rollback(True)
