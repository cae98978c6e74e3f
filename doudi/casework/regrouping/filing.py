"""承接档案：the file of a new household, from what counted for the people in their old one on the day.

A case that is ended from its first step: nobody applied anew, what was decided goes on. The facts are declared on it,
and the law is read on them, so that every amount afterwards opens its own sheet.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from doudi.casework.assessment.freezing import frozen_on
from doudi.casework.assessment.keeping import keep
from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.models import Case, CaseMember, Channel, Stage
from doudi.casework.cases.receipts import new_code, next_number
from doudi.casework.cases.stages import leave
from doudi.casework.intake.evidence import declare
from doudi.casework.intake.facts import declared
from doudi.casework.intake.models import Application, NearRelativeFiling
from doudi.casework.intake.papers import parties
from doudi.casework.intake.standard import standard_on
from doudi.casework.regrouping.shares import only
from doudi.records.access import Act
from doudi.records.areas.queries import township_of
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.people.queries import members_on
from doudi.records.refusals import BadInput

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """一户的情况 as it counts on a day, and who stands behind each short name."""

    facts: Facts
    members: Mapping[str, Person]
    supporters: Mapping[str, Supporter]

    def short(self, person: UUID) -> str:
        return next(short for short, each in self.members.items() if each.pk == person)

    def among(self, people: frozenset[UUID]) -> list[str]:
        """The short names of these people."""
        return [short for short, each in self.members.items() if each.pk in people]


def said_now(case: Case, by: Act) -> Said:
    """What counts for the family of a case today: declared, or better known since."""
    about = parties(case)
    living = {row.person_id: row.name for row in members_on(case.household, by.day, by)}
    members = {short: person for short, person in about.members.items() if person.pk in living}
    unknown = set(living) - {person.pk for person in members.values()}
    if unknown:
        names = "、".join(living[each] for each in unknown)
        raise BadInput(f"{names}入户以后还没有申报：请先由家庭重新申报、重新核定，再办理户的变动。")
    facts = only(json.loads(frozen_on(case, by.day, by).facts), set(members))
    owing = {str(row["id"]) for row in facts.get("supporters") or ()}
    return Said(facts, members, {short: each for short, each in about.supporters.items() if short in owing})


def new_file(
    household: Household,
    head: Person,
    old: Case,
    said: Said,
    why: str,
    by: Act,
) -> tuple[Case, Assessment]:
    """The case of the new household, ended at once, with its declaration and the law read on it."""
    township = township_of(household.area_id, by.day)
    case = Case.objects.create(
        area_id=township,
        received_at_id=township,
        responsible_id=township,
        receipt_number=next_number(township, by.day),
        query_code=new_code(),
        household=household,
        applicant=head,
        applicant_name=head.name,
        channel=Channel.CONTINUED,
        scheme=old.scheme,
        stage=Stage.CONTINUED,
        steps=1,
        received_on=by.day,
    )
    CaseMember.objects.bulk_create(
        CaseMember(case=case, area_id=township, person=person, name=person.name, short=short, open=False)
        for short, person in said.members.items()
    )
    leave(case, before="", title="承接原档案", why=f"{why}，原受理编号 {old.receipt_number}", by=by)
    _application(case, old, head, why, by)
    return case, told_and_read(case, said, why, by)


def told_and_read(case: Case, said: Said, why: str, by: Act) -> Assessment:
    """Declare what counts on a case and read the law on it."""
    facts = {name: value for name, value in said.facts.items() if name != "standard"}
    kept = declared(facts, said.members, by.day)
    declare(case, kept, said.members, said.supporters, case.applicant_name, why, by)
    return keep(case, by.day, frozen_on(case, by.day, by), by)


def _application(case: Case, old: Case, head: Person, why: str, by: Act) -> None:
    standard = standard_on(case.household, head, by.day, by)
    filing = NearRelativeFiling.objects.filter(case=old).first()
    Application.objects.create(
        case=case,
        area_id=case.area_id,
        reason=f"{why}，承接原档案 {old.receipt_number}",
        urban=standard.urban,
        standard_reason=standard.reason,
        near_relative=filing is not None,
    )
    if filing is not None:
        NearRelativeFiling.objects.create(
            case=case, area_id=case.area_id, name=filing.name, post=filing.post, relation=filing.relation
        )
