"""会议办理：calling a meeting, its agenda, roll-call, recusals and votes, until it closes (`closing.close`)."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Max

from doudi.casework.cases.desk import person_of, take_up
from doudi.casework.cases.models import Stage
from doudi.casework.cases.stages import WrongStage, told
from doudi.casework.confirmation.models import AgendaItem, Appraisal, Choice, Recusal, Vote
from doudi.casework.confirmation.panel_models import Attendance, Meeting, Panel, PanelMember
from doudi.casework.confirmation.procedure import appraisal, joint_review
from doudi.casework.confirmation.proposals import latest_proposal
from doudi.casework.confirmation.recusing import recused
from doudi.casework.confirmation.sitting import sitting_on
from doudi.records.access import Act, acting_as, action, require
from doudi.records.areas.models import Area
from doudi.records.audit.trail import record
from doudi.records.documents.queries import require_scan
from doudi.records.refusals import BadInput, NotFound, Refusal

RECORDERS = ("township_reviewer", "township_clerk", "district_clerk")


class NoPanel(Refusal):
    """没有联审联确认小组：the township sets one up first."""


class MeetingClosed(Refusal):
    """会议已经散会：what was resolved stays; a new meeting resolves anew."""


class NotYetAppraised(Refusal):
    """还没有民主评议：the place's value calls for it before the meeting."""


class AlreadyListed(Refusal):
    """已列入议题：one proposal waits for one meeting."""


class MayNotVote(Refusal):
    """不能表决：who is absent or recused."""


@action
def call_meeting(*, area: Area, on: date, place: str, chair: UUID, time: str = "", by: Act) -> Meeting:
    """召集联审联确认会议 of a township's panel. The chair sits in the capacity that the place's value names.

    Raises NoPanel, NotInForce.
    """
    require(by, *RECORDERS, at=area.pk)
    panel = Panel.objects.seen_by(by.scope).filter(area=area, since__lte=on, until__isnull=True).first()
    if panel is None:
        raise NoPanel("这个乡镇（街道）还没有联审联确认小组：请先成立小组。")
    asked = joint_review(area.pk, on)
    chairing = next((each for each in sitting_on(panel, on) if each.pk == chair), None)
    if chairing is None or chairing.capacity != asked.chair or not place.strip():
        raise BadInput(f"请写明地点；会议由{asked.chair.label}的成员主持。")
    last = Meeting.objects.filter(area=area, on__year=on.year).aggregate(last=Max("number"))["last"]
    meeting = Meeting.objects.create(
        panel=panel,
        area=area,
        number=(last or 0) + 1,
        on=on,
        time=time.strip(),
        place=place.strip(),
        chair=chairing,
        recorder=by.scope.name,
        recorded_by=person_of(by),
    )
    record(by=by, did="confirmation.meeting_called", to=meeting, on=on, number=meeting.number)
    return meeting


@action
def put_on_agenda(*, meeting: UUID, case: UUID, expected: int | None = None, by: Act) -> AgendaItem:
    """列入议题: a case that waits for its meeting, with who is recused from it. Raises AlreadyListed, NotYetAppraised."""
    sitting = open_meeting(meeting, by)
    held, wide = take_up(case, *RECORDERS, expected=expected, by=by)
    if held.stage != Stage.REVIEWING:
        raise WrongStage(f"{told(held)}，不能列入议题：请刷新页面，看清后再办。")
    if held.area_id != sitting.area_id:
        raise BadInput("这件不属于召开会议的乡镇（街道）。")
    proposal = latest_proposal(held)
    if AgendaItem.objects.filter(
        proposal=proposal, meeting__closed_at__isnull=True, taken_off_because=""
    ).exists():
        raise AlreadyListed("这件已列入议题，不用再列。")
    asked = appraisal(held.responsible_id, sitting.on).keys["required"]
    if asked and not Appraisal.objects.filter(proposal=proposal, closed_on__isnull=False).exists():
        raise NotYetAppraised("这里的办理程序要求民主评议：请先评议，再上会。")
    appraised = Appraisal.objects.filter(proposal=proposal, closed_on__isnull=False).first()
    if appraised is not None:
        require_scan(held.pk, "D12-1", by, about=appraised.pk)
    if proposal.on > sitting.on:
        raise BadInput(f"审核意见在 {proposal.on} 提出，不能列入此前的会议。")
    last = AgendaItem.objects.filter(meeting=sitting).aggregate(last=Max("position"))["last"]
    item = AgendaItem.objects.create(
        meeting=sitting, case=held, area_id=held.area_id, proposal=proposal, position=(last or 0) + 1
    )
    with acting_as(wide.scope):
        found = {each: recused(held, each, wide) for each in sitting_on(sitting.panel, sitting.on)}
    Recusal.objects.bulk_create(
        Recusal(item=item, area_id=item.area_id, member=member, reason=reason, found=True)
        for member, reason in found.items()
        if reason
    )
    names = [str(member.pk) for member, reason in found.items() if reason]
    record(by=by, did="confirmation.put_on_agenda", to=item, case=held.pk, meeting=sitting.pk, recused=names)
    return item


@action
def take_off(*, item: UUID, why: str, by: Act) -> AgendaItem:
    """撤下议题: it waits for another meeting."""
    held = _item(item, by)
    if not why.strip():
        raise BadInput("请写明撤下的原因。")
    held.taken_off_because = why.strip()
    held.save(update_fields=["taken_off_because"])
    record(by=by, did="confirmation.taken_off", to=held, why=why.strip(), case=held.case_id)
    return held


@action
def call_roll(
    *, meeting: UUID, present: Sequence[UUID], absent: Mapping[UUID, str] | None = None, by: Act
) -> int:
    """点名: who of the panel is there; the rest is absent, with the reason where one is given. Answers how many came."""
    sitting = open_meeting(meeting, by)
    members = {member.pk: member for member in sitting_on(sitting.panel, sitting.on)}
    if set(present) - set(members):
        raise BadInput("到会人员应是当天的小组成员。")
    reasons = absent or {}
    for pk, member in members.items():
        Attendance.objects.update_or_create(
            meeting=sitting,
            member=member,
            defaults={
                "area_id": sitting.area_id,
                "present": pk in present,
                "why_absent": "" if pk in present else reasons.get(pk, ""),
            },
        )
    record(by=by, did="confirmation.roll_called", to=sitting, present=[str(each) for each in present])
    return len(set(present))


@action
def recuse(*, item: UUID, member: UUID, reason: str, by: Act) -> Recusal:
    """申明回避: a member who must not speak or vote on an item; a vote already cast falls away."""
    held = _item(item, by)
    whom = _of_the_panel(held.meeting, member)
    if not reason.strip():
        raise BadInput("请写明回避的原因。")
    Vote.objects.filter(item=held, member=whom).delete()
    row, _ = Recusal.objects.get_or_create(
        item=held,
        member=whom,
        defaults={"area_id": held.area_id, "reason": reason.strip(), "found": False},
    )
    record(by=by, did="confirmation.recused", to=held, why=reason.strip(), member=whom.pk)
    return row


@action
def record_votes(*, item: UUID, votes: Mapping[UUID, Choice], by: Act) -> dict[str, int]:
    """记录表决: what each member who is there and free said to the item; recorded again until the meeting closes.

    Raises MayNotVote.
    """
    held = _item(item, by)
    free = set(eligible(held))
    for member, choice in votes.items():
        if choice not in Choice:
            raise BadInput("请选择同意、不同意或弃权。")
        if member not in free:
            raise MayNotVote("有人没有到会或须回避，不能表决：请核对点名和回避。")
    for member, choice in votes.items():
        Vote.objects.update_or_create(
            item=held, member_id=member, defaults={"area_id": held.area_id, "choice": choice}
        )
    said = {str(member): str(choice) for member, choice in votes.items()}
    record(by=by, did="confirmation.voted", to=held, case=held.case_id, votes=sorted(said.items()))
    return said_in(held)


@action
def note_opinions(*, meeting: UUID, opinions: Sequence[str], by: Act) -> Meeting:
    """记录发言要点 for the minutes."""
    sitting = open_meeting(meeting, by)
    sitting.opinions = [each.strip() for each in opinions if each.strip()]
    sitting.save(update_fields=["opinions"])
    record(by=by, did="confirmation.opinions_noted", to=sitting, many=len(sitting.opinions))
    return sitting


@action
def cancel_meeting(*, meeting: UUID, why: str, by: Act) -> Meeting:
    """取消会议: not held; what stood on its agenda waits for another one."""
    sitting = open_meeting(meeting, by)
    if not why.strip():
        raise BadInput("请写明取消的原因。")
    AgendaItem.objects.filter(meeting=sitting, taken_off_because="").update(taken_off_because=why.strip())
    sitting.cancelled_because, sitting.closed_at = why.strip(), by.at
    sitting.save(update_fields=["cancelled_because", "closed_at"])
    record(by=by, did="confirmation.meeting_cancelled", to=sitting, why=why.strip())
    return sitting


def open_meeting(which: UUID, by: Act) -> Meeting:
    """The locked meeting, still open, by who may record it. NotFound, WrongPost, MeetingClosed."""
    held: Meeting | None = Meeting.objects.seen_by(by.scope).select_for_update().filter(pk=which).first()
    if held is None:
        raise NotFound
    require(by, *RECORDERS, at=held.area_id)
    if held.closed_at is not None:
        raise MeetingClosed(f"{held}已经散会，不能再改：请另开会议。")
    return held


def eligible(item: AgendaItem) -> list[UUID]:
    """Members who are there and not recused from the item."""
    away = Recusal.objects.filter(item=item).values_list("member_id", flat=True)
    there = Attendance.objects.filter(meeting=item.meeting_id, present=True).exclude(member_id__in=list(away))
    return list(there.order_by("member_id").values_list("member_id", flat=True))


def said_in(item: AgendaItem) -> dict[str, int]:
    """The count of an item: agree, disagree, abstain."""
    said = list(Vote.objects.filter(item=item).values_list("choice", flat=True))
    return {choice.value: said.count(choice.value) for choice in Choice}


def _item(which: UUID, by: Act) -> AgendaItem:
    """An item of an open meeting, by somebody who is nobody's relative in it: who is recused enters no opinion."""
    held: AgendaItem | None = AgendaItem.objects.seen_by(by.scope).filter(pk=which).first()
    if held is None:
        raise NotFound
    open_meeting(held.meeting_id, by)
    take_up(held.case_id, *RECORDERS, by=by)
    if held.taken_off_because:
        raise BadInput("这件已从议题中撤下。")
    return held


def _of_the_panel(meeting: Meeting, member: UUID) -> PanelMember:
    found = next((each for each in sitting_on(meeting.panel, meeting.on) if each.pk == member), None)
    if found is None:
        raise BadInput("不是当天的小组成员。")
    return found
