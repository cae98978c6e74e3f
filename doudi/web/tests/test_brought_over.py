"""存量录入的页：two people and three sheets, from the template to the awards."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doudi.casework.brought_over.models import OpeningBatch
from doudi.casework.brought_over.sheets import HOUSEHOLDS, TITLES
from doudi.casework.brought_over.tests.day_one import FAMILIES, SUN, files
from doudi.casework.brought_over.tests.test_first_day import work
from doudi.casework.cases.models import Case
from doudi.config.tests.town import THE_DAY
from doudi.records.access import acting_as
from doudi.records.imports.reading import read_sheet
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db


def uploaded(desk: Desk, **changed: Any) -> dict[str, Any]:
    sent = {which: SimpleUploadedFile(file.name, file.content) for which, file in files(**changed).items()}
    return {"unit": str(desk.office.songling), "month": "2022-02", **sent}


def handed_in(desk: Desk, **changed: Any) -> str:
    answer = send(desk.of("zhang"), reverse("web:brought_over_hand_in"), **uploaded(desk, **changed))
    assert answer.status_code == 303, text_of(answer)
    work()
    return str(answer["Location"])


def test_from_the_sheets_to_the_awards_by_two_people(desk: Desk) -> None:
    desk.on(THE_DAY)
    page = handed_in(desk)
    shown = text_of(desk.of("zhang").get(page))
    assert "待复核录入" in shown and "3 户 4 人" in shown and "1,380.00" in shown and "1 户" in shown
    assert "复核录入 Alt+J" not in shown, "the clerk has not the post"
    assert "存量表，等您复核录入" in text_of(desk.of("liu").get("/"))
    unticked = send(desk.of("liu"), f"{page}enter/")
    assert unticked.status_code == 422 and "请先看过差异" in text_of(unticked)
    assert send(desk.of("liu"), f"{page}enter/", looked="on").status_code == 303
    work()
    assert "已录入" in text_of(desk.of("liu").get(page))
    listed = text_of(desk.of("zhang").get(reverse("web:awards"), {"month": "2022-03"}))
    assert "孙桂芝" in listed and "周建国" in listed


def test_the_pages_of_a_family_brought_over_are_whole(desk: Desk) -> None:
    desk.on(THE_DAY)
    page = handed_in(desk)
    send(desk.of("liu"), f"{page}enter/", looked="on")
    work()
    by = desk.office.act("zhang")
    with acting_as(by.scope):
        case = Case.objects.get(applicant_name="周建国")
        award = case.awards.get()
    browser = desk.of("zhang")
    for address in (
        reverse("web:case", args=[case.pk]),
        reverse("web:household", args=[case.household_id]),
        reverse("web:award", args=[award.pk]),
        f"/awards/{award.pk}/month/2022-03/",
        reverse("web:reviews"),
        reverse("web:transfers"),
    ):
        answer = browser.get(address)
        assert answer.status_code == 200, address
    assert "存量录入" in text_of(browser.get(reverse("web:case", args=[case.pk])))


def test_what_is_refused_stands_on_the_page_and_in_the_copy(desk: Desk) -> None:
    desk.on(THE_DAY)
    page = handed_in(desk, families=({**FAMILIES[0], "village": "同上"}, *FAMILIES[1:]))
    answer = desk.of("zhang").get(page)
    assert "B4" in text_of(answer) and "没有“同上”" in text_of(answer)
    (copy,) = re.findall(r'action="(/brought-over/copy/[^"]+)"', answer.content.decode())[:1]
    rows = read_sheet(desk.of("zhang").post(copy).content, "副本.xlsx").rows
    assert rows[3][3] == SUN and "B4" in str(rows[3][-1])
    assert desk.of("wang").get(page).status_code == 404


def test_differences_are_listed_and_exported(desk: Desk) -> None:
    desk.on(THE_DAY)
    address = f"{handed_in(desk)}differences/"
    shown = text_of(desk.of("liu").get(address))
    assert "周建国" in shown and "710.00" in shown and "700.00" in shown and "与按政策核算的金额不同" in shown
    assert desk.of("liu").post(address).status_code == 200


def test_the_same_sheets_again_lead_to_the_first_batch(desk: Desk) -> None:
    desk.on(THE_DAY)
    first = handed_in(desk)
    again = send(desk.of("zhang"), reverse("web:brought_over_hand_in"), **uploaded(desk))
    assert again["Location"] == first
    with acting_as(desk.office.act("zhang").scope):
        assert OpeningBatch.objects.count() == 1


def test_a_wrong_form_is_told_beside_its_fields_and_a_batch_can_be_dropped(desk: Desk) -> None:
    desk.on(THE_DAY)
    browser = desk.of("zhang")
    wrong = send(browser, reverse("web:brought_over_hand_in"), unit="1", month="二月")
    shown = text_of(wrong)
    assert wrong.status_code == 422 and "请选择家庭成员表" in shown and "2022-03 的样子" in shown
    page = handed_in(desk)
    assert send(browser, f"{page}drop/", why=" ").status_code == 422
    assert send(browser, f"{page}drop/", why="漏了一户").status_code == 303
    assert "漏了一户" in text_of(browser.get(page))
    assert send(browser, f"{page}other/").status_code == 404


def test_templates_are_there_to_keep(desk: Desk) -> None:
    for which, title in TITLES.items():
        answer = desk.of("zhang").get(reverse("web:brought_over_template", args=[which]))
        assert answer.status_code == 200 and title in str(read_sheet(answer.content, "a.xlsx").rows[0][0])
    assert desk.of("zhang").get(reverse("web:brought_over_template", args=["other"])).status_code == 404
    assert HOUSEHOLDS in TITLES
