"""从审核意见到送达：the stories of S01, S07 and S28, and a tekun that the district decides."""

from datetime import date

import pytest

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.tests.test_assessment import feng_family
from doudi.casework.cases.models import Case, Clock, DueDate, Stage
from doudi.casework.cases.places import place_of
from doudi.casework.confirmation.closing import close
from doudi.casework.confirmation.decisions import refuse
from doudi.casework.confirmation.models import Choice, Outcome
from doudi.casework.confirmation.proposals import propose
from doudi.casework.confirmation.serving import serve
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, lin_family
from doudi.casework.tests.panel import (
    all_say,
    look_into,
    meeting_of,
    minutes_back,
    reviewed,
    signed_back,
)
from doudi.records.access import acting_as
from doudi.records.documents.models import Way
from doudi.records.documents.papers.remedies import remedies
from doudi.records.documents.queries import ScanMissing
from doudi.records.evidence.actions import note
from doudi.records.evidence.models import REGISTER
from doudi.records.people.models import Household

pytestmark = pytest.mark.django_db


def test_s01_the_old_couple_is_passed_by_the_panel(office: Office) -> None:
    case = reviewed(office, lin_family(), 3, 22)
    with acting_as(office.on("liu", 3, 22).scope):
        assert (case.stage, case.proposed, case.scheme) == (Stage.REVIEWED, "dibao", "")
        resolution = case.resolutions.get()
        assert (resolution.outcome, resolution.monthly_fen, resolution.agree) == (Outcome.GRANT, 73_400, 5)
        assert "不作初审公示" in case.changes.order_by("-number")[0].why


def test_s07_a_car_is_found_and_the_refusal_is_served_in_time(office: Office) -> None:
    by = office.on("zhang", 5, 5)
    case = complete(case=office.take(feng_family(), by).pk, by=by)
    look_into(office, case, by)
    with acting_as(by.scope):
        household = Household.objects.get(pk=case.household_id)
    found = office.on("chen", 5, 16)
    note(
        about=household,
        fact="vehicles",
        value=1,
        source=REGISTER,
        said_by="车辆管理所",
        said_on=found.day,
        by=found,
    )
    made = assess(case=case.pk, by=office.on("zhang", 5, 18))
    reviewer, decider = office.on("liu", 5, 20), office.on("zhao", 5, 20)
    proposal = propose(case=case.pk, assessment=made.pk, reasons="核对有机动车一辆", by=reviewer)
    assert proposal.outcome == Outcome.REFUSE
    meeting, (item,) = meeting_of(office, [case.pk], 5, 20)
    all_say(item, Choice.AGREE, reviewer)
    close(meeting=meeting.pk, by=reviewer)
    with pytest.raises(ScanMissing, match="会议记录"):
        refuse(case=case.pk, opinion="同意联审意见，不予确认。", by=decider)
    minutes_back(meeting.pk, reviewer)
    decision = refuse(case=case.pk, opinion="同意联审意见，不予确认。", by=decider)
    assert any("机动车" in line for line in decision.reasons)
    assert "民发〔2021〕57号 第十四条" in decision.clauses
    with acting_as(by.scope):
        due = {each.clock: each.on for each in DueDate.objects.filter(case=case)}
    assert due[Clock.CONFIRM] == date(2022, 6, 1)
    assert due[Clock.NOTICE] == date(2022, 5, 25)
    served = {"way": Way.IN_PERSON, "on": date(2022, 5, 24), "stamped_on": date(2022, 5, 20)}
    with pytest.raises(ScanMissing, match="告知书"):
        serve(case=case.pk, **served, received_by="冯大伟", by=office.on("zhang", 5, 24))
    signed_back(case.pk, office.on("zhang", 5, 24))
    ended = serve(case=case.pk, **served, received_by="冯大伟", by=office.on("zhang", 5, 24))
    assert ended.stage == Stage.DECLINED
    told = remedies(place_of(case.responsible_id, decision.on), decision.on, date(2022, 5, 24))
    assert (told.reconsider_by, told.litigate_by) == (date(2022, 7, 25), date(2022, 11, 24))
    with acting_as(by.scope):
        assert DueDate.objects.get(case=case, clock=Clock.NOTICE).settled_on == date(2022, 5, 24)
        assert not Case.objects.get(pk=case.pk).members.filter(open=True).exists()
