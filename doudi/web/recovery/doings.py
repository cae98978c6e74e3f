"""追缴所办：what each form on the page of a reckoning or of a claim orders, and to whom it is offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_noop

from doudi.casework.cases.desk import CLERKS
from doudi.money.recovery.claims import (
    CASHIERS,
    DECIDERS,
    PROPOSERS,
    agree_plan,
    decide_write_off,
    propose_write_off,
    receive,
    take_back_receipt,
)
from doudi.money.recovery.models import Claim, Reckoning, ReckoningStage, WriteOffStage
from doudi.money.recovery.papers import issue_ledger
from doudi.money.recovery.reckoning import DECIDERS as RECKONING_DECIDERS
from doudi.money.recovery.reckoning import confirm_reckoning, drop_reckoning
from doudi.policy.days import months_after
from doudi.records.access import Act
from doudi.web.typed import Typed

Answer = Mapping[str, Any] | None
MOST_PARTS = 120  # ten years of months: more is a slip of the pen


def offered_on_reckoning(held: Reckoning, by: Act) -> tuple[str, ...]:
    """The forms that the officer at hand may use now."""
    here = held.area_id
    clerk, decider = by.scope.holds(*CLERKS, at=here), by.scope.holds(*RECKONING_DECIDERS, at=here)
    if held.stage == ReckoningStage.PROPOSED:
        own = by.scope.natural_person == held.proposed_by
        return (*(("confirm",) if decider and not own else ()), *(("drop",) if clerk or decider else ()))
    return ("paper",) if clerk and held.stage == ReckoningStage.CONFIRMED else ()


def offered_on_claim(held: Claim, by: Act) -> tuple[str, ...]:
    """The forms that the officer at hand may use now; a claim that is met takes only a receipt back."""
    here = held.area_id
    cashier = by.scope.holds(*CASHIERS, at=here)
    offered = ["take-back"] if cashier else []
    if held.left_fen == 0:
        return tuple(offered)
    asked = held.write_offs.filter(stage=WriteOffStage.PROPOSED).first()
    if cashier:
        offered.insert(0, "receive")
    if by.scope.holds(*CLERKS, at=here):
        offered.append("plan")
    if asked is None and by.scope.holds(*PROPOSERS, at=here):
        offered.append("write-off")
    if asked is not None and asked.proposed_by != by.scope.natural_person:
        offered += ["decide"] if by.scope.holds(*DECIDERS, at=here) else []
    return tuple(offered)


def _confirm(held: Reckoning, typed: Typed, by: Act) -> Answer:
    opinion = typed.text("opinion", gettext("请写明决定意见。"))
    typed.refuse_wrong()
    claim = confirm_reckoning(reckoning=held.pk, opinion=opinion, expected=typed.expected, by=by)
    return {"claim": str(claim.pk)} if claim else None


def _drop(held: Reckoning, typed: Typed, by: Act) -> Answer:
    why = typed.text("why", gettext("请写明撤回的原因。"))
    typed.refuse_wrong()
    drop_reckoning(reckoning=held.pk, why=why, expected=typed.expected, by=by)
    return None


def _paper(held: Reckoning, typed: Typed, by: Act) -> Answer:
    return {"paper": str(issue_ledger(reckoning=held.pk, by=by).pk)}


RECKONING_ORDERS: dict[str, tuple[Callable[[Reckoning, Typed, Act], Answer], str]] = {
    "confirm": (_confirm, gettext_noop("已决定。")),
    "drop": (_drop, gettext_noop("核算已撤回。")),
    "paper": (_paper, gettext_noop("台账已出具，可打印。")),
}


def _plan(held: Claim, typed: Typed, by: Act) -> None:
    agreed_by = typed.text("agreed_by", gettext("请写明同意这个计划的人。"))
    parts = _written_parts(typed) if typed.long_text("parts") else _monthly_parts(held, typed)
    typed.refuse_wrong()
    agree_plan(claim=held.pk, instalments=parts, agreed_by=agreed_by, by=by)


def _monthly_parts(held: Claim, typed: Typed) -> list[tuple[date, int]]:
    """The same amount each month from the first day on; the last takes the rest."""
    first, each = typed.day("first"), typed.fen("each")
    if not typed.errors and held.left_fen > max(each, 0) * MOST_PARTS:
        typed.wrong("each", gettext("每期金额太小：最多分 %(n)s 期。") % {"n": MOST_PARTS})
    if typed.errors:
        return []
    parts: list[tuple[date, int]] = []
    left = held.left_fen
    while left > 0:
        parts.append((months_after(first, len(parts)), min(each, left)))
        left -= each
    return parts


def _written_parts(typed: Typed) -> list[tuple[date, int]]:
    """One instalment a line: its day and its amount."""
    parts = []
    for number, line in enumerate(typed.long_text("parts").splitlines(), start=1):
        cells = line.split()
        one = typed.fields.copy()
        one["day"], one["fen"] = (*cells, "", "")[:2]
        read = Typed(one)
        parts.append((read.day("day"), read.fen("fen")))
        if read.errors or len(cells) != 2:
            told = gettext("第 %(n)s 行要写成“2026-11-10 300”的样子：日期、空格、金额。")
            typed.wrong("parts", told % {"n": number})
    return parts


def _receive(held: Claim, typed: Typed, by: Act) -> None:
    amount, on = typed.fen("amount"), typed.day("on")
    voucher = typed.text("voucher", gettext("请写缴款书或收据号。"))
    typed.refuse_wrong()
    receive(claim=held.pk, amount_fen=amount, received_on=on, voucher=voucher, by=by)


def _take_back(held: Claim, typed: Typed, by: Act) -> None:
    receipt = typed.choice(
        "receipt", [str(each.pk) for each in held.receipts.all()], gettext("请选要冲销的收款。")
    )
    why = typed.text("why", gettext("请写明冲销的原因。"))
    typed.refuse_wrong()
    which = next(each.pk for each in held.receipts.all() if str(each.pk) == receipt)
    take_back_receipt(receipt=which, why=why, by=by)


def _write_off(held: Claim, typed: Typed, by: Act) -> None:
    amount = typed.fen("amount")
    why = typed.text("why", gettext("请写明无法追回的理由。"))
    document = typed.text("document", gettext("请写明依据材料。"))
    typed.refuse_wrong()
    propose_write_off(claim=held.pk, amount_fen=amount, why=why, document=document, by=by)


def _decide(held: Claim, typed: Typed, by: Act) -> None:
    which = typed.id("write_off")
    granted = typed.choice("granted", ("yes", "no"), gettext("请选同意或不同意。"))
    opinion = typed.text("opinion", gettext("请写明决定意见。"))
    typed.refuse_wrong()
    decide_write_off(write_off=which, granted=granted == "yes", opinion=opinion, by=by)


CLAIM_ORDERS: dict[str, tuple[Callable[[Claim, Typed, Act], None], str]] = {
    "plan": (_plan, gettext_noop("归还计划已登记。")),
    "receive": (_receive, gettext_noop("收回的款已记账。")),
    "take-back": (_take_back, gettext_noop("收款已冲销。")),
    "write-off": (_write_off, gettext_noop("核销已提出，等另一人决定。")),
    "decide": (_decide, gettext_noop("核销已决定。")),
}
