"""逐户执行：new terms where the new figures give another amount, a line of the roster for each; then the invitations."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count

from doudi.casework.awards.models import Award, AwardTerms, TermsReason
from doudi.casework.awards.reckoning import Reckoned
from doudi.casework.awards.terms import reckoned_columns
from doudi.casework.uprating.models import Invitation, Outcome, State, Uprating, UpratingLine
from doudi.casework.uprating.previewing import may_apply
from doudi.casework.uprating.reckoning import Plan, Step, running
from doudi.records.access import Act, action
from doudi.records.audit.trail import BulkRow, record, record_bulk
from doudi.records.ids import new_id
from doudi.records.many import Many
from doudi.records.refusals import NotFound

OUTCOME = 2  # where a line says how it went
REWRITTEN = (
    *("urban", "standard_fen", "base_fen", "supplement_fen", "care_fen", "care_needs_agreement"),
    *("monthly_fen", "figures_on", "known_on", "place", "values_version"),
)


@action
def reckon_part(*, uprating: UUID, awards: Sequence[UUID], plan: Plan, by: Act) -> int:
    """重算 some awards: new terms where they differ, a line of the roster for each; answers how many changed."""
    held = held_plan(uprating, by)
    rows = Award.objects.seen_by(by.scope).select_for_update().filter(pk__among=awards)
    found = running(rows.order_by("pk"))
    steps = list(plan.steps(found, plan.terms(found)))
    numbers = numbers_of(step.award.id for step in steps)
    known = set(
        UpratingLine.objects.filter(uprating=held, award_id__among=awards).values_list(
            "award_id", "from_month", "outcome"
        )
    )
    terms, lines = _terms_rows(held, by), _line_rows(held)
    for step in steps:
        written = None if step.reckoned is None else new_id()
        if written is not None and step.reckoned is not None:
            numbers[step.award.id] += 1
            terms.add(written, *_terms(step, step.reckoned, numbers[step.award.id]))
        line = _line(step, written)
        if (step.award.id, step.month, line[OUTCOME]) not in known:
            lines.add(new_id(), *line)
    terms.write()
    lines.write()
    changed = [step for step in steps if step.reckoned is not None]
    if changed:
        record_bulk(
            by=by,
            did="uprating.reckoned",
            why=held.document,
            uprating=str(held.pk),
            rows=[_audited(step) for step in changed],
        )
    return len(changed)


@action
def finish(*, uprating: UUID, plan: Plan, by: Act) -> Uprating:
    """重算完毕: those who may now apply are invited; nothing is paid to them."""
    held = held_plan(uprating, by, lock=True)
    there = set(Invitation.objects.filter(uprating=held).values_list("household_id", flat=True))
    Invitation.objects.bulk_create(
        Invitation(
            uprating=held,
            household_id=each.award.household_id,
            area_id=each.award.area_id,
            case_id=each.award.case_id,
            head_name=each.award.head_name,
            would_fen=each.would_fen,
            invited_on=by.day,
        )
        for each in may_apply(plan, by)
        if each.award.household_id not in there
    )
    held.state = State.DONE
    held.save(update_fields=["state"])
    record(by=by, did="uprating.done", to=held, lines=UpratingLine.objects.filter(uprating=held).count())
    return held


def held_plan(which: UUID, by: Act, lock: bool = False) -> Uprating:
    rows = Uprating.objects.seen_by(by.scope)
    found: Uprating | None = (rows.select_for_update() if lock else rows).filter(pk=which).first()
    if found is None:
        raise NotFound
    return found


def numbers_of(awards: Iterable[UUID]) -> dict[UUID, int]:
    """The last number of the terms of each award."""
    rows = AwardTerms.objects.filter(award_id__among=set(awards)).order_by().values("award_id")
    return dict(rows.annotate(n=Count("id")).values_list("award_id", "n"))


def _terms_rows(held: Uprating, by: Act) -> Many:
    return Many(
        AwardTerms,
        *("id", "award_id", "area_id", "number", "from_month", "clause", "assessment_id", "persons"),
        *("income_parts", "income_per_fen", *REWRITTEN),
        reason=TermsReason.STANDARD,
        why=f"{held}，{held.document}",
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )


def _terms(step: Step, reckoned: Reckoned, number: int) -> tuple[Any, ...]:
    """New terms from the step's month on; they rest on the same facts as those before."""
    columns = reckoned_columns(reckoned)
    return (
        step.award.id,
        step.award.area_id,
        number,
        step.month,
        "；".join(reckoned.bases),
        step.held.assessment_id,
        step.held.persons,
        step.held.income_parts,
        step.held.income_per_fen,
        *(columns[name] for name in REWRITTEN),
    )


def _line_rows(held: Uprating) -> Many:
    return Many(
        UpratingLine,
        *("id", "award_id", "area_id", "outcome", "from_month", "head_name", "scheme"),
        *("before_fen", "after_fen", "terms_id", "replaced_id", "why"),
        uprating_id=held.pk,
    )


def _line(step: Step, terms: UUID | None) -> tuple[Any, ...]:
    return (
        step.award.id,
        step.award.area_id,
        Outcome.UNREADY if terms is None else Outcome.CHANGED,
        step.month,
        step.award.head_name,
        step.award.scheme,
        step.before_fen,
        step.after_fen,
        terms,
        step.held.id,
        step.why,
    )


def _audited(step: Step) -> BulkRow:
    facts = {"from": step.month, "before_fen": step.before_fen, "after_fen": step.after_fen}
    return BulkRow("award", str(step.award.id), step.award.area_id, facts)
