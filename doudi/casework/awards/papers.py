"""审核确认表（D13）：what the form of a decision says, told from the case, the answer and the awards that rest on it."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from doudi.casework.assessment.reading import fen_of
from doudi.casework.awards.models import Award, AwardTerms
from doudi.casework.awards.months import month_after
from doudi.casework.awards.terms import terms_of
from doudi.casework.cases.dues import first_days, first_marks
from doudi.casework.cases.models import Case, CaseMember, Mark, Milestone, Stage
from doudi.casework.confirmation.models import Decision, Resolution
from doudi.casework.confirmation.papers import Promised
from doudi.policy.days import Month
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.areas.queries import path_of, period_of
from doudi.records.people.models import Household, Person
from doudi.records.people.queries import members_on, registration_on

UNKNOWN_AGE = 0


def decision_form(case: Case, decision: Decision, awards: Sequence[Award], by: Act) -> dict[str, Any]:
    """The fields of D13."""
    household = case.household
    first = month_after(decision.on)
    own = [award for award in awards if award.scheme == decision.scheme]
    terms = [each for award in own if (each := terms_of(award, first)) is not None]
    quantities = json.loads(decision.assessment.answer.reveal())["quantities"]
    filing = getattr(case, "near_relative_filing", None)
    told = {
        "office": period_of(case.responsible_id, decision.on).name,
        "case_no": case.receipt_number,
        "applicant": case.applicant_name,
        "registered_address": _registered(case.applicant, decision.on, by),
        "living_address": _address(household, decision.on),
        "scheme": own[0].scheme_title,
        "single_person": decision.scheme == "single_person",
        "accepted_on": first_days(case)[Stage.ACCEPTED],
        "members": _members(household, decision, by),
        "standard": terms[0].standard_fen,
        "income": _fen(quantities, "countable_income_monthly"),
        "income_per_head": _fen(quantities, "income_per_head_monthly"),
        "rigid_spending": _fen(quantities, "rigid_spending_monthly"),
        "support_fee": _fen(quantities, "support_fee_monthly"),
        "base": sum(each.base_fen for each in terms),
        "supplement": sum(each.supplement_fen for each in terms),
        "monthly": sum(each.monthly_fen for each in terms),
        "from_month": Month.of(first),
        "next_review": min(award.next_review for award in awards),
        "clauses": [*decision.clauses, f"确认权限：{decision.authorised_by}"],
        "survey_opinion": _survey(case),
        "review_opinion": _review(decision.resolution),
        "confirm_opinion": decision.opinion + _care_note(terms),
        "confirmed_on": decision.on,
    }
    if filing is not None:
        told["near_relative"] = f"{filing.name}（{filing.post}），{filing.relation}"
    return told


def promised(decision: Decision, awards: Sequence[Award]) -> Promised:
    """What the notice D14-1 tells the family beside the decision: the first month's amount, who receives it."""
    first = month_after(decision.on)
    own = [award for award in awards if award.scheme == decision.scheme]
    terms = [each for award in own if (each := terms_of(award, first)) is not None]
    payees = "、".join(dict.fromkeys(award.payee.name for award in own))
    return Promised(
        monthly_fen=sum(each.monthly_fen for each in terms),
        next_review=min(award.next_review for award in awards),
        paid_by=f"按月发放，领款人{payees}{_care_note(terms)}",
    )


def _care_note(terms: Sequence[AwardTerms]) -> str:
    care = sum(each.care_fen for each in terms if each.care_needs_agreement)
    return f"（其中照料护理费 {yuan(care)} 元，签订照料服务协议后发放）" if care else ""


def _members(household: Household, decision: Decision, by: Act) -> list[dict[str, Any]]:
    covered = {str(each["person"]) for each in decision.persons}
    in_case = set(CaseMember.objects.filter(case_id=decision.case_id).values_list("person_id", flat=True))
    return [
        {
            "name": row.name,
            "relation": row.relation,
            "age": _age(row.person, decision.on),
            "covered": str(row.person_id) in covered,
        }
        for row in members_on(household, decision.on, by)
        if row.person_id in in_case
    ]


def _age(person: Person, on: date) -> int:
    if person.born is None:
        return UNKNOWN_AGE
    return on.year - person.born.year - ((on.month, on.day) < (person.born.month, person.born.day))


def _registered(person: Person, on: date, by: Act) -> str:
    held = registration_on(person, on, by)
    if held is None:
        return "档案中没有户籍登记"
    if held.place_id is None:
        return held.elsewhere
    return _names(held.place_id, on)


def _address(household: Household, on: date) -> str:
    return _names(household.area_id, on) + household.address


def _names(area: int, on: date) -> str:
    return "".join(each.name for each in path_of(area, on)[-3:])


def _survey(case: Case) -> str:
    reached = first_marks(case)
    row = Milestone.objects.filter(case=case, mark=Mark.SURVEYED).order_by("-on", "-id").first()
    told = f"入户调查于 {row.on} 完成" if row else "没有入户调查记录"
    checked = reached.get(Mark.VERIFIED)
    return f"{told}；信息核对{f'于 {checked} 有结论' if checked else '没有结论'}。"


def _review(resolution: Resolution) -> str:
    return (
        f"{resolution.on} 联审联确认会议：应到 {resolution.members} 人，参加表决 {resolution.present} 人，"
        f"同意 {resolution.agree} 票，不同意 {resolution.disagree} 票，弃权 {resolution.abstain} 票，"
        f"{resolution.get_outcome_display()}。"
    )


def _fen(quantities: dict[str, str | None], name: str) -> int:
    return fen_of(quantities.get(name)) or 0
