"""验收场景的发放：S09 a roll after the standards rose, S16 twelve months of grace, S22 three lines to the yuan and back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from doudi.casework.changes.tests.test_changes import in_grace, wang_family
from doudi.casework.intake.family import Newcomer
from doudi.casework.tests.office import Family
from doudi.casework.uprating.tests.register import bring_over, open_issuer
from doudi.casework.uprating.tests.test_uprating import AFTER, BEFORE, issued
from doudi.config.tests.town import DISTRICT, invented_id
from doudi.money.ledger.models import Kind
from doudi.money.ledger.queries import faults
from doudi.money.payments.closing import close, repay, repay_due, tally
from doudi.money.payments.models import LineState, Run, RunStage
from doudi.money.payments.queries import failed
from doudi.money.payments.returns import read_return
from doudi.money.payments.rolls import NothingToPay, freeze_month
from doudi.money.recovery.tests.paid import Paid, chen_family, facts_of
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db
CONFIRMED = ((7, 4), (7, 11), (7, 13))


def old(name: str, number: Secret, income: int) -> Family:
    """An old person alone with a daughter who cannot support him."""
    whole = chen_family()
    facts = {**whole.facts, "members": facts_of(income, 1)["members"]}
    return replace(whole, newcomers={"a": Newcomer(name, "本人", number)}, facts=facts)


def roll(purse: Purse, month: date, on: date) -> Run:
    district = purse.town.area(DISTRICT)
    return freeze_month(district=district, month=month, bank_format="excel", by=purse.act("feng", on))


def on_roll(purse: Purse, run: Run) -> Mapping[str, int]:
    return {line.person_name: line.amount_fen // 100 for line in Paid(purse).month.lines(run)}


def test_s09_the_roll_pays_what_the_new_standards_give_and_nobody_who_was_only_invited(purse: Purse) -> None:
    open_issuer(purse)
    bring_over(purse)
    before = roll(purse, date(2022, 5, 1), date(2022, 5, 9))
    issued(purse)
    after = roll(purse, date(2022, 6, 1), date(2022, 6, 8))
    assert (on_roll(purse, before), on_roll(purse, after)) == (BEFORE, AFTER)
    assert after.total_fen - before.total_fen == 189_00


def test_s16_grace_is_paid_for_twelve_months_at_410_and_then_no_more(purse: Purse) -> None:
    paid = Paid(purse)
    wang = paid.award(wang_family(), *CONFIRMED)
    in_grace(purse, wang)
    months = [date(2022 + (8 + n) // 12, (8 + n) % 12 + 1, 1) for n in range(12)]
    rolls = [roll(purse, month, month.replace(day=8)) for month in months]
    assert [run.total_fen for run in rolls] == [410_00] * 12
    assert sum(run.total_fen for run in rolls) == 4920_00
    for run in (rolls[0], rolls[-1]):
        close(run=paid.through(run).pk, by=purse.act("feng", run.prepared_on))
    with pytest.raises(NothingToPay):
        roll(purse, date(2023, 9, 1), date(2023, 9, 8))
    by = purse.act("gao", date(2023, 9, 8))
    assert purse.holds(Kind.SPENT, by, scheme="dibao") == 820_00
    with acting_as(by.scope):
        assert faults() == []


def test_s22_1011_yuan_ordered_726_paid_285_back_and_paid_again_by_the_23rd(purse: Purse) -> None:
    paid = Paid(purse)
    zheng = paid.award(old("郑海", invented_id("19500101", 51), 189), *CONFIRMED, account="6200000000000002")
    paid.award(old("林秀兰", Secret("990204195004120121"), 158), *CONFIRMED, account="6200000000000001")
    paid.award(wang_family(), *CONFIRMED, account="6200000000000003")
    run = roll(purse, date(2022, 9, 1), date(2022, 9, 8))
    assert on_roll(purse, run) == {"林秀兰": 316, "郑海": 285, "王连成": 410}
    run = paid.sent(run)
    back = next(line.position for line in paid.month.lines(run) if line.person_name == "郑海")
    by = purse.on("feng", 9, 16)
    read_return(run=run.pk, content=paid.month.answer(run, {back: "户名不符"}), name="回盘", by=by)
    with acting_as(by.scope):
        sums = tally(run)
        (line,) = failed(by)
        assert (line.reason, repay_due(line)) == ("户名不符", date(2022, 9, 23))
    assert (run.total_fen, sums[LineState.PAID], sums[LineState.FAILED]) == (1011_00, 726_00, 285_00)
    paid.month.account(zheng.payee, "6200000000000022", since=date(2022, 9, 19))
    again = paid.through(repay(run=run.pk, by=purse.on("feng", 9, 20)))
    assert (again.number != run.number, again.total_fen, again.repays_id) == (True, 285_00, run.pk)
    assert on_roll(purse, run) == {"林秀兰": 316, "郑海": 285, "王连成": 410}
    next_month = roll(purse, date(2022, 10, 1), date(2022, 10, 9))
    assert (on_roll(purse, next_month), next_month.total_fen) == (on_roll(purse, run), 1011_00)
    assert close(run=run.pk, by=purse.on("feng", 9, 23)).stage == RunStage.CLOSED
