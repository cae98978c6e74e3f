"""人与户查询：everything through `seen_by`, so that lists, counts and searches all stop at the same wall."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.records.access import Act, asked_once, one_seen_by
from doudi.records.areas.queries import standing_of
from doudi.records.people.models import (
    Authorisation,
    BankAccount,
    Household,
    Membership,
    Person,
    PersonKey,
    Registration,
    Supporter,
)
from doudi.records.people.names import after_all, typed_key
from doudi.records.refusals import NotFound
from doudi.records.staff.queries import relatives_of
from doudi.records.vault.fields import TAIL_SIGNS, blind_candidates
from doudi.records.vault.secret import plain_form
from doudi.records.worded import worded

MOST_FOUND = 50
KEYS_ALIKE = 4  # how many keys of one person may share a beginning (王玮文: w, wangweiwen, weiwen, wen)


def not_over_by(day: date) -> Q:
    """The condition for a dated row that has not ended by a day, whether or not it has begun."""
    return Q(until__isnull=True) | Q(until__gt=day)


def held_on(day: date) -> Q:
    """The condition for a dated row in force on a day: from `since`, before `until`."""
    return Q(since__lte=day) & not_over_by(day)


def find_people(typed: str, by: Act, most: int = MOST_FOUND) -> list[Person]:
    """People in one's own scope by the beginning of name, given name, pinyin or initials; by the last four signs of
    an identity number, a whole one, or a whole telephone number. Sorted by name; `most` at most, then those
    whose keys come first.
    """
    seen = Person.objects.seen_by(by.scope)
    number = plain_form(typed)
    if _numeric(number):
        return list(seen.filter(_by_number(number)).order_by("name", "id")[:most])
    if not (key := typed_key(typed)):
        return []
    # The first rows in the index's own order: one letter may begin a fifth of all keys, too many to sort by name.
    keys = PersonKey.objects.seen_by(by.scope).filter(key__gte=key, key__lt=after_all(key))
    first = keys.order_by("key", "area_id", "person_id").values_list("person_id", flat=True)
    people = list(dict.fromkeys(first[: most * KEYS_ALIKE]))[:most]
    return list(seen.filter(id__in=people).order_by("name", "id"))


def person(which: UUID, by: Act) -> Person:
    """One person in scope, or NotFound."""
    found: Person = one_seen_by(Person.objects.all(), by.scope, id=which)
    return found


def people_among(numbers: Iterable[UUID], by: Act) -> dict[UUID, Person]:
    """Those of these people who are in scope, by their numbers."""
    wanted = list(dict.fromkeys(numbers))
    return {person.pk: person for person in _people(wanted, by)} if wanted else {}


@worded
def _people(numbers: list[UUID], by: Act) -> QuerySet[Person]:
    return Person.objects.seen_by(by.scope).filter(pk__among=numbers)


def household(which: UUID, by: Act) -> Household:
    """One household in scope, or NotFound."""
    found = _household(which, by)
    if not found:
        raise NotFound
    return found[0]


@worded
def _household(which: UUID, by: Act) -> QuerySet[Household]:
    return Household.objects.seen_by(by.scope).filter(id=which)


@asked_once
def members_on(household: Household, day: date, by: Act) -> Sequence[Membership]:
    """Who lived in a household on a day, the head first, then by day of joining."""
    rows = _members(household, day, by)
    return sorted(rows, key=lambda each: (each.person_id != household.head_id, each.since, each.id))


def living_on(household: Household, day: date, by: Act) -> Sequence[Membership]:
    """The same without those on file as dead, whose leaving is not decided yet."""
    return [row for row in members_on(household, day, by) if row.person.died is None]


@worded
def _members(household: Household, day: date, by: Act) -> QuerySet[Membership]:
    rows = Membership.objects.seen_by(by.scope).filter(held_on(day), household=household)
    return rows.select_related("person")


def supporters_on(people: Sequence[UUID], day: date, by: Act) -> QuerySet[Supporter]:
    """Who owed support to these people on a day."""
    return (
        Supporter.objects.seen_by(by.scope).filter(held_on(day), person_id__in=people).order_by("since", "id")
    )


@worded
def _supporters(people: list[UUID], day: date, by: Act) -> QuerySet[Supporter]:
    rows = Supporter.objects.seen_by(by.scope).filter(held_on(day), person_id__among=people)
    return rows.order_by("since", "id")


@worded
def authorisations_on(
    people: list[UUID], supporters: list[UUID], kind: str, day: date, by: Act
) -> QuerySet[Authorisation]:
    """The signatures for `kind` in force on a day, of these people and these supporters, the latest last."""
    rows = Authorisation.objects.seen_by(by.scope).filter(
        Q(person_id__among=people) | Q(supporter_id__among=supporters),
        Q(until__isnull=True) | Q(until__gte=day),
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
        kind=kind,
        signed_on__lte=day,
    )
    return rows.order_by("signed_on", "id")


def account_on(person: Person, day: date, by: Act) -> BankAccount | None:
    """The confirmed account in force on a day."""
    return BankAccount.objects.seen_by(by.scope).filter(held_on(day), person=person).first()


def accounts_of(person: Person, by: Act) -> list[BankAccount]:
    """Every account ever proposed for a person, the latest first."""
    return list(BankAccount.objects.seen_by(by.scope).filter(person=person).order_by("-proposed_at", "-id"))


def accounts_among(people: Iterable[UUID], day: date, by: Act) -> list[BankAccount]:
    """The accounts in force of these people, and those that wait for a second person; one each is in force at most."""
    rows = BankAccount.objects.seen_by(by.scope).filter(person_id__in=list(people), refused_because="")
    return list(rows.filter(not_over_by(day)).order_by("person", "since", "id"))


def account(which: UUID, by: Act) -> BankAccount:
    """One bank account in scope, or NotFound."""
    found: BankAccount = one_seen_by(BankAccount.objects.all(), by.scope, id=which)
    return found


def memberships_of(people: Iterable[Person], by: Act) -> list[Membership]:
    """Every household in scope in which these people live or lived, the latest first."""
    rows = Membership.objects.seen_by(by.scope).filter(person__in=list(people))
    return list(rows.select_related("household").order_by("-since", "-id"))


def registration_on(person: Person, day: date, by: Act) -> Registration | None:
    """The registration in force on a day."""
    rows = Registration.objects.seen_by(by.scope).filter(person=person, since__lte=day)
    return rows.order_by("-since").first()


def missing_authorisations(household: Household, kind: str, day: date, by: Act) -> list[str]:
    """Names of adult members and supporters without a signature in force for `kind` on a day. A member whose birth
    date is not known counts as adult: a missing fact never lets a check through.
    """
    everybody = members_on(household, day, by)
    members = [member for member in everybody if _adult(member.person, day)]
    supporters = _supporters([member.person_id for member in everybody], day, by)
    numbers = [each.person_id for each in members], [each.pk for each in supporters]
    signed = authorisations_on(*numbers, kind, day, by)
    people, supporting = {each.person_id for each in signed}, {each.supporter_id for each in signed}
    lacking = [member.name for member in members if member.person_id not in people]
    return lacking + [supporter.name for supporter in supporters if supporter.id not in supporting]


def standing_reason(household: Household, day: date) -> str:
    """Why the urban or rural standard holds for a household on a day: one sentence."""
    return standing_of(household.area_id, day).reason


def related_members(household: Household, natural_person: UUID, day: date, by: Act) -> list[str]:
    """Members of a household whom an officer declared a near relative, by identity number, or by name where no
    number was given: "林秀兰（姐）". An empty list is no proof; it is what was declared.
    """
    members = members_on(household, day, by)
    found = []
    for relative in relatives_of(natural_person, day):
        for member in members:
            number = relative.id_number
            same = member.name == relative.name if number is None else member.person.id_number == number
            if same:
                found.append(f"{member.name}（{relative.relation}）")
    return found


def _numeric(number: str) -> bool:
    return (
        len(number) >= TAIL_SIGNS
        and number[:-1].isascii()
        and number[:-1].isdigit()
        and number[-1] in "0123456789X"
    )


def _by_number(number: str) -> Q:
    if len(number) == TAIL_SIGNS:
        return Q(tail_blind__in=blind_candidates("id_tail", number))
    return Q(id_blind__in=blind_candidates("id_number", number)) | Q(
        phone_blind__in=blind_candidates("phone", number)
    )


def _adult(person: Person, day: date) -> bool:
    if person.born is None:
        return True
    birthday = (person.born.month, person.born.day)
    return day.year - person.born.year - ((day.month, day.day) < birthday) >= 18
