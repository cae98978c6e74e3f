"""居民查进度：both facts must fit, nothing tells which was wrong, and guessing soon ends."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from doudi.casework.cases.models import Case
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, lin_family
from doudi.portal.progress import AT_ONE_CODE, FROM_ONE_ADDRESS
from doudi.records.access import acting_as
from doudi.records.audit.models import AccessLine

pytestmark = pytest.mark.django_db
BORN = "1950-04-12"


@pytest.fixture
def case(office: Office, settings: Settings) -> Case:
    settings.CLOCK_DAY = date(2022, 3, 8)
    by = office.on("zhang", 3, 7)
    return complete(case=office.take(lin_family(), by).pk, by=by)


def asked(browser: Client, code: str, born: str = BORN) -> Any:
    return browser.post("/progress/", {"code": code, "born": born})


def words(answer: Any) -> str:
    page = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", unescape(page))


def test_the_family_reads_where_its_case_stands_and_no_name(browser: Client, case: Case) -> None:
    told = words(asked(browser, f" {case.query_code[:4].lower()} {case.query_code[4:]}", "１９５０年4月12日"))
    assert "已受理" in told and "松岭镇" in told and "2022年4月2日" in told and "990204-2022-00001" in told
    assert "林秀兰" not in told


@pytest.mark.parametrize(("code", "born"), [("", "1950-04-13"), ("222222222222", BORN)])
def test_whichever_is_wrong_it_says_the_same(browser: Client, case: Case, code: str, born: str) -> None:
    answer = asked(browser, code or case.query_code, born)
    assert answer.status_code == 200
    assert "没有查到" in words(answer) and "已受理" not in words(answer)


def test_what_is_missing_is_told_beside_the_field_and_counts_as_no_look(
    browser: Client, case: Case, office: Office
) -> None:
    answer = asked(browser, "", "1950年13月1日")
    assert answer.status_code == 422
    assert "请照受理通知书填写查询码" in words(answer) and "如 1950-04-12" in words(answer)
    with acting_as(office.act("sun").scope):
        assert not AccessLine.objects.filter(did="portal.progress").exists()


def test_guessing_birth_dates_at_one_code_soon_ends_and_each_try_is_on_file(
    browser: Client, case: Case, office: Office
) -> None:
    for day in range(AT_ONE_CODE):
        assert asked(browser, case.query_code, f"1950-05-{day + 1:02}").status_code == 200
    assert asked(browser, case.query_code).status_code == 429
    with acting_as(office.act("sun").scope):
        lines = list(AccessLine.objects.filter(did="portal.progress"))
    assert len(lines) == AT_ONE_CODE
    assert all(case.query_code not in line.object_id for line in lines)


def test_one_address_tries_only_so_many_codes(browser: Client, case: Case) -> None:
    for number in range(FROM_ONE_ADDRESS):
        assert asked(browser, f"2222{number:08d}").status_code == 200
    answer = asked(browser, case.query_code)
    assert answer.status_code == 429 and "太频繁" in words(answer)


def test_behind_the_offices_proxy_each_resident_counts_alone_and_no_header_buys_more(
    browser: Client, case: Case, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    monkeypatch.setattr("doudi.portal.progress.FROM_ONE_ADDRESS", 3)

    def code(number: int, direct: str, forwarded: str) -> int:
        found = {"code": f"2222{number:08d}", "born": BORN}
        more = {"REMOTE_ADDR": direct, "HTTP_X_FORWARDED_FOR": forwarded}
        return int(browser.post("/progress/", found, **more).status_code)  # type: ignore[arg-type]

    for number in range(3):
        assert code(number, "10.0.0.1", "203.0.113.7") == 200
    assert code(98, "10.0.0.1", "203.0.113.7") == 429
    assert code(98, "10.0.0.1", "1.2.3.4, 203.0.113.7") == 429, "what the caller wrote before counts not"
    assert code(98, "10.0.0.1", "203.0.113.8") == 200, "the next resident behind the same proxy"
    for number in range(3):
        assert code(number, "192.0.2.5", f"198.51.100.{number}") == 200
    assert code(98, "192.0.2.5", "198.51.100.99") == 429, "who is no proxy is not believed"
