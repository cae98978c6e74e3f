"""A month's money: finance judges and passes the roll, two people sign, the bank answers, the run is closed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from doudi.web.tests.browser import axe, overflow
from tests.journeys.conftest import READY_SECONDS

pytestmark = pytest.mark.browser

PASSWORD, WORKING = "doudi-yanshi-zhanghao", "2022-12"
NEXT_CODE_SECONDS = 65  # a code lasts thirty seconds; the page tells it as soon as it changes
ENCODING = "gb18030"
PAGES = (
    "/payments/",
    "/payments/lines/",
    "/payments/failed/",
    "/reserve/",
    "/aid/",
    "/funds/",
    "/funds/postings/",
)
USED: dict[str, str] = {}  # who → the code used last


class Desks:
    """Officers at desks of their own, each in a window signed in with both factors."""

    def __init__(self, chromium: Browser, demo: str) -> None:
        self.chromium, self.demo = chromium, demo
        self.reader = chromium.new_context(base_url=demo, locale="zh-CN").new_page()

    def code(self, who: str) -> str:
        """The code of the moment, as the first page of a demonstration tells it."""
        self.reader.goto("/login/")
        rows = self.reader.get_by_role("row")
        row = rows.filter(has=self.reader.get_by_role("rowheader", name=who, exact=True))
        return row.get_by_role("cell").last.inner_text()

    def next_code(self, who: str) -> str:
        """A code that was not used yet: each works once."""
        until = time.monotonic() + NEXT_CODE_SECONDS
        while (code := self.code(who)) == USED.get(who) and time.monotonic() < until:
            time.sleep(1)
        USED[who] = code
        return code

    def of(self, who: str) -> Page:
        window = self.chromium.new_context(
            base_url=self.demo, locale="zh-CN", viewport={"width": 1280, "height": 900}
        )
        page = window.new_page()
        page.goto("/login/?next=/payments/")
        page.get_by_role("textbox", name="账号").fill(who)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_label("动态口令").fill(self.next_code(who))
        page.get_by_label("动态口令").press("Enter")
        page.wait_for_url("**/payments/")
        return page


@pytest.fixture(scope="module")
def finance_desk(chromium: Browser, demo: str) -> Iterator[Page]:
    page = Desks(chromium, demo).of("caizhengs")
    yield page
    page.context.close()


def clean(page: Page) -> None:
    """Nothing for axe to find, and nothing to scroll sideways, at a desk and on a phone."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == [] and overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 900})


def opened(page: Page) -> Page:
    """The run of the month whose roll waits to be looked over."""
    until = time.monotonic() + READY_SECONDS
    page.goto(f"/payments/?month={WORKING}")
    run = page.get_by_role("rowheader").get_by_role("link")
    while not run.count() and time.monotonic() < until:  # the money is loaded behind the first page
        time.sleep(1)
        page.reload()
    run.first.click()
    return page


def answered(sent: Path) -> bytes:
    """What the bank sends back to a file of ours: every line paid."""
    head, *lines = sent.read_bytes().decode(ENCODING).split("\r\n")
    rows = [line.split("|") for line in lines if line]
    return "\r\n".join([head, *(f"D|{row[1]}|{row[4]}|00|" for row in rows)]).encode(ENCODING)


def test_a_month_is_paid_under_two_signatures_and_closed(
    chromium: Browser, demo: str, tmp_path: Path
) -> None:
    desks = Desks(chromium, demo)
    finance, bureau, releaser = desks.of("caizhengs"), desks.of("qu2s"), desks.of("caizheng2s")
    clean(opened(finance))
    while (waiting := finance.get_by_role("form", name="处理疑点")).count():
        form = waiting.first
        form.get_by_label("处理").select_option(label="照发")
        form.get_by_label("理由").fill("已到户核实，是本人委托")
        form.get_by_role("button", name="记录").click()
        expect(finance.get_by_role("status").first).to_contain_text("疑点已处理")
    finance.get_by_role("button", name="核对通过").click()
    expect(finance.locator(".headline")).to_contain_text("已核对")
    assert finance.get_by_role("button", name="同意发放，签名").count() == 0

    for page, who in ((bureau, "qu2s"), (releaser, "caizheng2s")):
        clean(opened(page))
        page.get_by_label("动态口令").fill(desks.next_code(who))
        page.get_by_role("button", name="同意发放，签名").click()
        expect(page.get_by_role("status").first).to_contain_text("已签名")
    releaser.get_by_role("button", name="出代发文件").click()
    expect(releaser.locator(".headline")).to_contain_text("已送银行")
    with releaser.expect_download() as taken:
        releaser.get_by_role("button", name="取代发文件").click()
    taken.value.save_as(tmp_path / "sent.csv")
    releaser.get_by_role("link", name="打印控制单").click()
    expect(releaser.get_by_role("heading", name="代发控制单")).to_be_visible()
    clean(releaser)

    (tmp_path / "answer.csv").write_bytes(answered(tmp_path / "sent.csv"))
    opened(finance).get_by_label("银行的回盘文件").set_input_files(tmp_path / "answer.csv")
    finance.get_by_role("button", name="读入回盘").click()
    expect(finance.locator(".headline")).to_contain_text("下一步：结清")
    finance.get_by_role("button", name="结清").click()
    expect(finance.locator(".headline")).to_contain_text("已结清")
    clean(finance)
    for page in (finance, bureau, releaser, desks.reader):
        page.context.close()


@pytest.mark.parametrize("address", PAGES)
def test_the_pages_of_money_are_accessible_and_fit_a_desk_and_a_phone(
    finance_desk: Page, address: str
) -> None:
    finance_desk.goto(address)
    clean(finance_desk)
