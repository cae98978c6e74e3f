"""重组户：a household founded, left and closed inside the action of a higher room that has a reason for it.

Who moves into another village is kept there from then on, with everything that follows a person. What the old household
was stays where it was: its memberships keep the names.
"""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from doudi.records.people.models import Household, Membership, Person, Supporter


def locked_home(household: UUID) -> Household:
    """The household, its row locked until the transaction ends."""
    return Household.objects.select_for_update(of=("self",)).get(pk=household)


def leave_home(household: Household, people: Collection[UUID], until: date, why: str) -> None:
    """These people live there no longer, from a day on."""
    rows = Membership.objects.filter(household=household, person_id__in=people, until__isnull=True)
    rows.update(until=until, why_left=why)


def close_home(household: Household, until: date) -> None:
    """销户: nobody lives there any more; the file stays to be read."""
    household.until = until
    household.save(update_fields=["until"])


def new_home(
    area: int, people: Mapping[Person, str], address: str, since: date
) -> tuple[Household, dict[UUID, Person]]:
    """A household of these people, the first of them its head; answers it with the people as they are kept now.

    Both the old places and the new one are within the act's reach.
    """
    keys = [person.pk for person in people]
    Person.objects.filter(pk__in=keys).exclude(area_id=area).update(area_id=area)
    kept: dict[UUID, Person] = Person.objects.in_bulk(keys)
    household = Household.objects.create(
        area_id=area, head=kept[keys[0]], address=address.strip(), since=since
    )
    Membership.objects.bulk_create(
        Membership(
            household=household,
            person=kept[person.pk],
            area_id=area,
            name=person.name,
            relation=relation,
            since=since,
        )
        for person, relation in people.items()
    )
    return household, kept


def owes_support(person: Person, owing: Person, relation: str, since: date) -> Supporter:
    """Who lived in the household until now owes a member support from outside."""
    return Supporter.objects.create(
        person=person,
        area_id=person.area_id,
        name=owing.name,
        relation=relation,
        id_number=owing.id_number,
        phone=owing.phone,
        since=since,
    )


def put_at_head(household: Household, person: Person) -> None:
    """变更户主 on the household's own file."""
    household.head = person
    household.save(update_fields=["head"])


def bury(household: Household, people: Collection[UUID]) -> None:
    """Whoever of these is on file as dead lives in the household no longer, from the day of the death."""
    rows = Membership.objects.filter(household=household, person_id__in=people, until__isnull=True)
    for row in rows.filter(person__died__isnull=False).select_related("person"):
        row.until, row.why_left = max(row.since, row.person.died or row.since), "死亡"
        row.save(update_fields=["until", "why_left"])
