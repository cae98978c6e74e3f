"""备用金与临时救助的页面：S13 in the browser — help before the festival, papers after it, money back into the fund."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.money.aid.models import Aid, AidStage
from doudi.money.aid.tests.test_aid import FIRE, LATER, burnt, home
from doudi.money.reserve.models import CashCount, Fund, Replenishment
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.records.documents.papers.tests.pdf_text import words as printed
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
AFTER_DUE = date(2022, 2, 15)
MOST_QUERIES = 45


@pytest.fixture
def fund(office: Purse, desk: Desk) -> Fund:
    desk.on(FIRE)
    return office.fund(20_000_00)


def at(fund: Fund, *step: str) -> str:
    return reverse("web:reserve_order" if step else "web:reserve", args=[fund.pk, *step])


def aid_at(aid: Aid, *step: str) -> str:
    return reverse("web:aid_order" if step else "web:aid_one", args=[aid.pk, *step])


def stands(office: Purse, aid: Aid) -> Aid:
    with acting_as(office.act("feng").scope):
        return Aid.objects.select_related("draw").get(pk=aid.pk)


def test_the_cashier_pays_first_from_the_page_of_the_household(office: Purse, desk: Desk, fund: Fund) -> None:
    household = home(office)
    fang = desk.of("fang")
    page = fang.get(reverse("web:household", args=[household.pk]))
    form = reverse("web:aid_new", args=[household.pk])
    assert form in page.content.decode()
    told = text_of(fang.get(form))
    assert "备用金余额 20,000.00 元" in told and "登记申请" not in told
    fields: dict[str, Any] = {
        "form": "pay", "applicant": str(household.head_id), "cause": "火灾", "told": "住房烧毁",
        "people": str(household.head_id), "amount": "1800", "way": "cash", "witness1": "东岗村会计",
        "receipt": "on",
    }  # fmt: skip
    refused = send(fang, form, **fields)
    assert refused.status_code == 422 and "现金支付要有两名见证人" in text_of(refused)
    assert 'value="东岗村会计"' in refused.content.decode() and "住房烧毁" in refused.content.decode()
    done = send(fang, form, **fields, witness2="张敏")
    assert done.status_code == 303
    told = text_of(fang.get(done["Location"]))
    for words in (
        "已先行救助，待补手续",
        "2022-02-14 前补办手续",
        "1,800.00",
        "东岗村会计、张敏",
        "下一步：提出救助意见",
    ):
        assert words in told
    assert "18,200.00" in text_of(fang.get(at(fund)))
    assert desk.of("guo").get(done["Location"]).status_code == 404


def test_the_paperwork_goes_from_the_clerk_to_the_district_and_each_amount_opens_its_entry(
    office: Purse, desk: Desk, fund: Fund
) -> None:
    aid = burnt(office, home(office))
    desk.on(LATER)
    zhang = desk.of("zhang")
    refused = send(zhang, aid_at(aid, "propose"), level="", expected=aid.steps)
    assert refused.status_code == 422 and "请选择困难程度" in text_of(refused)
    assert send(zhang, aid_at(aid, "propose"), level="medium", expected=aid.steps).status_code == 303
    aid = stands(office, aid)
    gao = desk.of("gao")
    assert "拟救助 3,840.00 元" in text_of(gao.get(aid_at(aid)))
    assert "临时救助，等您决定" in text_of(gao.get("/"))
    assert send(gao, aid_at(aid, "grant"), expected=aid.steps).status_code == 303
    aid = stands(office, aid)
    page = zhang.get(aid_at(aid))
    assert "补足 2,040.00 元" in text_of(page) and "2022-05-10 回访" in text_of(page)
    assert aid.draw is not None
    for entry in (aid.draw.entry_id, aid.draw.settled_by_id, aid.supplement_entry_id):
        address = reverse("web:entry", args=[entry])
        assert address in page.content.decode()
        assert "借方" in text_of(zhang.get(address))
    assert "区级账上" in text_of(zhang.get(reverse("web:entry", args=[aid.supplement_entry_id])))
    desk.on(date(2022, 5, 11))
    zhang = desk.of("zhang")
    assert "临时救助，该回访了" in text_of(zhang.get("/"))
    assert send(zhang, aid_at(aid, "follow"), still="yes", expected=aid.steps).status_code == 303
    told = zhang.get(aid_at(aid)).content.decode()
    assert f"{reverse('web:intake_form')}?household={aid.household_id}" in told


def test_the_papers_tell_what_was_paid_and_decided(office: Purse, desk: Desk, fund: Fund) -> None:
    aid = burnt(office, home(office))
    desk.on(LATER)
    send(desk.of("zhang"), aid_at(aid, "propose"), level="medium", expected=aid.steps)
    told = {}
    for code in ("D17-1", "D17-2"):
        answer = desk.of("fang").get(reverse("web:aid_paper", args=[aid.pk, code]))
        assert answer["Content-Type"] == "application/pdf"
        told[code] = printed(answer.content)
    for expected in ("杜文广", "火灾", "3840.00", "张敏"):
        assert expected in told["D17-1"]
    for expected in ("1800.00", "壹仟捌佰元整", "东岗村会计、张敏", "何芳", "2022年2月14日"):
        assert expected in told["D17-2"]
    assert desk.of("feng").get(reverse("web:aid_paper", args=[aid.pk, "D17-1"])).status_code == 403
    assert desk.of("zhang").get(reverse("web:aid_paper", args=[aid.pk, "D18"])).status_code == 404
    book = desk.of("feng").get(reverse("web:reserve_book", args=[fund.pk]), {"month": "2022-01"})
    for expected in ("20000.00", "18200.00", "先行救助：火灾", "2022年1月"):
        assert expected in printed(book.content)


def test_refused_help_is_told_to_become_a_claim(office: Purse, desk: Desk, fund: Fund) -> None:
    aid = burnt(office, home(office))
    desk.on(LATER)
    send(desk.of("zhang"), aid_at(aid, "propose"), level="light", expected=aid.steps)
    aid, zhen = stands(office, aid), desk.of("zhen")
    assert "应追回" in text_of(zhen.get(aid_at(aid)))
    blank = send(zhen, aid_at(aid, "refuse"), why="", expected=aid.steps)
    assert blank.status_code == 422 and "请写明不予确认的事实和理由" in text_of(blank)
    assert send(zhen, aid_at(aid, "refuse"), why="查明是他人房屋", expected=aid.steps).status_code == 303
    assert stands(office, aid).stage == AidStage.REFUSED
    assert "先行支付的转追回" in text_of(zhen.get(aid_at(aid)))


def test_a_fund_is_asked_for_released_by_another_and_counted(office: Purse, desk: Desk, fund: Fund) -> None:
    desk.on(date(2022, 2, 1))
    fang = desk.of("fang")
    wrong = send(fang, at(fund, "ask"), amount="很多", why="")
    assert wrong.status_code == 422 and "请写明事由" in text_of(wrong) and "很多" in wrong.content.decode()
    assert send(fang, at(fund, "ask"), amount="5000", why="春节前").status_code == 303
    told = text_of(fang.get(at(fund)))
    assert "等区财政答复" in told
    with acting_as(office.act("feng").scope):
        request = Replenishment.objects.get(answered_on__isnull=True)
    xu = desk.of("xu")
    assert "备用金补充申请，等您答复" in text_of(xu.get("/"))
    assert send(xu, at(fund, "release"), request=str(request.pk)).status_code == 303
    assert "25,000.00" in text_of(fang.get(at(fund)))
    fields = {"month": "2022-01", "counted": "19999", "witness": "纪检委员"}
    short = send(fang, at(fund, "count"), **fields)
    assert short.status_code == 422 and "请写明差额原因" in text_of(short)
    assert send(fang, at(fund, "count"), **fields, explanation="一元找零未记").status_code == 303
    with acting_as(office.act("feng").scope):
        assert CashCount.objects.get().ledger_fen == 20_000_00
    assert "一元找零未记" in text_of(fang.get(at(fund)))
    assert desk.of("guo").get(at(fund)).status_code == 404


def test_overdue_papers_block_the_fund_with_the_reason(office: Purse, desk: Desk, fund: Fund) -> None:
    burnt(office, home(office))
    desk.on(AFTER_DUE)
    fang = desk.of("fang")
    told = text_of(fang.get(at(fund)))
    assert "1 笔先行救助手续逾期，补齐前不能补充" in told and "报区里" not in told
    refused = send(fang, at(fund, "ask"), amount="5000", why="补充")
    assert refused.status_code != 303 and "手续逾期未补（杜文广" in text_of(refused)
    assert "手续逾期，不能补充" in text_of(desk.of("feng").get(reverse("web:reserves")))


def test_finance_opens_a_fund_once(office: Purse, desk: Desk) -> None:
    feng, new = desk.of("feng"), reverse("web:reserve_new")
    assert "还没有设立备用金" in text_of(feng.get(reverse("web:reserves")))
    township = str(office.town.area("990204101000").pk)
    blank = send(feng, new, township=township, document="")
    assert blank.status_code == 422 and "文号" in text_of(blank)
    assert send(feng, new, township=township, document="清民发〔2022〕1号").status_code == 303
    assert desk.of("fang").get(reverse("web:reserves")).status_code == 303
    assert send(desk.of("fang"), new, township=township, document="x").status_code == 403


def test_the_pages_stay_within_their_measure(office: Purse, desk: Desk, fund: Fund) -> None:
    aid = burnt(office, home(office))
    fang = desk.of("fang")
    pages = (at(fund), aid_at(aid), reverse("web:aids"), reverse("web:aid_new", args=[aid.household_id]))
    found = {page: _counted(fang, page) for page in pages}
    assert {page: count for page, count in found.items() if count > MOST_QUERIES} == {}


def _counted(browser: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    return len(asked)
