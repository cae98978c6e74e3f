"""核对的文书数据：what D08-1 and D08-2 show, as `records.documents` takes it."""

import json
from datetime import date
from typing import Any

from doudi.casework.verification.findings import Report
from doudi.casework.verification.models import Request, Subject
from doudi.casework.verification.sources import source
from doudi.records.access import Act
from doudi.records.areas.queries import district_of, period_of

CENTRE = "居民家庭经济状况核对中心"


def centre_of(area: int, on: date) -> str:
    """The district's centre by its full name."""
    return f"{period_of(district_of(area, on), on).name}{CENTRE}"


def subject_row(each: Subject) -> dict[str, Any]:
    """One of the people checked, as both papers list them. Who has no number on file can be looked up nowhere."""
    assert each.id_number is not None
    return {
        "name": each.name,
        "relation": each.relation,
        "id_number": each.id_number.reveal(),
        "authorised_on": each.authorisation.signed_on,
    }


def request_paper(which: Request, by: Act) -> dict[str, Any]:
    """核对委托书 (D08-1)."""
    seen = Subject.objects.seen_by(by.scope).filter(request=which, id_number__isnull=False)
    rows = seen.select_related("authorisation")
    return {
        "office": period_of(which.area_id, which.asked_on).name,
        "centre": centre_of(which.area_id, which.asked_on),
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
