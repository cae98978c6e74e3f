"""逐户执行：new terms where the new figures give another amount, a line of the roster for each; then the invitations."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Count

from doudi.casework.awards.models import Award, AwardTerms, TermsReason
from doudi.casework.awards.terms import reckoned_columns
from doudi.casework.uprating.models import Invitation, Outcome, State, Uprating, UpratingLine
from doudi.casework.uprating.previewing import may_apply
from doudi.casework.uprating.reckoning import Plan, Step
from doudi.records.access import Act, action
from doudi.records.audit.trail import BulkRow, record, record_bulk
from doudi.records.refusals import NotFound


@action
def reckon_part(*, uprating: UUID, awards: Sequence[UUID], plan: Plan, by: Act) -> int:
    """重算 some awards: new terms where they differ, a line of the roster for each; answers how many changed."""
    held = held_plan(uprating, by)
    rows = (
        Award.objects.seen_by(by.scope).select_for_update(of=("self",)).filter(pk__in=awards).order_by("pk")
    )
    steps = list(plan.steps(list(rows)))
    numbers = numbers_of(step.award.pk for step in steps)
    told = [(step, _terms(step, numbers, held, by)) for step in steps]
    AwardTerms.objects.bulk_create([terms for _, terms in told if terms is not None])
    known = set(
        UpratingLine.objects.filter(uprating=held, award__in=awards).values_list(
            "award_id", "from_month", "outcome"
        )
    )
    lines = [_line(held, step, terms) for step, terms in told]
    UpratingLine.objects.bulk_create(
        [each for each in lines if (each.award_id, each.from_month, each.outcome) not in known]
    )
    changed = [(step, terms) for step, terms in told if terms is not None]
    if changed:
        record_bulk(
            by=by,
            did="uprating.reckoned",
            why=held.document,
            uprating=str(held.pk),
            rows=[_audited(step) for step, _ in changed],
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
    rows = AwardTerms.objects.filter(award_id__in=set(awards)).order_by().values("award_id")
    return dict(rows.annotate(n=Count("id")).values_list("award_id", "n"))


def _terms(step: Step, numbers: dict[UUID, int], held: Uprating, by: Act) -> AwardTerms | None:
    """New terms from the step's month on; they rest on the same facts as those before."""
    reckoned = step.reckoned
    if reckoned is None:
        return None
    numbers[step.award.pk] += 1
    return AwardTerms(
        award=step.award,
        area_id=step.award.area_id,
        number=numbers[step.award.pk],
        from_month=step.month,
        reason=TermsReason.STANDARD,
        why=f"{held}，{held.document}",
        clause="；".join(reckoned.bases),
        assessment_id=step.held.assessment_id,
        persons=step.held.persons,
        income_parts=step.held.income_parts,
        income_per_fen=step.held.income_per_fen,
        **reckoned_columns(reckoned),
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )


def _line(held: Uprating, step: Step, terms: AwardTerms | None) -> UpratingLine:
    return UpratingLine(
        uprating=held,
        award=step.award,
        area_id=step.award.area_id,
        outcome=Outcome.UNREADY if terms is None else Outcome.CHANGED,
        from_month=step.month,
        head_name=step.award.head_name,
        scheme=step.award.scheme,
        before_fen=step.before_fen,
        after_fen=step.after_fen,
        terms=terms,
        replaced=step.held,
        why=step.why,
    )


def _audited(step: Step) -> BulkRow:
    facts = {"from": step.month, "before_fen": step.before_fen, "after_fen": step.after_fen}
    return BulkRow("award", str(step.award.pk), step.award.area_id, facts)
