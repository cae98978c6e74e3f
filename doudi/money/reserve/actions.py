"""备用金办理：opened by the district, replenished on request by another person, counted each month."""

from datetime import timedelta

from doudi.money.ledger.accounts import account
from doudi.money.ledger.models import Kind
from doudi.money.ledger.posting import Reason, post
from doudi.money.ledger.queries import balance_on
from doudi.money.reserve.models import CashCount, Fund, Replenishment
from doudi.money.reserve.queries import overdue
from doudi.policy.days import Month
from doudi.records.access import Act, action, one_seen_by, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import TOWNSHIP_KINDS, district_of, period_of
from doudi.records.audit.trail import record
from doudi.records.hands import Step, refuse_hands, step_of
from doudi.records.refusals import BadInput, Refusal, WrongPost

ASK, RELEASE = "actions.ask", "actions.release"
FUND_STEPS = (
    Step(ASK, "申请补充备用金", ("",), "asked", ("township_cashier",)),
    Step(
        RELEASE,
        "拨付备用金",
        ("asked",),
        "released",
        ("finance_releaser",),
        bars={ASK: "补充由您本人申请，须由另一人拨付。"},
        pays=True,
    ),
)
CASHIERS = step_of(FUND_STEPS, ASK).posts
RELEASERS = step_of(FUND_STEPS, RELEASE).posts
FINANCE = ("finance_clerk",)


class AlreadyOpen(Refusal):
    """已有备用金：a township has one fund."""


class PaperworkOverdue(Refusal):
    """手续逾期：no fund is replenished while the paperwork of an urgent aid is overdue."""


class AlreadyAsked(Refusal):
    """已在申请：one request at a time."""


class AlreadyAnswered(Refusal):
    """已经答复：somebody else has answered this request."""


class AlreadyCounted(Refusal):
    """本月已盘点：a month is counted once."""


@action
def open_fund(*, township: Area, document: str, by: Act) -> Fund:
    """设立备用金 of a township, empty; the first money comes by `ask` and `release`, as all later money."""
    require(by, *FINANCE, at=township.pk)
    if period_of(township.pk, by.day).kind not in TOWNSHIP_KINDS:
        raise BadInput("备用金设在乡镇（街道）。")
    if not document.strip():
        raise BadInput("请写明设立备用金的文号。")
    if Fund.objects.filter(area=township).exists():
        raise AlreadyOpen("这个乡镇（街道）已经设立备用金。")
    fund = Fund.objects.create(area=township, opened_on=by.day, document=document.strip())
    account(Kind.RESERVE, township.pk)
    record(by=by, did="reserve.opened", to=fund, document=document.strip())
    return fund


@action
def ask(*, fund: Fund, amount_fen: int, why: str, by: Act) -> Replenishment:
    """申请补充. Raises PaperworkOverdue, AlreadyAsked."""
    require(by, *CASHIERS, at=fund.area_id)
    if by.scope.natural_person is None:
        raise WrongPost("申请补充备用金须由本人账号办理。")
    if amount_fen <= 0 or not why.strip():
        raise BadInput("请写明补充金额和事由。")
    held: Fund = Fund.objects.select_for_update().get(pk=fund.pk)
    _refuse_overdue(held, by)
    if Replenishment.objects.filter(fund=held, answered_on__isnull=True).exists():
        raise AlreadyAsked("已有一份补充申请等待区里答复，请先等答复。")
    request = Replenishment.objects.create(
        area_id=held.area_id,
        fund=held,
        amount_fen=amount_fen,
        why=why.strip(),
        asked_on=by.day,
        asked_by=by.scope.natural_person,
        asked_by_name=by.scope.name,
    )
    record(by=by, did="reserve.asked", to=request, amount_fen=amount_fen, why=why.strip())
    return request


@action
def release(*, request: Replenishment, by: Act) -> Replenishment:
    """拨付补充 out of the district's pool, by another natural person. Raises NotEnough, PaperworkOverdue."""
    held = _unanswered(request, by)
    _refuse_overdue(held.fund, by)
    district = district_of(held.area_id, by.day)
    reason = Reason("replenishment", f"补充备用金：{held.why}", about_kind="replenishment", about=held.pk)
    moves = [
        (account(Kind.RESERVE, held.area_id), held.amount_fen),
        (account(Kind.POOL, district), -held.amount_fen),
    ]
    held.entry = post(reason, moves, area=held.area_id, by=by)
    _answer(held, by)
    record(by=by, did="reserve.released", to=held, amount_fen=held.amount_fen, entry=held.entry.pk)
    return held


@action
def refuse(*, request: Replenishment, why: str, by: Act) -> Replenishment:
    """不予补充, with the reason."""
    held = _unanswered(request, by)
    if not why.strip():
        raise BadInput("请写明不予补充的原因。")
    held.refused_because = why.strip()
    _answer(held, by)
    record(by=by, did="reserve.refused", to=held, why=why.strip())
    return held


@action
def count_cash(
    *, fund: Fund, month: str, counted_fen: int, witnessed_by: str, explanation: str = "", by: Act
) -> CashCount:
    """月末盘点 of a month that has ended: what was counted against the ledger of its last day."""
    require(by, *CASHIERS, at=fund.area_id)
    if by.scope.natural_person is None:
        raise WrongPost("盘点须由本人账号办理。")
    last_day = Month.parse(month).next().first_day() - timedelta(days=1)
    if last_day > by.day or counted_fen < 0 or not witnessed_by.strip():
        raise BadInput("月份结束后再盘点，并写明实有金额和监盘人。")
    held: Fund = one_seen_by(Fund.objects.select_for_update(), by.scope, pk=fund.pk)
    if CashCount.objects.filter(fund=held, month=month).exists():
        raise AlreadyCounted(f"{month} 已经盘点过，请查看盘点记录。")
    ledger = balance_on(account(Kind.RESERVE, held.area_id), last_day, by)
    if ledger != counted_fen and not explanation.strip():
        raise BadInput("实有金额与账面不符，请写明差额原因和处理办法。")
    row = CashCount.objects.create(
        area_id=held.area_id,
        fund=held,
        month=month,
        counted_fen=counted_fen,
        ledger_fen=ledger,
        explanation=explanation.strip(),
        counted_on=by.day,
        counted_by=by.scope.natural_person,
        witnessed_by=witnessed_by.strip(),
    )
    record(by=by, did="reserve.counted", to=row, month=month, counted_fen=counted_fen, ledger_fen=ledger)
    return row


def _unanswered(request: Replenishment, by: Act) -> Replenishment:
    step = step_of(FUND_STEPS, RELEASE)
    require(by, *step.posts, at=request.area_id)
    held: Replenishment = Replenishment.objects.select_for_update().get(pk=request.pk)
    if held.answered_on is not None:
        raise AlreadyAnswered(f"{held.answered_by_name}已于 {held.answered_on} 答复，请刷新页面。")
    refuse_hands(step, {ASK: (held.asked_by,)}, by)
    return held


def _answer(held: Replenishment, by: Act) -> None:
    held.answered_on, held.answered_by = by.day, by.scope.natural_person
    held.answered_by_name = by.scope.name
    held.save()


def _refuse_overdue(fund: Fund, by: Act) -> None:
    late = overdue(by).filter(fund=fund).first()
    if late is not None:
        raise PaperworkOverdue(
            f"有先行救助的手续逾期未补（{late.payee}，期限 {late.paperwork_due}）：补齐后再申请补充。"
        )
