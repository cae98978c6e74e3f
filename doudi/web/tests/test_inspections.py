"""抽查的页面：drawn, checked, set right and accepted by forms; the report with near relatives and stayed powers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import only_award, with_lin
from doudi.casework.confirmation.panel_models import StayedPower
from doudi.config.tests.database import opened_once
from doudi.money.tests.purse import open_purse
from doudi.oversight.inspections.models import Finding, Inspection
from doudi.records.access import acting_as
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
THE_FIFTH = date(2022, 4, 5)
MOST = {"list": 25, "one": 25, "report": 30}


django_db_setup = opened_once(lambda town: with_lin(open_purse(town)), scope="module")


@pytest.fixture
def award(desk: Desk) -> Award:
    desk.on(THE_FIFTH)
    return only_award(desk.office)


def drawn(desk: Desk) -> Inspection:
    answer = send(desk.of("min"), reverse("web:new_sampling"), at=desk.office.songling, month="2022-03")
    assert answer.status_code == 303
    with acting_as(desk.office.act("min", THE_FIFTH).scope):
        return Inspection.objects.get()


def test_from_the_draw_to_the_accepted_rectification(desk: Desk, award: Award) -> None:
    min_, zhang = desk.of("min"), desk.of("zhang")
    refused = send(min_, reverse("web:new_sampling"), at=desk.office.songling, month="三月")
    assert refused.status_code == 422 and "月份要写成" in text_of(refused)
    held = drawn(desk)
    page = reverse("web:inspection", args=[held.pk])
    assert "抽中的件，等检查" in text_of(min_.get("/"))
    assert "林秀兰" in text_of(min_.get(reverse("web:inspections"), {"state": "open"}))
    form = {"way": "home", "on": "2022-04-05", "outcome": "grant", "scheme": "dibao", "amount": "684"}
    refused = send(min_, f"{page}check/", **form, told="租金漏计")
    assert (
        refused.status_code == 422
        and "请写明问题和整改期限" in text_of(refused)
        and "租金漏计" in text_of(refused)
    )
    problem = {"kind-1": "amount", "what-1": "租金漏计 50 元", "due-1": "2022-04-20"}
    assert send(min_, f"{page}check/", **form, told="租金漏计", **problem).status_code == 303
    told = text_of(zhang.get(page))
    for words in ("不一致", "684.00", "734.00", "租金漏计 50 元", "整改期限 2022-04-20", "登记整改"):
        assert words in told
    with acting_as(desk.office.act("min", THE_FIFTH).scope):
        finding = Finding.objects.get()
    do = reverse("web:finding_order", args=[finding.pk, "rectify"])
    assert send(zhang, do, told="").status_code == 422
    assert send(zhang, do, told="已重新核定").status_code == 303
    back = reverse("web:finding_order", args=[finding.pk, "send-back"])
    assert send(min_, back, why="没有附件", due_on="2022-04-25").status_code == 303
    assert "退回 1 次：没有附件" in text_of(zhang.get(page))
    send(zhang, do, told="已附")
    assert send(min_, reverse("web:finding_order", args=[finding.pk, "accept"])).status_code == 303
    assert "赵敏 验收" in text_of(zhang.get(page))


def test_the_report_compares_and_stays_a_townships_power(desk: Desk, award: Award) -> None:
    drawn(desk)
    gao = desk.of("gao")
    told = text_of(gao.get(reverse("web:inspection_report")))
    for words in ("松岭镇", "没有应备案而未备案的", "暂停一个乡镇的确认权"):
        assert words in told
    assert "暂停一个乡镇的确认权" not in text_of(desk.of("min").get(reverse("web:inspection_report")))
    form = {"at": desk.office.songling, "since": "2022-04-05", "document": "清民发〔2022〕9号"}
    refused = send(gao, reverse("web:power_order", args=["stay"]), **form, why="")
    assert refused.status_code == 422 and "请写明原因" in text_of(refused)
    assert send(gao, reverse("web:power_order", args=["stay"]), **form, why="差错率高").status_code == 303
    assert "自 2022-04-05 暂停（清民发〔2022〕9号）：差错率高" in text_of(
        gao.get(reverse("web:inspection_report"))
    )
    with acting_as(desk.office.act("min", THE_FIFTH).scope):
        stay = StayedPower.objects.get()
    done = send(gao, reverse("web:power_order", args=["restore"]), stay=stay.pk, until="2022-04-06")
    assert done.status_code == 303
    assert (
        send(desk.of("min"), reverse("web:power_order", args=["stay"]), **form, why="试").status_code == 403
    )


def test_neighbour_auditor_and_who_may_not(desk: Desk, award: Award) -> None:
    page = reverse("web:inspection", args=[drawn(desk).pk])
    assert desk.of("wang").get(page).status_code == 404
    assert desk.of("sun").get(page).status_code == 200
    for who in ("zhang", "sun"):
        assert send(desk.of(who), f"{page}check/", told="试").status_code == 403


def test_the_pages_stay_within_their_measure(desk: Desk, award: Award) -> None:
    held, browser, found = drawn(desk), desk.of("min"), {}
    pages = {"list": "web:inspections", "report": "web:inspection_report"}
    addresses = {name: reverse(page) for name, page in pages.items()}
    for name, address in {**addresses, "one": reverse("web:inspection", args=[held.pk])}.items():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        found[name] = len(asked)
    assert {name: count for name, count in found.items() if count > MOST[name]} == {}, found
