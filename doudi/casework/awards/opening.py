"""开立待遇：from a decision to the awards that rest on it, in one transaction.

低保, 边缘 and 刚性支出 belong to the household: one award. 单人保 and 特困 belong to a person: one award each, so that the
roster's head is that person; the others of a 单人保 family are registered as its margin members.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from doudi.casework.awards.classes import class_of, next_review, stricter
from doudi.casework.awards.models import Award, AwardPerson, Mode, Scheme, TermsReason
from doudi.casework.awards.months import month_after, spoken_month
from doudi.casework.awards.reckoning import read, reckon
from doudi.casework.awards.terms import write_terms
from doudi.casework.cases.models import Case, CaseMember
from doudi.casework.cases.places import place_of
from doudi.casework.cases.schemes import scheme_title
from doudi.casework.confirmation.models import Decision
from doudi.casework.survey.care_models import CareWish
from doudi.records.access import Act
from doudi.records.areas.queries import period_of, township_of
from doudi.records.people.models import Household, Person
from doudi.records.refusals import BadInput, Refusal

PERSONAL = (Scheme.TEKUN, Scheme.SINGLE_PERSON)
# What a person holds by a scheme: money to live on, the standing of the family, or both.
HOLDS = {
    Scheme.TEKUN: (True, True),
    Scheme.DIBAO: (True, True),
    Scheme.SINGLE_PERSON: (True, False),
    Scheme.MARGIN: (False, True),
    Scheme.RIGID_EXPENDITURE: (True, True),
}


class AlreadyHelped(Refusal):
    """不得重复享受：a person already holds what excludes the new award in a month of it, here or elsewhere."""


@dataclass(frozen=True, slots=True)
class Held:
    """已享受的待遇 of a person, as the one look past the wall tells it: no name, no amount."""

    person: UUID
    township: int
    scheme: str
    first_month: date
    until_month: date | None


@dataclass(frozen=True, slots=True)
class Draft:
    """待开的待遇：a scheme and whom it covers, the first of them the roster's head."""

    scheme: Scheme
    people: Sequence[Person]


def drafts(
    scheme: Scheme, persons: Sequence[Mapping[str, str]], case: Case, household: Household
) -> list[Draft]:
    """The awards that a decision on this scheme for these people calls for."""
    covered = _in_order([UUID(each["person"]) for each in persons], household)
    if scheme not in PERSONAL:
        return [Draft(scheme, covered)]
    personal = [Draft(scheme, [person]) for person in covered]
    if scheme != Scheme.SINGLE_PERSON:
        return personal
    own = {person.pk for person in covered}
    family = CaseMember.objects.filter(case=case).exclude(person_id__in=own)
    others = _in_order(list(family.values_list("person_id", flat=True)), household)
    return [*personal, Draft(Scheme.MARGIN, others)] if others else personal


def open_award(
    decision: Decision, draft: Draft, *, payee: Person | None = None, watch: str = "", by: Act
) -> Award:
    """Write one award, whom it covers and its first terms. Raises AlreadyHelped."""
    household = decision.case.household
    frozen = read(decision.assessment)
    first = month_after(decision.on)
    review_class = stricter(class_of(frozen), watch)
    head = draft.people[0]
    award = Award.objects.create(
        household=household,
        area_id=household.area_id,
        case_id=decision.case_id,
        decision=decision,
        scheme=draft.scheme,
        mode=_mode(head, by) if draft.scheme == Scheme.TEKUN else "",
        head=head,
        head_name=head.name,
        payee=payee or head,
        review_class=review_class,
        next_review=next_review(household.area_id, review_class, decision.on),
        first_month=first,
        prepared_by=decision.assessment.natural_person,
        opened_by=decision.decided_by,
        opened_at=by.at,
    )
    cover(award, draft.people, first, by)
    covered = frozenset(person.pk for person in draft.people)
    reckoned = reckon(
        draft.scheme, frozen, covered, place_of(award.area_id, by.day), first, max(by.day, first)
    )
    write_terms(award, reckoned, decision.assessment, from_month=first, reason=TermsReason.OPENED, by=by)
    return award


def cover(award: Award, people: Sequence[Person], since: date, by: Act) -> None:
    """Let an award cover people from a month on. Raises AlreadyHelped when one of them holds what excludes it."""
    living, status = HOLDS[Scheme(award.scheme)]
    try:
        # Two deciders at the same instant: the second waits at the exclusion constraint, and meets the first.
        with transaction.atomic():
            AwardPerson.objects.bulk_create(
                AwardPerson(
                    award=award,
                    area_id=award.area_id,
                    person=person,
                    name=person.name,
                    since=since,
                    living=living,
                    status=status,
                )
                for person in people
            )
    except IntegrityError:
        refuse_helped(people, since, by)
        raise


def refuse_helped(people: Sequence[Person], since: date, by: Act) -> None:
    """Raise AlreadyHelped with the scheme, township and months of what one of these people already holds."""
    names = {person.pk: person.name for person in people}
    for held in held_from(list(names), since):
        where = period_of(held.township, by.day).name
        until = f"到{spoken_month(held.until_month)}前" if held.until_month else ""
        raise AlreadyHelped(
            f"{names[held.person]}自{spoken_month(held.first_month)}起{until}已在{where}享受{scheme_title(held.scheme)}，"
            f"同一个月不能重复：请先办理停止或转换，再确认。"
        )


def held_from(people: list[UUID], since: date) -> list[Held]:
    """What these people hold in any month from `since` on, in the whole database, through one function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, area_id, scheme, since, until FROM doudi_awards_held(%s, %s)", [people, since]
        )
        return [
            Held(person, township_of(area, since), scheme, first, until)
            for person, area, scheme, first, until in cursor.fetchall()
        ]


def _in_order(people: Sequence[UUID], household: Household) -> list[Person]:
    """The head of the household first, then as named."""
    found = Person.objects.in_bulk(people)
    if len(found) != len(set(people)):
        raise BadInput("保障对象中有人不在这户档案里，请核对成员后再确认。")
    return sorted(found.values(), key=lambda each: (each.pk != household.head_id, people.index(each.pk)))


def _mode(person: Person, by: Act) -> Mode:
    wish = CareWish.objects.seen_by(by.scope).filter(person=person).order_by("-stated_on", "-at").first()
    return Mode(wish.mode) if wish else Mode.DISPERSED
