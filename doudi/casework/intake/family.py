"""一户建档：finding or registering the people of a household in the action that takes its application in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.records.access import Act
from doudi.records.areas.models import Area
from doudi.records.people.actions import found_household, join_household, name_supporter, register_person
from doudi.records.people.models import Household, Membership, Person, Supporter
from doudi.records.people.queries import find_people, members_on, supporters_on
from doudi.records.people.queries import person as person_on_file
from doudi.records.refusals import BadInput, Refusal
from doudi.records.vault.secret import Secret, plain_form

HEAD = "本人"


class AnotherName(BadInput):
    """号码与姓名不符：the number is on file with another name."""


class AnotherFamily(Refusal):
    """与档案不一致：the people named do not live together as one household on file."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """共同生活的家庭成员 as typed at the counter; sex and birth only where there is no identity number.

    `person` is somebody found on file before; nothing else of the row is read then but the relation.
    """

    name: str
    relation: str
    id_number: Secret | None = None
    male: bool | None = None
    born: date | None = None
    phone: Secret | None = None
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewSupporter:
    """赡养、抚养、扶养义务人 as typed at the counter; `supports` is the short name of a member."""

    supports: str
    name: str
    relation: str
    id_number: Secret | None = None
    phone: Secret | None = None
    residence: str = ""


def people_on_file(village: Area, newcomers: Mapping[str, Newcomer], by: Act) -> dict[str, Person]:
    """Each newcomer found by a complete identity number within the act's reach, or registered in the village."""
    return {
        short: _found(newcomer, by) or _registered(village, newcomer, by)
        for short, newcomer in newcomers.items()
    }


def household_on_file(
    village: Area, address: str, people: Mapping[str, Person], newcomers: Mapping[str, Newcomer], by: Act
) -> Household:
    """The household in which these people live, founded or joined as needed; the first of them is its head.

    AnotherFamily when the file has some of them in different households, or with somebody not named here.
    """
    open_rows = Membership.objects.filter(person__in=people.values(), until__isnull=True)
    held = list(open_rows.select_related("household"))
    households = {row.household_id: row.household for row in held}
    if len(households) > 1:
        raise AnotherFamily("所报成员在档案中分属两户：请先办理离户、入户，再一起申请。")
    relations = {people[short]: newcomer.relation for short, newcomer in newcomers.items()}
    if not households:
        head, *others = relations
        members = {person: relations[person] for person in others}
        return found_household(area=village, head=head, address=address, since=by.day, members=members, by=by)
    (household,) = households.values()
    if {row.person_id for row in members_on(household, by.day, by)} - {person.pk for person in relations}:
        raise AnotherFamily("档案中这户还有没有填报的成员：请补报，或先办理离户。")
    for person in set(relations) - {row.person for row in held}:
        join_household(household=household, person=person, relation=relations[person], since=by.day, by=by)
    return household


def supporters_on_file(
    people: Mapping[str, Person], named: Mapping[str, NewSupporter], by: Act
) -> dict[str, Supporter]:
    """Each supporter found among those on file by number or by name and relation, or put on file."""
    known = list(supporters_on([person.pk for person in people.values()], by.day, by))
    found = {}
    for short, new in named.items():
        supported = people.get(new.supports)
        if supported is None:
            raise BadInput(f"赡养人{new.name}所赡养的“{new.supports}”不是本户成员的短名，请核对。")
        same = [old for old in known if old.person_id == supported.pk and _same(old, new)]
        found[short] = (
            same[0]
            if same
            else name_supporter(
                person=supported,
                name=new.name,
                relation=new.relation,
                since=by.day,
                id_number=new.id_number,
                phone=new.phone,
                residence=new.residence,
                by=by,
            )
        )
    return found


def _found(newcomer: Newcomer, by: Act) -> Person | None:
    if newcomer.person is not None:
        return person_on_file(newcomer.person, by)
    if newcomer.id_number is None:
        return None
    typed = plain_form(newcomer.id_number.reveal())  # 末位小写 x 与大写 X 是同一个号码
    same = [
        person
        for person in find_people(newcomer.id_number.reveal(), by)
        if person.id_number is not None and plain_form(person.id_number.reveal()) == typed
    ]
    if same and same[0].name != newcomer.name:
        raise AnotherName("这个身份证号在档案中是另一个姓名，请对照证件核对姓名和号码。")
    return same[0] if same else None


def _registered(village: Area, newcomer: Newcomer, by: Act) -> Person:
    return register_person(
        area=village,
        name=newcomer.name,
        id_number=newcomer.id_number,
        male=newcomer.male,
        born=newcomer.born,
        phone=newcomer.phone,
        by=by,
    )


def _same(old: Supporter, new: NewSupporter) -> bool:
    if old.id_number is not None and new.id_number is not None:
        return bool(old.id_number == new.id_number)
    return (old.name, old.relation) == (new.name, new.relation)
