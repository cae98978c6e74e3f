"""申报入卷：a declaration as dated evidence."""

from collections.abc import Mapping
from typing import Any

from doudi.casework.cases.models import Case
from doudi.casework.intake.models import Declaration
from doudi.records.access import Act
from doudi.records.audit.canon import spelled
from doudi.records.people.models import Person, Supporter
from doudi.records.refusals import BadInput
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret


def declare(
    case: Case,
    facts: Mapping[str, Any],
    members: Mapping[str, Person],
    supporters: Mapping[str, Supporter],
    said_by: str,
    why: str,
    by: Act,
) -> Declaration:
    """Keep one declaration, sealed. BadInput when supporters of the facts and of the file are not the same."""
    named = {str(each["id"]) for each in facts.get("supporters") or ()}
    if named != set(supporters):
        raise BadInput("facts.supporters：填报的赡养人与登记的赡养人不一致，请逐一对应后再提交。")
    text = spelled(facts)
    return Declaration.objects.create(
        case=case,
        area_id=case.area_id,
        number=Declaration.objects.filter(case=case).count() + 1,
        facts=Secret(text.decode()),
        sm3=sm3(text),
        who={
            "members": {short: str(person.pk) for short, person in members.items()},
            "supporters": {short: str(each.pk) for short, each in supporters.items()},
        },
        said_by=said_by,
        on=by.day,
        at=by.at,
        taken_by=by.scope.name,
        why=why,
    )
