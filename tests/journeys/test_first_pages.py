"""At the counter: an officer reckons a household in the browser, by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from doudi.web.tests.browser import axe, overflow
from tests.architecture.sources import TOP

pytestmark = pytest.mark.browser

PAGES = (
    "/trial/",
    "/trial/?example=s02.1",
    "/trial/?example=s07.1",
    "/standards/?place=211204&on=2026-11-23&since=2026-06-30",
    "/standards/dibao_standard/?place=211204",
    "/calendar/?year=2027&from=2026-12-06&count=20&kind=working",
    "/manual/?q=赡养",
    "/manual/?q=没有这样的词",
    "/help/",
    "/login/",
)


def press_alt(page: Page, letter: str) -> None:
    """Alt with a letter, as the keyboard sends it; Playwright's own press leaves the letter out beside Alt."""
    session = page.context.new_cdp_session(page)
    key = {
        "modifiers": 1,
        "key": letter,
        "code": f"Key{letter.upper()}",
        "windowsVirtualKeyCode": ord(letter.upper()),
    }
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    session.send("Input.dispatchKeyEvent", {"type": "char", "text": letter, "unmodifiedText": letter, **key})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    session.detach()


def fill(page: Page, *fields: str) -> None:
    """Type one field after another, Tab between them; ↓ goes down a list, an empty text leaves a field alone."""
    for typed in fields:
        if typed.startswith("↓"):
            for _ in typed:
                page.keyboard.press("ArrowDown")
        elif typed:
            page.keyboard.press("Control+a")
            page.keyboard.type(typed)
        page.keyboard.press("Tab")


def verdict(page: Page) -> str:
    return page.locator(".verdict").inner_text()


def test_a_changed_supporter_changes_the_answer_and_the_page_says_why(page: Page) -> None:
    page.goto("/trial/")
    page.get_by_label("载入范例").select_option(label="S02 赡养费减半后由低保边缘变为低保")
    page.get_by_role("button", name="载入").first.click()
    assert "最低生活保障（低保）" in verdict(page) and "80.00" in verdict(page)
    expect(page.get_by_role("heading", name="最低生活保障（低保）")).to_be_focused()

    income = page.get_by_role("textbox", name="家庭月收入")
    assert income.input_value() == "3700"
    income.fill("4100")
    income.press("Enter")
    assert "低保边缘家庭" in verdict(page)
    compared = page.get_by_role("region", name="与上次相比")
    expect(compared).to_contain_text("由“最低生活保障（低保），每月 80.00 元”变为“低保边缘家庭”")
    row = compared.get_by_role("row").filter(has_text="赡养人家庭收入超出部分").first
    expect(row).to_contain_text("1000.00元")
    expect(row).to_contain_text("赡养人家庭月收入4100.00元")
    assert axe(page) == []


def test_a_household_is_typed_and_reckoned_without_leaving_the_keyboard(page: Page) -> None:
    page.goto("/standards/")
    press_alt(page, "s")
    page.wait_for_url("**/trial/")
    page.get_by_label("地方").focus()
    fill(page, "↓", "20220428", "")
    while not page.get_by_label("姓名或短名").evaluate("each => each === document.activeElement"):
        page.keyboard.press("Tab")
    traits, pension, care = ("", "", "", ""), ("↓↓↓↓↓", "120", "", "", "", ""), ("",)
    fill(page, "孙桂芝", "", "19450920", "↓", "", "", *traits, *pension, "0", "0", "0", *care)
    press_alt(page, "y")
    expect(page.get_by_label("姓名或短名").nth(1)).to_be_focused()
    fill(page, "孙志强", "↓↓↓", "3", "3700", "1")
    page.get_by_label("金融资产").focus()
    fill(page, "0", "1", "0", "0")
    press_alt(page, "j")
    page.locator(".verdict").wait_for()
    assert "80.00" in verdict(page)


def test_wrong_fields_keep_what_was_typed_and_take_the_cursor(page: Page) -> None:
    page.goto("/trial/?example=s02.1")
    page.get_by_label("出生日期").fill("四五年九月")
    page.get_by_label("住房").fill("一套")
    page.get_by_label("住房").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("有 2 处要改")
    birth = page.get_by_label("出生日期")
    expect(birth).to_have_value("四五年九月")
    expect(birth).to_have_attribute("aria-invalid", "true")
    assert "日期要写成" in page.locator("#f-members-0-birth-told").inner_text()
    page.get_by_role("alert").get_by_role("link").last.click()
    assert page.evaluate("location.hash") in ("#f-homes", "#f-members-0-birth")
    assert axe(page) == []


def test_everything_works_without_javascript(chromium: Browser, demo: str) -> None:
    context = chromium.new_context(base_url=demo, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/trial/?example=s02.1")
    page.get_by_role("button", name="加一名成员").click()
    assert page.get_by_label("姓名或短名").nth(1).input_value() == "甲"
    page.get_by_role("button", name="去掉成员 甲").click()
    page.get_by_role("button", name="计算").last.click()
    assert "80.00" in verdict(page)
    assert page.get_by_role("button", name="打印").count() == 0
    page.goto("/manual/")
    page.get_by_label("查找").fill("减半")
    page.get_by_role("button", name="查找").click()
    assert page.locator("#halved").count() == 1
    context.close()


def test_the_manual_narrows_while_a_word_is_typed(page: Page) -> None:
    page.goto("/manual/")
    before = page.locator("dt").count()
    page.get_by_label("查找").press_sequentially("减半系数")
    expect(page.locator("#found")).to_contain_text("减半后的赡养费")
    expect(page.locator("dt")).not_to_have_count(before)
    expect(page.get_by_label("查找")).to_be_focused()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_and_fits_a_desk_and_a_phone(page: Page, address: str) -> None:
    page.goto(address)
    assert axe(page) == []
    assert overflow(page) == 0
    page.set_viewport_size({"width": 390, "height": 800})
    assert overflow(page) == 0
    assert axe(page) == []


def test_on_paper_stands_the_explanation_alone(page: Page) -> None:
    page.goto("/trial/?example=s02.1")
    page.emulate_media(media="print")
    expect(page.get_by_text("社会救助认定说明（试算）")).to_be_visible()
    expect(page.locator(".verdict")).to_be_visible()
    for hidden in (".side", "#household", ".loads"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_a_file_is_taken_away_and_brought_to_another_window(window: BrowserContext) -> None:
    page = window.new_page()
    page.goto("/trial/?example=s03.1")
    shown = verdict(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="存成问题文件").click()
    other = window.new_page()
    other.goto("/trial/")
    other.get_by_text("载入问题文件").click()
    other.get_by_label("选择文件").set_input_files(download.value.path())
    other.get_by_role("button", name="载入").last.click()
    assert verdict(other) == shown


def test_an_officer_signs_in_with_both_factors_and_out_again(page: Page) -> None:
    page.goto("/login/")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="zhangxiang", exact=True))
    page.get_by_role("textbox", name="账号").fill("zhangxiang")
    page.get_by_label("密码").fill("doudi-yanshi-zhanghao")
    page.get_by_label("动态口令").fill("000000")
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#f-code-told")).to_contain_text("动态口令不对")
    expect(page.get_by_role("textbox", name="账号")).to_have_value("zhangxiang")

    page.wait_for_timeout(1500)  # a wrong code makes the next try wait one second
    page.goto("/login/?next=/calendar/")
    page.get_by_role("textbox", name="账号").fill("zhangxiang")
    page.get_by_label("密码").fill("doudi-yanshi-zhanghao")
    who = row.get_by_role("cell").first.inner_text()
    page.get_by_label("动态口令").fill(row.get_by_role("cell").last.inner_text())
    page.get_by_label("动态口令").press("Enter")
    page.wait_for_url("**/calendar/")
    expect(page.locator(".side")).to_contain_text(who)
    assert axe(page) == []
    # The typesetter must not be taken over from a process in which it ran before.
    form = page.request.get("/papers/blank/D01/", timeout=60_000)
    assert (form.status, form.body()[:5]) == (200, b"%PDF-")

    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    assert who not in page.locator(".side").inner_text()


def test_a_second_demonstration_on_the_same_port_is_refused_with_a_sentence(
    demo: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "doudi.cli", "demo", "--port", demo.rsplit(":", 1)[1]]
    environment = {**os.environ, "DOUDI_MODE": "demonstration", "DOUDI_DATA": str(tmp_path / "another")}
    done = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "已被占用" in done.stderr and len(done.stderr.splitlines()) == 1
