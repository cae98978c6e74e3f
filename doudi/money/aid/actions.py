"""临时救助办理：paying first, applying, proposing, looking again; another person decides (`deciding.py`)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from doudi.casework.cases.desk import refuse_own
from doudi.casework.cases.places import place_of, value_on
from doudi.casework.intake.standard import standard_on
from doudi.money.aid.desk import (
    AID_STEPS,
    APPLY,
    CAUSES,
    CLERKS,
    OPEN,
    PAY_FIRST,
    PAY_POOL,
    NotAccepted,
    go_on,
    locked_aid,
    refuse_stage,
    two_witnesses,
)
from doudi.money.aid.entitlement import LEVEL_TITLES, entitled
from doudi.money.aid.models import Aid, AidKind, AidStage, Priority, Way
from doudi.money.reserve.draws import draw
from doudi.money.reserve.models import Fund
from doudi.policy.question import yuan
from doudi.policy.value_keys import money
from doudi.records.access import Act, action, require
from doudi.records.areas.queries import township_of
from doudi.records.audit.trail import record
from doudi.records.hands import refuse_hands, step_of
from doudi.records.people.models import Household, Person
from doudi.records.people.queries import members_on
from doudi.records.refusals import BadInput, Refusal, WrongPost
from doudi.records.vault.secret import Secret


class AlreadyHelped(Refusal):
    """同一事由已在办：one open aid for a household and a cause."""


class NotRegistered(Refusal):
    """尚未登记：the district pays first only for a family whose need another officer has registered."""


class AboveLimit(Refusal):
    """超过先行救助限额：what a township may hand out before anybody decides."""


@action
def apply(
    *,
    household: Household,
    applicant: Person,
    kind: AidKind,
    cause: str,
    told: str,
    people: Sequence[UUID] = (),
    priority: Priority = Priority.NONE,
    by: Act,
) -> Aid:
    """登记临时救助申请 of a household; the people in hardship are all members unless some are named."""
    require(by, *CLERKS, at=household.area_id)
    aid = _opened(household, applicant, kind, cause, told, people, priority, AidStage.APPLIED, by)
    record(by=by, did="aid.applied", to=aid, cause=cause, priority=str(priority))
    return aid


@action
def pay_first(
    *,
    household: Household,
    payee: Person,
    cause: str,
    told: str,
    amount_fen: int,
    way: Way,
    witnesses: Sequence[str],
    receipt_signed: bool,
    from_fund: bool = True,
    people: Sequence[UUID] = (),
    priority: Priority = Priority.NONE,
    by: Act,
) -> Aid:
    """先行救助: paid at once, without check of means, appraisal or publicity; the paperwork is due after it.

    Cash needs two witnesses and a signed receipt. Out of the township's fund, within what a township may give alone;
    or out of the district's pool, once another person has registered what the family needs. Raises AboveLimit,
    NotEnough, AlreadyHelped, NotRegistered, SamePerson.
    """
    require(by, *step_of(AID_STEPS, PAY_FIRST if from_fund else PAY_POOL).posts, at=household.area_id)
    township = township_of(household.area_id, by.day)
    _refuse_payment(amount_fen, way, witnesses, receipt_signed, township if from_fund else None, by)
    asked = None if from_fund else _registered(household, payee, cause, by)
    paid = {"way": way, "witnesses": two_witnesses(witnesses), "receipt_signed": receipt_signed}
    paid |= _drawn(household, payee, amount_fen, cause, _fund(township) if from_fund else None, by)
    stage = AidStage.PAID_FIRST
    aid = (
        _opened(household, payee, AidKind.URGENT, cause, told, people, priority, stage, by, **paid)
        if asked is None
        else _paid_out_of_pool(asked, paid)
    )
    due = aid.draw.paperwork_due if aid.draw else None
    record(
        by=by,
        did="aid.paid_first",
        to=aid,
        amount_fen=amount_fen,
        cause=cause,
        way=str(way),
        paperwork_due=due,
    )
    return aid


@action
def propose(
    *,
    aid: UUID,
    level: str,
    amount_fen: int | None = None,
    minutes: str = "",
    expected: int | None = None,
    by: Act,
) -> Aid:
    """提出救助意见: the level of hardship, and the amount where it is not simply what the level gives.

    Beyond the year's cap only with the number of a meeting's minutes (一事一议). Raises NotAccepted.
    """
    held = locked_aid(aid, by, expected)
    require(by, *CLERKS, at=held.area_id)
    refuse_own(held.household, by)
    refuse_stage(held, *OPEN)
    if level not in LEVEL_TITLES:
        raise BadInput("请选困难程度：轻度、中度或重度。")
    if by.scope.natural_person is None:
        raise WrongPost("救助意见须由本人账号提出。")
    standard = standard_on(held.household, held.applicant, by.day, by)
    reckoned = entitled(
        held, level=level, urban=standard.urban, proposal_fen=amount_fen, minutes=bool(minutes.strip()), by=by
    )
    if not reckoned.accepted:
        raise NotAccepted(reckoned.reason)
    held.level, held.urban, held.minutes = level, standard.urban, minutes.strip()
    held.proposed_fen = reckoned.entitlement_fen if amount_fen is None else amount_fen
    held.route = "district" if reckoned.route == "special_case" else reckoned.route
    held.reckoning = f"{LEVEL_TITLES[level]}，{len(held.people)} 人：{reckoned.reason}"
    held.proposed_on, held.proposed_by = by.day, by.scope.natural_person
    held.proposed_by_name = by.scope.name
    go_on(held, AidStage.PROPOSED)
    record(by=by, did="aid.proposed", to=held, amount_fen=held.proposed_fen, route=held.route)
    return held


@action
def follow_up(*, aid: UUID, still_in_need: bool, expected: int | None = None, by: Act) -> Aid:
    """跟踪回访 after the days that the place says; who is still in need is led to an application for 低保."""
    held = locked_aid(aid, by, expected)
    require(by, *CLERKS, "village_worker", at=held.area_id)
    refuse_own(held.household, by)
    refuse_stage(held, AidStage.GRANTED)
    if held.followed_up_on is not None:
        raise BadInput(f"已于 {held.followed_up_on} 回访过，请查看回访结果。")
    held.followed_up_on, held.still_in_need, held.steps = by.day, still_in_need, held.steps + 1
    held.save()
    record(by=by, did="aid.followed_up", to=held, still_in_need=still_in_need)
    return held


def _opened(
    household: Household,
    applicant: Person,
    kind: AidKind,
    cause: str,
    told: str,
    people: Sequence[UUID],
    priority: Priority,
    stage: AidStage,
    by: Act,
    **paid: object,
) -> Aid:
    refuse_own(household, by)
    if cause not in CAUSES:
        raise BadInput(f"请从列表中选困难原因：{'、'.join(CAUSES)}。")
    if not told.strip():
        raise BadInput("请写明困难情况。")
    members = [row.person_id for row in members_on(household, by.day, by)]
    if applicant.pk not in members or not set(people) <= set(members):
        raise BadInput("申请人和困难人员应是这户的成员：请先办理入户，或重新选择。")
    try:
        with transaction.atomic():
            return Aid.objects.create(
                area_id=household.area_id,
                household=household,
                applicant=applicant,
                applicant_name=applicant.name,
                people=list(people) or members,
                kind=kind,
                cause=cause,
                told=Secret(told.strip()),
                priority=priority,
                stage=stage,
                opened_on=by.day,
                opened_by=by.scope.natural_person,
                opened_by_name=by.scope.name,
                **paid,
            )
    except IntegrityError:
        raise AlreadyHelped(f"这户因“{cause}”已有一件临时救助在办，请在那一件上继续办理。") from None


def _fund(township: int) -> Fund:
    fund = Fund.objects.filter(area_id=township).first()
    if fund is None:
        raise BadInput("这个乡镇（街道）还没有设立备用金：请区里先行救助，或先设立备用金。")
    return fund


def _registered(household: Household, payee: Person, cause: str, by: Act) -> Aid:
    """The open application of a family for this cause, taken in by somebody else."""
    refuse_own(household, by)
    rows = Aid.objects.select_for_update(of=("self",)).filter(household=household, cause=cause)
    aid: Aid | None = rows.filter(stage=AidStage.APPLIED).first()
    if aid is None:
        raise NotRegistered(f"这户还没有因“{cause}”登记的申请：区级先行救助请先由经办登记，再由另一人支付。")
    refuse_hands(step_of(AID_STEPS, PAY_POOL), {APPLY: (aid.opened_by,)}, by)
    if payee.pk not in {row.person_id for row in members_on(household, by.day, by)}:
        raise BadInput("领款人应是这户的成员：请重新选择。")
    return aid


def _drawn(
    household: Household, payee: Person, fen: int, cause: str, fund: Fund | None, by: Act
) -> dict[str, Any]:
    """The draw, and who made it."""
    at = township_of(household.area_id, by.day)
    taken = draw(
        at=at, fund=fund, household=household, payee=payee, amount_fen=fen, told=f"先行救助：{cause}", by=by
    )
    return {"draw": taken, "paid_by": by.scope.natural_person, "paid_by_name": by.scope.name}


def _paid_out_of_pool(aid: Aid, paid: Mapping[str, Any]) -> Aid:
    for name, value in paid.items():
        setattr(aid, name, value)
    aid.from_pool = True
    go_on(aid, AidStage.PAID_FIRST)
    return aid


def _refuse_payment(
    amount_fen: int, way: Way, witnesses: Sequence[str], signed: bool, township: int | None, by: Act
) -> None:
    if amount_fen <= 0:
        raise BadInput("先行救助金额应大于零。")
    if way == Way.CASH and (len(two_witnesses(witnesses)) < 2 or not signed):
        raise BadInput("现金支付要有两名见证人，并由领款人在收据上签字或捺印。")
    if township is None:
        return
    limit = money(value_on(place_of(township, by.day), "temporary_aid", by.day).keys["township_limit"])
    if amount_fen > limit:
        raise AboveLimit(f"乡镇（街道）单次先行救助不超过 {yuan(limit)} 元：超过的请区民政局先行救助。")
