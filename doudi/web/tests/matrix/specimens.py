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
from doudi.casework.confirmation.meetings import call_meeting
from doudi.casework.confirmation.panel_models import Meeting
from doudi.casework.intake.family import Newcomer
from doudi.casework.intake.issuing import issue
from doudi.casework.intake.notices import complete
from doudi.casework.survey.investigators import plan_survey
from doudi.casework.survey.photos import add_photo
from doudi.casework.survey.tests.home import FOUND
from doudi.casework.survey.visits import Signed, begin_visit, finish_visit, save_visit
from doudi.casework.tests.office import Office, stranger
from doudi.casework.tests.panel import seated
from doudi.casework.verification.batches import make_batches
from doudi.casework.verification.models import Batch, Request
from doudi.casework.verification.requests import ask
from doudi.config.tests.town import PASSWORD, SONGLING, THE_DAY, invented_id
from doudi.money.tests.purse import Purse
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
from doudi.records.people.accounts import propose_account
from doudi.records.people.models import BankAccount, Household, Person
from doudi.records.staff.actions import appoint, open_account
from doudi.records.staff.models import Officer
from doudi.web.tests.matrix.living import LIVING, Living, let_live
from doudi.web.tests.matrix.unsettled import UNSETTLED, Unsettled, leave_unsettled

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
    account: BankAccount
    meeting: Meeting
    officer: Officer
    request: Request
    batch: Batch
    living: Living
    unsettled: Unsettled


def _case(planted: Planted) -> dict[str, Any]:
    return {"case": planted.case.pk}


def _person(planted: Planted) -> dict[str, Any]:
    return {"person": planted.person.pk}


def _meeting(planted: Planted) -> dict[str, Any]:
    return {"meeting": planted.meeting.pk}


def _request(planted: Planted) -> dict[str, Any]:
    return {"which": planted.request.pk}


def _batch(planted: Planted) -> dict[str, Any]:
    return {"which": planted.batch.pk}


def _of_living(specimen: Callable[[Living], dict[str, Any]]) -> Callable[[Planted], dict[str, Any]]:
    return lambda planted: specimen(planted.living)


def _of_unsettled(specimen: Callable[[Unsettled], dict[str, Any]]) -> Callable[[Planted], dict[str, Any]]:
    return lambda planted: specimen(planted.unsettled)


SPECIMENS: Mapping[str, Callable[[Planted], dict[str, Any]]] = {
    "web:case": _case,
    "web:case_step": lambda planted: {**_case(planted), "name": "withdraw"},
    "web:declare": _case,
    "web:assessment": lambda planted: {**_case(planted), "which": planted.assessment.pk},
    "web:person": _person,
    "web:reveal_person": _person,
    "web:propose_account": _person,
    "web:register_home": _person,
    "web:settle_account": lambda planted: {"account": planted.account.pk},
    "web:household": lambda planted: {"household": planted.household.pk},
    "web:household_history": lambda planted: {"household": planted.household.pk},
    "web:household_archive": lambda planted: {"household": planted.household.pk},
    "web:officer": lambda planted: {"officer": planted.officer.pk},
    "web:trail": lambda planted: {"kind": "case", "object_id": str(planted.case.pk)},
    "web:looks": lambda planted: {"kind": "case", "object_id": str(planted.case.pk)},
    "web:meeting": _meeting,
    "web:minutes": lambda planted: {**_meeting(planted), "kind": "pdf"},
    "web:verification_request": _request,
    "web:verification_do": lambda planted: {**_request(planted), "name": "send-back"},
    "web:verification_batch": _batch,
    "web:verification_close": _batch,
    "web:verification_sheet": lambda planted: {**_batch(planted), "form": "xlsx"},
    "web:meeting_order": lambda planted: {**_meeting(planted), "name": "close"},
    **{f"web:{name}": _case for name in ("survey", "neighbours", "survey_save", "survey_photo")},
    "web:village_case": _case,
    "web:village_scan": _case,
    "web:transfer_sheet": _case,
    "web:transfer_mark": _case,
    "web:aid_new": lambda planted: {"household": planted.household.pk},
    "web:new_regrouping": lambda planted: {"household": planted.household.pk, "kind": "move"},
    "web:household_member": lambda planted: {"household": planted.household.pk, "name": "died"},
    "web:survey_step": lambda planted: {**_case(planted), "name": "sign"},
    "web:survey_picture": lambda planted: {**_case(planted), "which": planted.photo},
    "web:survey_paper": lambda planted: {**_case(planted), "which": planted.paper},
    "web:care": lambda planted: {**_case(planted), "member": "a"},
    "web:care_step": lambda planted: {**_case(planted), "member": "a", "name": "wish"},
    "web:intake_papers": _case,
    "web:paper": lambda planted: {"paper": planted.application.pk},
    "web:paper_pdf": lambda planted: {"paper": planted.application.pk},
    "web:paper_order": lambda planted: {"paper": planted.application.pk, "name": "sign"},
    "web:paper_docx": lambda planted: {"paper": planted.sheet.pk},
    "web:stored_file": lambda planted: {"file": planted.scan.pk},
    "web:claim_scan": lambda planted: {"file": planted.scan.pk},
    **{name: _of_living(each) for name, each in LIVING.items()},
    **{name: _of_unsettled(each) for name, each in UNSETTLED.items()},
}
# Routes whose argument names nothing that belongs to an area.
NO_OBJECT: Mapping[str, dict[str, Any]] = {
    "web:brought_over_template": {"sheet": "households"},
    "web:uprating_try": {"what": "try"},
    "web:standard": {"name": "dibao_standard"},
    "web:blank_paper": {"code": "D01"},
    "web:panel_order": {"name": "establish"},
    "web:power_order": {"name": "stay"},
}
# Pages for residents are declared here, since `portal` knows nothing of `web`: open to everybody.
RESIDENTS = frozenset(("portal:progress", "portal:published"))


def plant(office: Purse) -> Planted:
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
    request = ask(case=case.pk, by=zhang)
    (batch,) = make_batches(codes=["vehicle"], requests=[request.pk], by=office.act("chen")).batches
    account = propose_account(
        person=person, bank="松岭信用社", holder=NAME, number="621700990204000001", why="首次登记", by=zhang
    )
    chair = seated(office)["he"].pk
    songling = office.town.area(SONGLING)
    meeting = call_meeting(area=songling, on=THE_DAY, place="镇政府", chair=chair, by=office.act("liu"))
    officer = Officer.objects.get(username="zhang")
    shot, paper = _surveyed(office, case)
    application, sheet, scan = _printed(office, case)
    return Planted(
        case,
        household,
        person,
        assessment,
        shot,
        paper,
        application,
        sheet,
        scan,
        account,
        meeting,
        officer,
        request,
        batch,
        let_live(office),
        leave_unsettled(office),
    )


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
