"""计发：the amount of an award in a month, reckoned from the frozen facts and the figures of that month's first day.

The day of confirmation decides whether a family qualifies; the month decides how much (资格按确认日，金额按发放月份).
The income is that of the assessment; nothing here reads what was reckoned before.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.reading import decided, question
from doudi.casework.awards.models import Scheme
from doudi.casework.intake.models import Declaration
from doudi.policy.asks.awards import (
    NOTHING,
    MonthAward,
    care_allowance,
    care_terms,
    frozen_income,
    month_award,
)
from doudi.policy.asks.household import Decided
from doudi.policy.figures import Figures
from doudi.policy.question import BadInput as BadQuestion
from doudi.policy.reckoning import Household
from doudi.policy.self_care import LEVEL_TITLES, Level, level
from doudi.policy.values import BadValue, Place
from doudi.policy.versions import values_version
from doudi.records.refusals import BadInput

SCHEMES = frozenset(str(each) for each in Scheme)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """一次计发：the parts, what they were reckoned from, and the sentences that tell it."""

    monthly_fen: int
    base_fen: int
    supplement_fen: int
    care_fen: int
    care_level: str
    care_needs_agreement: bool
    persons: int
    urban: bool
    standard_fen: int
    income: Fraction
    figures_on: date
    known_on: date
    place: str
    values_version: str
    bases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """计发的依据：the facts as the law reads them, who stands behind each short name, the income to count."""

    household: Household
    people: Mapping[str, UUID]
    income: Fraction

    def shorts(self, people: Collection[UUID]) -> list[str]:
        """The short names of these people, in the order of the facts."""
        return [short for short in self.household.member_ids if self.people.get(short) in people]


@dataclass(frozen=True, slots=True)
class Frozen:
    """冻结的事实 of an assessment, read: the law's answer on its own day, and who stands behind each short name."""

    answer: Decided
    people: Mapping[str, UUID]

    @property
    def income(self) -> Fraction:
        """家庭月可支配收入 in fen, exact."""
        return frozen_income(self.answer.reckoning)

    @property
    def urban(self) -> bool:
        return self.answer.household.facts["urban"] == 1

    @property
    def basis(self) -> Basis:
        return Basis(self.answer.household, self.people, self.income)


def read(assessment: Assessment) -> Frozen:
    """The facts of an assessment, put to the law as on its own day."""
    said = (
        Declaration.objects.filter(case_id=assessment.case_id)
        .order_by("number")
        .values_list("who", flat=True)
    )
    people = {short: UUID(number) for who in said for short, number in who["members"].items()}
    frozen = assessment.facts.reveal().encode()
    answer = decided(question("待遇", assessment.on, assessment.known_on, assessment.place, frozen))
    return Frozen(answer, people)


def reckon(
    scheme: str,
    frozen: Frozen,
    covered: frozenset[UUID],
    place: Place,
    month: date,
    known_on: date,
    urban: bool | None = None,
) -> Reckoned:
    """What a scheme pays these people in a month with the figures of a place. Raises BadInput with the law's own
    sentence.
    """
    return amount(
        scheme, frozen.basis, covered, Figures(place, month, known_on), values_version(place), urban
    )


def amount(
    scheme: str,
    basis: Basis,
    covered: Collection[UUID],
    figures: Figures,
    version: str,
    urban: bool | None = None,
) -> Reckoned:
    """The same on figures read once for many awards. `urban` takes the place of the frozen standard where a township
    has become unified since. Raises BadInput with the law's own sentence.
    """
    assert scheme in SCHEMES, scheme
    shorts, household = basis.shorts(covered), basis.household
    if urban is not None and household.facts["urban"] != int(urban):
        household = replace(household, facts={**household.facts, "urban": int(urban)})
    try:
        paid = month_award(scheme, household, figures, shorts, basis.income)
        care, named, needs_agreement = (
            _care(household, figures, shorts) if scheme == Scheme.TEKUN else NO_CARE
        )
    except (BadQuestion, BadValue) as error:
        raise BadInput(str(error)) from error
    return Reckoned(
        monthly_fen=paid.monthly + care,
        base_fen=paid.base,
        supplement_fen=paid.supplement,
        care_fen=care,
        care_level=named,
        care_needs_agreement=needs_agreement,
        persons=len(covered),
        urban=household.facts["urban"] == 1,
        standard_fen=paid.standard,
        income=basis.income,
        figures_on=figures.on,
        known_on=figures.known_on or figures.on,
        place=figures.place.code,
        values_version=version,
        bases=_bases(scheme, figures, paid),
    )


NO_CARE: tuple[int, str, bool] = (0, "", False)
USED: dict[str, tuple[str, ...]] = {
    Scheme.DIBAO: ("dibao_standard", "dibao_benefit", "supplements"),
    Scheme.SINGLE_PERSON: ("dibao_standard", "single_person"),
    Scheme.TEKUN: ("tekun_standard", "tekun_care", "minimum_wage"),
}


def _care(household: Household, figures: Figures, shorts: list[str]) -> tuple[int, str, bool]:
    """照料护理费 of all who were assessed, the highest level among them, whether an agreement is called for."""
    failed = [
        count
        for short, count in zip(household.member_ids, household.self_care_failed, strict=True)
        if short in shorts and count is not None
    ]
    if not failed:
        return NO_CARE
    terms = care_terms(figures)
    named: Level = level(max(failed))
    amount = sum(care_allowance(figures, terms, count) for count in failed)
    return amount, LEVEL_TITLES[named], bool(terms["needs_agreement"])


def _bases(scheme: str, figures: Figures, paid: MonthAward) -> tuple[str, ...]:
    if paid == NOTHING:
        return ()
    values = [figures.sources[name] for name in USED[scheme] if name in figures.sources]
    return tuple(dict.fromkeys(value.basis for value in values))
