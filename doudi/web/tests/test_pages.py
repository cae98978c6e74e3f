"""Each page answers, says what is wrong in Chinese, and keeps nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from doudi.policy.value_words import KEYS, UNITS
from doudi.policy.values import history, names
from doudi.web import assets
from doudi.web.navigation import links
from doudi.web.standards.words import spoken_keys
from doudi.web.trial.examples import example_of
from doudi.web.trial.files import file_text
from doudi.web.trial.places import district_names, place_of

# Standards and the calendar show what a bureau has issued.
pytestmark = pytest.mark.django_db

PAGES = (
    "/trial/",
    "/trial/?example=s02.1",
    "/trial/?example=nothing",
    "/standards/",
    "/standards/?place=example&on=2022-07-01&since=2022-06-30",
    "/standards/dibao_standard/?place=211204",
    "/calendar/",
    "/calendar/?year=2027&from=2026-12-06&count=20&kind=working",
    "/manual/",
    "/manual/?q=赡养",
    "/help/",
)
# These reckon and tell, and ask the database nothing.
TABLELESS = [each for each in PAGES if each.startswith(("/trial/", "/manual/", "/help/"))]
S02 = {
    "on": "2022-04-28", "values": "example", "standard": "rural",
    "members-0-id": "孙桂芝", "members-0-birth": "1945-09-20", "members-0-income-0-kind": "pension",
    "members-0-income-0-amount": "120", "members-0-income-0-per": "monthly", "members-0-medical": "0",
    "members-0-education": "0", "members-0-rehabilitation": "0", "financial": "0", "homes": "1", "vehicles": "0",
    "businesses": "0", "supporters-0-id": "孙志强", "supporters-0-supports": "0", "supporters-0-family_size": "3",
    "supporters-0-family_income_monthly": "3700", "supporters-0-persons_supported": "1",
}  # fmt: skip


def work(browser: Client, **fields: str) -> str:
    return browser.post("/trial/", {**S02, **fields}).content.decode()


def previous(page: str) -> str:
    found = re.search(r'name="previous" value="([^"]*)"', page)
    assert found
    return found[1].replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_whoever_asks_and_leaves_no_cookie_of_ours(browser: Client, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies
    assert 'lang="zh-Hans"' in answer.content.decode()


@pytest.mark.parametrize("address", TABLELESS)
def test_what_reads_no_table_asks_nothing(
    browser: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        browser.get(address)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_inline_style_or_script(browser: Client, address: str) -> None:
    text = browser.get(address).content.decode()
    assert not re.search(r"<[a-z][^>]*\s(style|on[a-z]+)=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "'unsafe" not in browser.get(address)["Content-Security-Policy"]


def test_a_page_that_is_not_there_says_so_in_chinese(browser: Client) -> None:
    answer = browser.get("/no-such-page/")
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()


def test_home_leads_a_stranger_to_signing_in(browser: Client) -> None:
    assert browser.get("/")["Location"] == f"{reverse('web:sign_in')}?next=%2F"


def test_the_answer_shows_amount_sum_clause_and_both_sides(browser: Client) -> None:
    page = work(browser)
    for told in (
        "最低生活保障（低保）",
        "<strong>80.00</strong>",
        "减半系数50%",
        "民发〔2021〕57号",
        "370.00元 ＜ ",
    ):
        assert told in page
    assert "不减半" in page and "620.00" in page


def test_a_second_answer_says_what_is_different_from_the_first(browser: Client) -> None:
    page = work(browser, previous=previous(work(browser)), **{"supporters-0-family_income_monthly": "4100"})
    compared = page[page.index("与上次相比") : page.index("收入怎么算的")]
    assert "最低生活保障（低保），每月 80.00 元" in compared and "<strong>低保边缘家庭</strong>" in compared
    assert "1000.00元" in compared and "1400.00元" in compared


def test_a_torn_memory_of_the_last_answer_is_only_forgotten(browser: Client) -> None:
    for torn in ("{", "[]", '{"values": "../.."}', "null", "7"):
        page = work(browser, previous=torn)
        assert "<strong>80.00</strong>" in page and "与上次相比" not in page


def test_wrong_fields_come_back_as_typed_with_a_sentence_beside_each(browser: Client) -> None:
    answer = browser.post("/trial/", {**S02, "members-0-birth": "八月", "homes": "一套"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="八月"' in page and 'value="一套"' in page and 'value="孙志强"' in page
    for name in ("members-0-birth", "homes"):
        assert f'aria-describedby="f-{name}-told"' in page and f'href="#f-{name}"' in page


def test_rows_come_and_go_without_losing_the_rest(browser: Client) -> None:
    page = work(browser, do="add-member")
    assert 'name="members-1-id"' in page and 'value="孙志强"' in page and "autofocus" in page
    page = work(browser, do="remove-supporter-0")
    assert 'name="supporters-0-id"' not in page and 'value="孙桂芝"' in page
    for stale in ("remove-member-9", "remove-income-0-5", "remove-", "add-nothing", "remove-income-0", "x"):
        assert 'value="孙桂芝"' in work(browser, do=stale)


def test_a_form_is_refused_without_its_token() -> None:
    answer = Client(enforce_csrf_checks=True).post("/trial/", S02)
    assert answer.status_code == 403
    assert "表单过期了" in answer.content.decode()


def test_a_question_file_is_given_and_taken_back(browser: Client) -> None:
    given = browser.post("/trial/file/", {**S02, "name": "孙家"})
    assert "%E5%AD%99%E5%AE%B6.yaml" in given["Content-Disposition"]
    page = browser.post("/trial/load/", {"text": given.content.decode()}).content.decode()
    assert "<strong>80.00</strong>" in page and 'value="孙志强"' in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "没有问题"),
        ("ask: [", "YAML"),
        ("ask: deadline\non: 2022-01-01\nfacts: {}", "ask: household"),
        ("ask: household\non: 2022-04-28\nvalues: ../../etc\nfacts: {members: []}", "没有这个地方"),
        (
            "ask: household\non: 2022-04-28\nvalues: example\nfacts: {standard: rural, members: []}",
            "facts.members",
        ),
    ],
)
def test_a_file_that_cannot_be_read_stays_in_its_box_with_a_sentence(
    browser: Client, text: str, told: str
) -> None:
    answer = browser.post("/trial/load/", {"text": text})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert text.split("\n")[0] in answer.content.decode().replace("&#x27;", "'")


def test_a_household_too_large_for_the_form_is_refused_with_the_other_way(browser: Client) -> None:
    example = example_of("s02.1")
    assert example
    many = {**example.document, "facts": {**example.document["facts"], "supporters": []}}
    many["facts"]["members"] = [{"id": f"p{number}"} for number in range(13)]
    assert "doudi ask" in browser.post("/trial/load/", {"text": file_text(many)}).content.decode()


def test_a_standard_is_shown_with_its_history_and_its_doubt(browser: Client) -> None:
    page = browser.get("/standards/dibao_standard/?place=211204&on=2024-08-01").content.decode()
    assert "2024-08-01 有效" in page and "557" in page and "未核实" in page
    assert page.index("2025-07-01") < page.index("2022-07-01")
    assert browser.get("/standards/no_such_value/").status_code == 404
    assert browser.get("/standards/?place=../..").status_code == 404


def test_what_changed_between_two_days_is_told(browser: Client) -> None:
    page = browser.get("/standards/?place=example&on=2022-07-01&since=2022-06-30").content.decode()
    assert "农村 450；城市 640" in page and "农村 474；城市 655" in page


def test_a_day_that_is_none_is_refused_beside_its_field(browser: Client) -> None:
    for address in ("/standards/?on=2022-02-30", "/manual/?on=x", "/calendar/?from=2022-02-30&count=5"):
        answer = browser.get(address)
        assert answer.status_code == 422
        assert 'class="error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("from=2022-04-06&count=20&kind=working", "2022-05-06"),
        ("from=2022-04-06&count=5&kind=working&pause-0-from=2022-04-08&pause-0-to=2022-04-11", "2022-04-15"),
        ("from=2022-04-20&count=10&kind=natural", "顺延"),
        ("from=2022-01-31&count=1&kind=month", "2022-02-28"),
        ("from=2026-12-06&count=30&kind=working", "暂定"),
        ("from=2022-04-06&count=&kind=working", "要写 0 到 1000 的整数"),
        ("from=&count=5&kind=working", "没有写日期"),
        ("from=2022-04-06&count=5&kind=working&pause-0-from=2022-04-11&pause-0-to=2022-04-08", "早于"),
        (
            "from=2022-04-06&count=5&kind=month&pause-0-from=2022-04-11&pause-0-to=2022-04-12",
            "只有工作日期限",
        ),
        ("from=2022-04-06&count=9999&kind=working", "1000"),
    ],
)
def test_a_deadline_is_reckoned_or_refused_with_a_sentence(browser: Client, asked: str, told: str) -> None:
    assert told in browser.get(f"/calendar/?{asked}").content.decode()


def test_a_year_shows_its_notice_and_its_moved_days(browser: Client) -> None:
    page = browser.get("/calendar/?year=2022").content.decode()
    assert "国办发明电〔2021〕11号" in page and "249 个工作日" in page and "班" in page
    assert "尚未公布" in browser.get("/calendar/?year=2028").content.decode()


def test_the_manual_finds_rules_by_every_word(browser: Client) -> None:
    page = browser.get("/manual/?q=赡养费+减半").content.decode()
    assert 'id="halved"' in page and 'id="homes_within_limit"' not in page
    assert "没有找到" in browser.get("/manual/?q=不存在的词").content.decode()


def test_every_shipped_figure_has_its_chinese() -> None:
    for code, _ in district_names():
        place = place_of(code)
        for value in [value for name in names(place) for value in history(place, name)]:
            assert set(value.keys) <= set(KEYS), value.name
            assert all(not re.search(r"[a-z]{3}", f"{key}{told}") for key, told in spoken_keys(value.keys)), (
                value
            )
            assert value.unit in UNITS or len(value.keys) > 0


def test_the_keys_of_the_help_page_are_the_keys_of_the_pages(browser: Client) -> None:
    folder = Path(__file__).parent.parent / "templates"
    keys = {
        key for page in folder.rglob("*.html") for key in re.findall(r'accesskey="(\w)"', page.read_text())
    } | {link.key for link in links() if link.key}
    helped = set(re.findall(r"<th scope=\"row\">Alt\+(\w)</th>", browser.get("/help/").content.decode()))
    assert {key.upper() for key in keys} == helped
    assert not helped & set("DEF"), "these open the browser's own bar and menus"


def test_the_served_files_are_those_of_the_lock() -> None:
    lock = (assets.TOP / "package-lock.json").read_text()
    assert '"resolved"' not in lock and "http" not in re.sub(r'"(funding|url)"[^\n]*', "", lock)
    assert set(assets.SERVED) >= {"bootstrap.min.css", "htmx.min.js"}
