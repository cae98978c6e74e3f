"""委托：nobody is checked without a signature, nor against a no; a mark ends the clock; neighbours see nothing."""

from datetime import date

import pytest

from doudi.casework.cases.actions import withdraw
from doudi.casework.cases.models import Clock, Mark
from doudi.casework.cases.queries import dues, milestones
from doudi.casework.cases.stages import WrongStage
from doudi.casework.intake.actions import receive_paper
from doudi.casework.intake.notices import StillMissing, complete, one_time_notice
from doudi.casework.tests.centre import Centre, feng_family
from doudi.casework.tests.office import Office, lin_family, stranger, zhou_family
from doudi.casework.verification.batches import NothingToAsk, make_batches
from doudi.casework.verification.models import Request, Subject
from doudi.casework.verification.queries import queue, refusers, subjects, verified
from doudi.casework.verification.requests import (
    AlreadyAsked,
    MemberRefuses,
    NotAuthorised,
    RequestClosed,
    ask,
    ask_many,
    record_refusal,
    send_back,
    take,
)
from doudi.records.access import acting_as
from doudi.records.people.models import Authorisation
from doudi.records.people.signatures import withdraw as withdraw_signature
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db


def test_s08_a_missing_authorisation_blocks_the_check_until_it_is_there(office: Office) -> None:
    """S08: handed in on 28 April without the son's signature, complete on 9 May, to be confirmed by 7 June."""
    by = office.on("wang", 4, 28)
    case = office.take(zhou_family().without("verification", "b"), by)
    with pytest.raises(WrongStage):
        ask(case=case.pk, by=by)
    with pytest.raises(StillMissing):
        complete(case=case.pk, by=by)
    notice = one_time_notice(case=case.pk, complete_by=date(2022, 5, 12), by=by)
    assert (notice.on, [each["who"] for each in notice.missing]) == (date(2022, 4, 28), ["周阳"])
    later = office.on("wang", 5, 9)
    receive_paper(case=case.pk, code="verification", of="b", by=later)
    complete(case=case.pk, by=later)
    ask(case=case.pk, by=later)
    due = {row.clock: row for row in office.see(dues, case, by=later)}
    assert due[Clock.CONFIRM].on == date(2022, 6, 7)
    assert due[Clock.VERIFY].settled_on == date(2022, 5, 9)


def test_a_signature_that_ran_out_or_was_taken_back_names_who_must_sign(office: Office) -> None:
    centre = Centre(office)
    case = centre.accepted(zhou_family())
    by = centre.by("zhang", 6)
    with acting_as(office.on("min", 5, 6).scope):
        signature = Authorisation.objects.get(person__name="周阳")
        withdraw_signature(signed=signature, on=date(2022, 5, 6), why="不想查了", by=office.on("min", 5, 6))
        Authorisation.objects.filter(supporter__name="周建民").update(until=date(2022, 5, 5))
    with pytest.raises(NotAuthorised, match="还没有周阳、周建民有效的核对授权"):
        ask(case=case.pk, by=by)
    assert office.see(verified, case, by=by).holding_up == "还没有委托核对，请先委托核对中心。"


def test_who_said_no_is_not_checked_until_a_new_signature(office: Office) -> None:
    centre = Centre(office)
    case, by = centre.accepted(zhou_family()), centre.by("zhang", 6)
    record_refusal(case=case.pk, of="b", said_on=date(2022, 5, 6), why="不愿意", by=by)
    assert office.see(refusers, case, by=by) == ["周阳"]
    with pytest.raises(MemberRefuses, match="周阳不同意核对"):
        ask(case=case.pk, by=by)
    assert "周阳不同意核对" in office.see(verified, case, by=by).holding_up
    receive_paper(case=case.pk, code="verification", of="b", by=centre.by("zhang", 7))
    assert office.see(refusers, case, by=centre.by("zhang", 7)) == []
    ask(case=case.pk, by=centre.by("zhang", 7))


def test_a_refusal_has_a_name_and_a_day(office: Office) -> None:
    centre = Centre(office)
    case, by = centre.accepted(zhou_family()), centre.by("zhang", 6)
    with pytest.raises(BadInput, match="请选对是哪位"):
        record_refusal(case=case.pk, of="x", said_on=date(2022, 5, 6), by=by)
    with pytest.raises(BadInput, match="收件日"):
        record_refusal(case=case.pk, of="b", said_on=date(2022, 5, 7), by=by)


def test_a_request_freezes_who_is_asked_about_and_where(office: Office) -> None:
    centre = Centre(office)
    case, request = centre.asked(zhou_family())
    assert request.number == "990204-HD2022-00001"
    assert (request.asked_on, request.reply_by) == (date(2022, 5, 5), date(2022, 5, 11))
    found = office.see(subjects, request, by=centre.by("chen", 6))
    assert [(each.name, each.relation) for each in found] == [
        ("周建国", "本人"),
        ("周阳", "子女"),
        ("周建民", "弟"),
    ]
    assert "vehicle" in found[0].sources
    assert found[2].sources == []  # without a number he can be looked up nowhere
    marks = office.see(milestones, case, by=centre.by("zhang", 6))
    assert [row.mark for row in marks] == [Mark.VERIFYING]


def test_a_child_without_a_signature_is_not_looked_up(office: Office) -> None:
    _, request = Centre(office).asked(feng_family())
    with acting_as(office.on("chen", 5, 6).scope):
        assert list(Subject.objects.filter(request=request).values_list("name", flat=True)) == [
            "冯大伟",
            "冯玉珍",
        ]


def test_a_narrower_signature_is_not_overstepped(office: Office) -> None:
    centre = Centre(office)
    case = centre.accepted(stranger(1))
    request = ask(case=case.pk, only={"a": ["vehicle"]}, by=centre.by("zhang", 5))
    by = centre.by("chen", 6)
    with pytest.raises(NothingToAsk):
        make_batches(codes=["bank", "real_estate"], requests=[request.pk], by=by)
    assert make_batches(codes=["vehicle"], requests=[request.pk], by=by).batches[0].rows == 1


def test_one_request_is_open_at_a_time_and_a_returned_one_makes_way(office: Office) -> None:
    centre = Centre(office)
    case, request = centre.asked(lin_family())
    with pytest.raises(AlreadyAsked):
        ask(case=case.pk, by=centre.by("zhang", 6))
    with pytest.raises(BadInput):
        send_back(request=request.pk, why=" ", by=centre.by("chen", 6))
    send_back(request=request.pk, why="赵广田的证件号与授权书不符", by=centre.by("chen", 6))
    assert "被退回（赵广田的证件号" in office.see(verified, case, by=centre.by("zhang", 6)).holding_up
    with pytest.raises(RequestClosed):
        send_back(request=request.pk, why="再退", by=centre.by("chen", 6))
    again = ask(case=case.pk, by=centre.by("zhang", 7))
    assert [row.number for row in office.see(queue, by=centre.by("chen", 7))] == [again.number]


def test_many_households_are_asked_about_at_once_and_one_refusal_holds_up_no_other(office: Office) -> None:
    centre = Centre(office)
    cases = [centre.accepted(stranger(number)).pk for number in range(4)]
    record_refusal(case=cases[2], of="a", said_on=date(2022, 5, 5), by=centre.by("zhang", 5))
    asked = ask_many(cases=cases, by=centre.by("zhang", 5))
    assert len(asked.requests) == 3
    assert [(which, "孙三不同意核对" in why) for which, why in asked.refused] == [(cases[2], True)]


def test_the_queue_shows_open_requests_of_living_cases_to_the_centre_only(office: Office) -> None:
    centre = Centre(office)
    case, request = centre.asked(lin_family())
    assert [row.number for row in office.see(queue, by=centre.by("chen", 6))] == [request.number]
    assert office.see(queue, by=centre.by("wang", 6)) == []
    withdraw(case=case.pk, why="不申请了", by=centre.by("zhang", 6))
    assert office.see(queue, by=centre.by("chen", 6)) == []


def test_taking_is_for_the_centre_and_once(office: Office) -> None:
    centre = Centre(office)
    request = ask(case=centre.accepted(lin_family()).pk, by=centre.by("zhang", 5))
    with pytest.raises(WrongPost):
        take(requests=[request.pk], by=centre.by("zhang", 5))
    with pytest.raises(NotFound):
        take(requests=[request.pk], by=centre.by("wang", 5))
    take(requests=[request.pk], by=centre.by("chen", 5))
    assert take(requests=[request.pk], by=centre.by("tao", 6)) == []
    with acting_as(office.on("chen", 5, 6).scope):
        assert Request.objects.get().taken_by == "陈静"
