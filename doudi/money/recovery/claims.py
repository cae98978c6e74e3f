"""追缴办理：a claim is met by receipts, by the plan that was agreed, or written off by two people."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from doudi.casework.cases.desk import CLERKS, refuse_own
from doudi.money.ledger.accounts import account
from doudi.money.ledger.models import Account, Entry, Kind
from doudi.money.ledger.posting import Reason, post, reverse
from doudi.money.recovery.models import Claim, Instalment, Plan, Receipt, WriteOff, WriteOffStage
from doudi.money.reserve.models import Draw, Outcome
from doudi.policy.question import yuan
from doudi.records.access import Act, action, one_seen_by, require
from doudi.records.areas.queries import district_of
from doudi.records.audit.trail import record
from doudi.records.hands import Step, refuse_hands, step_of
from doudi.records.refusals import BadInput, NotFound, Refusal, WrongPost

CASHIERS = ("finance_clerk",)  # it comes back into the district's account
PROPOSERS = ("district_clerk", "finance_clerk")
DECIDERS = ("district_decider",)
PROPOSE, DECIDE = "claims.propose_write_off", "claims.decide_write_off"
WRITE_OFF_STEPS = (
    Step(PROPOSE, "提出核销", ("",), "proposed", PROPOSERS),
    Step(DECIDE, "决定核销", ("proposed",), "decided", DECIDERS,
         {PROPOSE: "这份核销由您本人提出，须由另一人决定，换一个账号也不行。"}, pays=True),
)  # fmt: skip


class AlreadyClaimed(Refusal):
    """已登记追缴：what was paid first is claimed once."""


class ClaimMet(Refusal):
    """已经结清：nothing is left to give back."""


class MoreThanLeft(Refusal):
    """超过未追回的数额：more is not taken than is owed."""


class VoucherUsed(Refusal):
    """这张单据已经登记过：the same payment is not counted twice."""


class ElsewhereKept(Refusal):
    """账在别处：the household has moved; the district keeps the claim's account."""


@action
def claim_draw(*, draw: UUID, by: Act) -> Claim:
    """登记追缴 of urgent aid that was refused afterwards; the ledger has held it as 应追回 since. Raises AlreadyClaimed."""
    held: Draw = one_seen_by(Draw.objects.select_related("household", "payee"), by.scope, pk=draw)
    require(by, *CLERKS, at=held.area_id)
    refuse_own(held.household, by)
    if held.outcome != Outcome.REFUSED:
        raise BadInput("只有不予确认的先行救助才需追回。")
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                area_id=held.household.area_id,
                household=held.household,
                person=held.payee,
                person_name=held.payee.name,
                draw=held,
                account=account(Kind.RECOVERY, held.area_id, person=held.payee_id),
                amount_fen=held.amount_fen,
                left_fen=held.amount_fen,
                opened_on=by.day,
            )
    except IntegrityError:
        raise AlreadyClaimed("这笔先行救助已经登记追缴，请在追缴台账上继续办理。") from None
    record(by=by, did="recovery.claimed", to=claim, draw=held.pk, amount_fen=claim.amount_fen)
    return claim


@action
def agree_plan(*, claim: UUID, instalments: Sequence[tuple[date, int]], agreed_by: str, by: Act) -> Plan:
    """约定分期归还: days and amounts that add up to what is left. A new plan takes the place of the last."""
    held = _locked(claim, by)
    require(by, *CLERKS, at=held.area_id)
    refuse_own(held.household, by)
    _refuse_met(held)
    if by.scope.natural_person is None:
        raise WrongPost("归还计划须由本人账号登记。")
    if not agreed_by.strip():
        raise BadInput("请写明同意这个计划的人：本人，或者继承人、代理人的姓名。")
    days = [day for day, _ in instalments]
    if not days or len(set(days)) != len(days) or min(days) < by.day:
        raise BadInput("请逐期填写归还日期：不早于今天，日期不重复。")
    if any(fen <= 0 for _, fen in instalments) or sum(fen for _, fen in instalments) != held.left_fen:
        raise BadInput(f"各期金额应大于零，合计等于未追回的 {yuan(held.left_fen)} 元。")
    plan = Plan.objects.create(
        claim=held,
        area_id=held.area_id,
        number=held.plans.count() + 1,
        agreed_on=by.day,
        agreed_by=agreed_by.strip(),
        made_by=by.scope.natural_person,
        made_by_name=by.scope.name,
    )
    Instalment.objects.bulk_create(
        [Instalment(plan=plan, area_id=held.area_id, due_on=day, amount_fen=fen) for day, fen in instalments]
    )
    record(by=by, did="recovery.plan_agreed", to=plan, claim=held.pk, instalments=len(days))
    return plan


@action
def receive(*, claim: UUID, amount_fen: int, received_on: date, voucher: str, by: Act) -> Receipt:
    """登记收回: money back into the district's pool, with the number of its voucher. MoreThanLeft, VoucherUsed."""
    held = _locked(claim, by)
    require(by, *CASHIERS, at=held.area_id)
    _refuse_met(held)
    if by.scope.natural_person is None:
        raise WrongPost("收回的款须由本人账号登记。")
    if amount_fen <= 0 or not voucher.strip():
        raise BadInput("请填写金额和缴款书（收据）号。")
    if not held.opened_on <= received_on <= by.day:
        raise BadInput(f"收款日期应在登记追缴之日 {held.opened_on} 和今天之间。")
    if amount_fen > held.left_fen:
        raise MoreThanLeft(f"只剩 {yuan(held.left_fen)} 元未追回，不能多收：请核对金额。")
    pool = account(Kind.POOL, district_of(held.account.area_id, by.day))
    reason = Reason("recovery", f"收回：{held.person_name}（{voucher.strip()}）", "", "claim", held.pk)
    entry = post(reason, [(pool, amount_fen), (held.account, -amount_fen)], area=held.area_id, by=by)
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(
                claim=held,
                area_id=held.area_id,
                amount_fen=amount_fen,
                received_on=received_on,
                voucher=voucher.strip(),
                entry=entry.pk,
                received_by=by.scope.natural_person,
                received_by_name=by.scope.name,
            )
    except IntegrityError:
        raise VoucherUsed(f"单据 {voucher.strip()} 在这件追缴上已经登记过，没有再记。") from None
    _less(held, amount_fen, by)
    record(by=by, did="recovery.received", to=receipt, claim=held.pk, amount_fen=amount_fen)
    return receipt


@action
def take_back_receipt(*, receipt: UUID, why: str, by: Act) -> Receipt:
    """冲销收款 that was written by mistake: its entry is reversed and the claim stands open again."""
    seen = one_seen_by(Receipt.objects.all(), by.scope, pk=receipt)
    held = _locked(seen.claim_id, by)
    require(by, "finance_clerk", at=held.area_id)
    taken: Receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt)
    if taken.taken_back_on is not None:
        raise BadInput(f"这笔收款已于 {taken.taken_back_on} 冲销，请刷新页面。")
    if not why.strip():
        raise BadInput("请写明冲销的原因。")
    reverse(Entry.objects.get(pk=taken.entry), why.strip(), by=by)
    taken.taken_back_on, taken.taken_back_because = by.day, why.strip()
    taken.save(update_fields=["taken_back_on", "taken_back_because"])
    _less(held, -taken.amount_fen, by)
    record(by=by, did="recovery.receipt_taken_back", to=taken, why=why.strip(), claim=held.pk)
    return taken


@action
def propose_write_off(*, claim: UUID, amount_fen: int, why: str, document: str, by: Act) -> WriteOff:
    """提出核销 of what is left or a part of it, with the papers that it rests on."""
    held = _locked(claim, by)
    require(by, *PROPOSERS, at=held.area_id)
    refuse_own(held.household, by)
    _refuse_met(held)
    if by.scope.natural_person is None:
        raise WrongPost("核销须由本人账号提出。")
    if not why.strip() or not document.strip():
        raise BadInput("请写明无法追回的理由和依据材料。")
    if not 0 < amount_fen <= held.left_fen:
        raise MoreThanLeft(f"核销金额应大于零，不超过未追回的 {yuan(held.left_fen)} 元。")
    if held.write_offs.filter(stage=WriteOffStage.PROPOSED).exists():
        raise BadInput("已有一份核销待决定，请先决定。")
    asked = WriteOff.objects.create(
        claim=held,
        area_id=held.area_id,
        amount_fen=amount_fen,
        why=why.strip(),
        document=document.strip(),
        proposed_on=by.day,
        proposed_by=by.scope.natural_person,
        proposed_by_name=by.scope.name,
    )
    record(
        by=by,
        did="recovery.write_off_proposed",
        to=asked,
        why=why.strip(),
        claim=held.pk,
        amount_fen=amount_fen,
    )
    return asked


@action
def decide_write_off(*, write_off: UUID, granted: bool, opinion: str, by: Act) -> WriteOff:
    """决定核销 by another natural person: the claim is less by it, the ledger keeps it as 核销. Raises SamePerson."""
    seen = one_seen_by(WriteOff.objects.all(), by.scope, pk=write_off)
    held = _locked(seen.claim_id, by)
    require(by, *DECIDERS, at=held.area_id)
    refuse_own(held.household, by)
    asked: WriteOff = WriteOff.objects.select_for_update(of=("self",)).get(pk=write_off)
    if asked.stage != WriteOffStage.PROPOSED:
        raise ClaimMet(f"这份核销{asked.decided_by_name}已办为“{asked.stage_title}”，请刷新页面。")
    refuse_hands(step_of(WRITE_OFF_STEPS, DECIDE), {PROPOSE: (asked.proposed_by,)}, by)
    if not opinion.strip():
        raise BadInput("请写明决定意见。")
    if granted:
        _write_off(held, asked, by)
    asked.stage = WriteOffStage.GRANTED if granted else WriteOffStage.REFUSED
    asked.opinion, asked.decided_on = opinion.strip(), by.day
    asked.decided_by, asked.decided_by_name = by.scope.natural_person, by.scope.name
    asked.save()
    record(by=by, did="recovery.write_off_decided", to=asked, why=opinion.strip(), granted=granted)
    return asked


def _write_off(held: Claim, asked: WriteOff, by: Act) -> None:
    if asked.amount_fen > held.left_fen:
        raise MoreThanLeft(
            f"提出以后又收回了款，只剩 {yuan(held.left_fen)} 元：请不予核销，按新的数额另行提出。"
        )
    reason = Reason("recovery", f"核销：{held.person_name}（{asked.document}）", "", "claim", held.pk)
    lost = account(Kind.WRITTEN_OFF, held.account.area_id)
    post(reason, [(lost, asked.amount_fen), (held.account, -asked.amount_fen)], area=held.area_id, by=by)
    _less(held, asked.amount_fen, by)


def _less(held: Claim, fen: int, by: Act) -> None:
    held.left_fen -= fen
    held.closed_on = None if held.left_fen else by.day
    held.save(update_fields=["left_fen", "closed_on"])


def _refuse_met(held: Claim) -> None:
    if held.left_fen == 0:
        raise ClaimMet(f"这件追缴已于 {held.closed_on} 结清。")


def _locked(which: UUID, by: Act) -> Claim:
    """The claim in scope with its account, its row locked. NotFound, ElsewhereKept."""
    rows = Claim.objects.seen_by(by.scope).select_for_update(of=("self",)).select_related("household")
    held: Claim | None = rows.filter(pk=which).first()
    if held is None:
        raise NotFound
    if not Account.objects.seen_by(by.scope).filter(pk=held.account_id).exists():
        raise ElsewhereKept("这户已迁来，追缴的账仍在原乡镇：请区财政或区民政办理。")
    return held
