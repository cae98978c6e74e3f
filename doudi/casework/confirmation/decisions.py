"""决定办理：refusing, sending back, taking back before service, correcting a slip."""

from collections.abc import Sequence
from uuid import UUID

from doudi.casework.cases.desk import take_up
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import WrongStage, move, told
from doudi.casework.confirmation.deciding import (
    DECIDERS,
    decide,
    decision_in_force,
    standing_resolution,
    take_decision_back,
)
from doudi.casework.confirmation.models import Decision, Level, Outcome
from doudi.casework.confirmation.notices import issue_notice, reissue_notice
from doudi.casework.confirmation.procedure import power
from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput

NEVER_CORRECTED = (
    *("outcome", "scheme", "persons", "monthly_fen", "on", "at", "decided_by", "decided_by_name"),
    *("level", "authorised_by", "clauses", "number"),
)


@action
def refuse(*, case: UUID, opinion: str, expected: int | None = None, by: Act) -> Decision:
    """决定不予确认, as the panel resolved; in writing within three working days (民发〔2021〕57号 第二十一条)."""
    held, decision = decide(case=case, outcome=Outcome.REFUSE, opinion=opinion, expected=expected, by=by)
    issue_notice(held, decision, by=by)
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
    """收回未送达的不予确认: the case stands reviewed again, and the decision keeps that and why. A grant is taken
    back with its awards (`awards.actions.take_back`).
    """
    held, decision = take_decision_back(case=case, why=why, expected=expected, by=by)
    if decision.outcome == Outcome.GRANT:
        raise WrongStage("确认已经开立待遇：请在待遇里收回，待遇一并撤销。")
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
    reissue_notice(held, new, why.strip(), by=by)
    record(by=by, did="confirmation.corrected", to=new, why=why.strip(), case=held.pk, corrects=old.pk)
    return new
