"""价格补贴的页面：S23 in the browser — the index by two people, what it triggers, who gets it once, the roll, the last day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.money.payments.models import Run
from doudi.money.price_subsidy.models import PriceIndex
from doudi.money.price_subsidy.tests.test_price_subsidy import everybody
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
RELEASED, CONFIRMED = date(2022, 10, 14), date(2022, 10, 17)
MOST_QUERIES = 45
YEAR, ENTER = "web:price_indices", "web:price_index_enter"
SEPTEMBER = {
    "month": "2022-09", "cpi": "3.2", "food": "5.5%", "released_on": "2022-10-14", "source": "国家统计局示例调查队",
}  # fmt: skip


def at(index: PriceIndex, *step: str) -> str:
    return reverse("web:price_index_order" if step else "web:price_index", args=[index.pk, *step])


def one(office: Purse, model: Any) -> Any:
    with acting_as(office.act("gao").scope):
        return model.objects.latest("id")


def test_s23_from_the_release_to_the_roll_with_the_last_day_counted_down(office: Purse, desk: Desk) -> None:
    everybody(office)
    desk.on(RELEASED)
    clerk = desk.of("min")
    district = clerk.get(reverse(YEAR)).context["district"]
    wrong = send(clerk, reverse(ENTER), **{**SEPTEMBER, "district": district, "cpi": "三点二", "source": ""})
    assert wrong.status_code == 422 and "要写成 3.2 的样子" in text_of(wrong)
    assert "请写明来源" in text_of(wrong) and "三点二" in wrong.content.decode()
    assert send(clerk, reverse(ENTER), district=district, **SEPTEMBER).status_code == 303
    index = one(office, PriceIndex)
    told = text_of(clerk.get(at(index)))
    for words in ("由您录入，须由另一人复核", "预演：会发给谁", "特困人员 1 16.00", "合计 9 154.00"):
        assert words in told
    assert send(clerk, at(index, "confirm"), expected=1).status_code == 403
    twice = send(clerk, reverse(ENTER), district=district, **SEPTEMBER)
    assert twice.status_code == 409 and "已经登记" in text_of(twice)
    desk.on(CONFIRMED)
    gao = desk.of("gao")
    assert "价格指数，等您复核" in text_of(gao.get("/"))
    assert send(gao, at(index, "confirm"), expected=1).status_code == 303
    told = text_of(gao.get(at(index)))
    for words in ("启动补贴", "最迟 2022-11-11 发放，还有 19 个工作日", "农村每人（元） 16.00", "3.0%"):
        assert words in told
    year = text_of(gao.get(reverse(YEAR)))
    assert "还有 19 个工作日" in year and year.count("没有登记指数") == 9
    assert send(gao, at(index, "sheet")).status_code == 303
    feng = desk.of("feng")
    assert "价格补贴已启动，等编册" in text_of(feng.get("/"))
    assert send(feng, at(index, "freeze"), format="").status_code == 422
    made = send(feng, at(index, "freeze"), format="excel")
    run = one(office, Run)
    assert made["Location"] == reverse("web:payment_run", args=[run.pk]) and run.total_fen == 154_00
    again = send(feng, at(index, "freeze"), format="excel")
    assert again.status_code == 409 and "已编册" in text_of(again)
    people = feng.get(reverse("web:price_people", args=[index.pk]), {"urban": "urban"})
    assert "共 2 条" in text_of(people) and "21.00" in text_of(people)
    desk.on(date(2022, 11, 14))
    assert "最迟 2022-11-11 发放，已逾期 1 个工作日" in text_of(desk.of("feng").get(at(index)))
    assert desk.of("zhang").get(at(index)).status_code == 403
    pages = [reverse(YEAR), at(index), reverse("web:price_people", args=[index.pk])]
    found = {page: _counted(desk.of("feng"), page) for page in pages}
    assert {page: count for page, count in found.items() if count > MOST_QUERIES} == {}, found


def test_an_index_without_trigger_stays_to_be_seen_and_a_wrong_one_is_dropped(
    office: Purse, desk: Desk
) -> None:
    desk.on(RELEASED)
    clerk = desk.of("min")
    district = clerk.get(reverse(YEAR)).context["district"]
    fields = {**SEPTEMBER, "district": district}
    send(clerk, reverse(ENTER), **{**fields, "cpi": "32"})
    wrong = one(office, PriceIndex)
    assert send(clerk, at(wrong, "drop"), why="", expected=1).status_code == 422
    assert send(clerk, at(wrong, "drop"), why="小数点录错", expected=1).status_code == 303
    assert "撤回：小数点录错" in text_of(clerk.get(at(wrong)))
    send(clerk, reverse(ENTER), **{**fields, "cpi": "1.1", "food": "2.0"})
    index = one(office, PriceIndex)
    desk.on(CONFIRMED)
    assert send(desk.of("gao"), at(index, "confirm"), expected=1).status_code == 303
    told = text_of(desk.of("feng").get(at(index)))
    assert "未启动" in told and "编制补贴册" not in told
    assert "未启动" in text_of(desk.of("feng").get(reverse(YEAR)))
    refused = send(desk.of("feng"), at(index, "freeze"), format="excel")
    assert refused.status_code == 409 and "没有启动补贴" in text_of(refused)


def _counted(browser: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    return len(asked)
