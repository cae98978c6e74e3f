"""待遇条款：writing what an award pays from a month on, inside the action that has a reason for it."""

from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award, AwardPerson, AwardTerms, TermsReason
from doudi.casework.awards.reckoning import Reckoned, read, reckon
from doudi.casework.awards.urban import standard_in
from doudi.casework.cases.places import place_of
from doudi.records.access import Act
from doudi.records.figures.queries import place_noted
from doudi.records.people.queries import held_on


def covered_in(award: Award, month: date) -> frozenset[UUID]:
    """Who is covered by an award in a month."""
    rows = AwardPerson.objects.filter(held_on(month), award=award, void=False)
    return frozenset(rows.values_list("person_id", flat=True))


def terms_of(award: Award, month: date) -> AwardTerms | None:
    """The terms that hold in a month: the latest from-month not after it, the last written among equals."""
    rows = AwardTerms.objects.filter(award=award, from_month__lte=month)
    return rows.order_by("-from_month", "-number").first()


def reckoned_for(award: Award, assessment: Assessment, month: date, by: Act) -> Reckoned:
    """What the award pays from a month on by an assessment, with the figures known by then or today."""
    place = place_of(award.area_id, by.day)
    frozen = read(assessment)
    urban = standard_in(award.area_id, place, month, frozen.urban)
    covered = covered_in(award, month)
    return reckon(award.scheme, frozen, covered, place, month, max(by.day, month), urban)


def reckoned_as(award: Award, held: AwardTerms, assessment: Assessment, month: date) -> Reckoned:
    """What those covered in the month get with the very figures of terms that stand: months of grace (原额)."""
    place = place_noted(held.place, held.figures_on)
    covered = covered_in(award, month)
    return reckon(award.scheme, read(assessment), covered, place, held.figures_on, held.known_on, held.urban)


def reckoned_columns(reckoned: Reckoned) -> dict[str, Any]:
    """The columns of terms that one reckoning fills: amounts in fen, and the figures that they rest on."""
    return {
        "urban": reckoned.urban,
        "standard_fen": reckoned.standard_fen,
        "base_fen": reckoned.base_fen,
        "supplement_fen": reckoned.supplement_fen,
        "care_fen": reckoned.care_fen,
        "care_needs_agreement": reckoned.care_needs_agreement,
        "monthly_fen": reckoned.monthly_fen,
        "figures_on": reckoned.figures_on,
        "known_on": reckoned.known_on,
        "place": reckoned.place,
        "values_version": reckoned.values_version,
    }


def write_terms(
    award: Award,
    reckoned: Reckoned,
    assessment: Assessment,
    *,
    from_month: date,
    reason: TermsReason,
    clause: str = "",
    why: str = "",
    by: Act,
) -> AwardTerms:
    """Add terms to an award whose row is locked. Without a clause told, the documents of the figures used stand."""
    return AwardTerms.objects.create(
        award=award,
        area_id=award.area_id,
        number=AwardTerms.objects.filter(award=award).count() + 1,
        from_month=from_month,
        reason=reason,
        why=why,
        clause=clause or "；".join(reckoned.bases) or "认定身份，不发放金额",
        assessment=assessment,
        persons=reckoned.persons,
        income_parts=reckoned.income.numerator,
        income_per_fen=reckoned.income.denominator,
        **reckoned_columns(reckoned),
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
