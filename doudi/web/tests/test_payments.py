"""发放的页面：a month from the roll to the bank and back, step by step, each by the officer whose turn it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.casework.awards.tests.desk import granted
from doudi.config.tests.town import DISTRICT
from doudi.money.payments.checking import pass_checks
from doudi.money.payments.exporting import export
from doudi.money.payments.models import Hold, Run, RunStage
from doudi.money.payments.rolls import void
from doudi.money.payments.tests.month import APRIL, DAYS, ROLL_DAY, Month, alone
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.records.staff.models import Officer, SecondFactor
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 45


@pytest.fixture
def month(office: Purse, desk: Desk) -> Month:
    desk.on(ROLL_DAY)
    return Month(office)


def code_of(who: str) -> str:
    """What the telephone shows, as if the last use and the last mistake were long ago."""
    device = SecondFactor.objects.get(user=Officer.objects.get(username=who))
    SecondFactor.objects.filter(pk=device.pk).update(
        last_step=-1, throttling_failure_timestamp=None, throttling_failure_count=0
    )
    return f"{device.clockwork().token():06}"


def at(run: Run, *step: str) -> str:
    return reverse("web:payment_order" if step else "web:payment_run", args=[run.pk, *step])


def sign(browser: Client, run: Run, who: str, **changed: Any) -> Any:
    fields = {
        "batch_sm3": bytes(run.batch_sm3 or b"").hex(),
        "expected": run.steps,
        "code": code_of(who),
        **changed,
    }
    return send(browser, at(run, "approve"), **fields)


def upload(browser: Client, run: Run, content: bytes, name: str = "回盘.xlsx") -> Any:
    return send(browser, at(run, "return"), expected=run.steps, file=SimpleUploadedFile(name, content))


def test_a_month_goes_from_the_roll_to_the_bank_and_is_closed(month: Month, desk: Desk) -> None:
    month.families(1)
    feng = desk.of("feng")
    assert "编制一个月的花名册" in text_of(feng.get(reverse("web:payments")))
    district = str(_district(month))
    wrong = send(feng, reverse("web:payment_new"), district=district, month="四月", format="")
    told = text_of(wrong)
    assert wrong.status_code == 422 and "月份要写成" in told and "请选择代发格式" in told
    done = send(feng, reverse("web:payment_new"), district=district, month="2022-04", format="excel")
    run = _only_run(month)
    assert done.status_code == 303 and done["Location"] == at(run)
    told = text_of(feng.get(at(run)))
    for words in ("2022年4月 月发放", "已冻结", "1,184.00", "下一步：核对通过", "编制冻结", "冯涛"):
        assert words in told
    assert send(feng, at(run, "pass"), expected=run.steps).status_code == 303
    run = month.stands(run)
    for who in ("gao", "xu"):
        browser = desk.of(who)
        assert "同意发放，签名" in text_of(browser.get(at(run)))
        assert sign(browser, run, who).status_code == 303
    run = month.stands(run)
    xu = desk.of("xu")
    assert send(xu, at(run, "export"), expected=run.steps).status_code == 303
    run = month.stands(run)
    assert run.stage == RunStage.EXPORTED
    assert upload(feng, run, month.answer(run)).status_code == 303
    run = month.stands(run)
    assert "下一步：结清" in text_of(feng.get(at(run)))
    assert send(feng, at(run, "close"), expected=run.steps).status_code == 303
    told = text_of(feng.get(at(run)))
    for words in ("已结清", "已到账", "到账 2 笔，退票 0 笔", "高远", "许立"):
        assert words in told


def test_a_signature_asks_for_the_code_of_the_moment_and_keeps_its_place(month: Month, desk: Desk) -> None:
    month.families()
    run, browser = month.checked(), desk.of("gao")
    refused = sign(browser, run, "gao", code="000000")
    assert refused.status_code == 422 and "动态口令不对" in text_of(refused)
    stale = sign(browser, run, "gao", batch_sm3="00" * 32)
    assert stale.status_code != 303 and "批次内容与您看到的不同" in text_of(stale)
    assert sign(browser, run, "gao").status_code == 303
    again = text_of(browser.get(at(run)))
    assert "您已签名，还差 1 人" in again and "同意发放，签名" not in again
    twice = sign(browser, run, "gao", code="000000")
    assert twice.status_code != 303 and "须由另一人再签" in text_of(twice)
    assert month.stands(run).stage == RunStage.CHECKED


def test_who_may_not_sign_is_not_offered_it_and_is_refused(month: Month, desk: Desk) -> None:
    month.families()
    run = month.checked()
    for who in ("feng", "zhou", "sun"):
        assert "同意发放，签名" not in text_of(desk.of(who).get(at(run)))
    desk.of("feng").get(at(run))
    refused = send(desk.of("feng"), at(run, "void"), why="", expected=run.steps)
    assert refused.status_code == 422 and "请写明作废的原因" in text_of(refused)
    for who in ("fang", "zhang", "guo"):
        assert desk.of(who).get(at(run)).status_code == 403


def test_a_finding_waits_for_a_person_with_a_reason(month: Month, desk: Desk) -> None:
    awards = month.families(1)
    month.account(awards[1].payee, "6200000000009999", holder="某人")
    run, feng = month.frozen(), desk.of("feng")
    told = text_of(feng.get(at(run)))
    assert "户名“某人”与领款人" in told and "处理 1 处疑点" in told
    with acting_as(month.purse.act("feng").scope):
        hold = Hold.objects.get()
    blank = send(feng, at(run, "judge"), hold=str(hold.pk), judgement="withhold", why="")
    assert blank.status_code == 422 and "请写明理由" in text_of(blank)
    assert 'value="withhold" selected' in blank.content.decode()
    early = send(feng, at(run, "pass"), expected=run.steps)
    assert "还有 1 处疑点没有处理" in text_of(early)
    done = send(feng, at(run, "judge"), hold=str(hold.pk), judgement="withhold", why="等户主来核对")
    assert done.status_code == 303
    told = text_of(feng.get(at(run)))
    assert "暂不发（冯涛）：等户主来核对" in told and "下一步：核对通过" in told
    assert send(feng, at(run, "pass"), expected=run.steps).status_code == 303
    assert (month.stands(run).lines_count, month.stands(run).total_fen) == (1, 734_00)


def test_the_file_is_taken_with_a_trace_and_the_control_sheet_ties_to_it(month: Month, desk: Desk) -> None:
    month.families(1)
    run, xu = month.exported(), desk.of("xu")
    first = send(xu, reverse("web:payment_file", args=[run.pk]), why="送银行")
    again = send(xu, reverse("web:payment_file", args=[run.pk]), why="银行说没有收到")
    assert first.content == again.content and run.number in first["Content-Disposition"]
    told = text_of(xu.get(at(run)))
    assert "银行说没有收到" in told
    sheet = text_of(xu.get(reverse("web:payment_control", args=[run.pk])))
    for words in (run.number, "1,184.00", bytes(run.file_sm3 or b"").hex(), "高远、许立"):
        assert words in sheet
    assert send(desk.of("feng"), reverse("web:payment_file", args=[run.pk])).status_code == 403


def test_a_return_that_does_not_fit_is_refused_whole_in_one_sentence(month: Month, desk: Desk) -> None:
    month.families(1)
    run, feng = month.exported(), desk.of("feng")
    none = send(feng, at(run, "return"), expected=run.steps)
    assert none.status_code == 422 and "请选择银行给的回盘文件" in text_of(none)
    bad = upload(feng, run, b"not a sheet")
    assert bad.status_code == 422 and "请" in text_of(bad)
    good = month.answer(run)
    assert upload(feng, run, good).status_code == 303
    twice = upload(feng, month.stands(run), good, "换个名字.xlsx")
    assert "这份回盘已于 2022-04-06 读过（回盘.xlsx），没有再处理" in text_of(twice)


def test_what_was_sent_back_is_corrected_by_two_and_paid_again(month: Month, desk: Desk) -> None:
    month.families(1)
    run, feng = month.exported(), desk.of("feng")
    payee = month.lines(run)[0].payee
    assert upload(feng, run, month.answer(run, {1: "账号不存在"})).status_code == 303
    failed = reverse("web:payment_failed")
    clerk = text_of(desk.of("zhang").get(failed))
    for words in ("账号不存在", payee.name, "等更正账户", "还有"):
        assert words in clerk
    assert reverse("web:person", args=[payee.pk]) in desk.of("zhang").get(failed).content.decode()
    assert "账号不存在" not in text_of(desk.of("guo").get(failed))
    assert "更正 1 笔退票的账户" in text_of(feng.get(at(run)))
    month.account(payee, "6200000000008888", since=date(2022, 4, 7))
    desk.on(date(2022, 4, 8))
    feng = desk.of("feng")
    assert "已更正，可补发" in text_of(feng.get(failed))
    done = send(feng, at(run, "repay"))
    with acting_as(month.purse.act("feng").scope):
        new = Run.objects.get(repays=run)
    assert done["Location"] == at(new)
    assert "补发的是" in text_of(feng.get(at(new)))
    assert new.number in text_of(feng.get(at(run)))
    early = send(feng, at(run, "close"), expected=month.stands(run).steps)
    assert early.status_code == 409 and "还没有送银行" in text_of(early)
    assert f"等退票补发 {new.number} 送银行" in text_of(feng.get(at(run)))
    april = date(2022, 4, 8)
    checked = pass_checks(run=new.pk, by=month.purse.act("feng", april))
    export(run=month.sign(checked, april).pk, by=month.purse.act("xu", april))
    assert send(feng, at(run, "close"), expected=month.stands(run).steps).status_code == 303


def test_the_township_sees_its_own_lines_and_every_amount_opens_its_reckoning(
    month: Month, desk: Desk
) -> None:
    awards = month.families(1)
    month.frozen()
    page = desk.of("fang").get(reverse("web:payment_lines"))
    assert "林秀兰" in text_of(page)
    assert reverse("web:award_month", args=[awards[0].pk, "2022-04"]) in page.content.decode()
    assert "尾号 0000" in text_of(page) and "6200000000000000" not in page.content.decode()
    assert "林秀兰" not in text_of(desk.of("guo").get(reverse("web:payment_lines")))
    assert "林秀兰" not in text_of(desk.of("fang").get(reverse("web:payment_lines"), {"month": "2022-05"}))
    sheet = send(desk.of("fang"), reverse("web:payment_lines"))
    assert sheet["Content-Type"].endswith("spreadsheetml.sheet")


def test_today_tells_each_what_waits_for_him(month: Month, desk: Desk) -> None:
    month.families()
    run = month.frozen()
    assert "发放批次，等核对" in text_of(desk.of("feng").get("/"))
    month_of = {"gao": "发放批次，等您审批签名", "xu": "发放批次，等您审批签名"}
    send(desk.of("feng"), at(run, "pass"), expected=run.steps)
    run = month.stands(run)
    for who, words in month_of.items():
        assert words in text_of(desk.of(who).get("/"))
        sign(desk.of(who), run, who)
        assert words not in text_of(desk.of(who).get("/"))
    assert "发放批次已审批，等送银行" in text_of(desk.of("xu").get("/"))


def test_a_run_asks_as_often_for_many_lines_as_for_few(month: Month, desk: Desk) -> None:
    counts = []
    for numbers in ((1,), (2, 3)):
        for number in numbers:  # without accounts, so that each line has its finding
            granted(month.purse, alone(number), *DAYS)
        run, browser = month.frozen(), desk.of("feng")
        roll = reverse("web:payment_roll", args=[run.pk])
        counts.append([_counted(browser, page) for page in (at(run), roll, reverse("web:payment_lines"))])
        assert len(month.lines(run)) == (3 if len(counts) == 2 else 1)
        void(run=run.pk, why="再编一次", by=month.purse.act("feng", ROLL_DAY))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST_QUERIES


def _counted(browser: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    return len(asked)


def _district(month: Month) -> int:
    return int(month.purse.town.area(DISTRICT).pk)


def _only_run(month: Month) -> Run:
    with acting_as(month.purse.act("feng").scope):
        return Run.objects.get(month=APRIL)
