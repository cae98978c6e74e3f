"""录入的行：the tables that the first day fills, with what is the same in every row of a batch."""

from datetime import date
from typing import Any

from doudi.casework.awards.models import Award, AwardPerson, AwardTerms, TermsReason
from doudi.casework.awards.months import spoken_month
from doudi.casework.brought_over.models import OpeningBatch
from doudi.casework.cases.models import Case, CaseMember, Channel, Stage, StageChange
from doudi.casework.intake.models import Application, Declaration
from doudi.records.access import Act
from doudi.records.many import Many
from doudi.records.people.bulk import PeopleRows, Signed

SOURCE = "存量录入"


class Rows:
    """一批的行, by table, in the order in which their keys must be there."""

    def __init__(self, batch: OpeningBatch, first: date, district: int, by: Act) -> None:
        assert batch.entered_by is not None
        signed = Signed(batch.handed_in_by, batch.handed_in_at, batch.entered_by, by.at, SOURCE)
        self.people = PeopleRows(district, by.day, signed)
        self.cases = Many(
            Case,
            *("id", "area_id", "received_at_id", "responsible_id", "receipt_number", "query_code"),
            *("household_id", "applicant_id", "applicant_name", "scheme"),
            channel=Channel.BROUGHT_OVER,
            stage=Stage.BROUGHT_OVER,
            steps=1,
            received_on=by.day,
        )
        self._told_with_the_case(batch, by)
        self._awarded(batch, first, by)

    def _told_with_the_case(self, batch: OpeningBatch, by: Act) -> None:
        self.steps = Many(
            StageChange,
            *("case_id", "area_id"),
            number=1,
            after=Stage.BROUGHT_OVER,
            title=SOURCE,
            on=by.day,
            **_acted(by),
        )
        self.members = Many(CaseMember, "case_id", "area_id", "person_id", "name", "short", open=False)
        self.applications = Many(
            Application,
            *("case_id", "area_id", "urban", "standard_reason"),
            reason=SOURCE,
            near_relative=False,
        )
        self.declarations = Many(
            Declaration,
            *("id", "case_id", "area_id", "facts", "sm3", "who"),
            number=1,
            said_by=SOURCE,
            on=by.day,
            at=by.at,
            taken_by=batch.handed_in_name,
        )

    def _awarded(self, batch: OpeningBatch, first: date, by: Act) -> None:
        self.awards = Many(
            Award,
            *("id", "household_id", "area_id", "case_id", "scheme", "mode", "head_id", "head_name"),
            *("payee_id", "review_class", "next_review"),
            first_month=first,
            prepared_by=batch.handed_in_by,
            opened_by=batch.entered_by,
            opened_at=by.at,
        )
        self.covered = Many(
            AwardPerson, *("id", "award_id", "area_id", "person_id", "name", "living", "status"), since=first
        )
        self.terms = Many(
            AwardTerms,
            *("id", "award_id", "area_id", "persons", "why", "urban", "standard_fen", "income_parts"),
            *("income_per_fen", "base_fen", "supplement_fen", "monthly_fen", "place", "values_version"),
            number=1,
            from_month=first,
            reason=TermsReason.BROUGHT_OVER,
            clause=f"{spoken_month(batch.paid_month)}发放情况，经两人核对录入",
            figures_on=first,
            known_on=max(by.day, first),
            **_acted(by),
        )

    def write(self) -> None:
        """Send everything told so far."""
        self.people.write()
        for rows in (
            self.cases,
            self.members,
            self.applications,
            self.steps,
            self.declarations,
            self.awards,
            self.covered,
            self.terms,
        ):
            rows.write()


def _acted(by: Act) -> dict[str, Any]:
    """Whose doing it was, and when."""
    return {"at": by.at, "name": by.scope.name, "natural_person": by.scope.natural_person}
