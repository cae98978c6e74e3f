"""人与户办理：putting people and households on file, and what changes about them."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from doudi.records.access import Act, acting_as, action, one_seen_by, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import district_of, period_of, township_of
from doudi.records.audit.limits import refuse_beyond
from doudi.records.audit.trail import record
from doudi.records.people.id_numbers import birth_of, is_male
from doudi.records.people.models import Household, Membership, Person, PersonKey, Registration, Supporter
from doudi.records.people.names import keys_of, tidy_name, writable
from doudi.records.people.past_the_area import AN_HOUR, area_keeping, note_look, refuse_looks_past
from doudi.records.refusals import BadInput, Refusal, WrongPost
from doudi.records.vault.secret import Secret

CLERKS = ("township_clerk", "district_clerk")
REVEALED = "people.revealed"
REVEALS_AN_HOUR = 60


class AlreadyOnFile(Refusal):
    """已经建档：nobody is entered twice."""


class AlreadyMember(Refusal):
    """已在另一户：a person lives in one household at a time."""


@action
def register_person(
    *,
    area: Area,
    name: str,
    id_number: Secret | None = None,
    male: bool | None = None,
    born: date | None = None,
    phone: Secret | None = None,
    by: Act,
) -> Person:
    """建档 of one person. Sex and birth date come from the identity number where there is one (checked before).

    Raises AlreadyOnFile when the district already has this number, wherever in it: a counter asks inside
    `past_the_area.counted_looks`.
    """
    require(by, *CLERKS, at=area.pk)
    name = _name(name)
    district = district_of(area.pk, by.day)
    if id_number is not None:
        male, born = is_male(id_number), birth_of(id_number)
        if area_keeping(district, id_number) is not None:
            raise AlreadyOnFile("这个身份证号已在本区建档：请先查找此人，不要重复录入。")
    person = Person(
        area=area, district_id=district, name=name, male=male, born=born, id_number=id_number, phone=phone
    )
    try:
        # Two counters at the same instant: the second meets the unique index.
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise AlreadyOnFile("这个身份证号刚刚由另一窗口建档：请重新查找此人。") from None
    _write_keys(person)
    record(by=by, did="people.registered", to=person)
    return person


@action
def correct_person(
    *, person: Person, why: str, name: str | None = None, phone: Secret | None = None, by: Act
) -> Person:
    """更正 a name or a telephone number, with the reason; the audit line keeps the old name."""
    require(by, *CLERKS, at=person.area_id)
    held = Person.objects.select_for_update().get(pk=person.pk)
    before = held.name
    if name is not None:
        held.name = _name(name)
    if phone is not None:
        held.phone = phone
    held.save(update_fields=["name", "phone", "phone_blind"])
    if held.name != before:
        PersonKey.objects.filter(person=held).delete()
        _write_keys(held)
    record(
        by=by,
        did="people.corrected",
        to=held,
        why=why,
        before=before,
        after=held.name,
        phone_changed=phone is not None,
    )
    return held


@action
def record_death(*, person: Person, died: date, why: str, by: Act) -> Person:
    """登记死亡. What must follow from it, higher rooms find by asking."""
    require(by, *CLERKS, at=person.area_id)
    if died > by.day or (person.born is not None and died < person.born):
        raise BadInput("死亡日期应在出生之后、今天或以前，请核对证明。")
    held = Person.objects.select_for_update().get(pk=person.pk)
    before = held.died
    held.died = died
    held.save(update_fields=["died"])
    record(by=by, did="people.died", to=held, why=why, before=before, died=died)
    return held


@action
def register_residence(
    *,
    person: Person,
    since: date,
    place: Area | None = None,
    elsewhere: str = "",
    urban: bool | None = None,
    residence_permit: bool = False,
    document: str,
    by: Act,
) -> Registration:
    """登记户口 from a day on: a place in this system, or the name of one elsewhere."""
    require(by, *CLERKS, at=person.area_id)
    if (place is None) == (not elsewhere.strip()):
        raise BadInput("户籍地请在本系统区划与外地地名中选填一项。")
    if Registration.objects.filter(person=person, since=since).exists():
        raise BadInput(f"{since} 已登记过户口，请改用实际变动的日期。")
    held = Registration.objects.create(
        person=person,
        area_id=person.area_id,
        since=since,
        place=place,
        elsewhere=elsewhere.strip(),
        urban=urban,
        residence_permit=residence_permit,
        document=document,
    )
    record(by=by, did="people.residence_registered", to=held, why=document, since=since)
    return held


@action
def found_household(
    *,
    area: Area,
    head: Person,
    address: str,
    since: date,
    members: Mapping[Person, str] | None = None,
    by: Act,
) -> Household:
    """立户 in a village: the head and, by relation to the head, the other members."""
    require(by, *CLERKS, at=area.pk)
    household = Household.objects.create(area=area, head=head, address=address.strip(), since=since)
    for person, relation in {head: "本人", **(members or {})}.items():
        join_household(household=household, person=person, relation=relation, since=since, by=by)
    record(by=by, did="people.household_founded", to=household, since=since)
    return household


@action
def join_household(
    *, household: Household, person: Person, relation: str, since: date, by: Act
) -> Membership:
    """入户 from a day on. Raises AlreadyMember while the person still lives in another household."""
    require(by, *CLERKS, at=household.area_id)
    held = Person.objects.select_for_update().get(pk=person.pk)
    if Membership.objects.filter(person=held, until__isnull=True).exists():
        raise AlreadyMember(f"{held.name}仍是另一户的成员：请先在那一户办理离户。")
    if household.until is not None or since < household.since:
        raise BadInput("入户日期应在本户建档之后，且本户未销户。")
    member = Membership.objects.create(
        household=household,
        person=held,
        area_id=household.area_id,
        name=held.name,
        relation=relation,
        since=since,
    )
    record(by=by, did="people.joined_household", to=member, relation=relation, since=since)
    return member


@action
def leave_household(*, member: Membership, until: date, why: str, by: Act) -> Membership:
    """离户 from a day on (marriage, death, moving away); the past of the household keeps the member."""
    require(by, *CLERKS, at=member.area_id)
    held = Membership.objects.select_for_update().get(pk=member.pk)
    if held.until is not None or until < held.since:
        raise BadInput("此人已离户，或离户日期早于入户日期，请核对。")
    held.until, held.why_left = until, why
    held.save(update_fields=["until", "why_left"])
    record(by=by, did="people.left_household", to=held, why=why, until=until)
    return held


@action
def move_household(*, household: Household, area: Area, address: str, why: str, by: Act) -> Household:
    """迁居 of a household with all who live in it now. Their files follow; officers of the old place see only what
    stays there: the past of other households. By a clerk of the place that lets it go.
    """
    require(by, *CLERKS, at=household.area_id)
    if district_of(area.pk, by.day) != district_of(household.area_id, by.day):
        raise BadInput("迁往外区须按跨区转移办理，不能直接改动住址。")
    before = household.area_id
    with acting_as(by.scope, reaching=[area.pk]):
        held = Household.objects.select_for_update().get(pk=household.pk)
        people = Membership.objects.filter(household=held, until__isnull=True).order_by("person_id")
        held.area, held.address = area, address.strip()
        held.save(update_fields=["area", "address"])
        # Members' rows in other tables follow by the database's own key (`walls.area_follows`).
        Person.objects.filter(pk__in=[member.person_id for member in people]).update(area=area)
        record(
            by=by, did="people.household_moved", to=held, area=before, why=why, before=before, after=area.pk
        )
    return held


@action
def name_supporter(
    *,
    person: Person,
    name: str,
    relation: str,
    since: date,
    id_number: Secret | None = None,
    phone: Secret | None = None,
    residence: str = "",
    by: Act,
) -> Supporter:
    """登记赡养、抚养、扶养义务人 of one person."""
    require(by, *CLERKS, at=person.area_id)
    supporter = Supporter.objects.create(
        person=person,
        area_id=person.area_id,
        name=_name(name),
        relation=relation,
        since=since,
        id_number=id_number,
        phone=phone,
        residence=residence.strip(),
    )
    record(by=by, did="people.supporter_named", to=supporter, relation=relation)
    return supporter


@action
def township_keeping(*, id_number: Secret, at: Area, by: Act) -> str | None:
    """全区查重：the name of the township that keeps the person with this complete number, or None. No name of a
    person and no amount; thirty times an hour; each leaves a trace. The one exception to scope.
    """
    require(by, *CLERKS, at=at.pk)
    refuse_looks_past(by)
    area = area_keeping(district_of(at.pk, by.day), id_number)
    found = None if area is None else period_of(township_of(area, by.day), by.day).name
    note_look(at.pk, found, by)
    return found


@action
def reveal(*, person: Person, what: str, why: str, by: Act) -> Secret | None:
    """显示密项 (`id_number` or `phone`) of one person, with a reason and a trace; sixty times an hour."""
    assert what in ("id_number", "phone"), what
    if what not in by.scope.reveals:
        raise WrongPost("您的岗位不能查看这一项的完整内容。")
    if not why.strip():
        raise BadInput("请写明查看的事由。")
    refuse_beyond(REVEALS_AN_HOUR, REVEALED, AN_HOUR, by)
    held: Person = one_seen_by(Person.objects.all(), by.scope, id=person.pk)
    record(by=by, did=REVEALED, to=held, why=why, what=what)
    secret: Secret | None = getattr(held, what)
    return secret


def _name(typed: str) -> str:
    name = tidy_name(typed)
    if not writable(name):
        raise BadInput("姓名应为 1 至 60 个可见文字，请按证件填写。")
    return name


def _write_keys(person: Person) -> None:
    keys = sorted(keys_of(person.name))
    PersonKey.objects.bulk_create([PersonKey(person=person, area_id=person.area_id, key=key) for key in keys])
