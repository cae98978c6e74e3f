"""审核意见：what the township proposes to the panel on an assessment of today's facts, and taking it back."""

from uuid import UUID

from doudi.casework.assessment.freezing import still_holds
from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.desk import CLERKS, person_of, take_up
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.schemes import TITLES, scheme_title
from doudi.casework.cases.stages import WrongStage, move, told
from doudi.casework.confirmation.models import AgendaItem, Outcome, Proposal
from doudi.casework.survey.queries import require_survey
from doudi.casework.verification.queries import refuse_unverified
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.documents.queries import refuse_unscanned, unscanned
from doudi.records.refusals import BadInput, Refusal

PROPOSERS = ("township_reviewer", *CLERKS)
# What the family signed at the counter, where Doudi printed it: application, pledge, authorisation, promise of support,
# near relatives. A form of another origin is received as a paper with its day.
SIGNED_AT_INTAKE = ("D01", "D02", "D03", "D09-2", "D11")


class NotHandedOver(Refusal):
    """还没有转交：the responsible township proposes, not the one that took the application in."""


class NoAssessment(Refusal):
    """没有裁量：a proposal rests on an assessment."""


class StaleAssessment(Refusal):
    """裁量已过时：the facts, or what the law makes of them, have changed since."""


class FactsMissing(Refusal):
    """事实不全：the law cannot say yes or no yet; nothing is proposed on what is not known."""


class OnAgenda(Refusal):
    """已列入会议议题：the item is taken off the agenda first, or the meeting sends it back."""


@action
def propose(*, case: UUID, assessment: UUID, reasons: str, expected: int | None = None, by: Act) -> Proposal:
    """提出审核意见. Grant or refuse, scheme and amount are those of the assessment, whatever was asked for; a scheme
    other than the one asked for is recorded with why. The check of means is concluded and in date, the home visited and
    the form signed (民发〔2021〕57号 第十五条至第十八条).

    Raises WrongStage, NotHandedOver, ScanMissing, NotVerified, NotSurveyed, NoAssessment, StaleAssessment,
    FactsMissing.
    """
    held, wide = take_up(case, *PROPOSERS, expected=expected, by=by)
    if held.stage != Stage.ACCEPTED:
        raise WrongStage(f"{told(held)}，不能提出审核意见：请刷新页面，看清后再办。")
    if not reasons.strip():
        raise BadInput("请写明审核意见的理由。")
    if held.area_id != held.responsible_id:
        raise NotHandedOver("这件还在受理地：请先转交责任乡镇（街道），由责任乡镇提出审核意见。")
    refuse_unscanned(unscanned(held.pk, SIGNED_AT_INTAKE, by))
    refuse_unverified(held, by)
    require_survey(held, by)
    read = _assessed(held, assessment, wide)
    proposal = _proposal(held, read, reasons.strip(), by)
    held.proposed = proposal.scheme
    held.save(update_fields=["proposed"])
    held = move(held, Stage.REVIEWING, why=proposal.scheme_changed_because, by=by)
    proposal.save(force_insert=True)
    record(
        by=by,
        did="confirmation.proposed",
        to=proposal,
        case=held.pk,
        assessment=read.pk,
        outcome=proposal.outcome,
        scheme=proposal.scheme,
        monthly_fen=proposal.monthly_fen,
    )
    return proposal


@action
def recall(*, case: UUID, why: str, expected: int | None = None, by: Act) -> Case:
    """退回重新核查 before the meeting: the facts changed, or something was overlooked. Raises OnAgenda."""
    held, _ = take_up(case, *PROPOSERS, expected=expected, by=by)
    if held.stage != Stage.REVIEWING:
        raise WrongStage(f"{told(held)}，没有可以退回的审核意见：请刷新页面，看清后再办。")
    if not why.strip():
        raise BadInput("请写明退回的原因。")
    open_item = AgendaItem.objects.filter(case=held, meeting__closed_at__isnull=True).first()
    if open_item is not None:
        raise OnAgenda(f"这件已列入{open_item.meeting}：请先从议题中撤下，再退回。")
    held = move(held, Stage.ACCEPTED, why=why.strip(), by=by)
    record(by=by, did="confirmation.recalled", to=held, why=why.strip())
    return held


def latest_proposal(case: Case) -> Proposal:
    """The proposal that stands."""
    return Proposal.objects.filter(case=case).order_by("-number")[0]


def _assessed(case: Case, assessment: UUID, wide: Act) -> Assessment:
    latest = Assessment.objects.filter(case=case).select_related("case").order_by("-number").first()
    if latest is None:
        raise NoAssessment("这件还没有裁量：请先裁量，再提出审核意见。")
    if latest.pk != assessment:
        raise StaleAssessment("您看的不是最近一次裁量：请看过最近一次，再提出审核意见。")
    with acting_as(wide.scope):
        if not still_holds(latest, wide.day, wide):
            raise StaleAssessment("裁量以后事实或适用的标准有变化：请重新裁量，再提出审核意见。")
    return latest


def _proposal(case: Case, read: Assessment, reasons: str, by: Act) -> Proposal:
    if read.classification == "unknown":
        raise FactsMissing("还有事实没有查清，法律不能给出结论：请补齐事实、重新裁量后再提出审核意见。")
    granted = read.classification in TITLES
    scheme = read.classification if granted else case.asked_for
    changed = ""
    if granted and case.asked_for and scheme != case.asked_for:
        changed = f"申请的是{scheme_title(case.asked_for)}，按裁量属于{scheme_title(scheme)}，不用重新申请"
    return Proposal(
        case=case,
        area_id=case.area_id,
        assessment=read,
        number=Proposal.objects.filter(case=case).count() + 1,
        outcome=Outcome.GRANT if granted else Outcome.REFUSE,
        scheme=scheme,
        monthly_fen=read.monthly_fen if granted else None,
        reasons=reasons,
        scheme_changed_because=changed,
        on=by.day,
        at=by.at,
        name=by.scope.name,
        natural_person=person_of(by),
    )
