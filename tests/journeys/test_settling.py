"""Money that comes back and money that prices bring: a car found late is claimed in parts; an index becomes a file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import READY_SECONDS
from tests.journeys.test_payment import Desks, clean

pytestmark = pytest.mark.browser
PAGES = (
    "/recovery/",
    "/recovery/suspects/",
    "/recovery/reckonings/",
    "/recovery/arrears/",
    "/price-subsidy/",
    "/institutions/",
    "/institutions/tekun/",
    "/payments/stops/",
)


def loaded(page: Page, address: str, name: str) -> None:
    """The page, once what it links to is there: the money is loaded behind the first page."""
    until = time.monotonic() + READY_SECONDS
    page.goto(address)
    while not page.get_by_role("link", name=name).count() and time.monotonic() < until:
        time.sleep(1)
        page.reload()


def said(page: Page, told: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(told)


def test_a_car_found_late_is_reckoned_decided_and_given_back_in_parts(chromium: Browser, demo: str) -> None:
    desks = Desks(chromium, demo)
    clerk, bureau, finance = desks.of("qus"), desks.of("qu2s"), desks.of("caizhengs")
    loaded(clerk, "/recovery/suspects/", "逐月核算")
    clean(clerk)
    clerk.locator(
        "a[href*='?change=']"
    ).first.click()  # the award may be suspected for what was paid meanwhile, too
    clean(clerk)
    clerk.get_by_label("事实和依据").fill("7月购车，10月比对发现")
    clerk.get_by_role("button", name="提出，等区里决定").click()
    said(clerk, "核算已提出")
    bureau.goto(clerk.url)
    bureau.get_by_label("决定意见").fill("应予追回")
    bureau.get_by_role("button", name="同意，登记追缴").click()
    said(bureau, "已决定")
    clean(bureau)
    clerk.goto(bureau.url)
    clerk.get_by_label("首期归还日期").fill("2099-01-10")
    clerk.get_by_label("每月归还").fill("100")
    clerk.get_by_label("同意人").fill("本人")
    clerk.get_by_role("button", name="登记计划").click()
    said(clerk, "归还计划已登记")
    clean(clerk)
    finance.goto(clerk.url)
    left = finance.locator(".stage").inner_text().removeprefix("未追回").removesuffix("元").strip()
    for number, amount in enumerate(("50", f"{float(left.replace(',', '')) - 50:.2f}"), start=1):
        finance.get_by_role("textbox", name="收回", exact=True).fill(amount)
        finance.get_by_label("缴款书、收据号").fill(f"缴{number}")
        finance.get_by_role("button", name="登记收回").click()
        said(finance, "收回的款已记账")
    expect(finance.locator(".headline")).to_contain_text("结清")
    for page in (clerk, bureau, finance, desks.reader):
        page.context.close()


def test_an_index_becomes_a_roll_signed_by_two_and_a_file(
    chromium: Browser, demo: str, tmp_path: Path
) -> None:
    desks = Desks(chromium, demo)
    clerk, bureau = desks.of("qus"), desks.of("qu2s")
    loaded(clerk, "/price-subsidy/?year=2022", "2022-09")
    clerk.get_by_text("登记一个月的价格指数").click()
    for label, typed in (("指数月份", "2022-10"), ("居民消费价格同比", "3.1"), ("食品价格同比", "5.0"),
                         ("发布日期", "2022-11-09"), ("来源", "国家统计局示例调查队")):  # fmt: skip
        clerk.get_by_label(label).fill(typed)
    clerk.get_by_role("button", name="登记，等复核").click()
    said(clerk, "指数已登记")
    clean(clerk)
    bureau.goto(clerk.url)
    bureau.get_by_role("button", name="与公报一致，复核").click()
    expect(bureau.locator(".headline")).to_contain_text("启动补贴")
    finance, releaser = desks.of("caizhengs"), desks.of("caizheng2s")
    finance.goto(bureau.url)
    finance.get_by_label("代发格式").select_option(label="定长表头 CSV")
    finance.get_by_role("button", name="编制补贴册").click()
    said(finance, "补贴册已编制")
    while (waiting := finance.get_by_role("form", name="处理疑点")).count():
        form = waiting.first
        pays = form.get_by_label("处理").locator("option", has_text="照发").count()
        form.get_by_label("处理").select_option(label="照发" if pays else "暂不发")
        form.get_by_label("理由").fill("已核实")
        form.get_by_role("button", name="记录").click()
        said(finance, "疑点已处理")
    finance.get_by_role("button", name="核对通过").click()
    expect(finance.locator(".headline")).to_contain_text("已核对")
    for page, who in ((bureau, "qu2s"), (releaser, "caizheng2s")):
        page.goto(finance.url)
        page.get_by_label("动态口令").fill(desks.next_code(who))
        page.get_by_role("button", name="同意发放，签名").click()
        said(page, "已签名")
    releaser.get_by_role("button", name="出代发文件").click()
    with releaser.expect_download() as taken:
        releaser.get_by_role("button", name="取代发文件").click()
    taken.value.save_as(tmp_path / "sent.csv")
    assert "价格临时补贴" in (tmp_path / "sent.csv").read_bytes().decode("gb18030")
    for page in (clerk, bureau, finance, releaser, desks.reader):
        page.context.close()


def test_the_pages_of_settling_are_accessible_and_fit_a_desk_and_a_phone(
    chromium: Browser, demo: str
) -> None:
    desks = Desks(chromium, demo)
    page = desks.of("caizhengs")
    for address in PAGES:
        page.goto(address)
        clean(page)
    for each in (page, desks.reader):
        each.context.close()
