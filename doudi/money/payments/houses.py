"""机构与花名册：whom the last roll paid through an institution, against who was there at the count of the month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.money.payments.models import Line, LineState, Purpose
from doudi.records.access import Act
from doudi.records.institutions.models import Census, Institution
from doudi.records.institutions.queries import last_counts
from doudi.records.people.models import Person


@dataclass(frozen=True, slots=True)
class Held:
    """一个人 on the roll, at the count, or both."""

    person: UUID
    name: str
    line: Line | None
    present: bool

    @property
    def differs(self) -> bool:
        return (self.line is not None) != self.present


@dataclass(frozen=True, slots=True)
class AgainstCount:
    """在册与在院: the month of the roll, the count that it is held against, and everybody of either."""

    month: date | None
    count: Census | None
    people: Sequence[Held]

    @property
    def differences(self) -> int:
        return sum(each.differs for each in self.people)


def against_count(house: Institution, by: Act) -> AgainstCount:
    """The last monthly roll of a house against its last count until then; with no roll yet, the count alone."""
    lines = Line.objects.seen_by(by.scope).filter(institution=house, purpose=Purpose.MONTHLY)
    lines = lines.exclude(state__in=(LineState.VOID, LineState.WITHHELD))
    month = lines.order_by("-month").values_list("month", flat=True).first()
    count = last_counts([house.pk], month or by.day).get(house.pk)
    on_roll = {line.person_id: line for line in lines.filter(month=month)} if month else {}
    there = set(count.present) if count else set()
    names = dict(Person.objects.filter(pk__in=there | set(on_roll)).values_list("pk", "name"))
    people = [
        Held(person, names.get(person, ""), on_roll.get(person), person in there)
        for person in sorted(there | set(on_roll), key=lambda each: (names.get(each, ""), str(each)))
    ]
    return AgainstCount(month, count, people)
