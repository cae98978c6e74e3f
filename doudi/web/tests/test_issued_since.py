"""What a bureau or the State Council issued since Doudi came out stands on the pages: figures, and days of rest."""

from __future__ import annotations

from datetime import date

import pytest

from doudi.casework.tests.office import Office
from doudi.records.figures.actions import issue_figure
from doudi.records.figures.queries import notices_in_force, notices_waiting
from doudi.records.figures.tests.test_figures import entered, issuers
from doudi.web.days.notices import days_of
from doudi.web.tests.desk import Desk, send, text_of

__all__ = ["issuers"]  # every story here has its issuers
pytestmark = pytest.mark.django_db
PAGE = "/calendar/notices/"
SPRING = {
    "number": "国办发明电〔2022〕99号",
    "issued": "2022-03-01",
    "off": "2027-02-06至2027-02-12\n2027-04-05",
    "work": "2027-02-20",
}


def test_a_notice_entered_by_one_and_put_in_force_by_another_stands_in_the_calendar(
    desk: Desk, office: Office
) -> None:
    clerk, issuer = desk.of("zhou"), desk.of("hechun")
    assert "录入放假安排" in text_of(clerk.get("/calendar/"))
    assert send(clerk, PAGE, **SPRING).status_code == 303
    (held,) = notices_waiting()
    assert "2027-02-06至2027-02-12、2027-04-05" in text_of(clerk.get(PAGE))
    before = clerk.get("/calendar/?year=2027").content.decode()
    own = send(clerk, PAGE, notice=str(held.pk))
    assert own.status_code in (403, 422, 409) and not notices_in_force()
    assert send(issuer, PAGE, notice=str(held.pk)).status_code == 303
    assert [each.number for each in notices_in_force()] == [SPRING["number"]]
    after = clerk.get("/calendar/?year=2027").content.decode()
    assert after != before and after.count("班") > before.count("班")


def test_days_are_read_as_people_write_them_or_told_what_is_wrong(desk: Desk, office: Office) -> None:
    assert days_of("2027年2月6日到2027年2月8日、2027-02-10") == [date(2027, 2, day) for day in (6, 7, 8, 10)]
    wrong = send(desk.of("zhou"), PAGE, **{**SPRING, "off": "2027-02-12至2027-02-06", "work": "二月"})
    assert wrong.status_code == 422 and "不是一段日期" in text_of(wrong)
    assert send(desk.of("zhou"), PAGE, **{**SPRING, "off": ""}).status_code == 422
    assert not notices_waiting()


def test_a_figure_that_the_bureau_issued_stands_among_the_standards(desk: Desk, office: Office) -> None:
    held = entered(office.town)
    page = "/standards/dibao_standard/?place=example&on=2022-09-01"
    before = text_of(desk.of("zhang").get(page))
    issue_figure(figure=held.pk, by=office.act("hechun"))
    after = text_of(desk.of("zhang").get(page))
    assert held.document not in before and held.document in after
