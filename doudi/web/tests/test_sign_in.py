"""Who may sign in, and what everybody else is told."""

from __future__ import annotations

import pytest
from django.test import Client

from doudi.config.tests.town import PASSWORD, Town
from doudi.records.staff.actions import confirm_second_factor, enrol_second_factor

pytestmark = pytest.mark.django_db


def sign_in(browser: Client, username: str = "lin", password: str = PASSWORD, **more: str) -> tuple[int, str]:
    """Status and where it leads, or the page."""
    answer = browser.post("/login/", {"username": username, "password": password, **more})
    return answer.status_code, answer.get("Location", answer.content.decode())


def test_an_officer_signs_in_and_is_named_on_every_page(browser: Client) -> None:
    assert sign_in(browser) == (302, "/")
    assert "林晓" in browser.get("/help/").content.decode()
    browser.post("/logout/")
    assert "林晓" not in browser.get("/help/").content.decode()


@pytest.mark.parametrize(
    ("username", "password"), [("lin", "not-the-password"), ("nobody", PASSWORD), ("", "")]
)
def test_a_stranger_is_told_the_same_whatever_was_wrong(
    browser: Client, username: str, password: str
) -> None:
    status, page = sign_in(browser, username, password)
    assert status == 422
    assert "账号或密码不对" in page
    assert password == "" or password not in page


def test_after_five_wrong_passwords_the_right_one_waits_too(browser: Client) -> None:
    for _ in range(5):
        sign_in(browser, password="wrong")
    status, page = sign_in(browser)
    assert status == 429 and "暂停登录" in page and "15 分钟内不能登录" in page
    assert sign_in(browser, "qian")[0] == 302, "nobody else waits"


def test_who_has_a_second_factor_needs_it_and_each_code_once(browser: Client, town: Town) -> None:
    device = enrol_second_factor(officer=town.officer("zhao"), by=town.act("zhao"))
    machine = device.clockwork()
    confirm_second_factor(device=device, token=f"{machine.token():06}", by=town.act("zhao"))
    assert sign_in(browser, "zhao")[0] == 422
    device.refresh_from_db()
    device.throttle_reset()
    assert sign_in(browser, "zhao", code=f"{machine.token():06}")[0] == 422, "used at enrolment"
    device.refresh_from_db()
    device.throttle_reset()
    machine.drift = 1
    assert sign_in(browser, "zhao", code=f"{machine.token():06}") == (302, "/")


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [("/calendar/?year=2022", "/calendar/?year=2022"), ("https://example.org/", "/"), ("//example.org", "/")],
)
def test_signing_in_leads_to_pages_of_our_own_only(browser: Client, wanted: str, leads: str) -> None:
    assert sign_in(browser, next=wanted) == (302, leads)


def test_outside_a_demonstration_no_account_is_shown(browser: Client) -> None:
    page = browser.get("/login/").content.decode()
    assert "演示账号" not in page and "yanshi" not in page
