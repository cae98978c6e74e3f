"""户的变动办理：proposed with where everybody goes, tried at once, the family heard, decided where the new household is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from doudi.casework.awards.models import Scheme
from doudi.casework.cases.desk import CLERKS, person_of, refuse_own
from doudi.casework.confirmation.deciding import DECIDERS, WrongLevel
from doudi.casework.confirmation.procedure import power_at
from doudi.casework.regrouping.carrying import Carried, carry_out
from doudi.casework.regrouping.checks import (
    asks_for_hearing,
    between,
    refuse_unfit,
    told_of,
)
from doudi.casework.regrouping.models import Continuation, Kind, Regrouping, State
from doudi.casework.regrouping.papers import file_papers
from doudi.casework.regrouping.plans import Owing, Plan
from doudi.records.access import Act, acting_as, action, one_seen_by, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import township_of
from doudi.records.audit.trail import record
from doudi.records.people.models import Household, Person
from doudi.records.refusals import BadInput, NotFound, Refusal, SamePerson

HEARERS = ("township_reviewer", *CLERKS)


class NotHeard(Refusal):
    """没有听取意见：the family is heard before its aid is reduced or ended (社会救助法 第四十八条)."""


class AlreadyDecided(Refusal):
    """已经办过：it was decided or dropped meanwhile."""


class NotAsShown(Refusal):
    """与提出时不同：facts or figures have changed since it was tried; it is proposed again."""


@action
def propose(
    *,
    household: UUID,
    kind: Kind,
    to: Area,
    people: Mapping[UUID, str],
    head: UUID,
    address: str,
    why: str,
    event_on: date,
    other: UUID | None = None,
    assets: Mapping[str, Any] | None = None,
    owing: Sequence[Owing] = (),
    by: Act,
) -> Regrouping:
    """提出分户、并户、迁移: `people` is everybody of the new household with the relation to its head. It is tried at
    once, and what comes of every award is kept for both places to read.

    Raises AlreadyProposed, InHand, NotSettled, NoLongerQualifies, BadInput.
    """
    person_of(by)
    homes = _homes(household, other, kind, by)
    for home in homes:
        require(by, *CLERKS, at=home.area_id)
    if kind != Kind.MOVE:
        require(by, *CLERKS, at=to.pk)
    if not why.strip():
        raise BadInput("请写明事实和理由，承接单要用。")
    if event_on > by.day:
        raise BadInput("发生的日期不能晚于今天。")
    plan = Plan({str(each): told.strip() for each, told in people.items()}, str(head), address, assets, owing)
    refuse_unfit(kind, homes, to, plan, by)
    change = _drafted(homes, kind, to, plan, by)
    change.why, change.event_on = why.strip(), event_on
    change.told = tried(change, by)
    change.save(force_insert=True)
    record(by=by, did="regrouping.proposed", to=change, why=change.why, kind=str(kind), to_area=to.pk)
    return change


def _drafted(homes: Sequence[Household], kind: Kind, to: Area, plan: Plan, by: Act) -> Regrouping:
    return Regrouping(
        household=homes[0],
        other=homes[1] if len(homes) > 1 else None,
        area_id=homes[0].area_id,
        to_area=to,
        kind=kind,
        head_name=homes[0].head_name,
        new_head_name=Person.objects.get(pk=plan.head).name,
        plan=plan.kept(),
        proposed_on=by.day,
        proposed_at=by.at,
        proposed_by=person_of(by),
        proposed_name=by.scope.name,
    )


def tried(change: Regrouping, by: Act) -> list[dict[str, Any]]:
    """Carry it out, look at what came of it, and take everything back."""
    wide = between((change.area_id, change.to_area_id), by)
    with acting_as(wide.scope), transaction.atomic():
        told = told_of(carry_out(change, wide))
        transaction.set_rollback(True)
    return told


@action
def hear(*, change: UUID, on: date, of: str, said: str, by: Act) -> Regrouping:
    """听取意见 of the family, written down as it was said."""
    held = _open(change, by)
    require(by, *HEARERS, at=held.area_id)
    if not of.strip() or not said.strip():
        raise BadInput("请写明听取了谁的意见、他怎么说；没有意见的写“没有意见”。")
    if not held.proposed_on <= on <= by.day:
        raise BadInput(f"听取意见的日期应在提出之日 {held.proposed_on} 和今天之间。")
    held.heard_on, held.heard_from, held.heard_said = on, of.strip(), said.strip()
    held.heard_by = by.scope.name
    held.save(update_fields=["heard_on", "heard_from", "heard_said", "heard_by"])
    record(by=by, did="regrouping.heard", to=held, on=on)
    return held


@action
def drop(*, change: UUID, why: str, by: Act) -> Regrouping:
    """撤回或者退回, with the reason; by who proposes at the old place or decides at the new one."""
    held = _open(change, by)
    posts = (*CLERKS, *DECIDERS.values())
    require(by, *posts, at=held.area_id if held.area_id in by.scope.areas else held.to_area_id)
    if not why.strip():
        raise BadInput("请写明撤回或退回的原因。")
    held.state, held.dropped_because = State.DROPPED, why.strip()
    held.save(update_fields=["state", "dropped_because"])
    record(by=by, did="regrouping.dropped", to=held, why=why.strip())
    return held


@action
def decide(*, change: UUID, opinion: str, by: Act) -> Regrouping:
    """决定并承接 by another natural person at the level of the scheme where the new household is: everything at once,
    with the paper that goes along and the notice to the family.

    Raises SamePerson, WrongLevel, NotHeard, NotAsShown and what carrying it out refuses.
    """
    held = _open(change, by)
    _require_level(held, by)
    if held.proposed_by == person_of(by):
        raise SamePerson("这项变动由您本人提出，须由另一人决定，换一个账号也不行。")
    if not opinion.strip():
        raise BadInput("请写明决定意见。")
    if asks_for_hearing(held, by):
        raise NotHeard("减少、停止待遇以前应当听取这户的意见：请先登记听取的意见，再决定。")
    wide = between((held.area_id, held.to_area_id), by)
    with acting_as(wide.scope):
        refuse_own(held.household, wide)
        carried = carry_out(held, wide)
        if told_of(carried) != held.told:
            raise NotAsShown("提出以后这户的情况或者标准有了变化，结果与所列不同：请退回，重新提出。")
        _write_decided(held, carried, opinion, by)
        rows = _point(held, carried)
        file_papers(held, carried, rows, wide)
        record(
            by=wide,
            did="regrouping.decided",
            to=held,
            why=held.opinion,
            kind=held.kind,
            from_month=carried.from_month,
            new_household=str(carried.household.pk),
            new_case=str(carried.case.pk) if carried.case else None,
        )
        record(
            by=wide,
            did="regrouping.continued",
            to=carried.household,
            why=held.opinion,
            old_household=str(held.household_id),
        )
    return held


def _homes(household: UUID, other: UUID | None, kind: Kind, by: Act) -> list[Household]:
    """The one or two households concerned, in scope."""
    if (kind == Kind.MERGE) != (other is not None) or other == household:
        raise BadInput("并户请选另一户；分户、迁移只办一户。")
    numbers = [household, *([other] if other is not None else [])]
    return [one_seen_by(Household.objects.select_for_update(), by.scope, id=each) for each in numbers]


def _open(change: UUID, by: Act) -> Regrouping:
    held: Regrouping | None = (
        Regrouping.objects.seen_by(by.scope).select_for_update(of=("self",)).filter(pk=change).first()
    )
    if held is None:
        raise NotFound
    if held.state != State.PROPOSED:
        who = held.decided_name or held.proposed_name
        raise AlreadyDecided(f"这项变动{State(held.state).label}（{who}），请刷新页面。")
    return held


def _require_level(held: Regrouping, by: Act) -> None:
    """The level of the (first) scheme at the new place; where nothing is held, that of 低保."""
    scheme = held.told[0]["scheme"] if held.told else Scheme.DIBAO
    holding = power_at(township_of(held.to_area_id, by.day), scheme, by.day)
    post = DECIDERS[holding.level]
    if not by.scope.holds(post, at=held.to_area_id):
        raise WrongLevel(
            f"由新户所在地的{holding.level.label}决定（{holding.authorised_by}），不由您的岗位决定。"
        )
    require(by, post, at=held.to_area_id)


def _write_decided(held: Regrouping, carried: Carried, opinion: str, by: Act) -> None:
    held.state, held.opinion, held.from_month = State.DECIDED, opinion.strip(), carried.from_month
    held.decided_on, held.decided_at = by.day, by.at
    held.decided_by, held.decided_name = by.scope.natural_person, by.scope.name
    held.save()


def _point(held: Regrouping, carried: Carried) -> list[Continuation]:
    """Each file points to the other, award by award; where nothing was held, household to household."""
    common = {
        "regrouping": held,
        "to_area_id": held.to_area_id,
        "new_household": carried.household,
        "new_case": carried.case,
        "new_number": carried.case.receipt_number if carried.case else "",
    }
    rows = [
        Continuation(
            **common,
            old_household=each.old.household,
            area_id=each.old.area_id,
            old_case=each.old.case,
            old_number=each.old.case.receipt_number if each.old.case else "",
            old_award=each.old,
            new_award=each.new,
            before_fen=each.before_fen,
            after_fen=each.after_fen,
        )
        for each in carried.passed
    ]
    told = {row.old_household_id for row in rows}
    homes = [each for each in (held.household, held.other) if each is not None and each.pk not in told]
    rows += [Continuation(**common, old_household=each, area_id=each.area_id) for each in homes]
    return Continuation.objects.bulk_create(rows)
