"""往年各表: the rows of a county's past, table by table, in the order in which their keys must be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award, AwardPerson, AwardTerms
from doudi.casework.awards.months import months_on
from doudi.casework.cases.models import Case, CaseMember, Channel, Stage, StageChange
from doudi.casework.intake.models import Application, Declaration
from doudi.casework.reviews.models import Outcome, Review
from doudi.policy.versions import rules_version
from doudi.records.many import Many
from doudi.records.people.models import BankAccount

MONTHS = 60
ENDED_ONE_IN = 6  # of those who qualify: one award in so many has ended
TAKEN_BY, DECIDED_BY = UUID(int=1), UUID(int=2)
WHY = "往年数据装入"
TERMS = (
    *("urban", "persons", "income_parts", "income_per_fen", "standard_fen", "base_fen", "supplement_fen"),
    *("care_fen", "care_needs_agreement", "monthly_fen", "figures_on", "known_on", "place", "values_version"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """在享的月份: from the first month until before the last; no end, none."""

    first: date
    until: date | None


def span_of(serial: int, this_month: date, former: bool) -> Span:
    """From some month of the last five years; to some later one for who has had it."""
    back = 1 + serial * 7919 % MONTHS
    if former or serial * 31 % ENDED_ONE_IN == 0:
        back = max(back, 2)
        return Span(months_on(this_month, -back), months_on(this_month, -(serial * 17 % (back - 1))))
    return Span(months_on(this_month, -back), None)


class Books:
    """各表的行, in the order in which their keys must be there."""

    def __init__(self) -> None:
        said = {"name": WHY, "natural_person": TAKEN_BY}
        self._of_cases(said)
        self._of_awards(said)
        self._of_accounts_and_reviews(said)

    def _of_cases(self, said: Mapping[str, Any]) -> None:
        self.cases = Many(
            Case,
            *("id", "area_id", "received_at_id", "responsible_id", "receipt_number", "query_code"),
            *("household_id", "applicant_id", "applicant_name", "scheme", "received_on"),
            channel=Channel.BROUGHT_OVER,
            stage=Stage.BROUGHT_OVER,
            steps=1,
        )
        self.members = Many(CaseMember, "case_id", "area_id", "person_id", "name", "short", open=False)
        self.applications = Many(
            Application,
            *("case_id", "area_id", "urban"),
            reason=WHY,
            near_relative=False,
            standard_reason="户口登记",
        )
        self.steps = Many(
            StageChange,
            *("case_id", "area_id", "on", "at"),
            number=1,
            after=Stage.BROUGHT_OVER,
            title=WHY,
            **said,
        )
        self.declarations = Many(
            Declaration,
            *("id", "case_id", "area_id", "facts", "sm3", "who", "on", "at"),
            number=1,
            said_by=WHY,
            taken_by=WHY,
        )

    def _of_awards(self, said: Mapping[str, Any]) -> None:
        self.assessments = Many(
            Assessment,
            *("id", "case_id", "area_id", "on", "known_on", "place", "facts", "facts_sm3", "answer"),
            *("answer_sm3", "values_version", "classification", "monthly_fen", "at", "sources"),
            number=1,
            rules_version=rules_version(),
            standard_reason="户口登记",
            **said,
        )
        self.awards = Many(
            Award,
            *("id", "household_id", "area_id", "case_id", "scheme", "mode", "head_id", "head_name"),
            *("payee_id", "review_class", "next_review", "first_month", "until_month", "end_reason"),
            *("end_clause", "end_why", "opened_at"),
            prepared_by=TAKEN_BY,
            opened_by=DECIDED_BY,
        )
        self.covered = Many(
            AwardPerson,
            *("id", "award_id", "area_id", "person_id", "name", "since", "until", "living", "status"),
        )
        self.terms = Many(
            AwardTerms,
            *("id", "award_id", "area_id", "number", "from_month", "reason", "clause", "assessment_id", "at"),
            *TERMS,
            why=WHY,
            **said,
        )

    def _of_accounts_and_reviews(self, said: Mapping[str, Any]) -> None:
        self.accounts = Many(
            BankAccount,
            *("id", "person_id", "area_id", "holder", "number", "proposed_at", "confirmed_at", "since"),
            bank="示例农村商业银行",
            why=WHY,
            proposed_by=TAKEN_BY,
            confirmed_by=DECIDED_BY,
        )
        self.reviews = Many(
            Review,
            *("id", "award_id", "area_id", "due_on", "on", "next_review", "at"),
            outcome=Outcome.UNCHANGED,
            found="无变化",
            **said,
        )

    def write(self) -> None:
        """Send everything told so far."""
        for rows in (
            *(self.cases, self.members, self.applications, self.steps, self.declarations),
            *(self.assessments, self.awards, self.covered, self.terms, self.reviews, self.accounts),
        ):
            rows.write()
