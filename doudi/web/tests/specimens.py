"""样本：what stands in the addresses that name an object — for each route its arguments, of one planted family.

A new route that names an object says here which one; the access matrix refuses a route without a specimen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.models import Case
from doudi.casework.intake.family import Newcomer
from doudi.casework.intake.issuing import issue
from doudi.casework.intake.notices import complete
from doudi.casework.survey.investigators import plan_survey
from doudi.casework.survey.photos import add_photo
from doudi.casework.survey.tests.home import FOUND
from doudi.casework.survey.visits import Signed, begin_visit, finish_visit, save_visit
from doudi.casework.tests.office import Office, stranger
from doudi.config.tests.town import PASSWORD, THE_DAY, invented_id
from doudi.records.access import acting_as
from doudi.records.areas.models import Area
from doudi.records.areas.queries import area_by_code
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import FiledPaper, StoredFile
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.queries import current_papers
from doudi.records.documents.scans import file_scan
from doudi.records.documents.tests.files import photo
from doudi.records.people.models import Household, Person
from doudi.records.staff.actions import appoint, open_account

NAME = "独孤钩沉"
FAR_DISTRICT, FAR_TOWNSHIP = "211204000000", "211204101000"
FAR_CLERK = "far"


@dataclass(frozen=True)
class Planted:
    """The planted family of 松岭镇, and everything that hangs on it."""

    case: Case
    household: Household
    person: Person
    assessment: Assessment
    photo: UUID
    paper: UUID
    application: FiledPaper
    sheet: FiledPaper
    scan: StoredFile


SPECIMENS: Mapping[str, Callable[[Planted], dict[str, Any]]] = {
    "web:case": lambda planted: {"case": planted.case.pk},
    "web:case_step": lambda planted: {"case": planted.case.pk, "name": "withdraw"},
    "web:assessment": lambda planted: {"case": planted.case.pk, "which": planted.assessment.pk},
    "web:intake_papers": lambda planted: {"case": planted.case.pk},
    "web:paper": lambda planted: {"paper": planted.application.pk},
    "web:paper_pdf": lambda planted: {"paper": planted.application.pk},
    "web:paper_order": lambda planted: {"paper": planted.application.pk, "name": "sign"},
    "web:paper_docx": lambda planted: {"paper": planted.sheet.pk},
    "web:stored_file": lambda planted: {"file": planted.scan.pk},
    "web:claim_scan": lambda planted: {"file": planted.scan.pk},
    **{f"web:{name}": lambda planted: {"case": planted.case.pk} for name in ("survey", "neighbours")},
    **{f"web:{name}": lambda planted: {"case": planted.case.pk} for name in ("survey_save", "survey_photo")},
    "web:survey_step": lambda planted: {"case": planted.case.pk, "name": "sign"},
    "web:survey_picture": lambda planted: {"case": planted.case.pk, "which": planted.photo},
    "web:survey_paper": lambda planted: {"case": planted.case.pk, "which": planted.paper},
    "web:care": lambda planted: {"case": planted.case.pk, "member": "a"},
    "web:care_step": lambda planted: {"case": planted.case.pk, "member": "a", "name": "wish"},
}
# Routes whose argument names nothing that belongs to an area.
NO_OBJECT: Mapping[str, dict[str, Any]] = {
    "web:standard": {"name": "dibao_standard"},
    "web:blank_paper": {"code": "D01"},
}


def plant(office: Office) -> Planted:
    """Take the family in at 松岭镇, accept and assess it."""
    zhang = office.act("zhang")
    family = stranger(1)
    newcomers = {"a": Newcomer(NAME, "本人", invented_id("19550101", 901))}
    case = office.take(replace(family, newcomers=newcomers), zhang)
    complete(case=case.pk, by=zhang)
    assessment = assess(case=case.pk, by=zhang)
    with acting_as(zhang.scope):
        person = Person.objects.get(pk=case.applicant_id)
        household = Household.objects.get(pk=case.household_id)
    return Planted(case, household, person, assessment, *_surveyed(office, case), *_printed(office, case))


def _printed(office: Office, case: Case) -> tuple[FiledPaper, FiledPaper, StoredFile]:
    """An application with its scan, and a sheet that is edited."""
    zhang = office.act("zhang")
    (application,) = issue(case=case.pk, papers=["D01|"], by=zhang)
    scan = file_scan(paper=application.pk, content=photo(), by=zhang).file
    assert scan is not None
    folder = Folder(case.area_id, case=case.pk)
    told = SAMPLES["D13"][0] | {"applicant": NAME, "case_no": case.receipt_number}
    sheet = issue_paper(code="D13", data=told, dated=zhang.day, folder=folder, by=zhang)
    return application, sheet, scan


def _surveyed(office: Office, case: Case) -> tuple[UUID, UUID]:
    """A visit laid before its signers: its photo and its form."""
    zhang, visit, shot = office.act("zhang"), UUID(int=0x51), UUID(int=0x52)
    plan_survey(case=case.pk, pair=("zhang", "lin"), planned_on=zhang.day, by=zhang)
    begin_visit(case=case.pk, visit=visit, by=zhang)
    found = {name: text for name, text in FOUND.items() if name[:2] not in ("m.", "s.")}
    changes = {**found, "at": "2022-03-07T09:00", "m.a.health": "一般", "m.a.work": "无"}
    save_visit(case=case.pk, visit=visit, changes=changes, based_on=0, by=zhang)
    add_photo(case=case.pk, visit=visit, photo=shot, content=photo(), shows="室内", by=zhang)
    finish_visit(case=case.pk, visit=visit, family=Signed(NAME, "签名"), by=zhang)
    [paper] = office.see(current_papers, case.pk, "D06", by=zhang)
    return shot, paper.pk


def open_far_office(office: Office) -> None:
    """A clerk of another district, in the same database."""
    setup = office.town.nobody(Area.objects.values_list("pk", flat=True))
    district = area_by_code(FAR_DISTRICT, THE_DAY)
    officer = open_account(
        username=FAR_CLERK,
        name="远山",
        id_number=invented_id("19830303", 77),
        password=PASSWORD,
        area=district,
        by=setup,
    )
    township = area_by_code(FAR_TOWNSHIP, THE_DAY)
    since = date(2022, 1, 1)
    appoint(officer=officer, post="township_clerk", area=township, since=since, document="任命文件", by=setup)
