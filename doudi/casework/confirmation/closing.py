"""散会：quorum by number and capacity, the resolution of each item, and where its case goes on."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from doudi.casework.cases.models import Case, Mark, Stage
from doudi.casework.cases.stages import locked, mark, move
from doudi.casework.confirmation.meetings import eligible, open_meeting, said_in
from doudi.casework.confirmation.models import (
    AgendaItem,
    Choice,
    Level,
    Outcome,
    Publicity,
    Recusal,
    Resolution,
)
from doudi.casework.confirmation.panel_models import Capacity, Meeting, PanelMember
from doudi.casework.confirmation.papers import minutes
from doudi.casework.confirmation.procedure import JointReview, joint_review, power, publicity
from doudi.casework.confirmation.sitting import sitting_on
from doudi.policy.days import add_working_days, natural_days
from doudi.policy.values import Value
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.figures.queries import working_calendar
from doudi.records.refusals import BadInput, Refusal


class NoQuorum(Refusal):
    """到会人数不够：fewer members, or other capacities, than the place's value asks for."""


class NotVoted(Refusal):
    """还没有表决完：somebody there and free has not said yes, no or abstain."""


@action
def close(*, meeting: UUID, sent_back: Mapping[UUID, str] | None = None, by: Act) -> list[Resolution]:
    """散会. Each item passes with more than the asked share of those there and free to vote; the others go back with
    the reason in `sent_back` (item → reason). A grant goes on to publicity where the place calls for it.

    Raises NoQuorum, NotVoted.
    """
    sitting = open_meeting(meeting, by)
    items = list(
        AgendaItem.objects.filter(meeting=sitting, taken_off_because="")
        .select_related("proposal")
        .order_by("case_id")
    )
    if sitting.on > by.day or not items:
        raise BadInput("还没到开会的日子，或议题是空的，不能散会。")
    asked, members = joint_review(sitting.area_id, sitting.on), sitting_on(sitting.panel, sitting.on)
    for item in items:
        _refuse_unready(item, asked, members)
    resolutions = [
        _resolve(item, sitting, asked, len(members), (sent_back or {}).get(item.pk, ""), by) for item in items
    ]
    sitting.closed_at = by.at
    sitting.save(update_fields=["closed_at"])
    issue_paper(
        code="D12",
        data=minutes(sitting),
        dated=sitting.on,
        folder=Folder(sitting.area_id, matter=sitting.pk),
        by=by,
    )
    told = {str(each.case_id): str(each.outcome) for each in resolutions}
    record(by=by, did="confirmation.meeting_closed", to=sitting, resolved=sorted(told.items()))
    return sorted(resolutions, key=lambda each: each.item.position)


def lacking(item: AgendaItem, asked: JointReview, members: list[PanelMember]) -> list[str]:
    """What an item lacks for a quorum: members there and free, and one of each capacity. A capacity whose members are
    all recused from the item is not missed.
    """
    free = set(eligible(item))
    wanted = asked.quorum(len(members))
    told = [] if len(free) >= wanted else [f"应有{wanted}人到会表决，只有{len(free)}人"]
    recused = set(Recusal.objects.filter(item=item).values_list("member_id", flat=True))
    for capacity in asked.capacities:
        of_it = {member.pk for member in members if member.capacity == capacity}
        if not of_it & free and not (of_it and of_it <= recused):
            told.append(f"缺{Capacity(capacity).label}代表")
    return told


def _refuse_unready(item: AgendaItem, asked: JointReview, members: list[PanelMember]) -> None:
    told = lacking(item, asked, members)
    if told:
        raise NoQuorum(
            f"第{item.position}项（{item.case.applicant_name}）{'，'.join(told)}：请补足到会人员，或撤下这一项。"
        )
    voted = set(item.votes.values_list("member_id", flat=True))
    missing = [member.name for member in members if member.pk in set(eligible(item)) - voted]
    if missing:
        raise NotVoted(f"第{item.position}项还没有记录{'、'.join(missing)}的表决。")


def _resolve(
    item: AgendaItem, sitting: Meeting, asked: JointReview, members: int, sent_back: str, by: Act
) -> Resolution:
    said, free = said_in(item), len(eligible(item))
    passes = asked.passes(said[Choice.AGREE], free)
    if not passes and not sent_back.strip():
        raise BadInput(f"第{item.position}项没有通过：请写明退回补充的理由。")
    held = locked(item.case_id, by)
    proposal = item.proposal
    resolution = Resolution(
        case=held,
        area_id=held.area_id,
        meeting=sitting,
        proposal=proposal,
        item=item,
        outcome=proposal.outcome if passes else Outcome.DEFER,
        scheme=proposal.scheme,
        monthly_fen=proposal.monthly_fen,
        reasons="" if passes else sent_back.strip(),
        on=sitting.on,
        members=members,
        present=free,
        **{choice.value: said[choice] for choice in Choice},
    )
    _go_on(held, resolution, by)
    return resolution


def _go_on(case: Case, resolution: Resolution, by: Act) -> None:
    """Move the case where the resolution sends it, and keep the resolution."""
    if resolution.outcome == Outcome.DEFER:
        move(case, Stage.ACCEPTED, on=resolution.on, why=f"联审退回：{resolution.reasons}", by=by)
        resolution.save(force_insert=True)
        return
    shown = publicity(case.responsible_id, resolution.on)
    if resolution.outcome == Outcome.GRANT and shown.keys["required"]:
        held = move(case, Stage.PUBLICISED, on=resolution.on, by=by)
        resolution.save(force_insert=True)
        _publicise(held, resolution, shown)
        return
    # Where nothing is publicised before the decision, the step says on what document that rests.
    why = f"不作初审公示（{shown.basis}）" if resolution.outcome == Outcome.GRANT else ""
    held = move(case, Stage.REVIEWED, on=resolution.on, why=why, by=by)
    resolution.save(force_insert=True)
    send_up(held, resolution, by)


def send_up(case: Case, resolution: Resolution, by: Act) -> None:
    """Where the district confirms, its clock begins when the township's part is done."""
    if power(case, resolution.scheme, by.day).level == Level.DISTRICT:
        mark(case, Mark.TO_DISTRICT, on=by.day, by=by)


def _publicise(case: Case, resolution: Resolution, shown: Value) -> None:
    calendar, days = working_calendar(), int(shown.keys["days"])
    if shown.keys["day_type"] == "working":
        last = add_working_days(resolution.on, days, [], calendar).on
    else:
        last = natural_days(resolution.on, days, calendar, roll=False)
    Publicity.objects.create(
        resolution=resolution,
        case=case,
        area_id=case.area_id,
        first=resolution.on + timedelta(days=1),
        last=last,
    )
