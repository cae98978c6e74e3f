"""试算：what a plan would cost per township and month, who gains, who could now apply. Reads; changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.awards.again import HeldTerms
from doudi.casework.awards.models import Award, AwardPerson, Scheme
from doudi.casework.awards.months import month_after
from doudi.casework.awards.queries import in_force, terms_in
from doudi.casework.uprating.reckoning import Plan, Running, Step, running, running_from
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

    award: Running
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
    found, more = Looked(), Counter[date]()
    township: dict[int, Township] = {}
    rows = running_from(plan.first_month, by)
    whole, done = rows.count(), 0
    for part in parts(rows):
        terms = plan.terms(part)
        steps: dict[UUID, list[Step]] = {}
        for step in plan.steps(part, terms):
            steps.setdefault(step.award.id, []).append(step)
        for award in part:
            if award.area_id not in township:
                at = township_of(award.area_id, by.day)
                township[award.area_id] = found.townships.setdefault(at, Township())
            total, own = township[award.area_id], steps.get(award.id)
            total.awards += 1
            if own is None:
                stays = _held(plan, terms.get(award.id, ()))
                total.before_fen += stays
                total.after_fen += stays
            else:
                _add(total, more, own)
        done += len(part)
        if told is not None:
            told(done, whole)
    months = _year(plan.first_month, by.day)
    found.months = dict(zip(months, accumulate(more[month] for month in months), strict=True))
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
        held = terms_in(month, [each.id for each in part])
        alone = _covered_alone([each.household_id for each in part], month)
        for award in part:
            terms = held.get(award.id)
            # Nobody has this standing without income: where none is kept, it is not known.
            if terms is None or terms.income_parts == 0:
                continue
            persons = terms.persons + alone.get(award.household_id, 0)
            would = plan.would_hold(terms, persons)
            if would > 0:
                yield MayApply(award, persons, would)


def parts(rows: QuerySet[Award], size: int = AT_ONCE) -> Iterator[list[Running]]:
    """Some at a time, in order of their numbers."""
    after = None
    while True:
        part = running((rows.filter(pk__gt=after) if after is not None else rows)[:size])
        if not part:
            return
        yield part
        after = part[-1].id


def _held(plan: Plan, terms: Sequence[HeldTerms]) -> int:
    """What is paid in the plan's first month."""
    for each in reversed(terms):
        if each.from_month <= plan.first_month:
            return each.monthly_fen
    return 0


def _add(total: Township, more: Counter[date], steps: Sequence[Step]) -> None:
    """One award that changes into the sums: the last step says what it will be, each month its own share.

    `more` keeps only from which months more is paid, and from which no longer.
    """
    before, after = steps[-1].before_fen, steps[-1].after_fen
    total.before_fen += before
    total.after_fen += after
    total.raised += after > before
    total.lowered += after < before
    total.unready += any(step.reckoned is None for step in steps)
    for step in steps:
        share = step.after_fen - step.before_fen
        more[step.month] += share
        more[step.until] -= share


def _covered_alone(households: Sequence[Any], month: date) -> dict[Any, int]:
    """How many of a household are covered alone (单人保): they belong to the family all the same."""
    rows = AwardPerson.objects.filter(
        held_on(month), award__household_id__among=households, award__scheme=Scheme.SINGLE_PERSON, void=False
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
