"""重算：many awards reckoned again under figures read once, each on what it rests on.

What depends only on the standard, the number of people and the income is reckoned once for all who are alike; whoever
has supplements or a care part is reckoned on the family's own facts. Either way the law's own rules are asked.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import PAID, AwardTerms, TermsReason
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
STAYS = (TermsReason.GRACE, TermsReason.SUSPENDED)


class NotReckonable(Refusal):
    """不能重算：what the award rests on does not give its amount; a person looks into it first."""


@dataclass(frozen=True, slots=True)
class Old:
    """现行的条款 of an award in a month, as little as a reckoning needs."""

    award: UUID
    scheme: str
    persons: int
    urban: bool
    income: Fraction
    monthly_fen: int
    plain: bool
    brought_over: bool
    figures_on: date
    known_on: date


def old_of(scheme: str, held: AwardTerms) -> Old:
    """The terms as a reckoning takes them."""
    return Old(
        held.award_id,
        scheme,
        held.persons,
        held.urban,
        Fraction(held.income_parts, held.income_per_fen),
        held.monthly_fen,
        held.supplement_fen == 0 and held.care_fen == 0,
        held.assessment_id is None,
        held.figures_on,
        held.known_on,
    )


class Again:
    """重算器: figures by month, and one answer for all who are alike."""

    def __init__(self, place: Place, known_on: date) -> None:
        self.place, self.known_on, self.version = place, known_on, values_version(place)
        self._figures: dict[tuple[date, date], Figures] = {}
        self._alike: dict[tuple[object, ...], Reckoned] = {}

    def figures(self, month: date, known_on: date | None = None) -> Figures:
        """The figures of a month's first day, as known on the later of the two days."""
        known = known_on or max(self.known_on, month)
        if (month, known) not in self._figures:
            self._figures[(month, known)] = Figures(self.place, month, known)
        return self._figures[(month, known)]

    def is_plain(self, old: Old, month: date) -> bool:
        """Does the amount depend on nothing but standard, people and income?"""
        return old.plain and not supplements_in(self.figures(month))

    def alike(self, old: Old, month: date, urban: bool, known_on: date | None = None) -> Reckoned:
        """The amount of all who are alike. NotReckonable where brought over on another amount than the law's."""
        if old.brought_over and known_on is None:
            self._refuse_otherwise(old)
        figures = self.figures(month, known_on)
        key = (old.scheme, urban, old.persons, old.income, month, figures.known_on)
        if key not in self._alike:
            self._alike[key] = amount(
                old.scheme, nobody(old, urban), _numbers(old.persons), figures, self.version
            )
        return self._alike[key]

    def household(self, old: Old, facts: Mapping[str, Any], month: date, on: date) -> Household:
        """Frozen facts as `own` reads them; all of them only where it may read more than is quickly told."""
        figures = [self.figures(month)]
        if old.brought_over:
            figures.append(self.figures(old.figures_on, old.known_on))
        if all(quick(each).reads_little(old.scheme) for each in figures):
            return lean_household(facts)
        return read_household(facts, on)

    def own(self, old: Old, basis: Basis, covered: Iterable[UUID], month: date, urban: bool) -> Reckoned:
        """The amount on the family's own facts."""
        reckoned = amount(old.scheme, basis, list(covered), self.figures(month), self.version, urban)
        if old.brought_over:
            then = self.figures(old.figures_on, old.known_on)
            if amount(old.scheme, basis, list(covered), then, self.version).monthly_fen != old.monthly_fen:
                raise NotReckonable(NOT_BY_LAW)
        return reckoned

    def _refuse_otherwise(self, old: Old) -> None:
        if old.scheme in PAID:
            then = self.alike(old, old.figures_on, old.urban, old.known_on)
            if then.monthly_fen != old.monthly_fen:
                raise NotReckonable(NOT_BY_LAW)


def supplements_in(figures: Figures) -> bool:
    """Does the place pay 分类施保 on this day?"""
    value = figures.sources.get("supplements")
    return bool(value and value.keys.get("groups"))


def nobody(old: Old, urban: bool) -> Basis:
    """So many people in nobody's particular circumstances, with this income."""
    rows = [
        {"id": f"m{number}", "birth": "1990-01-01", "spending_year": {}, "income": []}
        for number in range(old.persons)
    ]
    facts = {"standard": "urban" if urban else "rural", "members": rows, "supporters": []}
    people = {f"m{number}": UUID(int=number) for number in range(old.persons)}
    return Basis(read_household(facts, old.figures_on), people, old.income)


Reader = Callable[[AwardTerms, Mapping[str, Any], date], Household]


def read_all(terms: AwardTerms, facts: Mapping[str, Any], on: date) -> Household:
    """Every fact, checked once more."""
    return read_household(facts, on)


def bases_of(
    terms: Sequence[AwardTerms], cases: Mapping[UUID, UUID | None], reader: Reader = read_all
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
        income = Fraction(each.income_parts, each.income_per_fen)
        household = reader(each, facts, held.on if held else each.figures_on)
        found[each.pk] = Basis(household, people, income)
    return found


def _declared(cases: Iterable[UUID | None]) -> dict[UUID, list[Declaration]]:
    found: dict[UUID, list[Declaration]] = {}
    rows = Declaration.objects.filter(case_id__in=list(cases)).only("case_id", "number", "facts", "who")
    for row in rows.order_by("case_id", "number"):
        found.setdefault(row.case_id, []).append(row)
    return found


def _numbers(count: int) -> list[UUID]:
    return [UUID(int=number) for number in range(count)]
