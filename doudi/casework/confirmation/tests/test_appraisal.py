"""评议与公示：a place whose own figures switch both on from a day; before it nobody can take them, after it nobody
comes round them.
"""

from __future__ import annotations

from datetime import date

import pytest

from doudi.casework.cases.models import Case
from doudi.casework.cases.stages import WrongStage
from doudi.casework.confirmation.briefs import brief
from doudi.casework.confirmation.deciding import decide
from doudi.casework.confirmation.meetings import NotYetAppraised, call_meeting, call_roll, put_on_agenda
from doudi.casework.confirmation.models import Appraisal, Choice, Outcome
from doudi.casework.confirmation.publicity import (
    StepIsOff,
    StillShown,
    begin_appraisal,
    close_appraisal,
    close_publicity,
)
from doudi.casework.tests.office import Office, lin_family
from doudi.casework.tests.panel import all_say, closed, proposed, seated, signed_back
from doudi.config.tests.town import DISTRICT, NEW_YEAR, PASSWORD, SONGLING, invented_id
from doudi.records.access import acting_as
from doudi.records.documents.papers.filling import PrivateThing
from doudi.records.documents.queries import ScanMissing, current_papers, data_of
from doudi.records.figures.actions import enter_figure, issue_figure
from doudi.records.refusals import BadInput
from doudi.records.staff.actions import appoint, open_account

pytestmark = pytest.mark.django_db
SINCE = date(2022, 3, 8)
HELD = {"present": 15, "agree": 13, "findings": "老两口没有劳动能力，情况属实。"}


def switched_on(office: Office) -> None:
    """示例区 calls for both from 2022-03-08: entered by one, issued by another."""
    district, setup = office.town.area(DISTRICT), office.town.nobody([office.town.area(DISTRICT).pk])
    issuer = open_account(
        username="xuan",
        name="许安",
        id_number=invented_id("19800101", 152),
        password=PASSWORD,
        area=district,
        by=setup,
    )
    appoint(officer=issuer, post="figures_issuer", area=district, since=NEW_YEAR, document="任命", by=setup)
    keys = {
        "democratic_appraisal": {"required": True},
        "initial_publicity": {"required": True, "days": 7, "day_type": "natural"},
    }
    for name, told in keys.items():
        entered = enter_figure(
            district=district,
            name=name,
            keys=told,
            since=SINCE,
            issued=date(2022, 3, 7),
            document="示例民发〔2022〕9号 第三条",
            by=office.act("min"),
        )
        issue_figure(figure=entered.pk, by=office.act("xuan"))


def test_a_place_switches_both_on_by_date_and_the_decision_waits_for_them(office: Office) -> None:
    case = proposed(office, lin_family()).case
    switched_on(office)
    about = {"case": case.pk, "place": "东岗村村部"}
    with pytest.raises(StepIsOff, match="这里不作民主评议"):
        begin_appraisal(**about, on=date(2022, 3, 7), by=office.act("zhang"))
    liu, members = office.on("liu", 3, 9), seated(office)
    called = {"area": office.town.area(SONGLING), "on": liu.day, "place": "会议室"}
    meeting = call_meeting(**called, chair=members["he"].pk, by=liu)
    with pytest.raises(NotYetAppraised, match="请先评议"):
        put_on_agenda(meeting=meeting.pk, case=case.pk, by=liu)
    begin_appraisal(**about, on=date(2022, 3, 9), by=office.on("zhang", 3, 8))
    with pytest.raises(BadInput, match="评议在 2022-03-09"):
        close_appraisal(case=case.pk, **HELD, by=office.on("zhang", 3, 8))
    with pytest.raises(PrivateThing):
        close_appraisal(case=case.pk, **{**HELD, "findings": "990204195004120121属实"}, by=liu)
    close_appraisal(case=case.pk, **HELD, by=liu)
    with acting_as(liu.scope):
        (record,) = current_papers(case.pk, "D12-1", liu)
        assert data_of(record)["votes_against"] == 2 and record.about == Appraisal.objects.get().pk
    with pytest.raises(ScanMissing, match="民主评议记录"):
        put_on_agenda(meeting=meeting.pk, case=case.pk, by=liu)
    signed_back(case.pk, liu, ("D12-1",))
    item = put_on_agenda(meeting=meeting.pk, case=case.pk, by=liu)
    with acting_as(liu.scope):
        assert any("民主评议13/15同意" in flag for flag in brief(item, liu).flags)
    call_roll(meeting=meeting.pk, present=[each.pk for each in members.values()], by=liu)
    all_say(item, Choice.AGREE, liu)
    closed(meeting.pk, liu)
    shown = {"case": case.pk, "place": "东岗村公示栏"}
    zhao = office.on("zhao", 3, 16)
    with acting_as(zhao.scope), pytest.raises(WrongStage, match="公示中"):
        decide(case=case.pk, outcome=Outcome.GRANT, opinion="同意", by=zhao)
    with pytest.raises(StillShown, match="公示到 2022-03-16 为止"):
        close_publicity(**shown, by=office.on("zhang", 3, 16))
    close_publicity(**shown, by=office.on("zhang", 3, 17))
    zhao = office.on("zhao", 3, 17)
    with acting_as(zhao.scope):
        _, decision = decide(case=case.pk, outcome=Outcome.GRANT, opinion="同意", by=zhao)
        assert decision.outcome == Outcome.GRANT
        titles = [row.title for row in Case.objects.get(pk=case.pk).changes.order_by("number")]
    assert titles[-5:] == ["开始民主评议", "登记评议结果", "联审后公示", "登记公示结果", "确认"]
