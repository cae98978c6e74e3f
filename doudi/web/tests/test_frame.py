"""The frame: who gets in, on which day, what a form does once, and what a refusal leaves of what was typed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from doudi.casework.cases.models import Case, Stage
from doudi.casework.tests.office import Office, lin_family
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AccessLine, AuditLine
from doudi.records.clock import business_now
from doudi.records.ids import new_id
from doudi.records.staff.models import Officer
from doudi.web.navigation import PAGE_KEYS, links
from doudi.web.tests.desk import Desk, send, text_of
from doudi.web.working import Access, officer_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office: Office) -> Case:
    """The family of 林秀兰, taken in by 张敏 with a paper left at home."""
    return office.take(lin_family().without("medical"), office.act("zhang"))


def stands(case: Case, office: Office) -> Case:
    with acting_as(office.act("zhang").scope):
        return Case.objects.get(pk=case.pk)


def test_a_stranger_is_led_to_signing_in_and_back(browser: Client) -> None:
    assert browser.get("/cases/?stage=accepted")["Location"] == "/login/?next=%2Fcases%2F%3Fstage%3Daccepted"


def test_a_page_tells_who_works_and_on_which_day(desk: Desk) -> None:
    page = text_of(desk.of("zhang").get("/"))
    assert "张敏" in page and "2022-03-07 周一" in page
    desk.on(date(2022, 4, 2))
    assert "2022-04-02 周六" in text_of(desk.of("zhang").get("/"))


def test_production_refuses_a_pretended_day(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured):
        business_now(date(2022, 3, 7))


def test_only_a_demonstration_lets_a_session_choose_its_day(desk: Desk) -> None:
    browser = desk.of("zhang")
    assert browser.get("/day/").status_code == 404
    desk.settings.MODE = "demonstration"
    assert browser.post("/day/", {"day": "八月"}).status_code == 422
    assert browser.post("/day/", {"day": "20220502"}).status_code == 303
    assert "2022-05-02" in text_of(browser.get("/"))
    desk.settings.MODE = "test"
    assert "2022-03-07" in text_of(browser.get("/"))


def test_a_page_for_other_posts_is_refused_with_a_sentence(desk: Desk) -> None:
    """No page of the first ones is for clerks alone, so the door is tried by itself."""

    @officer_page("auditor")
    def page(request: HttpRequest, by: Act) -> HttpResponse:
        raise AssertionError("not reached")

    answer = _ask(page, desk.office.act("zhang"))
    assert answer.status_code == 403 and "岗位" in answer.content.decode()


def test_a_page_rendered_after_its_scope_is_a_fault(desk: Desk) -> None:
    @officer_page()
    def late(request: HttpRequest, by: Act) -> HttpResponse:
        return TemplateResponse(request, "web/today/today.html")

    with pytest.raises(TypeError):
        _ask(late, desk.office.act("zhang"))


def _ask(page: object, by: Act) -> HttpResponse:
    request = RequestFactory().get("/somewhere/")
    assert by.scope.officer
    request.user = Officer.objects.get(pk=by.scope.officer)
    request.act = by  # type: ignore[attr-defined]
    request._messages = []  # type: ignore[attr-defined]
    answer = page(request)  # type: ignore[operator]
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_method_that_a_page_does_not_take_is_refused(desk: Desk) -> None:
    assert desk.of("zhang").post("/today/").status_code == 405
    assert desk.of("zhang").head("/today/").status_code == 200


def test_an_order_is_done_once_however_often_it_arrives(desk: Desk, office: Office, case: Case) -> None:
    browser, command = desk.of("zhang"), str(new_id())
    fields = {"command": command, "expected": case.steps, "why": "家里来人了"}
    first = send(browser, f"/cases/{case.pk}/withdraw/", **fields)
    again = send(browser, f"/cases/{case.pk}/withdraw/", **fields)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first["Location"] == again["Location"] == f"/cases/{case.pk}/"
    assert stands(case, office).steps == case.steps + 1
    assert "已登记撤回" in text_of(browser.get(first["Location"]))


def test_one_command_with_another_body_is_refused(desk: Desk, case: Case) -> None:
    browser, command = desk.of("zhang"), str(new_id())
    send(browser, f"/cases/{case.pk}/withdraw/", command=command, why="不办了")
    answer = send(browser, f"/cases/{case.pk}/withdraw/", command=command, why="另一个原因")
    assert answer.status_code == 409 and "已经提交过" in text_of(answer)


def test_a_refused_form_comes_back_with_its_sentence_and_everything_typed(desk: Desk, case: Case) -> None:
    browser = desk.of("zhang")
    wrong = send(browser, f"/cases/{case.pk}/notify/", complete_by="八月底", expected=case.steps)
    assert wrong.status_code == 422
    assert 'value="八月底"' in wrong.content.decode() and "日期要写成" in text_of(wrong)
    late = send(browser, f"/cases/{case.pk}/notify/", complete_by="2022-03-01", expected=case.steps)
    assert late.status_code == 422
    assert 'value="2022-03-01"' in late.content.decode() and "补正期限应在今天以后" in text_of(late)


def test_a_stale_form_shows_the_case_as_it_is_now_and_keeps_the_words(desk: Desk, case: Case) -> None:
    browser = desk.of("zhang")
    send(browser, f"/cases/{case.pk}/notify/", complete_by="2022-03-21", expected=case.steps)
    stale = send(browser, f"/cases/{case.pk}/notify/", complete_by="2022-03-28", expected=case.steps)
    told = text_of(stale)
    assert stale.status_code == 409
    assert "与您打开页面时不同" in told, told
    assert "您刚才填写的：2022-03-28" in told and "待补正" in told, told


def test_a_form_without_a_command_is_refused(desk: Desk, office: Office, case: Case) -> None:
    answer = desk.of("zhang").post(f"/cases/{case.pk}/withdraw/", {"why": "不办了"})
    assert answer.status_code == 422 and "请刷新页面" in text_of(answer)
    assert stands(case, office).stage == Stage.SUBMITTED


def test_without_a_second_factor_a_deciding_step_says_where_to_show_it(
    desk: Desk, office: Office, case: Case
) -> None:
    send(
        desk.of("zhang"),
        f"/cases/{case.pk}/receive/",
        paper="medical|",
        received_on="20220307",
        how="本人签字",
    )
    assert send(desk.of("zhang"), f"/cases/{case.pk}/complete/").status_code == 303
    fields = {"first": "2022-03-07", "cause": "等外地核对结果", "basis": "民发〔2021〕57号"}
    answer = send(desk.of("liu", second_factor=False), f"/cases/{case.pk}/pause/", **fields)
    assert answer.status_code == 403
    assert "/login/code/" in answer.content.decode() and "等外地核对结果" in answer.content.decode()
    assert send(desk.of("liu"), f"/cases/{case.pk}/pause/", **fields).status_code == 303


def test_what_lies_next_door_and_what_is_nowhere_are_one_page(desk: Desk, case: Case) -> None:
    foreign = desk.of("wang").get(f"/cases/{case.pk}/")
    nowhere = desk.of("wang").get(f"/cases/{new_id()}/")
    assert foreign.status_code == nowhere.status_code == 404
    assert text_of(foreign) == text_of(nowhere)
    assert send(desk.of("wang"), f"/cases/{case.pk}/withdraw/", why="不办了").status_code == 404


def test_a_look_at_a_case_is_noted(desk: Desk, office: Office, case: Case) -> None:
    desk.of("zhang").get(f"/cases/{case.pk}/")
    with acting_as(office.act("zhang").scope):
        line = AccessLine.objects.get(did="cases.looked", object_id=str(case.pk))
    assert line.name == "张敏" and line.credential.startswith("session ") and line.address == "127.0.0.1"


def test_a_list_exports_what_it_shows_and_leaves_a_line(desk: Desk, office: Office, case: Case) -> None:
    answer = desk.of("zhang").post("/cases/?stage=submitted")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
    with acting_as(office.act("sun").scope):
        line = AuditLine.objects.get(did="lists.exported")
    assert line.facts["list"] == "cases" and line.facts["rows"] == 1
    assert line.facts["chosen"] == {"stage": "submitted"}


def test_the_keys_of_the_frame_do_not_clash() -> None:
    keys = [link.key for link in links() if link.key]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & (PAGE_KEYS | set("def"))


def test_whoever_names_no_post_admits_every_officer() -> None:
    assert Access(public=True).public and not Access().posts
