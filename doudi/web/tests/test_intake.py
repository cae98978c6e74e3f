"""受理台：a clerk finds the family first, fills in one form, and nothing typed is lost whatever is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest

from doudi.casework.cases.models import Case, CaseMember
from doudi.casework.intake.models import Application, PaperReceived
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.config.tests.town import SHIQIAO, XIDIAN
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.ids import new_id
from doudi.records.people import past_the_area
from doudi.records.people.models import Household, Person
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
FORM = "/intake/form/"
LADY = "990204194509200229"


def sun(office: Office, **changed: Any) -> dict[str, Any]:
    """孙桂芝 of 西甸村 (S02), with a son in the city, as a clerk would type her."""
    return {
        "do": "submit",
        "village": str(office.town.area(XIDIAN).pk),
        "address": "一组 3 号",
        "reason": "年老，收入少",
        "channel": "self",
        "related": "no",
        "members-0-name": "孙桂芝",
        "members-0-called": "本人",
        "members-0-id_number": LADY,
        "members-0-income-0-kind": "pension",
        "members-0-income-0-amount": "120",
        "members-0-income-0-per": "monthly",
        "members-0-medical": "0",
        "members-0-education": "0",
        "members-0-rehabilitation": "0",
        "financial": "6,200元",
        "homes": "１",
        "vehicles": "0",
        "businesses": "0",
        "supporters-0-name": "孙志强",
        "supporters-0-called": "子",
        "supporters-0-family_size": "3",
        "supporters-0-family_income_monthly": "3700",
        "papers": ["application-m-0", "pledge-m-0", "verification-m-0", "verification-s-0"],
        **changed,
    }


def cases(office: Office, who: str = "min") -> list[Case]:
    with acting_as(office.act(who).scope):
        return list(Case.objects.order_by("receipt_number"))


def test_one_form_takes_the_family_in_and_leads_to_its_case(desk: Desk) -> None:
    answer = send(desk.of("zhang"), FORM, **sun(desk.office))
    (case,) = cases(desk.office)
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.pk}/")
    with acting_as(desk.office.act("zhang").scope):
        assert [str(member) for member in CaseMember.objects.filter(case=case)] == ["孙桂芝"]
        assert PaperReceived.objects.filter(case=case).count() == 4
        form = Application.objects.get(case=case)
        assert (form.reason, form.near_relative) == ("年老，收入少", False)
    page = text_of(desk.of("zhang").get(answer["Location"]))
    assert "孙桂芝" in page and LADY not in page


def test_a_first_reading_saves_nothing_and_says_what_it_hangs_on(desk: Desk) -> None:
    answer = send(desk.of("zhang"), FORM, **sun(desk.office, do="reckon"))
    page = text_of(answer)
    assert "最低生活保障（低保）" in page and "每月 80.00 元" in page and "以核对、入户调查" in page
    assert cases(desk.office) == []


def test_an_empty_form_hears_everything_at_once_beside_its_fields(desk: Desk) -> None:
    answer = send(desk.of("zhang"), FORM, do="submit", **{"members-0-name": "", "channel": "proxy"})
    page = text_of(answer)
    assert answer.status_code == 422
    for sentence in (
        "没有写姓名，请按证件填写",
        "请填身份证号",
        "请选居住的村",
        "请写明申请理由",
        "请写代办人、帮办人或发现来源",
        "请当面询问后选择",
    ):
        assert sentence in page, sentence
    assert cases(desk.office) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"members-0-id_number": "990204194509200220"}, "校验位不符"),
        ({"members-0-income-0-amount": "-5"}, "不能是负数"),
        ({"financial": "六千"}, "写的是"),
        ({"related": "yes"}, "近亲属备案表（D11）要用"),
        ({"supporters-0-name": ""}, "或者去掉这名义务人"),
        (
            {"members-1-name": "孙某", "members-1-called": "子", "members-1-id_number": LADY},
            "这个号码上面已经填过",
        ),
    ],
)
def test_what_is_wrong_is_told_beside_it_and_the_rest_stays(
    desk: Desk, wrong: dict[str, str], sentence: str
) -> None:
    answer = send(desk.of("zhang"), FORM, **sun(desk.office, **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "年老，收入少" in page and 'value="pledge-m-0" checked' in " ".join(page.split())
    assert cases(desk.office) == []


def test_rows_are_added_and_taken_away_without_losing_anything(desk: Desk) -> None:
    browser = desk.of("zhang")
    page = send(browser, FORM, **sun(desk.office, do="add-member")).content.decode()
    assert 'name="members-1-name"' in page and "孙桂芝" in page and LADY in page
    page = send(browser, FORM, **sun(desk.office, do="remove-supporter-0")).content.decode()
    assert 'name="supporters-0-name"' not in page and "孙桂芝" in page


def test_pressed_twice_it_is_one_case(desk: Desk) -> None:
    browser, command = desk.of("zhang"), str(new_id())
    first, second = (send(browser, FORM, command=command, **sun(desk.office)) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(cases(desk.office)) == 1


def test_who_is_in_an_open_case_is_refused_with_where_it_lies_and_what_was_typed_stays(desk: Desk) -> None:
    send(desk.of("zhang"), FORM, **sun(desk.office))
    answer = send(desk.of("wang"), FORM, **sun(desk.office, reason="再问一次"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已在松岭镇申请" in page and "再问一次" in page
    assert len(cases(desk.office)) == 1


def test_at_the_next_township_a_family_is_taken_in_for_its_own(desk: Desk) -> None:
    village = str(desk.office.town.area(SHIQIAO).pk)
    send(desk.of("zhang"), FORM, **sun(desk.office, village=village))
    (case,) = cases(desk.office)
    assert (case.received_at_id, case.responsible_id) == (desk.office.songling, desk.office.liuxi)


def test_a_family_on_file_is_found_and_its_form_begins_with_what_the_file_says(desk: Desk) -> None:
    office = desk.office
    old = office.take(lin_family(), office.act("zhang"))
    with acting_as(office.act("zhang").scope):
        old.members.update(open=False)
        applicant = Person.objects.get(name="赵广田")
    browser = desk.of("zhang")
    page = browser.get("/intake/?q=lxl").content.decode()
    start = f"{FORM}?household={old.household_id}&amp;applicant="
    assert "林秀兰" in page and start in page
    page = browser.get(f"{FORM}?household={old.household_id}&applicant={applicant.pk}").content.decode()
    assert page.index("赵广田") < page.index("林秀兰")
    assert "990204194809030110" not in page and "赵小军" in page
    told = sun(
        office,
        household=str(old.household_id),
        village="",
        address="",
        **{
            "members-0-person": str(applicant.pk),
            "members-0-id_number": "",
            "members-1-person": str(old.applicant_id),
            "members-1-called": "配偶",
            "members-1-income-0-kind": "pension",
            "members-1-income-0-amount": "108",
            "supporters-0-name": "赵小军",
            "supporters-0-supports": "1",
        },
    )
    assert send(browser, FORM, **told).status_code == 303
    newest = cases(office)[-1]
    assert (newest.household_id, newest.applicant_name) == (old.household_id, "赵广田")
    with acting_as(office.act("zhang").scope):
        assert (Household.objects.count(), Person.objects.count()) == (1, 2)


def test_the_next_townships_household_is_not_there(desk: Desk) -> None:
    old = desk.office.take(stranger(1), desk.office.act("zhang"))
    browser = desk.of("wang")
    assert browser.get(f"{FORM}?household={old.household_id}").status_code == 404
    assert "本辖区没有这个人" in browser.get("/intake/?q=孙二").content.decode()
    told = sun(desk.office, **{"members-0-person": str(old.applicant_id)})
    assert "孙二" not in send(browser, FORM, **told).content.decode()


def test_a_complete_number_tells_the_township_and_stage_and_no_name(desk: Desk) -> None:
    send(desk.of("zhang"), FORM, **sun(desk.office))
    page = text_of(send(desk.of("wang"), "/intake/", id_number=LADY))
    assert "已在松岭镇申请" in page and "已提交" in page and "孙桂芝" not in page
    assert "全区没有这个人" in text_of(send(desk.of("wang"), "/intake/", id_number="990204195004120121"))
    answer = send(desk.of("wang"), "/intake/", id_number="99020419500412012")
    assert answer.status_code == 422 and "18 位" in text_of(answer)


@pytest.mark.parametrize(
    "typed",
    [{}, {"members-0-name": "钱二"}],
    ids=["applied already", "another name"],
)
def test_what_a_form_tells_of_somebody_elsewhere_leaves_the_trace_of_a_look(
    desk: Desk, typed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(desk.of("zhang"), FORM, **sun(desk.office))
    browser, office = desk.of("wang"), desk.office
    assert send(browser, FORM, **sun(office, **typed)).status_code in (409, 422)
    with acting_as(office.act("min").scope):
        line = AuditLine.objects.order_by("-seq")[0]
    assert (line.did, line.area_id, line.name) == ("people.looked_up_in_district", office.liuxi, "王强")
    assert LADY not in str(line.facts) and "孙桂芝" not in str(line.facts)
    monkeypatch.setattr(past_the_area, "LOOKUPS_AN_HOUR", 1)
    assert send(browser, FORM, **sun(office, **typed)).status_code == 429
    assert len(cases(office)) == 1


def test_who_takes_nobody_in_has_no_such_page(desk: Desk) -> None:
    assert desk.of("liu").get(FORM).status_code == 403
    assert desk.of("chen").get("/intake/").status_code == 403
