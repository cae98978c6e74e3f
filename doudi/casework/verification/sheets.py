"""核对的文书数据：what D08-1 and D08-2 show, as `records.documents` takes it."""

import json
from datetime import date
from typing import Any

from doudi.casework.verification.findings import Report
from doudi.casework.verification.models import Request, Subject
from doudi.casework.verification.reporting import CENTRE, subject_row
from doudi.casework.verification.sources import source
from doudi.records.access import Act
from doudi.records.areas.queries import district_of, period_of


def request_paper(which: Request, by: Act) -> dict[str, Any]:
    """核对委托书 (D08-1)."""
    rows = Subject.objects.seen_by(by.scope).filter(request=which).select_related("authorisation")
    district = period_of(district_of(which.area_id, which.asked_on), which.asked_on).name
    return {
        "office": period_of(which.area_id, which.asked_on).name,
        "centre": f"{district}{CENTRE}",
        "request_no": which.number,
        "case_no": which.case.receipt_number,
        "applicant": which.case.applicant_name,
        "purpose": which.get_purpose_display(),
        "subjects": [subject_row(each) for each in rows.order_by("position")],
        "items": [source(code).title for code in which.sources],
        "reply_by": which.reply_by,
    }


def report_paper(which: Report, by: Act) -> dict[str, Any]:
    """核对报告 (D08-2), as it was issued."""
    content: dict[str, Any] = json.loads(which.content.reveal())
    content["valid_until"] = date.fromisoformat(content["valid_until"])
    for each in content["subjects"]:
        each["authorised_on"] = date.fromisoformat(each["authorised_on"])
    return content
