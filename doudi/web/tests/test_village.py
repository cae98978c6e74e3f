"""村里的页面：a village worker follows a family's case, brings its papers back and goes along to its home."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from doudi.casework.intake.issuing import issue
from doudi.casework.survey.tests.home import FOUND, VISIT, sent_out
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.config.tests.town import XIDIAN
from doudi.records.documents.queries import current_papers
from doudi.web.tests.desk import Desk, send, text_of
from doudi.web.tests.test_survey import save, upload

pytestmark = pytest.mark.django_db


def test_he_sees_where_the_case_stands_what_is_missing_and_whom_to_ask(desk: Desk, office: Office) -> None:
    case = office.take(lin_family().without("pledge", "b"), office.act("zhang"))
    page = text_of(desk.of("cun").get(f"/village/{case.pk}/"))
    assert "已提交" in page and "赵广田的" in page and "还缺的材料" in page
    for kept in ("6200", "6,200", "1950", "0121", case.query_code):
        assert kept not in page
    assert desk.of("cun").get(f"/cases/{case.pk}/").status_code == 404


def test_he_brings_a_signed_paper_back_and_only_those_of_this_family(desk: Desk, office: Office) -> None:
    case, other = (office.take(family, office.act("zhang")) for family in (lin_family(), stranger(4, XIDIAN)))
    (pledge,) = issue(case=case.pk, papers=["D02|"], by=office.act("zhang"))
    (foreign,) = issue(case=other.pk, papers=["D02|"], by=office.act("zhang"))
    cun, address = desk.of("cun"), f"/village/{case.pk}/scan/"
    assert send(cun, address, paper=str(foreign.pk), scan=upload()).status_code == 404
    nothing = send(cun, address, paper=str(pledge.pk))
    assert nothing.status_code == 422 and "请选择文件" in text_of(nothing)
    assert send(cun, address, paper=str(pledge.pk), scan=upload()).status_code == 303
    assert "都已交回" in text_of(desk.of("cun").get(f"/village/{case.pk}/")) or "已交回" in text_of(
        cun.get(f"/village/{case.pk}/")
    )
    [held] = office.see(current_papers, case.pk, "D02", by=office.act("zhang"))
    assert [event.by_name for event in held.events.all() if event.kind == "scanned"] == ["丛林"]


def test_he_goes_along_fills_the_form_in_and_signs_on_his_phone(desk: Desk, office: Office) -> None:
    case = sent_out(office, pair=("cun", "zhang"))
    desk.on(date(2022, 3, 14))
    cun, address = desk.of("cun"), f"/surveys/{case.pk}/"
    assert "派给您的入户调查" in text_of(cun.get("/")) and "林秀兰" in text_of(cun.get("/surveys/"))
    assert "去填调查表" in text_of(cun.get(f"/village/{case.pk}/"))
    found: dict[str, Any] = {**FOUND, "at": "2022-03-14T00:01"}
    assert save(cun, case, **found).status_code == 200
    page = cun.get(address)
    assert page.status_code == 200 and "邻里走访" not in text_of(page)
    signing = {"visit": str(VISIT), "signer": "林秀兰", "how": "按指印"}
    assert send(desk.of("zhang"), f"{address}steps/finish/", **signing).status_code == 303
    (pledge,) = issue(case=case.pk, papers=["D02|"], by=office.on("zhang", 3, 14))
    (form,) = office.see(current_papers, case.pk, "D06", by=office.on("zhang", 3, 14))
    assert cun.get(f"{address}papers/{form.pk}/").status_code == 200
    assert cun.get(f"{address}papers/{pledge.pk}/").status_code == 404, "the form that he signs, and no other"
    assert send(cun, f"{address}steps/sign/", visit=str(VISIT)).status_code == 303
    assert "第1次 · 已完成" in text_of(cun.get(address))


def test_nobody_else_of_the_village_opens_the_survey(desk: Desk, office: Office) -> None:
    case = sent_out(office)
    desk.on(date(2022, 3, 14))
    for who in ("cun", "xi"):
        assert desk.of(who).get(f"/surveys/{case.pk}/").status_code == 404
        assert save(desk.of(who), case, homes="1").status_code == 404
    assert "林秀兰" not in text_of(desk.of("cun").get("/surveys/"))
