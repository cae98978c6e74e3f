"""追缴台账的故事：instalments, receipts, one taken back, a write-off by two; never more than is owed, never by one alone."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from doudi.config.tests.database import opened_once
from doudi.config.tests.town import Town
from doudi.money.aid.actions import propose as propose_aid
from doudi.money.aid.deciding import refuse as refuse_aid
from doudi.money.aid.tests.test_aid import LATER, burnt, home
from doudi.money.ledger.models import Kind
from doudi.money.ledger.queries import faults
from doudi.money.recovery.claims import (
    AlreadyClaimed,
    ClaimMet,
    MoreThanLeft,
    VoucherUsed,
    agree_plan,
    claim_draw,
    decide_write_off,
    propose_write_off,
    receive,
    take_back_receipt,
)
from doudi.money.recovery.models import Cause, Claim, Reckoning, WriteOff, WriteOffStage
from doudi.money.recovery.papers import issue_ledger, ledger_form
from doudi.money.recovery.queries import ageing, behind, claims
from doudi.money.recovery.reckoning import confirm_reckoning, reckon_again
from doudi.money.recovery.tests.paid import Paid, fan_family
from doudi.money.tests.purse import MONEY, Purse, open_purse
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost

pytestmark = pytest.mark.django_db


def _claimed(town: Town) -> Claim:
    paid = Paid(open_purse(town))
    purse = paid.purse
    fan = paid.award(fan_family(), (7, 4), (7, 11), (7, 13))
    paid.pay(8, 9, 10)
    change = paid.changed(fan, "assets", date(2022, 7, 12), date(2022, 10, 11), date(2022, 10, 20))
    made = reckon_again(
        award=fan.pk, cause=Cause.FACTS, why="购车", change=change.pk, by=purse.on("min", 10, 21)
    )
    found = confirm_reckoning(reckoning=made.pk, opinion="应予追回", by=purse.on("gao", 10, 24))
    assert found is not None
    return found


django_db_setup = opened_once(_claimed, scope="module")


@pytest.fixture
def claim(django_db_setup: Claim, purse: Purse) -> Claim:
    """范明 owes 900 yuan since 2022-10-24 (S18)."""
    return held(django_db_setup, purse.on("min", 10, 24))


def held(claim: Claim, by: Act) -> Claim:
    with acting_as(by.scope):
        return Claim.objects.get(pk=claim.pk)


def did(purse: Purse) -> str:
    with acting_as(purse.act("sun").scope):
        return AuditLine.objects.order_by("-seq")[0].did


def test_three_instalments_two_paid_one_late_and_the_rest_written_off(purse: Purse, claim: Claim) -> None:
    clerk, cash = purse.on("zhang", 10, 26), purse.on("feng", 11, 9)
    days = [date(2022, 11, 10), date(2022, 12, 10), date(2023, 1, 10)]
    with pytest.raises(BadInput, match="合计等于未追回"):
        agree_plan(claim=claim.pk, instalments=[(days[0], 300_00)], agreed_by="范明", by=clerk)
    agree_plan(
        claim=claim.pk, instalments=[(day, 300_00) for day in days], agreed_by="范明本人签字", by=clerk
    )
    assert did(purse) == "recovery.plan_agreed"
    receive(claim=claim.pk, amount_fen=300_00, received_on=date(2022, 11, 9), voucher="缴001", by=cash)
    assert did(purse) == "recovery.received"
    with acting_as(clerk.scope):
        assert behind(held(claim, clerk), date(2022, 12, 10)) == 0
        assert behind(held(claim, clerk), date(2022, 12, 11)) == 300_00
    later = purse.on("feng", 12, 20)
    receive(claim=claim.pk, amount_fen=350_00, received_on=date(2022, 12, 20), voucher="缴002", by=later)
    asked = propose_write_off(
        claim=claim.pk,
        amount_fen=250_00,
        why="本人死亡，无遗产可供追偿",
        document="死亡证明、村委会证明",
        by=purse.on("feng", 12, 26),
    )
    decide_write_off(write_off=asked.pk, granted=True, opinion="同意核销", by=purse.on("gao", 12, 28))
    assert did(purse) == "recovery.write_off_decided"
    assert (held(claim, clerk).left_fen, held(claim, clerk).closed_on) == (0, date(2022, 12, 28))
    gao = purse.act("gao")
    assert purse.holds(Kind.RECOVERY, gao) == 0
    assert purse.holds(Kind.WRITTEN_OFF, gao) == 250_00
    assert purse.holds(Kind.POOL, gao) == MONEY - 900_00 + 650_00
    with acting_as(gao.scope):
        assert faults() == []
    with pytest.raises(ClaimMet):
        receive(claim=claim.pk, amount_fen=1, received_on=date(2022, 12, 28), voucher="缴003",
                by=purse.on("feng", 12, 29))  # fmt: skip


def test_more_than_is_left_and_the_same_voucher_are_refused(purse: Purse, claim: Claim) -> None:
    by = purse.on("feng", 11, 9)
    day = date(2022, 11, 9)
    with pytest.raises(MoreThanLeft, match="只剩"):
        receive(claim=claim.pk, amount_fen=900_01, received_on=day, voucher="缴001", by=by)
    receive(claim=claim.pk, amount_fen=100_00, received_on=day, voucher="缴001", by=by)
    with pytest.raises(VoucherUsed):
        receive(claim=claim.pk, amount_fen=100_00, received_on=day, voucher="缴001", by=by)
    assert held(claim, by).left_fen == 800_00
    with pytest.raises(BadInput, match="收款日期"):
        receive(claim=claim.pk, amount_fen=1, received_on=date(2022, 1, 1), voucher="缴9", by=by)
    with pytest.raises(WrongPost):
        receive(claim=claim.pk, amount_fen=1, received_on=day, voucher="缴9", by=purse.on("zhang", 11, 9))


def test_a_receipt_written_by_mistake_is_taken_back_and_stays_on_file(purse: Purse, claim: Claim) -> None:
    day = date(2022, 11, 9)
    receipt = receive(
        claim=claim.pk, amount_fen=900_00, received_on=day, voucher="缴001", by=purse.on("feng", 11, 9)
    )
    feng = purse.on("feng", 11, 10)
    take_back_receipt(receipt=receipt.pk, why="记错了人", by=feng)
    assert (held(claim, feng).left_fen, purse.holds(Kind.RECOVERY, feng)) == (900_00, 900_00)
    with pytest.raises(BadInput, match="冲销"):
        take_back_receipt(receipt=receipt.pk, why="再冲", by=feng)
    receive(claim=claim.pk, amount_fen=1, received_on=day, voucher="缴001", by=purse.on("feng", 11, 11))


def test_a_write_off_needs_two_natural_persons_past_the_actions_too(purse: Purse, claim: Claim) -> None:
    feng = purse.on("feng", 11, 9)
    said = {"claim": claim.pk, "why": "无力偿还", "document": "入户核查记录"}
    with pytest.raises(MoreThanLeft):
        propose_write_off(**said, amount_fen=900_01, by=feng)
    asked = propose_write_off(**said, amount_fen=900_00, by=feng)
    with pytest.raises(BadInput, match="待决定"):
        propose_write_off(**said, amount_fen=1, by=feng)
    decide = {"write_off": asked.pk, "granted": True, "opinion": "同意"}
    with pytest.raises(WrongPost):
        decide_write_off(**decide, by=feng)
    with pytest.raises(SamePerson):
        decide_write_off(**decide, by=purse.as_person("gao", "feng", date(2022, 11, 9)))
    with acting_as(feng.scope), pytest.raises(IntegrityError), transaction.atomic():
        WriteOff.objects.filter(pk=asked.pk).update(
            stage="granted", decided_by=asked.proposed_by, decided_on=date(2022, 11, 9)
        )
    refused = decide_write_off(**{**decide, "granted": False}, by=purse.on("gao", 11, 9))
    assert refused.stage == WriteOffStage.REFUSED
    assert held(claim, feng).left_fen == 900_00
    with pytest.raises(ClaimMet, match="不予核销"):
        decide_write_off(**decide, by=purse.on("gao", 11, 9))


def test_what_came_in_meanwhile_is_not_written_off_as_well(purse: Purse, claim: Claim) -> None:
    asked = propose_write_off(
        claim=claim.pk, amount_fen=900_00, why="无力偿还", document="核查记录", by=purse.on("feng", 11, 9)
    )
    receive(claim=claim.pk, amount_fen=1_00, received_on=date(2022, 11, 9), voucher="缴1",
            by=purse.on("feng", 11, 9))  # fmt: skip
    with pytest.raises(MoreThanLeft, match="只剩 899"):
        decide_write_off(write_off=asked.pk, granted=True, opinion="同意", by=purse.on("gao", 11, 10))


def test_the_neighbour_never_sees_a_claim_and_nobody_changes_one_past_the_actions(
    purse: Purse, claim: Claim
) -> None:
    guo = purse.on("guo", 11, 9)
    with acting_as(guo.scope):
        assert not claims(guo).exists()
    with pytest.raises(NotFound):
        receive(claim=claim.pk, amount_fen=1, received_on=date(2022, 11, 9), voucher="缴1", by=guo)
    by = purse.on("gao", 11, 9)
    with acting_as(by.scope), pytest.raises(ProgrammingError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(amount_fen=1)


def test_claims_age(purse: Purse, claim: Claim) -> None:
    by = purse.act("gao", date(2023, 11, 1))
    with acting_as(by.scope):
        assert [(each.title, each.left_fen) for each in ageing(by) if each.count] == [("1 年以上", 900_00)]
    by = purse.on("gao", 11, 1)
    with acting_as(by.scope):
        assert [each.title for each in ageing(by) if each.count] == ["1 个月内"]


def test_d28_tells_the_months_the_plan_and_what_came_back_and_is_printed_anew(
    purse: Purse, claim: Claim
) -> None:
    clerk = purse.on("min", 10, 26)
    assert claim.reckoning_id is not None
    first = issue_ledger(reckoning=claim.reckoning_id, by=clerk)
    days = [date(2022, 11, 10), date(2022, 12, 10)]
    agree_plan(claim=claim.pk, instalments=[(day, 450_00) for day in days], agreed_by="范明", by=clerk)
    receive(claim=claim.pk, amount_fen=450_00, received_on=days[0], voucher="缴001",
            by=purse.on("feng", 11, 10))  # fmt: skip
    again = issue_ledger(reckoning=claim.reckoning_id, by=purse.on("min", 11, 11))
    assert (again.replaces_id, again.version, again.code) == (first.pk, 2, "D28")
    with acting_as(clerk.scope):
        told = ledger_form(Reckoning.objects.get(pk=claim.reckoning_id))
    assert [str(row["month"]) for row in told["months"]] == ["2022-08", "2022-09", "2022-10"]
    assert (told["over_total"], told["left"], len(told["plan"])) == (900_00, 450_00, 2)


def test_urgent_aid_that_was_refused_afterwards_is_claimed_once(purse: Purse) -> None:
    purse.fund(20_000_00)
    aid = burnt(purse, home(purse))
    propose_aid(aid=aid.pk, level="light", by=purse.act("zhang", LATER))
    aid = refuse_aid(aid=aid.pk, why="查明是他人房屋", by=purse.act("zhen", LATER))
    assert aid.draw_id is not None
    by = purse.act("zhang", LATER)
    claim = claim_draw(draw=aid.draw_id, by=by)
    assert claim.left_fen == claim.amount_fen == purse.holds(Kind.RECOVERY, by, person=claim.person_id)
    with pytest.raises(AlreadyClaimed):
        claim_draw(draw=aid.draw_id, by=by)
