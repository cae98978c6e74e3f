"""授权：who of a household signed, who did not, who said no, on a day. Read under an act that reaches the household."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from doudi.casework.cases.models import Case
from doudi.casework.intake.papers import parties
from doudi.casework.verification.models import MemberRefusal
from doudi.policy.days import months_after
from doudi.records.access import Act
from doudi.records.people.models import Authorisation, Person, Supporter
from doudi.records.people.queries import authorisations_on, missing_authorisations
from doudi.records.people.signatures import VERIFICATION
from doudi.records.worded import worded

ADULT_MONTHS = 18 * 12  # 民法典 第十七条


@dataclass(frozen=True, slots=True)
class Party:
    """当事人：one member or supporter, its relation, and the signature in force on the day."""

    who: Person | Supporter
    short: str
    relation: str
    signed: Authorisation | None
    adult: bool

    @property
    def supporter(self) -> bool:
        return isinstance(self.who, Supporter)


def standing(case: Case, on: date, by: Act) -> list[Party]:
    """Every member and supporter of the latest declaration, with the signature in force on the day."""
    about = parties(case)
    relations = {
        str(each["id"]): str(each.get("relation", ""))
        for key in ("members", "supporters")
        for each in about.facts.get(key) or ()
    }
    signed = in_force([*about.members.values(), *about.supporters.values()], on, by)
    rows = [
        Party(
            person,
            short,
            RELATIONS.get(relations.get(short, ""), "成员"),
            signed.get(person.pk),
            _adult(person, on),
        )
        for short, person in about.members.items()
    ]
    return rows + [
        Party(supporter, short, supporter.relation, signed.get(supporter.pk), True)
        for short, supporter in about.supporters.items()
    ]


def in_force(people: Iterable[Person | Supporter], on: date, by: Act) -> dict[object, Authorisation]:
    """Person or supporter → the signature for the check of means in force on a day, the latest one."""
    numbers = [each.pk for each in people]
    signed = authorisations_on(numbers, numbers, VERIFICATION, on, by)
    return {row.person_id or row.supporter_id: row for row in signed}


def unsigned(case: Case, on: date, by: Act) -> list[str]:
    """Names of the adult members and supporters without a signature in force: of the form and of the file."""
    rows = [each.who.name for each in standing(case, on, by) if each.adult and each.signed is None]
    return list(dict.fromkeys(rows + missing_authorisations(case.household, VERIFICATION, on, by)))


def refusing(case: Case, on: date, by: Act) -> list[MemberRefusal]:
    """Who said no and has not signed since."""
    said = _said(case, on, by)
    latest = {row.person_id or row.supporter_id: row for row in said}
    signed = {each.who.pk for each in standing(case, on, by) if each.signed is not None} if said else set()
    return [row for who, row in latest.items() if who not in signed]


@worded
def _said(case: Case, on: date, by: Act) -> QuerySet[MemberRefusal]:
    return MemberRefusal.objects.seen_by(by.scope).filter(case=case, said_on__lte=on).order_by("at")


RELATIONS = {
    "self": "本人",
    "spouse": "配偶",
    "child": "子女",
    "parent": "父母",
    "grandchild": "孙子女",
    "grandparent": "祖父母",
    "sibling": "兄弟姐妹",
    "other": "其他",
}


def _adult(person: Person, on: date) -> bool:
    """Eighteen on the day; a birth date not known counts as adult, so that no signature is missed."""
    return person.born is None or months_after(person.born, ADULT_MONTHS) <= on
