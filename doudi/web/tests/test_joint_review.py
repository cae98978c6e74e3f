"""联审的页面：from the opinion to the service by clicks alone, as the reviewer, the decider and the clerk would."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.tests.test_assessment import feng_family
from doudi.casework.cases.models import Case, Stage
from doudi.casework.confirmation.models import Choice
from doudi.casework.confirmation.panel_models import Meeting
from doudi.casework.tests.office import lin_family
from doudi.casework.tests.panel import established, proposed, seated, signed_back
from doudi.records.access import acting_as
from doudi.records.evidence.actions import note
from doudi.records.evidence.models import REGISTER
from doudi.records.people.models import Household
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
PANEL = {"place": "镇政府三楼会议室", "time": "9:00"}


def done(answer: Any) -> str:
    assert answer.status_code == 303, text_of(answer)
    return str(answer["Location"])


def call(desk: Desk, browser: Client, on: date) -> str:
    members = seated(desk.office)
    assert "何平" in text_of(browser.get("/meetings/new/"))
    fields = {**PANEL, "on": on.isoformat(), "chair": members["he"].pk}
    return done(send(browser, "/meetings/new/", **fields))


def hold(desk: Desk, browser: Client, address: str, choice: Choice = Choice.AGREE) -> None:
    """Agenda, roll, votes as the page offers them, and the close."""
    with acting_as(desk.office.act("liu").scope):
        waiting = [each.pk for each in Case.objects.filter(stage=Stage.REVIEWING)]
    done(send(browser, f"{address}add/", case=waiting))
    members = seated(desk.office)
    done(send(browser, f"{address}roll/", present=[each.pk for each in members.values()]))
    with acting_as(desk.office.act("liu").scope):
        items = list(Meeting.objects.get().items.all())
    votes = {f"vote-{item.pk}-{each.pk}": str(choice) for item in items for each in members.values()}
    done(send(browser, f"{address}votes/", **votes))


def test_a_meeting_is_held_on_its_page_and_leaves_its_minutes(desk: Desk) -> None:
    proposal = proposed(desk.office, lin_family())
    reviewer = desk.of("liu")
    address = call(desk, reviewer, date(2022, 3, 7))
    assert "没有等会议的件" not in text_of(reviewer.get(address))
    hold(desk, reviewer, address)
    page = text_of(reviewer.get(address))
    assert "林秀兰" in page and "东岗村" in page
    assert "同意确认，最低生活保障，每月 734.00 元" in page
    assert "同意 5，不同意 0，弃权 0" in page and "通过" in page
    done(send(reviewer, f"{address}close/"))
    assert "已散会" in text_of(reviewer.get(address))
    minutes = reviewer.get(f"{address}minutes.pdf")
    assert minutes["Content-Type"] == "application/pdf" and minutes.content.startswith(b"%PDF")
    word = reviewer.get(f"{address}minutes.docx")
    assert word.content.startswith(b"PK") and "attachment" in word["Content-Disposition"]
    assert reviewer.get(f"{address}minutes.exe").status_code == 404
    assert "联审通过" in text_of(reviewer.get(f"/cases/{proposal.case_id}/"))


def test_who_fails_the_vote_goes_back_only_with_a_reason(desk: Desk) -> None:
    proposal = proposed(desk.office, lin_family())
    reviewer = desk.of("liu")
    address = call(desk, reviewer, date(2022, 3, 7))
    hold(desk, reviewer, address, Choice.DISAGREE)
    answer = send(reviewer, f"{address}close/")
    assert answer.status_code == 422 and "请写明退回补充的理由" in text_of(answer)
    with acting_as(desk.office.act("liu").scope):
        item = Meeting.objects.get().items.get()
    done(send(reviewer, f"{address}close/", **{f"sent-back-{item.pk}": "儿子的收入要再核实"}))
    page = text_of(reviewer.get(f"/cases/{proposal.case_id}/"))
    assert "已受理" in page and "联审退回：儿子的收入要再核实" in page


def test_a_refusal_is_decided_and_served_from_the_page_of_the_case(desk: Desk) -> None:
    case, _ = established(desk.office, feng_family())
    with acting_as(desk.office.act("chen").scope):
        household = Household.objects.get(pk=case.household_id)
    told = {"said_by": "车辆管理所", "said_on": date(2022, 3, 7), "by": desk.office.act("chen")}
    note(about=household, fact="vehicles", value=1, source=REGISTER, **told)
    clerk, reviewer, decider = desk.of("zhang"), desk.of("liu"), desk.of("zhao")
    page = f"/cases/{case.pk}/"
    stale = reviewer.get(page).content.decode().split('name="assessment" value="')[1][:36]
    answer = send(reviewer, f"{page}propose/", assessment=stale, reasons="核对有机动车")
    assert answer.status_code == 409 and "请重新裁量" in text_of(answer)
    fresh = assess(case=case.pk, by=desk.office.act("zhang"))
    assert "各类都不符合" in text_of(reviewer.get(page))
    done(send(reviewer, f"{page}propose/", assessment=fresh.pk, reasons="核对有机动车"))
    address = call(desk, reviewer, date(2022, 3, 7))
    hold(desk, reviewer, address)
    assert "机动车辆数1辆" in text_of(reviewer.get(address))
    done(send(reviewer, f"{address}close/"))
    assert "决定不予确认" not in text_of(clerk.get(page))
    unsigned = send(decider, f"{page}refuse/", opinion="同意联审意见，不予确认。")
    assert unsigned.status_code == 409 and "签字后的原件还没有扫描归档" in text_of(unsigned)
    assert "先交回签字后的扫描件" in text_of(decider.get(page))
    assert send(decider, f"{page}as-signed/").status_code == 404, "in a demonstration only"
    desk.settings.MODE = "demonstration"
    assert "当作已签字" in text_of(decider.get(page))
    done(send(decider, f"{page}as-signed/"))
    desk.settings.MODE = "test"
    assert "先交回签字后的扫描件" not in text_of(decider.get(page))
    done(send(decider, f"{page}refuse/", opinion="同意联审意见，不予确认。"))
    assert "送达告知书" in text_of(clerk.get(page))
    signed_back(case.pk, desk.office.act("zhang"))
    served = {"way": "in_person", "on": "20220307", "received_by": "冯大伟", "stamped_on": "20220307"}
    done(send(clerk, f"{page}serve/", **served))
    assert "已办结·不予确认" in text_of(clerk.get(page))


def test_the_panel_is_set_up_on_its_page(desk: Desk) -> None:
    reviewer, township = desk.of("liu"), desk.office.songling
    assert "还没有成立小组" in text_of(reviewer.get("/panels/"))
    fields = {"area": township, "since": "2022-03-01", "document": "松镇发〔2022〕1号"}
    done(send(reviewer, "/panels/open/", **fields))
    page = reviewer.get("/panels/").content.decode()
    panel = page.split('name="panel" value="')[1][:36]
    person = desk.office.town.officer("he").person_id
    seating = {"panel": panel, "person": person, "since": "20220301", "unit": "镇党委副书记"}
    answer = send(reviewer, "/panels/seat/", capacity="king", **seating)
    assert answer.status_code == 422 and "松镇发〔2022〕1号" in text_of(answer)
    done(send(reviewer, "/panels/seat/", capacity="party", **seating))
    assert "镇党委副书记" in text_of(reviewer.get("/panels/"))
