"""备用金：opened and replenished by two people, drawn at once, never below zero, counted each month (S13)."""

from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from doudi.casework.tests.office import lin_family
from doudi.casework.tests.test_same_instant import at_once
from doudi.config.tests.town import SONGLING
from doudi.money.ledger.models import Account, Kind, Posting
from doudi.money.ledger.posting import NotEnough
from doudi.money.ledger.queries import faults
from doudi.money.reserve.actions import (
    AlreadyAnswered,
    AlreadyAsked,
    AlreadyCounted,
    AlreadyOpen,
    PaperworkOverdue,
    ask,
    count_cash,
    open_fund,
    refuse,
    release,
)
from doudi.money.reserve.draws import AlreadySettled, draw, settle
from doudi.money.reserve.models import Draw, Fund, Outcome, Replenishment
from doudi.money.reserve.queries import balance, overdue, pending, standing
from doudi.money.tests.purse import Purse
from doudi.records.access import Act, acting_as
from doudi.records.people.models import Household
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost

rolled_back = pytest.mark.django_db
FIRE = date(2022, 1, 26)


def household(purse: Purse, on: date = FIRE) -> Household:
    case = purse.take(lin_family(), purse.act("zhang", on))
    return case.household


def drawn(purse: Purse, fund: Fund, home: Household, fen: int, by: Act) -> Draw:
    with acting_as(by.scope):
        return draw(
            at=fund.area_id, fund=fund, household=home, payee=home.head, amount_fen=fen, told="火灾", by=by
        )


@rolled_back
def test_s13_eighteen_hundred_are_paid_before_the_spring_festival_and_the_paperwork_is_due_after_it(
    purse: Purse,
) -> None:
    fund, by = purse.fund(20_000_00), purse.act("fang", FIRE)
    paid = drawn(purse, fund, household(purse), 1_800_00, by)
    assert (paid.paperwork_due, paid.outcome) == (date(2022, 2, 14), Outcome.PENDING)
    with acting_as(by.scope):
        assert balance(fund) == 18_200_00
        told = standing(fund, by)
        assert (told.pending_fen, told.overdue, told.low) == (1_800_00, 0, False)


@rolled_back
def test_a_fund_gives_no_more_than_it_holds_and_then_nothing_is_left_behind(purse: Purse) -> None:
    fund, by = purse.fund(1_000_00), purse.act("fang", FIRE)
    home = household(purse)
    with pytest.raises(NotEnough, match=r"乡镇备用金余额 1000.00 元，不够支出 1000.01 元"):
        drawn(purse, fund, home, 1_000_01, by)
    with acting_as(by.scope):
        assert Draw.objects.count() == 0
    drawn(purse, fund, home, 1_000_00, by)
    with acting_as(by.scope):
        assert balance(fund) == 0


@rolled_back
@pytest.mark.parametrize(("confirmed", "kind"), [(True, Kind.SPENT), (False, Kind.RECOVERY)])
def test_paperwork_posts_the_aid_or_makes_a_claim_of_it_once(
    purse: Purse, confirmed: bool, kind: Kind
) -> None:
    fund, by = purse.fund(20_000_00), purse.act("fang", FIRE)
    paid = drawn(purse, fund, household(purse), 1_800_00, by)
    later = purse.act("fang", date(2022, 2, 10))
    with acting_as(later.scope):
        settled = settle(paid, confirmed=confirmed, told="补办", by=later)
        assert settled.settled_on == date(2022, 2, 10)
        assert list(pending(later)) == []
        with pytest.raises(AlreadySettled):
            settle(paid, confirmed=True, told="再补", by=later)
    assert purse.holds(kind, by) == 1_800_00
    assert purse.holds(Kind.ADVANCE, by) == 0


@rolled_back
def test_overdue_paperwork_stops_every_replenishment(purse: Purse) -> None:
    fund = purse.fund(20_000_00)
    paid = drawn(purse, fund, household(purse), 1_800_00, purse.act("fang", FIRE))
    late = purse.act("fang", date(2022, 2, 15))
    with acting_as(late.scope):
        assert [row.pk for row in overdue(late)] == [paid.pk]
    with pytest.raises(PaperworkOverdue, match=r"林秀兰，期限 2022-02-14"):
        ask(fund=fund, amount_fen=100, why="补足", by=late)
    request = ask(fund=fund, amount_fen=100, why="补足", by=purse.act("fang", date(2022, 2, 14)))
    with pytest.raises(PaperworkOverdue):
        release(request=request, by=purse.act("xu", date(2022, 2, 15)))


@rolled_back
def test_a_township_has_one_fund_and_asks_once_at_a_time(purse: Purse) -> None:
    fund = purse.fund(0)
    with pytest.raises(AlreadyOpen):
        open_fund(township=purse.town.area(SONGLING), document="再来", by=purse.act("feng"))
    ask(fund=fund, amount_fen=5_000_00, why="期初", by=purse.act("fang"))
    with pytest.raises(AlreadyAsked):
        ask(fund=fund, amount_fen=1, why="再要", by=purse.act("fang"))


@rolled_back
def test_who_asks_does_not_release_also_on_a_second_account(purse: Purse) -> None:
    fund = purse.fund(0)
    request = ask(fund=fund, amount_fen=5_000_00, why="期初", by=purse.act("fang"))
    with pytest.raises(SamePerson):
        release(request=request, by=purse.act("hefang"))
    with acting_as(purse.act("xu").scope), pytest.raises(IntegrityError), transaction.atomic():
        Replenishment.objects.filter(pk=request.pk).update(
            answered_by=request.asked_by, answered_on=FIRE, refused_because="x"
        )


@rolled_back
def test_a_request_is_answered_once_and_a_refusal_says_why(purse: Purse) -> None:
    fund = purse.fund(0)
    request = ask(fund=fund, amount_fen=5_000_00, why="期初", by=purse.act("fang"))
    with pytest.raises(BadInput, match="原因"):
        refuse(request=request, why=" ", by=purse.act("xu"))
    refuse(request=request, why="尚有余额", by=purse.act("xu"))
    with pytest.raises(AlreadyAnswered, match="许立"):
        release(request=request, by=purse.act("xu"))
    assert purse.holds(Kind.RESERVE, purse.act("fang")) == 0


@rolled_back
def test_the_cash_is_counted_after_the_month_and_a_difference_is_explained(purse: Purse) -> None:
    fund = purse.fund(20_000_00)
    drawn(purse, fund, household(purse), 1_800_00, purse.act("fang", FIRE))
    told = {"fund": fund, "month": "2022-01", "witnessed_by": "刘洋"}
    with pytest.raises(BadInput, match="月份结束后"):
        count_cash(**told, counted_fen=18_200_00, by=purse.act("fang", FIRE))
    after = purse.act("fang", date(2022, 2, 7))
    with pytest.raises(BadInput, match="差额原因"):
        count_cash(**told, counted_fen=18_000_00, by=after)
    assert count_cash(**told, counted_fen=18_200_00, by=after).ties
    with pytest.raises(AlreadyCounted):
        count_cash(**told, counted_fen=18_200_00, by=after)


@rolled_back
def test_the_neighbours_cashier_and_the_clerk_touch_no_fund(purse: Purse) -> None:
    fund = purse.fund(0)
    for who in ("guo", "zhang", "feng"):
        with pytest.raises((WrongPost, NotFound)):
            ask(fund=fund, amount_fen=1, why="x", by=purse.act(who))
    with acting_as(purse.act("guo").scope):
        assert Fund.objects.count() == 0


def test_sixty_four_draws_at_one_instant_never_overdraw(committing: str, purse: Purse) -> None:
    fund, by = purse.fund(3_000_00), purse.act("fang", FIRE)
    home = household(purse)
    answers, refusals = at_once(*(partial(drawn, purse, fund, home, 100_00, by) for _ in range(64)))
    assert (len(answers), len(refusals)) == (30, 34)
    assert {type(refusal) for refusal in refusals} == {NotEnough}
    with acting_as(by.scope):
        reserve = Account.objects.get(kind=Kind.RESERVE)
        assert reserve.balance_fen == 0
        assert Posting.objects.filter(account=reserve, fen__lt=0).count() == 30
    with acting_as(purse.act("feng", FIRE).scope):
        assert faults() == []
