"""The access matrix: every address × every role × own area, next door, above and elsewhere.

It is made from the resolver, so a new page is in it by being there. What a page says of itself decides what is
expected; a page that says nothing fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from doudi.config.tests.town import THE_DAY
from doudi.records import worded
from doudi.records.access import AreaRows, Scope
from doudi.records.staff.models import Officer
from doudi.records.staff.queries import scope_of
from doudi.web.sheets import XLSX
from doudi.web.tests.desk import Desk, text_of
from doudi.web.tests.matrix.living import NAMES
from doudi.web.tests.matrix.routes import Route, routes
from doudi.web.tests.matrix.specimens import (
    FAR_CLERK,
    NAME,
    NO_OBJECT,
    RESIDENTS,
    SPECIMENS,
    Planted,
)
from doudi.web.working import Access

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# who → may this officer see what lies in 松岭镇?
ROLES = {
    "zhang": True, "liu": True, "zhao": True, "lin": True,  # own area
    "min": True, "zhou": True, "chen": True, "sun": True, "wu": True,  # above
    "fang": True, "feng": True, "xu": True,  # who keep money, here and above
    "cun": True,  # the own village: what AT_HOME names, and no more
    "wang": False, "qian": False, "guo": False, "xi": False,  # next door, and the next village
    FAR_CLERK: False,  # another district
}  # fmt: skip
STRANGERS = [who for who, sees in ROLES.items() if not sees]
GET_ROUTES = [each for each in routes() if each.access and "GET" in each.access.methods]
OFFICER_ROUTES = [each for each in GET_ROUTES if each.access and not each.access.public]
# A demonstration's day does not exist elsewhere, and the planted meeting has not closed.
NOT_THERE = {"web:day", "web:minutes"}
# What lies at the district is open to its posts, wherever they sit in it; its lines are told by area.
OF_THE_DISTRICT = {
    *("web:uprating", "web:uprating_lines", "web:payment_run", "web:payment_roll", "web:payment_control"),
    *("web:price_index", "web:price_people", "web:verification_returned"),
}
# A house of the district is seen from the district alone: what a township has to know of it stands with its people.
FROM_ABOVE = {"web:institution"}
ABOVE = ("min", "zhou", "chen", "sun", "wu", "feng", "xu")
# The planted fund has no movement in the month of the book: a sentence says so.
MAY_BE_EMPTY = {"web:reserve_book"}
# What of the planted family a village worker opens: its people, and its case as a village sees it.
VILLAGERS = ("cun",)
AT_HOME = {
    *("web:village_case", "web:person", "web:household", "web:household_history", "web:household_archive"),
    *("web:aid_new", "web:aid_one", "web:aid_paper"),
}
SHOWN, GONE_ON = (200,), (302, 303)


def address(route: Route, planted: Planted) -> str:
    """The route with its specimen."""
    arguments = SPECIMENS[route.name](planted) if route.name in SPECIMENS else NO_OBJECT.get(route.name, {})
    return reverse(route.name, kwargs=arguments)


@cache
def scope(who: str) -> Scope:
    """The same all day, in the one database of the matrix."""
    return scope_of(Officer.objects.get(username=who), THE_DAY, second_factor=True)


def expected(route: Route, access: Access, who: str) -> tuple[int, ...]:
    if not access.admits(scope(who)):
        return (403,)
    sees = ROLES[who] and (who not in VILLAGERS or route.name in AT_HOME)
    if route.name in OF_THE_DISTRICT:
        sees = who != FAR_CLERK
    if route.name in FROM_ABOVE:
        sees = who in ABOVE
    if route.name in NOT_THERE or (route.name in SPECIMENS and not sees):
        return (404,)
    return SHOWN + GONE_ON + ((422,) if route.name in MAY_BE_EMPTY else ())


def words(answer: Any) -> str:
    """Everything that an answer tells: a page, or the rows of an Excel file (its second sheet tells what was asked)."""
    if answer.get("Content-Type") == XLSX:
        sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
        return " ".join(str(cell) for row in sheet.to_python() for cell in row)
    return str(answer.content.decode("utf-8", "replace")) + answer.get("Location", "")


def tells(answer: Any, planted: Planted) -> bool:
    """Does an answer tell of a planted family?"""
    told = words(answer)
    return (
        any(name in told for name in (NAME, *NAMES))
        or planted.case.receipt_number in told
        or str(planted.case.query_code) in told
    )


def test_every_route_says_who_may_see_it() -> None:
    silent = [each.pattern for each in routes() if each.access is None and each.name not in RESIDENTS]
    assert silent == [], "declare it: @officer_page(…) or @public_page"


def test_every_route_that_names_an_object_has_a_specimen() -> None:
    named = [each.name for each in routes() if each.arguments]
    assert sorted(set(named) - set(SPECIMENS) - set(NO_OBJECT)) == [], "add it to web/tests/specimens.py"
    assert sorted({*SPECIMENS, *NO_OBJECT} - set(named)) == []


def test_a_route_that_says_nothing_is_caught() -> None:
    assert Route("x", "x/", (), lambda request: None).access is None


def test_each_page_answers_each_role_as_it_says(planted: Planted, desk: Desk) -> None:
    """All pages of one planting; what a page writes when it is opened is taken back before the next."""
    browsers = {who: desk.of(who) for who in ROLES}
    wrong = {}
    for route in OFFICER_ROUTES:
        assert route.access
        asked = address(route, planted)
        with taken_back():
            stranger = Client().get(asked)
            assert stranger.status_code == 302 and stranger["Location"].startswith("/login/"), route.name
            for who, browser in browsers.items():
                found = browser.get(asked).status_code
                if found not in expected(route, route.access, who):
                    wrong[route.name, who] = found
    assert wrong == {}


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_no_page_no_search_and_no_export_tells_of_a_family_elsewhere(
    planted: Planted, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `seen_by` switched off, row-level security alone still shows nothing foreign; so do both together."""
    everything = Q(pk__isnull=False)  # beside the areas, which must stay in the words of a query (0064)
    monkeypatch.setattr(
        AreaRows, "seen_by", lambda rows, scope: rows.filter(Q(area_id__among=scope.areas) | everything)
    )
    monkeypatch.setattr(worded, "_KNOWN", {})  # what was put into words before has the first wall in it
    told = []
    for who in STRANGERS:
        browser, may = desk.of(who), scope(who)
        for route in OFFICER_ROUTES:
            if not (route.access and route.access.admits(may)):
                continue  # the refusal is told above
            asked = address(route, planted)
            typed = () if route.name in SPECIMENS else typed_by(planted)
            answers = [browser.get(asked), *(browser.get(asked, {"q": each}) for each in typed)]
            if "POST" in route.access.methods:
                answers += [
                    browser.post(asked),
                    *(browser.post(f"{asked}?q={each}") for each in (NAME, NAMES[0])),
                ]
            told += [(who, route.name) for answer in answers if tells(_unasked(answer), planted)]
    assert told == []


def typed_by(planted: Planted) -> tuple[str, ...]:
    number = planted.person.id_number
    assert number is not None
    return NAME, number.reveal()[-4:], planted.case.receipt_number, NAMES[0]


def _unasked(answer: Any) -> Any:
    """What was typed stands in its own field again; that is no leak."""
    if answer.get("Content-Type", "").startswith("text/html"):
        page = answer.content.decode("utf-8", "replace")
        answer.content = re.sub(r'(value="[^"]*"|action="[^"]*"|href="\?[^"]*")', "", page).encode()
        del answer["Location"]
    return answer


def test_a_village_worker_finds_the_family_at_home_and_the_next_village_does_not(
    planted: Planted, desk: Desk
) -> None:
    address = f"/village/{planted.case.pk}/"
    assert NAME in text_of(desk.of("cun").get("/village/")) and NAME in text_of(desk.of("cun").get(address))
    assert NAME in words(desk.of("cun").post("/village/"))
    assert NAME not in words(desk.of("xi").post("/village/"))
    assert desk.of("xi").get(address).status_code == 404
    number = planted.person.id_number
    assert number and number.reveal() not in words(desk.of("cun").get(address))


def test_the_planted_family_is_found_by_whom_it_concerns(planted: Planted, desk: Desk) -> None:
    """The tests above could not fail if the name were shown to nobody."""
    for who in ("zhang", "min"):
        assert NAME in text_of(desk.of(who).get("/cases/", {"q": NAME}))
        assert NAME in words(desk.of(who).post("/cases/"))


POST_OBJECTS = [
    each for each in routes() if each.access and "POST" in each.access.methods and each.name in SPECIMENS
]


def test_no_form_of_an_object_elsewhere_is_taken_from_a_stranger(planted: Planted, desk: Desk) -> None:
    browsers = {who: desk.of(who) for who in STRANGERS}
    taken = []
    for route in POST_OBJECTS:
        asked = address(route, planted)
        for who, browser in browsers.items():
            with taken_back():
                answer = browser.post(asked, {"why": "不办了", "what": "id_number"})
            open_to_all = (
                route.name in OF_THE_DISTRICT and who != FAR_CLERK
            )  # an export: it tells of nobody here
            if (answer.status_code not in (403, 404) and not open_to_all) or tells(answer, planted):
                taken.append((route.name, who))
    assert taken == []
