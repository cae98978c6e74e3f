"""后补追缴台账（D28）：the months, the decision, the plan and what came back, printed for the file of the household."""

from typing import Any
from uuid import UUID

from doudi.casework.cases.desk import CLERKS
from doudi.money.recovery.models import Claim, Reckoning, ReckoningStage, WriteOffStage
from doudi.money.recovery.queries import plan_of
from doudi.money.recovery.queries import reckoning as one_reckoning
from doudi.policy.days import Month
from doudi.records.access import Act, action, require
from doudi.records.areas.queries import district_of, period_of
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import FiledPaper
from doudi.records.refusals import BadInput

CODE = "D28"
AGAIN = "台账有新的收回、核销或计划"


@action
def issue_ledger(*, reckoning: UUID, by: Act) -> FiledPaper:
    """出具台账 of a decided reckoning as it stands today; printed again it takes the place of the last one."""
    held = one_reckoning(reckoning, by)
    require(by, *CLERKS, at=held.area_id)
    if held.stage != ReckoningStage.CONFIRMED:
        raise BadInput("决定以后才能出具台账。")
    folder = Folder(held.area_id, household=held.household)
    number = ledger_no(held)
    last = FiledPaper.objects.filter(
        household=held.household, code=CODE, number=number, replacement__isnull=True
    ).first()
    return issue_paper(
        code=CODE,
        data=ledger_form(held),
        dated=by.day,
        folder=folder,
        number=number,
        replaces=last.pk if last else None,
        why=AGAIN if last else "",
        by=by,
    )


def ledger_no(held: Reckoning) -> str:
    """The number of a reckoning in the ledger."""
    code = period_of(district_of(held.area_id, held.proposed_on), held.proposed_on).code[:6]
    return f"{code}-ZJ{held.proposed_on.year}-{held.pk.hex[:8].upper()}"


def ledger_form(held: Reckoning) -> dict[str, Any]:
    """The fields of D28."""
    district = district_of(held.area_id, held.proposed_on)
    claim = Claim.objects.filter(reckoning=held).first()
    told: dict[str, Any] = {
        "office": f"{period_of(district, held.proposed_on).name}民政局",
        "ledger_no": ledger_no(held),
        "person": claim.person_name if claim else held.award.head_name,
        "scheme": held.award.scheme_title,
        "cause": held.cause_title,
        "facts": [held.why],
        "months": [
            {
                "month": Month.of(row.month),
                "paid": row.paid_fen,
                "due": row.due_fen,
                "over": row.over_fen,
                "short": row.short_fen,
            }
            for row in held.months.order_by("month")
        ],
        "over_total": held.over_fen,
        "short_total": held.short_fen,
        "decided_on": held.decided_on,
        "decided_by": held.decided_by_name,
    }
    return told if claim is None else {**told, **_met(claim)}


def _met(claim: Claim) -> dict[str, Any]:
    plan = plan_of(claim)
    rows = [
        {"on": each.received_on, "what": "收回", "amount": each.amount_fen, "voucher": each.voucher}
        for each in claim.receipts.filter(taken_back_on__isnull=True)
    ] + [
        {"on": each.decided_on, "what": "核销", "amount": each.amount_fen, "voucher": each.document}
        for each in claim.write_offs.filter(stage=WriteOffStage.GRANTED)
    ]
    told: dict[str, Any] = {"left": claim.left_fen}
    if plan is not None:
        told["plan"] = [
            {"due_on": each.due_on, "amount": each.amount_fen} for each in plan.instalments.order_by("due_on")
        ]
    if rows:
        told["receipts"] = sorted(rows, key=lambda row: str(row["on"]))
    if claim.closed_on is not None:
        told["closed_on"] = claim.closed_on
    return told
