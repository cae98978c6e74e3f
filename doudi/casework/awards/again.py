"""重算：many awards reckoned again under figures read once, each on what it rests on.

What depends only on the standard, the number of people and the income is reckoned once for all who are alike; whoever
has supplements or a care part is reckoned on the family's own facts. Either way the law's own rules are asked.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import AwardTerms, Scheme, TermsReason
from doudi.casework.awards.reckoning import Basis, Reckoned, amount
from doudi.casework.intake.models import Declaration
from doudi.policy.asks.awards import quick
from doudi.policy.asks.household_facts import read_household
from doudi.policy.asks.quick_awards import lean_household
from doudi.policy.figures import Figures
from doudi.policy.reckoning import Household
from doudi.policy.values import Place
from doudi.policy.versions import values_version
from doudi.records.refusals import Refusal

NOT_BY_LAW = "按存量录入的金额，与按政策核算的不一致，须先重新核定"
BORN = date(1990, 1, 1)
STAYS = (TermsReason.GRACE, TermsReason.SUSPENDED)


class NotReckonable(Refusal):
    """不能重算：what the award rests on does not give its amount; a person looks into it first."""


class HeldTerms(NamedTuple):
    """现行的条款 of an award, as little of the row as a reckoning needs; hundreds of thousands are read at once."""

    id: UUID
    award_id: UUID
    area_id: int
    from_month: date
    reason: str
    assessment_id: UUID | None
    persons: int
    urban: bool
    standard_fen: int
    income_parts: int
    income_per_fen: int
    supplement_fen: int
    care_fen: int
    monthly_fen: int
    figures_on: date
    known_on: date

    @property
    def income(self) -> Fraction:
        return Fraction(self.income_parts, self.income_per_fen)

    @property
    def brought_over(self) -> bool:
        """存量录入: no assessment stands behind it."""
        return self.assessment_id is None


def held_terms(rows: QuerySet[AwardTerms]) -> Iterator[HeldTerms]:
    """Rows of terms as a reckoning takes them."""
    return map(HeldTerms._make, rows.values_list(*HeldTerms._fields))


class Again:
    """重算器: figures by month, and one answer for all who are alike."""

    def __init__(self, place: Place, known_on: date) -> None:
        self.place, self.known_on, self.version = place, known_on, values_version(place)
        self._figures: dict[tuple[date, date], Figures] = {}
        self._supplements: dict[date, bool] = {}
        self._alike: dict[tuple[object, ...], Reckoned] = {}
        self._nobody: dict[tuple[int, bool], Basis] = {}

    def figures(self, month: date, known_on: date | None = None) -> Figures:
        """The figures of a month's first day, as known on the later of the two days."""
        known = known_on or max(self.known_on, month)
        if (month, known) not in self._figures:
            self._figures[(month, known)] = Figures(self.place, month, known)
        return self._figures[(month, known)]

    def is_plain(self, scheme: str, held: HeldTerms, month: date) -> bool:
        """Does the amount depend on nothing but standard, people and income? Never for 特困: whoever's care was
        assessed may be paid nothing for it today and something from a later month.
        """
        if held.supplement_fen or held.care_fen or scheme in (Scheme.SINGLE_PERSON, Scheme.TEKUN):
            return False
        if month not in self._supplements:
            self._supplements[month] = supplements_in(self.figures(month))
        return not self._supplements[month]

    def plain(self, scheme: str, held: HeldTerms, month: date, urban: bool) -> Reckoned:
        """The amount on standard, people and income. NotReckonable where brought over on another amount than the
        law's.
        """
        income = (held.income_parts, held.income_per_fen)
        if held.brought_over:
            then = self.figures(held.figures_on, held.known_on)
            if self.alike(scheme, held.persons, income, held.urban, then).monthly_fen != held.monthly_fen:
                raise NotReckonable(NOT_BY_LAW)
        return self.alike(scheme, held.persons, income, urban, self.figures(month))

    def alike(
        self, scheme: str, persons: int, income: tuple[int, int], urban: bool, figures: Figures
    ) -> Reckoned:
        """The amount of all who are alike: so many people in nobody's particular circumstances. `income` is a
        fraction of fen.
        """
        key = (scheme, persons, income, urban, figures.on, figures.known_on)
        found = self._alike.get(key)
        if found is None:
            like = self._nobodies(persons, urban)
            basis = Basis(like.household, like.people, Fraction(*income))
            found = self._alike[key] = amount(scheme, basis, like.people.values(), figures, self.version)
        return found

    def household(
        self, scheme: str, held: HeldTerms, facts: Mapping[str, Any], month: date, on: date
    ) -> Household:
        """Frozen facts as `own` reads them; all of them only where it may read more than is quickly told."""
        figures = [self.figures(month)]
        if held.brought_over:
            figures.append(self.figures(held.figures_on, held.known_on))
        if all(quick(each).reads_little(scheme) for each in figures):
            return lean_household(facts)
        return read_household(facts, on)

    def own(
        self, scheme: str, held: HeldTerms, basis: Basis, covered: Collection[UUID], month: date, urban: bool
    ) -> Reckoned:
        """The amount on the family's own facts."""
        reckoned = amount(scheme, basis, covered, self.figures(month), self.version, urban)
        if held.brought_over:
            then = self.figures(held.figures_on, held.known_on)
            if amount(scheme, basis, covered, then, self.version).monthly_fen != held.monthly_fen:
                raise NotReckonable(NOT_BY_LAW)
        return reckoned

    def _nobodies(self, persons: int, urban: bool) -> Basis:
        if (persons, urban) not in self._nobody:
            self._nobody[(persons, urban)] = nobody(persons, urban)
        return self._nobody[(persons, urban)]


def supplements_in(figures: Figures) -> bool:
    """Does the place pay 分类施保 on this day?"""
    value = figures.sources.get("supplements")
    return bool(value and value.keys.get("groups"))


def nobody(persons: int, urban: bool) -> Basis:
    """So many people in nobody's particular circumstances, without income."""
    rows = [
        {"id": f"m{number}", "birth": BORN.isoformat(), "spending_year": {}, "income": []}
        for number in range(persons)
    ]
    facts = {"standard": "urban" if urban else "rural", "members": rows, "supporters": []}
    people = {f"m{number}": UUID(int=number) for number in range(persons)}
    return Basis(read_household(facts, BORN), people, Fraction(0))


Reader = Callable[[HeldTerms, Mapping[str, Any], date], Household]


def bases_of(
    terms: Sequence[HeldTerms], cases: Mapping[UUID, UUID | None], reader: Reader
) -> dict[UUID, Basis]:
    """The facts behind terms, by terms: of their assessment, or of what was declared when they were brought over.

    `cases` gives the case of each award.
    """
    assessed = Assessment.objects.only("case_id", "facts", "on").in_bulk(
        [each.assessment_id for each in terms if each.assessment_id]
    )
    wanted = {cases[each.award_id] for each in terms} | {each.case_id for each in assessed.values()}
    said = _declared(wanted - {None})
    found = {}
    for each in terms:
        held = assessed.get(each.assessment_id) if each.assessment_id else None
        case = held.case_id if held is not None else cases[each.award_id]
        rows = said.get(case, []) if case else []
        if held is None and not rows:
            continue
        people = {short: UUID(number) for row in rows for short, number in row.who["members"].items()}
        facts = json.loads(held.facts.reveal() if held is not None else rows[0].facts.reveal())
        facts.setdefault("standard", "urban" if each.urban else "rural")
        household = reader(each, facts, held.on if held else each.figures_on)
        found[each.id] = Basis(household, people, each.income)
    return found


def _declared(cases: Iterable[UUID | None]) -> dict[UUID, list[Declaration]]:
    found: dict[UUID, list[Declaration]] = {}
    rows = Declaration.objects.filter(case_id__among=list(cases)).only("case_id", "number", "facts", "who")
    for row in rows.order_by("case_id", "number"):
        found.setdefault(row.case_id, []).append(row)
    return found
