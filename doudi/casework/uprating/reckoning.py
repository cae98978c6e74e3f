"""逐户重算：which awards a plan changes from which month, under figures that hold or would hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.casework.awards.again import STAYS, Again, HeldTerms, NotReckonable, bases_of, held_terms
from doudi.casework.awards.models import PAID, Award, AwardPerson, AwardTerms, Scheme
from doudi.casework.awards.reckoning import Basis, Reckoned
from doudi.casework.awards.urban import standard_in
from doudi.policy.reckoning import Household
from doudi.policy.values import Place
from doudi.records.access import Act
from doudi.records.people.queries import held_on
from doudi.records.refusals import BadInput

Own = tuple[Basis, frozenset[UUID]]
NO_FACTS = "没有可供重算的家庭情况，须先重新核定"


class Running(NamedTuple):
    """一项待遇, as little of the row as a plan needs."""

    id: UUID
    area_id: int
    household_id: UUID
    case_id: UUID | None
    scheme: str
    head_name: str
    first_month: date
    until_month: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """一项待遇自某月起: the terms that hold now, what they would be; `why` where that cannot be said.

    They hold before `until`, the month in which other terms begin or the award ends.
    """

    award: Running
    month: date
    until: date
    held: HeldTerms
    reckoned: Reckoned | None
    why: str = ""

    @property
    def before_fen(self) -> int:
        return self.held.monthly_fen

    @property
    def after_fen(self) -> int:
        return self.before_fen if self.reckoned is None else self.reckoned.monthly_fen


class Wanted(NamedTuple):
    """待重算: the terms of one award from a month until another, and whether others are like them."""

    award: Running
    month: date
    until: date
    held: HeldTerms
    plain: bool


def running_from(month: date, by: Act) -> QuerySet[Award]:
    """Every paid award in scope that is in force in a month or later, in order of its number."""
    ends_later = Q(until_month__isnull=True) | Q(until_month__gt=month)
    seen: QuerySet[Award] = Award.objects.seen_by(by.scope)
    return seen.filter(ends_later, annulled_at__isnull=True, scheme__in=PAID).order_by("id")


def running(rows: QuerySet[Award]) -> list[Running]:
    """Awards as a plan takes them."""
    return list(map(Running._make, rows.values_list(*Running._fields)))


class Plan:
    """一次重算: the figures, and which places are unified, asked once each."""

    def __init__(self, place: Place, first_month: date, known_on: date) -> None:
        self.place, self.first_month = place, first_month
        self.again = Again(place, known_on)
        self._urban: dict[tuple[int, date], bool] = {}

    def terms(self, awards: Sequence[Running]) -> dict[UUID, list[HeldTerms]]:
        """Every terms of these awards, in the order in which they hold."""
        found: dict[UUID, list[HeldTerms]] = {}
        rows = AwardTerms.objects.filter(award_id__among=[each.id for each in awards])
        for row in held_terms(rows.order_by("award_id", "from_month", "number")):
            found.setdefault(row.award_id, []).append(row)
        return found

    def steps(self, awards: Sequence[Running], terms: Mapping[UUID, Sequence[HeldTerms]]) -> Iterator[Step]:
        """What changes for these awards, month by month; what stays as it is is not told."""
        wanted = [
            Wanted(award, month, until, held, self.again.is_plain(award.scheme, held, month))
            for award in awards
            for month, until, held in self._months(award, terms.get(award.id, ()))
        ]
        facts = self._facts([each for each in wanted if not each.plain])
        for each in wanted:
            step = self._step(each, facts)
            if step is not None:
                yield step

    def urban(self, area: int, month: date, frozen: bool) -> bool:
        """Urban or rural in a month, as `standard_in` says."""
        if frozen:
            return True
        if (area, month) not in self._urban:
            self._urban[(area, month)] = standard_in(area, self.place, month, False)
        return self._urban[(area, month)]

    def _months(self, award: Running, terms: Sequence[HeldTerms]) -> Iterator[tuple[date, date, HeldTerms]]:
        """The first month of the plan, and every later one from which other terms hold, until when, and which."""
        month, over = max(self.first_month, award.first_month), award.until_month or date.max
        held = None
        for each in terms:
            if each.from_month > month:
                if held is not None and month < over and held.reason not in STAYS:
                    yield month, min(each.from_month, over), held
                month = each.from_month
            held = each
        if held is not None and month < over and held.reason not in STAYS:
            yield month, over, held

    def _step(self, asked: Wanted, facts: Mapping[UUID, Own]) -> Step | None:
        award, month, until, held, plain = asked
        urban = self.urban(award.area_id, month, held.urban)
        try:
            if plain:
                reckoned = self.again.plain(award.scheme, held, month, urban)
            elif held.id in facts:
                reckoned = self.again.own(award.scheme, held, *facts[held.id], month, urban)
            else:
                return Step(award, month, until, held, None, NO_FACTS)
        except (NotReckonable, BadInput) as error:
            return Step(award, month, until, held, None, str(error))
        if reckoned.monthly_fen == held.monthly_fen and reckoned.standard_fen == held.standard_fen:
            return None
        return Step(award, month, until, held, reckoned)

    def would_hold(self, terms: AwardTerms, persons: int) -> int:
        """低保金 that a family with this income would get, were it found to qualify; 0 above the line."""
        income = (terms.income_parts, terms.income_per_fen)
        urban = self.urban(terms.area_id, self.first_month, terms.urban)
        figures = self.again.figures(self.first_month)
        return self.again.alike(Scheme.DIBAO, persons, income, urban, figures).monthly_fen

    def _facts(self, wanted: Sequence[Wanted]) -> dict[UUID, Own]:
        """The facts and the people covered, by terms, of those that are not like others."""
        if not wanted:
            return {}
        of = {each.held.id: each for each in wanted}

        def read(held: HeldTerms, facts: Mapping[str, Any], on: date) -> Household:
            return self.again.household(of[held.id].award.scheme, held, facts, of[held.id].month, on)

        cases = {each.award.id: each.award.case_id for each in wanted}
        bases = bases_of([each.held for each in wanted], cases, read)
        found = {}
        for month in {each.month for each in wanted}:
            here = [each.held for each in wanted if each.month == month and each.held.id in bases]
            covered: dict[UUID, set[UUID]] = {}
            rows = AwardPerson.objects.filter(
                held_on(month), award_id__among=[held.award_id for held in here], void=False
            )
            for award, person in rows.values_list("award_id", "person_id"):
                covered.setdefault(award, set()).add(person)
            for held in here:
                found[held.id] = (bases[held.id], frozenset(covered.get(held.award_id, ())))
        return found
