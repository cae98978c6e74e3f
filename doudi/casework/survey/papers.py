"""调查的文书：what D06, D07 and D16 say, from what is on file."""

from collections.abc import Mapping
from typing import Any

from doudi.casework.cases.models import Case
from doudi.casework.intake.papers import Parties
from doudi.casework.intake.queries import application, counter_phone
from doudi.casework.survey.answers import moment, value, words
from doudi.casework.survey.care_models import (
    MODES,
    Admission,
    CareAgreement,
    CareWish,
    SelfCareConclusion,
    SelfCareSheet,
)
from doudi.casework.survey.models import Assignment, NeighbourStatement, Visit
from doudi.casework.survey.rounds import opened, settle
from doudi.casework.survey.sheet import BILLS, RELATIONS, YEARLY, Field, every_field
from doudi.policy.self_care import ITEMS, LEVEL_TITLES
from doudi.records.access import Act
from doudi.records.areas.queries import path_of, period_of
from doudi.records.people.models import Person, Registration
from doudi.records.people.queries import registration_on

CLAUSE = "民发〔2021〕43号 第二十条至第二十二条"


def visit_paper(visit: Visit, about: Parties, photos: int, by: Act) -> dict[str, Any]:
    """D06 入户调查表 of a visit laid before its signers."""
    case, content, fields = visit.case, words(visit), every_field(about)

    def read(name: str) -> Any:
        return value(fields[name], content)

    at = moment(content["at"])
    paper = {
        **_head(case, about, by),
        "surveyed_at": f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}",
        "address": content["place"],
        "investigators": _pair(visit.assignment),
        "members": [_member(row, about, fields, content) for row in about.facts["members"]],
        "supporters": [_supporter(row, about, content) for row in about.facts.get("supporters") or ()],
        "housing": _joined(
            content.get("housing"),
            _with(content.get("floor"), "平方米"),
            content.get("fittings"),
            _with(content.get("homes"), "套"),
        ),
        "land": content.get("land"),
        "breeding": content.get("breeding"),
        "vehicles": _joined(_with(content.get("vehicles"), "辆"), content.get("vehicles_seen")),
        "appliances": content.get("goods"),
        "income": _amounts(fields, content, about, ".income.", "year"),
        "spending": _amounts(fields, content, about, ".spending.", "self_paid"),
        "exemption": content.get("exemption"),
        "near_relative": application(case, by).near_relative,
        "causes": read("causes"),
        "consistent": read("consistent"),
        "finding": _joined(
            content.get("finding"),
            _with(content.get("debts"), "", "债务："),
            content.get("remarks"),
        ),
        "photos": photos,
    }
    return _told(paper)


def statement_paper(statement: NeighbourStatement, about: Parties, by: Act) -> dict[str, Any]:
    """D07 邻里走访记录."""
    return _told(
        {
            **_head(statement.case, about, by, number=False),
            "visited_on": statement.visited_on,
            "place": statement.place,
            "witness": statement.witness.reveal(),
            "relation": statement.relation,
            "investigators": _pair(statement.assignment),
            "statement": statement.statement.reveal().splitlines(),
        }
    )


def self_care_paper(
    conclusion: SelfCareConclusion, sheets: list[SelfCareSheet], person: Person, by: Act
) -> dict[str, Any]:
    """D16-1 生活自理能力评估表 of a settled round."""
    failed = settle(sheets) or ()
    seen = [opened(sheet) for sheet in sheets]
    return {
        **_of_person(conclusion.case, person, by),
        "assessed_on": conclusion.concluded_on,
        "abilities": [
            _told(
                {
                    "item": title,
                    "able": item not in failed,
                    "seen": "；".join(each[item].seen for each in seen if each[item].seen),
                }
            )
            for item, title in ITEMS.items()
        ],
        "failed": len(failed),
        "level": _level(conclusion.level),
        "clause": CLAUSE,
        "assessors": [{"name": sheet.name, "unit": sheet.unit} for sheet in sheets],
    }


def wish_paper(wish: CareWish, person: Person, by: Act) -> dict[str, Any]:
    """D16-2 供养意愿书."""
    return _told(
        {
            **_of_person(wish.case, person, by),
            "wish": [MODES[wish.mode]],
            "institution": wish.institution,
            "carer": wish.carer,
            "carer_relation": wish.carer_relation,
            "guardian": wish.guardian,
            "said": wish.said.reveal() if wish.said is not None else "",
        }
    )


def agreement_paper(agreement: CareAgreement, person: Person, by: Act) -> dict[str, Any]:
    """D16-3 照料服务协议."""
    return _told(
        {
            **_of_person(agreement.case, person, by),
            "carer": agreement.carer,
            "carer_id_number": agreement.carer_id_number,
            "carer_phone": agreement.carer_phone.reveal(),
            "level": _level(agreement.level),
            "duties": agreement.duties,
            "monthly": agreement.monthly_fen,
            "way": agreement.way,
            "visits": agreement.visits,
            "from_day": agreement.from_day,
            "until_day": agreement.until_day,
            "office_phone": counter_phone(agreement.case.area_id, by.day),
        }
    )


def admission_paper(admission: Admission, person: Person, by: Act) -> dict[str, Any]:
    """D16-4 入院登记表."""
    registered = registration_on(person, admission.admitted_on, by)
    return _told(
        {
            **_of_person(admission.case, person, by),
            "institution": admission.institution,
            "sex": None if person.male is None else "男" if person.male else "女",
            "registered_address": _registered_at(registered, admission),
            "admitted_on": admission.admitted_on,
            "level": _level(admission.level),
            "room": admission.room,
            "guardian": admission.guardian,
            "guardian_phone": admission.guardian_phone.reveal() if admission.guardian_phone else "",
            "belongings": admission.belongings,
        }
    )


def entrusting_paper(admission: Admission, person: Person, by: Act) -> dict[str, Any]:
    """D16-5 委托供养协议."""
    return {
        **_of_person(admission.case, person, by),
        "institution": admission.institution,
        "level": _level(admission.level),
        "services": admission.services,
        "monthly": admission.monthly_fen,
        "care_monthly": admission.care_fen,
        "way": admission.way,
        "from_day": admission.admitted_on,
        "until_day": admission.until_day,
    }


def _head(case: Case, about: Parties, by: Act, *, number: bool = True) -> dict[str, Any]:
    applicant = next(person for person in about.members.values() if person.pk == case.applicant_id)
    head = {
        "office": period_of(case.area_id, by.day).name,
        "case_no": case.receipt_number,
        "applicant": case.applicant_name,
    }
    return {**head, "id_number": applicant.id_number} if number else head


def _of_person(case: Case, person: Person, by: Act) -> dict[str, Any]:
    return {
        "office": period_of(case.area_id, by.day).name,
        "case_no": case.receipt_number,
        "person": person.name,
        "id_number": person.id_number,
    }


def _registered_at(registration: Registration | None, admission: Admission) -> str:
    if registration is None:
        return "未登记"
    if registration.place_id is None:
        return registration.elsewhere
    return "".join(each.name for each in path_of(registration.place_id, admission.admitted_on))


def _pair(assignment: Assignment) -> list[dict[str, str]]:
    return [
        {"name": assignment.first_name, "unit": assignment.first_unit},
        {"name": assignment.second_name, "unit": assignment.second_unit},
    ]


def _member(
    row: Mapping[str, Any], about: Parties, fields: Mapping[str, Field], content: Mapping[str, str]
) -> dict[str, Any]:
    at = f"m.{row['id']}"
    incomes = [
        value(field, content)
        for name, field in fields.items()
        if name.startswith(f"{at}.income.") and field.sort == YEARLY
    ]
    known = [amount for amount in incomes if amount is not None]
    return _told(
        {
            "name": about.members[str(row["id"])].name,
            "relation": RELATIONS.get(str(row.get("relation")), "其他"),
            "health": content.get(f"{at}.health"),
            "work": content.get(f"{at}.work"),
            "year_income": sum(known) if known else None,
        }
    )


def _supporter(row: Mapping[str, Any], about: Parties, content: Mapping[str, str]) -> dict[str, Any]:
    supporter = about.supporters[str(row["id"])]
    at = f"s.{row['id']}"
    told = _joined(
        content.get(f"{at}.situation"),
        _with(content.get(f"{at}.family_size"), "口人"),
        _with(content.get(f"{at}.family_income"), "元", "家庭月收入"),
        _with(content.get(f"{at}.paid"), "元", "每月给"),
    )
    return {"name": supporter.name, "relation": supporter.relation, "situation": told or "未查明"}


def _amounts(
    fields: Mapping[str, Field], content: Mapping[str, str], about: Parties, of: str, column: str
) -> list[dict[str, Any]]:
    rows = []
    for name, field in fields.items():
        if of in name and name.count(".") == 3 and (amount := value(field, content)):
            bills = {"yes": "（有票据）", "no": "（无票据）"}.get(content.get(name + BILLS, ""), "")
            who = about.members[name.split(".")[1]].name
            rows.append({"item": f"{who} {field.title}{bills}", column: amount})
    return rows


def _level(level: str) -> str:
    return LEVEL_TITLES[level]  # type: ignore[index]  # a text column that only `policy` fills


def _with(text: str | None, after: str, before: str = "") -> str:
    return f"{before}{text}{after}" if text else ""


def _joined(*parts: str | None) -> str:
    return "，".join(part for part in parts if part)


def _told(paper: Mapping[str, Any]) -> dict[str, Any]:
    """Only what there is: an empty field stays free for a pen."""
    return {name: each for name, each in paper.items() if each not in (None, "", [])}
