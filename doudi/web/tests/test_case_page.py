"""The case page: a family goes from the counter to an assessed case by the forms of one page."""

from __future__ import annotations

from datetime import date

import pytest

from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.actions import withdraw
from doudi.casework.cases.models import Case, Stage
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, lin_family, stranger, zhou_family
from doudi.casework.tests.panel import seated
from doudi.records.access import acting_as
from doudi.records.people.actions import record_death
from doudi.records.people.models import Person
from doudi.web.cases.registry import SECTIONS, STEPS
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db


def stands(case: Case, office: Office, who: str = "zhang") -> Case:
    with acting_as(office.act(who).scope):
        return Case.objects.get(pk=case.pk)


def test_from_the_missing_paper_to_the_reckoning_on_one_page(desk: Desk, office: Office) -> None:
    case = office.take(lin_family().without("medical"), office.act("zhang"))
    browser, address = desk.of("zhang"), f"/cases/{case.pk}/"
    page = text_of(browser.get(address))
    assert "还缺： 医疗费自付票据" in page and "出具一次性补正告知" in page and "查询码" in page
    assert send(browser, f"{address}notify/", complete_by="2022-03-21", expected=1).status_code == 303
    assert "等申请人" in text_of(browser.get("/"))
    got = {"paper": "medical|", "received_on": "2022年3月9日", "how": "本人签字"}
    desk.on(date(2022, 3, 9))
    assert send(browser, f"{address}receive/", **got, expected=2).status_code == 303
    assert send(browser, f"{address}complete/", expected=2).status_code == 303
    held = stands(case, office)
    assert held.stage == Stage.ACCEPTED
    page = text_of(browser.get(address))
    assert "审核确认" in page and "2022-04-07 到期" in page
    answer = send(browser, f"{address}assess/", on="2022-03-09", expected=held.steps)
    sheet = text_of(browser.get(answer["Location"]))
    assert "最低生活保障（低保）" in sheet and "逐字节相同" in sheet and "赵小军" in sheet
    with acting_as(office.act("zhang").scope):
        assert Assessment.objects.filter(case=case).count() == 1


def test_the_sheets_of_the_reckoning_are_printed_from_the_page(desk: Desk, office: Office) -> None:
    case = complete(case=office.take(lin_family(), office.act("zhang")).pk, by=office.act("zhang"))
    browser, address = desk.of("zhang"), f"/cases/{case.pk}/"
    assert "打印赡养费测算表" not in text_of(browser.get(address))
    assert send(browser, f"{address}assess/", on="2022-03-07").status_code == 303
    page = text_of(browser.get(address))
    assert (
        "打印赡养费测算表、刚性支出核减表" in page and "赡养费测算表、刚性支出核减表，按最近一次计算" in page
    )
    printed = send(browser, f"{address}print-reckonings/")
    assert printed.status_code == 303
    assert browser.get(printed["Location"]).content.startswith(b"%PDF")
    page = text_of(browser.get(address))
    assert "打印赡养费测算表" not in page and "刚性支出核减表" in page


def test_who_may_not_take_a_step_is_not_offered_it(desk: Desk, office: Office) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    assert "撤回申请" in text_of(desk.of("zhang").get(f"/cases/{case.pk}/"))
    assert "撤回申请" not in text_of(desk.of("liu").get(f"/cases/{case.pk}/"))
    refused = send(desk.of("liu"), f"/cases/{case.pk}/withdraw/", why="不办了")
    assert refused.status_code == 403 and "没有办理此事的岗位" in text_of(refused)


def test_a_case_for_the_neighbour_is_handed_over_and_gone(desk: Desk, office: Office) -> None:
    case = office.take(zhou_family(), office.act("zhang"))
    browser = desk.of("zhang")
    page = text_of(browser.get(f"/cases/{case.pk}/"))
    assert "应转交柳溪乡" in page and "在责任乡镇" in page
    send(browser, f"/cases/{case.pk}/complete/")
    done = send(browser, f"/cases/{case.pk}/hand-over/")
    assert done.status_code == 303
    assert "周建国" in text_of(browser.get(done["Location"]))
    assert browser.get(f"/cases/{case.pk}/").status_code == 404
    assert "周建国" in text_of(desk.of("wang").get(f"/cases/{case.pk}/"))


def test_the_death_of_an_applicant_ends_the_case(desk: Desk, office: Office) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    browser, address = desk.of("zhang"), f"/cases/{case.pk}/"
    assert "申请人死亡终止" not in text_of(browser.get(address))
    with acting_as(office.act("zhang").scope):
        person = Person.objects.get(pk=case.applicant_id)
    record_death(person=person, died=date(2022, 3, 6), why="死亡证明", by=office.act("zhang"))
    assert send(browser, f"{address}death/", expected=1).status_code == 303
    assert stands(case, office).stage == Stage.DIED


def test_a_clock_is_stopped_and_started_by_a_reviewer(desk: Desk, office: Office) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    send(desk.of("zhang"), f"/cases/{case.pk}/complete/")
    browser, address = desk.of("liu"), f"/cases/{case.pk}/"
    fields = {"first": "2022-03-07", "cause": "等外地核对结果", "basis": "民发〔2021〕57号"}
    assert send(browser, f"{address}pause/", **fields).status_code == 303
    assert "中止 2022-03-07" in text_of(browser.get(address))
    desk.on(date(2022, 3, 11))
    assert send(browser, f"{address}resume/", last="2022-03-10").status_code == 303
    assert "2022-04-08 到期" in text_of(browser.get(address))


def test_a_notice_that_ran_out_may_be_closed(desk: Desk, office: Office) -> None:
    case = office.take(lin_family().without("medical"), office.act("zhang"))
    browser, address = desk.of("zhang"), f"/cases/{case.pk}/"
    send(browser, f"{address}notify/", complete_by="2022-03-14")
    assert "逾期未补正办结" not in text_of(browser.get(address))
    desk.on(date(2022, 3, 15))
    assert "超期 1 天" in text_of(browser.get("/"))
    assert send(browser, f"{address}lapse/").status_code == 303
    assert stands(case, office).stage == Stage.LAPSED


@pytest.mark.parametrize(
    ("typed", "finds"), [("林秀兰", 1), ("linxl", 0), ("lxl", 1), ("linxiulan", 1), ("0121", 1), ("孙", 0)]
)
def test_a_case_is_found_as_people_say_it(desk: Desk, office: Office, typed: str, finds: int) -> None:
    office.take(lin_family(), office.act("zhang"))
    assert f"共 {finds} 条" in text_of(desk.of("zhang").get("/cases/", {"q": typed}))


def test_a_case_is_found_by_its_number_and_by_the_name_it_bears(desk: Desk, office: Office) -> None:
    case = office.take(zhou_family(), office.act("zhang"))
    for typed in (case.receipt_number, "周建国"):
        assert "共 1 条" in text_of(desk.of("zhang").get("/cases/", {"q": typed}))
        assert "共 0 条" in text_of(desk.of("wang").get("/cases/", {"q": typed}))


def test_cases_are_narrowed_to_a_stage_and_to_what_is_overdue(desk: Desk, office: Office) -> None:
    first = office.take(stranger(1), office.act("zhang"))
    office.take(stranger(2), office.act("zhang"))
    browser = desk.of("zhang")
    send(browser, f"/cases/{first.pk}/complete/")
    assert "共 1 条" in text_of(browser.get("/cases/?stage=submitted"))
    assert "共 0 条" in text_of(browser.get("/cases/?overdue=yes"))
    desk.on(date(2022, 5, 9))
    assert "共 1 条" in text_of(browser.get("/cases/?overdue=yes"))
    assert "共 2 条" in text_of(browser.get("/cases/?stage=nothing-like-it"))


def test_a_long_list_is_paged_sorted_and_says_how_many(desk: Desk, office: Office) -> None:
    for number in range(3):
        office.take(stranger(number), office.act("zhang"))
    browser = desk.of("zhang")
    page = browser.get("/cases/?sort=number").content.decode()
    assert page.index("00001") < page.index("00002") and 'aria-sort="ascending"' in page
    assert browser.get("/cases/?sort=-number&page=99").status_code == 200
    assert browser.get("/cases/?sort=applicant__id_number&page=x").status_code == 200


def test_what_has_ended_offers_to_tell_the_family_once_and_carries_nothing_on(
    desk: Desk, office: Office
) -> None:
    case, zhang = office.take(lin_family(), office.act("zhang")), desk.of("zhang")
    seated(office)
    withdraw(case=case.pk, why="不办了", by=office.act("zhang"))
    assert "出具终止办理告知书" in text_of(zhang.get(f"/cases/{case.pk}/"))
    assert send(zhang, f"/cases/{case.pk}/tell-end/").status_code == 303
    page = text_of(zhang.get(f"/cases/{case.pk}/"))
    assert "出具终止办理告知书" not in page and "《终止办理告知书》" in page


def test_every_part_of_the_page_has_a_name_of_its_own() -> None:
    for names in ([each.name for each in SECTIONS], [each.name for each in STEPS]):
        assert len(set(names)) == len(names)
