"""逐户重算：which awards a plan changes from which month, under figures that hold or would hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.casework.awards.again import STAYS, Again, NotReckonable, Old, bases_of, old_of
from doudi.casework.awards.models import PAID, Award, AwardPerson, AwardTerms, Scheme
from doudi.casework.awards.reckoning import Basis, Reckoned
from doudi.casework.awards.urban import standard_in
from doudi.policy.reckoning import Household
from doudi.policy.values import Place
from doudi.records.access import Act
from doudi.records.people.queries import held_on
from doudi.records.refusals import BadInput

NEEDED = (
    *("award_id", "area_id", "from_month", "number", "reason", "assessment_id", "persons", "urban"),
    *("standard_fen", "income_parts", "income_per_fen", "supplement_fen", "care_fen", "monthly_fen"),
    *("figures_on", "known_on"),
)
NO_FACTS = "没有可供重算的家庭情况，须先重新核定"


@dataclass(frozen=True, slots=True)
class Step:
    """一项待遇自某月起: the terms that hold now, what they would be; `why` where that cannot be said."""

    award: Award
    month: date
    held: AwardTerms
    reckoned: Reckoned | None
    why: str = ""

    @property
    def before_fen(self) -> int:
        return self.held.monthly_fen

    @property
    def after_fen(self) -> int:
        return self.before_fen if self.reckoned is None else self.reckoned.monthly_fen


def running_from(month: date, by: Act) -> QuerySet[Award]:
    """Every paid award in scope that is in force in a month or later, in order of its number."""
    ends_later = Q(until_month__isnull=True) | Q(until_month__gt=month)
    seen: QuerySet[Award] = Award.objects.seen_by(by.scope)
    return seen.filter(ends_later, annulled_at__isnull=True, scheme__in=PAID).order_by("id")


class Plan:
    """一次重算: the figures, and which places are unified, asked once each."""

    def __init__(self, place: Place, first_month: date, known_on: date) -> None:
        self.place, self.first_month = place, first_month
        self.again = Again(place, known_on)
        self._urban: dict[tuple[int, date], bool] = {}

    def terms(self, awards: Sequence[Award]) -> dict[UUID, list[AwardTerms]]:
        """Every terms of these awards, in the order in which they hold."""
        found: dict[UUID, list[AwardTerms]] = {}
        rows = AwardTerms.objects.filter(award_id__in=[each.pk for each in awards]).only(*NEEDED)
        for row in rows.order_by("award_id", "from_month", "number"):
            found.setdefault(row.award_id, []).append(row)
        return found

    def steps(self, awards: Sequence[Award], terms: Mapping[UUID, Sequence[AwardTerms]]) -> Iterator[Step]:
        """What changes for these awards, month by month; what stays as it is is not told."""
        wanted = [
            (award, month, held)
            for award in awards
            for month, held in self._months(award, terms.get(award.pk, []))
        ]
        facts = self._facts([each for each in wanted if not self._plain(each[0], each[2], each[1])])
        for award, month, held in wanted:
            step = self._step(award, month, held, facts)
            if step is not None:
                yield step

    def urban(self, area: int, month: date, frozen: bool) -> bool:
        """Urban or rural in a month, as `standard_in` says."""
        if frozen:
            return True
        if (area, month) not in self._urban:
            self._urban[(area, month)] = standard_in(area, self.place, month, False)
        return self._urban[(area, month)]

    def _months(self, award: Award, terms: Sequence[AwardTerms]) -> Iterator[tuple[date, AwardTerms]]:
        """The first month of the plan, and every later one from which other terms hold."""
        first = max(self.first_month, award.first_month)
        months = sorted({first, *(each.from_month for each in terms if each.from_month > first)})
        for month in months:
            held = [each for each in terms if each.from_month <= month]
            over = award.until_month is not None and month >= award.until_month
            if held and not over and held[-1].reason not in STAYS:
                yield month, held[-1]

    def _plain(self, award: Award, held: AwardTerms, month: date) -> bool:
        alone = award.scheme == Scheme.SINGLE_PERSON
        return not alone and self.again.is_plain(old_of(award.scheme, held), month)

    def _step(
        self, award: Award, month: date, held: AwardTerms, facts: "dict[UUID, tuple[Basis, frozenset[UUID]]]"
    ) -> Step | None:
        old = old_of(award.scheme, held)
        urban = self.urban(award.area_id, month, held.urban)
        try:
            if self._plain(award, held, month):
                reckoned = self.again.alike(old, month, urban)
            elif held.pk in facts:
                basis, covered = facts[held.pk]
                reckoned = self.again.own(old, basis, covered, month, urban)
            else:
                return Step(award, month, held, None, NO_FACTS)
        except (NotReckonable, BadInput) as error:
            return Step(award, month, held, None, str(error))
        same = (reckoned.monthly_fen, reckoned.standard_fen) == (held.monthly_fen, held.standard_fen)
        return None if same else Step(award, month, held, reckoned)

    def would_hold(self, terms: AwardTerms, persons: int) -> int:
        """低保金 that a family with this income would get, were it found to qualify; 0 above the line."""
        told = old_of(Scheme.DIBAO, terms)
        old = Old(
            told.award,
            Scheme.DIBAO,
            persons,
            told.urban,
            told.income,
            told.monthly_fen,
            True,
            False,
            told.figures_on,
            told.known_on,
        )
        urban = self.urban(terms.area_id, self.first_month, terms.urban)
        return self.again.alike(old, self.first_month, urban).monthly_fen

    def _facts(
        self, wanted: Sequence[tuple[Award, date, AwardTerms]]
    ) -> dict[UUID, tuple[Basis, frozenset[UUID]]]:
        """The facts and the people covered, by terms, of those that are not like others."""
        if not wanted:
            return {}
        schemes = {held.pk: (award.scheme, month) for award, month, held in wanted}

        def read(terms: AwardTerms, facts: Mapping[str, Any], on: date) -> Household:
            scheme, month = schemes[terms.pk]
            return self.again.household(old_of(scheme, terms), facts, month, on)

        cases = {award.pk: award.case_id for award, _, _ in wanted}
        bases = bases_of([held for _, _, held in wanted], cases, read)
        found = {}
        for month in {month for _, month, _ in wanted}:
            here = [(award, held) for award, at, held in wanted if at == month and held.pk in bases]
            covered: dict[UUID, set[UUID]] = {}
            rows = AwardPerson.objects.filter(
                held_on(month), award__in=[each.pk for each, _ in here], void=False
            )
            for award_id, person in rows.values_list("award_id", "person_id"):
                covered.setdefault(award_id, set()).add(person)
            for award, held in here:
                found[held.pk] = (bases[held.pk], frozenset(covered.get(award.pk, ())))
        return found
