"""提标的页：two people raise the standards; a clerk reads the roster and invites who may now apply."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from doudi.casework.uprating.tests.register import ISSUER, bring_over, open_issuer, work
from doudi.config.tests.town import DISTRICT
from doudi.money.payments.models import Run
from doudi.money.payments.rolls import ReckonedAgain, freeze_month
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
P2 = {"dibao_rural": "474", "dibao_urban": "655", "tekun_rural": "617", "tekun_urban": "852"}
MAY = date(2022, 5, 20)


@pytest.fixture
def register(desk: Desk) -> Desk:
    open_issuer(desk.office)
    bring_over(desk.office)
    desk.on(MAY)
    return desk


def tried(desk: Desk, who: str = "min", what: str = "try", **changed: Any) -> str:
    district = str(desk.office.town.area(DISTRICT).pk)
    told = {"district": district, "since": "2022-06-01", **(P2 if what == "try" else {}), **changed}
    answer = send(desk.of(who), reverse("web:uprating_try", args=[what]), **told)
    assert answer.status_code == 303, text_of(answer)
    work()
    return str(answer["Location"])


def test_two_people_raise_the_standards(register: Desk) -> None:
    page = tried(register)
    shown = text_of(register.of("min").get(page))
    for word in ("每月增加 189.00 元", "1 户可能新增", "450.00 474.00", "提高 5.3333%", "松岭镇", "2022-06"):
        assert word in shown, word
    unwritten = send(register.of("min"), f"{page}propose/", issued="2022-05-20")
    assert unwritten.status_code == 422 and "请写文号和条款" in text_of(unwritten)
    told = {"document": "示例区民发〔2022〕6号 一", "issued": "2022-05-18"}
    assert send(register.of("min"), f"{page}propose/", **told).status_code == 303
    assert "签发并逐户重算" not in text_of(register.of("min").get(page))
    assert "提标方案，等您签发" in text_of(register.of(ISSUER).get("/"))
    assert send(register.of(ISSUER), f"{page}issue/").status_code == 303
    work()
    assert "已执行" in text_of(register.of(ISSUER).get(page))
    roster = text_of(register.of("zhang").get(f"{page}lines/"))
    assert "户一" in roster and "734.00" in roster and "782.00" in roster and "48.00" in roster
    assert "导出差额花名册" in text_of(register.of("zhang").get(page))
    file = register.of("zhang").post(f"{page}lines/").content
    rows = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_name("差额花名册").to_python()
    heads = ["户主", "乡镇（街道）", "村（社区）", "类别", "自（月）", "原月金额", "现月金额", "增减", "结果"]
    assert rows[0] == heads
    assert ["户一", "松岭镇", "西甸村", "最低生活保障", "2022-06"] in [row[:5] for row in rows]
    (one,) = [row for row in rows if row[0] == "户一"]
    assert one[5:8] == [734, 782, 48]


def executed(desk: Desk) -> str:
    page = tried(desk)
    send(desk.of("min"), f"{page}propose/", document="示例区民发〔2022〕6号 一", issued="2022-05-18")
    assert send(desk.of(ISSUER), f"{page}issue/").status_code == 303
    return page


def roll(desk: Desk, on: date) -> Run:
    feng = desk.office.act("feng", on)
    district = desk.office.town.area(DISTRICT)
    return freeze_month(district=district, month=on, bank_format="excel", by=feng)


def test_what_was_executed_is_taken_back_until_its_first_month_is_on_a_roll(register: Desk) -> None:
    page = executed(register)
    with pytest.raises(ReckonedAgain, match="请等后台作业完成"):
        roll(register, date(2022, 6, 1))
    work()
    roll(register, date(2022, 5, 25))
    register.on(date(2022, 6, 2))
    assert "撤回这次提标" not in text_of(register.of("min").get(page))
    unsaid = send(register.of(ISSUER), f"{page}undo/", why="")
    assert unsaid.status_code == 422 and "请写明撤回的原因" in text_of(unsaid)
    assert send(register.of(ISSUER), f"{page}undo/", why="标准有误").status_code == 303
    with pytest.raises(ReckonedAgain):
        roll(register, date(2022, 6, 2))
    work()
    assert "已撤回" in text_of(register.of(ISSUER).get(page))


def test_once_a_month_of_it_is_on_a_roll_it_is_not_taken_back(register: Desk) -> None:
    page = executed(register)
    work()
    register.on(date(2022, 6, 2))
    roll(register, date(2022, 6, 2))
    answer = send(register.of(ISSUER), f"{page}undo/", why="标准有误")
    assert answer.status_code == 409 and "2022年6月的发放花名册已经冻结" in text_of(answer)
    assert "标准有误" in answer.content.decode()


def test_a_clerk_invites_who_may_now_apply(register: Desk) -> None:
    page = tried(register)
    send(register.of("min"), f"{page}propose/", document="文号", issued="2022-05-18")
    send(register.of(ISSUER), f"{page}issue/")
    work()
    browser = register.of("zhang")
    listed = browser.get(reverse("web:invitations"))
    assert "户五" in text_of(listed) and "28.00" in text_of(listed) and "待告知" in text_of(listed)
    (address,) = set(re.findall(r'href="(/invitations/[^"?]+/)"', listed.content.decode()))
    assert "每月 28.00 元" in text_of(browser.get(address))
    refused = send(browser, f"{address}settle/", answer="declined")
    assert refused.status_code == 422 and "请写明情况" in text_of(refused)
    assert send(browser, f"{address}settle/", answer="declined", note="已上门告知").status_code == 303
    assert "本人不申请" in text_of(browser.get(address))
    assert register.of("wang").get(address).status_code == 404


def test_standards_that_break_a_rule_cannot_be_proposed(register: Desk) -> None:
    page = tried(register, dibao_rural="472")
    shown = text_of(register.of("min").get(page))
    assert "不符合" in shown and "4.8889%" in shown and "交签发 Alt+J" not in shown
    answer = send(register.of("min"), f"{page}propose/", document="文号", issued="2022-05-18")
    assert answer.status_code == 409 and "4.8889%" in text_of(answer)
    assert send(register.of("min"), f"{page}drop/", why="再议").status_code == 303
    assert "再议" in text_of(register.of("min").get(page))


def test_a_township_becomes_unified_on_the_same_page(register: Desk) -> None:
    page = tried(register, what="unify", township=str(register.office.songling))
    shown = text_of(register.of("min").get(page))
    assert "松岭镇 农村标准 城市标准" in shown and "每月增加" in shown


def test_wrong_fields_are_told_and_others_only_read(register: Desk) -> None:
    address = reverse("web:uprating_try", args=["try"])
    wrong = text_of(send(register.of("min"), address, since="六月", dibao_rural="很多"))
    assert "写的是 六月" in wrong and "写的是 很多" in wrong
    none = send(register.of("min"), reverse("web:uprating_try", args=["unify"]), since="2022-06-01")
    assert none.status_code == 422 and "请至少勾选一个乡镇" in text_of(none)
    assert send(register.of("zhang"), address).status_code == 403
    front = text_of(register.of("zhang").get(reverse("web:upratings")))
    assert "试算新标准" not in front
    assert send(register.of("min"), reverse("web:uprating_try", args=["other"])).status_code == 404
