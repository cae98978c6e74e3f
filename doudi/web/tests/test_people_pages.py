"""People, households, officers and the trail: found, masked, revealed for a reason, changed by two."""

from __future__ import annotations

import re

import pytest

from doudi.casework.assessment.picking import HOUSEHOLD, MEMBER, SUPPORTER
from doudi.casework.cases.models import Case
from doudi.casework.survey.findings import OF_HOUSEHOLD
from doudi.casework.tests.office import Office, lin_family, zhou_family
from doudi.casework.verification.sources import sources
from doudi.config.tests.town import SHIQIAO, SONGLING, THE_DAY, invented_id
from doudi.policy.facts import INPUTS
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.evidence.actions import note
from doudi.records.evidence.models import SEEN
from doudi.records.people import past_the_area
from doudi.records.people.models import BankAccount, Household
from doudi.records.staff.models import NearRelative, Officer, Posting
from doudi.records.staff.queries import relatives_of
from doudi.web.people.facts import fact_title
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
NUMBER = "990204195004120121"
ACCOUNT = {"bank": "松岭信用社", "holder": "林秀兰", "number": "6217 0099 0204 0000 01", "why": "首次登记"}


@pytest.fixture
def case(office: Office) -> Case:
    return office.take(lin_family(), office.act("zhang"))


@pytest.mark.parametrize("typed", ["林秀兰", "linxiulan", "lxl", "0121", NUMBER])
def test_somebody_is_found_and_stays_masked(desk: Desk, case: Case, typed: str) -> None:
    page = desk.of("zhang").post("/people/", {"q": typed}).content.decode()
    assert "林秀兰" in page and case.receipt_number in page
    assert NUMBER not in page.replace(f'value="{NUMBER}"', "")
    assert "林秀兰" not in text_of(desk.of("wang").post("/people/", {"q": typed}))


def test_a_number_is_shown_once_for_a_reason_and_leaves_a_line(
    desk: Desk, office: Office, case: Case
) -> None:
    browser, address = desk.of("zhang"), f"/people/{case.applicant_id}/"
    assert NUMBER not in browser.get(address).content.decode()
    silent = send(browser, f"{address}reveal/", what="id_number", why=" ")
    assert silent.status_code == 422 and "请写明查看的事由" in text_of(silent)
    shown = send(browser, f"{address}reveal/", what="id_number", why="与户口簿核对")
    assert NUMBER in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert NUMBER not in browser.get(address).content.decode()
    with acting_as(office.act("zhang").scope):
        assert AuditLine.objects.get(did="people.revealed").why == "与户口簿核对"
    assert send(browser, f"{address}reveal/", what="born", why="与户口簿核对").status_code == 404


def test_whose_post_reveals_nothing_is_not_offered_it(desk: Desk, case: Case) -> None:
    assert "显示身份证号" in text_of(desk.of("liu").get(f"/people/{case.applicant_id}/"))
    assert "id_number" not in desk.office.act("sun").scope.reveals
    assert desk.of("sun").get(f"/people/{case.applicant_id}/").status_code == 403


def test_an_account_is_proposed_by_one_and_confirmed_by_another(
    desk: Desk, office: Office, case: Case
) -> None:
    address = f"/people/{case.applicant_id}/"
    short = send(desk.of("zhang"), f"{address}accounts/", **{**ACCOUNT, "number": "12"})
    assert (
        short.status_code == 422
        and "12 至 24 位" in text_of(short)
        and "松岭信用社" in short.content.decode()
    )
    assert send(desk.of("zhang"), f"{address}accounts/", **ACCOUNT).status_code == 303
    with acting_as(office.act("zhang").scope):
        account = BankAccount.objects.get(person=case.applicant_id)
    page = desk.of("liu").get(address)
    assert "等确认" in text_of(page) and "确认账户" in text_of(page)
    assert "6217009902" not in page.content.decode()
    assert "确认账户" not in text_of(desk.of("zhang").get(address))
    assert (
        send(desk.of("liu"), f"/accounts/{account.pk}/", do="confirm", since="2022-03-07").status_code == 303
    )
    assert "自 2022-03-07 起有效" in text_of(desk.of("liu").get(address))
    home = desk.of("liu").get(f"/households/{case.household_id}/")
    assert "松岭信用社" in text_of(home) and "自 2022-03-07 起有效" in text_of(home)
    assert "6217009902" not in home.content.decode()


def test_an_account_is_sent_back_with_a_reason(desk: Desk, office: Office, case: Case) -> None:
    send(desk.of("zhang"), f"/people/{case.applicant_id}/accounts/", **ACCOUNT)
    with acting_as(office.act("zhang").scope):
        account = BankAccount.objects.get(person=case.applicant_id)
    assert send(desk.of("liu"), f"/accounts/{account.pk}/", do="send-back", why="").status_code == 422
    assert send(desk.of("liu"), f"/accounts/{account.pk}/", do="send-back", why="户名不符").status_code == 303
    assert "已退回：户名不符" in text_of(desk.of("liu").get(f"/people/{case.applicant_id}/"))


def test_a_household_tells_who_lives_there_and_what_is_known_on_whose_word(
    desk: Desk, office: Office, case: Case
) -> None:
    zhang = office.act("zhang")
    with acting_as(zhang.scope):
        household = Household.objects.get(pk=case.household_id)
    note(about=household, fact="vehicles", source=SEEN, said_by="张敏", said_on=zhang.day, value=1, by=zhang)
    page = text_of(desk.of("zhang").get(f"/households/{case.household_id}/"))
    for told in ("林秀兰户", "赵广田", "赵小军", "东岗村", case.receipt_number, "入户所见"):
        assert told in page
    assert "入户所见" in text_of(desk.of("zhang").get(f"/cases/{case.pk}/"))


def test_who_joins_a_household_and_is_on_file_next_door_is_told_so_and_that_leaves_the_trace_of_a_look(
    desk: Desk, office: Office, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = office.take(zhou_family(), office.act("wang"))
    joined = {"name": "林秀兰", "relation": "岳母", "id_number": NUMBER, "since": "2022-03-07"}
    page = f"/households/{here.household_id}/members/joined/"
    answer = send(desk.of("wang"), page, **joined)
    assert answer.status_code == 409 and "已在本区建档" in text_of(answer)
    with acting_as(office.act("min").scope):
        line = AuditLine.objects.order_by("-seq")[0]
    at = office.town.area(SHIQIAO).pk
    assert (line.did, line.name, line.area_id) == ("people.looked_up_in_district", "王强", at)
    assert NUMBER not in str(line.facts)
    monkeypatch.setattr(past_the_area, "LOOKUPS_AN_HOUR", 1)  # so many looks are used up
    assert send(desk.of("wang"), page, **joined).status_code == 429
    newborn = {"name": "周小禾", "relation": "孙女", "born": "2022-03-07", "since": "2022-03-07"}
    assert send(desk.of("wang"), page, **newborn).status_code == 303


def test_a_registrar_opens_an_account_and_appoints(desk: Desk) -> None:
    browser = desk.of("wu")
    fields = {"name": "何新", "id_number": "12", "username": "hexin", "password": "dengding-yishi-hexin"}
    assert send(browser, "/officers/new/", **fields).status_code == 422
    fields["id_number"] = invented_id("19900909", 515).reveal()
    done = send(browser, "/officers/new/", **{**fields, "username": "hexin2"})
    assert done.status_code == 303, text_of(done)
    appointed = {
        "do": "appoint", "post": "township_clerk", "area": SONGLING, "since": "2022-03-07", "document": "任命一号",
    }  # fmt: skip
    assert send(browser, done["Location"], **{**appointed, "area": "211204101000"}).status_code == 422
    offered = browser.get(done["Location"]).content.decode()
    assert f'<option value="{SONGLING}">松岭镇</option>' in offered and "杨木林子" not in offered
    assert send(browser, done["Location"], **appointed).status_code == 303
    assert "松岭镇乡镇经办" in text_of(browser.get("/officers/"))
    posting = Posting.objects.get(officer__username="hexin2")
    send(browser, done["Location"], do="relieve", posting=posting.pk, until="2022-03-08", why="调离")
    send(browser, done["Location"], do="close", why="调离")
    assert not Officer.objects.get(username="hexin2").is_active


def test_nobody_appoints_himself_and_no_clerk_sees_the_accounts(desk: Desk, office: Office) -> None:
    own = Officer.objects.get(username="wu")
    answer = send(
        desk.of("wu"),
        f"/officers/{own.pk}/",
        do="appoint", post="auditor", area="990204000000", since="2022-03-07", document="任命二号",
    )  # fmt: skip
    assert answer.status_code == 409 and "不能任命自己" in text_of(answer)
    assert desk.of("zhang").get("/officers/").status_code == 403


def test_an_officer_declares_a_relative(desk: Desk) -> None:
    browser = desk.of("zhang")
    assert send(browser, "/relatives/", name="", relation="").status_code == 422
    assert send(browser, "/relatives/", name="张大力", relation="父").status_code == 303
    assert "张大力" in text_of(browser.get("/relatives/"))
    assert "张大力" not in text_of(desk.of("liu").get("/relatives/"))
    assert NearRelative.objects.filter(name="张大力").count() == 1


def test_the_trail_of_a_case_is_read_by_who_audits_here(desk: Desk, case: Case) -> None:
    page = text_of(desk.of("sun").get(f"/trail/case/{case.pk}/"))
    assert "提交申请" in page and "intake.submitted" not in page and "张敏" in page
    assert "申请方式 本人申请" in page and "sm3" not in page
    assert desk.of("zhang").get(f"/trail/case/{case.pk}/").status_code == 403
    assert desk.of("sun").get("/trail/case/nothing/").status_code == 404


def test_a_declaration_is_withdrawn_by_the_registrar_with_its_reason(desk: Desk, office: Office) -> None:
    told = {"name": "林秀兰", "relation": "姑母"}
    assert send(desk.of("zhang"), "/relatives/", **told).status_code == 303
    zhang = Officer.objects.get(username="zhang")
    page, keeper = f"/officers/{zhang.pk}/", desk.of("wu")
    assert "撤回申报 林秀兰" in text_of(keeper.get(page))
    assert "撤回申报" not in text_of(desk.of("sun").get(page))
    (declared,) = relatives_of(zhang.person_id, THE_DAY)
    row = {"do": "withdraw", "relative": str(declared.pk)}
    silent = send(keeper, page, **row)
    assert silent.status_code == 422 and "请写撤回的原因" in text_of(silent)
    assert send(keeper, page, **row, why="认错了人").status_code == 303
    assert relatives_of(zhang.person_id, THE_DAY) == []
    assert "这条申报已经撤回" in text_of(send(keeper, page, **row, why="再撤一次"))


def test_every_fact_that_a_department_tells_has_a_chinese_name() -> None:
    told = {fill.fact for source in sources().values() for fill in source.fills}
    assert {fact: fact_title(fact) for fact in told if fact_title(fact).isascii()} == {}


def test_every_fact_that_can_be_on_file_has_a_chinese_name() -> None:
    asked = {*INPUTS, *HOUSEHOLD, *MEMBER, *SUPPORTER, *OF_HOUSEHOLD.values(), "self_care_failed"}
    told = {fill.fact for source in sources().values() for fill in source.fills}
    assert [fact for fact in sorted(asked | told) if re.search("[a-z_]", fact_title(fact))] == []
