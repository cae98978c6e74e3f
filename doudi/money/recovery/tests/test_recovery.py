"""后补追缴的故事：a car found late, a death found late, a standard issued late; what is owed comes back or is made up."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from doudi.config.tests.town import DISTRICT
from doudi.money.ledger.models import Kind
from doudi.money.ledger.queries import about, faults
from doudi.money.payments.checking import judge, pass_checks
from doudi.money.payments.closing import close, repay
from doudi.money.payments.exporting import export
from doudi.money.payments.models import Judgement, Purpose
from doudi.money.payments.queries import findings
from doudi.money.payments.returns import read_return
from doudi.money.payments.rolls import NothingToPay, void
from doudi.money.recovery.arrears import freeze_arrears
from doudi.money.recovery.models import Cause, Reckoning
from doudi.money.recovery.queries import fine, should_have_stopped, suspects
from doudi.money.recovery.reckoning import (
    AlreadyReckoned,
    NothingDiffers,
    ReckoningDone,
    StaleReckoning,
    confirm_reckoning,
    drop_reckoning,
    reckon_again,
)
from doudi.money.recovery.tests.paid import Paid, chen_family, fan_family
from doudi.money.tests.purse import Purse
from doudi.records.access import Act, acting_as
from doudi.records.people.actions import record_death
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(purse: Purse) -> Paid:
    return Paid(purse)


def months_of(reckoning: Reckoning, by: Act) -> list[str]:
    with acting_as(by.scope):
        return [f"{row.month:%Y-%m}" for row in reckoning.months.order_by("month") if row.over_fen]


def test_s18_a_car_bought_in_july_and_found_in_october_is_claimed_for_three_months(paid: Paid) -> None:
    purse = paid.purse
    fan = paid.award(fan_family(), (7, 4), (7, 11), (7, 13))
    paid.pay(8, 9, 10)
    assert paid.amounts(fan) == {"2022-08": 30000, "2022-09": 30000, "2022-10": 30000}
    change = paid.changed(fan, "assets", date(2022, 7, 12), date(2022, 10, 11), date(2022, 10, 20))
    assert change.from_month == date(2022, 11, 1)
    clerk, decider = purse.on("min", 10, 21), purse.on("gao", 10, 24)
    with acting_as(clerk.scope):
        (suspect,) = suspects(clerk)
        assert suspect.change == change
    made = reckon_again(
        award=fan.pk, cause=Cause.FACTS, why="7月12日购车，10月11日比对发现", change=change.pk, by=clerk
    )
    assert months_of(made, clerk) == ["2022-08", "2022-09", "2022-10"]
    assert (made.over_fen, made.short_fen) == (90000, 0)
    claim = confirm_reckoning(reckoning=made.pk, opinion="应予追回", by=decider)
    assert claim is not None and (claim.person_name, claim.left_fen) == ("范明", 90000)
    assert purse.holds(Kind.RECOVERY, decider) == 90000
    assert purse.holds(Kind.SPENT, decider, scheme="dibao") == 0
    with acting_as(decider.scope):
        assert [entry.month for entry in about(made.pk, decider)] == ["2022-08", "2022-09", "2022-10"]
        assert faults() == []
        assert suspects(decider) == []
    with pytest.raises(NothingDiffers):
        reckon_again(award=fan.pk, cause=Cause.FACTS, why="再核一次", change=change.pk, by=clerk)


def test_s19_a_death_two_months_late_is_caught_on_the_roll_and_claimed(paid: Paid) -> None:
    purse = paid.purse
    chen = paid.award(chen_family(), (3, 7), (3, 22), (3, 25))
    paid.raised(chen, 84, 1)
    paid.pay(6, 7, 8)
    assert paid.amounts(chen) == {"2022-06": 36600, "2022-07": 39000, "2022-08": 39000}
    clerk = purse.on("zhang", 9, 2)
    record_death(person=chen.payee, died=date(2022, 6, 18), why="殡葬数据比对", by=clerk)
    with acting_as(clerk.scope):
        assert should_have_stopped(clerk) == [chen]
    roll = paid.freeze(9, date(2022, 9, 5))
    feng = purse.on("feng", 9, 5)
    with acting_as(feng.scope):
        (hold,) = findings(roll, feng)
    assert hold.must_withhold and "陈万林已于 2022-06-18 死亡" in hold.told
    judge(hold=hold.pk, judgement=Judgement.WITHHOLD, why="已死亡", by=feng)
    change = paid.changed(chen, "death", date(2022, 6, 18), date(2022, 9, 5), date(2022, 9, 6))
    assert change.from_month == date(2022, 7, 1)
    made = reckon_again(
        award=chen.pk, cause=Cause.DEATH, why="6月18日死亡，9月2日比对发现", by=purse.on("min", 9, 7)
    )
    assert months_of(made, clerk) == ["2022-07", "2022-08"]
    assert made.over_fen == 78000
    claim = confirm_reckoning(reckoning=made.pk, opinion="应予追回", by=purse.on("gao", 9, 8))
    assert claim is not None and claim.amount_fen == 78000
    with acting_as(clerk.scope):
        assert should_have_stopped(purse.on("zhang", 9, 8)) == []


def test_a_standard_issued_late_is_made_up_on_a_roll_of_its_own_and_only_once(paid: Paid) -> None:
    purse = paid.purse
    chen = paid.award(chen_family(), (3, 7), (3, 22), (3, 25))
    paid.pay(6, 7, 8)
    made = reckon_again(
        award=chen.pk, cause=Cause.STANDARD, why="新标准自7月执行，9月才收到", by=purse.on("min", 9, 1)
    )
    assert (made.over_fen, made.short_fen) == (0, 2400 * 2)
    assert confirm_reckoning(reckoning=made.pk, opinion="同意补发", by=purse.on("gao", 9, 2)) is None
    feng = purse.on("feng", 9, 5)
    roll = freeze_arrears(district=purse.town.area(DISTRICT), bank_format="fixed_csv", by=feng)
    assert (roll.purpose, roll.total_fen) == (Purpose.ARREARS, 4800)
    assert [(f"{line.month:%Y-%m}", line.amount_fen) for line in paid.month.lines(roll)] == [
        ("2022-07", 2400),
        ("2022-08", 2400),
    ]
    with pytest.raises(NothingToPay, match="没有待补发的"):
        freeze_arrears(district=purse.town.area(DISTRICT), bank_format="fixed_csv", by=feng)
    void(run=roll.pk, why="换代发格式", by=feng)
    roll = freeze_arrears(district=purse.town.area(DISTRICT), bank_format="excel", by=feng)
    paid.through(roll)
    close(run=roll.pk, by=feng)
    assert purse.holds(Kind.SPENT, feng, scheme="dibao") == 36600 * 3 + 4800
    with acting_as(feng.scope):
        assert faults() == []
    with pytest.raises(NothingDiffers):
        reckon_again(award=chen.pk, cause=Cause.STANDARD, why="再核一次", by=purse.on("min", 9, 6))
    paid.pay(9)


def test_arrears_that_the_bank_sent_back_are_paid_again_beside_the_months_own(paid: Paid) -> None:
    purse = paid.purse
    chen = paid.award(chen_family(), (3, 7), (3, 22), (3, 25))
    paid.pay(7)
    made = reckon_again(award=chen.pk, cause=Cause.STANDARD, why="标准晚到", by=purse.on("min", 8, 1))
    confirm_reckoning(reckoning=made.pk, opinion="同意补发", by=purse.on("gao", 8, 2))
    feng = purse.on("feng", 8, 5)
    roll = freeze_arrears(district=purse.town.area(DISTRICT), bank_format="fixed_csv", by=feng)
    roll = export(run=paid.month.sign(pass_checks(run=roll.pk, by=feng), roll.prepared_on).pk,
                  by=purse.on("xu", 8, 5))  # fmt: skip
    content = paid.month.answer(roll, failing={1: "户名不符"})
    read_return(run=roll.pk, content=content, name="回盘", by=feng)
    with pytest.raises(NothingDiffers):
        reckon_again(award=chen.pk, cause=Cause.STANDARD, why="再核", by=purse.on("min", 8, 8))
    paid.month.account(chen.payee, "6200000000000088", since=date(2022, 8, 8))
    again = repay(run=roll.pk, by=purse.on("feng", 8, 9))
    paid.through(again)
    with pytest.raises(NothingDiffers):
        reckon_again(award=chen.pk, cause=Cause.STANDARD, why="再核", by=purse.on("min", 8, 10))


def test_who_reckons_does_not_decide_and_a_new_payment_makes_the_reckoning_stale(paid: Paid) -> None:
    purse = paid.purse
    chen = paid.award(chen_family(), (3, 7), (3, 22), (3, 25))
    paid.pay(7)
    by = purse.on("min", 8, 1)
    made = reckon_again(award=chen.pk, cause=Cause.STANDARD, why="标准晚到", by=by)
    with pytest.raises(AlreadyReckoned):
        reckon_again(award=chen.pk, cause=Cause.STANDARD, why="标准晚到", by=by)
    with pytest.raises(WrongPost):
        confirm_reckoning(reckoning=made.pk, opinion="同意", by=by)
    with pytest.raises(SamePerson):
        confirm_reckoning(
            reckoning=made.pk, opinion="同意", by=purse.as_person("gao", "min", date(2022, 8, 2))
        )
    with pytest.raises(NotFound):
        drop_reckoning(reckoning=made.pk, why="不办", by=purse.on("wang", 8, 2))
    paid.pay(8)
    with pytest.raises(StaleReckoning):
        confirm_reckoning(reckoning=made.pk, opinion="同意", by=purse.on("gao", 8, 8))
    drop_reckoning(reckoning=made.pk, why="重新核算", by=by)
    with pytest.raises(ReckoningDone, match="已撤回"):
        drop_reckoning(reckoning=made.pk, why="再撤", by=by)
    with acting_as(by.scope), pytest.raises(ProgrammingError), transaction.atomic():
        Reckoning.objects.filter(pk=made.pk).update(over_fen=1)


def test_a_month_paid_by_false_papers_tells_the_range_of_the_fine(paid: Paid) -> None:
    purse = paid.purse
    fan = paid.award(fan_family(), (7, 4), (7, 11), (7, 13))
    paid.pay(8)
    change = paid.changed(fan, "fraud", date(2022, 7, 4), date(2022, 8, 10), date(2022, 8, 11))
    said = {"award": fan.pk, "cause": Cause.FRAUD, "why": "隐瞒收入", "change": change.pk}
    clerk = purse.on("min", 8, 12)
    with pytest.raises(BadInput, match="虚假申报之日"):
        reckon_again(**said, by=clerk)
    made = reckon_again(**said, fraud_on=date(2022, 7, 4), by=clerk)
    assert made.over_fen == 30000
    with acting_as(clerk.scope):
        told = fine(made)
        assert told is not None and told[:2] == (30000, 90000)
