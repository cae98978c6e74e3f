"""临时救助办理：paying first, applying, proposing, deciding by another person, refusing, looking again."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from doudi.casework.cases.desk import refuse_own
from doudi.casework.cases.places import place_of, value_on
from doudi.casework.intake.standard import standard_on
from doudi.money.aid.desk import CAUSES, locked_aid, refuse_stage, two_witnesses
from doudi.money.aid.entitlement import LEVEL_TITLES, entitled
from doudi.money.aid.models import Aid, AidKind, AidStage, Priority, Way
from doudi.money.ledger.accounts import account
from doudi.money.ledger.models import Entry, Kind
from doudi.money.ledger.posting import Reason, post
from doudi.money.reserve.draws import draw, settle
from doudi.money.reserve.models import Fund
from doudi.policy.question import yuan
from doudi.policy.value_keys import money
from doudi.records.access import Act, action, require
from doudi.records.areas.queries import district_of, township_of
from doudi.records.audit.trail import record
from doudi.records.people.models import Household, Person
from doudi.records.people.queries import members_on
from doudi.records.refusals import BadInput, Refusal, SamePerson, WrongPost
from doudi.records.vault.secret import Secret

CLERKS = ("township_clerk", "district_clerk")
PAYERS = ("township_cashier", "finance_clerk")
DECIDERS = {"township": ("township_decider",), "district": ("district_decider",)}


class AlreadyHelped(Refusal):
    """同一事由已在办：one open aid for a household and a cause."""


class AboveLimit(Refusal):
    """超过先行救助限额：what a township may hand out before anybody decides."""


class NotAccepted(Refusal):
    """不能这样救助：the law's own sentence about the proposal."""


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
    or out of the district's pool. Raises AboveLimit, NotEnough, AlreadyHelped.
    """
    require(by, *PAYERS, at=household.area_id)
    township = township_of(household.area_id, by.day)
    _refuse_payment(amount_fen, way, witnesses, receipt_signed, township if from_fund else None, by)
    fund = None
    if from_fund:
        fund = Fund.objects.filter(area_id=township).first()
        if fund is None:
            raise BadInput("这个乡镇（街道）还没有设立备用金：请区里先行救助，或先设立备用金。")
    aid = _opened(household, payee, AidKind.URGENT, cause, told, people, priority, AidStage.PAID_FIRST, by,
                  draw=draw(at=township, fund=fund, household=household, payee=payee, amount_fen=amount_fen,
                            told=f"先行救助：{cause}", by=by),
                  way=way, witnesses=two_witnesses(witnesses), receipt_signed=receipt_signed)  # fmt: skip
    record(
        by=by,
        did="aid.paid_first",
        to=aid,
        amount_fen=amount_fen,
        cause=cause,
        way=str(way),
        paperwork_due=aid.draw.paperwork_due if aid.draw else None,
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
    refuse_stage(held, AidStage.APPLIED, AidStage.PAID_FIRST)
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
    _go_on(held, AidStage.PROPOSED)
    record(by=by, did="aid.proposed", to=held, amount_fen=held.proposed_fen, route=held.route)
    return held


@action
def grant(*, aid: UUID, expected: int | None = None, by: Act) -> Aid:
    """确认救助 by another person at the level that the amount asks for. What was paid first is posted; the rest is
    paid out of the township's fund or the district's pool at once. Raises SamePerson, NotEnough.
    """
    held = _to_decide(aid, expected, by)
    assert held.proposed_fen is not None
    advanced = held.draw.amount_fen if held.draw else 0
    held.amount_fen = max(held.proposed_fen, advanced)
    held.supplement_fen = held.amount_fen - advanced
    if held.draw:
        settle(held.draw, confirmed=True, told=f"补办手续：{held.cause}", by=by)
    if held.supplement_fen:
        held.supplement_entry = _supplemented(held, by)
    days = int(value_on(place_of(held.area_id, by.day), "follow_up", by.day).keys["days"])
    held.follow_up_on = by.day + timedelta(days=days)
    _decided(held, AidStage.GRANTED, by)
    record(by=by, did="aid.granted", to=held, amount_fen=held.amount_fen, supplement_fen=held.supplement_fen)
    return held


@action
def refuse(*, aid: UUID, why: str, expected: int | None = None, by: Act) -> Aid:
    """不予确认, with the reason; what was paid first becomes a claim against who received it."""
    held = _to_decide(aid, expected, by)
    if not why.strip():
        raise BadInput("请写明不予确认的事实和理由。")
    held.refused_because = why.strip()
    if held.draw:
        settle(held.draw, confirmed=False, told=f"不予确认，转追回：{held.cause}", by=by)
    _decided(held, AidStage.REFUSED, by)
    record(by=by, did="aid.refused", to=held, why=why.strip())
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


def _to_decide(aid: UUID, expected: int | None, by: Act) -> Aid:
    held = locked_aid(aid, by, expected)
    refuse_stage(held, AidStage.PROPOSED)
    require(by, *DECIDERS[held.route], at=held.area_id)
    if by.scope.natural_person is None:
        raise WrongPost("决定须由本人账号办理。")
    if by.scope.natural_person in (held.proposed_by, held.opened_by):
        raise SamePerson("这件由您本人经办，须由另一人决定。")
    refuse_own(held.household, by)
    return held


def _supplemented(held: Aid, by: Act) -> Entry:
    township = township_of(held.area_id, by.day)
    purse = (
        account(Kind.RESERVE, township)
        if held.route == "township"
        else account(Kind.POOL, district_of(held.area_id, by.day))
    )
    spent = account(Kind.SPENT, township, scheme="temporary_aid")
    reason = Reason("temporary_aid", f"临时救助：{held.cause}", about_kind="aid", about=held.pk)
    return post(reason, [(spent, held.supplement_fen), (purse, -held.supplement_fen)], area=township, by=by)


def _decided(held: Aid, stage: AidStage, by: Act) -> None:
    held.decided_on, held.decided_by, held.decided_by_name = by.day, by.scope.natural_person, by.scope.name
    _go_on(held, stage)


def _go_on(held: Aid, stage: AidStage) -> None:
    held.stage, held.steps = stage, held.steps + 1
    held.save()
