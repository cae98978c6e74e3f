"""异议的动作：write down what was said, answer it, and set right what was decided wrongly."""

from datetime import date
from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.again import STAYS
from doudi.casework.awards.desk import take_to_decide
from doudi.casework.awards.models import Award, AwardTerms, TermsReason
from doudi.casework.awards.months import first_of, months_on
from doudi.casework.awards.queries import amount_for
from doudi.casework.awards.terms import reckoned_for, terms_of, write_terms
from doudi.casework.cases.desk import CLERKS, person_of, refuse_own
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.places import place_of
from doudi.casework.confirmation.deciding import DECIDERS, decision_in_force
from doudi.casework.confirmation.models import Decision, Publicity
from doudi.casework.confirmation.notices import served_day
from doudi.casework.objections.models import REMEDIES, SETS_RIGHT, Correction, Kind, Objection, Outcome
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.audit.trail import record
from doudi.records.documents.papers.remedies import remedies
from doudi.records.figures.queries import working_calendar
from doudi.records.refusals import BadInput, NotFound, Refusal, SamePerson
from doudi.records.vault.secret import Secret

RECEIVERS = ("township_reviewer", *CLERKS)
ANSWERERS = (*RECEIVERS, *DECIDERS.values())


class NotShownNow(Refusal):
    """不在公示期：an objection to a publicity comes while it hangs."""


class NotDecided(Refusal):
    """没有可申请复议、诉讼的决定."""


class Answered(Refusal):
    """已经答复."""


class NotUpheld(Refusal):
    """没有认定有误：only what was found wrong is corrected."""


class NothingChanges(Refusal):
    """更正前后一样：a correction changes at least one month."""


@action
def receive(
    *,
    area: Area,
    kind: str,
    said_by: str,
    said: str,
    received_on: date,
    answer_by: date,
    case: UUID | None = None,
    contact: str = "",
    number: str = "",
    by: Act,
) -> Objection:
    """登记异议、投诉、举报、复议、诉讼, with the day by which it is answered. An objection during a publicity lets the
    decision wait. Raises NotShownNow, NotDecided.
    """
    held = _case(case, by)
    at = held.area_id if held else area.pk
    require(by, *RECEIVERS, at=at)
    _refuse_unclear(kind, said_by, said, received_on, answer_by, by)
    shown = _shown(held) if kind == Kind.PUBLICITY else None
    decision, last_day = _remedy(held, kind, by) if kind in REMEDIES else (None, None)
    made = Objection.objects.create(
        area_id=at,
        kind=kind,
        case=held,
        publicity=shown,
        decision=decision,
        number=number.strip(),
        said_by=Secret(said_by.strip()),
        contact=Secret(contact.strip()) if contact.strip() else None,
        said=Secret(said.strip()),
        received_on=received_on,
        received_name=by.scope.name,
        received_by=person_of(by),
        last_day=last_day,
        answer_by=answer_by,
    )
    if shown is not None:
        shown.unanswered += 1
        shown.save(update_fields=["unanswered"])
    record(by=by, did="objections.received", to=made, about=str(case or ""), kinds=kind, answer_by=answer_by)
    return made


@action
def answer(*, objection: UUID, outcome: str, told: str, by: Act) -> Objection:
    """答复 to who said it, one by one. Of a publicity: what is found right sends the case back when it closes.

    Raises OwnCase, OwnRelative, SamePerson.
    """
    held = _locked(objection, by)
    require(by, *ANSWERERS, at=held.area_id)
    if held.answered_on is not None:
        raise Answered("这一件已经答复：请刷新页面，看清后再办。")
    if outcome not in Outcome or not told.strip():
        raise BadInput("请选择结果，并写明答复的内容。")
    if held.case is not None:
        _refuse_judging_oneself(held.case, by)
    held.outcome, held.answer, held.answered_on = outcome, Secret(told.strip()), by.day
    held.answered_name, held.answered_by = by.scope.name, person_of(by)
    held.save()
    if held.publicity_id is not None:
        shown = Publicity.objects.select_for_update().get(pk=held.publicity_id)
        shown.unanswered -= 1
        shown.upheld = shown.upheld or outcome in SETS_RIGHT
        shown.save(update_fields=["unanswered", "upheld"])
    record(by=by, did="objections.answered", to=held, outcome=outcome)
    return held


@action
def correct(
    *, objection: UUID, award: UUID, assessment: UUID, from_month: date, opinion: str, by: Act
) -> Correction:
    """更正决定: what was decided wrongly holds as it should have from a month on; the months between are reckoned.

    By the level that decides, another person than who assessed. Raises NotUpheld, SamePerson, NothingChanges.
    """
    said = _locked(objection, by)
    held = take_to_decide(award, by=by)
    if said.outcome not in SETS_RIGHT:
        raise NotUpheld("只有认定成立或部分成立的，才作更正决定：请先答复。")
    found = _assessed(said, held, assessment, by)
    first, now = first_of(from_month), first_of(by.day)
    if not held.first_month <= first <= now or not opinion.strip():
        raise BadInput("请写明决定意见；更正的月份在待遇起始月和本月之间。")
    months = _months(first, now)
    before = {month: amount_for(held, month).monthly_fen for month in months}
    terms = _terms(held, found, first, opinion.strip(), by)
    after = {month: amount_for(held, month).monthly_fen for month in months}
    if before == after:
        raise NothingChanges("重新裁量后逐月金额没有变化，不用更正。")
    made = Correction.objects.create(
        objection=said,
        area_id=held.area_id,
        award=held,
        corrects=held.decision,
        assessment=found,
        terms=terms,
        from_month=first,
        months=[
            {"month": f"{each:%Y-%m}", "before_fen": before[each], "after_fen": after[each]}
            for each in months
        ],
        difference_fen=sum(after.values()) - sum(before.values()),
        opinion=opinion.strip(),
        decided_on=by.day,
        decided_at=by.at,
        decided_name=by.scope.name,
        decided_by=person_of(by),
    )
    record(by=by, did="objections.corrected", to=made, award=held.pk, difference_fen=made.difference_fen)
    return made


def _refuse_unclear(kind: str, said_by: str, said: str, received_on: date, answer_by: date, by: Act) -> None:
    if kind not in Kind or not said_by.strip() or not said.strip():
        raise BadInput("请写明种类、提出人和内容。")
    if not received_on <= by.day or answer_by < received_on:
        raise BadInput("收到日期不晚于今天，答复期限不早于收到日期。")


def _refuse_judging_oneself(case: Case, by: Act) -> None:
    """What was said against a case is answered neither by its family or kin nor by who assessed it."""
    refuse_own(case.household, by)
    if Assessment.objects.filter(case=case, natural_person=person_of(by)).exists():
        raise SamePerson("这件由您裁量，须由另一人答复。")


def _assessed(said: Objection, held: Award, assessment: UUID, by: Act) -> Assessment:
    """The assessment of the very case, by another person than who decides."""
    found = Assessment.objects.filter(pk=assessment, case=held.case).first()
    if found is None or said.case_id != held.case_id:
        raise BadInput("请选择这一件的裁量：异议、待遇和裁量应是同一件。")
    if found.natural_person == person_of(by):
        raise SamePerson("裁量由您作出，须由另一人决定更正。")
    return found


def _terms(held: Award, found: Assessment, first: date, why: str, by: Act) -> AwardTerms:
    """New terms from the month and from every later month whose terms rest on the facts that were wrong; answers the
    first. What was decided since on other facts, and what is suspended, stays as it is.
    """
    standing = terms_of(held, first)
    if standing is None or standing.reason in STAYS:
        raise BadInput("这个月暂停发放或在渐退期：请先办理恢复，再更正。")
    latest = {
        each.from_month: each
        for each in AwardTerms.objects.filter(award=held, from_month__gt=first).order_by("number")
    }
    later = [
        month
        for month, each in latest.items()
        if each.reason not in STAYS and each.assessment_id == standing.assessment_id
    ]
    made = [
        write_terms(
            held,
            reckoned_for(held, found, month, by),
            found,
            from_month=month,
            reason=TermsReason.CORRECTED,
            why=why,
            by=by,
        )
        for month in (first, *sorted(later))
    ]
    return made[0]


def _months(first: date, last: date) -> list[date]:
    found = [first]
    while found[-1] < last:
        found.append(months_on(found[-1], 1))
    return found


def _case(which: UUID | None, by: Act) -> Case | None:
    if which is None:
        return None
    held: Case | None = Case.objects.seen_by(by.scope).select_for_update().filter(pk=which).first()
    if held is None:
        raise NotFound
    return held


def _shown(held: Case | None) -> Publicity:
    rows = Publicity.objects.select_for_update().filter(case=held, closed_on__isnull=True)
    shown = rows.first() if held is not None and held.stage == Stage.PUBLICISED else None
    if shown is None:
        raise NotShownNow("这一件现在没有初审公示：公示期外的意见请登记为投诉或举报。")
    return shown


def _remedy(held: Case | None, kind: str, by: Act) -> tuple[Decision, date | None]:
    """The decision and the last day of the remedy, counted from its service; none where it was not served."""
    decision = decision_in_force(held) if held is not None else None
    if held is None or decision is None:
        raise NotDecided("复议、诉讼针对一件已经作出的决定：请先选定这一件。")
    served = served_day(held, decision)
    told = remedies(place_of(held.area_id, decision.on), decision.on, served, working_calendar())
    return decision, told.reconsider_by if kind == Kind.RECONSIDERATION else told.litigate_by


def _locked(which: UUID, by: Act) -> Objection:
    held: Objection | None = Objection.objects.seen_by(by.scope).select_for_update().filter(pk=which).first()
    if held is None:
        raise NotFound
    return held
