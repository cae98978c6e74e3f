"""户的变动的文书：D19-2 goes along with the file, D14-3 tells the family what changes."""

from collections.abc import Sequence
from typing import Any

from doudi.casework.cases.places import place_of
from doudi.casework.intake.queries import counter_phone
from doudi.casework.regrouping.carrying import Carried
from doudi.casework.regrouping.models import Continuation, Kind, Regrouping
from doudi.casework.regrouping.plans import read_plan
from doudi.casework.regrouping.sharing import CLAUSES
from doudi.policy.days import Month
from doudi.records.access import Act
from doudi.records.areas.queries import district_of, period_of, township_of
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.papers.remedies import remedies
from doudi.records.people.models import Membership


def file_papers(change: Regrouping, carried: Carried, rows: Sequence[Continuation], by: Act) -> None:
    """Into the new file: the paper that goes along and, where somebody holds an award, the notice."""
    if carried.case is None:
        return
    folder = Folder(carried.case.area_id, case=carried.case.pk)
    number = f"{carried.case.receipt_number}-H1"
    form = handed_form(change, carried, rows)
    issue_paper(code="D19-2", data=form, dated=by.day, folder=folder, number=number, by=by)
    notice = notice_form(change, carried, number)
    issue_paper(code="D14-3", data=notice, dated=by.day, folder=folder, number=number, by=by)


def handed_form(change: Regrouping, carried: Carried, rows: Sequence[Continuation]) -> dict[str, Any]:
    """The fields of D19-2."""
    assert carried.case is not None and change.decided_on is not None
    people = Membership.objects.filter(household=carried.household, until__isnull=True)
    head = read_plan(change.plan).head
    listed = sorted(people, key=lambda each: (str(each.person_id) != head, each.name))
    old = next((each.old_number for each in rows if each.old_number), "")
    return {
        "kind": change.kind_title,
        "old_place": period_of(change.area_id, change.proposed_on).name,
        "new_place": period_of(change.to_area_id, change.proposed_on).name,
        "old_head": change.head_name,
        "new_head": change.new_head_name,
        "old_number": old,
        "new_number": carried.case.receipt_number,
        "members": [{"name": each.name, "relation": each.relation} for each in listed],
        "awards": [
            {
                "scheme": each.old.scheme_title,
                "names": "、".join(each.names) or "无",
                "before": each.before_fen,
                "stays": each.stays_fen,
                "after": each.after_fen,
            }
            for each in carried.passed
        ],
        "from_month": Month.of(carried.from_month),
        "facts": [change.why],
        "happened_on": change.event_on,
        **({"heard": f"{change.heard_from}：{change.heard_said}"} if change.heard_on else {}),
        "clauses": [CLAUSES[Kind(change.kind)]],
        "proposed_by": change.proposed_name,
        "proposed_on": change.proposed_on,
        "opinion": change.opinion,
        "decided_by": change.decided_name,
        "decided_on": change.decided_on,
    }


def notice_form(change: Regrouping, carried: Carried, number: str) -> dict[str, Any]:
    """The fields of D14-3."""
    assert carried.case is not None and change.decided_on is not None
    day, township = change.decided_on, carried.case.area_id
    office, phone = period_of(township, day).name, counter_phone(township, day)
    district = period_of(district_of(township, day), day).name
    heard = (
        [f"{change.heard_on} 已听取{change.heard_from}的意见：{change.heard_said}"] if change.heard_on else []
    )
    return {
        "office": office,
        "notice_no": number,
        "case_no": carried.case.receipt_number,
        "applicant": change.new_head_name,
        "facts": [change.why, *heard],
        "clauses": [CLAUSES[Kind(change.kind)]],
        "decided_on": day,
        "recheck_at": f"{district}民政局",
        "reconsider_at": f"{district}人民政府",
        "litigate_at": f"{district}人民法院",
        **remedies(place_of(township, day), day).as_fields(),
        "contact": f"{office}社会救助窗口",
        "scheme": "、".join(dict.fromkeys(each.old.scheme_title for each in carried.passed)),
        "change": change.kind_title,
        "reasons": [_told(change, carried)],
        "monthly_before": sum(each.before_fen for each in carried.passed),
        "monthly_after": sum(each.now_fen for each in carried.passed),
        "from_month": Month.of(carried.from_month),
        **({"office_phone": phone} if phone else {}),
    }


def _told(change: Regrouping, carried: Carried) -> str:
    place = period_of(change.to_area_id, change.proposed_on).name
    township = period_of(township_of(change.to_area_id, change.proposed_on), change.proposed_on).name
    lost = [name for each in carried.passed if each.new is None for name in each.names]
    told = f"{change.kind_title}后，{change.new_head_name}户由{township}{place}承接。"
    return told + (f"{'、'.join(lost)}单独核定后不符合条件，不再保障。" if lost else "")
