"""首日和提标：what an office already pays is handed in and entered, then its standards are raised, all in the browser.

Two people at each step, each at the own window; the jobs are done in between as a worker does them. Every page on the
way is looked at by axe, at a desk and at 390 px; its pictures are left in `test-results/uprating`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from doudi.casework.brought_over.tests.day_one import files
from doudi.casework.uprating.tests.register import ISSUER, S09, open_issuer, rows_of, work
from doudi.web.tests.browser import fill, looked_at, press, serving, window
from doudi.web.tests.desk import Desk

pytestmark = pytest.mark.browser
PICTURES = Path("test-results") / "uprating"
MAY = date(2022, 5, 20)
P2 = {"dibao_rural": "474", "dibao_urban": "655", "tekun_rural": "617", "tekun_urban": "852"}


@dataclass
class Walk:
    """The windows of the journey, and what was found wrong on the way."""

    chromium: Browser
    address: str
    desk: Desk
    open: dict[str, Page] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def at(self, who: str) -> Page:
        """The window of this officer."""
        if who not in self.open:
            self.open[who] = window(self.chromium, self.address, self.desk, who)
        return self.open[who]

    def look(self, page: Page, name: str) -> None:
        self.wrong += looked_at(page, name, PICTURES)


@pytest.fixture
def walk(chromium: Browser, committing: str, desk: Desk) -> Any:
    PICTURES.mkdir(parents=True, exist_ok=True)
    open_issuer(desk.office)
    with serving(desk, MAY) as address:
        walking = Walk(chromium, address, desk)
        yield walking
        for page in walking.open.values():
            page.context.close()


def test_from_the_first_sheets_to_raised_standards(walk: Walk, tmp_path: Path) -> None:
    entered(walk, tmp_path)
    raised(walk)
    invited(walk)
    assert walk.wrong == []


def entered(walk: Walk, folder: Path) -> None:
    """张敏 hands three sheets in, one cell wrong; 刘洋 looks at what differs and enters the rest."""
    families, people = rows_of(S09)
    families[3] = {**families[3], "village": "同上"}
    page = walk.at("zhang")
    page.goto("/brought-over/")
    walk.look(page, "01-first-day")
    sent = {}
    for which, file in files(families, people, None).items():
        sent[which] = folder / file.name
        sent[which].write_bytes(file.content)
    form = page.locator('form[action$="/hand-in/"]')
    fill(form, {"month": "2022-04", **{which: str(path) for which, path in sent.items()}})
    with page.expect_navigation():
        form.locator("button[type=submit]").click()
    walk.look(page, "02-being-checked")
    work()
    page.reload()
    expect(page.get_by_text("没有“同上”")).to_be_visible()
    walk.look(page, "03-checked")
    batch = page.url
    second = walk.at("liu")
    second.goto(f"{batch}differences/")
    walk.look(second, "04-differences")
    second.goto(batch)
    press(second, "/enter/", looked="on")
    work()
    second.reload()
    expect(second.locator(".stage")).to_have_text("已录入")
    walk.look(second, "05-entered")


def raised(walk: Walk) -> None:
    """赵敏 tries new standards and proposes them; 方圆 issues them; the roster tells every difference."""
    page = walk.at("min")
    page.goto("/upratings/")
    walk.look(page, "06-upratings")
    press(page, "/try/try/", since="2022-06-01", **P2)
    work()
    page.reload()
    expect(page.get_by_text("每月增加 144.00 元")).to_be_visible()
    walk.look(page, "07-tried")
    press(page, "/propose/", document="示例区民发〔2022〕6号 一", issued="2022-05-18")
    plan = page.url
    second = walk.at(ISSUER)
    second.goto("/today/")
    second.get_by_role("link", name="提标方案，等您签发").click()
    second.goto(plan)
    walk.look(second, "08-to-issue")
    press(second, "/issue/")
    work()
    second.reload()
    expect(second.locator(".stage")).to_have_text("已执行")
    walk.look(second, "09-done")
    second.goto(f"{plan}lines/")
    expect(second.get_by_role("cell", name="782.00")).to_be_visible()
    walk.look(second, "10-roster")


def invited(walk: Walk) -> None:
    """张敏 finds who may now apply, and writes down what the family said."""
    page = walk.at("zhang")
    page.goto("/today/")
    page.get_by_role("link", name="提标后可能新增的户").click()
    walk.look(page, "11-invitations")
    page.get_by_role("link", name="户五").click()
    walk.look(page, "12-invitation")
    press(page, "/settle/", answer="declined", note="5月20日上门告知，本人不申请")
    expect(page.get_by_text("本人不申请")).to_be_visible()
