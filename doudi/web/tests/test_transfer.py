"""转录单：masked until taken out with a reason; typed over once, only what changes is listed afterwards."""

from datetime import date

import pytest
from django.urls import reverse

from doudi.casework.awards.models import Award, Transferred
from doudi.casework.awards.tests.desk import granted
from doudi.casework.tests.office import lin_family
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
ID = "990204195004120121"


@pytest.fixture
def award(desk: Desk) -> Award:
    (opened,) = granted(desk.office, lin_family(), (3, 7), (3, 22), (3, 25))
    return opened


def test_the_sheet_is_masked_taken_out_marked_and_then_lists_only_what_changed(
    desk: Desk, award: Award
) -> None:
    desk.on(date(2022, 4, 1))
    browser, address = desk.of("zhang"), reverse("web:transfer_sheet", args=[award.case_id])
    page = browser.get(address)
    told = text_of(page)
    assert "申请人姓名" in told and "734.00" in told and "还没有转录过" in told
    assert ID not in page.content.decode()
    assert browser.post(address, {"why": ""}).status_code == 422
    full = browser.post(address, {"why": "录入省平台"})
    assert ID in full.content.decode() and 'data-copy="林秀兰"' in full.content.decode()
    assert "no-store" in full.headers["Cache-Control"]
    listed = reverse("web:transfers")
    assert "月保障金" in text_of(browser.get(listed))
    assert ID not in browser.get(listed).content.decode()
    mark = reverse("web:transfer_mark", args=[award.case_id])
    assert send(browser, mark).status_code == 303
    assert send(browser, mark).status_code == 422
    assert "没有要转录的" in text_of(browser.get(listed))
    payee = reverse("web:award_step", args=[award.pk, "payee"])
    with acting_as(desk.office.on("zhang", 4, 1).scope):
        other = award.persons.get(name="赵广田").person_id
    assert send(browser, payee, payee=str(other), why="行动不便").status_code == 303
    told = text_of(browser.get(listed))
    assert "领款人" in told and "赵广田" in told and "张敏" in told and "月保障金" not in told
    with acting_as(desk.office.act("sun").scope):
        assert AuditLine.objects.filter(did="transfer.taken_out").count() == 1
    with acting_as(desk.office.on("zhang", 4, 1).scope):
        assert Transferred.objects.count() == 1


def test_the_neighbour_and_the_decider_do_not_get_it(desk: Desk, award: Award) -> None:
    desk.on(date(2022, 4, 1))
    address = reverse("web:transfer_sheet", args=[award.case_id])
    assert desk.of("wang").get(address).status_code == 404
    assert desk.of("zhao").get(address).status_code == 403
