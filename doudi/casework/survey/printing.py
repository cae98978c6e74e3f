"""出具调查文书：each step that makes a paper files it at once, with the code by which its scan finds back."""

from collections.abc import Sequence

from doudi.casework.cases.models import Case
from doudi.casework.intake.papers import Parties
from doudi.casework.survey.care_models import (
    Admission,
    CareAgreement,
    CareWish,
    SelfCareConclusion,
    SelfCareSheet,
)
from doudi.casework.survey.models import NeighbourStatement, Visit
from doudi.casework.survey.papers import (
    admission_paper,
    agreement_paper,
    entrusting_paper,
    self_care_paper,
    statement_paper,
    visit_paper,
    wish_paper,
)
from doudi.records.access import Act, acting_as
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import About, issue_paper
from doudi.records.documents.models import FiledPaper
from doudi.records.people.models import Person


def print_visit(visit: Visit, about: Parties, wide: Act) -> FiledPaper:
    """D06, when the form is laid before its signers. Refused with the paper's own sentence where something private
    stands in a field.
    """
    with acting_as(wide.scope):
        return issue_paper(
            code="D06",
            data=visit_paper(visit, about, visit.photos.count(), wide),
            dated=visit.begun_on,
            folder=_folder(visit.case),
            about=About(visit.pk, f"第{visit.number}次入户"),
            by=wide,
        )


def print_statement(statement: NeighbourStatement, about: Parties, wide: Act) -> FiledPaper:
    """D07."""
    with acting_as(wide.scope):
        return issue_paper(
            code="D07",
            data=statement_paper(statement, about, wide),
            dated=statement.visited_on,
            folder=_folder(statement.case),
            about=About(statement.pk, f"第{statement.number}次走访"),
            by=wide,
        )


def print_self_care(
    conclusion: SelfCareConclusion, sheets: Sequence[SelfCareSheet], person: Person, wide: Act
) -> FiledPaper:
    """D16-1, when a round is settled."""
    with acting_as(wide.scope):
        return issue_paper(
            code="D16-1",
            data=self_care_paper(conclusion, list(sheets), person, wide),
            dated=conclusion.concluded_on,
            folder=_folder(conclusion.case),
            about=About(conclusion.pk, person.name),
            by=wide,
        )


def print_wish(wish: CareWish, person: Person, wide: Act) -> FiledPaper:
    """D16-2."""
    with acting_as(wide.scope):
        return issue_paper(
            code="D16-2",
            data=wish_paper(wish, person, wide),
            dated=wish.stated_on,
            folder=_folder(wish.case),
            about=About(wish.pk, person.name),
            by=wide,
        )


def print_agreement(agreement: CareAgreement, person: Person, wide: Act) -> FiledPaper:
    """D16-3, to be signed by pen."""
    with acting_as(wide.scope):
        return issue_paper(
            code="D16-3",
            data=agreement_paper(agreement, person, wide),
            dated=wide.day,
            folder=_folder(agreement.case),
            about=About(agreement.pk, person.name),
            by=wide,
        )


def print_admission(admission: Admission, person: Person, wide: Act) -> Sequence[FiledPaper]:
    """D16-4 and D16-5."""
    papers = {"D16-4": admission_paper, "D16-5": entrusting_paper}
    with acting_as(wide.scope):
        return [
            issue_paper(
                code=code,
                data=told(admission, person, wide),
                dated=admission.admitted_on,
                folder=_folder(admission.case),
                about=About(admission.pk, person.name),
                by=wide,
            )
            for code, told in papers.items()
        ]


def _folder(case: Case) -> Folder:
    return Folder(case.area_id, case=case.pk)
