"""一件从窗口到待遇：孙桂芝's case through the browser, by everybody who has a hand in it, each at the own window.

The clerk at the counter, the centre's clerk and its lead, two investigators on their phones, the reviewer and the
panel, the decider, and the clerk again with the notice. Every page on the way is looked at by axe, at a desk and at
390 px; its pictures are left in `test-results/whole-journey`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from doudi.casework.awards.models import Award
from doudi.casework.cases.models import Case
from doudi.casework.tests.centre import NO_RECORD, filled
from doudi.casework.tests.panel import seated
from doudi.casework.verification.models import Batch
from doudi.config.tests.town import XIDIAN
from doudi.records.access import acting_as
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.store import fetch
from doudi.records.documents.tests.files import photo, sheet
from doudi.records.imports.reading import read_sheet
from doudi.web.tests.browser import (
    PATIENCE_MS,
    PHONE_WIDTH,
    fill,
    looked_at,
    press,
    serving,
    window,
)
from doudi.web.tests.desk import Desk

pytestmark = pytest.mark.browser
PICTURES = Path("test-results") / "whole-journey"
SUN = {
    "address": "一组 3 号",
    "reason": "年老，收入少",
    "related": "no",
    "members-0-name": "孙桂芝",
    "members-0-id_number": "990204194509200229",
    "members-0-income-0-kind": "pension",
    "members-0-income-0-amount": "120",
    "members-0-income-0-per": "monthly",
    "members-0-medical": "0",
    "members-0-education": "0",
    "members-0-rehabilitation": "0",
    "financial": "6,200元",
    "homes": "１",
    "vehicles": "0",
    "businesses": "0",
}
SON = {
    "supporters-0-name": "孙志强",
    "supporters-0-called": "子",
    "supporters-0-family_size": "3",
    "supporters-0-family_income_monthly": "3700",
}
PAPERS = ["application-m-0", "pledge-m-0", "verification-m-0", "verification-s-0"]
# What the departments have on file about her, in the columns of their sheets; the others find nothing.
ON_FILE = {
    "household_register": ("有", "西甸村一组", ""),
    "social_insurance": ("有", "120", "", "", ""),
    "real_estate": ("有", "住宅", "西甸村一组 3 号", "45"),
    "bank": ("有", "农商行", "定期存款", "", "6200"),
}
AT_HOME = {
    "at": "2022-03-14T00:01",  # before now, whatever the hour of the machine
    "place": "西甸村一组 3 号",
    "here": "孙桂芝",
    "housing": "砖瓦平房",
    "floor": "45",
    "homes": "1",
    "vehicles": "0",
    "goods": "电视一台",
    "land": "没有承包地",
    "financial": "6,200",
    "m.甲.health": "年老体弱",
    "m.甲.work": "无",
    "m.甲.income.pension": "120",
    "m.甲.income.pension.per": "month",
    "m.甲.spending.medical": "0",
    "s.义务人1.situation": "城里打工",
    "s.义务人1.paid": "0",
    "causes": "缺劳动力",
    "consistent": "yes",
    "finding": "与申报一致。",
}


@dataclass
class Walk:
    """The windows of the journey, the case once it is there, and what was found wrong on the way."""

    chromium: Browser
    address: str
    desk: Desk
    open: dict[tuple[str, int], Page] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def at(self, who: str, width: int = 1280) -> Page:
        """The window of this officer."""
        if (who, width) not in self.open:
            self.open[who, width] = window(self.chromium, self.address, self.desk, who, width)
        return self.open[who, width]

    def look(self, page: Page, name: str) -> None:
        self.wrong += looked_at(page, name, PICTURES)

    def only(self, model: Any, who: str = "min") -> Any:
        with acting_as(self.desk.office.act(who).scope):
            return model.objects.get()


@pytest.fixture
def walk(chromium: Browser, committing: str, desk: Desk) -> Any:
    PICTURES.mkdir(parents=True, exist_ok=True)
    seated(desk.office)
    with serving(desk, date(2022, 3, 7)) as address:
        walking = Walk(chromium, address, desk)
        yield walking
        for page in walking.open.values():
            page.context.close()


def test_a_case_goes_from_the_counter_to_its_award_in_the_hands_of_everybody(walk: Walk) -> None:
    case = taken_in(walk)
    checked(walk, case)
    surveyed(walk, case)
    decided(walk, case)
    held(walk, case)
    assert walk.wrong == []


def taken_in(walk: Walk) -> str:
    """张敏 looks for the family, fills in the one form, sees a first reading, accepts, asks the centre."""
    page = walk.at("zhang")
    page.goto("/today/")
    walk.look(page, "01-today")
    page.goto("/intake/?q=孙桂芝")
    walk.look(page, "02-search")
    page.get_by_role("link", name="登记新申请").click()
    form = page.locator("form", has=page.locator('[name="members-0-name"]'))
    fill(form, {"village": str(walk.desk.office.town.area(XIDIAN).pk), **SUN})
    with page.expect_navigation():
        form.locator('button[value="add-supporter"]').click()
    form = page.locator("form", has=page.locator('[name="members-0-name"]'))
    fill(form, {**SON, "papers": PAPERS})
    walk.look(page, "03-form")
    with page.expect_navigation():
        form.locator('button[value="reckon"]').click()
    expect(page.locator("main")).to_contain_text("每月 80.00 元")
    walk.look(page, "04-first-reading")
    with page.expect_navigation():
        page.get_by_role("button", name="提交申请").click()
    address = page.url.removeprefix(walk.address)
    walk.look(page, "05-case-taken-in")
    press(page, f"{address}complete/")
    press(page, f"{address}ask/")
    walk.look(page, "06-case-accepted")
    return address


def checked(walk: Walk, case: str) -> None:
    """陈静 takes the request, sends a sheet to each source, takes the answers in; 陶然 issues the report."""
    clerk, lead = walk.at("chen"), walk.at("tao")
    clerk.goto("/verification/")
    walk.look(clerk, "07-centre")
    press(clerk, "/verification/take/")
    press(clerk, "/verification/make/")
    walk.desk.on(date(2022, 3, 10))
    with acting_as(walk.desk.office.act("chen").scope):
        batches = list(Batch.objects.order_by("number"))
    for batch in batches:
        clerk.goto(f"/verification/batches/{batch.pk}/")
        with clerk.expect_download() as download:
            clerk.locator('form[action$="/sheet/xlsx/"] button').click()
        out = read_sheet(Path(download.value.path()).read_bytes(), "out.xlsx").rows
        back = filled(out, {"孙桂芝": [ON_FILE.get(batch.source, NO_RECORD)], "孙志强": [NO_RECORD]})
        clerk.goto("/verification/")
        file = {"name": "回盘.xlsx", "mimeType": "application/octet-stream", "buffer": back}
        press(clerk, "/verification/reply/", file=file, data_on="2022-03-09")
    walk.look(clerk, "08-centre-answered")
    lead.goto("/verification/")
    lead.get_by_role("link", name="可以出报告").click()
    lead.get_by_role("link", name="孙桂芝").click()
    walk.look(lead, "09-request")
    press(lead, "/report/")
    walk.look(lead, "10-report")


def surveyed(walk: Walk, case: str) -> None:
    """张敏 and 林晓 go to the home with their phones; both sign, the paper is filed, two neighbours are heard."""
    page = walk.at("zhang")
    page.goto(case)
    press(page, f"{case}send-out/", first="zhang", second="zheng", planned_on="2022-03-14")
    walk.desk.on(date(2022, 3, 14))
    phone, other = walk.at("zhang", PHONE_WIDTH), walk.at("zheng", PHONE_WIDTH)
    phone.goto("/surveys/")
    walk.look(phone, "11-surveys")
    phone.get_by_role("link", name="孙桂芝").click()
    address = phone.url.removeprefix(walk.address)
    fill(phone.locator("#survey"), AT_HOME)
    walk.look(phone, "12-survey")
    expect(phone.locator("#saving")).to_contain_text("已保存", timeout=PATIENCE_MS)
    phone.reload()
    expect(phone.locator("#lacks")).to_contain_text("都填好了")
    press(phone, f"{address}steps/finish/", signer="孙桂芝", how="按指印")
    other.goto(address)
    walk.look(other, "13-survey-second")
    press(other, f"{address}steps/sign/")
    scan = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    press(other, f"{address}steps/scan/", scan=scan)
    for name in ("王有福", "李长顺"):
        other.goto(f"{address}neighbours/")
        form = other.locator("form", has=other.locator('[name="witness"]'))
        fill(form, {"witness": name, "relation": "邻居", "visited_on": "2022-03-14", "statement": "情况属实"})
        with other.expect_navigation():
            form.locator("button[type=submit]").click()
    walk.look(other, "14-neighbours")
    scanned(walk, page, "D07")


def scanned(walk: Walk, page: Page, *codes: str) -> None:
    """Papers come back from their signers as one stack of scans; the codes on the pages file them."""
    with acting_as(walk.desk.office.act("zhang").scope):
        papers = FiledPaper.objects.filter(code__in=codes).order_by("at", "id").select_related("pdf")
        stack = sheet([fetch(bytes(each.pdf.sm3)) for each in papers])
    page.goto("/papers/scans/")
    press(page, "/papers/scans/", scan={"name": "扫描.pdf", "mimeType": "application/pdf", "buffer": stack})
    expect(page.locator("main")).to_contain_text(f"归卷 {len(papers)} 份")


def decided(walk: Walk, case: str) -> None:
    """Assessed, proposed, voted by the panel, confirmed by another person, served by the clerk."""
    clerk, reviewer, decider = walk.at("zhang"), walk.at("liu"), walk.at("zhao")
    clerk.goto(case)
    press(clerk, f"{case}assess/")
    walk.look(clerk, "15-assessment")
    reviewer.goto(case)
    press(reviewer, f"{case}propose/", reasons="收入低于标准，财产不超限")
    walk.look(reviewer, "16-proposed")
    reviewer.goto("/meetings/new/")
    form = reviewer.locator("form", has=reviewer.locator('[name="chair"]'))
    members = seated(walk.desk.office)
    fill(form, {"on": "2022-03-21", "time": "9:00", "place": "镇政府三楼会议室", "chair": members["he"].pk})
    walk.desk.on(date(2022, 3, 21))
    with reviewer.expect_navigation():
        form.locator("button[type=submit]").click()
    meeting = reviewer.url.removeprefix(walk.address)
    press(reviewer, f"{meeting}add/")
    press(reviewer, f"{meeting}roll/", present=[each.pk for each in members.values()])
    walk.look(reviewer, "17-meeting")
    press(reviewer, f"{meeting}votes/")
    press(reviewer, f"{meeting}close/")
    walk.look(reviewer, "18-minutes")
    scanned(walk, reviewer, "D12")
    decider.goto(case)
    walk.look(decider, "19-to-confirm")
    press(decider, f"{case}confirm/", opinion="同意联审意见")
    walk.look(decider, "20-confirmed")


def held(walk: Walk, case: str) -> None:
    """The notice is printed and served; the award is there, and its amount opens the reckoning."""
    walk.desk.on(date(2022, 3, 22))
    clerk = walk.at("zhang")
    scanned(walk, clerk, "D13", "D14-1")
    clerk.goto(case)
    press(
        clerk,
        f"{case}serve/",
        way="in_person",
        on="2022-03-22",
        received_by="孙桂芝",
        stamped_on="2022-03-22",
    )
    walk.look(clerk, "21-served")
    award = walk.only(Award)
    clerk.goto(f"/awards/{award.pk}/")
    expect(clerk.locator("main")).to_contain_text("80.00")
    walk.look(clerk, "22-award")
    assert walk.only(Case).applicant_name == "孙桂芝"
