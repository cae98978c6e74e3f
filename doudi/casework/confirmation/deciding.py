"""作出决定：what every decision needs, grant or refusal, and what taking one back undoes.

Lower functions: an action calls them inside its transaction and records. `awards.actions.confirm` grants by `decide`;
`decisions.refuse` refuses by it.
"""

from uuid import UUID

from doudi.casework.assessment.freezing import still_holds
from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.queries import reread
from doudi.casework.cases.desk import person_of, take_up
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import WrongStage, move, told
from doudi.casework.confirmation.grounds import Grounds, grounds
from doudi.casework.confirmation.models import Decision, Level, Outcome, Resolution
from doudi.casework.confirmation.notices import served_day
from doudi.casework.confirmation.procedure import Power, power
from doudi.casework.confirmation.proposals import StaleAssessment
from doudi.casework.confirmation.recusing import who_prepared
from doudi.records.access import Act, acting_as, require
from doudi.records.documents.queries import require_scan_of_matter
from doudi.records.refusals import BadInput, Refusal, SamePerson

DECIDERS = {Level.TOWNSHIP: "township_decider", Level.DISTRICT: "district_decider"}
MINUTES = "D12"
AFTER = {Outcome.GRANT: Stage.CONFIRMED, Outcome.REFUSE: Stage.REFUSED}


class NotAsResolved(Refusal):
    """与联审决议不符：who disagrees with the panel sends the case back; nobody decides past it."""


class WrongLevel(Refusal):
    """不由本级确认：the place's value names another level for this scheme on this day."""


class NotReproducible(Refusal):
    """裁量复算不一致：the law no longer gives the bytes on which the panel voted."""


def decide(
    *, case: UUID, outcome: Outcome, opinion: str, expected: int | None = None, by: Act
) -> tuple[Case, Decision]:
    """Decide as resolved: the locked case, moved to 已确认 or 不予确认, and its decision.

    By a person at the level that the place names for the scheme today, two-factor, who took no part in preparing it.
    The assessment is read again: the same bytes, and today's facts still give the same. Raises WrongStage,
    NotAsResolved, WrongLevel, SamePerson, ScanMissing (the minutes, unsigned), NotReproducible,
    StaleAssessment, OwnCase, OwnRelative.
    """
    held, wide = take_up(case, *DECIDERS.values(), expected=expected, by=by)
    if held.stage != Stage.REVIEWED:
        raise WrongStage(f"{told(held)}，不能作出决定：请刷新页面，看清后再办。")
    if not opinion.strip():
        raise BadInput("请写明审核确认意见。")
    resolution = standing_resolution(held)
    if outcome != resolution.outcome:
        raise NotAsResolved("联审决议与您要作的决定不同：不同意决议的，请写明理由退回，不能另作决定。")
    holding = power(held, resolution.scheme, by.day)
    _refuse_wrong_person(held, holding, by)
    require_scan_of_matter(resolution.meeting_id, MINUTES, by)
    assessment = resolution.proposal.assessment
    _refuse_stale(assessment, wide)
    decision = _decision(held, resolution, assessment, holding, opinion.strip(), by)
    held.scheme = resolution.scheme
    held.save(update_fields=["scheme"])
    held = move(held, AFTER[outcome], by=by)
    decision.save(force_insert=True)
    return held, decision


def standing_resolution(case: Case) -> Resolution:
    """The last resolution on a case that stands reviewed or further."""
    rows = Resolution.objects.filter(case=case).select_related("proposal__assessment__case")
    return rows.order_by("-item__meeting__closed_at")[0]


def decision_in_force(case: Case) -> Decision | None:
    """The decision that stands, neither taken back nor replaced."""
    rows = Decision.objects.filter(case=case, taken_back_at__isnull=True, replaced_at__isnull=True)
    return rows.select_related("resolution", "assessment").first()


def take_decision_back(
    *, case: UUID, why: str, expected: int | None = None, by: Act
) -> tuple[Case, Decision]:
    """Take back what has not been served, by who decides at that level: the case stands reviewed again. Raises
    WrongStage: a served decision is changed only by a new procedure.
    """
    held, _ = take_up(case, *DECIDERS.values(), expected=expected, by=by)
    decision = decision_in_force(held)
    if held.stage not in AFTER.values() or decision is None:
        raise WrongStage(f"{told(held)}，没有可以收回的决定：请刷新页面，看清后再办。")
    require(by, DECIDERS[Level(decision.level)], at=held.area_id)
    if not why.strip():
        raise BadInput("请写明收回的原因。")
    if served_day(held, decision) is not None:
        raise WrongStage("告知书已经送达，决定不能收回：有错的按变动、停止或复核的程序办理。")
    decision.taken_back_at, decision.taken_back_by = by.at, by.scope.natural_person
    decision.taken_back_because = why.strip()
    decision.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_because"])
    held.scheme = ""
    held.save(update_fields=["scheme"])
    return move(held, Stage.REVIEWED, why=why.strip(), by=by), decision


def _refuse_wrong_person(case: Case, holding: Power, by: Act) -> None:
    post = DECIDERS[holding.level]
    if not by.scope.holds(post, at=case.area_id):
        raise WrongLevel(
            f"这一类别由{holding.level.label}确认（{holding.authorised_by}），不由您的岗位确认。"
        )
    require(by, post, at=case.area_id)
    if person_of(by) in who_prepared(case):
        raise SamePerson("经办、裁量或提出审核意见的人不能作出决定，换一个账号也不行：请由另一人办理。")


def _refuse_stale(assessment: Assessment, wide: Act) -> None:
    again = reread(assessment)
    if not again.same or not again.facts_intact:
        raise NotReproducible("裁量复算的结果与当时不同：请退回重新裁量，并报告系统管理员。")
    with acting_as(wide.scope):
        if not still_holds(assessment, wide.day, wide):
            raise StaleAssessment("联审以后事实或适用的标准有变化：请写明理由退回，重新裁量。")


def _decision(
    case: Case, resolution: Resolution, assessment: Assessment, holding: Power, opinion: str, by: Act
) -> Decision:
    why: Grounds = grounds(case, assessment, resolution.outcome)
    return Decision(
        case=case,
        area_id=case.area_id,
        resolution=resolution,
        assessment=assessment,
        number=f"{case.receipt_number}-{Decision.objects.filter(case=case).count() + 1}",
        outcome=resolution.outcome,
        scheme=resolution.scheme,
        persons=why.persons,
        monthly_fen=resolution.monthly_fen if resolution.outcome == Outcome.GRANT else None,
        on=by.day,
        at=by.at,
        decided_by=person_of(by),
        decided_by_name=by.scope.name,
        level=holding.level,
        authorised_by=holding.authorised_by,
        opinion=opinion,
        facts=why.facts,
        reasons=why.reasons,
        clauses=why.clauses,
    )
