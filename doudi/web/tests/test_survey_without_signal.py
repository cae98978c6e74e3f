"""没有信号的村里：Chromium at 390 px, the signal cut and back, the page opened again in between, two phones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from doudi.casework.cases.models import Case
from doudi.casework.survey.answers import words
from doudi.casework.survey.models import Visit, VisitPhoto
from doudi.casework.survey.tests.home import sent_out
from doudi.casework.tests.office import Office
from doudi.records.access import acting_as
from doudi.records.documents.tests.files import photo
from doudi.web.tests.browser import PHONE_WIDTH, serving, window
from doudi.web.tests.desk import Desk

pytestmark = pytest.mark.browser
# Not `wait_for_function`: it asks again by `eval`, which our pages forbid.
TAKEN_OVER = """() => navigator.serviceWorker.controller ? null : new Promise(done =>
    navigator.serviceWorker.addEventListener("controllerchange", () => done(null), {once: true}))"""


@pytest.fixture
def served(committing: str, desk: Desk) -> Iterator[str]:
    """The pages over real connections that commit, on 2022-03-14."""
    with serving(desk, date(2022, 3, 14)) as address:
        yield address


def phone(chromium: Browser, served: str, desk: Desk, who: str) -> Page:
    """This officer's phone, signed in."""
    return window(chromium, served, desk, who, PHONE_WIDTH)


def kept(office: Office, case: Case) -> dict[str, str]:
    with acting_as(office.on("zhang", 3, 14).scope):
        return words(Visit.objects.get(case=case))


def test_what_is_typed_without_signal_is_kept_and_sent_when_it_is_back(
    chromium: Browser, served: str, desk: Desk, office: Office
) -> None:
    case = sent_out(office)
    page = phone(chromium, served, desk, "zhang")
    page.goto("/surveys/")
    page.evaluate(TAKEN_OVER)
    page.reload()
    page.get_by_role("link", name="林秀兰").click()
    expect(page.locator("#survey")).to_be_visible()
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    page.get_by_role("textbox", name="住房套数").fill("1")
    page.get_by_label("住房结构").select_option("土坯房")
    page.get_by_role("button", name="同申报：养老金、退休金").first.click()
    expect(page.locator("#saving")).to_contain_text("未上传 1 份")
    with acting_as(office.on("zhang", 3, 14).scope):
        assert not Visit.objects.exists()
    page.reload()  # the browser was closed on the way: the page opens from its copy, with what was typed
    expect(page.get_by_role("textbox", name="住房套数")).to_have_value("1")
    expect(page.locator("#saving")).to_contain_text("未上传 1 份")
    page.goto("/surveys/")
    expect(page.get_by_text("未上传 1 份")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("textbox", name="住房套数")).to_have_value("1")
    page.context.set_offline(False)
    expect(page.locator("#saving")).to_contain_text("已保存", timeout=20_000)
    told = kept(office, case)
    assert (told["homes"], told["housing"]) == ("1", "土坯房")
    assert (told["m.a.income.pension"], told["m.a.income.pension.per"]) == ("108", "month")
    assert page.evaluate("localStorage.length") == 0
    page.context.close()


def test_a_photo_waits_for_the_signal_too(
    chromium: Browser, served: str, desk: Desk, office: Office, tmp_path: Path
) -> None:
    case = sent_out(office)
    (tmp_path / "home.jpg").write_bytes(photo((1800, 900)))
    page = phone(chromium, served, desk, "zhang")
    page.goto(f"/surveys/{case.pk}/")
    page.get_by_role("textbox", name="住房套数").fill("1")
    expect(page.locator("#saving")).to_contain_text("已保存", timeout=20_000)
    page.context.set_offline(True)
    page.get_by_label("拍照").set_input_files(tmp_path / "home.jpg")
    expect(page.locator("#photos")).to_contain_text("住房外观（未上传 1 份）")
    page.context.set_offline(False)
    expect(page.locator("#photos")).not_to_contain_text("未上传", timeout=20_000)
    with acting_as(office.on("zhang", 3, 14).scope):
        assert VisitPhoto.objects.count() == 1
    page.context.close()


def test_two_phones_are_told_where_they_differ_and_one_chooses(
    chromium: Browser, served: str, desk: Desk, office: Office
) -> None:
    case = sent_out(office)
    mine, theirs = (phone(chromium, served, desk, who) for who in ("zhang", "lin"))
    for page in (mine, theirs):
        page.goto(f"/surveys/{case.pk}/")
    mine.get_by_role("textbox", name="住房套数").fill("1")
    expect(mine.locator("#saving")).to_contain_text("已保存", timeout=20_000)
    theirs.get_by_role("textbox", name="住房套数").fill("2")
    expect(theirs.locator("#conflicts")).to_contain_text("张敏在另一部手机上改过", timeout=20_000)
    theirs.get_by_role("button", name="用我的：2").click()
    expect(theirs.locator("#saving")).to_contain_text("已保存", timeout=20_000)
    assert kept(office, case)["homes"] == "2"
    mine.context.close()
    theirs.context.close()
