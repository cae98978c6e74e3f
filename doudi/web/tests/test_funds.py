"""资金总览：every figure is the sum of the postings that it opens, and a township sees its own part."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from doudi.config.tests.town import DISTRICT, NEW_YEAR, SONGLING
from doudi.money.payments.arrivals import arrivals
from doudi.money.payments.checking import pass_checks
from doudi.money.payments.closing import repay
from doudi.money.payments.exporting import export
from doudi.money.payments.models import LineState
from doudi.money.payments.returns import read_return
from doudi.money.payments.tests.month import ROLL_DAY, Month
from doudi.money.reserve.actions import ask, open_fund, release
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 45
FIGURE = re.compile(r'<a href="(/funds/postings/\?[^"]+)">(-?[\d,]+\.\d\d)</a>')


@pytest.fixture
def month(office: Purse, desk: Desk) -> Month:
    desk.on(ROLL_DAY)
    made = Month(office)
    made.families(1)
    run = made.exported()
    read_return(
        run=run.pk, content=made.answer(run, {1: "账号不存在"}), name="x", by=office.act("feng", ROLL_DAY)
    )
    return made


def fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def summed(browser: Client, address: str) -> int:
    """Debits less credits of the rows that an address exports."""
    answer = send(browser, address)
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    (head,) = [row for row in sheet if "借方（元）" in row]
    debit, credit = head.index("借方（元）"), head.index("贷方（元）")
    rows = sheet[sheet.index(head) + 1 :]
    return sum(_fen(row[debit]) - _fen(row[credit]) for row in rows)


def _fen(cell: Any) -> int:
    return int(Decimal(str(cell or 0)) * 100)


def test_every_figure_is_the_sum_of_what_it_opens(month: Month, desk: Desk) -> None:
    feng = desk.of("feng")
    page = feng.get(reverse("web:funds"))
    told = text_of(page)
    for words in (
        "中央拨入",
        "区级救助资金",
        "救助支出",
        "退票，没有补发",
        "松岭镇",
        "2022-04",
        "2022 年支出",
    ):
        assert words in told
    found = FIGURE.findall(page.content.decode())
    assert len(found) >= 6
    for address, amount in found:
        assert abs(summed(feng, unescape(address))) == fen(amount), address
    assert "1,184.00" in told


def test_a_township_sees_its_own_part(month: Month, desk: Desk) -> None:
    told = text_of(desk.of("fang").get(reverse("web:funds")))
    assert "1,184.00" in told and "中央拨入" not in told
    assert "1,184.00" not in text_of(desk.of("guo").get(reverse("web:funds")))


def test_finance_puts_down_an_appropriation_with_its_document(office: Purse, desk: Desk) -> None:
    desk.on(date(2022, 1, 4))
    feng, new = desk.of("feng"), reverse("web:fund_appropriate")
    fields = {"district": str(office.town.area(DISTRICT).pk), "source": "中央", "amount": "3,000,000"}
    refused = send(feng, new, **fields, document="")
    assert refused.status_code == 422 and "请写明拨款文号" in text_of(refused)
    done = send(feng, new, **fields, document="财社〔2022〕1号")
    assert done.status_code == 303
    told = text_of(feng.get(done["Location"]))
    for words in ("中央拨款（财社〔2022〕1号）", "3,000,000.00", "区级救助资金", "预算来源 中央"):
        assert words in told
    assert send(desk.of("fang"), new, **fields, document="x").status_code == 403


def test_an_account_tells_what_moved_it(month: Month, desk: Desk) -> None:
    feng = desk.of("feng")
    page = feng.get(reverse("web:fund_postings"), {"kind": "transit"}).content.decode()
    address = re.search(r'href="(/funds/accounts/[^"]+)"', page)
    assert address is not None
    told = text_of(feng.get(address[1]))
    assert "余额 0.00 元" in told and "送银行" in told and "回盘" in told
    wrong = feng.get(reverse("web:fund_postings"), {"year": "去年"})
    assert wrong.status_code == 422 and "年份要写成" in text_of(wrong)


def test_the_page_stays_within_its_measure(month: Month, desk: Desk) -> None:
    for page in (reverse("web:funds"), reverse("web:fund_postings")):
        browser = desk.of("feng")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
        assert len(asked) <= MOST_QUERIES, page


def test_what_is_on_its_way_tells_its_days_in_words_and_what_has_arrived_how_long_it_took(
    office: Purse, desk: Desk
) -> None:
    desk.on(ROLL_DAY)
    made, feng = Month(office), desk.of("feng")
    made.families(1)
    run, sent = made.exported(), office.act("feng", ROLL_DAY)
    request = ask(fund=open_fund(township=office.town.area(SONGLING), document="清民发〔2022〕1号", by=sent),
                  amount_fen=500_00, why="补足", by=office.act("fang", ROLL_DAY))  # fmt: skip
    days = [ROLL_DAY + timedelta(days=number) for number in (3, 5, 40)]
    desk.on(days[0])
    assert rows(feng) == {
        "arrivals": ["银行未答复 已 3 天 1,184.00"],
        "asked": ["等区级拨付 已 3 天 500.00"],
        "lying": [f"尚未拨出 已 {(days[0] - NEW_YEAR).days} 天 1,998,816.00"],
    }
    read_return(
        run=run.pk, content=made.answer(run, {1: "账号不存在"}), name="x", by=office.act("feng", days[1])
    )
    release(request=request, by=office.act("xu", days[1]))
    desk.on(days[2])
    told, late = rows(feng), "最迟 2022-04-18，已逾期 19 个工作日"
    assert told["arrivals"] == [f"有退票未补 {late} 已 40 天 450.00"]
    assert told["asked"] == ["已拨到 用时 5 天 500.00"]
    assert told["lying"][0].endswith(
        " 1,998,316.00"
    )  # what came back lies there too, but is no appropriation
    back, today = made.lines(run, LineState.FAILED)[0], office.act("feng", days[2])
    made.account(back.payee, "6200000000000088", since=days[2])
    again = pass_checks(run=repay(run=run.pk, by=today).pk, by=today)
    assert rows(feng)["arrivals"] == told["arrivals"], "a second batch that waits has paid nobody"
    again = export(run=made.sign(again, days[2]).pk, by=office.act("xu", days[2]))
    first = "已到账，退票另批补发或不再补发 用时 5 天 734.00"
    assert rows(feng)["arrivals"] == [f"银行未答复 {late} 已 0 天 450.00", first]
    read_return(run=again.pk, content=made.answer(again), name="y", by=today)
    assert rows(feng)["arrivals"] == ["全部到账 当天 450.00", first]
    with acting_as(sent.scope):
        assert arrivals(2023, sent) == []
    assert "arrivals" not in rows(desk.of("fang")) and rows(desk.of("fang"))["asked"] == told["asked"]


def rows(browser: Client) -> dict[str, list[str]]:
    """Table of the page → state, days and amount of each row."""
    page, found = browser.get(reverse("web:funds")).content.decode(), {}
    for section in re.findall(r"<section.*?</section>", page, re.S):
        name = re.search(r'aria-labelledby="(\w+)-title"', section)
        if name is not None and name[1] in ("arrivals", "asked", "lying"):
            cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in section.split("<tr>")[2:]]
            found[name[1]] = [" ".join(re.sub("<[^>]+>", "", cell) for cell in row[1:]) for row in cells]
    return found
