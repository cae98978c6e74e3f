"""冻结：the facts that count on a day as canonical bytes, with the standard of that day and what departs."""

from dataclasses import dataclass
from datetime import date

from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.picking import Departure, picked
from doudi.casework.assessment.reading import answered, fen_of, question
from doudi.casework.cases.models import Case
from doudi.casework.intake.papers import parties
from doudi.casework.intake.standard import standard_on
from doudi.records.access import Act
from doudi.records.audit.canon import spelled
from doudi.records.people.models import Household, Person


@dataclass(frozen=True, slots=True)
class Frozen:
    """冻结的事实：the bytes, why this standard holds, and where the facts depart from what was declared."""

    facts: bytes
    standard_reason: str
    departures: list[Departure]


def frozen_on(case: Case, day: date, by: Act) -> Frozen:
    """What counts on a day. Read under an act that reaches the household."""
    household = Household.objects.get(pk=case.household_id)
    applicant = Person.objects.get(pk=case.applicant_id)
    standard = standard_on(household, applicant, day, by)
    facts, departures = picked(parties(case), household, day, by)
    return Frozen(spelled({**facts, "standard": standard.word}), standard.reason, departures)


def still_holds(which: Assessment, day: date, by: Act) -> bool:
    """Do the same facts count on this day, and does the law still name the same scheme and amount? Read under an act
    that reaches the household.
    """
    now = frozen_on(which.case, day, by)
    if now.facts != which.facts.reveal().encode():
        return False
    answer = answered(question(which.case.receipt_number, day, day, which.place, now.facts))
    monthly = answer["schemes"].get(answer["classification"], {}).get("monthly")
    return (answer["classification"], fen_of(monthly)) == (which.classification, which.monthly_fen)
