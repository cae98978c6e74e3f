"""审核查询：the assessments of a case, the sheet that explains one, and reading one again."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.picking import Departure
from doudi.casework.assessment.reading import answered, decided, question
from doudi.casework.cases.desk import at_the_counter
from doudi.casework.cases.models import Case
from doudi.casework.cases.places import place_of
from doudi.casework.intake.papers import parties
from doudi.policy.asks.household import Decided
from doudi.policy.question import Question
from doudi.policy.sheet import household_sheet
from doudi.policy.versions import rules_version, values_version
from doudi.records.access import Act, acting_as, asked_once, one_seen_by
from doudi.records.audit.canon import spelled
from doudi.records.vault.ciphers import sm3
from doudi.records.worded import worded


@dataclass(frozen=True, slots=True)
class Reread:
    """重新裁量：whether the same bytes came out, and whether rules and values are still those of that day."""

    same: bool
    facts_intact: bool
    same_rules: bool
    same_values: bool
    answer_sm3: bytes


@asked_once
@worded
def assessments(case: Case, by: Act) -> QuerySet[Assessment]:
    """Every assessment of a case, first to last."""
    return Assessment.objects.seen_by(by.scope).filter(case=case).order_by("number")


def assessment(which: UUID, by: Act) -> Assessment:
    """One assessment in scope, or NotFound."""
    found: Assessment = one_seen_by(Assessment.objects.select_related("case"), by.scope, id=which)
    return found


def departures(which: Assessment) -> list[Departure]:
    """Where a better source took the place of what was declared."""
    return [Departure(**each) for each in json.loads(which.sources.reveal())]


def sheet(which: Assessment) -> str:
    """认定说明: result, reckoning, every test with its clause, what is missing, what would have to change; then the
    standard and its reason, and where the facts depart from what was declared.
    """
    lines = [
        household_sheet(decided(_asked(which))),
        "",
        "七、适用标准和事实来源",
        f"  {which.standard_reason}",
    ]
    lines += [
        f"  {each.whose}　{each.fact}：申报 {each.declared}，采用 {each.counted}（{each.source}）"
        for each in departures(which)
    ]
    return "\n".join(lines)


def explained(which: Assessment, by: Act) -> Decided:
    """The law's answer again with its reckoning, to be shown to a person: members and supporters by their names
    instead of the short names of the facts. Nothing of it is kept.
    """
    asked = _asked(which)
    return decided(replace(asked, facts=_renamed(asked.facts, _names(which.case, by))))


def reckoned(which: Assessment) -> Decided:
    """The law's answer again with its reckoning, by the short names of the facts."""
    return decided(_asked(which))


def reread(which: Assessment) -> Reread:
    """Read the law again on the frozen facts, for the day, place and known figures of then."""
    frozen = which.facts.reveal().encode()
    again = sm3(spelled(answered(_asked(which))))
    return Reread(
        same=again == bytes(which.answer_sm3),
        facts_intact=sm3(frozen) == bytes(which.facts_sm3),
        same_rules=which.rules_version == rules_version(),
        same_values=which.values_version == values_version(place_of(which.case.responsible_id, which.on)),
        answer_sm3=again,
    )


def _asked(which: Assessment) -> Question:
    frozen = which.facts.reveal().encode()
    return question(which.case.receipt_number, which.on, which.known_on, which.place, frozen)


def _names(case: Case, by: Act) -> dict[str, str]:
    """Short name → name; two people of one name keep their short names beside it, so that they stay two."""
    wide = at_the_counter(at=case.area_id, responsible=case.responsible_id, by=by)
    with acting_as(wide.scope):
        about = parties(case)
        names = {short: person.name for short, person in about.members.items()}
        names |= {short: supporter.name for short, supporter in about.supporters.items()}
    said = list(names.values())
    return {short: name if said.count(name) == 1 else f"{name}（{short}）" for short, name in names.items()}


def _renamed(facts: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The same facts with names in the place of short names."""
    told = deepcopy(dict(facts))
    for row in (*told["members"], *(told.get("supporters") or ())):
        row["id"] = names.get(str(row["id"]), row["id"])
        if "supports" in row:
            row["supports"] = [names.get(str(each), each) for each in row["supports"]]
    return told
