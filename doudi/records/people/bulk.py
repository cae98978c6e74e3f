"""成批建档：very many people, households, registrations and accounts, inside the action that checked them.

What the single actions guard is guarded by the caller; the database's own keys hold all the same.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from doudi.records.ids import new_id
from doudi.records.many import Many
from doudi.records.people.id_numbers import birth_of, is_male
from doudi.records.people.models import (
    BankAccount,
    Household,
    Membership,
    Person,
    PersonKey,
    Registration,
)
from doudi.records.people.names import keys_of
from doudi.records.vault.fields import candidates_of
from doudi.records.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class NewPerson:
    """待建档的人, and how he is related to the head (the head himself: 本人). Sex and birth date are those of the
    checked number, where there is one.
    """

    name: str
    number: Secret | None
    relation: str
    phone: Secret | None = None
    male: bool | None = None
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """两人签认: who proposed and who confirmed, when, and why."""

    proposed_by: UUID
    proposed_at: datetime
    confirmed_by: UUID
    confirmed_at: datetime
    why: str


class PeopleRows:
    """人与户的行, told family by family and written together; all of one district and day."""

    def __init__(self, district: int, since: date, signed: Signed | None = None) -> None:
        self._people = Many(
            Person, "id", "area_id", "name", "male", "born", "id_number", "phone", district_id=district
        )
        self._keys = Many(PersonKey, "person_id", "area_id", "key")
        self._households = Many(Household, "id", "area_id", "head_id", "address", since=since)
        self._members = Many(
            Membership, "id", "household_id", "person_id", "area_id", "name", "relation", since=since
        )
        self._registered = Many(
            Registration, "id", "person_id", "area_id", "place_id", "urban", "document", since=since
        )
        self._accounts = Many(
            BankAccount,
            *("id", "person_id", "area_id", "holder", "bank", "number"),
            since=since,
            **({} if signed is None else asdict(signed)),
        )

    def household(self, area: int, people: Sequence[NewPerson], address: str = "") -> tuple[UUID, list[UUID]]:
        """A household of new people, the head first; answers its number and theirs."""
        household, numbers = new_id(), [new_id() for _ in people]
        self._households.add(household, area, numbers[0], address)
        for number, each in zip(numbers, people, strict=True):
            male, born = each.male, each.born
            if each.number is not None:
                male, born = is_male(each.number), birth_of(each.number)
            self._people.add(number, area, each.name, male, born, each.number, each.phone)
            for key in sorted(keys_of(each.name)):
                self._keys.add(number, area, key)
            self._members.add(new_id(), household, number, area, each.name, each.relation)
        return household, numbers

    def registration(self, person: UUID, area: int, place: int, urban: bool, document: str) -> None:
        """Where and as what somebody is registered, by which document."""
        self._registered.add(new_id(), person, area, place, urban, document)

    def account(self, person: UUID, area: int, holder: str, bank: str, number: Secret) -> None:
        """An account in force from the day on; the two people stand for it."""
        self._accounts.add(new_id(), person, area, holder, bank, number)

    def write(self) -> None:
        """Send everything told so far."""
        for rows in (
            self._people,
            self._keys,
            self._households,
            self._members,
            self._registered,
            self._accounts,
        ):
            rows.write()


AT_ONCE = 5_000
# One function of the database looks past the wall and answers a place, no name (`people.past_the_area`).
KEEPING = """
SELECT asked.position, doudi_area_keeping(%s, asked.blinds)
FROM (SELECT position, array_agg(blind) AS blinds
      FROM unnest(%s::int[], %s::bytea[]) AS each (position, blind) GROUP BY position) AS asked
WHERE doudi_area_keeping(%s, asked.blinds) IS NOT NULL
"""


def kept_in(district: int, numbers: Sequence[str]) -> dict[int, int]:
    """Position → area of those identity numbers whose bearers are on file in the district, wherever in it."""
    found: dict[int, int] = {}
    for first in range(0, len(numbers), AT_ONCE):
        positions, blinds = [], []
        asked = candidates_of("id_number", numbers[first : first + AT_ONCE])
        for position, candidates in enumerate(asked, first):
            positions += [position] * len(candidates)
            blinds += candidates
        with connection.cursor() as cursor:
            cursor.execute(KEEPING, [district, positions, blinds, district])
            found.update(cursor.fetchall())
    return found
