"""审核确认的文书内容：what D12 and the two notices D14 say, told from the rows that they rest on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.assessment.queries import explained
from doudi.casework.cases.dues import first_days
from doudi.casework.cases.exception_models import Extension
from doudi.casework.cases.models import Case, CaseMember, Clock, DueDate, Stage
from doudi.casework.cases.places import place_of
from doudi.casework.cases.schemes import scheme_title
from doudi.casework.confirmation.models import AgendaItem, Appraisal, Decision, Outcome, Recusal, Resolution
from doudi.casework.confirmation.panel_models import Attendance, Meeting
from doudi.casework.confirmation.procedure import joint_review
from doudi.casework.confirmation.sitting import sitting_on
from doudi.casework.intake.queries import counter_phone
from doudi.policy.days import Month
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.areas.queries import district_of, path_of, period_of
from doudi.records.documents.papers.explanation import explanation_fields
from doudi.records.documents.papers.remedies import remedies
from doudi.records.refusals import Refusal

SAID = {
    Outcome.GRANT: "通过",
    Outcome.REFUSE: "通过（不予确认）",
    Outcome.DEFER: "未通过，退回补充",
}


class NoCounterPhone(Refusal):
    """没有受理电话：a notice names the telephone where the family may ask."""


def minutes(meeting: Meeting) -> dict[str, Any]:
    """The fields of D12, of a meeting that has just closed."""
    members = sitting_on(meeting.panel, meeting.on)
    there = set(Attendance.objects.filter(meeting=meeting, present=True).values_list("member_id", flat=True))
    asked = joint_review(meeting.area_id, meeting.on)
    rows = Resolution.objects.filter(meeting=meeting).select_related("case", "proposal", "item")
    recusals = Recusal.objects.filter(item__meeting=meeting, item__taken_off_because="")
    told = {
        "office": period_of(meeting.area_id, meeting.on).name,
        "meeting_no": f"{meeting.on.year}-{meeting.number:02}",
        "held_at": f"{meeting.on.year}年{meeting.on.month}月{meeting.on.day}日 {meeting.time}".strip(),
        "place": meeting.place,
        "chair": str(meeting.chair),
        "recorder": meeting.recorder,
        "members": [
            {"name": each.name, "capacity": each.title, "present": each.pk in there} for each in members
        ],
        "quorum": f"应到{len(members)}人，实到{len(there)}人；每项到会表决不少于{asked.quorum(len(members))}人，符合规定",
        "cases": [_row(each) for each in rows.order_by("item__position")],
    }
    recused = [
        {"name": each.member.name, "case": each.item.case.applicant_name, "reason": each.reason}
        for each in recusals.select_related("member", "item__case").order_by("item__position", "id")
    ]
    return {**told, **({"recusals": recused} if recused else {}), **_opinions(meeting)}


def appraisal_record(case: Case, held: Appraisal) -> dict[str, Any]:
    """The fields of D12-1: what the neighbours' meeting said of a proposal."""
    assert held.present is not None and held.agree is not None, "its result is in"
    return {
        "office": period_of(case.area_id, held.on).name,
        "case_no": case.receipt_number,
        "applicant": case.applicant_name,
        "village": period_of(case.household.area_id, held.on).name,
        "held_on": held.on,
        "place": held.place,
        "proposal": proposal_told(held.proposal),
        "present": held.present,
        "votes_for": held.agree,
        "votes_against": held.present - held.agree,
        "findings": held.findings.splitlines(),
    }


@dataclass(frozen=True, slots=True)
class Promised:
    """告知的待遇：what the awards that rest on a decision pay from their first month on, how, and when they are looked at
    again. The month decides the amount, and may know a figure that the day of the decision did not.
    """

    monthly_fen: int
    next_review: date
    paid_by: str


def grant_notice(case: Case, decision: Decision, promised: Promised | None = None) -> dict[str, Any]:
    """The fields of D14-1: whom it covers, how much a month, from which month."""
    day = decision.on
    told = {
        **_to_the_family(case, decision),
        "scheme": scheme_title(decision.scheme),
        "persons": "、".join(each["name"] for each in decision.persons),
        "persons_count": len(decision.persons),
        "monthly": decision.monthly_fen or 0,
        "from_month": Month.of(day).add(1),
    }
    if promised is None:
        return told
    return {
        **told,
        "monthly": promised.monthly_fen,
        "next_review": promised.next_review,
        "paid_by": promised.paid_by,
    }


def refusal_notice(case: Case, decision: Decision, by: Act) -> dict[str, Any]:
    """The fields of D14-2: facts, clauses, reasons, remedies."""
    told = {
        **_to_the_family(case, decision),
        "scheme": scheme_title(decision.scheme),
        "reasons": decision.reasons,
    }
    changes = _what_would_change(decision, by)
    return {**told, **({"what_would_change": changes} if changes else {})}


def extension_notice(case: Case, longer: Extension, before: date | None) -> dict[str, Any]:
    """The fields of D14-4: until when it was, until when it is, and why."""
    due = DueDate.objects.get(case=case, clock=Clock.CONFIRM)
    told: dict[str, Any] = {
        **_letterhead(case, longer.on, f"{case.receipt_number}-Y"),
        "accepted_on": due.counted_from,
        "cause": longer.get_cause_display(),
        "why": longer.why,
        "clauses": [longer.basis],
    }
    days = {"due_before": before, "due_now": due.on}
    return told | {name: day for name, day in days.items() if day is not None}


def termination_notice(case: Case, reason: str, clause: str, on: date) -> dict[str, Any]:
    """The fields of D14-5: why the procedure ended without a decision, and what the family may do."""
    members = CaseMember.objects.filter(case=case).order_by("id")
    return {
        **_letterhead(case, on, f"{case.receipt_number}-Z"),
        "facts": [f"共同生活的家庭成员{len(members)}人：{'、'.join(each.name for each in members)}"],
        "clauses": [clause],
        "reasons": [reason],
        "decided_on": on,
        **_remedies(case, on),
        "applied_on": first_days(case).get(Stage.SUBMITTED, case.received_on),
        "scheme": scheme_title(case.asked_for),
    }


def _to_the_family(case: Case, decision: Decision) -> dict[str, Any]:
    return {
        **_letterhead(case, decision.on, decision.number),
        "facts": decision.facts,
        "clauses": [*decision.clauses, f"确认权限：{decision.authorised_by}"],
        "decided_on": decision.on,
        **_remedies(case, decision.on),
        "applied_on": first_days(case).get(Stage.SUBMITTED, case.received_on),
    }


def _letterhead(case: Case, day: date, number: str) -> dict[str, Any]:
    office, phone = period_of(case.responsible_id, day).name, counter_phone(case.responsible_id, day)
    if not phone:
        raise NoCounterPhone(f"{office}还没有公布受理电话，告知书上没有联系电话：请先公布电话，再办这一步。")
    return {
        "office": office,
        "notice_no": number,
        "case_no": case.receipt_number,
        "applicant": case.applicant_name,
        "contact": f"{office}社会救助窗口",
        "office_phone": phone,
    }


def _remedies(case: Case, day: date) -> dict[str, Any]:
    """Where to turn to, and within which periods; the last days follow from the service."""
    district = period_of(district_of(case.responsible_id, day), day).name
    return {
        "recheck_at": f"{district}民政局",
        "reconsider_at": f"{district}人民政府",
        "litigate_at": f"{district}人民法院",
        **remedies(place_of(case.responsible_id, day), day).as_fields(),
    }


def _row(resolution: Resolution) -> dict[str, Any]:
    case, proposal = resolution.case, resolution.proposal
    village = path_of(case.household.area_id, resolution.on)[-1].name
    told = {
        "case_no": case.receipt_number,
        "household": f"{case.applicant_name}，{village}",
        "persons": CaseMember.objects.filter(case=case).count(),
        "proposal": proposal_told(proposal),
        "votes_for": resolution.agree,
        "votes_against": resolution.disagree,
        "votes_abstain": resolution.abstain,
        "outcome": SAID[Outcome(resolution.outcome)],
    }
    return told if proposal.monthly_fen is None else {**told, "monthly": proposal.monthly_fen}


def proposal_told(proposal: Any) -> str:
    """An opinion in one line: 同意确认，最低生活保障，每月 734.00 元."""
    told = f"{proposal.get_outcome_display()}，{scheme_title(proposal.scheme)}"
    return told if not proposal.monthly_fen else f"{told}，每月 {yuan(proposal.monthly_fen)} 元"


def _opinions(meeting: Meeting) -> dict[str, Any]:
    sent_back = [
        f"第{each.item.position}项（{each.case.applicant_name}）退回：{each.reasons}"
        for each in Resolution.objects.filter(meeting=meeting, outcome=Outcome.DEFER).select_related(
            "item", "case"
        )
    ]
    taken_off = [
        f"第{each.position}项（{each.case.applicant_name}）撤下：{each.taken_off_because}"
        for each in AgendaItem.objects.filter(meeting=meeting).exclude(taken_off_because="")
    ]
    told = [*meeting.opinions, *sent_back, *taken_off]
    return {"opinions": told} if told else {}


def _what_would_change(decision: Decision, by: Act) -> list[str]:
    told = explanation_fields(explained(decision.assessment, by)).get("changes") or ()
    return [str(each["line"]) for each in told]
