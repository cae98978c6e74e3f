"""成批建档：many people, households, registrations and accounts written at once, inside the action that checked them.

What the single actions guard is guarded by the caller; the database's own keys hold all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

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
from doudi.records.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class NewPerson:
    """待建档的人 with a checked number."""

    name: str
    number: Secret
    phone: Secret | None = None


def add_people(groups: Sequence[tuple[int, Sequence[NewPerson]]], district: int) -> list[list[Person]]:
    """People by area, with their search keys; answers them in the same groups."""
    made = [
        [
            Person(
                area_id=area,
                district_id=district,
                name=each.name,
                male=is_male(each.number),
                born=birth_of(each.number),
                id_number=each.number,
                phone=each.phone,
            )
            for each in people
        ]
        for area, people in groups
    ]
    everybody = [person for people in made for person in people]
    Person.objects.bulk_create(everybody)
    PersonKey.objects.bulk_create(
        PersonKey(person=person, area_id=person.area_id, key=key)
        for person in everybody
        for key in sorted(keys_of(person.name))
    )
    return made


def add_households(
    households: Sequence[tuple[int, date, Sequence[Person]]], relations: Sequence[Sequence[str]]
) -> list[Household]:
    """Households of an area from a day on, the head first among the members."""
    made = [Household(area_id=area, head=people[0], since=since) for area, since, people in households]
    Household.objects.bulk_create(made)
    Membership.objects.bulk_create(
        Membership(
            household=household,
            person=person,
            area_id=household.area_id,
            name=person.name,
            relation="本人" if person is people[0] else relation,
            since=since,
        )
        for household, (_, since, people), told in zip(made, households, relations, strict=True)
        for person, relation in zip(people, told, strict=True)
    )
    return made


def add_registrations(rows: Sequence[tuple[Person, int, bool, date, str]]) -> None:
    """Where and as what somebody is registered, since when, by which document."""
    Registration.objects.bulk_create(
        Registration(
            person=person, area_id=person.area_id, place_id=place, urban=urban, since=since, document=document
        )
        for person, place, urban, since, document in rows
    )


def add_accounts(
    rows: Sequence[tuple[Person, str, str, Secret]],
    *,
    proposed: tuple[UUID, datetime],
    confirmed: tuple[UUID, datetime],
    since: date,
    why: str,
) -> None:
    """Accounts (holder, bank, number) that two natural persons stand for, in force from a day on."""
    BankAccount.objects.bulk_create(
        BankAccount(
            person=person,
            area_id=person.area_id,
            holder=holder,
            bank=bank,
            number=number,
            why=why,
            proposed_by=proposed[0],
            proposed_at=proposed[1],
            confirmed_by=confirmed[0],
            confirmed_at=confirmed[1],
            since=since,
        )
        for person, holder, bank, number in rows
    )
