"""异议的页面：written down, answered one by one; who may not, sees nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import granted
from doudi.casework.cases.models import Case
from doudi.casework.tests.office import lin_family
from doudi.records.access import acting_as
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
MOST = {"list": 25, "one": 30}
SAID = {"said_by": "王福", "contact": "13812345678", "said": "他家有车", "received_on": "2022-04-06"}


@pytest.fixture
def award(desk: Desk) -> Award:
    (opened,) = granted(desk.office, lin_family(), (3, 7), (3, 22), (3, 25))
    desk.on(date(2022, 4, 6))
    return opened


def receipt(desk: Desk, award: Award) -> str:
    with acting_as(desk.office.on("zhang", 4, 6).scope):
        return str(Case.objects.get(pk=award.case_id or "").receipt_number)


def test_a_report_is_written_down_answered_and_leads_to_the_case(desk: Desk, award: Award) -> None:
    zhang, liu = desk.of("zhang"), desk.of("liu")
    form = {"kind": "report", "at": desk.office.songling, "answer_by": "2022-05-06", **SAID}
    new = reverse("web:new_objection")
    refused = send(zhang, new, **form, case="没有这件")
    assert (
        refused.status_code == 422
        and "请填写完整的受理编号" in text_of(refused)
        and "他家有车" in text_of(refused)
    )
    made = send(zhang, new, **form, case=receipt(desk, award))
    assert made.status_code == 303
    page = made["Location"]
    told = text_of(liu.get(page))
    for words in ("实名举报", "林秀兰", "王福", "他家有车", "2022-05-06"):
        assert words in told
    assert "实名举报" in text_of(liu.get(reverse("web:objections"), {"state": "open"}))
    wrong = send(liu, f"{page}answer/", outcome="", told="已查")
    assert wrong.status_code == 422 and "请选择结果" in text_of(wrong)
    assert send(liu, f"{page}answer/", outcome="not_upheld", told="已查，不属实").status_code == 303
    assert "刘洋 答复：" in text_of(zhang.get(page))
    assert (
        "实名举报" not in text_of(liu.get(reverse("web:objections"), {"state": "open"})).split("共 0 条")[-1]
    )
    assert desk.of("wang").get(page).status_code == 404
    assert send(desk.of("wang"), f"{page}answer/", outcome="upheld", told="试").status_code == 404
    for address, name in ((page, "one"), (reverse("web:objections"), "list")):
        with CaptureQueriesContext(connection) as asked:
            liu.get(address)
        assert len(asked) <= MOST[name], name


def test_who_found_it_right_is_offered_the_correction(desk: Desk, award: Award) -> None:
    form = {"kind": "report", "at": desk.office.songling, "answer_by": "2022-05-06", **SAID}
    made = send(desk.of("zhang"), reverse("web:new_objection"), **form, case=receipt(desk, award))
    page = made["Location"]
    send(desk.of("liu"), f"{page}answer/", outcome="upheld", told="属实")
    assert "作出更正决定" not in text_of(desk.of("liu").get(page))
    told = text_of(desk.of("zhao").get(page))
    assert "作出更正决定" in told and "第 1 次裁量" in told
    with acting_as(desk.office.on("zhao", 4, 6).scope):
        assessment = award.terms.get().assessment_id
    order = {"award": award.pk, "assessment": assessment, "from_month": "2022-04", "opinion": "更正"}
    refused = send(desk.of("zhao"), f"{page}correct/", **order)
    assert refused.status_code == 409 and "没有变化，不用更正" in text_of(refused)
