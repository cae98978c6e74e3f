"""重新核定：what a family that holds an award now says, beside all it said before, and the law read on it anew.

The award's case stays ended; a later declaration and a later assessment stand beside the earlier ones.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from doudi.casework.assessment.freezing import frozen_on
from doudi.casework.assessment.keeping import keep
from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.desk import refuse_ended, take_award
from doudi.casework.awards.models import Award
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import Case
from doudi.casework.intake.evidence import declare
from doudi.casework.intake.facts import declared
from doudi.casework.intake.models import Declaration
from doudi.casework.intake.papers import Parties, parties
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.people.models import Person
from doudi.records.people.queries import living_on
from doudi.records.refusals import BadInput, Refusal


class NoCase(Refusal):
    """没有办件可以重新核定：the award was brought over without a case; it is assessed by a re-check first."""


@action
def reassess(
    *,
    award: UUID,
    facts: Mapping[str, Any] | None = None,
    said_by: str = "",
    why: str,
    newcomers: Mapping[str, UUID] | None = None,
    expected: int | None = None,
    by: Act,
) -> Assessment:
    """重新核定 of a running award: with `facts`, what the family now declares; without, only what was found since.

    `newcomers` gives the short names of members who joined (short → person); who left is simply not among the facts.
    Decides nothing. Raises NotRunning, NoCase, BadInput with the law's own sentence.
    """
    held = take_award(award, *CLERKS, expected=expected, by=by)
    refuse_ended(held, by)
    if held.case is None:
        raise NoCase("这项待遇没有办件依据：请先补录家庭情况再核定。")
    if not why.strip():
        raise BadInput("请写明为什么重新核定。")
    if facts is not None:
        _declare(held, held.case, facts, said_by, why.strip(), newcomers or {}, by)
    frozen = frozen_on(held.case, by.day, by)
    made = keep(held.case, by.day, frozen, by)
    record(
        by=by,
        did="changes.reassessed",
        to=made,
        why=why.strip(),
        award=held.pk,
        facts=bytes(made.facts_sm3),
        answer=bytes(made.answer_sm3),
    )
    return made


def _declare(
    award: Award,
    case: Case,
    facts: Mapping[str, Any],
    said_by: str,
    why: str,
    newcomers: Mapping[str, UUID],
    by: Act,
) -> Declaration:
    about = parties(case)
    named = {str(each["id"]) for each in facts.get("members") or ()}
    people = {**about.members, **_joined(newcomers)}
    members = {short: person for short, person in people.items() if short in named}
    on_file = {row.person_id for row in living_on(award.household, by.day, by)}
    if {person.pk for person in members.values()} != on_file:
        raise BadInput("填报的成员与档案中这户的成员不一致：请先办理入户、离户或死亡登记，再重新核定。")
    if not said_by.strip():
        raise BadInput("请写明由谁说明家庭情况。")
    kept = declared(facts, members, by.day)
    return declare(case, kept, members, _supporters(about, kept), said_by.strip(), why, by)


def _joined(newcomers: Mapping[str, UUID]) -> dict[str, Person]:
    found = Person.objects.in_bulk(list(newcomers.values()))
    if len(found) != len(newcomers):
        raise BadInput("新增的成员还没有建档：请先登记入户。")
    return {short: found[person] for short, person in newcomers.items()}


def _supporters(about: Parties, facts: Mapping[str, Any]) -> dict[str, Any]:
    named = {str(each["id"]) for each in facts.get("supporters") or ()}
    return {short: each for short, each in about.supporters.items() if short in named}
