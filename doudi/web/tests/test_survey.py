"""入户的页面：two officers fill in one form and sign it; what a phone is told; neighbours; self-care and the agreement."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doudi.casework.cases.models import Case
from doudi.casework.survey.models import Visit
from doudi.casework.survey.queries import agreement_signed, parties_of, surveyed
from doudi.casework.survey.tests.home import FOUND, VISIT, accepted, sent_out
from doudi.casework.survey.tests.test_care import li
from doudi.casework.tests.office import Office
from doudi.config.tests.town import invented_id
from doudi.records.access import acting_as
from doudi.records.documents.queries import current_papers
from doudi.records.documents.tests.files import photo
from doudi.records.ids import new_id
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
THE_14TH = date(2022, 3, 14)
PHONE = {"X-Phone": "1"}


def save(browser: Any, case: Case, based_on: int = 0, visit: UUID = VISIT, **changes: Any) -> Any:
    """What the program on a phone sends."""
    told = {"command": str(new_id()), "visit": str(visit), "based_on": based_on, "begun_on": "2022-03-14"}
    return browser.post(f"/surveys/{case.pk}/save/", {**told, **changes}, headers=PHONE)


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_1.jpg", photo(), "image/jpeg")


def test_two_officers_survey_a_home_from_sending_out_to_the_scan(desk: Desk, office: Office) -> None:
    case = accepted(office)
    zhang, lin, address = desk.of("zhang"), desk.of("lin"), f"/surveys/{case.pk}/"
    assert "派人入户调查" in text_of(zhang.get(f"/cases/{case.pk}/"))
    sending = {"first": "zhang", "second": "lin", "planned_on": "2022-03-14", "expected": case.steps}
    assert send(zhang, f"/cases/{case.pk}/send-out/", **sending).status_code == 303
    desk.on(THE_14TH)
    assert "林秀兰" in text_of(lin.get("/surveys/"))
    page = text_of(zhang.get(address))
    assert "申报 150 元/月" in page and "请填写住房结构。" in page
    answer = send(
        zhang, f"{address}save/", visit=str(VISIT), based_on=0, **{**FOUND, "at": "2022-03-14T00:01"}
    )
    assert answer.status_code == 303 and "都填好了，可以签名。" in text_of(zhang.get(address))
    shot = send(
        zhang, f"{address}photo/", visit=str(VISIT), number=str(new_id()), shows="室内", photo=upload()
    )
    assert shot.status_code == 303
    signing = {"visit": str(VISIT), "signer": "林秀兰", "how": "按指印"}
    assert send(zhang, f"{address}steps/finish/", **signing).status_code == 303
    assert "等林晓登录后签名" in text_of(zhang.get(address))
    assert send(lin, f"{address}steps/sign/", visit=str(VISIT)).status_code == 303
    [paper] = office.see(current_papers, case.pk, "D06", by=office.on("zhang", 3, 14))
    assert lin.get(f"{address}papers/{paper.pk}/").content.startswith(b"%PDF")
    filing = send(lin, f"{address}steps/scan/", paper=str(paper.pk), scan=upload())
    assert filing.status_code == 303
    for number in range(2):
        hearing = {
            "witness": f"王{number}福",
            "relation": "邻居",
            "statement": "属实",
            "visited_on": "2022-03-14",
        }
        assert send(lin, f"{address}neighbours/", **hearing).status_code == 303
    assert not office.see(surveyed, case, by=office.on("zhang", 3, 14)), (
        "the neighbours have signed nothing yet"
    )
    for told in office.see(current_papers, case.pk, "D07", by=office.on("zhang", 3, 14)):
        done = send(lin, f"{address}steps/scan/", paper=str(told.pk), scan=upload())
        assert done.status_code == 303
    assert office.see(surveyed, case, by=office.on("zhang", 3, 14))
    assert "入户调查已完成" in text_of(zhang.get(f"/cases/{case.pk}/"))


def test_a_phone_hears_what_was_saved_and_what_is_missing(desk: Desk, office: Office) -> None:
    case = sent_out(office)
    desk.on(THE_14TH)
    told = save(desk.of("zhang"), case, homes="1", causes="因病").json()
    assert (told["visit"], told["revision"]) == (str(VISIT), 1)
    assert ["f-housing", "请填写住房结构。"] in told["lacks"] and "f-homes" not in dict(told["lacks"])


def test_a_phone_that_comes_back_late_is_told_where_the_other_differs(desk: Desk, office: Office) -> None:
    case = sent_out(office)
    desk.on(THE_14TH)
    zhang, lin = desk.of("zhang"), desk.of("lin")
    save(zhang, case, homes="1")
    elsewhere = save(lin, case, visit=UUID(int=77), homes="2")
    assert elsewhere.status_code == 409 and elsewhere.json()["visit"] == str(VISIT)
    differs = save(lin, case, homes="2", land="4 亩")
    assert differs.status_code == 409
    [conflict] = differs.json()["conflicts"]
    assert (conflict["id"], conflict["theirs"], conflict["mine"], conflict["by"]) == (
        "f-homes",
        "1",
        "2",
        "张敏",
    )
    assert save(lin, case, differs.json()["revision"], homes="2", land="4 亩").json()["revision"] == 2


def test_the_same_command_again_is_the_same_answer(desk: Desk, office: Office) -> None:
    case = sent_out(office)
    desk.on(THE_14TH)
    told = {"command": str(new_id()), "visit": str(VISIT), "based_on": 0, "homes": "1"}
    zhang = desk.of("zhang")
    answers = [zhang.post(f"/surveys/{case.pk}/save/", told, headers=PHONE).json() for _ in range(2)]
    assert answers[0] == answers[1]
    with acting_as(office.act("zhang").scope):
        assert Visit.objects.get().revision == 1


def test_a_day_that_cannot_be_holds_up_no_saving(desk: Desk, office: Office) -> None:
    case = sent_out(office)
    desk.on(THE_14TH)
    answer = desk.of("zhang").post(
        f"/surveys/{case.pk}/save/",
        {
            "command": str(new_id()),
            "visit": str(VISIT),
            "based_on": 0,
            "begun_on": "2031-01-01",
            "homes": "1",
        },
        headers=PHONE,
    )
    assert answer.status_code == 200


def test_who_is_signed_out_and_who_was_not_sent_is_told(desk: Desk, office: Office) -> None:
    case = sent_out(office)
    desk.on(THE_14TH)
    assert save(desk.of("min"), case, homes="1").json()["sentence"].startswith("这件派给了张敏、林晓")
    assert "由他们登记" in text_of(desk.of("min").get(f"/surveys/{case.pk}/"))


def test_a_form_refused_keeps_what_was_typed(desk: Desk, office: Office) -> None:
    case = sent_out(office)
    desk.on(THE_14TH)
    zhang, address = desk.of("zhang"), f"/surveys/{case.pk}/"
    typed: dict[str, Any] = {**FOUND, "homes": "一套"}
    save(zhang, case, **typed)
    refused = send(zhang, f"{address}steps/finish/", visit=str(VISIT), signer="林秀兰", how="按指印")
    page = refused.content.decode()
    assert refused.status_code == 409 and "住房套数：请写整数" in page
    assert 'value="林秀兰"' in page and 'value="一套"' in page


def test_self_care_the_wish_and_the_agreement_on_one_page(desk: Desk, office: Office) -> None:
    case = accepted(office, li())
    desk.on(date(2022, 6, 20))
    zhang, address = desk.of("zhang"), f"/surveys/{case.pk}/care/a/"
    six = {"eating": "yes", "dressing": "yes", "bed": "yes", "toilet": "no", "walking": "no", "bathing": "no"}
    told = {**six, "assessed_on": "2022-06-20", "unit": "松岭镇民政办"}
    lacking = send(zhang, f"{address}assess/", **{**told, "toilet": ""})
    assert lacking.status_code == 422 and "请选能或不能。" in text_of(lacking)
    for who in ("zhang", "lin"):
        assert send(desk.of(who), f"{address}assess/", **told).status_code == 303
    assert "半护理" in text_of(zhang.get(address))
    wished = {"mode": "dispersed", "carer": "王福", "stated_on": "2022-06-20"}
    assert send(zhang, f"{address}wish/", **wished).status_code == 303
    drafted = {
        "carer": "王福",
        "carer_id_number": invented_id("19700101", 555).reveal(),
        "carer_phone": "13900000000",
        "duties": "做饭\n洗澡",
        "monthly": "237",
        "way": "按月打卡",
        "visits": "每周一次",
        "from_day": "2022-06-20",
        "until_day": "2023-06-19",
    }
    assert send(zhang, f"{address}draft/", **drafted).status_code == 303
    signing = {"signed_on": "2022-06-20", "signed_by": "李长贵 按指印"}
    unscanned = send(zhang, f"{address}sign/", **signing)
    assert unscanned.status_code == 409 and "还没有扫描归档" in text_of(unscanned)
    by = office.on("zhang", 6, 20)
    [paper] = office.see(current_papers, case.pk, "D16-3", by=by)
    assert send(zhang, f"{address}scan/", paper=str(paper.pk), scan=upload()).status_code == 303
    assert send(zhang, f"{address}sign/", **signing).status_code == 303
    person = office.see(parties_of, case, by=by).members["a"]
    assert office.see(agreement_signed, person, by.day, by=by)
    assert "2022-06-20 签订" in text_of(zhang.get(address))
