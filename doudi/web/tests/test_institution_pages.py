"""供养机构、特困发放和停付的页面：S11 in the browser — who waits for the one bed, taken in, counted, held against the roll."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.casework.awards.models import Award
from doudi.casework.survey.care_models import CareWish
from doudi.money.payments.stop_models import PaymentStop
from doudi.money.payments.stops import stop_payments
from doudi.money.payments.tests.test_tekun import FULL, assessed, gao_family, house, ma_family, roll
from doudi.money.payments.verify import Fault
from doudi.money.tests.purse import Purse
from doudi.records.access import Act, Scope, acting_as
from doudi.records.institutions.models import Institution, InstitutionAccount
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
LIST, NEW, TEKUN, STOPS = "web:institutions", "web:institution_new", "web:tekun", "web:payment_stops"
MOST_QUERIES = 45


def at(held: Institution, *step: str) -> str:
    return reverse("web:institution_order" if step else "web:institution", args=[held.pk, *step])


def two_who_wait(office: Purse) -> tuple[Award, Award]:
    """马秀云, who can do nothing herself, and 高德福, who can do everything and applied before her (S11)."""
    gao, case = assessed(office, gao_family(), (), "dispersed", (9, 1), (9, 20), (9, 22))
    by = office.on("zhang", 9, 22)
    with acting_as(by.scope):
        CareWish.objects.create(
            case=case, area_id=case.area_id, person=gao.head, mode="institution",
            stated_on=by.day, at=by.at, name="张敏",
        )  # fmt: skip
    ma, _ = assessed(office, ma_family(), FULL, "institution", (9, 13), (9, 20), (9, 22))
    return ma, gao


def test_s11_the_one_bed_goes_to_whom_cannot_care_for_herself_and_the_count_is_held_against_the_roll(
    office: Purse, desk: Desk
) -> None:
    ma, gao = two_who_wait(office)
    old = house(office)
    desk.on(date(2022, 9, 23))
    clerk = desk.of("min")
    listed = text_of(clerk.get(reverse(LIST)))
    assert listed.index("马秀云") < listed.index("高德福") and "先按自理能力" in listed
    assert "553.00 2022-09-13" in listed and "79.00 2022-09-01" in listed
    fields = {"person": str(ma.head_id), "since": "2022-09-23"}
    assert send(desk.of("feng"), at(old, "admit"), **fields).status_code == 403
    assert send(clerk, at(old, "admit"), **fields).status_code == 303
    full = send(clerk, at(old, "admit"), person=str(gao.head_id), since="2022-09-23")
    assert full.status_code == 409 and "床位 1 张，已住 1 人" in text_of(full)
    assert "高德福" in text_of(clerk.get(reverse(LIST)))
    paid = text_of(clerk.get(reverse(TEKUN), {"month": "2022-10"}))
    assert "617.00 553.00" in paid and "1,170.00" in paid and old.name in paid
    kept = text_of(clerk.get(reverse(TEKUN), {"month": "2022-10", "gate": "no_agreement"}))
    assert "高德福" in kept and "马秀云" not in kept and "79.00" in kept and "没有照料协议" in kept
    assert send(clerk, at(old, "count"), present=str(ma.head_id)).status_code == 303
    roll(office, 10, date(2022, 10, 8))
    assert "在册与在院有" not in text_of(clerk.get(at(old)))
    desk.on(date(2022, 10, 9))
    clerk = desk.of("min")
    assert send(clerk, at(old, "count")).status_code == 303
    told = text_of(clerk.get(at(old)))
    assert "在册与在院有 1 处不符" in told and "在册不在院" in told and "1,170.00" in told
    again = send(clerk, at(old, "count"), present=str(ma.head_id))
    assert again.status_code == 409 and "已经盘点过" in text_of(again)
    with acting_as(office.act("min").scope):
        residence = old.residences.get()
    leaving = {"residence": str(residence.pk), "until": "2022-10-09"}
    assert send(clerk, at(old, "leave"), **leaving, why="").status_code == 422
    assert send(clerk, at(old, "leave"), **leaving, why="接回家中").status_code == 303
    pages = [reverse(LIST), at(old), reverse(TEKUN)]
    found = {page: _counted(clerk, page) for page in pages}
    assert {page: count for page, count in found.items() if count > MOST_QUERIES} == {}, found


def test_a_house_and_its_account_take_two_people(office: Purse, desk: Desk) -> None:
    clerk = desk.of("min")
    district = clerk.get(reverse(LIST)).context["mine"][0][0]
    fields = {"district": district, "beds": "12", "since": "2022-03-01"}
    wrong = send(clerk, reverse(NEW), **fields, name="")
    assert wrong.status_code == 422 and "请写机构名称" in text_of(wrong)
    made = send(clerk, reverse(NEW), **fields, name="二院")
    assert made.status_code == 303 and "床位 12 张，在住 0 人" in text_of(clerk.get(made["Location"]))
    with acting_as(office.act("min").scope):
        held = Institution.objects.get()
    account = {"bank": "示例农商行", "holder": "二院", "number": "62990000", "why": "开户"}
    assert send(clerk, at(held, "propose"), **{**account, "number": "12"}).status_code == 422
    assert send(clerk, at(held, "propose"), **account).status_code == 303
    with acting_as(office.act("min").scope):
        proposed = InstitutionAccount.objects.get()
    confirm = {"account": str(proposed.pk), "since": "2022-03-07"}
    assert send(clerk, at(held, "confirm"), **confirm).status_code == 403
    assert send(desk.of("gao"), at(held, "confirm"), **confirm).status_code == 303
    told = text_of(desk.of("feng").get(at(held)))
    assert "****0000" in told and "62990000" not in told


def test_a_stop_shows_what_stands_still_until_one_explains_and_another_clears(
    office: Purse, desk: Desk
) -> None:
    by = office.act("feng")
    walk = Act(Scope("查验", areas=by.scope.areas, audits=True), by.at)
    district = office.town.area("990204000000").pk
    (stop,) = stop_payments(found=[Fault("账户“区级救助资金”余额 1 分，逐笔合计 0 分。", district)], by=walk)
    feng, gao = desk.of("feng"), desk.of("gao")
    step = lambda name: reverse("web:payment_stop_order", args=[stop.pk, name])  # noqa: E731
    assert "已停付，等查明和解除" in text_of(feng.get("/"))
    assert "已停付：1 项不符没有解除" in text_of(feng.get(reverse("web:payments")))
    assert "余额 1 分，逐笔合计 0 分" in text_of(gao.get(reverse(STOPS)))
    early = send(gao, step("clear"), opinion="可以发")
    assert early.status_code == 422 and "还没有查明原因" in text_of(early)
    blank = send(feng, step("explain"), finding="")
    assert blank.status_code == 422 and "请写明查到的原因和处理" in text_of(blank)
    assert send(feng, step("explain"), finding="误改余额，已改回").status_code == 303
    assert send(feng, step("clear"), opinion="可以发").status_code == 403
    assert "误改余额，已改回" in text_of(gao.get(reverse(STOPS)))
    assert send(gao, step("clear"), opinion="情况属实").status_code == 303
    assert "已停付" not in text_of(feng.get(reverse("web:payments")))
    with acting_as(by.scope):
        assert PaymentStop.objects.get().cleared_by_name == "高远"
    assert desk.of("zhang").get(reverse(STOPS)).status_code == 403


def _counted(browser: Client, page: str) -> Any:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    return len(asked)
