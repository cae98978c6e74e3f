"""一户的问题 — the `household` facts of a question file, checked and turned into inputs of the rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from doudi.policy.facts import DISABILITY_CATEGORIES, INCOME_KINDS, SPENDING_KINDS
from doudi.policy.question import BadInput, Fields, as_money, as_whole, shown
from doudi.policy.reckoning import Household
from doudi.policy.self_care import ITEMS
from doudi.policy.unknown import Term, Unknown

RELATIONS = (
    "self",
    "spouse",
    "child",
    "parent",
    "grandchild",
    "grandparent",
    "sibling",
    "other",
)
ASSETS = {
    "financial": "financial_assets",
    "homes": "homes",
    "vehicles": "vehicles",
    "businesses": "businesses",
}
_MEMBER_KEYS = (
    "id",
    "relation",
    "birth",
    "sex",
    "disability",
    "serious_illness",
    "student",
    "unable_to_work",
    "carer",
    "self_care_failed",
    "income",
    "spending_year",
)
_SUPPORTER_KEYS = (
    "id",
    "supports",
    "relation",
    "family_size",
    "family_income_monthly",
    "persons_supported",
    "agreed_monthly",
    "paid_monthly",
    "unable",
)


def missing(path: str) -> Unknown:
    """A fact not yet known, by its path."""
    return Unknown(frozenset((path,)))


def read_household(raw: Any, on: date) -> Household:
    """The facts of a `household` question. Raises BadInput with the path of the field."""
    fields = Fields(raw, "facts")
    fields.only("standard", "lifted_out_of_poverty", "members", "assets", "supporters")
    facts: dict[str, Term] = {
        "urban": int(fields.word("standard", ("rural", "urban")) == "urban"),
        "lifted_out_of_poverty": int(fields.flag("lifted_out_of_poverty", False)),
        **_assets(fields),
    }
    members: list[dict[str, Term]] = []
    ids: list[str] = []
    for each in fields.each("members"):
        ids.append(_new_id(each, ids))
        members.append(_member(each, on))
    if not members:
        raise BadInput("facts.members", "没有写共同生活的家庭成员，请至少写一人。")
    self_care = [_self_care(each) for each in fields.each("members")]
    if fields.absent("supporters"):
        return Household(facts, members, None, [], ids, [], self_care)
    supporters: list[dict[str, Term]] = []
    supporter_ids: list[str] = []
    obligations: list[tuple[int, int]] = []
    for index, each in enumerate(fields.each("supporters")):
        supporter_ids.append(_new_id(each, [*ids, *supporter_ids]))
        supported = _supported(each, ids)
        supporters.append(_supporter(each, len(supported)))
        obligations.extend((index, person) for person in supported)
    return Household(facts, members, supporters, obligations, ids, supporter_ids, self_care)


def _new_id(each: Fields, taken: list[str]) -> str:
    name = each.text("id")
    if name in taken:
        raise BadInput(each.at("id"), f"{shown(name)} 用了两次，请给每人一个不同的短名。")
    return name


def _assets(fields: Fields) -> dict[str, Term]:
    if fields.absent("assets"):
        return {name: missing("facts.assets") for name in ASSETS.values()}
    assets = fields.inner("assets")
    assets.only(*ASSETS)
    read: dict[str, Term] = {}
    for key, name in ASSETS.items():
        if assets.absent(key):
            read[name] = missing(assets.at(key))
        elif key == "financial":
            read[name] = assets.money(key)
        else:
            read[name] = assets.whole(key, 0, 10_000)
    return read


def _member(each: Fields, on: date) -> dict[str, Term]:
    each.only(*_MEMBER_KEYS)
    if not each.absent("relation"):
        each.word("relation", RELATIONS)
    if not each.absent("sex"):
        each.word("sex", ("male", "female"))
    category, grade = _disability(each)
    return {
        "birth": _birth(each, on),
        "disability_category": category,
        "disability_grade": grade,
        **{
            flag: int(each.flag(flag, False))
            for flag in ("serious_illness", "student", "unable_to_work", "carer")
        },
        **_income(each),
        **_spending(each),
    }


def _self_care(each: Fields) -> int | None:
    """How many of the six items the person cannot do; None = not assessed."""
    return None if each.absent("self_care_failed") else len(each.words("self_care_failed", tuple(ITEMS)))


def _birth(each: Fields, on: date) -> Term:
    if each.absent("birth"):
        return missing(each.at("birth"))
    birth = each.day("birth")
    if birth > on:
        raise BadInput(
            each.at("birth"),
            f"写的是 {birth.isoformat()}，晚于裁量之日 {on.isoformat()}，请改正。",
        )
    return birth.year * 10000 + birth.month * 100 + birth.day


def _disability(each: Fields) -> tuple[int, int]:
    if each.absent("disability"):
        return 0, 0
    disability = each.inner("disability")
    disability.only("category", "grade")
    category = disability.word("category", tuple(DISABILITY_CATEGORIES))
    return DISABILITY_CATEGORIES[category], disability.whole("grade", 1, 4)


def _income(each: Fields) -> dict[str, Term]:
    names = {kind: f"income_{kind}" for kind in INCOME_KINDS}
    if each.absent("income"):
        return {name: missing(each.at("income")) for name in names.values()}
    yearly = dict.fromkeys(names.values(), 0)
    for item in each.each("income"):
        item.only("kind", "monthly", "yearly")
        kind = item.word("kind", tuple(INCOME_KINDS))
        if item.absent("monthly") == item.absent("yearly"):
            raise BadInput(item.path, "monthly（每月）和 yearly（每年）要写一个，只写一个。")
        yearly[names[kind]] += item.money("yearly") if item.absent("monthly") else 12 * item.money("monthly")
    return dict(yearly)


def _spending(each: Fields) -> dict[str, Term]:
    names = {sort: f"spending_{sort}" for sort in SPENDING_KINDS}
    if each.absent("spending_year"):
        return {name: missing(each.at("spending_year")) for name in names.values()}
    spending = each.inner("spending_year")
    spending.only(*SPENDING_KINDS)
    read: dict[str, Term] = {}
    for sort, name in names.items():
        if sort in spending.raw and spending.raw[sort] is None:
            read[name] = missing(spending.at(sort))
        else:
            read[name] = spending.money(sort) if sort in spending.raw else 0
    return read


def _supported(each: Fields, ids: list[str]) -> list[int]:
    supported: list[int] = []
    for index, name in enumerate(each.rows("supports")):
        if not isinstance(name, str | int) or str(name) not in ids:
            raise BadInput(
                f"{each.at('supports')}[{index}]",
                f"写的是 {shown(name)}，不是 members 里的 id。",
            )
        person = ids.index(str(name))
        if person in supported:
            raise BadInput(each.at("supports"), f"{shown(name)} 写了两次，请删去一个。")
        supported.append(person)
    if not supported:
        raise BadInput(each.at("supports"), "没有写赡养谁，请写 members 里的 id。")
    return supported


def _supporter(each: Fields, supported_here: int) -> dict[str, Term]:
    each.only(*_SUPPORTER_KEYS)
    if not each.absent("relation"):
        each.word("relation", RELATIONS)
    persons = (
        supported_here  # those named here at least
        if each.absent("persons_supported")
        else each.whole("persons_supported", 1, 100)
    )
    return {
        "family_size": _or_missing(each, "family_size", whole=True),
        "family_income": _or_missing(each, "family_income_monthly"),
        "persons_supported": persons,
        "agreed": 0 if each.absent("agreed_monthly") else each.money("agreed_monthly"),
        "paid": 0 if each.absent("paid_monthly") else each.money("paid_monthly"),
        "unable": int(each.flag("unable", False)),
    }


def _or_missing(each: Fields, key: str, whole: bool = False) -> Term:
    if each.absent(key):
        return missing(each.at(key))
    if whole:
        return as_whole(each.raw[key], each.at(key), 1, 100)
    return as_money(each.raw[key], each.at(key))
