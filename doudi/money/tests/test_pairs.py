"""两步撞在一起：steps of a run and of a fund taken at one instant on real connections, every pair that can meet. Whichever
comes first, what is left is what one order after the other leaves, and every fen ties.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from doudi.casework.tests.test_same_instant import at_once
from doudi.config.tests.town import DISTRICT
from doudi.money.ledger.models import Account, Kind
from doudi.money.ledger.posting import NotEnough
from doudi.money.ledger.queries import faults
from doudi.money.payments.approving import approve
from doudi.money.payments.checking import pass_checks
from doudi.money.payments.closing import close, repay
from doudi.money.payments.exporting import export
from doudi.money.payments.models import Approval, Line, LineState, Run, RunStage
from doudi.money.payments.returns import read_return
from doudi.money.payments.rolls import freeze_month, void
from doudi.money.payments.tests.month import APRIL, ROLL_DAY, Month
from doudi.money.payments.verify import faults as verify_faults
from doudi.money.reserve.actions import ask, refuse, release
from doudi.money.reserve.draws import draw, settle
from doudi.money.reserve.models import Draw, Fund, Outcome
from doudi.money.tests.purse import MONEY, Purse
from doudi.records.access import acting_as
from doudi.records.people.models import Household

pytestmark = pytest.mark.postgres
Did = tuple[int, int]  # how many were done, how many heard a sentence


def met(*doings: Callable[[], Any]) -> Did:
    """Both at one instant; anything but an answer or a sentence is a fault."""
    answers, refusals = at_once(*doings)
    assert len(answers) + len(refusals) == len(doings), "somebody got neither an answer nor a sentence"
    return len(answers), len(refusals)


def ties(purse: Purse) -> None:
    with acting_as(purse.act("feng").scope):
        assert faults() == []
    assert list(verify_faults()) == []


def test_every_pair_of_steps_of_a_run(committing: str, purse: Purse) -> None:
    month = Month(purse)
    purse.appropriated()
    feng, gao, xu = (purse.act(who, ROLL_DAY) for who in ("feng", "gao", "xu"))

    def freeze(bank_format: str) -> Run:
        district = purse.town.area(DISTRICT)
        return freeze_month(district=district, month=APRIL, bank_format=bank_format, by=feng)

    def signed(run: Run, by: Any) -> Callable[[], Any]:
        return partial(approve, run=run.pk, batch_sm3=bytes(run.batch_sm3 or b""), by=by)

    def voided(run: Run) -> Callable[[], Any]:
        return partial(void, run=run.pk, why="重编", by=feng)

    # 编制 × 编制: one roll. 核对 × 作废: void in the end, and nothing is owed.
    assert met(partial(freeze, "excel"), partial(freeze, "iso20022")) == (1, 1)
    run = the_run(purse)
    done, _ = met(partial(pass_checks, run=run.pk, by=feng), voided(run))
    assert done >= 1 and month.stands(run).stage == RunStage.VOID
    assert owed(purse) == 0
    # 审批 × 作废 of a batch with no signature yet: void in the end. With the first one given: one of the two.
    run = pass_checks(run=freeze("fixed_csv").pk, by=feng)
    met(signed(run, gao), voided(run))
    assert month.stands(run).stage == RunStage.VOID
    run = pass_checks(run=freeze("fixed_csv").pk, by=feng)
    signed(run, gao)()
    assert met(signed(run, xu), voided(run)) == (1, 1)
    if month.stands(run).stage == RunStage.VOID:
        run = pass_checks(run=freeze("fixed_csv").pk, by=feng)
        signed(run, gao)(), signed(run, xu)()
    # 审批 by one person twice, and 送银行 twice: once.
    with acting_as(feng.scope):
        assert Approval.objects.filter(run=run).count() == 2
    assert met(*[partial(export, run=run.pk, by=xu)] * 2) == (1, 1)
    ties(purse)
    returns_and_repayments(month, month.stands(run))


def returns_and_repayments(month: Month, run: Run) -> None:
    purse = month.purse
    feng = purse.act("feng", ROLL_DAY)
    one, other = month.answer(run, {1: "账号不存在"}, only=(1, 2)), month.answer(run, only=range(3, 13))
    read = [partial(read_return, run=run.pk, content=each, name="回盘", by=feng) for each in (one, other)]
    # 回盘 × 回盘 of two parts: both. 回盘 × 结清: the run waits for what failed. 补发 × 补发: one.
    assert met(*read) == (2, 0)
    assert month.stands(run).stage == RunStage.RETURNED
    whole = month.answer(run, {1: "账号不存在"})
    again = partial(read_return, run=run.pk, content=whole, name="又一份", by=feng)
    assert met(again, partial(close, run=run.pk, by=feng)) == (1, 1)
    (failed,) = month.lines(run, LineState.FAILED)
    month.account(failed.payee, "6200000000000077", since=ROLL_DAY)
    assert met(*[partial(repay, run=run.pk, by=feng)] * 2) == (1, 1)
    (line,) = month.lines(run, LineState.REPAID)
    with acting_as(feng.scope):
        assert Line.objects.filter(repays=line).count() == 1
    # 补发 × 冲正: the bank takes back what it paid while a repayment is made of what failed.
    taken_back = month.answer(run, {1: "账号不存在", 2: "冲正"})
    reversal = partial(read_return, run=run.pk, content=taken_back, name="冲正", by=feng)
    assert met(reversal, partial(close, run=run.pk, by=feng))[0] == 1
    assert [each.position for each in month.lines(run, LineState.FAILED)] == [2]
    ties(purse)


def test_every_pair_of_steps_of_a_fund(committing: str, purse: Purse) -> None:
    fund = purse.fund(100_00)
    fang, xu = purse.act("fang"), purse.act("xu")
    with acting_as(fang.scope):
        home = Household.objects.select_related("head").order_by("head__name")[0]

    def drawn(fen: int) -> Callable[[], Draw]:
        def run() -> Draw:
            with acting_as(fang.scope):
                return draw(at=fund.area_id, fund=fund, household=home, payee=home.head, amount_fen=fen,
                            told="失火", by=fang)  # fmt: skip

        return run

    # 支取 × 支取 of more than there is together: one. 支取 × 补充: both, or the draw hears that there is too little.
    assert met(drawn(60_00), drawn(60_00)) == (1, 1)
    asked = ask(fund=fund, amount_fen=50_00, why="补足", by=fang)
    done, _ = met(drawn(80_00), partial(release, request=asked, by=xu))
    assert held(purse) == (10_00 if done == 2 else 90_00)
    # 补充 × 补充, 补充 × 不予: one.
    asked = ask(fund=fund, amount_fen=5_00, why="补足", by=fang)
    assert met(*[partial(release, request=asked, by=xu)] * 2) == (1, 1)
    before, asked = held(purse), ask(fund=fund, amount_fen=5_00, why="补足", by=fang)
    assert met(partial(release, request=asked, by=xu), partial(refuse, request=asked, why="x", by=xu)) == (
        1,
        1,
    )
    assert held(purse) in (before, before + 5_00)
    # 手续 × 手续 of one draw: settled once.
    met(*[partial(settled, purse, fund, confirmed) for confirmed in (True, False)])
    with acting_as(fang.scope):
        assert Draw.objects.exclude(outcome=Outcome.PENDING).count() == 1
    with pytest.raises(NotEnough):
        drawn(MONEY)()
    ties(purse)


def settled(purse: Purse, fund: Fund, confirmed: bool) -> None:
    by = purse.act("fang")
    with acting_as(by.scope):
        first = Draw.objects.filter(fund=fund).order_by("id")[0]
        settle(first, confirmed=confirmed, told="补办", by=by)


def the_run(purse: Purse) -> Run:
    with acting_as(purse.act("feng").scope):
        return Run.objects.get()


def held(purse: Purse) -> int:
    return purse.holds(Kind.RESERVE, purse.act("feng"))


def owed(purse: Purse) -> int:
    with acting_as(purse.act("feng").scope):
        return sum(Account.objects.filter(kind=Kind.PAYABLE).values_list("balance_fen", flat=True))
