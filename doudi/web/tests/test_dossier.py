"""一户一档的页面：one list, every amount a link to its reckoning; the archive for a reason and for whom it concerns."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import only_award, with_lin
from doudi.config.tests.database import opened_once
from doudi.money.tests.purse import open_purse
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db


django_db_setup = opened_once(lambda town: with_lin(open_purse(town)), scope="module")


@pytest.fixture
def award(desk: Desk) -> Award:
    desk.on(date(2022, 4, 6))
    return only_award(desk.office)


def test_every_amount_on_the_page_opens_its_reckoning(desk: Desk, award: Award) -> None:
    browser, page = desk.of("zhang"), reverse("web:household_history", args=[award.household_id])
    assert page in browser.get(reverse("web:household", args=[award.household_id])).content.decode()
    shown = browser.get(page)
    told = text_of(shown)
    for words in ("建档", "受理", "同意确认", "首次确认", "734.00", "赵明"):
        assert words in told
    amounts = re.findall(r'data-label="金额（元）"[^>]*>(.*?)</td>', shown.content.decode(), re.DOTALL)
    filled = [cell for cell in amounts if "734.00" in cell]
    assert len(filled) >= 3 and all("<a href" in cell for cell in filled)
    for address in set(re.findall(r'<a href="(/(?:cases|awards)/[^"]+)"', shown.content.decode())):
        assert browser.get(address).status_code == 200, address
    assert "首次确认" not in text_of(browser.get(page, {"sort": "办件"})).split("全部经过")[-1]


def test_the_archive_wants_a_reason_and_comes_in_one_answer(desk: Desk, award: Award) -> None:
    browser, where = desk.of("zhang"), reverse("web:household_archive", args=[award.household_id])
    refused = send(browser, where, why="")
    assert refused.status_code == 422 and "请写明导出的原因" in text_of(refused)
    answer = send(browser, where, why="审计调卷")
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(answer.content)) as files:
        assert "SM3.txt" in files.namelist()
    assert send(desk.of("wang"), where, why="看看").status_code == 404
    for who in ("sun", "liu"):
        assert send(desk.of(who), where, why="看看").status_code == 403
