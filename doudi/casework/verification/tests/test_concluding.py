"""不一致、说明、结论、报告：S07 played through; nobody settles alone, nothing is reported while something is open."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.queries import departures
from doudi.casework.cases.models import Case, Mark
from doudi.casework.cases.queries import milestones
from doudi.casework.tests.centre import CAR, NO_RECORD, Centre, feng_family
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.casework.verification.batches import close_batch, make_batches
from doudi.casework.verification.concluding import (
    AlreadyConcluded,
    NothingProposed,
    NotYetHeard,
    Settled,
    confirm,
    explain,
    propose,
    return_proposal,
)
from doudi.casework.verification.findings import Conclusion, Discrepancy, Outcome
from doudi.casework.verification.models import Request
from doudi.casework.verification.queries import (
    NotVerified,
    discrepancies,
    refuse_unverified,
    report,
    to_conclude,
    to_confirm,
    verified,
    work,
)
from doudi.casework.verification.reporting import StillOpen, issue_report
from doudi.casework.verification.requests import RequestClosed, ask
from doudi.casework.verification.sheets import report_paper, request_paper
from doudi.records.access import Act, acting_as
from doudi.records.documents.papers.making import make_paper
from doudi.records.evidence.queries import picture
from doudi.records.people.models import Household, Person
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost

pytestmark = pytest.mark.django_db


def with_a_car(office: Office) -> tuple[Centre, Case, Request, Discrepancy]:
    """冯大伟's household, asked about on 5 May, the register's answer in on 9 May."""
    centre = Centre(office)
    case, request = centre.asked(feng_family())
    centre.answered(centre.batch("vehicle", request), {"冯大伟": [CAR], "冯玉珍": [NO_RECORD]})
    (row,) = office.see(discrepancies, request, by=centre.by("chen", 9))
    return centre, case, request, row


def explained(centre: Centre, row: Discrepancy, day: int = 10) -> None:
    explain(
        discrepancy=row.pk,
        said_by="冯大伟",
        said_on=date(2022, 5, day),
        account="车是弟弟借我名字买的",
        proofs="购车发票复印件",
        by=centre.by("zhang", day),
    )


def rest_given_up(centre: Centre, request: Request, day: int = 11) -> None:
    """Every other source is asked and does not answer in time."""
    by = centre.by("chen", day)
    for code in request.sources:
        if code != "vehicle":
            made = make_batches(codes=[code], requests=[request.pk], by=by)
            close_batch(batch=made.batches[0].pk, why="来源没有联通", by=by)


AGAINST = Settled(Outcome.REGISTER, "登记在本人名下，使用至今", false_declaration=True)


def test_s07_the_car_that_was_not_declared(office: Office) -> None:
    """S07: declared none; one car registered on 2021-08-19, worth 86,000: concluded, a false declaration, reported."""
    centre, case, request, row = with_a_car(office)
    assert (row.code, row.declared) == ("vehicle", "0 辆")
    assert row.found == "1 辆（冯大伟：小型轿车，2021-08-19，86000.00 元）"
    assert "00000" not in row.found  # no plate
    explained(centre, row)
    proposal = propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("chen", 11))
    confirm(conclusion=proposal.pk, by=centre.by("tao", 12))
    rest_given_up(centre, request)
    made = issue_report(request=request.pk, by=centre.by("tao", 13))
    assert (made.number, made.false_declaration) == ("990204-BG2022-00001", True)
    assert made.valid_until == date(2022, 11, 13)
    assert "存在不如实申报" in made.conclusion
    held = office.see(refuse_unverified, case, by=centre.by("zhang", 13))
    assert held.in_date and held.false_declaration
    assert [each.mark for each in office.see(milestones, case, by=centre.by("zhang", 13))] == [
        Mark.VERIFYING,
        Mark.VERIFIED,
    ]
    reading = assess(case=case.pk, by=centre.by("zhang", 13))
    assert ("机动车辆数", "0", "1") in [
        (each.fact, each.declared, each.counted) for each in departures(reading)
    ]
    assert reading.classification == "none"


def test_the_report_sets_its_paper_and_the_request_too(office: Office) -> None:
    centre, _, request, row = with_a_car(office)
    explained(centre, row)
    confirm(
        conclusion=propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("chen", 11)).pk,
        by=centre.by("tao", 12),
    )
    rest_given_up(centre, request)
    made = issue_report(request=request.pk, by=centre.by("tao", 13))
    by = centre.by("zhang", 13)
    data = office.see(report_paper, made, by=by)
    assert make_paper("D08-2", data, dated=made.issued_on).startswith(b"%PDF")
    assert data["mismatches"][0].startswith("机动车：申报0 辆，核对1 辆（冯大伟：小型轿车")
    assert data["mismatches"][0].endswith("；属不如实申报")
    (car,) = [each for each in data["replies"] if each["item"] == "机动车登记" and each["person"] == "冯大伟"]
    assert (car["declared"], car["found"]) == ("0 辆", "小型轿车，2021-08-19，86000.00 元")
    asked = office.see(request_paper, request, by=by)
    assert make_paper("D08-1", asked, dated=request.asked_on).startswith(b"%PDF")


def test_nothing_is_concluded_before_the_family_is_heard_or_its_days_are_over(office: Office) -> None:
    centre, _, _, row = with_a_car(office)
    assert row.explain_by == date(2022, 5, 12)
    with pytest.raises(NotYetHeard, match="可以说明到 2022-05-12"):
        propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("chen", 12))
    propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("chen", 13))
    with pytest.raises(AlreadyConcluded):
        propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("chen", 13))


def test_an_explanation_belongs_to_the_township_and_has_its_limits(office: Office) -> None:
    centre, _, _, row = with_a_car(office)
    told = {"discrepancy": row.pk, "said_by": "冯大伟", "said_on": date(2022, 5, 10), "account": "借名"}
    for who, refusal in (("chen", WrongPost), ("wang", NotFound)):
        with pytest.raises(refusal):
            explain(**told, by=centre.by(who, 10))
    for changed in (
        {"account": " "},
        {"said_by": ""},
        {"said_on": date(2022, 5, 8)},
        {"said_on": date(2022, 5, 11)},
    ):
        with pytest.raises(BadInput):
            explain(**{**told, **changed}, by=centre.by("zhang", 10))


def test_an_exemption_needs_its_clause_and_leaves_less(office: Office) -> None:
    centre, _, _, row = with_a_car(office)
    explained(centre, row)
    by = centre.by("chen", 11)
    for wrong in (
        Settled(Outcome.EXEMPT, "代步车", 0),
        Settled(Outcome.EXEMPT, "代步车", 0, exemption="unsafe"),
        Settled(Outcome.EXEMPT, "代步车", 1, exemption="disabled_mobility"),
        Settled(Outcome.EXEMPT, "代步车", "0", exemption="disabled_mobility"),
        Settled(Outcome.EXEMPT, "代步车", 0, exemption="disabled_mobility", false_declaration=True),
        Settled(Outcome.OTHER, "另定"),
        Settled(Outcome.OTHER, "另定", -1),
        Settled(Outcome.REGISTER, " "),
    ):
        with pytest.raises(BadInput):
            propose(discrepancy=row.pk, settled=wrong, by=by)
    right = Settled(Outcome.EXEMPT, "残疾人代步车", 0, exemption="disabled_mobility")
    proposal = propose(discrepancy=row.pk, settled=right, by=by)
    assert proposal.clause.startswith("残疾人功能性补偿代步机动车：民发〔2021〕57号 第十四条")
    assert proposal.clause.endswith("；地方细则没有见到文件")
    confirm(conclusion=proposal.pk, by=centre.by("tao", 12))
    with acting_as(office.on("chen", 5, 13).scope):
        assert (
            picture(Household.objects.get(), date(2022, 5, 13), centre.by("chen", 13))["vehicles"].value == 0
        )


def test_two_natural_persons_settle_and_the_database_holds_it_too(office: Office) -> None:
    centre, _, _, row = with_a_car(office)
    explained(centre, row)
    with pytest.raises(WrongPost):
        propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("tao", 11))
    proposal = propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("chen", 11))
    with pytest.raises(WrongPost):
        confirm(conclusion=proposal.pk, by=centre.by("chen", 12))
    tao = centre.by("tao", 12)
    with acting_as(tao.scope):
        Conclusion.objects.filter(pk=proposal.pk).update(proposed_by=tao.scope.natural_person)
    with pytest.raises(SamePerson):
        confirm(conclusion=proposal.pk, by=tao)
    with acting_as(tao.scope), pytest.raises(IntegrityError), transaction.atomic():
        Conclusion.objects.filter(pk=proposal.pk).update(
            confirmed_by=tao.scope.natural_person, confirmed_at=tao.at
        )


def test_a_returned_proposal_is_made_anew(office: Office) -> None:
    centre, _, _, row = with_a_car(office)
    explained(centre, row)
    proposal = propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("chen", 11))
    assert office.see(to_confirm, by=centre.by("tao", 11)) == [proposal]
    with pytest.raises(BadInput):
        return_proposal(conclusion=proposal.pk, why="", by=centre.by("tao", 12))
    return_proposal(conclusion=proposal.pk, why="请核对车辆是否已报废", by=centre.by("tao", 12))
    with pytest.raises(NothingProposed):
        confirm(conclusion=proposal.pk, by=centre.by("tao", 12))
    assert office.see(to_conclude, by=centre.by("chen", 12)) == [row]
    propose(discrepancy=row.pk, settled=Settled(Outcome.DECLARED, "确已报废"), by=centre.by("chen", 12))


def test_a_new_answer_undraws_a_discrepancy_or_reopens_its_conclusion(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(feng_family())
    batch = centre.batch("vehicle", request)
    centre.answered(batch, {"冯大伟": [CAR], "冯玉珍": [NO_RECORD]})
    (row,) = office.see(discrepancies, request, by=centre.by("chen", 9))
    explained(centre, row)
    proposal = propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("chen", 11))
    centre.answered(batch, {"冯大伟": [CAR, ("有", "摩托车", "", "2019-01-01", "900")]}, day=12)
    (row,) = office.see(discrepancies, request, by=centre.by("chen", 12))
    assert row.found.startswith("2 辆")
    with acting_as(office.on("tao", 5, 12).scope):
        assert Conclusion.objects.get(pk=proposal.pk).returned_because.startswith("来源有新的答复")
    centre.answered(batch, {"冯大伟": [NO_RECORD]}, day=13)
    (row,) = office.see(discrepancies, request, by=centre.by("chen", 13))
    assert row.gone_on == date(2022, 5, 13)
    with pytest.raises(AlreadyConcluded):
        propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("chen", 13))


def test_a_report_waits_for_answers_and_conclusions_and_for_another_person(office: Office) -> None:
    centre, case, request, _ = with_a_car(office)
    tao = centre.by("tao", 11)
    with pytest.raises(
        StillOpen, match=r"^冯大伟的户籍和注销、冯大伟的社会保险待遇和参保.*等 16 项还没有答复"
    ):
        issue_report(request=request.pk, by=tao)
    rest_given_up(centre, request)
    with pytest.raises(StillOpen, match="机动车不一致还没有复核过的结论"):
        issue_report(request=request.pk, by=tao)
    assert not office.see(work, request, by=centre.by("chen", 11)).ready
    with pytest.raises(WrongPost):
        issue_report(request=request.pk, by=centre.by("chen", 11))
    with acting_as(tao.scope):
        Request.objects.filter(pk=request.pk).update(taken_person=tao.scope.natural_person)
    with pytest.raises(SamePerson):
        issue_report(request=request.pk, by=tao)
    with pytest.raises(NotVerified, match="核对还没有报告"):
        office.see(refuse_unverified, case, by=centre.by("zhang", 11))


def test_a_report_tells_of_silence_and_runs_out(office: Office) -> None:
    centre = Centre(office)
    case, request = centre.asked(stranger(1))
    centre.answered(centre.batch("vehicle", request), {"孙二": [NO_RECORD]})
    rest_given_up(centre, request)
    made = issue_report(request=request.pk, by=centre.by("tao", 12))
    assert made.unanswered == 8 and "8 项没有得到答复" in made.conclusion
    with pytest.raises(RequestClosed):
        issue_report(request=request.pk, by=centre.by("tao", 12))
    assert office.see(report, request, by=centre.by("zhang", 12)) == made
    late = Act(centre.by("zhang", 12).scope, office.act("zhang", date(2022, 11, 13)).at)
    assert "已经过期，请重新委托核对" in office.see(verified, case, by=late).holding_up
    ask(case=case.pk, by=late)


def test_a_check_to_which_nobody_answered_is_no_check(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(stranger(1))
    for code in request.sources:
        made = make_batches(codes=[code], requests=[request.pk], by=centre.by("chen", 6))
        close_batch(batch=made.batches[0].pk, why="来源没有联通", by=centre.by("chen", 6))
    with pytest.raises(StillOpen, match="一项答复也没有收到"):
        issue_report(request=request.pk, by=centre.by("tao", 7))


def test_a_pension_a_death_a_duplicate_and_a_payroll_are_found(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    told: dict[str, dict[str, list[tuple[str, ...]]]] = {
        "social_insurance": {"林秀兰": [("有", "108")], "赵广田": [("有", "1208.50")]},
        "funeral": {"林秀兰": [NO_RECORD], "赵广田": [("有", "2022-05-01", "2022-05-03")]},
        "payroll": {"林秀兰": [("有", "示例区某学校", "24000")], "赵广田": [NO_RECORD]},
        "bank": {"林秀兰": [("有", "示例农商行", "定期", "1", "6200")], "赵广田": [NO_RECORD]},
        "real_estate": {
            "林秀兰": [("有", "住宅", "示例区", "60")],
            "赵广田": [("有", "商铺", "示例区", "20")],
        },
        "business": {"林秀兰": [NO_RECORD], "赵广田": [("有", "赵记小卖部", "经营者", "注销")]},
    }
    for code, answers in told.items():
        centre.answered(centre.batch(code, request), answers)
    rows = office.see(discrepancies, request, by=centre.by("chen", 9))
    assert {(each.code, each.subject.name if each.subject else "", each.declared) for each in rows} == {
        ("pension", "赵广田", "1296.00 元"),
        ("death", "赵广田", "未申报"),
        ("payroll", "林秀兰", "未申报"),
        ("payroll", "林秀兰", "0.00 元"),
        ("real_estate", "", "未申报"),
    }
    with acting_as(office.on("chen", 5, 9).scope):
        zhao = Person.objects.get(name="赵广田")
        assert picture(zhao, date(2022, 5, 9), centre.by("chen", 9))["died"].value == "2022-05-01"
