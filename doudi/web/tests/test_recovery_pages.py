"""后补追缴的页面：S18 in the browser — found, reckoned, decided by another, given back in parts, the rest written off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.casework.awards.models import Award
from doudi.casework.changes.models import Change
from doudi.money.aid.tests.test_aid import LATER, burnt, home
from doudi.money.payments.models import Purpose, Run
from doudi.money.recovery.models import Claim, Reckoning, WriteOff
from doudi.money.recovery.tests.paid import Paid, chen_family, fan_family
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.records.documents.models import FiledPaper
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
FOUND, DECIDED = date(2022, 10, 21), date(2022, 10, 24)
MOST_QUERIES = 45


@pytest.fixture
def car(office: Purse) -> tuple[Award, Change]:
    """范明 had 300 yuan a month from August to October; the car of July 12 was found in October (S18)."""
    paid = Paid(office)
    award = paid.award(fan_family(), (7, 4), (7, 11), (7, 13))
    paid.pay(8, 9, 10)
    return award, paid.changed(award, "assets", date(2022, 7, 12), date(2022, 10, 11), date(2022, 10, 20))


def at(claim: Claim, *step: str) -> str:
    return reverse("web:claim_order" if step else "web:claim", args=[claim.pk, *step])


def one(office: Purse, model: Any) -> Any:
    with acting_as(office.act("gao").scope):
        return model.objects.latest("id")


def claimed(office: Purse, desk: Desk, car: tuple[Award, Change]) -> Claim:
    """The reckoning proposed and decided on the pages."""
    award, change = car
    desk.on(FOUND)
    page = reverse("web:reckon", args=[award.pk])
    made = send(desk.of("min"), page, change=str(change.pk), cause="facts", why="7月12日购车，10月比对发现")
    assert made.status_code == 303
    desk.on(DECIDED)
    order = reverse("web:reckoning_order", args=[one(office, Reckoning).pk, "confirm"])
    assert send(desk.of("gao"), order, opinion="应予追回", expected=1).status_code == 303
    claim: Claim = one(office, Claim)
    return claim


def test_s18_is_found_reckoned_month_by_month_and_decided_by_another(
    office: Purse, desk: Desk, car: tuple[Award, Change]
) -> None:
    award, change = car
    desk.on(FOUND)
    clerk = desk.of("min")
    found = clerk.get(reverse("web:suspects"))
    page = f"{reverse('web:reckon', args=[award.pk])}?change={change.pk}"
    assert page in found.content.decode() and "执行到 2022-11 才改" in text_of(found)
    told = clerk.get(page)
    assert "合计多发 900.00 元，少发 0.00 元" in text_of(told)
    for month in ("2022-08", "2022-09", "2022-10"):
        assert reverse("web:award_month", args=[award.pk, month]) in told.content.decode()
    blank = send(clerk, page, change=str(change.pk), cause="", why="购车")
    assert blank.status_code == 422 and "请选择原因" in text_of(blank)
    assert 'value="购车"' in blank.content.decode() and "合计多发 900.00 元" in text_of(blank)
    made = send(clerk, page, change=str(change.pk), cause="facts", why="7月12日购车")
    assert "待决定" in text_of(clerk.get(made["Location"]))
    twice = send(clerk, page, change=str(change.pk), cause="facts", why="再核一次")
    assert twice.status_code == 409 and "已有待决定的核算" in text_of(twice)
    held = one(office, Reckoning)
    assert "核算，等您决定" in text_of(desk.of("gao").get("/"))
    order = reverse("web:reckoning_order", args=[held.pk, "confirm"])
    assert send(clerk, order, opinion="同意", expected=1).status_code == 403
    done = send(desk.of("gao"), order, opinion="应予追回", expected=1)
    claim = one(office, Claim)
    assert done["Location"] == at(claim)
    shown = text_of(desk.of("gao").get(at(claim)))
    for words in ("范明 追缴", "未追回 900.00 元", "2022-08", "2022-10", "应追回：", "下一步：约定归还计划"):
        assert words in shown
    assert send(desk.of("zhang"), reverse("web:reckoning_order", args=[held.pk, "paper"])).status_code == 303
    assert one(office, FiledPaper).code == "D28"
    for who in ("guo", "wang"):
        assert desk.of(who).get(at(claim)).status_code == 404
        assert "范明" not in text_of(desk.of(who).get(reverse("web:claims")))


def test_a_claim_is_met_by_instalments_a_receipt_taken_back_and_a_write_off_by_two(
    office: Purse, desk: Desk, car: tuple[Award, Change]
) -> None:
    claim = claimed(office, desk, car)
    zhang = desk.of("zhang")
    wrong = send(zhang, at(claim, "plan"), first="2022-11-10", each="", agreed_by="范明本人")
    assert wrong.status_code == 422 and "没有写金额" in text_of(wrong)
    wrong = send(zhang, at(claim, "plan"), agreed_by="范明本人", parts="2022-11-10 400\n十二月 500")
    assert wrong.status_code == 422 and "第 2 行要写成" in text_of(wrong) and "十二月" in text_of(wrong)
    assert (
        send(zhang, at(claim, "plan"), first="2022-11-10", each="400", agreed_by="范明本人").status_code
        == 303
    )
    told = text_of(zhang.get(at(claim)))
    for words in (
        "2022-11-10 400.00",
        "2022-12-10 400.00",
        "2023-01-10 100.00",
        "下期 2022-11-10，400.00 元",
    ):
        assert words in told
    desk.on(date(2022, 12, 12))
    feng = desk.of("feng")
    receipt = {"amount": "450", "on": "2022-11-09", "voucher": "缴001"}
    assert send(feng, at(claim, "receive"), **receipt).status_code == 303
    assert send(feng, at(claim, "receive"), **receipt).status_code == 409
    assert "逾期未还 350.00 元" in text_of(feng.get(at(claim)))
    late = text_of(feng.get(reverse("web:claims"), {"owing": "late"}))
    assert "逾期 350.00 元" in late and "1－3 个月" in late
    with acting_as(office.act("feng").scope):
        first = claim.receipts.get()
    assert send(feng, at(claim, "take-back"), receipt=str(first.pk), why="录错户").status_code == 303
    assert "冲销：录错户" in text_of(feng.get(at(claim))) and "未追回 900.00 元" in text_of(
        feng.get(at(claim))
    )
    assert (
        send(feng, at(claim, "receive"), **{**receipt, "voucher": "缴002", "amount": "800"}).status_code
        == 303
    )
    asked = {"amount": "100", "why": "本人死亡，无遗产", "document": "死亡证明"}
    assert send(feng, at(claim, "write-off"), **asked).status_code == 303
    write_off = one(office, WriteOff)
    decision = {"write_off": str(write_off.pk), "granted": "yes", "opinion": "同意核销"}
    assert send(feng, at(claim, "decide"), **decision).status_code == 403
    assert "核销，等您决定" in text_of(desk.of("gao").get("/"))
    assert send(desk.of("gao"), at(claim, "decide"), **decision).status_code == 303
    told = text_of(desk.of("zhang").get(at(claim)))
    assert "已于 2022-12-12 结清" in told and "同意核销" in told and "约定归还计划" not in told


def test_what_was_paid_too_little_goes_on_a_roll_from_the_page(office: Purse, desk: Desk) -> None:
    paid = Paid(office)
    award = paid.award(chen_family(), (3, 7), (3, 22), (3, 25))
    paid.pay(7)
    desk.on(date(2022, 7, 20))
    page = reverse("web:reckon", args=[award.pk])
    assert "合计多发 0.00 元，少发 24.00 元" in text_of(desk.of("zhang").get(page))
    assert send(desk.of("zhang"), page, change="", cause="standard", why="7月提标").status_code == 303
    order = reverse("web:reckoning_order", args=[one(office, Reckoning).pk, "confirm"])
    done = send(desk.of("gao"), order, opinion="应予补发", expected=1)
    assert "少发的等上补发册" in text_of(desk.of("gao").get(done["Location"]))
    feng = desk.of("feng")
    assert "待补发，等编册" in text_of(feng.get("/"))
    assert "24.00" in text_of(feng.get(reverse("web:arrears")))
    (district,) = [key for key, _ in _choices(feng.get(reverse("web:arrears")))]
    roll = reverse("web:arrears_roll")
    assert send(feng, roll, district=district, format="").status_code == 422
    made = send(feng, roll, district=district, format="excel")
    run = one(office, Run)
    assert made["Location"] == reverse("web:payment_run", args=[run.pk])
    assert (run.purpose, run.total_fen) == (Purpose.ARREARS, 24_00)
    again = send(feng, roll, district=district, format="excel")
    assert again.status_code == 409 and "没有待补发的" in text_of(again)


def test_refused_help_becomes_a_claim_from_the_page_of_the_aid(office: Purse, desk: Desk) -> None:
    office.fund(20_000_00)
    aid = burnt(office, home(office))
    desk.on(LATER)
    step = lambda name: reverse("web:aid_order", args=[aid.pk, name])  # noqa: E731
    send(desk.of("zhang"), step("propose"), level="light", expected=aid.steps)
    assert (
        send(desk.of("zhen"), step("refuse"), why="查明是他人房屋", expected=aid.steps + 1).status_code == 303
    )
    zhang = desk.of("zhang")
    assert "还没有登记追缴" in text_of(zhang.get(reverse("web:suspects")))
    assert send(zhang, step("claim")).status_code == 303
    claim = one(office, Claim)
    assert at(claim) in zhang.get(reverse("web:aid_one", args=[aid.pk])).content.decode()
    told = zhang.get(at(claim))
    assert (
        "先行救助不予确认" in text_of(told) and reverse("web:aid_one", args=[aid.pk]) in told.content.decode()
    )


def test_the_pages_stay_within_their_measure(office: Purse, desk: Desk, car: tuple[Award, Change]) -> None:
    claim = claimed(office, desk, car)
    pages = {
        "min": (
            reverse("web:claims"),
            reverse("web:suspects"),
            reverse("web:reckonings"),
            reverse("web:arrears"),
        ),
        "gao": (at(claim), reverse("web:reckoning", args=[claim.reckoning_id])),
    }
    found = {page: _counted(desk.of(who), page) for who, asked in pages.items() for page in asked}
    assert {page: count for page, count in found.items() if count > MOST_QUERIES} == {}, found


def _choices(answer: Any) -> list[tuple[str, str]]:
    return list(answer.context["districts"])


def _counted(browser: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    return len(asked)
