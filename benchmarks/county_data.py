"""五年的往事: what a county's families have held: awards month by month, re-checks, ended awards, paid rolls.

Written in bulk, column by column, with one line of the audit chain a part; a load may write around the actions, by
this loader only. What is kept is what the law says of each family: the classification and the income of `doudi people`,
each year's amount by the figures of its first month, an assessment that `doudi reread` reads again to the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from benchmarks.county_books import TERMS, WHY, Books, Span, span_of
from doudi.casework.assessment.reading import answered, fen_of, question
from doudi.casework.awards.classes import cycle_months, watch_over
from doudi.casework.awards.models import PAID, Award, Mode, Scheme, TermsReason
from doudi.casework.awards.months import months_on
from doudi.casework.awards.opening import HOLDS
from doudi.casework.awards.reckoning import Basis, Reckoned, amount
from doudi.casework.awards.terms import reckoned_columns
from doudi.casework.cases.models import Case
from doudi.casework.cases.places import place_of
from doudi.casework.cases.receipts import new_code, next_numbers
from doudi.config.demo_county import Drawn
from doudi.config.demo_desk import area
from doudi.policy.asks.awards import quick
from doudi.policy.asks.household_facts import read_household
from doudi.policy.days import months_after
from doudi.policy.figures import Figures
from doudi.policy.values import Place
from doudi.policy.versions import values_version
from doudi.records.access import Act, acting_as
from doudi.records.areas.queries import standing_of, township_of
from doudi.records.audit.canon import spelled
from doudi.records.audit.trail import BulkRow, record_bulk
from doudi.records.ids import new_id
from doudi.records.many import flowing
from doudi.records.people.models import Household, Membership
from doudi.records.refusals import Refusal
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret

AT_ONCE = 500
FORMER_ONE_IN = 25  # of those who do not: one family in so many held 低保 once
JULY = 7


@dataclass(frozen=True, slots=True)
class Filed:
    """在册的一户: its number, its village, and its people in the order in which they were drawn."""

    household: UUID
    area: int
    people: Sequence[tuple[UUID, str]]


def filed(by: Act) -> dict[tuple[int, str], Filed]:
    """Every household without a case or an award, by village and address: how the loader knows them again."""
    with acting_as(by.scope):
        taken = set(Case.objects.values_list("household_id", flat=True))
        taken |= set(Award.objects.values_list("household_id", flat=True))
        people: dict[UUID, list[tuple[UUID, str]]] = {}
        rows = Membership.objects.order_by("id").values_list("household_id", "person_id", "name")
        for household, person, name in rows.iterator(chunk_size=20_000):
            people.setdefault(household, []).append((person, name))
        homes = Household.objects.values_list("id", "area_id", "address").iterator(chunk_size=20_000)
        return {
            (where, address): Filed(home, where, people[home])
            for home, where, address in homes
            if home not in taken and home in people
        }


def load_history(drawn: Iterator[Drawn], known: Mapping[tuple[int, str], Filed], by: Act) -> int:
    """A past for every drawn family that has one; answers how many awards were written."""
    written = 0
    chosen = _chosen(drawn, known)
    while some := list(islice(chosen, AT_ONCE)):
        with acting_as(by.scope):
            written += Past(some, by).write()
    return written


def _chosen(
    drawn: Iterator[Drawn], known: Mapping[tuple[int, str], Filed]
) -> Iterator[tuple[Drawn, Filed, int]]:
    for serial, each in enumerate(drawn):
        home = known.get((area(each.family.village).pk, each.family.address))
        if home is None or len(home.people) != len(each.family.newcomers):
            continue
        if each.classification in Scheme.values or (
            each.classification == "none" and serial % FORMER_ONE_IN == 0
        ):
            yield each, home, serial


class Past:
    """一批人家的往事: some families, in one transaction."""

    def __init__(self, some: Sequence[tuple[Drawn, Filed, int]], by: Act) -> None:
        self.some, self.by, self.today = some, by, by.day
        self.this_month = by.day.replace(day=1)
        self.books = Books()
        self.lines: list[BulkRow] = []
        self.places: dict[int, tuple[int, Place, str]] = {}
        self.figures: dict[tuple[str, date], Figures] = {}
        self.cycles: dict[tuple[int, str], int] = {}
        self.standards: dict[int, str] = {}

    def write(self) -> int:
        """Put everything together, then send it."""
        numbers = next_numbers(self.some[0][1].area, self.today, len(self.some))
        for drawn, home, serial in self.some:
            try:
                self._family(drawn, home, serial, next(numbers))
            except Refusal:
                continue  # a fact is unknown, so the law gives no amount: the family has no past
        with transaction.atomic(), flowing() as plan_anew:
            self.books.write()
            plan_anew()
        record_bulk(by=self.by, did="awards.loaded", rows=self.lines, why=WHY)
        return len(self.lines)

    def _family(self, drawn: Drawn, home: Filed, serial: int, number: str) -> None:
        former = drawn.classification == "none"
        scheme = Scheme.DIBAO if former else Scheme(drawn.classification)
        span = span_of(serial, self.this_month, former)
        township, place, version = self._place(home.area)
        facts = dict(drawn.family.facts, standard=self._standard(home))
        shorts = {
            short: person for short, (person, _) in zip(drawn.family.newcomers, home.people, strict=True)
        }
        household = read_household(facts, self.today)
        standing = quick(self._figures(place, self.this_month)).standing(household)
        if standing is None:
            return
        income = Fraction(10_000 * (serial % 3)) if former else standing.income
        basis = Basis(household, shorts, income)
        covered = self._covered(scheme, drawn, shorts)
        terms = self._terms(scheme, basis, covered, place, version, span)
        case = new_id()
        # A former family is not what it was: nothing is kept of it that today's facts would contradict.
        made = None if former else self._assessed(case, township, number, facts, place, version)
        self._case(case, home, township, number, drawn, shorts, span, scheme)
        watch = watch_over(standing.able, standing.free)
        self._award(scheme, home, case, covered, span, watch, terms, made, basis, township)

    def _place(self, where: int) -> tuple[int, Place, str]:
        if where not in self.places:
            township = township_of(where, self.today)
            place = place_of(township, self.today)
            self.places[where] = (township, place, values_version(place))
        return self.places[where]

    def _figures(self, place: Place, month: date) -> Figures:
        if (place.code, month) not in self.figures:
            self.figures[(place.code, month)] = Figures(place, month, self.today)
        return self.figures[(place.code, month)]

    def _standard(self, home: Filed) -> str:
        """As the village is classed: nobody of the county has a registration of another sort on file."""
        if home.area not in self.standards:
            self.standards[home.area] = "urban" if standing_of(home.area, self.today).urban else "rural"
        return self.standards[home.area]

    def _covered(self, scheme: Scheme, drawn: Drawn, shorts: Mapping[str, UUID]) -> list[UUID]:
        """A household's award covers everybody; 单人保 and 特困 here the head, who was drawn for it."""
        people = list(shorts.values())
        return people[:1] if scheme in (Scheme.SINGLE_PERSON, Scheme.TEKUN) else people

    def _terms(
        self, scheme: Scheme, basis: Basis, covered: Sequence[UUID], place: Place, version: str, span: Span
    ) -> list[tuple[date, Reckoned]]:
        """The first month's amount and a new one each July; a standing without money has terms once."""
        last = span.until or months_on(self.this_month, 1)
        months = [span.first]
        if scheme in PAID:
            months += [date(year, JULY, 1) for year in range(span.first.year, last.year + 1)]
        wanted = sorted({each for each in months if span.first <= each < last})
        return [
            (month, amount(scheme, basis, covered, self._figures(place, month), version)) for month in wanted
        ]

    def _assessed(
        self, case: UUID, township: int, number: str, facts: Mapping[str, Any], place: Place, version: str
    ) -> UUID:
        """The law read on exactly these bytes today, as `assessment.keeping` keeps it."""
        frozen = spelled(facts)
        answer = answered(question(number, self.today, self.today, place.code, frozen))
        text, made = spelled(answer), new_id()
        monthly = answer["schemes"].get(answer["classification"], {}).get("monthly")
        self.books.assessments.add(
            *(made, case, township, self.today, self.today, place.code),
            *(Secret(frozen.decode()), sm3(frozen), Secret(text.decode()), sm3(text)),
            *(version, answer["classification"], fen_of(monthly), self.by.at, Secret("[]")),
        )
        return made

    def _case(
        self,
        case: UUID,
        home: Filed,
        township: int,
        number: str,
        drawn: Drawn,
        shorts: Mapping[str, UUID],
        span: Span,
        scheme: Scheme,
    ) -> None:
        books, (head, name) = self.books, home.people[0]
        on = months_on(span.first, -1)
        at = datetime.combine(on, time(2), UTC)
        books.cases.add(
            *(case, township, township, township, number, new_code(), home.household, head, name, scheme, on)
        )
        books.steps.add(case, township, on, at)
        for (short, person), (_, called) in zip(shorts.items(), home.people, strict=True):
            books.members.add(case, township, person, called, short)
        books.applications.add(case, township, self._standard(home) == "urban")
        text = spelled(drawn.family.facts)
        who = {"members": {short: str(person) for short, person in shorts.items()}, "supporters": {}}
        books.declarations.add(new_id(), case, township, Secret(text.decode()), sm3(text), who, on, at)

    def _award(
        self,
        scheme: Scheme,
        home: Filed,
        case: UUID,
        covered: Sequence[UUID],
        span: Span,
        watch: str,
        terms: Sequence[tuple[date, Reckoned]],
        made: UUID | None,
        basis: Basis,
        township: int,
    ) -> None:
        books, award, (head, name) = self.books, new_id(), home.people[0]
        due = self._reviewed(award, home, span, watch, township)
        mode = Mode.DISPERSED if scheme == Scheme.TEKUN else ""
        ended = ("voluntary", "本人书面申请", WHY) if span.until else ("", "", "")
        opened = datetime.combine(months_on(span.first, -1), time(4), UTC)
        books.awards.add(
            *(award, home.household, home.area, case, scheme, mode, head, name, head, watch, due),
            *(span.first, span.until, *ended, opened),
        )
        living, status = HOLDS[scheme]
        called = dict(home.people)
        for person in covered:
            books.covered.add(
                new_id(), award, home.area, person, called[person], span.first, span.until, living, status
            )
        for order, (month, reckoned) in enumerate(terms, 1):
            self._term(award, home.area, order, month, reckoned, made, opened)
        if scheme in PAID:
            account = Secret(f"62{int.from_bytes(home.household.bytes[-7:], 'big') % 10**17:017d}")
            books.accounts.add(new_id(), head, home.area, name, account, opened, opened, span.first)
        facts = {"scheme": scheme, "first": span.first, "terms": len(terms)}
        self.lines.append(BulkRow("award", str(award), home.area, facts))

    def _reviewed(self, award: UUID, home: Filed, span: Span, watch: str, township: int) -> date:
        """Looked at in each month in which it was due until today; answers when the next is due."""
        if (township, watch) not in self.cycles:
            self.cycles[(township, watch)] = cycle_months(township, watch, self.today)
        cycle = self.cycles[(township, watch)]
        due = months_after(span.first, cycle)
        while due < (span.until or self.today):
            following = months_after(due, cycle)
            at = datetime.combine(due, time(3), UTC)
            self.books.reviews.add(new_id(), award, home.area, due, due, following, at)
            due = following
        return due

    def _term(
        self,
        award: UUID,
        where: int,
        order: int,
        month: date,
        reckoned: Reckoned,
        made: UUID | None,
        opened: datetime,
    ) -> None:
        columns = reckoned_columns(reckoned) | {
            "persons": reckoned.persons,
            "income_parts": reckoned.income.numerator,
            "income_per_fen": reckoned.income.denominator,
        }
        reason = TermsReason.BROUGHT_OVER if order == 1 else TermsReason.STANDARD
        clause = "；".join(reckoned.bases) or WHY
        self.books.terms.add(
            *(new_id(), award, where, order, month, reason, clause, made, opened),
            *(columns[each] for each in TERMS),
        )
