"""待遇的页面：confirming from the case page, the list of a month, one award, its reckoning, and who may see them."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import accepted, granted, reviewed
from doudi.casework.cases.models import Case
from doudi.casework.tests.office import lin_family
from doudi.records.access import acting_as
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(desk: Desk) -> Award:
    (opened,) = granted(desk.office, lin_family(), (3, 7), (3, 22), (3, 25))
    return opened


def case_address(case: Case, *step: str) -> str:
    return reverse("web:case_step" if step else "web:case", args=[case.pk, *step])


def test_the_decider_sees_what_confirming_opens_and_confirms_with_one_form(desk: Desk) -> None:
    case = reviewed(desk.office, accepted(desk.office, lin_family(), 3, 7), 3, 22)
    desk.on(date(2022, 3, 25))
    browser = desk.of("zhao")
    page = browser.get(case_address(case))
    assert "同意联审联确认意见" in page.content.decode()
    told = text_of(page)
    for words in (
        "确认后开立",
        "林秀兰、赵广田",
        "2022-04",
        "734.00",
        "A类 2023-03-25",
    ):
        assert words in told
    refused = send(browser, case_address(case, "confirm"), opinion="", expected=case.steps)
    assert refused.status_code == 422
    assert "请写明审核确认意见" in text_of(refused)
    done = send(browser, case_address(case, "confirm"), opinion="同意", expected=case.steps)
    assert done.status_code == 303
    told = text_of(browser.get(case_address(case)))
    assert "已确认" in told and "待发" in told and "收回未送达的确认" in told


def test_who_does_not_decide_is_not_offered_it(desk: Desk) -> None:
    case = reviewed(desk.office, accepted(desk.office, lin_family(), 3, 7), 3, 22)
    desk.on(date(2022, 3, 25))
    for who in ("zhang", "liu"):
        assert "确认后开立" not in text_of(desk.of(who).get(case_address(case)))
        answer = send(desk.of(who), case_address(case, "confirm"), opinion="同意", expected=case.steps)
        assert answer.status_code == 403
    with acting_as(desk.office.on("min", 3, 25).scope):
        assert not Award.objects.exists()


def test_the_list_of_a_month_shows_who_holds_what(desk: Desk, award: Award) -> None:
    desk.on(date(2022, 4, 1))
    browser = desk.of("zhang")
    told = text_of(browser.get(reverse("web:awards")))
    for words in ("2022年4月在享的待遇", "林秀兰", "最低生活保障", "734.00", "东岗村", "2023-03-25"):
        assert words in told
    assert "林秀兰" not in text_of(browser.get(reverse("web:awards"), {"month": "2022-03"}))
    assert "林秀兰" in text_of(browser.get(reverse("web:awards"), {"q": "赵广"}))
    assert "林秀兰" not in text_of(browser.get(reverse("web:awards"), {"scheme": "tekun"}))
    wrong = browser.get(reverse("web:awards"), {"month": "上个月"})
    assert wrong.status_code == 422 and "月份要写成 2022-07 的样子" in text_of(wrong)


def test_an_award_tells_its_terms_and_every_amount_opens_its_reckoning(desk: Desk, award: Award) -> None:
    desk.on(date(2022, 7, 4))
    browser = desk.of("zhao")
    page = browser.get(reverse("web:award", args=[award.pk]))
    told = text_of(page)
    for words in ("林秀兰 最低生活保障", "首次确认", "450.00", "这户的全部待遇", "按月份数值重算"):
        assert words in told
    month = reverse("web:award_month", args=[award.pk, "2022-07"])
    assert month in page.content.decode()
    told = text_of(browser.get(month))
    for words in ("农村474.00 × 2", "948.00", "166.00", "重算 782.00 元", "第 1 次裁量"):
        assert words in told
    earlier = text_of(browser.get(reverse("web:award_month", args=[award.pk, "2022-04"])))
    assert "现在从头重算，与所存一致" in earlier
    done = _step(browser, award, "reckon-again", from_month="2022-07", why="提标", expected=1)
    assert done.status_code == 303
    assert "现在从头重算，与所存一致" in text_of(browser.get(month))


def test_a_refused_step_keeps_what_was_typed(desk: Desk, award: Award) -> None:
    desk.on(date(2022, 4, 4))
    browser = desk.of("zhao")
    refused = _step(browser, award, "reckon-again", from_month="四月", why="试试", expected=1)
    assert refused.status_code == 422
    assert "月份要写成" in text_of(refused) and "试试" in refused.content.decode()
    stale = _step(browser, award, "reckon-again", from_month="2022-07", why="提标", expected=4)
    assert stale.status_code == 409 and "请刷新后看清再办" in text_of(stale)
    assert _step(browser, award, "no-such-step").status_code == 404


def test_the_neighbour_and_the_village_find_nothing(desk: Desk, award: Award) -> None:
    desk.on(date(2022, 4, 4))
    browser = desk.of("wang")
    assert browser.get(reverse("web:award", args=[award.pk])).status_code == 404
    assert browser.get(reverse("web:award_month", args=[award.pk, "2022-04"])).status_code == 404
    assert "林秀兰" not in text_of(browser.get(reverse("web:awards")))
    assert _step(browser, award, "payee", payee=str(award.payee_id), why="换").status_code == 404


def test_the_list_is_exported_with_amounts_as_numbers(desk: Desk, award: Award) -> None:
    desk.on(date(2022, 4, 4))
    answer = send(desk.of("zhang"), reverse("web:awards"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")


def _step(browser: Any, award: Award, name: str, **fields: Any) -> Any:
    return send(browser, reverse("web:award_step", args=[award.pk, name]), **fields)
