"""公示的页面：made, read once more, published by another, printed, taken down; and what a resident sees of it."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import only_award, with_lin
from doudi.config.tests.database import opened_once
from doudi.config.tests.town import SONGLING
from doudi.money.tests.purse import open_purse
from doudi.oversight.disclosure.actions import prepare
from doudi.oversight.disclosure.models import Disclosure
from doudi.records.access import acting_as
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
THE_SIXTH = date(2022, 4, 6)
MOST_OF_A_LIST, MOST_OF_LISTS = 30, 25


django_db_setup = opened_once(lambda town: with_lin(open_purse(town)), scope="module")


@pytest.fixture
def award(desk: Desk) -> Award:
    desk.on(THE_SIXTH)
    return only_award(desk.office)


@pytest.fixture
def held(desk: Desk, award: Award) -> Disclosure:
    return prepare(
        township=desk.office.town.area(SONGLING), month=THE_SIXTH, by=desk.office.on("zhang", 4, 6)
    )


def at(held: Disclosure, *step: str) -> str:
    return reverse("web:disclosure_order" if step else "web:disclosure", args=[held.pk, *step])


def test_one_makes_it_another_publishes_it_and_residents_read_it(desk: Desk, award: Award) -> None:
    zhang, liu, anybody = desk.of("zhang"), desk.of("liu"), Client()
    assert "现在没有公示" in text_of(anybody.get("/published/"))
    wrong = send(zhang, reverse("web:new_disclosure"), at=desk.office.songling, month="四月")
    assert wrong.status_code == 422 and "月份要写成" in text_of(wrong)
    made = send(zhang, reverse("web:new_disclosure"), at=desk.office.songling, month="2022-04")
    assert made.status_code == 303
    page = text_of(zhang.get(made["Location"]))
    assert "待公布" in page and "林秀兰" in page and "734.00" in page
    assert "公示已生成，等您公布" in text_of(liu.get("/"))
    assert "公示已生成，等您公布" not in text_of(zhang.get("/"))
    assert "林秀兰" not in text_of(anybody.get("/published/", {"village": award.area_id}))
    assert send(liu, f"{made['Location']}publish/").status_code == 303
    assert "各村公示表" in text_of(liu.get(made["Location"]))
    assert "东岗村 （1 户）" in text_of(anybody.get("/published/"))
    told = text_of(anybody.get("/published/", {"village": award.area_id}))
    for words in ("林秀兰", "最低生活保障", "734.00", "2022年4月6日至2022年5月6日", "024-72810001"):
        assert words in told
    desk.on(date(2022, 5, 7))
    assert "林秀兰" not in text_of(anybody.get("/published/", {"village": award.area_id}))


def test_what_must_not_be_shown_is_told_by_cell_and_cannot_be_published(desk: Desk, held: Disclosure) -> None:
    with acting_as(desk.office.on("zhang", 4, 6).scope):
        Award.objects.update(head_name="林秀兰13812345678")
    send(desk.of("liu"), at(held, "withdraw"), why="重做")
    again = prepare(
        township=desk.office.town.area(SONGLING), month=THE_SIXTH, by=desk.office.on("zhang", 4, 6)
    )
    page = text_of(desk.of("liu").get(at(again)))
    assert "第 1 行“户主姓名”栏：含有手机号码" in page and "Alt+I" not in page
    refused = send(desk.of("liu"), at(again, "publish"))
    assert refused.status_code == 409 and "不能公布" in text_of(refused)


def test_it_is_taken_down_with_a_reason(desk: Desk, held: Disclosure) -> None:
    refused = send(desk.of("liu"), at(held, "withdraw"), why="")
    assert refused.status_code == 422 and "请写明撤下的原因" in text_of(refused)
    assert send(desk.of("liu"), at(held, "withdraw"), why="漏了一户").status_code == 303
    assert "撤下：漏了一户" in text_of(desk.of("zhang").get(at(held)))


def test_the_sheet_and_the_export_hold_no_more_than_the_page(
    desk: Desk, held: Disclosure, award: Award
) -> None:
    sheet = reverse("web:disclosure_sheet", args=[held.pk, award.area_id])
    assert desk.of("zhang").get(sheet).status_code == 404
    send(desk.of("liu"), at(held, "publish"))
    printed = desk.of("zhang").get(sheet)
    assert printed.status_code == 200 and printed.content.startswith(b"%PDF")
    exported = desk.of("zhang").post(at(held))
    with ZipFile(BytesIO(exported.content)) as parts:
        whole = " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert "林秀兰" in whole
    for secret in ("990204195004120121", "赵广田", str(award.pk), 'state="hidden"'):
        assert secret not in whole


def test_the_neighbour_and_the_auditor(desk: Desk, held: Disclosure) -> None:
    assert desk.of("wang").get(at(held)).status_code == 404
    assert send(desk.of("bai"), at(held, "publish")).status_code == 404
    assert desk.of("sun").get(at(held)).status_code == 200
    assert send(desk.of("sun"), at(held, "publish")).status_code == 403


def test_the_pages_stay_within_their_measure(desk: Desk, held: Disclosure) -> None:
    browser = desk.of("liu")

    def counted(address: str) -> Any:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    assert counted(at(held)) <= MOST_OF_A_LIST
    assert counted(reverse("web:disclosures")) <= MOST_OF_LISTS
