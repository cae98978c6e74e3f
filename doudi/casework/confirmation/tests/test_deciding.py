"""决定：by whom, at which level, on what; taking back, sending back, correcting; what the database refuses as well."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.exception_models import Extension, NonCooperation
from doudi.casework.cases.models import Case, Clock, DueDate, Stage
from doudi.casework.cases.stages import WrongStage
from doudi.casework.confirmation.closing import close
from doudi.casework.confirmation.deciding import NotAsResolved, WrongLevel, decide, decision_in_force
from doudi.casework.confirmation.decisions import correct, refuse, send_back, take_back
from doudi.casework.confirmation.ends import NotMoved, end_by_moving, end_uncooperative
from doudi.casework.confirmation.extending import AlreadyExtended, extend_clock
from doudi.casework.confirmation.models import Choice, Decision, Level, Outcome
from doudi.casework.confirmation.panels import restore_power, stay_power
from doudi.casework.confirmation.procedure import power
from doudi.casework.confirmation.proposals import (
    OnAgenda,
    StaleAssessment,
    propose,
    recall,
)
from doudi.casework.confirmation.serving import NotYetServed, end_served, serve
from doudi.casework.intake.actions import publish_counter_phone
from doudi.casework.intake.issuing import issue
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.casework.tests.panel import (
    all_say,
    closed,
    established,
    meeting_of,
    minutes_back,
    proposed,
    reviewed,
    signed_back,
)
from doudi.casework.verification.queries import NotVerified
from doudi.config.tests.town import SONGLING
from doudi.records.access import Act, acting_as
from doudi.records.documents.models import FiledPaper, Way
from doudi.records.documents.queries import ScanMissing, data_of
from doudi.records.evidence.actions import note
from doudi.records.evidence.models import REGISTER
from doudi.records.people.models import Household
from doudi.records.refusals import BadInput, NotFound, SamePerson, SecondFactorMissing, WrongPost

pytestmark = pytest.mark.django_db
YES = "同意联审意见，予以确认。"
NO = "同意联审意见，不予确认。"


def granted(office: Office, case: Case, by: Act) -> Decision:
    """Decide a grant as `awards.confirm` does, without its awards."""
    with acting_as(by.scope):
        _, decision = decide(case=case.pk, outcome=Outcome.GRANT, opinion=YES, by=by)
    return decision


def to_refuse(office: Office) -> Case:
    """林秀兰 again, with a car that the register found before the visit."""
    case, _ = established(office, lin_family())
    with acting_as(office.act("chen").scope):
        household = Household.objects.get(pk=case.household_id)
    said = {"said_by": "车辆管理所", "said_on": date(2022, 3, 7), "by": office.act("chen")}
    note(about=household, fact="vehicles", value=1, source=REGISTER, **said)
    made, by = assess(case=case.pk, by=office.act("zhang")), office.act("liu")
    propose(case=case.pk, assessment=made.pk, reasons="有机动车", by=by)
    meeting, (item,) = meeting_of(office, [case.pk], 3, 7)
    all_say(item, Choice.AGREE, by)
    closed(meeting.pk, by)
    with acting_as(by.scope):
        return Case.objects.get(pk=case.pk)


def dues(case: Case, by: Act) -> dict[str, Any]:
    with acting_as(by.scope):
        return {each.clock: each for each in DueDate.objects.filter(case=case)}


def test_nothing_is_proposed_before_check_and_visit(office: Office) -> None:
    by = office.act("zhang")
    case = complete(case=office.take(lin_family(), by).pk, by=by)
    with pytest.raises(NotVerified, match="还没有委托核对"):
        propose(case=case.pk, assessment=case.pk, reasons="属实", by=office.act("liu"))


def test_a_proposal_rests_on_the_latest_assessment_of_todays_facts(office: Office) -> None:
    case, made = established(office, lin_family())
    liu = office.act("liu")
    with pytest.raises(StaleAssessment, match="不是最近一次"):
        propose(case=case.pk, assessment=case.pk, reasons="属实", by=liu)
    with acting_as(office.act("chen").scope):
        household = Household.objects.get(pk=case.household_id)
    said = {"said_by": "车辆管理所", "said_on": date(2022, 3, 7), "by": office.act("chen")}
    note(about=household, fact="vehicles", value=1, source=REGISTER, **said)
    with pytest.raises(StaleAssessment, match="请重新裁量"):
        propose(case=case.pk, assessment=made.pk, reasons="属实", by=liu)
    with pytest.raises(BadInput):
        propose(case=case.pk, assessment=made.pk, reasons=" ", by=liu)


def test_whatever_was_asked_for_the_law_names_the_scheme(office: Office) -> None:
    case, _ = established(office, lin_family())
    with acting_as(office.act("min").scope):
        Case.objects.filter(pk=case.pk).update(asked_for="tekun")
        made = Assessment.objects.get(case=case)
    proposal = propose(case=case.pk, assessment=made.pk, reasons="属实", by=office.act("liu"))
    assert proposal.scheme == "dibao"
    assert proposal.scheme_changed_because == (
        "申请的是特困人员救助供养，按裁量属于最低生活保障，不用重新申请"
    )


def test_a_proposal_is_recalled_before_its_meeting_only(office: Office) -> None:
    proposal, liu = proposed(office, lin_family()), office.act("liu")
    meeting_of(office, [proposal.case_id], 3, 7)
    with pytest.raises(OnAgenda):
        recall(case=proposal.case_id, why="漏了一笔收入", by=liu)
    other = proposed(office, stranger(2))
    assert recall(case=other.case_id, why="漏了一笔收入", by=liu).stage == Stage.ACCEPTED


def test_the_panels_word_is_decided_by_another_person_with_two_factors(office: Office) -> None:
    case = reviewed(office, lin_family())
    zhao = office.act("zhao")
    with pytest.raises(WrongPost):
        granted(office, case, office.act("liu"))
    with pytest.raises(WrongLevel, match="由乡镇（街道）确认"):
        granted(office, case, office.act("gao"))
    with pytest.raises(NotFound):
        granted(office, case, office.act("wang"))
    with pytest.raises(SecondFactorMissing):
        granted(office, case, office.town.act("zhao", second_factor=False))
    with pytest.raises(NotAsResolved):
        refuse(case=case.pk, opinion=NO, by=zhao)
    decision = granted(office, case, zhao)
    assert (decision.level, decision.monthly_fen, decision.authorised_by) == (
        Level.TOWNSHIP,
        73_400,
        "示例区验收场景参数",
    )
    assert [each["name"] for each in decision.persons] == ["林秀兰", "赵广田"]
    with pytest.raises(WrongStage):
        granted(office, case, zhao)


@pytest.mark.parametrize("who", ["zhang", "liu"])
def test_one_natural_person_with_two_accounts_cannot_prepare_and_confirm(office: Office, who: str) -> None:
    """张敏 assessed and 刘洋 proposed; under a decider's account they are still themselves, for the database as well."""
    case = reviewed(office, lin_family())
    zhao, person = office.act("zhao"), office.town.officer(who).person_id
    disguised = Act(replace(zhao.scope, natural_person=person), zhao.at)
    with pytest.raises(SamePerson):
        granted(office, case, disguised)
    with acting_as(zhao.scope):
        resolution = case.resolutions.get()
        row = {
            "case": case,
            "area_id": case.area_id,
            "resolution": resolution,
            "assessment": resolution.proposal.assessment,
            "number": "x",
            "outcome": resolution.outcome,
            "scheme": resolution.scheme,
            "persons": [],
            "monthly_fen": resolution.monthly_fen,
            "on": zhao.day,
            "at": zhao.at,
            "decided_by_name": "x",
            "level": Level.TOWNSHIP,
            "authorised_by": "x",
            "opinion": "x",
            "facts": [],
            "reasons": [],
            "clauses": [],
        }
        with pytest.raises(DatabaseError, match="does not decide"), transaction.atomic():
            Decision.objects.create(**row, decided_by=person)
        with pytest.raises(DatabaseError, match="what the panel resolved"), transaction.atomic():
            Decision.objects.create(
                **{**row, "monthly_fen": 99_900}, decided_by=office.town.officer("zhao").person_id
            )


def test_tekun_goes_to_the_district_and_its_clock_begins(office: Office) -> None:
    case = reviewed(office, stranger(3))
    assert dues(case, office.act("liu"))[Clock.DISTRICT_DECIDE].limit_days == 15
    with pytest.raises(WrongLevel, match="由区民政局确认"):
        granted(office, case, office.act("zhao"))
    decision = granted(office, case, office.act("gao"))
    assert (decision.scheme, decision.level) == ("tekun", Level.DISTRICT)
    assert dues(case, office.act("liu"))[Clock.DISTRICT_DECIDE].settled_on == date(2022, 3, 7)


def test_a_township_whose_power_is_stayed_leaves_it_to_the_district(office: Office) -> None:
    case, gao = reviewed(office, lin_family()), office.act("gao")
    area = office.town.area(SONGLING)
    with pytest.raises(WrongPost):
        stay_power(area=area, since=gao.day, document="x", why="x", by=office.act("zhao"))
    stay = stay_power(area=area, since=gao.day, document="铁清民函〔2022〕3号", why="抽查差错率过高", by=gao)
    with acting_as(gao.scope):
        assert power(case, "dibao", gao.day).level == Level.DISTRICT
        assert power(case, "dibao", date(2022, 3, 6)).level == Level.TOWNSHIP
    with pytest.raises(WrongLevel):
        granted(office, case, office.act("zhao"))
    restore_power(stay=stay.pk, until=gao.day, by=gao)
    assert granted(office, case, office.act("zhao")).level == Level.TOWNSHIP


def test_facts_that_change_after_the_meeting_send_the_case_back(office: Office) -> None:
    case, zhao = reviewed(office, lin_family()), office.act("zhao")
    with acting_as(office.act("chen").scope):
        household = Household.objects.get(pk=case.household_id)
    said = {"said_by": "车辆管理所", "said_on": date(2022, 3, 7), "by": office.act("chen")}
    note(about=household, fact="vehicles", value=1, source=REGISTER, **said)
    with pytest.raises(StaleAssessment, match="请写明理由退回"):
        granted(office, case, zhao)
    with pytest.raises(WrongPost):
        send_back(case=case.pk, why="核对后登记了车辆", by=office.act("liu"))
    assert send_back(case=case.pk, why="核对后登记了车辆", by=zhao).stage == Stage.ACCEPTED


def test_a_refusal_is_taken_back_before_service_and_never_after(office: Office) -> None:
    case, zhao, zhang = to_refuse(office), office.act("zhao"), office.act("zhang")
    first = refuse(case=case.pk, opinion=NO, by=zhao)
    assert dues(case, zhao)[Clock.NOTICE].on == date(2022, 3, 10)
    take_back(case=case.pk, why="告知书文号有误", by=zhao)
    assert Clock.NOTICE not in dues(case, zhao)
    with acting_as(zhao.scope):
        assert Case.objects.get(pk=case.pk).stage == Stage.REVIEWED
        assert decision_in_force(case) is None
        with pytest.raises(DatabaseError, match="taken back"), transaction.atomic():
            Decision.objects.filter(pk=first.pk).update(taken_back_because="改个说法")
    second = refuse(case=case.pk, opinion=NO, by=zhao)
    assert (first.number[-1], second.number[-1]) == ("1", "2")
    with pytest.raises(NotYetServed):
        end_served(case=case.pk, by=zhang)
    hung = {"way": Way.PUBLIC_NOTICE, "on": date(2022, 3, 7), "until": date(2022, 4, 6)}
    serve(case=case.pk, **hung, stamped_on=date(2022, 3, 7), by=zhang)
    with pytest.raises(WrongStage, match="已经送达"):
        take_back(case=case.pk, why="再想想", by=zhao)
    with pytest.raises(NotYetServed):
        end_served(case=case.pk, by=office.on("zhang", 4, 5))
    assert end_served(case=case.pk, by=office.on("zhang", 4, 6)).stage == Stage.DECLINED


def test_nothing_is_decided_on_minutes_that_nobody_signed(office: Office) -> None:
    proposal = proposed(office, lin_family())
    by, zhao = office.act("liu"), office.act("zhao")
    meeting, (item,) = meeting_of(office, [proposal.case_id], 3, 7)
    all_say(item, Choice.AGREE, by)
    close(meeting=meeting.pk, by=by)
    with acting_as(by.scope):
        case = Case.objects.get(pk=proposal.case_id)
    with pytest.raises(ScanMissing, match="联审联确认会议记录"):
        granted(office, case, zhao)
    minutes_back(meeting.pk, by)
    assert granted(office, case, zhao).outcome == Outcome.GRANT


def test_what_was_printed_for_a_signature_comes_back_before_it_is_relied_on(office: Office) -> None:
    case, made = established(office, lin_family())
    zhang, liu = office.act("zhang"), office.act("liu")
    issue(case=case.pk, papers=["D01|", "D02|"], by=zhang)
    telling = {"case": case.pk, "assessment": made.pk, "reasons": "属实", "by": liu}
    with pytest.raises(ScanMissing, match="承诺书"):
        propose(**telling)
    signed_back(case.pk, zhang, ("D01", "D02"))
    assert propose(**telling).outcome == Outcome.GRANT


def test_a_slip_is_corrected_in_a_new_version_and_the_amount_never(office: Office) -> None:
    case, zhao = to_refuse(office), office.act("zhao")
    old = refuse(case=case.pk, opinion="不于确认。", by=zhao)
    new = correct(case=case.pk, why="“予”误为“于”", opinion="不予确认。", by=zhao)
    assert (new.corrects, new.outcome, new.number) == (old, old.outcome, old.number)
    with acting_as(zhao.scope):
        assert decision_in_force(case) == new
        papers = FiledPaper.objects.filter(code="D14-2").order_by("version")
        assert [(each.version, each.why) for each in papers] == [(1, ""), (2, "“予”误为“于”")]
        Decision.objects.filter(pk=new.pk).update(replaced_at=zhao.at)
        other = {
            field.attname: getattr(new, field.attname)
            for field in Decision._meta.concrete_fields
            if field.name not in ("id", "corrects", "persons", "replaced_at")
        }
        with pytest.raises(DatabaseError, match="correction changes"), transaction.atomic():
            Decision.objects.create(**other, corrects=new, persons=[{"person": "x", "name": "x"}])


def test_a_hard_survey_is_given_time_once_and_overdue_is_told_otherwise(office: Office) -> None:
    case, _ = established(office, lin_family())
    liu = office.on("liu", 3, 30)
    assert dues(case, liu)[Clock.CONFIRM].on == date(2022, 4, 2)
    zhang = office.on("zhang", 3, 30)
    publish_counter_phone(
        area=office.town.area(SONGLING), phone="024-7000001", since=date(2022, 3, 1), by=zhang
    )
    told = {"case": case.pk, "cause": Extension.Cause.HARD_SURVEY, "why": "儿子在外地务工，收入要函询"}
    with pytest.raises(WrongPost):
        extend_clock(**told, by=office.on("zhang", 3, 30))
    longer = extend_clock(**told, by=liu)
    assert (longer.limit_days, dues(case, liu)[Clock.CONFIRM].on) == (45, date(2022, 5, 11))
    with acting_as(liu.scope):
        paper = FiledPaper.objects.get(code="D14-4")
        assert data_of(paper)["due_now"] == date(2022, 5, 11)
    with pytest.raises(AlreadyExtended):
        extend_clock(**told, by=liu)


def test_who_moves_away_or_refuses_the_check_ends_the_case_with_its_clause(office: Office) -> None:
    case, zhang = reviewed(office, lin_family()), office.act("zhang")
    with pytest.raises(NotMoved):
        end_by_moving(case=case.pk, moved_on=zhang.day, by=zhang)
    ended = end_by_moving(case=case.pk, moved_on=zhang.day, document="户口迁移证", by=zhang)
    assert ended.stage == Stage.MOVED
    other, liu = established(office, stranger(4))[0], office.act("liu")
    told = {"who": "孙五", "what": NonCooperation.What.SURVEY, "on": liu.day, "explained": "当面告知两次"}
    with pytest.raises(WrongPost):
        end_uncooperative(case=other.pk, **told, by=zhang)
    assert end_uncooperative(case=other.pk, **told, by=liu).stage == Stage.UNCOOPERATIVE
    with acting_as(liu.scope):
        assert NonCooperation.objects.get().clause == "民发〔2021〕57号 第二十九条"
        told_in_writing = FiledPaper.objects.filter(code="D14-5").values_list("case_id", flat=True)
        assert set(told_in_writing) == {case.pk, other.pk}
