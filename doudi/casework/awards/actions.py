"""待遇办理：confirming a case opens its awards; taking back, setting slips right, who receives, reckoning anew."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from doudi.casework.awards.desk import refuse_ended, take_award, take_to_decide
from doudi.casework.awards.models import (
    Award,
    AwardCorrection,
    AwardPerson,
    AwardTerms,
    Scheme,
    TermsReason,
)
from doudi.casework.awards.months import first_of, month_after, spoken_month
from doudi.casework.awards.opening import drafts, open_award
from doudi.casework.awards.papers import decision_form, promised
from doudi.casework.awards.switching import SWITCHED, give_way
from doudi.casework.awards.terms import reckoned_for, terms_of, write_terms
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.stages import WrongStage
from doudi.casework.confirmation.deciding import decide, take_decision_back
from doudi.casework.confirmation.models import Decision, Outcome
from doudi.casework.confirmation.notices import issue_notice
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.people.models import Household, Person
from doudi.records.people.queries import members_on
from doudi.records.refusals import BadInput, Refusal

REVIEWERS = ("township_reviewer", "township_decider", "district_decider")


class NothingNew(Refusal):
    """没有变化：a reckoning that gives what already holds is not written again."""


class AlreadyServed(Refusal):
    """已在发放：what was opened has been changed since; it is ended by its own procedure, not taken back."""


@action
def confirm(
    *,
    case: UUID,
    opinion: str,
    payees: Mapping[UUID, UUID] | None = None,
    watch: str = "",
    expected: int | None = None,
    by: Act,
) -> list[Award]:
    """审核确认: the decision, its awards from the month after, and the form D13, in one transaction.

    By another natural person at the level that the place names. `payees` names who receives for whom (person → member
    of the household), the person itself where nobody is named; `watch` asks for a closer class than the facts do. What
    the people held in this household gives way; what they hold elsewhere refuses it. Raises what `decide` raises,
    AlreadyHelped, OthersRemain.
    """
    held, decision = decide(case=case, outcome=Outcome.GRANT, opinion=opinion, expected=expected, by=by)
    household = Household.objects.select_for_update().get(pk=held.household_id)
    given, ended = [], []
    for draft in drafts(Scheme(decision.scheme), decision.persons, held, household):
        payee = _payee(household, (payees or {}).get(draft.people[0].pk), by)
        first = month_after(decision.on)
        ended += give_way(household, draft, first, by)
        given.append(open_award(decision, draft, payee=payee, watch=watch, by=by))
    folder = Folder(held.area_id, case=held.pk)
    form = decision_form(held, decision, given, by)
    issue_paper(code="D13", data=form, dated=decision.on, folder=folder, number=decision.number, by=by)
    issue_notice(held, decision, promised=promised(decision, given), by=by)
    record(
        by=by,
        did="awards.confirmed",
        to=decision,
        case=held.pk,
        number=decision.number,
        scheme=decision.scheme,
        awards=[str(award.pk) for award in given],
        ended=[str(award.pk) for award in ended],
    )
    return given


@action
def take_back(*, case: UUID, why: str, expected: int | None = None, by: Act) -> Decision:
    """收回未送达的确认: the decision is taken back and its awards are annulled; what gave way to them holds again.

    Raises WrongStage once the notice was served, AlreadyServed where an award has been changed since.
    """
    held, decision = take_decision_back(case=case, why=why, expected=expected, by=by)
    if decision.outcome != Outcome.GRANT:
        raise WrongStage("不予确认的决定没有待遇：请在决定里收回。")
    opened = Award.objects.select_for_update(of=("self",)).filter(case=held, annulled_at__isnull=True)
    for award in opened:
        if award.terms.count() > 1 or award.until_month is not None:
            raise AlreadyServed(f"{award}开立以后已有变动，不能收回：请按变动、停止的程序办理。")
        award.annulled_at, award.annulled_because = by.at, why.strip()
        award.save(update_fields=["annulled_at", "annulled_because"])
        AwardPerson.objects.filter(award=award).update(void=True)
        _restore(award)
    record(by=by, did="awards.taken_back", to=decision, why=why.strip(), case=held.pk)
    return decision


@action
def name_payee(
    *, award: UUID, payee: UUID, why: str, expected: int | None = None, by: Act
) -> AwardCorrection:
    """变更领款人 to a member of the household; pays nobody else until that person's account is confirmed."""
    held = take_award(award, *CLERKS, expected=expected, by=by)
    refuse_ended(held, by)
    new = _payee(held.household, payee, by)
    if not why.strip() or new is None:
        raise BadInput("请选择领款人，并写明变更的原因。")
    if new.pk == held.payee_id:
        raise NothingNew(f"领款人本来就是{new.name}。")
    before, held.payee = held.payee.name, new
    held.save(update_fields=["payee"])
    row = _kept(held, "领款人", before, new.name, why, by)
    record(by=by, did="awards.payee_named", to=held, why=why.strip(), payee=str(new.pk))
    return row


@action
def correct_review_day(
    *, award: UUID, next_review: date, why: str, expected: int | None = None, by: Act
) -> AwardCorrection:
    """更正下次复核日 that was set wrongly: only to an earlier day, with the reason."""
    held = take_award(award, *REVIEWERS, expected=expected, by=by)
    refuse_ended(held, by)
    if not why.strip():
        raise BadInput("请写明更正的原因。")
    if not by.day <= next_review < held.next_review:
        raise BadInput(f"下次复核只能改到今天以后、{held.next_review} 以前，不能推后。")
    before, held.next_review = held.next_review, next_review
    held.save(update_fields=["next_review"])
    row = _kept(held, "下次复核", str(before), str(next_review), why, by)
    record(by=by, did="awards.review_day_corrected", to=held, why=why.strip(), on=next_review)
    return row


@action
def reckon_again(
    *, award: UUID, from_month: date, why: str, expected: int | None = None, by: Act
) -> AwardTerms:
    """按月份数值重算 from a month on, on the same frozen facts: a standard has risen, or was issued late.

    By who decides at the level of the scheme. Raises NothingNew when the stored terms already say the same.
    """
    held = take_to_decide(award, expected=expected, by=by)
    refuse_ended(held, by)
    month = first_of(from_month)
    before = terms_of(held, month)
    if before is None or before.assessment is None or not why.strip():
        raise BadInput("请写明重算的原因和起始月；没有裁量依据的待遇请先复核。")
    if before.reason in (TermsReason.GRACE, TermsReason.SUSPENDED):
        raise NothingNew(f"{spoken_month(month)}是{before.reason_title}，金额不随标准变化。")
    fresh = reckoned_for(held, before.assessment, month, by)
    if (fresh.monthly_fen, fresh.standard_fen) == (before.monthly_fen, before.standard_fen):
        raise NothingNew(f"按{spoken_month(month)}的数值重算，金额和标准都没有变化。")
    row = write_terms(
        held,
        fresh,
        before.assessment,
        from_month=month,
        reason=TermsReason.STANDARD,
        why=why.strip(),
        by=by,
    )
    record(
        by=by,
        did="awards.reckoned_again",
        to=held,
        why=why.strip(),
        from_month=month,
        before_fen=before.monthly_fen,
        after_fen=row.monthly_fen,
    )
    return row


def _payee(household: Household, payee: UUID | None, by: Act) -> Person | None:
    if payee is None:
        return None
    rows = [row.person for row in members_on(household, by.day, by) if row.person_id == payee]
    if not rows:
        raise BadInput("领款人应是这户的成员：由他人代领的，请先办理监护或代持登记。")
    return rows[0]


def _restore(annulled: Award) -> None:
    """What gave way to an annulled award holds again, from the same month on."""
    rows = Award.objects.select_for_update(of=("self",)).filter(
        household_id=annulled.household_id, end_reason=SWITCHED, until_month=annulled.first_month
    )
    for award in rows:
        AwardPerson.objects.filter(award=award, until=award.until_month, void=False).update(until=None)
        award.until_month, award.end_reason, award.end_clause, award.end_why = None, "", "", ""
        award.save(update_fields=["until_month", "end_reason", "end_clause", "end_why"])


def _kept(award: Award, field: str, before: str, after: str, why: str, by: Act) -> AwardCorrection:
    return AwardCorrection.objects.create(
        award=award,
        area_id=award.area_id,
        field=field,
        before=before,
        after=after,
        why=why.strip(),
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
