"""复核办理：unchanged, the award is renewed in one step; changed, that is noted and the change is proposed by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.assessment.freezing import frozen_on
from doudi.casework.awards.classes import next_review
from doudi.casework.awards.desk import refuse_ended, take_award
from doudi.casework.awards.models import Award
from doudi.casework.awards.months import first_of
from doudi.casework.awards.terms import terms_of
from doudi.casework.cases.desk import CLERKS
from doudi.casework.intake.papers import parties
from doudi.casework.reviews.models import Outcome, Review
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput, Refusal

REVIEWERS = ("township_reviewer", *CLERKS)


class FactsChanged(Refusal):
    """情况有变化：what is on file is no longer what the amount rests on; it is assessed anew, not renewed."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """批量复核的结果：who was renewed, and who was not with the sentence that says why."""

    done: tuple[Review, ...]
    refused: tuple[tuple[UUID, str], ...]


@action
def renew(*, award: UUID, found: str, on: date | None = None, expected: int | None = None, by: Act) -> Review:
    """无变化，继续享受: the facts on file are still those of the amount; the next re-check is counted from this one.

    No notice is served and the amount stays (民发〔2021〕57号 第三十一条). Raises FactsChanged, NotRunning.
    """
    held = take_award(award, *REVIEWERS, expected=expected, by=by)
    refuse_ended(held, by)
    day = _day(held, on, by)
    if not found.strip():
        raise BadInput("请写明复核的情况（入户、核对的结果）。")
    _refuse_changed(held, by)
    row = _kept(held, Outcome.UNCHANGED, found, day, next_review(held.area_id, held.review_class, day), by)
    held.next_review = row.next_review
    held.save(update_fields=["next_review"])
    record(by=by, did="reviews.renewed", to=row, award=held.pk, on=day, next_review=row.next_review)
    return row


@action
def renew_many(*, awards: Sequence[UUID], found: str, by: Act) -> Renewed:
    """批量复核 of those without any change. One that has changed holds up no other."""
    done, refused = [], []
    for each in sorted(set(awards)):
        try:
            done.append(renew(award=each, found=found, by=by))
        except Refusal as refusal:
            refused.append((each, str(refusal)))
    return Renewed(tuple(done), tuple(refused))


@action
def note_changed(
    *, award: UUID, found: str, on: date | None = None, expected: int | None = None, by: Act
) -> Review:
    """有变化: noted; the award stays due until the change that follows is decided or the family is renewed."""
    held = take_award(award, *REVIEWERS, expected=expected, by=by)
    refuse_ended(held, by)
    day = _day(held, on, by)
    if not found.strip():
        raise BadInput("请写明发现了什么变化。")
    row = _kept(held, Outcome.CHANGED, found, day, max(held.next_review, day), by)
    record(by=by, did="reviews.found_changed", to=row, why=found.strip(), award=held.pk, on=day)
    return row


def _day(held: Award, on: date | None, by: Act) -> date:
    day = on or by.day
    if not held.opened_at.date() <= day <= by.day:
        raise BadInput("复核日期应在确认以后、今天以前。")
    return day


def _refuse_changed(held: Award, by: Act) -> None:
    if held.case is None:
        return
    if any(each.died is not None for each in parties(held.case).members.values()):
        raise FactsChanged(f"{held}申报的成员中有人已经去世：请由家庭重新申报、重新核定，再按变动办理。")
    terms = terms_of(held, max(first_of(by.day), held.first_month))
    if terms is None or terms.assessment is None:
        return
    if frozen_on(held.case, by.day, by).facts != terms.assessment.facts.reveal().encode():
        raise FactsChanged(f"{held}档案中的情况与定金额时不同：请重新核定，再按变动办理。")


def _kept(held: Award, outcome: Outcome, found: str, day: date, following: date, by: Act) -> Review:
    terms = terms_of(held, max(first_of(by.day), held.first_month))
    return Review.objects.create(
        award=held,
        area_id=held.area_id,
        due_on=held.next_review,
        on=day,
        outcome=outcome,
        found=found.strip(),
        assessment=terms.assessment if terms else None,
        next_review=following,
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
