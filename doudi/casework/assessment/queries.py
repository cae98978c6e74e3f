"""审核查询：the assessments of a case, the sheet that explains one, and reading one again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.picking import Departure
from doudi.casework.assessment.reading import answered, decided, question
from doudi.casework.cases.models import Case
from doudi.casework.cases.places import place_of
from doudi.policy.question import Question
from doudi.policy.sheet import household_sheet
from doudi.policy.versions import rules_version, values_version
from doudi.records.access import Act, one_seen_by
from doudi.records.audit.canon import spelled
from doudi.records.vault.ciphers import sm3


@dataclass(frozen=True, slots=True)
class Reread:
    """重新裁量：whether the same bytes came out, and whether rules and values are still those of that day."""

    same: bool
    facts_intact: bool
    same_rules: bool
    same_values: bool
    answer_sm3: bytes


def assessments(case: Case, by: Act) -> Sequence[Assessment]:
    """Every assessment of a case, first to last."""
    return list(Assessment.objects.seen_by(by.scope).filter(case=case).order_by("number"))


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
