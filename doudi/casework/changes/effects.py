"""变动的效力：what each kind of change writes on a locked award, from its month on.

Terms that were written for later months are written anew as well, so that a change that reaches back is not undone by
a standard that rose in between.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.again import STAYS
from doudi.casework.awards.models import Award, AwardTerms, TermsReason
from doudi.casework.awards.months import month_after
from doudi.casework.awards.opening import cover
from doudi.casework.awards.reckoning import Reckoned, read
from doudi.casework.awards.switching import leave, leave_all
from doudi.casework.awards.terms import covered_in, reckoned_as, reckoned_for, terms_of, write_terms
from doudi.casework.changes.graces import Granted, cancel, grant
from doudi.casework.changes.models import Change, Kind
from doudi.casework.changes.reasons import REFUSED_WORK, reasons
from doudi.records.access import Act
from doudi.records.people.models import Person
from doudi.records.people.queries import living_on
from doudi.records.people.rehousing import bury, put_at_head
from doudi.records.refusals import BadInput


@dataclass(frozen=True, slots=True)
class Effect:
    """结果：the terms written (None where the award ends) and the amount before and after."""

    terms: AwardTerms | None
    before_fen: int
    after_fen: int


def from_month_of(change: Change, by: Act) -> date:
    """The month after the event for a death, after the decision for everything else; never before the award began."""
    from_event = reasons()[change.reason].from_event and change.event_on is not None
    day = change.event_on if from_event and change.event_on is not None else by.day
    return max(month_after(day), change.award.first_month)


def apply(change: Change, award: Award, month: date, by: Act) -> Effect:
    """Write what the change does from a month on. The award's row is locked."""
    before = terms_of(award, month)
    if change.leaving and change.assessment is None and change.kind in OF_PEOPLE:
        _look_again_now(change, award, by)
    written = EFFECTS[Kind(change.kind)](change, award, month, by)
    after = 0 if written is None else written.monthly_fen
    return Effect(written, 0 if before is None else before.monthly_fen, after)


def standing(award: Award, month: date) -> Assessment:
    """The assessment on which the award rests in a month, past any suspension. BadInput where there is none."""
    rows = AwardTerms.objects.filter(award=award, from_month__lte=month, assessment__isnull=False)
    found = rows.order_by("-from_month", "-number").select_related("assessment").first()
    if found is None or found.assessment is None:
        raise BadInput("这项待遇没有裁量依据：请先重新核定。")
    return found.assessment


def _adjust(change: Change, award: Award, month: date, by: Act) -> AwardTerms:
    return _reckoned(change, award, month, TermsReason.CHANGE, by)


def _member(change: Change, award: Award, month: date, by: Act) -> AwardTerms:
    leaving = [UUID(each) for each in change.leaving]
    _leave(award, leaving, month)
    if str(award.head_id) in change.leaving:
        raise BadInput("户主不再保障的，请按变更户主办理，同时写明新户主。")
    return _reckoned(change, award, month, TermsReason.CHANGE, by)


def _join(change: Change, award: Award, month: date, by: Act) -> AwardTerms:
    """Whoever lives in the household by now and is among the facts is covered as well. Raises AlreadyHelped."""
    new = newcomers(change, award, month, by)
    cover(award, new, month, by)
    return _reckoned(change, award, month, TermsReason.CHANGE, by)


def newcomers(change: Change, award: Award, month: date, by: Act) -> list[Person]:
    """Members of the household among the facts of the assessment whom the award does not cover yet."""
    if change.assessment is None:
        return []
    told = frozenset(read(change.assessment).people.values()) - covered_in(award, month)
    living = [row.person for row in living_on(award.household, by.day, by)]
    return [person for person in living if person.pk in told]


def _head(change: Change, award: Award, month: date, by: Act) -> AwardTerms | None:
    """A new head and payee; who died is no longer covered. Pays nobody until the new account is confirmed."""
    new = change.new_head
    assert new is not None
    _leave(award, [UUID(each) for each in change.leaving], month)
    if new.pk not in covered_in(award, month):
        raise BadInput("新户主应是这项待遇的保障对象。")
    _put_at_head(award, new)
    return (
        _reckoned(change, award, month, TermsReason.CHANGE, by) if change.leaving else terms_of(award, month)
    )


def _suspend(change: Change, award: Award, month: date, by: Act) -> AwardTerms:
    return _stopped(change, award, month, by)


def _resume(change: Change, award: Award, month: date, by: Act) -> AwardTerms:
    """Paid again; months of grace that still run are cancelled, and with them the end."""
    cancelled = cancel(award, change, month)
    reason = TermsReason.GRACE_OVER if cancelled else TermsReason.RESUMED
    return _reckoned(change, award, month, reason, by)


def _grace(change: Change, award: Award, month: date, by: Act) -> AwardTerms:
    held = terms_of(award, month)
    assert held is not None
    granted: Granted = grant(change, award, held, by)
    terms = _copied(change, award, held, month, by)
    _end(award, granted.stop_from, change)
    return terms


def _look_again_now(change: Change, award: Award, by: Act) -> None:
    """What those who died or left earned, and what their illness cost, stays in the reckoning until the family is
    assessed anew: the re-check is due at once (民发〔2021〕57号 第三十二条). Who refused work lives there as before.
    """
    if change.reason == REFUSED_WORK:
        return
    award.next_review = min(award.next_review, by.day)
    award.save(update_fields=["next_review"])


def _stop(change: Change, award: Award, month: date, by: Act) -> None:
    _end(award, month, change)


EFFECTS: dict[Kind, Callable[[Change, Award, date, Act], AwardTerms | None]] = {
    Kind.ADJUST: _adjust,
    Kind.MEMBER: _member,
    Kind.JOIN: _join,
    Kind.HEAD: _head,
    Kind.SUSPEND: _suspend,
    Kind.RESUME: _resume,
    Kind.GRACE: _grace,
    Kind.END: _stop,
}


def _reckoned(change: Change, award: Award, month: date, reason: TermsReason, by: Act) -> AwardTerms:
    """Terms from the month on and for every later month for which terms stood, each on what it rested on; answers the
    first. Where only the people change, a suspension stays one, and months of grace keep their figures (原额).
    """
    later = AwardTerms.objects.filter(award=award, from_month__gt=month).values_list("from_month", flat=True)
    months = (month, *sorted(set(later)))
    rests = {each: (terms_of(award, each), standing(award, each)) for each in months}
    rows = []
    for each, (before, rested) in rests.items():
        stays = before is not None and before.reason in STAYS and change.kind in OF_PEOPLE
        assessment = rested if stays else change.assessment or rested
        if stays and before is not None and before.reason == TermsReason.GRACE:
            reckoned = reckoned_as(award, before, assessment, each)
        else:
            reckoned = reckoned_for(award, assessment, each, by)
        if stays and before is not None and before.reason == TermsReason.SUSPENDED:
            reckoned = _nothing(reckoned)
        row = write_terms(
            award,
            reckoned,
            assessment,
            from_month=each,
            reason=TermsReason(before.reason) if stays and before is not None else reason,
            clause=change.clause,
            why=change.why,
            by=by,
        )
        rows.append(row)
    return rows[0]


OF_PEOPLE = (Kind.MEMBER, Kind.HEAD, Kind.JOIN)


def _stopped(change: Change, award: Award, month: date, by: Act) -> AwardTerms:
    """Nothing from a month on, also where terms stood for later months."""
    later = AwardTerms.objects.filter(award=award, from_month__gt=month).values_list("from_month", flat=True)
    assessment = standing(award, month)
    rows = []
    for each in (month, *sorted(set(later))):
        nothing = _nothing(reckoned_for(award, assessment, each, by))
        rows.append(
            write_terms(
                award,
                nothing,
                assessment,
                from_month=each,
                reason=TermsReason.SUSPENDED,
                clause=change.clause,
                why=change.why,
                by=by,
            )
        )
    return rows[0]


def _nothing(reckoned: Reckoned) -> Reckoned:
    return replace(reckoned, monthly_fen=0, base_fen=0, supplement_fen=0, care_fen=0)


def _copied(change: Change, award: Award, held: AwardTerms, month: date, by: Act) -> AwardTerms:
    """The amounts of the last terms, frozen, with the figures that they were reckoned with (原额发放)."""
    kept = {field.attname: getattr(held, field.attname) for field in AwardTerms._meta.concrete_fields}
    return AwardTerms.objects.create(
        **{
            **kept,
            "id": AwardTerms._meta.pk.get_default(),
            "number": AwardTerms.objects.filter(award=award).count() + 1,
            "from_month": month,
            "reason": TermsReason.GRACE,
            "clause": change.clause,
            "why": change.why,
            "at": by.at,
            "name": by.scope.name,
            "natural_person": by.scope.natural_person,
        }
    )


def _leave(award: Award, leaving: Collection[UUID], month: date) -> None:
    covered = covered_in(award, month)
    if not set(leaving) <= covered:
        raise BadInput("所选的人在这个月不是保障对象，请核对。")
    if leaving and covered <= set(leaving):
        raise BadInput("户内没有其他保障对象了：请按停止办理。")
    leave(award, leaving, month)
    bury(award.household, leaving)


def _put_at_head(award: Award, person: Person) -> None:
    award.head, award.head_name, award.payee = person, person.name, person
    award.save(update_fields=["head", "head_name", "payee"])
    put_at_head(award.household, person)


def _end(award: Award, month: date, change: Change) -> None:
    award.until_month, award.end_reason = month, change.reason
    award.end_clause, award.end_why = change.clause, change.why
    award.save(update_fields=["until_month", "end_reason", "end_clause", "end_why"])
    leave_all(award, month)
