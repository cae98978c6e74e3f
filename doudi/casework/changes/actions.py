"""变动办理：proposed by a clerk, the family heard where the law asks for it, decided by another at the scheme's level."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.awards.desk import refuse_ended, take_award, take_to_decide
from doudi.casework.awards.models import Award
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.places import place_of, value_on
from doudi.casework.changes.checks import (
    asks_for_hearing,
    refuse_mismatch,
    refuse_stale,
)
from doudi.casework.changes.effects import apply, from_month_of
from doudi.casework.changes.models import Change, Kind, State
from doudi.casework.changes.notices import issue_notice
from doudi.casework.changes.reasons import Reason, reason_for
from doudi.casework.confirmation.deciding import DECIDERS
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput, NotFound, Refusal, SamePerson, WrongPost

HEARERS = ("township_reviewer", *CLERKS)


class AlreadyProposed(Refusal):
    """已有待决定的变动：one change of an award is decided or dropped before the next is proposed."""


class NotHeard(Refusal):
    """没有听取意见：the family is heard before aid is reduced or ended (社会救助法 第四十八条)."""


class AlreadyDecided(Refusal):
    """已经办过：the change was decided or dropped meanwhile."""


@action
def propose(
    *,
    award: UUID,
    kind: Kind,
    reason: str,
    why: str,
    event_on: date | None = None,
    assessment: UUID | None = None,
    leaving: Sequence[UUID] = (),
    new_head: UUID | None = None,
    times: int | None = None,
    expected: int | None = None,
    by: Act,
) -> Change:
    """提出变动 on a reason of the list, with the facts. What it rests on depends on the kind: an assessment of today's
    facts (adjust, grace), who is no longer covered (member, a head who died), the new head. `times` counts refusals of
    work. Raises AlreadyProposed, NotRunning, BadInput.
    """
    held = take_award(award, *CLERKS, expected=expected, by=by)
    refuse_ended(held, by)
    cause = _cause_of(held, kind, reason, why, event_on, by)
    change = Change(
        award=held,
        area_id=held.area_id,
        number=Change.objects.filter(award=held).count() + 1,
        kind=kind,
        reason=reason,
        clause=cause.clause,
        why=why.strip(),
        event_on=event_on,
        assessment_id=assessment,
        leaving=[str(each) for each in leaving],
        new_head_id=new_head,
        **_proposed_by(by),
    )
    refuse_mismatch(change, held, times, by)
    change.save(force_insert=True)
    record(
        by=by, did="changes.proposed", to=change, why=change.why, award=held.pk, kind=str(kind), reason=reason
    )
    return change


def _cause_of(held: Award, kind: Kind, reason: str, why: str, event_on: date | None, by: Act) -> Reason:
    """The reason from the list, when a change may be proposed for it now."""
    if by.scope.natural_person is None:
        raise WrongPost("待遇变动须由本人账号办理。")
    if Change.objects.filter(award=held, state=State.PROPOSED).exists():
        raise AlreadyProposed(f"{held}已有待决定的变动：请先决定或撤回。")
    cause = reason_for(reason, kind)
    if not why.strip():
        raise BadInput("请写明事实和理由，告知书要用。")
    if cause.from_event and (event_on is None or event_on > by.day):
        raise BadInput("请填写发生的日期，不能晚于今天。")
    return cause


def _proposed_by(by: Act) -> dict[str, Any]:
    return {
        "proposed_on": by.day,
        "proposed_at": by.at,
        "proposed_by": by.scope.natural_person,
        "proposed_name": by.scope.name,
    }


@action
def hear(*, change: UUID, on: date, of: str, said: str, by: Act) -> Change:
    """听取意见 of the family on a proposed change, written down as it was said."""
    held = _proposed(change, *HEARERS, by=by)
    if not of.strip() or not said.strip():
        raise BadInput("请写明听取了谁的意见、他怎么说；没有意见的写“没有意见”。")
    if not held.proposed_on <= on <= by.day:
        raise BadInput(f"听取意见的日期应在提出变动之日 {held.proposed_on} 和今天之间。")
    held.heard_on, held.heard_from, held.heard_said = on, of.strip(), said.strip()
    held.heard_by = by.scope.name
    held.save(update_fields=["heard_on", "heard_from", "heard_said", "heard_by"])
    record(by=by, did="changes.heard", to=held, award=held.award_id, on=on)
    return held


@action
def drop(*, change: UUID, why: str, by: Act) -> Change:
    """撤回或者退回 a proposed change, with the reason; by who proposes or decides."""
    held = _proposed(change, *CLERKS, *DECIDERS.values(), by=by)
    if not why.strip():
        raise BadInput("请写明撤回的原因。")
    held.state, held.dropped_because = State.DROPPED, why.strip()
    held.save(update_fields=["state", "dropped_because"])
    record(by=by, did="changes.dropped", to=held, why=why.strip(), award=held.award_id)
    return held


@action
def decide(*, change: UUID, opinion: str, expected: int | None = None, by: Act) -> Change:
    """决定变动 by another natural person at the level of the scheme: its effect from its month, and the notice D14-3,
    in one transaction. Raises SamePerson, NotHeard, WrongLevel, StaleAssessment.
    """
    seen = Change.objects.seen_by(by.scope).filter(pk=change).first()
    if seen is None:
        raise NotFound
    award = take_to_decide(seen.award_id, expected=expected, by=by)
    refuse_ended(award, by)
    held = _locked(change, by)
    if held.proposed_by == by.scope.natural_person:
        raise SamePerson("这项变动由您本人提出，须由另一人决定，换一个账号也不行。")
    if not opinion.strip():
        raise BadInput("请写明决定意见。")
    refuse_stale(held, by)
    month = from_month_of(held, by)
    effect = apply(held, award, month, by)
    if asks_for_hearing(held, effect, value_on(place_of(award.area_id, by.day), HEARING, by.day)):
        raise NotHeard("减发、停发以前应当听取这户的意见：请先登记听取的意见，再决定。")
    held.state, held.opinion, held.from_month = State.DECIDED, opinion.strip(), month
    held.decided_on, held.decided_at = by.day, by.at
    held.decided_by, held.decided_name = by.scope.natural_person, by.scope.name
    held.before_fen, held.after_fen, held.terms = effect.before_fen, effect.after_fen, effect.terms
    held.save()
    issue_notice(held, award, by)
    record(
        by=by,
        did="changes.decided",
        to=held,
        why=opinion.strip(),
        award=award.pk,
        kind=held.kind,
        from_month=month,
        before_fen=effect.before_fen,
        after_fen=effect.after_fen,
        next_review=award.next_review,
    )
    return held


HEARING = "hearing_before_reduction"


def _proposed(change: UUID, *posts: str, by: Act) -> Change:
    """The open change with its award locked, for one of these posts. NotFound, AlreadyDecided."""
    seen = Change.objects.seen_by(by.scope).filter(pk=change).first()
    if seen is None:
        raise NotFound
    take_award(seen.award_id, *posts, by=by)
    return _locked(change, by)


def _locked(change: UUID, by: Act) -> Change:
    held = Change.objects.select_for_update(of=("self",)).select_related("award", "new_head").get(pk=change)
    if held.state != State.PROPOSED:
        who = held.decided_name or held.proposed_name
        raise AlreadyDecided(f"这项变动{State(held.state).label}（{who}），请刷新页面。")
    return held
