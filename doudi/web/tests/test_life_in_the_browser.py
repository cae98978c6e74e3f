"""活着的档案：a head of household dies, a family moves, an objection is found right — all in the browser.

Each step by the officer whose turn it is, at the own window. Every page on the way is looked at by axe, at a desk and
at 390 px; its pictures are left in `test-results/life`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from doudi.casework.awards.models import Award
from doudi.casework.awards.queries import amount_for
from doudi.casework.awards.tests.desk import granted
from doudi.casework.intake.actions import publish_counter_phone
from doudi.casework.regrouping.tests.families import served
from doudi.casework.tests.office import lin_family
from doudi.config.tests.town import LIUXI, SHIQIAO
from doudi.money.payments.tests.month import DAYS, alone
from doudi.records.access import acting_as
from doudi.web.tests.browser import fill, looked_at, press, serving, window
from doudi.web.tests.desk import Desk

pytestmark = pytest.mark.browser
PICTURES = Path("test-results") / "life"
SEPTEMBER = date(2022, 9, 2)


@dataclass
class Life:
    """The windows, the two awards of the stories, and what was found wrong on the way."""

    chromium: Browser
    address: str
    desk: Desk
    awards: dict[str, Award]
    open: dict[str, Page] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def at(self, who: str, name: str, **which: Any) -> Page:
        """The window of this officer, at a page."""
        if who not in self.open:
            self.open[who] = window(self.chromium, self.address, self.desk, who)
        self.open[who].goto(reverse(f"web:{name}", kwargs=which))
        return self.open[who]

    def look(self, page: Page, name: str) -> None:
        self.wrong += looked_at(page, name, PICTURES)

    def paid(self, name: str, *months: int) -> list[int]:
        with acting_as(self.desk.office.on("gao", 9, 2).scope):
            held = Award.objects.get(pk=self.awards[name].pk)
            return [amount_for(held, date(2022, month, 1)).monthly_fen for month in months]


@pytest.fixture
def life(chromium: Browser, committing: str, desk: Desk) -> Any:
    PICTURES.mkdir(parents=True, exist_ok=True)
    office = desk.office
    there = office.on("wang", 1, 4)
    publish_counter_phone(area=office.town.area(LIUXI), phone="024-72810002", since=there.day, by=there)
    awards = {
        each.head_name: each for family in (lin_family(), alone(1)) for each in granted(office, family, *DAYS)
    }
    for each in awards.values():
        served(office, each)
    with serving(desk, SEPTEMBER) as address:
        living = Life(chromium, address, desk, awards)
        yield living
        for page in living.open.values():
            page.context.close()


def test_what_happens_to_families_who_are_paid(life: Life) -> None:
    died(life)
    account_waits(life)
    moves(life)
    objects(life)
    assert life.wrong == []


def died(life: Life) -> None:
    """林秀兰 died in June; it is told in September. 赵广田 is the new head from July on, with less to live on."""
    award = life.awards["林秀兰"]
    assert life.paid("林秀兰", 6, 7, 9) == [73_400] * 3
    dead = str(award.head_id)
    page = life.at("zhang", "household", household=award.household_id)
    life.look(page, "01-household")
    press(page, "/members/died/", member=dead, died="2022-06-18", why="")
    expect(page.get_by_text("请写明凭什么登记")).to_be_visible()
    press(page, "/members/died/", why="殡葬信息比对")
    expect(page.get_by_text("死亡已登记")).to_be_visible()
    page = life.at("zhang", "award", award=award.pk)
    with acting_as(life.desk.office.on("zhang", 9, 2).scope):
        left = next(str(row.person_id) for row in award.persons.all() if row.person_id != award.head_id)
    press(
        page, "/propose-change/", kind="head", reason="head_died", event_on="2022-06-18",
        new_head=left, leaving=[dead], why="户主林秀兰于6月18日死亡，由赵广田作户主。",
    )  # fmt: skip
    decider = life.at("zhao", "award", award=award.pk)
    life.look(decider, "02-to-decide")
    press(decider, "/decide-change/", opinion="情况属实，同意。")
    expect(decider.get_by_role("heading", name="赵广田 最低生活保障")).to_be_visible()
    life.look(decider, "03-new-head")
    june, july = life.paid("林秀兰", 6, 7)
    assert june == 73_400 and 0 < july < june
    page = life.at("zhang", "household", household=award.household_id)
    expect(page.get_by_role("heading", name="赵广田户")).to_be_visible()


def account_waits(life: Life) -> None:
    """The roll of September holds his line back until his account is confirmed by another."""
    award = life.awards["林秀兰"]
    with acting_as(life.desk.office.on("zhang", 9, 2).scope):
        payee = Award.objects.get(pk=award.pk).payee_id
    page = life.at("feng", "payments")
    press(page, "/payments/new/", month="2022-09", format="excel")
    expect(page.get_by_text("赵广田没有已确认的银行账户").first).to_be_visible()
    life.look(page, "04-held-back")
    clerk = life.at("zhang", "person", person=payee)
    press(clerk, "/accounts/", bank="示例农商行", number="6200000000000042", why="户主死亡，领款人变更")
    expect(clerk.get_by_text("等确认")).to_be_visible()
    second = life.at("liu", "person", person=payee)
    life.look(second, "05-account")


def moves(life: Life) -> None:
    """The other family moves to 柳溪乡: proposed here, decided there, each keeps its own file."""
    (award,) = [each for name, each in life.awards.items() if name != "林秀兰"]
    page = life.at("zhang", "new_regrouping", household=award.household_id, kind="move")
    life.look(page, "06-moving")
    village = str(life.desk.office.town.area(SHIQIAO).pk)
    press(page, "/regroup/move/", to=village, address="", why="全家搬到石桥村，户口已迁。")
    expect(page.get_by_text("请填写新户的住址")).to_be_visible()
    press(page, "/regroup/move/", address="二组 5 号")
    life.look(page, "07-tried")
    change = page.url
    there = life.at("bai", "today")
    expect(there.get_by_text("分户、并户、迁移，等您决定")).to_be_visible()
    there.goto(change)
    life.look(there, "08-the-new-place-decides")
    press(there, "/decide/")
    expect(there.locator(".stage")).to_have_text("已决定")
    life.look(there, "09-decided")
    there.get_by_role("link", name="新待遇").click()
    life.look(there, "10-new-award")
    page.goto(change)
    life.look(page, "11-seen-from-the-old-place")
    for name, which in (
        ("household", {"household": award.household_id}),
        ("household_history", {"household": award.household_id}),
        ("award", {"award": award.pk}),
        ("case", {"case": award.case_id}),
        ("transfers", {}),
    ):
        page = life.at("zhang", name, **which)
        expect(page.locator("h1").first).to_be_visible()
        assert "没有找到" not in page.locator("main").inner_text()


def objects(life: Life) -> None:
    """A complaint about the first award is written down, and answered by another officer than the one who assessed."""
    award = life.awards["林秀兰"]
    with acting_as(life.desk.office.on("zhang", 9, 2).scope):
        number = Award.objects.select_related("case").get(pk=award.pk).case.receipt_number  # type: ignore[union-attr]
    page = life.at("zhang", "new_objection")
    life.look(page, "12-writing-down")
    press(page, "/objections/new/", kind="complaint", case=number, said_by="赵广田", said="药费没有算进去。")
    life.look(page, "13-written-down")
    objection = page.url
    second = life.at("zhao", "objections")
    second.goto(objection)
    press(second, "/answer/", outcome="upheld", told="情况属实，按他一人重新核定。")
    life.look(second, "14-answered")
    page = life.at("zhang", "declare_award", award=award.pk)
    expect(page.locator("legend", has_text="林秀兰")).to_have_count(0)
    life.look(page, "15-declaring-again")
    form = page.locator("main form").first
    fill(form, {"said_by": "赵广田", "why": "户主死亡以后，按他一人重新申报"})
    with page.expect_navigation():
        form.get_by_role("button", name="申报").last.click()
    expect(page.get_by_text("已按家庭现在的情况重新核定")).to_be_visible()
    second = life.at("zhen", "objections")
    second.goto(objection)
    options = second.locator('form[action$="/correct/"] [name=assessment] option').all()
    press(
        second, "/correct/", assessment=options[-1].get_attribute("value"), from_month="2022-07",
        opinion="原按两人的收入计算，更正为按一人。",
    )  # fmt: skip
    expect(second.get_by_text("差额合计")).to_be_visible()
    life.look(second, "16-corrected")
