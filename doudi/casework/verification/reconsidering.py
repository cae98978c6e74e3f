"""复核申请（D08-3）：the family says, with its proofs, that the report is wrong; the centre looks again (民发〔2021〕57号
第十八条). Until the new report no decision rests on the old one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import ACCEPTED_ON, Case
from doudi.casework.cases.stages import WrongStage, told
from doudi.casework.verification.findings import Report
from doudi.casework.verification.models import Purpose, Request
from doudi.casework.verification.requests import send_to_centre
from doudi.casework.verification.sheets import centre_of
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.refusals import BadInput, Refusal


class NothingToReconsider(Refusal):
    """没有可以复核的报告：never reported on, or the centre is looking already."""


@dataclass(frozen=True, slots=True)
class Objection:
    """有异议的一项：what the report says, how it is according to the family, and what proves it."""

    item: str
    reported: str
    account: str
    evidence: str

    def row(self) -> dict[str, str]:
        return {
            "item": self.item.strip(),
            "reported": self.reported.strip(),
            "account": self.account.strip(),
            "evidence": self.evidence.strip(),
        }


@action
def reconsider(
    *,
    case: UUID,
    objections: Sequence[Objection],
    said_on: date,
    expected: int | None = None,
    by: Act,
) -> Request:
    """登记复核申请: D08-3 is printed for the applicant's signature and the household goes to the centre again.

    Raises NothingToReconsider, WrongStage, BadInput without proofs, and what `ask` raises.
    """
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if held.stage not in ACCEPTED_ON:
        raise WrongStage(f"{told(held)}，审核确认以前才能申请复核。")
    report = _reported(held)
    _refuse_unproved(objections, said_on, report, by)
    with acting_as(wide.scope):
        data = _paper(held, report, objections, wide)
    issue_paper(
        code="D08-3",
        data=data,
        dated=said_on,
        folder=Folder(held.area_id, case=held.pk),
        number=report.number,
        by=by,
    )
    request = send_to_centre(held, Purpose.RECONSIDERING, {}, wide, by)
    record(
        by=by,
        did="verification.reconsidered",
        to=request,
        case=held.pk,
        report=report.number,
        said_on=said_on,
        items=len(objections),
    )
    return request


def _reported(case: Case) -> Report:
    latest = Request.objects.filter(case=case).order_by("-at", "-id").first()
    report = Report.objects.filter(request=latest).first() if latest else None
    if report is None:
        raise NothingToReconsider("最近一次核对还没有报告，没有可以复核的：有不一致的请登记家庭说明。")
    return report


def _refuse_unproved(objections: Sequence[Objection], said_on: date, report: Report, by: Act) -> None:
    if not objections:
        raise BadInput("请至少写一项有异议的内容。")
    if not all(text for each in objections for text in each.row().values()):
        raise BadInput("每一项都要写明报告所写、实际情况和证明材料：没有证明材料的不作复核。")
    if not report.issued_on <= said_on <= by.day:
        raise BadInput(f"申请日期应在报告日期 {report.issued_on} 和今天之间。")


def _paper(case: Case, report: Report, objections: Sequence[Objection], by: Act) -> dict[str, Any]:
    told: dict[str, Any] = {
        "centre": centre_of(case.area_id, by.day),
        "report_no": report.number,
        "case_no": case.receipt_number,
        "applicant": case.applicant_name,
        "objections": [each.row() for each in objections],
    }
    known = {"id_number": case.applicant.id_number, "phone": case.applicant.phone}
    return told | {name: value for name, value in known.items() if value is not None and value != ""}
