"""决定办理：refusing, sending back, taking back before service, correcting a slip, and service, which ends the case."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import WrongStage, move, told
from doudi.casework.confirmation.deciding import (
    AFTER,
    DECIDERS,
    decide,
    decision_in_force,
    standing_resolution,
    take_decision_back,
)
from doudi.casework.confirmation.models import Decision, Level, Outcome
from doudi.casework.confirmation.procedure import power
from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput

SERVERS = ("township_reviewer", *CLERKS)
NEVER_CORRECTED = (
    *("outcome", "scheme", "persons", "monthly_fen", "on", "at", "decided_by", "decided_by_name"),
    *("level", "authorised_by", "clauses", "number"),
)
ENDED = {Stage.CONFIRMED: Stage.GRANTED, Stage.REFUSED: Stage.DECLINED}


@action
def refuse(*, case: UUID, opinion: str, expected: int | None = None, by: Act) -> Decision:
    """决定不予确认, as the panel resolved; in writing within three working days (民发〔2021〕57号 第二十一条)."""
    held, decision = decide(case=case, outcome=Outcome.REFUSE, opinion=opinion, expected=expected, by=by)
    record(by=by, did="confirmation.refused", to=decision, case=held.pk, number=decision.number)
    return decision


@action
def send_back(*, case: UUID, why: str, expected: int | None = None, by: Act) -> Case:
    """确认人退回: who decides finds a doubt; the township looks again (民发〔2021〕57号 第二十条)."""
    held, _ = take_up(case, *DECIDERS.values(), expected=expected, by=by)
    if held.stage != Stage.REVIEWED:
        raise WrongStage(f"{told(held)}，不能退回：请刷新页面，看清后再办。")
    level = power(held, standing_resolution(held).scheme, by.day).level
    require(by, DECIDERS[level], at=held.area_id)
    if not why.strip():
        raise BadInput("请写明退回的理由。")
    held = move(held, Stage.ACCEPTED, why=why.strip(), by=by)
    record(by=by, did="confirmation.sent_back", to=held, why=why.strip())
    return held


@action
def take_back(*, case: UUID, why: str, expected: int | None = None, by: Act) -> Decision:
    """收回未送达的决定: the case stands reviewed again, and the decision keeps that and why."""
    held, decision = take_decision_back(case=case, why=why, expected=expected, by=by)
    record(by=by, did="confirmation.taken_back", to=decision, why=why.strip(), case=held.pk)
    return decision


@action
def correct(
    *,
    case: UUID,
    why: str,
    opinion: str | None = None,
    facts: Sequence[str] | None = None,
    reasons: Sequence[str] | None = None,
    expected: int | None = None,
    by: Act,
) -> Decision:
    """更正笔误: a new version of the decision's wording with the reason. Outcome, scheme, people and amount cannot be
    changed by it; the database refuses that as well. By who decides at that level.
    """
    held, _ = take_up(case, *DECIDERS.values(), expected=expected, by=by)
    old = decision_in_force(held)
    if old is None:
        raise WrongStage(f"{told(held)}，没有可以更正的决定：请刷新页面，看清后再办。")
    require(by, DECIDERS[Level(old.level)], at=held.area_id)
    if not why.strip() or (opinion, facts, reasons) == (None, None, None):
        raise BadInput("请写明更正的原因和更正后的文字。")
    old.replaced_at = by.at
    old.save(update_fields=["replaced_at"])
    fixed = {name: getattr(old, name) for name in NEVER_CORRECTED}
    new = Decision.objects.create(
        case=held,
        area_id=held.area_id,
        resolution=old.resolution,
        assessment=old.assessment,
        opinion=old.opinion if opinion is None else opinion.strip(),
        facts=old.facts if facts is None else list(facts),
        reasons=old.reasons if reasons is None else list(reasons),
        corrects=old,
        corrected_because=why.strip(),
        **fixed,
    )
    record(by=by, did="confirmation.corrected", to=new, why=why.strip(), case=held.pk, corrects=old.pk)
    return new


@action
def serve(*, case: UUID, on: date, expected: int | None = None, by: Act) -> Case:
    """送达告知书: the day from which the remedies run, and the end of the case."""
    held, _ = take_up(case, *SERVERS, expected=expected, by=by)
    decision = decision_in_force(held)
    if held.stage not in AFTER.values() or decision is None:
        raise WrongStage(f"{told(held)}，没有要送达的决定：请刷新页面，看清后再办。")
    if not decision.on <= on <= by.day:
        raise BadInput(f"送达日期应在决定之日 {decision.on} 和今天之间。")
    held = move(held, ENDED[Stage(held.stage)], on=on, by=by)
    record(by=by, did="confirmation.served", to=decision, case=held.pk, on=on)
    return held
