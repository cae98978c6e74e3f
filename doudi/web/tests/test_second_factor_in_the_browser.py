"""两步验证在浏览器里：赵明 enrols at his first decision, decides, signs in anew with a code, and a stranger is locked out."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Browser, Page, expect

from doudi.casework.cases.models import Case, Stage
from doudi.casework.tests.office import lin_family
from doudi.casework.tests.panel import reviewed
from doudi.config.tests.town import PASSWORD
from doudi.records.access import acting_as
from doudi.records.staff.models import SecondFactor
from doudi.web.tests.browser import PATIENCE_MS, looked_at, press, serving, window
from doudi.web.tests.desk import Desk

pytestmark = pytest.mark.browser
PICTURES = Path("test-results") / "second-factor"


@pytest.fixture
def address(committing: str, desk: Desk) -> Any:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with serving(desk, date(2022, 3, 7)) as served:
        yield served


@pytest.fixture
def page(chromium: Browser, address: str) -> Any:
    context = chromium.new_context(base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def code_of(key: str, ahead: int = 0) -> str:
    """What a telephone with this key shows, now or `ahead` steps later."""
    clock = TOTP(b32decode(key.replace(" ", "")))
    clock.drift = ahead
    return f"{clock.token():06}"


def sign_in(page: Page, who: str, password: str = PASSWORD, code: str = "") -> None:
    page.goto("/login/")
    page.get_by_label("账号").fill(who)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_label("动态口令").fill(code)
    page.get_by_role("button", name="登录").click()


def test_from_the_first_decision_to_the_next_sign_in(
    page: Page, chromium: Browser, address: str, desk: Desk
) -> None:
    case = reviewed(desk.office, lin_family())
    wrong: list[str] = []
    sign_in(page, "zhao")
    page.goto(f"/cases/{case.pk}/")
    press(page, "/confirm/", opinion="同意")
    expect(page.locator("#refused-confirm")).to_contain_text("两步验证")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=re.compile("去验证动态口令")).click()
    first, page = page, opened.value
    wrong += looked_at(page, "01-not-enrolled", PICTURES)
    page.get_by_role("button", name="开始登记").click()
    wrong += looked_at(page, "02-key", PICTURES)
    picture = page.get_by_role("img", name="动态口令密钥的二维码")
    assert picture.evaluate("(each) => each.complete && each.naturalWidth > 0")
    key = page.locator(".key").inner_text()
    page.get_by_label("六位数字").fill("000000")
    page.get_by_role("button", name="确定").click()
    expect(page.locator("main")).to_contain_text("不对")
    wrong += looked_at(page, "03-wrong-code", PICTURES)
    _throttle_passes()
    page.get_by_label("六位数字").fill(code_of(key))
    page.get_by_role("button", name="确定").click()
    expect(page.locator("body")).to_contain_text("验证通过")
    page = first
    press(page, "/confirm/", opinion="同意")
    with acting_as(desk.office.act("zhao").scope):
        assert Case.objects.get(pk=case.pk).stage == Stage.CONFIRMED
    page.get_by_role("button", name="退出").click()
    sign_in(page, "zhao")
    expect(page.locator("main")).to_contain_text("动态口令不对")
    _throttle_passes()
    sign_in(page, "zhao", code=code_of(key, 1))
    expect(page.locator("body")).to_contain_text("赵明")
    page.get_by_role("button", name="退出").click()
    for _ in range(5):
        sign_in(page, "zhao", "not-the-password")
    expect(page.locator("main")).to_contain_text("暂停登录")
    wrong += looked_at(page, "04-locked-out", PICTURES)
    officer = desk.office.town.officer("zhao")
    for who, name, where in (
        ("wu", "05-officers", "/officers/"),
        ("wu", "06-officer", f"/officers/{officer.pk}/"),
        ("wu", "07-new-officer", "/officers/new/"),
        ("sun", "08-trail", f"/trail/case/{case.pk}/"),
        ("sun", "09-looks", f"/trail/case/{case.pk}/looks/"),
        ("cun", "10-village", "/village/"),
        ("cun", "11-village-case", f"/village/{case.pk}/"),
        ("zhang", "12-case", f"/cases/{case.pk}/"),
        ("zhang", "13-person", f"/people/{case.applicant_id}/"),
    ):
        other = window(chromium, address, desk, who)
        answer = other.goto(where)
        if answer is not None and answer.ok:
            wrong += looked_at(other, name, PICTURES)
        other.context.close()
    assert wrong == []


def _throttle_passes() -> None:
    """The seconds that a wrong code costs are over."""
    SecondFactor.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
