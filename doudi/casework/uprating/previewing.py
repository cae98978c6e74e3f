"""试算：what a plan would cost per township and month, who gains, who could now apply. Reads; changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from doudi.casework.awards.models import Award, AwardPerson, AwardTerms, Scheme
from doudi.casework.awards.months import month_after
from doudi.casework.awards.queries import in_force, terms_in
from doudi.casework.uprating.reckoning import Plan, Step, running_from
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, township_of
from doudi.records.people.queries import held_on

AT_ONCE = 2_000
STATUSES = (Scheme.MARGIN, Scheme.RIGID_EXPENDITURE)
LAST_MONTH_OF_A_YEAR = 12


@dataclass(slots=True)
class Township:
    """一个乡镇的合计."""

    awards: int = 0
    raised: int = 0
    lowered: int = 0
    unready: int = 0
    before_fen: int = 0
    after_fen: int = 0


@dataclass(frozen=True, slots=True)
class MayApply:
    """可能新增: a family with a standing but no money, what it would get."""

    award: Award
    persons: int
    would_fen: int


@dataclass(slots=True)
class Looked:
    """试算的合计."""

    townships: dict[int, Township] = field(default_factory=dict)
    months: dict[date, int] = field(default_factory=dict)
    may_apply: int = 0
    may_apply_fen: int = 0

    def told(self, by: Act) -> dict[str, Any]:
        """As the plan keeps it: numbers and names of townships, nobody's."""
        names = names_on(self.townships, by.day)
        rows = [
            {
                "township": names[area],
                "area": area,
                "awards": each.awards,
                "raised": each.raised,
                "lowered": each.lowered,
                "unready": each.unready,
                "before_fen": each.before_fen,
                "after_fen": each.after_fen,
            }
            for area, each in sorted(self.townships.items(), key=lambda item: names[item[0]])
        ]
        return {
            "townships": rows,
            "months": [
                {"month": f"{month:%Y-%m}", "more_fen": more} for month, more in sorted(self.months.items())
            ],
            "may_apply": self.may_apply,
            "may_apply_fen": self.may_apply_fen,
        }


def look(plan: Plan, by: Act, told: Callable[[int, int], None] | None = None) -> Looked:
    """Put every award in scope to a plan. `told` hears how many of how many."""
    found = Looked(months=dict.fromkeys(_year(plan.first_month, by.day), 0))
    township: dict[int, int] = {}
    rows = running_from(plan.first_month, by)
    whole, done = rows.count(), 0
    for part in parts(rows):
        steps: dict[Any, list[Step]] = {}
        terms = plan.terms(part)
        for step in plan.steps(part, terms):
            steps.setdefault(step.award.pk, []).append(step)
        for award in part:
            if award.area_id not in township:
                township[award.area_id] = township_of(award.area_id, by.day)
            total = found.townships.setdefault(township[award.area_id], Township())
            _add(total, found.months, award, steps.get(award.pk, []), _held(plan, terms.get(award.pk, ())))
        done += len(part)
        if told is not None:
            told(done, whole)
    for each in may_apply(plan, by):
        found.may_apply += 1
        found.may_apply_fen += each.would_fen
    return found


def may_apply(plan: Plan, by: Act) -> Iterator[MayApply]:
    """Families with a standing whose income lies below the new line. Whether they qualify, an application decides."""
    seen: QuerySet[Award] = Award.objects.seen_by(by.scope).filter(
        in_force(max(plan.first_month, by.day.replace(day=1))), scheme__in=STATUSES
    )
    for part in parts(seen.order_by("id")):
        month = max(plan.first_month, by.day.replace(day=1))
        held = terms_in(month, [each.pk for each in part])
        alone = _covered_alone([each.household_id for each in part], month)
        for award in part:
            terms = held.get(award.pk)
            # Nobody has this standing without income: where none is kept, it is not known.
            if terms is None or terms.income_parts == 0:
                continue
            persons = terms.persons + alone.get(award.household_id, 0)
            would = plan.would_hold(terms, persons)
            if would > 0:
                yield MayApply(award, persons, would)


def parts(rows: QuerySet[Award], size: int = AT_ONCE) -> Iterator[list[Award]]:
    """Some at a time, in order of their numbers."""
    after = None
    while True:
        part = list((rows.filter(pk__gt=after) if after is not None else rows)[:size])
        if not part:
            return
        yield part
        after = part[-1].pk


def _held(plan: Plan, terms: Sequence[AwardTerms]) -> AwardTerms | None:
    """The terms that hold in the plan's first month."""
    return next((each for each in reversed(terms) if each.from_month <= plan.first_month), None)


def _add(
    total: Township, months: dict[date, int], award: Award, steps: Sequence[Step], held: AwardTerms | None
) -> None:
    """One award into the sums: the last step says what it will be, each month its own share."""
    total.awards += 1
    before = steps[-1].before_fen if steps else held.monthly_fen if held else 0
    after = steps[-1].after_fen if steps else before
    total.before_fen += before
    total.after_fen += after
    total.raised += after > before
    total.lowered += after < before
    total.unready += any(step.reckoned is None for step in steps)
    for month in months:
        over = award.until_month is not None and month >= award.until_month
        reached = [step for step in steps if step.month <= month]
        if reached and not over:
            months[month] += reached[-1].after_fen - reached[-1].before_fen


def _covered_alone(households: Sequence[Any], month: date) -> dict[Any, int]:
    """How many of a household are covered alone (单人保): they belong to the family all the same."""
    rows = AwardPerson.objects.filter(
        held_on(month), award__household_id__in=households, award__scheme=Scheme.SINGLE_PERSON, void=False
    )
    found: dict[Any, int] = {}
    for household in rows.values_list("award__household_id", flat=True):
        found[household] = found.get(household, 0) + 1
    return found


def _year(first: date, day: date) -> list[date]:
    """From the first month to the end of its year, or of this one where that is later."""
    last = date(max(first.year, day.year), LAST_MONTH_OF_A_YEAR, 1)
    months = [first]
    while months[-1] < last:
        months.append(month_after(months[-1]))
    return months
