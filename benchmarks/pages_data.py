"""许多户人家: households written in bulk for load tests, each batch with one line of the audit chain over its rows.

A load test may write around the actions, by this loader only; `doudi verify` must accept what it wrote. Names and
numbers are those of `doudi people`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from doudi.config.demo_county import Drawn, county
from doudi.config.demo_desk import area
from doudi.records.access import Act, acting_as
from doudi.records.areas.queries import district_of
from doudi.records.audit.trail import BulkRow, record_bulk
from doudi.records.people.id_numbers import birth_of, is_male
from doudi.records.people.models import Household, Membership, Person, PersonKey
from doudi.records.people.names import keys_of
from doudi.records.vault.fields import blind_candidates

AT_ONCE = 500
BORN_TOGETHER = 2000


def fill_up(households: int, on: date, by: Act) -> int:
    """Write households until there are so many; answers how many were written. Those of the county that has cases are
    left out by drawing another, larger county; whoever is on file already by number is passed over.
    """
    with acting_as(by.scope):
        missing = households - Household.objects.count()
        blinds = Person.objects.filter(id_blind__isnull=False).values_list("id_blind", flat=True)
        known = {bytes(each) for each in blinds}
    written = 0
    drawn = county(households, on) if missing > 0 else iter(())
    while written < missing and (some := list(islice(drawn, min(AT_ONCE, missing - written)))):
        written += _written(some, known, on, by)
    return written


def _written(some: Sequence[Drawn], known: set[bytes], on: date, by: Act) -> int:
    """One batch in one transaction, with one line in the chain."""
    rows = list(_rows(some, known, on))
    people = [person for _, members in rows for person, _ in members]
    with acting_as(by.scope):
        Person.objects.bulk_create(people, batch_size=BORN_TOGETHER)
        PersonKey.objects.bulk_create(
            [
                PersonKey(person=each, area_id=each.area_id, key=key)
                for each in people
                for key in keys_of(each.name)
            ],
            batch_size=BORN_TOGETHER,
        )
        Household.objects.bulk_create(home for home, _ in rows)
        Membership.objects.bulk_create(
            Membership(
                household=home,
                person=person,
                area_id=home.area_id,
                name=person.name,
                relation=relation,
                since=on,
            )
            for home, members in rows
            for person, relation in members
        )
        lines = [
            BulkRow("household", str(home.pk), home.area_id, {"members": len(members)})
            for home, members in rows
        ]
        record_bulk(by=by, did="people.loaded", rows=lines, why="负载测试")
    return len(rows)


def _rows(
    some: Sequence[Drawn], known: set[bytes], on: date
) -> Iterator[tuple[Household, list[tuple[Person, str]]]]:
    for each in some:
        where = area(each.family.village)
        district = district_of(where.pk, on)
        members = []
        for new in each.family.newcomers.values():
            number = new.id_number
            if number is not None and set(blind_candidates("id_number", number.reveal())) & known:
                break
            male = new.male if number is None else is_male(number)
            born = new.born if number is None else birth_of(number)
            person = Person(
                area=where, district_id=district, name=new.name, male=male, born=born, id_number=number
            )
            members.append((person, new.relation))
        else:
            home = Household(area=where, head=members[0][0], address=each.family.address, since=on)
            yield home, members
