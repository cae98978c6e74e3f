"""会议：quorum by number and capacity, recusal, votes (S28), and a closed meeting that stays as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from doudi.casework.cases.models import Case, Stage
from doudi.casework.confirmation import closing
from doudi.casework.confirmation.closing import NoQuorum, NotVoted, close
from doudi.casework.confirmation.meetings import (
    AlreadyListed,
    MayNotVote,
    MeetingClosed,
    NoPanel,
    call_meeting,
    call_roll,
    cancel_meeting,
    put_on_agenda,
    record_votes,
    recuse,
    take_off,
)
from doudi.casework.confirmation.models import AgendaItem, Choice, Outcome, Recusal, Vote
from doudi.casework.confirmation.panel_models import Attendance, Capacity, Meeting
from doudi.casework.confirmation.panels import seat
from doudi.casework.confirmation.procedure import publicity
from doudi.casework.confirmation.publicity import StillShown, close_publicity
from doudi.casework.confirmation.queries import agenda, waiting_for_meeting
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.casework.tests.panel import all_say, meeting_of, proposed, reviewed, seated
from doudi.config.tests.town import SONGLING
from doudi.policy.values import Value
from doudi.records.access import acting_as
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.queries import data_of
from doudi.records.refusals import BadInput, NotFound, WrongPost
from doudi.records.staff.actions import declare_relative

pytestmark = pytest.mark.django_db


def stands(office: Office, case: Any) -> str:
    with acting_as(office.act("liu").scope):
        return str(Case.objects.get(pk=case).stage)


def test_s28_a_relative_is_recused_and_four_of_five_suffice(office: Office) -> None:
    declare_relative(name="林秀兰", relation="姐", by=office.act("hu"))
    proposal, by = proposed(office, lin_family()), office.act("liu")
    meeting, (item,) = meeting_of(office, [proposal.case_id], 3, 7)
    members = seated(office)
    with acting_as(by.scope):
        assert Recusal.objects.get(item=item).reason == "申报的近亲属：林秀兰（姐）"
        (line,) = agenda(meeting, by)
        assert [seat.member.name for seat in line.seats if seat.recused] == ["胡守信"]
        assert (len([seat for seat in line.seats if seat.free]), line.lacks) == (4, ())
    with pytest.raises(MayNotVote):
        record_votes(item=item.pk, votes={members["hu"].pk: Choice.AGREE}, by=by)
    with acting_as(by.scope), pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.create(item=item, area_id=item.area_id, member=members["hu"], choice=Choice.AGREE)
    all_say(item, Choice.AGREE, by)
    (resolution,) = close(meeting=meeting.pk, by=by)
    assert (resolution.members, resolution.present, resolution.agree) == (5, 4, 4)
    assert resolution.outcome == Outcome.GRANT and stands(office, proposal.case_id) == Stage.REVIEWED
    with acting_as(by.scope):
        minutes = data_of(FiledPaper.objects.get(code="D12"))
    assert [row["name"] for row in minutes["recusals"]] == ["胡守信"]
    assert minutes["cases"][0]["votes_for"] == 4


def test_who_prepared_the_case_is_recused_too(office: Office) -> None:
    proposal, by = proposed(office, lin_family()), office.act("liu")
    with acting_as(by.scope):
        panel = seated(office)["du"].panel_id
    clerk = office.town.officer("zhang").person
    seat(panel=panel, person=clerk, capacity=Capacity.DEPARTMENT, unit="民政办", since=by.day, by=by)
    meeting, (item,) = meeting_of(office, [proposal.case_id], 3, 7)
    with acting_as(by.scope):
        recusal = Recusal.objects.select_related("member").get(item=item)
    assert (recusal.member.name, recusal.reason) == ("张敏", "经办、调查或提出审核意见的人")
    assert meeting.closed_at is None


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (("tan", "du"), "应有4人到会表决，只有3人，缺部门代表"),
        (("lu",), "缺政府代表"),
        (("he",), "缺党委代表"),
    ],
)
def test_without_number_or_capacity_nothing_is_resolved(
    office: Office, away: tuple[str, ...], told: str
) -> None:
    proposal, by = proposed(office, lin_family()), office.act("liu")
    meeting, (item,) = meeting_of(office, [proposal.case_id], 3, 7)
    there = [member.pk for who, member in seated(office).items() if who not in away]
    call_roll(meeting=meeting.pk, present=there, by=by)
    all_say(item, Choice.AGREE, by)
    with pytest.raises(NoQuorum, match=told):
        close(meeting=meeting.pk, by=by)
    assert stands(office, proposal.case_id) == Stage.REVIEWING


def test_everybody_there_says_something_before_the_close(office: Office) -> None:
    proposal, by = proposed(office, lin_family()), office.act("liu")
    meeting, (item,) = meeting_of(office, [proposal.case_id], 3, 7)
    record_votes(item=item.pk, votes={seated(office)["he"].pk: Choice.AGREE}, by=by)
    with pytest.raises(NotVoted, match="陆军、谭丽、杜伟、胡守信"):
        close(meeting=meeting.pk, by=by)


def test_half_is_not_enough_and_the_case_goes_back_with_the_reason(office: Office) -> None:
    proposal, by, members = proposed(office, lin_family()), office.act("liu"), seated(office)
    meeting, (item,) = meeting_of(office, [proposal.case_id], 3, 7)
    recuse(item=item.pk, member=members["hu"].pk, reason="申请人是本人邻居，主动回避", by=by)
    said = dict.fromkeys((members[who].pk for who in ("he", "lu")), Choice.AGREE)
    said |= {members["tan"].pk: Choice.DISAGREE, members["du"].pk: Choice.ABSTAIN}
    record_votes(item=item.pk, votes=said, by=by)
    with pytest.raises(BadInput, match="没有通过：请写明退回补充的理由"):
        close(meeting=meeting.pk, by=by)
    (resolution,) = close(meeting=meeting.pk, sent_back={item.pk: "再核实儿子的收入"}, by=by)
    assert (resolution.outcome, resolution.reasons) == (Outcome.DEFER, "再核实儿子的收入")
    assert stands(office, proposal.case_id) == Stage.ACCEPTED


def test_a_closed_meeting_stays_as_it_was(office: Office) -> None:
    reviewed(office, lin_family())
    by = office.act("liu")
    with acting_as(by.scope):
        meeting, item = Meeting.objects.get(), AgendaItem.objects.get()
    with pytest.raises(MeetingClosed):
        call_roll(meeting=meeting.pk, present=[], by=by)
    changes: tuple[Callable[[], Any], ...] = (
        lambda: Vote.objects.filter(item=item).update(choice=Choice.DISAGREE),
        lambda: Vote.objects.filter(item=item).delete(),
        lambda: Attendance.objects.update(present=False),
        lambda: AgendaItem.objects.update(position=9),
        lambda: Meeting.objects.update(place="别处"),
    )
    for change in changes:
        with acting_as(by.scope), pytest.raises(DatabaseError, match="closed meeting"), transaction.atomic():
            change()


def test_one_proposal_waits_for_one_meeting(office: Office) -> None:
    proposal, by = proposed(office, lin_family()), office.act("liu")
    with acting_as(by.scope):
        assert [each.pk for each in waiting_for_meeting(by)] == [proposal.case_id]
    meeting, (item,) = meeting_of(office, [proposal.case_id], 3, 7)
    other, _ = meeting_of(office, [], 3, 7)
    assert (meeting.number, other.number) == (1, 2)
    with pytest.raises(AlreadyListed):
        put_on_agenda(meeting=other.pk, case=proposal.case_id, by=by)
    take_off(item=item.pk, why="当事人补交材料", by=by)
    put_on_agenda(meeting=other.pk, case=proposal.case_id, by=by)
    cancel_meeting(meeting=other.pk, why="主持人出差", by=by)
    with acting_as(by.scope):
        assert [each.pk for each in waiting_for_meeting(by)] == [proposal.case_id]


def test_the_next_township_neither_sees_nor_holds_it(office: Office) -> None:
    proposal = proposed(office, lin_family())
    meeting, (item,) = meeting_of(office, [proposal.case_id], 3, 7)
    wang = office.act("wang")
    with pytest.raises(NotFound):
        close(meeting=meeting.pk, by=wang)
    with pytest.raises(NotFound):
        take_off(item=item.pk, why="看看", by=wang)
    with pytest.raises(WrongPost):
        close(meeting=meeting.pk, by=office.act("he"))
    area = office.town.area(SONGLING)
    with pytest.raises(WrongPost):
        call_meeting(area=area, on=wang.day, place="会议室", chair=seated(office)["he"].pk, by=wang)


def test_without_a_panel_there_is_no_meeting(office: Office) -> None:
    by = office.act("liu")
    with pytest.raises(NoPanel):
        call_meeting(
            area=office.town.area(SONGLING), on=by.day, place="会议室", chair=by.scope.officer, by=by
        )


def test_where_the_place_calls_for_it_a_grant_hangs_seven_days_first(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on(area: int, day: date) -> Value:
        value = publicity(area, day)
        return replace(value, keys={**value.keys, "required": True, "days": 7})

    monkeypatch.setattr(closing, "publicity", on)
    case = reviewed(office, stranger(1), 3, 7)
    assert case.stage == Stage.PUBLICISED
    clerk = {"case": case.pk, "place": "东岗村公示栏"}
    with pytest.raises(StillShown, match="公示到 2022-03-14 为止"):
        close_publicity(**clerk, by=office.on("zhang", 3, 14))
    held = close_publicity(**clerk, by=office.on("zhang", 3, 15))
    assert held.stage == Stage.REVIEWED
