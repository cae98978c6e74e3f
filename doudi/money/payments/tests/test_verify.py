"""查款：each thing that somebody might alter past the actions is found, and stops the payments until two clear it."""

from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction

from doudi.money.payments.approving import PaymentsStopped, approve
from doudi.money.payments.exporting import export, hand_out
from doudi.money.payments.models import Run
from doudi.money.payments.stop_models import PaymentStop
from doudi.money.payments.stops import AlreadyCleared, clear, explain, stop_payments
from doudi.money.payments.tests.month import ROLL_DAY, Month
from doudi.money.payments.verify import Fault, faults
from doudi.money.tests.purse import Purse
from doudi.records.access import Act, Scope, acting_as
from doudi.records.areas.models import Area
from doudi.records.documents import store
from doudi.records.refusals import BadInput, SamePerson, WrongPost


@pytest.fixture
def month(purse: Purse) -> Month:
    return Month(purse)


def altered(table: str, change: str) -> None:
    """What the owner of the database might do at night."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {change}")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def told() -> str:
    return "".join(fault.told for fault in faults())


def walk(month: Month) -> Act:
    everywhere = frozenset(Area.objects.values_list("pk", flat=True))
    return Act(Scope("查验", areas=everywhere, audits=True), month.purse.act("feng", ROLL_DAY).at)


def test_whatever_is_altered_past_the_actions_is_found(committing: str, month: Month) -> None:
    month.families(1)
    month.exported()
    assert told() == ""
    altered("money_line", "amount_fen = amount_fen + 100 WHERE position = 1")
    found = told()
    for what in ("第 1 笔的金额", "摘要不符", "逐笔合计不符", "代发文件与花名册不符"):
        assert what in found
    altered("money_line", "amount_fen = amount_fen - 100 WHERE position = 1")
    assert told() == ""
    altered("money_line", "holder = '别人' WHERE position = 2")
    assert "花名册与核对时的摘要不符" in told()
    altered("money_line", "holder = payee_name")
    altered("money_line", "account = (SELECT account FROM money_line WHERE position = 1) WHERE position = 2")
    assert "第 2 笔的账号密文被改动" in told()


def test_a_forged_digest_signature_or_balance_is_found(committing: str, month: Month) -> None:
    month.families()
    run = month.exported()
    altered("money_account", "balance_fen = balance_fen + 1 WHERE kind = 'pool'")
    assert "余额" in told()
    altered("money_account", "balance_fen = balance_fen - 1 WHERE kind = 'pool'")
    altered("money_run", "batch_sm3 = decode(repeat('ab', 32), 'hex')")
    found = told()
    assert "摘要与审计链所记不符" in found and "没有两人" in found
    assert run.batch_sm3 is not None
    altered("money_run", f"batch_sm3 = decode('{bytes(run.batch_sm3).hex()}', 'hex')")
    altered("money_approval", "natural_person = prepared_by WHERE false")
    assert told() == ""
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE money_run SET total_fen = total_fen + 1")
    assert "账上列支" in told()


def test_a_bank_file_that_is_gone_or_another_is_found(
    committing: str, month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    month.families()
    run = month.exported()
    monkeypatch.setattr("doudi.money.payments.verify.fetch", lambda digest: b"another")
    assert "代发文件与花名册不符" in told()

    def lost(digest: bytes) -> bytes:
        raise store.LostFile

    monkeypatch.setattr("doudi.money.payments.verify.fetch", lost)
    assert f"批次 {run.number} 的代发文件缺失" in told()


def test_a_fault_stops_the_payments_until_one_explains_and_another_clears(
    committing: str, month: Month
) -> None:
    purse = month.purse
    month.families()
    run = month.checked()
    altered("money_account", "balance_fen = balance_fen + 1 WHERE kind = 'pool'")
    (stop,) = stop_payments(found=list(faults()), by=walk(month))
    altered("money_account", "balance_fen = balance_fen - 1 WHERE kind = 'pool'")
    assert run.batch_sm3 is not None
    sign = {"run": run.pk, "batch_sm3": bytes(run.batch_sm3)}
    with pytest.raises(PaymentsStopped, match="已停止发放"):
        approve(**sign, by=purse.act("xu", ROLL_DAY))
    gao = purse.act("gao", ROLL_DAY)
    with pytest.raises(BadInput, match="还没有查明"):
        clear(stop=stop.pk, opinion="可以发", by=gao)
    with pytest.raises(WrongPost):
        explain(stop=stop.pk, finding="误改", by=purse.act("chen", ROLL_DAY))
    explain(stop=stop.pk, finding="夜间误改余额，已改回，账已对平", by=purse.act("feng", ROLL_DAY))
    with pytest.raises(SamePerson):
        clear(stop=stop.pk, opinion="可以发", by=purse.as_person("gao", "feng", ROLL_DAY))
    with acting_as(gao.scope), pytest.raises(IntegrityError), transaction.atomic():
        held = PaymentStop.objects.get(pk=stop.pk)
        PaymentStop.objects.filter(pk=stop.pk).update(
            cleared_by=held.explained_by, cleared_on=date(2022, 4, 6)
        )
    clear(stop=stop.pk, opinion="情况属实，可以发放", by=gao)
    with pytest.raises(AlreadyCleared):
        clear(stop=stop.pk, opinion="再来", by=gao)
    export(run=month.sign(run).pk, by=purse.act("xu", ROLL_DAY))
    assert hand_out(run=run.pk, why="送银行", by=purse.act("xu", ROLL_DAY))
    assert told() == ""


def cleared_again(month: Month, found: list[Fault], *, remains: bool) -> int:
    """How many stops there are when the fault is found again after both people have cleared it."""
    by = month.purse.act("gao", ROLL_DAY)
    with acting_as(by.scope):
        stop = PaymentStop.objects.get(cleared_on__isnull=True)
    feng = month.purse.act("feng", ROLL_DAY)
    explain(stop=stop.pk, finding="已查明", remains=remains, by=feng)
    clear(stop=stop.pk, opinion="可以发", by=by)
    return len(stop_payments(found=found, by=walk(month)))


def test_the_same_fault_stops_once_and_a_stop_keeps_a_kept_file_back(committing: str, month: Month) -> None:
    purse = month.purse
    month.families()
    run = month.exported()
    altered("money_run", "lines_count = 9")
    found = list(faults())
    assert len(stop_payments(found=found, by=walk(month))) == len(found) == 1
    assert stop_payments(found=found, by=walk(month)) == []
    assert cleared_again(month, found, remains=False) == 1
    with pytest.raises(PaymentsStopped):
        hand_out(run=run.pk, why="送银行", by=purse.act("xu", ROLL_DAY))
    assert cleared_again(month, found, remains=True) == 0
    with acting_as(purse.act("wang").scope):
        assert not PaymentStop.objects.exists()
        assert not Run.objects.exists()
