"""How many questions a page puts to the database: fixed, and the same however many rows it shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doudi.casework.cases.models import Case
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.web.tests.desk import Desk

pytestmark = pytest.mark.django_db
# page → the most queries it may take, signing the request in and its scope included; 今日 asks once for each line that
# waits for the officer
MOST = {
    "/": 27,
    "/today/dues/": 12,
    "/cases/": 14,
    "/cases/?q=sun": 16,
    "/cases/receipts/": 11,
    "/brought-over/": 14,
    "/upratings/": 14,
}
MOST_OF_A_CASE, MOST_OF_A_HOUSEHOLD, MOST_OF_A_PERSON = 76, 40, 36


def counted(browser: Client, address: str, **posted: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = browser.post(address, posted) if posted else browser.get(address)
    assert answer.status_code == 200
    return len(asked)


def taken_in(office: Office, *numbers: int) -> list[Case]:
    cases = [office.take(stranger(number), office.act("zhang")) for number in numbers]
    return [complete(case=case.pk, by=office.act("zhang")) for case in cases]


def test_a_list_asks_as_often_for_many_rows_as_for_few(desk: Desk, office: Office) -> None:
    browser = desk.of("zhang")
    taken_in(office, 1)
    few = {page: counted(browser, page) for page in MOST}
    found = counted(browser, "/people/", q="sun")
    taken_in(office, 2, 3, 4)
    many = {page: counted(browser, page) for page in MOST}
    assert many == few
    assert counted(browser, "/people/", q="sun") == found
    assert {page: count for page, count in many.items() if count > MOST[page]} == {}


def test_the_page_of_one_thing_stays_within_its_measure(desk: Desk, office: Office) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    browser = desk.of("zhang")
    found = {
        "case": counted(browser, f"/cases/{case.pk}/"),
        "household": counted(browser, f"/households/{case.household_id}/"),
        "person": counted(browser, f"/people/{case.applicant_id}/"),
    }
    most = {"case": MOST_OF_A_CASE, "household": MOST_OF_A_HOUSEHOLD, "person": MOST_OF_A_PERSON}
    assert {page: count for page, count in found.items() if count > most[page]} == {}, found
