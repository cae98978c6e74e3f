"""受理文书的栏目：facts, people and case → the fields of D01–D05, D09-2 and D11.

Each is read under an act that reaches the household. What the family did not say stays open for a pen; nothing is
written down as "none" that nobody declared.
"""

from typing import Any
from uuid import UUID

from doudi.casework.cases.models import Case, Clock, DueDate
from doudi.casework.cases.schemes import scheme_title
from doudi.casework.intake.models import Application, CorrectionNotice, NearRelativeFiling
from doudi.casework.intake.paper_rows import (
    as_fen,
    declared_rows,
    given,
    member_row,
    property_rows,
    said_of,
    spending_rows,
    supporter_row,
)
from doudi.casework.intake.papers import is_adult, parties
from doudi.casework.intake.queries import counter_phone
from doudi.records.access import Act
from doudi.records.areas.queries import DISTRICT_KINDS, path_of, period_of
from doudi.records.people.models import Person, Supporter
from doudi.records.people.queries import members_on, registration_on
from doudi.records.refusals import BadInput

# Which box of the application form a scheme stands under; a household alone is no scheme of its own there.
BOXES = {
    "dibao": "最低生活保障",
    "single_person": "最低生活保障",
    "margin": "低保边缘家庭",
    "tekun": "特困人员",
    "rigid_expenditure": "刚性支出困难家庭",
}
# What may be looked up, by 《最低生活保障审核确认办法》 (民发〔2021〕57号) 第十七条 in words a family understands.
LOOKED_UP = (
    "户籍、婚姻、殡葬登记",
    "工资、养老金、社会保险、税务",
    "存款、证券、保险、不动产、车辆、市场主体",
)


class NoCounterPhone(BadInput):
    """窗口没有公布电话：a notice to a family says whom to call."""


def application_form(case: Case, by: Act) -> dict[str, Any]:
    """申请书 D01, everything that was said at the counter."""
    about, form, applicant = parties(case), Application.objects.get(case=case), case.applicant
    facts = {str(each["id"]): each for each in about.facts["members"]}
    relations = _relations(case, by)
    told = {
        **_head(case, by),
        "applied_for": [BOXES[case.asked_for]] if case.asked_for else None,
        "sex": None if applicant.male is None else ("男" if applicant.male else "女"),
        "id_number": applicant.id_number,
        "registered_address": _registered(applicant, by),
        "living_address": _spelled(case.household.area_id, by) + case.household.address,
        "phone": applicant.phone,
        "proxy": form.brought_by,
        "proxy_relation": form.brought_relation,
        "proxy_phone": form.brought_phone,
        "members": [
            member_row(person, relations.get(person.pk, ""), facts[short])
            for short, person in about.members.items()
        ],
        "supporters": [
            supporter_row(short, each, about, applicant.pk) for short, each in about.supporters.items()
        ],
        "property": property_rows(about.facts.get("assets") or {}),
        "spending": spending_rows(about.facts["members"]),
        "reason": form.reason,
        "near_relative": form.near_relative,
    }
    return given(told)


def pledge(case: Case, by: Act) -> dict[str, Any]:
    """诚信承诺书 D02: one sheet that every adult of the family signs."""
    about, relations = parties(case), _relations(case, by)
    filing = NearRelativeFiling.objects.filter(case=case).first()
    return given(
        {
            **_head(case, by),
            "id_number": case.applicant.id_number,
            "declared": declared_rows(about),
            "near_relative": filing is not None,
            "near_relative_detail": f"{filing.name}，{filing.post}，{filing.relation}" if filing else None,
            "signers": [
                {"name": each.name, "relation": relations.get(each.pk, "")}
                for each in about.members.values()
                if is_adult(each, by.day)
            ],
        }
    )


def authorisation(case: Case, who: UUID, by: Act) -> dict[str, Any]:
    """核对授权书 D03 of one adult or supporter: nobody else's number stands on it."""
    signer = _party(case, who)
    person = {"name": signer.name, "relation": _relation(case, signer, by), "id_number": signer.id_number}
    return {
        **_head(case, by),
        "purpose": scheme_title(case.asked_for),
        "scope": list(LOOKED_UP),
        "valid_from": case.received_on,
        "persons": [given(person)],
    }


def correction(case: Case, by: Act) -> dict[str, Any]:
    """一次性补正告知书 D04."""
    notice = CorrectionNotice.objects.get(case=case)
    rows = [given({"item": each["title"], "whose": each["who"]}) for each in notice.missing]
    return {
        **_head(case, by),
        "notice_no": f"{case.receipt_number}-补",
        "received_on": case.received_on,
        "applied_for": scheme_title(case.asked_for),
        "missing": rows,
        "correct_by": notice.complete_by,
        **_contact(case, by),
        "query_code": case.query_code,
    }


def acceptance(case: Case, by: Act) -> dict[str, Any]:
    """受理通知书 D05: the day, the last day, and the code to ask by."""
    due = DueDate.objects.get(case=case, clock=Clock.CONFIRM)
    elsewhere = case.received_at_id != case.responsible_id
    return given(
        {
            **_head(case, by),
            "notice_no": f"{case.receipt_number}-受",
            "applied_for": scheme_title(case.asked_for),
            "accepted_on": due.counted_from,
            "decide_by": due.on,
            "provisional": due.provisional,
            "handled_by": period_of(case.responsible_id, by.day).name if elsewhere else None,
            "query_code": case.query_code,
            "query_where": "凭查询码和申请人出生日期查询办理进度",
            **_contact(case, by),
        }
    )


def support_promise(case: Case, who: UUID, by: Act) -> dict[str, Any]:
    """赡养承诺书 D09-2 of one supporter, with the amount that was agreed."""
    about, supporter = parties(case), _party(case, who)
    short = next(name for name, each in about.supporters.items() if each.pk == who)
    said = said_of(short, about)
    supported = [about.members[str(name)].name for name in said["supports"]]
    return given(
        {
            **_head(case, by),
            "supporter": supporter.name,
            "relation": _relation(case, supporter, by),
            "id_number": supporter.id_number,
            "work": getattr(supporter, "residence", ""),
            "family_size": said.get("family_size"),
            "family_income": as_fen(said.get("family_income_monthly")),
            "supported": "、".join(supported),
            "monthly": as_fen(said["agreed_monthly"]),
        }
    )


def near_relative(case: Case, by: Act) -> dict[str, Any]:
    """近亲属备案表 D11."""
    filing = NearRelativeFiling.objects.get(case=case)
    row = {"name": filing.name, "post": filing.post, "relation": filing.relation}
    return {
        **_head(case, by),
        "filing_no": f"{case.receipt_number}-备",
        "address": _spelled(case.household.area_id, by) + case.household.address,
        "scheme": scheme_title(case.asked_for),
        "relatives": [row],
    }


def _head(case: Case, by: Act) -> dict[str, Any]:
    return {
        "office": period_of(case.received_at_id, by.day).name,
        "case_no": case.receipt_number,
        "applicant": case.applicant_name,
    }


def _contact(case: Case, by: Act) -> dict[str, str]:
    office, phone = period_of(case.received_at_id, by.day).name, counter_phone(case.received_at_id, by.day)
    if not phone:
        raise NoCounterPhone(f"{office}还没有公布窗口电话，告知书上必须写明：请填写窗口电话后再打印。")
    return {"contact": f"{office}社会救助窗口", "office_phone": phone}


def _relations(case: Case, by: Act) -> dict[UUID, str]:
    return {row.person_id: row.relation for row in members_on(case.household, by.day, by)}


def _party(case: Case, who: UUID) -> Person | Supporter:
    about = parties(case)
    everybody: list[Person | Supporter] = [*about.members.values(), *about.supporters.values()]
    return next(each for each in everybody if each.pk == who)


def _relation(case: Case, party: Person | Supporter, by: Act) -> str:
    if isinstance(party, Supporter):
        return f"{party.person.name}的{party.relation}"
    return _relations(case, by).get(party.pk, "")


def _registered(person: Person, by: Act) -> str:
    row = registration_on(person, by.day, by)
    if row is None:
        return ""
    return _spelled(row.place_id, by) if row.place_id is not None else row.elsewhere


def _spelled(area: int, by: Act) -> str:
    """示例区松岭镇东岗村: from the district down."""
    path = path_of(area, by.day)
    first = next((n for n, each in enumerate(path) if each.kind in DISTRICT_KINDS), 0)
    return "".join(each.name for each in path[first:])
