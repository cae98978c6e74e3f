"""说明与结论：what the family says about a discrepancy, and how the centre settles it, by two natural persons."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.stages import WrongStage, told
from doudi.casework.verification.findings import Conclusion, Discrepancy, Explanation, Outcome
from doudi.casework.verification.requests import RequestClosed, locked_requests
from doudi.casework.verification.sources import exemptions, source
from doudi.records.access import Act, action, one_seen_by, require
from doudi.records.audit.trail import record
from doudi.records.evidence.actions import Said, note_many
from doudi.records.evidence.models import CONCLUDED
from doudi.records.refusals import BadInput, Refusal, SamePerson
from doudi.records.vault.secret import Secret

CLERK, LEAD = "verification_clerk", "verification_lead"
MOST_FEN = 10**13


class NotYetHeard(Refusal):
    """还没有听取说明：the family is heard, or has let its days pass, before anything is concluded against it."""


class AlreadyConcluded(Refusal):
    """已有结论：a proposal stands, or is confirmed."""


class NothingProposed(Refusal):
    """没有待复核的结论：there is nothing to confirm or return."""


@dataclass(frozen=True, slots=True)
class Settled:
    """拟定的内容: the outcome, the value where it is neither the found nor the declared one, clause, reason, and
    whether the declaration was false.
    """

    outcome: Outcome
    why: str
    value: int | str | bool | None = None
    exemption: str = ""
    false_declaration: bool = False


@action
def explain(
    *,
    discrepancy: UUID,
    said_by: str,
    said_on: date,
    account: str,
    proofs: str = "",
    expected: int | None = None,
    by: Act,
) -> Explanation:
    """登记家庭说明 at the township, with the proofs that were brought. More than one may stand."""
    row = _seen(discrepancy, by)
    held, _ = take_up(row.request.case_id, *CLERKS, expected=expected, by=by)
    if held.ended:
        raise WrongStage(f"{told(held)}，不再登记说明。")
    if row.request.closed_on is not None:
        raise RequestClosed(f"委托 {row.request.number} 已经办结，说明请在复核申请中提出。")
    if not said_by.strip() or not account.strip():
        raise BadInput("请写明由谁说明、怎样说明。")
    if not row.found_on <= said_on <= by.day:
        raise BadInput(f"说明日期应在发现日 {row.found_on} 和今天之间。")
    kept = Explanation.objects.create(
        discrepancy=row,
        area_id=row.area_id,
        said_by=said_by.strip(),
        said_on=said_on,
        account=Secret(account.strip()),
        proofs=proofs.strip(),
        at=by.at,
        taken_by=by.scope.name,
    )
    record(by=by, did="verification.explained", to=kept, case=held.pk, said_on=said_on)
    return kept


@action
def propose(*, discrepancy: UUID, settled: Settled, by: Act) -> Conclusion:
    """拟定结论 by a clerk of the centre, after the family was heard or its days passed.

    Raises NotYetHeard, AlreadyConcluded, BadInput.
    """
    row = _locked(discrepancy, CLERK, by)
    heard = Explanation.objects.filter(discrepancy=row).exists()
    if not heard and by.day <= row.explain_by:
        raise NotYetHeard(f"家庭可以说明到 {row.explain_by}，还没有收到说明：收到说明或过了这天再拟结论。")
    if Conclusion.objects.filter(discrepancy=row, returned_because="").exists():
        raise AlreadyConcluded("这一项已经拟定结论，请等复核，或刷新页面看结果。")
    value, clause = _value(row, settled)
    assert by.scope.natural_person is not None  # a post is held by somebody
    kept = Conclusion.objects.create(
        discrepancy=row,
        area_id=row.area_id,
        outcome=settled.outcome,
        value=value,
        clause=clause,
        why=settled.why.strip(),
        false_declaration=settled.false_declaration,
        proposed_at=by.at,
        proposed_name=by.scope.name,
        proposed_by=by.scope.natural_person,
    )
    record(by=by, did="verification.proposed", to=kept, outcome=str(settled.outcome), fact=row.fact)
    return kept


@action
def confirm(*, conclusion: UUID, by: Act) -> Conclusion:
    """复核结论 by a lead who is another natural person; what is concluded becomes evidence. Raises SamePerson."""
    held = _proposal(conclusion, by)
    held.confirmed_at, held.confirmed_name = by.at, by.scope.name
    held.confirmed_by = by.scope.natural_person
    held.save(update_fields=["confirmed_at", "confirmed_name", "confirmed_by"])
    note_many(said=[_evidence(held, by)], by=by)
    record(
        by=by,
        did="verification.concluded",
        to=held,
        outcome=held.outcome,
        fact=held.discrepancy.target,
        false_declaration=held.false_declaration,
    )
    return held


@action
def return_proposal(*, conclusion: UUID, why: str, by: Act) -> Conclusion:
    """退回拟定的结论 with the reason; the clerk proposes anew."""
    held = _proposal(conclusion, by)
    if not why.strip():
        raise BadInput("请写明退回的原因。")
    held.returned_because = why.strip()
    held.save(update_fields=["returned_because"])
    record(by=by, did="verification.proposal_returned", to=held, why=why.strip())
    return held


def _seen(which: UUID, by: Act) -> Discrepancy:
    found: Discrepancy = one_seen_by(Discrepancy.objects.select_related("request"), by.scope, id=which)
    return found


def _locked(which: UUID, post: str, by: Act) -> Discrepancy:
    """An open discrepancy, its request locked, for this post of the centre."""
    row = _seen(which, by)
    require(by, post, at=row.area_id)
    locked_requests([row.request_id], by)
    row = _seen(which, by)
    if row.gone_on is not None:
        raise AlreadyConcluded(f"这一项已于 {row.gone_on} 因新的答复消除，不用结论。")
    return row


def _proposal(which: UUID, by: Act) -> Conclusion:
    seen: Conclusion = one_seen_by(Conclusion.objects.all(), by.scope, id=which)
    _locked(seen.discrepancy_id, LEAD, by)
    held = Conclusion.objects.select_related("discrepancy__request__case__household").get(pk=which)
    if held.confirmed_at is not None or held.returned_because:
        raise NothingProposed("这条结论已经复核或退回，请刷新页面。")
    if held.proposed_by == by.scope.natural_person:
        raise SamePerson("拟定和复核必须是两个人：这条结论是您拟定的，请由另一位负责人复核。")
    return held


def _value(row: Discrepancy, settled: Settled) -> tuple[Any, str]:
    """The value that counts, and the clause. BadInput for what does not go together."""
    if not settled.why.strip():
        raise BadInput("请写明结论的理由。")
    if settled.false_declaration and settled.outcome not in (Outcome.REGISTER, Outcome.OTHER):
        raise BadInput("说明成立或属豁免的，不能同时认定虚假申报。")
    if settled.outcome == Outcome.REGISTER:
        return row.found_value, source(row.source).document
    if settled.outcome == Outcome.DECLARED:
        return row.declared_value, ""
    value = settled.value
    same_sort = type(value) is type(row.found_value)
    if value is None or not same_sort or (isinstance(value, int) and not 0 <= value <= MOST_FEN):
        raise BadInput("请填写认定的数值：数量写整数，金额写元，不能小于零。")
    if settled.outcome == Outcome.OTHER:
        return value, ""
    allowed = next(
        (each for each in exemptions() if (each.fact, each.code) == (row.target, settled.exemption)), None
    )
    if allowed is None:
        raise BadInput("请选择按哪一条豁免；没有依据的不能豁免。")
    if isinstance(value, int) and value >= row.found_value:
        raise BadInput("豁免以后的数值应小于登记的数值，请核对。")
    return value, f"{allowed.title}：{allowed.clause}{allowed.mark}"


def _evidence(held: Conclusion, by: Act) -> Said:
    row = held.discrepancy
    about = row.request.case.household if row.subject is None else row.subject.person or row.subject.supporter
    assert about is not None
    return Said(
        about,
        row.target,
        CONCLUDED,
        f"核对中心（{held.proposed_name}、{held.confirmed_name}）",
        said_on=by.day,
        holds_on=row.found_on,
        value=held.value,
        note=held.get_outcome_display(),
    )
