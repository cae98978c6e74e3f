"""The page on which a family's declared situation is put right: begun from what was said, nobody comes or goes."""

from __future__ import annotations

from typing import Any

import pytest

from doudi.casework.cases.actions import withdraw
from doudi.casework.cases.models import Case
from doudi.casework.intake.models import Declaration
from doudi.casework.tests.office import Office, lin_family
from doudi.records.access import acting_as
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db


def declarations(office: Office, case: Case) -> list[Declaration]:
    with acting_as(office.act("zhang").scope):
        return list(Declaration.objects.filter(case=case).order_by("why"))


def typed(**changed: str) -> dict[str, Any]:
    """林秀兰's form as the page sends it back, with fields changed."""
    told = {
        "members-0-income-0-kind": "pension",
        "members-0-income-0-amount": "108",
        "members-0-income-0-per": "monthly",
        "members-0-medical": "2400",
        "members-0-education": "0",
        "members-0-rehabilitation": "0",
        "members-1-income-0-kind": "pension",
        "members-1-income-0-amount": "108",
        "members-1-income-0-per": "monthly",
        "members-1-medical": "0",
        "members-1-education": "0",
        "members-1-rehabilitation": "0",
        "financial": "6200",
        "homes": "1",
        "vehicles": "0",
        "businesses": "0",
        "supporters-0-family_size": "3",
        "supporters-0-family_income_monthly": "1500",
        "said_by": "林秀兰",
        "why": "补报存款",
    }
    return {**told, "do": "submit", **changed}


def test_what_was_said_stands_in_the_form_and_what_is_put_right_is_kept_beside_it(
    desk: Desk, office: Office
) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    browser, address = desk.of("zhang"), f"/cases/{case.pk}/declare/"
    assert "经济状况再申报" in text_of(browser.get(f"/cases/{case.pk}/"))
    page = browser.get(address)
    told = text_of(page)
    assert "林秀兰" in told and "赵广田" in told and "义务人 · 赵小军" in told
    assert 'value="6200"' in page.content.decode() and 'value="1500"' in page.content.decode()
    done = send(browser, address, **typed(financial="90000"), expected=case.steps)
    assert (done.status_code, done["Location"]) == (303, f"/cases/{case.pk}/")
    first, second = declarations(office, case)
    assert (first.why, second.why, second.said_by) == ("", "补报存款", "林秀兰")
    assert 'value="90000"' in browser.get(address).content.decode()


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(desk: Desk, office: Office) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    browser, address = desk.of("zhang"), f"/cases/{case.pk}/declare/"
    wrong = send(browser, address, **typed(financial="很多", homes="3"))
    assert wrong.status_code == 422 and "有 1 处要改" in text_of(wrong)
    assert 'value="很多"' in wrong.content.decode() and 'value="3"' in wrong.content.decode()
    silent = send(browser, address, **typed(why=""))
    assert silent.status_code == 422 and "请写为什么再次申报" in text_of(silent)
    more = send(browser, address, **typed(do="add-income-1"))
    assert more.status_code == 200 and "members-1-income-1-kind" in more.content.decode()
    short = typed()
    del short["supporters-0-family_size"], short["supporters-0-family_income_monthly"]
    assert "表单不完整" in text_of(send(browser, address, **short))
    assert len(declarations(office, case)) == 1


def test_who_may_not_and_when_it_is_over(desk: Desk, office: Office) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    address = f"/cases/{case.pk}/declare/"
    assert desk.of("liu").get(address).status_code == 403
    assert desk.of("wang").get(address).status_code == 404
    stale = send(desk.of("zhang"), address, **typed(), expected=case.steps + 1)
    assert stale.status_code == 409
    withdraw(case=case.pk, why="不再需要", by=office.act("zhang"))
    assert desk.of("zhang").get(address).status_code == 303
    assert "不再接受申报" in text_of(send(desk.of("zhang"), address, **typed()))
