"""立件：a case begins. Nobody is in two open cases; who asks again is told where the first one lies."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from doudi.casework.cases import dues, stages
from doudi.casework.cases.models import Case, CaseMember, Channel, Stage
from doudi.casework.cases.receipts import new_code, next_number
from doudi.casework.cases.schemes import scheme_title
from doudi.records.access import Act
from doudi.records.areas.models import Area
from doudi.records.areas.queries import period_of, township_of
from doudi.records.people.models import Household, Person
from doudi.records.refusals import Refusal


class AlreadyHelped(Refusal):
    """已在享：a member already holds what the application could only repeat, here or in another township."""


class AlreadyApplied(Refusal):
    """重复申请：a member is in an open case, here or in another township."""


def open_case(
    *,
    at: Area,
    household: Household,
    applicant: Person,
    members: Mapping[str, Person],
    channel: Channel,
    asked_for: str,
    by: Act,
) -> Case:
    """Write the case, its members and its first step, inside the action that took it in. Raises AlreadyApplied."""
    refuse_twice(list(members.values()), by)
    refuse_helped(list(members.values()), township_of(household.area_id, by.day), asked_for, by)
    case = Case.objects.create(
        area=at,
        received_at=at,
        responsible_id=township_of(household.area_id, by.day),
        receipt_number=next_number(at.pk, by.day),
        query_code=new_code(),
        household=household,
        applicant=applicant,
        applicant_name=applicant.name,
        channel=channel,
        asked_for=asked_for,
        received_on=by.day,
        steps=1,
    )
    try:
        # Two counters at the same instant: the second waits at the unique index, and meets the first.
        with transaction.atomic():
            CaseMember.objects.bulk_create(
                CaseMember(case=case, area=at, person=person, name=person.name, short=short)
                for short, person in members.items()
            )
    except IntegrityError:
        refuse_twice(list(members.values()), by)
        raise
    stages.leave(case, before="", title=Stage.SUBMITTED.label, by=by)
    dues.rewrite(case)
    return case


def refuse_twice(people: list[Person], by: Act) -> None:
    """Raise AlreadyApplied with the township, scheme and stage of the open case of any of these people."""
    names = {person.pk: person.name for person in people}
    for person, township, scheme, stage in _open_cases(list(names)):
        where = period_of(township, by.day).name
        raise AlreadyApplied(
            f"{names[person]}已在{where}申请{scheme_title(scheme)}（{Stage(stage).label}），不能重复申请：请与{where}联系。"
        )


def refuse_helped(people: list[Person], township: int, asked_for: str, by: Act) -> None:
    """Raise AlreadyHelped with scheme and township of what any of these people holds this month or later, unless it is
    held in this township and gives way to what is asked for by name (低保转特困).
    """
    names = {person.pk: person.name for person in people}
    for person, area, scheme in _held(list(names), by.day):
        there = township_of(area, by.day)
        if there == township and asked_for in GIVES_WAY_TO.get(scheme, ()):
            continue
        where = period_of(there, by.day).name
        raise AlreadyHelped(
            f"{names[person]}已在享{scheme_title(scheme)}（{where}），不能重复申请：情况有变化的请向{where}提出；"
            "要转为特困等其他类别的，由该地受理，并写明申请类别。"
        )


# What may be asked for while the first is held: the old gives way when the new is confirmed.
GIVES_WAY_TO = {
    "dibao": ("tekun",),
    "single_person": ("tekun", "dibao"),
    "margin": ("tekun", "dibao", "single_person"),
    "rigid_expenditure": ("tekun", "dibao", "single_person", "margin"),
}


def _held(people: list[UUID], on: date) -> list[tuple[UUID, int, str]]:
    """(person, area, scheme) of what they hold, looked up past the wall by one function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, area_id, scheme FROM doudi_awards_held(%s, %s)", [people, on.replace(day=1)]
        )
        return list(cursor.fetchall())


def _open_cases(people: list[UUID]) -> list[tuple[UUID, int, str, str]]:
    """(person, responsible township, scheme, stage) of their open cases, looked up past the wall by one function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, township_id, scheme, stage FROM doudi_open_cases(%s)", [people])
        return list(cursor.fetchall())
