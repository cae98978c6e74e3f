"""受理文书的表格：what a family said, as the rows of a form. What was not said is left out, for a pen to fill."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from doudi.casework.intake.papers import Parties
from doudi.policy.facts import CATEGORY_TITLES, DISABILITY_CATEGORIES
from doudi.policy.question import as_money, yuan
from doudi.records.documents.papers.application import DECLARED_ITEMS
from doudi.records.people.models import Person, Supporter

MONTHS = 12
SPENDING = {"medical": "医疗", "education": "教育", "rehabilitation": "康复"}
# Which of DECLARED_ITEMS an income or an asset of the facts answers.
INCOME_OF_ITEM = {0: ("pension",), 2: ("wage",), 3: ("business", "farming")}
HOMES, VEHICLES = 7, 8


def given(told: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was not said: its place on the paper stays open."""
    return {name: value for name, value in told.items() if value is not None and value not in ("", [])}


def member_row(person: Person, relation: str, said: Mapping[str, Any]) -> dict[str, Any]:
    row = {
        "name": person.name,
        "relation": relation,
        "id_number": person.id_number,
        "health": _health(said),
        "work": "在校学生" if said.get("student") else "",
        "monthly": None if said.get("income") is None else sum(map(_monthly, said["income"])),
    }
    return given(row)


def _health(said: Mapping[str, Any]) -> str:
    held = said.get("disability")
    told = (
        [f"{CATEGORY_TITLES[DISABILITY_CATEGORIES[held['category']]]}残疾{held['grade']}级"] if held else []
    )
    flags = (("serious_illness", "重病"), ("unable_to_work", "无劳动能力"))
    return "、".join([*told, *(word for flag, word in flags if said.get(flag))])


def supporter_row(short: str, held: Supporter, about: Parties, applicant: UUID) -> dict[str, Any]:
    """The relation is to the applicant, unless another member is named."""
    said = said_of(short, about)
    own = held.person_id == applicant
    row = {
        "name": held.name,
        "relation": held.relation if own else f"{held.person.name}的{held.relation}",
        "work": held.residence,
        "family_size": said.get("family_size"),
        "monthly": as_fen(said.get("family_income_monthly")),
    }
    return given(row)


def said_of(short: str, about: Parties) -> Mapping[str, Any]:
    rows: Iterable[Mapping[str, Any]] = about.facts.get("supporters") or ()
    return next((each for each in rows if str(each["id"]) == short), {})


def property_rows(assets: Mapping[str, Any]) -> list[dict[str, str]]:
    counted = (("homes", "住房", "套"), ("vehicles", "机动车辆", "辆"), ("businesses", "经营实体", "个"))
    financial = as_fen(assets.get("financial"))
    rows = [] if financial is None else [{"item": "现金、存款等金融资产", "detail": f"{yuan(financial)}元"}]
    return rows + [
        {"item": item, "detail": f"{assets[key]}{unit}"}
        for key, item, unit in counted
        if assets.get(key) is not None
    ]


def spending_rows(members: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    sums = dict.fromkeys(SPENDING, 0)
    for member in members:
        for kind, amount in (member.get("spending_year") or {}).items():
            sums[kind] += as_fen(amount) or 0
    return [{"item": SPENDING[kind], "self_paid": amount} for kind, amount in sums.items() if amount]


def declared_rows(about: Parties) -> list[dict[str, Any]]:
    """The list of the form: ticked where the family said so, open where it did not."""
    rows: list[dict[str, Any]] = [{"item": item} for item in DECLARED_ITEMS]
    incomes = [row for each in about.facts["members"] for row in each.get("income") or ()]
    for number, kinds in INCOME_OF_ITEM.items():
        monthly = sum(_monthly(row) for row in incomes if row["kind"] in kinds)
        if monthly:
            rows[number] |= {"has": True, "detail": f"全户每月{yuan(monthly)}元"}
    assets = about.facts.get("assets") or {}
    for number, key, unit in ((HOMES, "homes", "套"), (VEHICLES, "vehicles", "辆")):
        if assets.get(key) is not None:
            many = int(assets[key])
            rows[number] |= {"has": many > 0, **({"detail": f"{many}{unit}"} if many else {})}
    return rows


def _monthly(row: Mapping[str, Any]) -> int:
    """An income a month in whole fen; a yearly one by twelfths, as a form shows it."""
    if row.get("monthly") is not None:
        return as_money(row["monthly"], "monthly")
    return as_money(row["yearly"], "yearly") // MONTHS


def as_fen(amount: Any) -> int | None:
    return None if amount is None else as_money(amount, "amount")


def agreed_with(about: Parties) -> list[Supporter]:
    """Supporters with whom a monthly amount was agreed."""
    rows = about.facts.get("supporters") or ()
    named = [str(each["id"]) for each in rows if as_fen(each.get("agreed_monthly"))]
    return [about.supporters[short] for short in named if short in about.supporters]
