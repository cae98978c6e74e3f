"""调整（终止）告知书（D14-3）：what a decided change tells the family, with its remedies."""

from typing import Any

from doudi.casework.awards.models import Award
from doudi.casework.cases.places import place_of
from doudi.casework.changes.graces import running
from doudi.casework.changes.models import Change, Kind
from doudi.casework.changes.reasons import reasons
from doudi.casework.intake.queries import counter_phone
from doudi.policy.days import Month
from doudi.records.access import Act
from doudi.records.areas.queries import district_of, period_of, township_of
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.papers.remedies import remedies

CODE = "D14-3"


def issue_notice(change: Change, award: Award, by: Act) -> FiledPaper:
    """出具告知书, inside the action that decided; to be stamped and served."""
    folder = Folder(award.area_id, household=award.household)
    if award.case is not None:
        folder = Folder(award.case.area_id, case=award.case.pk)
    number = notice_number(change, award)
    return issue_paper(
        code=CODE, data=notice_form(change, award), dated=by.day, folder=folder, number=number, by=by
    )


def notice_number(change: Change, award: Award) -> str:
    """The receipt number of the case and the number of the change among all changes of the award."""
    before = award.case.receipt_number if award.case is not None else str(award.pk)[:8]
    return f"{before}-{award.scheme[:1].upper()}{change.number}"


def notice_form(change: Change, award: Award) -> dict[str, Any]:
    """The fields of D14-3."""
    day, township = change.decided_on, township_of(award.area_id, change.proposed_on)
    assert day is not None and change.from_month is not None
    office, phone = period_of(township, day).name, counter_phone(township, day)
    district = period_of(district_of(township, day), day).name
    told = {
        "office": office,
        "notice_no": notice_number(change, award),
        "case_no": award.case.receipt_number if award.case is not None else notice_number(change, award),
        "applicant": award.head_name,
        "facts": [change.why, *_heard(change)],
        "clauses": change.clause.split("；"),
        "decided_on": day,
        "recheck_at": f"{district}民政局",
        "reconsider_at": f"{district}人民政府",
        "litigate_at": f"{district}人民法院",
        **remedies(place_of(township, day), day).as_fields(),
        "contact": f"{office}社会救助窗口",
        "scheme": award.scheme_title,
        "change": change.kind_title,
        "reasons": [reasons()[change.reason].title],
        "monthly_before": change.before_fen or 0,
        "monthly_after": change.after_fen or 0,
        "from_month": Month.of(change.from_month),
    }
    after = _afterwards(change, award)
    return {**told, **({"office_phone": phone} if phone else {}), **({"afterwards": after} if after else {})}


def _heard(change: Change) -> list[str]:
    if change.heard_on is None:
        return []
    return [f"{change.heard_on} 已听取{change.heard_from}的意见：{change.heard_said}"]


def _afterwards(change: Change, award: Award) -> str:
    if change.kind != Kind.GRACE:
        return ""
    assert change.from_month is not None
    grace = running(award, change.from_month)
    if grace is None:
        return ""
    last = grace.last_month
    return (
        f"渐退期 {grace.months} 个月，发放到 {last.year}年{last.month}月；"
        "其间收入下降、重新符合条件的，可以随时提出恢复。"
    )
