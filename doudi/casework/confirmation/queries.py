"""审核确认查询：the opinions, resolutions and decisions of a case; meetings, their agenda and votes; the panel."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from doudi.casework.cases.models import Case, CaseMember, Stage
from doudi.casework.confirmation.closing import lacking
from doudi.casework.confirmation.meetings import eligible
from doudi.casework.confirmation.models import (
    AgendaItem,
    Appraisal,
    Choice,
    Decision,
    Proposal,
    Publicity,
    Recusal,
    Resolution,
    Vote,
)
from doudi.casework.confirmation.panel_models import Attendance, Meeting, Panel, PanelMember
from doudi.casework.confirmation.procedure import JointReview, joint_review
from doudi.casework.confirmation.sitting import sitting_on
from doudi.records.access import Act, asked_once, one_seen_by
from doudi.records.areas.queries import path_of
from doudi.records.worded import worded


@dataclass(frozen=True, slots=True)
class Seat:
    """一席：a member in an item — free to vote, away, or recused and why; and what was said."""

    member: PanelMember
    free: bool
    recused: str
    said: str


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """一项议题 as the table sees it: whose, where, how many, the seats, the count, what lacks for a quorum."""

    item: AgendaItem
    village: str
    persons: int
    seats: tuple[Seat, ...]
    count: dict[str, int]
    lacks: tuple[str, ...]
    passes: bool
    resolution: Resolution | None

    @property
    def voted(self) -> bool:
        """Has everybody who may said something?"""
        return bool(self.seats) and all(seat.said for seat in self.seats if seat.free)


@asked_once
@worded
def proposals(case: Case, by: Act) -> QuerySet[Proposal]:
    """Every proposal on a case, the newest first."""
    rows = Proposal.objects.seen_by(by.scope).filter(case=case)
    return rows.select_related("assessment").order_by("-number")


@asked_once
@worded
def resolutions(case: Case, by: Act) -> QuerySet[Resolution]:
    """Every resolution on a case, the newest first."""
    rows = Resolution.objects.seen_by(by.scope).filter(case=case)
    return rows.select_related("meeting", "item").order_by("-meeting__closed_at")


@asked_once
@worded
def decisions(case: Case, by: Act) -> QuerySet[Decision]:
    """Every decision on a case, taken back and corrected ones too, the newest first."""
    return Decision.objects.seen_by(by.scope).filter(case=case).order_by("-at", "-number", "-id")


def decision(which: UUID, by: Act) -> Decision:
    """One decision in scope, or NotFound."""
    found: Decision = one_seen_by(Decision.objects.select_related("case"), by.scope, id=which)
    return found


@worded
def appraisals(case: Case, by: Act) -> QuerySet[Appraisal]:
    """Every democratic appraisal of a case, first to last."""
    return Appraisal.objects.seen_by(by.scope).filter(case=case).order_by("on")


@worded
def publicities(case: Case, by: Act) -> QuerySet[Publicity]:
    """Every publicity before the decision, first to last."""
    return Publicity.objects.seen_by(by.scope).filter(case=case).order_by("first")


def waiting_for_meeting(by: Act) -> QuerySet[Case]:
    """Cases that wait for a meeting and are on no agenda, those due first."""
    listed = AgendaItem.objects.filter(
        case=OuterRef("pk"), meeting__closed_at__isnull=True, taken_off_because=""
    )
    seen: QuerySet[Case] = Case.objects.seen_by(by.scope).filter(stage=Stage.REVIEWING)
    return seen.filter(~Exists(listed)).order_by("received_on", "receipt_number")


def meetings(by: Act) -> QuerySet[Meeting]:
    """Meetings in scope with how many items each has, the newest first."""
    on_agenda = Count("items", filter=Q(items__taken_off_because=""))
    seen: QuerySet[Meeting] = Meeting.objects.seen_by(by.scope).select_related("chair")
    return seen.annotate(many=on_agenda).order_by("-on", "-number")


def meeting(which: UUID, by: Act) -> Meeting:
    """One meeting in scope, or NotFound."""
    rows = Meeting.objects.select_related("panel", "chair")
    found: Meeting = one_seen_by(rows, by.scope, id=which)
    return found


def panel(which: UUID, by: Act) -> Panel:
    """One panel in scope, or NotFound."""
    found: Panel = one_seen_by(Panel.objects.all(), by.scope, id=which)
    return found


def member(which: UUID, by: Act) -> PanelMember:
    """One member of a panel in scope, or NotFound."""
    found: PanelMember = one_seen_by(PanelMember.objects.select_related("area"), by.scope, id=which)
    return found


def panel_of(area: int, by: Act) -> Panel | None:
    """The panel of a township that sits now."""
    found: Panel | None = Panel.objects.seen_by(by.scope).filter(area_id=area, until__isnull=True).first()
    return found


def present(sitting: Meeting, by: Act) -> dict[UUID, bool]:
    """Member → there or not; empty before the roll is called."""
    rows = Attendance.objects.seen_by(by.scope).filter(meeting=sitting)
    return dict(rows.values_list("member_id", "present"))


def agenda(sitting: Meeting, by: Act) -> list[AgendaLine]:
    """The items of a meeting in order, with seats and count; those taken off are left out."""
    items = AgendaItem.objects.seen_by(by.scope).filter(meeting=sitting, taken_off_because="")
    items = items.select_related("proposal__assessment__case", "case__household", "meeting")
    members, asked = sitting_on(sitting.panel, sitting.on), joint_review(sitting.area_id, sitting.on)
    return [_line(item, members, asked) for item in items.order_by("position")]


def _line(item: AgendaItem, members: list[PanelMember], asked: JointReview) -> AgendaLine:
    free = set(eligible(item))
    recused = dict(Recusal.objects.filter(item=item).values_list("member_id", "reason"))
    said = dict(Vote.objects.filter(item=item).values_list("member_id", "choice"))
    seats = tuple(
        Seat(each, each.pk in free, recused.get(each.pk, ""), said.get(each.pk, "")) for each in members
    )
    count = {choice.value: list(said.values()).count(choice.value) for choice in Choice}
    return AgendaLine(
        item,
        path_of(item.case.household.area_id, item.meeting.on)[-1].name,
        CaseMember.objects.filter(case_id=item.case_id).count(),
        seats,
        count,
        tuple(lacking(item, asked, members)),
        asked.passes(count[Choice.AGREE], len(free)),
        Resolution.objects.filter(item=item).first(),
    )
