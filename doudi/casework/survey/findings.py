"""所见成为证据：what two investigators signed for, each fact by the name that the law knows it by.

A field left empty was not seen and is no evidence; 0 is none. Spending counts where its bills were seen
(民发〔2021〕57号 第十三条 asks for rigid spending that is proved); without bills what was declared stays as declared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from doudi.casework.cases.models import Case
from doudi.casework.intake.papers import Parties
from doudi.casework.survey.answers import value, words
from doudi.casework.survey.models import Visit
from doudi.casework.survey.sheet import BILLS, Field, every_field
from doudi.records.access import Act, acting_as
from doudi.records.evidence.actions import note
from doudi.records.evidence.models import SEEN
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.vault.secret import Secret

OF_HOUSEHOLD = {
    "financial": "financial_assets",
    "homes": "homes",
    "vehicles": "vehicles",
    "businesses": "businesses",
}
ILLNESS = "serious_illness"  # sealed: an illness may not be read in the database


@dataclass(frozen=True, slots=True)
class Finding:
    """一条所见：about whom, which fact, what."""

    about: Person | Household | Supporter
    fact: str
    value: Any


def leave_findings(case: Case, visit: Visit, about: Parties, by: Act) -> None:
    """Note every finding of a signed visit as evidence, seen on the day of the visit."""
    with acting_as(by.scope):
        household = Household.objects.get(pk=case.household_id)
        who = f"{visit.assignment.first_name}、{visit.assignment.second_name}"
        for finding in findings(words(visit), about, household):
            hidden = finding.fact == ILLNESS
            note(
                about=finding.about,
                fact=finding.fact,
                source=SEEN,
                said_by=who,
                said_on=visit.begun_on,
                value=None if hidden else finding.value,
                sealed=Secret("true" if finding.value else "false") if hidden else None,
                note=f"{case.receipt_number} 第{visit.number}次入户",
                by=by,
            )


def findings(content: Mapping[str, str], about: Parties, household: Household) -> Iterator[Finding]:
    """What the form says, field by field."""
    for field in every_field(about).values():
        seen = _seen(field, content)
        if seen is not None:
            yield from _finding(field, seen, about, household)


def _seen(field: Field, content: Mapping[str, str]) -> Any:
    if field.name.endswith(BILLS):
        return None
    seen = value(field, content)
    if ".spending." in field.name and seen and content.get(field.name + BILLS) != "yes":
        return None
    return seen


def _finding(field: Field, seen: Any, about: Parties, household: Household) -> Iterator[Finding]:
    match field.name.split("."):
        case [name] if name in OF_HOUSEHOLD:
            yield Finding(household, OF_HOUSEHOLD[name], seen)
        case ["m", short, "income" | "spending" as sort, kind]:
            yield Finding(about.members[short], f"{sort}_{kind}", seen)
        case ["m", short, "serious_illness" | "student" | "unable_to_work" | "carer" as fact]:
            yield Finding(about.members[short], fact, seen)
        case ["s", short, "family_size" | "family_income" | "persons_supported" | "paid" | "unable" as fact]:
            yield Finding(about.supporters[short], fact, seen)
