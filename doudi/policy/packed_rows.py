"""一行一户 — a packed row as a household to reckon, as the facts of a question file, and back again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from doudi.policy.asks.household_facts import ASSETS as ASSET_KEYS
from doudi.policy.asks.household_facts import read_household
from doudi.policy.facts import (
    DISABILITY_CATEGORIES,
    FLAG,
    INCOME_KINDS,
    INPUTS,
    MEMBER_INPUTS,
    SPENDING_KINDS,
)
from doudi.policy.facts import SUPPORTER_INPUTS as SUPPORTER_NAMES
from doudi.policy.packed import INCOMES, SPENDINGS
from doudi.policy.reckoning import Household
from doudi.policy.self_care import ITEMS
from doudi.policy.unknown import Term, Unknown

_CATEGORY_WORDS = {code: word for word, code in DISABILITY_CATEGORIES.items()}
_SUPPORTER_PATHS = {"family_size": "family_size", "family_income": "family_income_monthly"}


def _missing(path: str) -> Unknown:
    return Unknown(frozenset((path,)))


def _row(batch: pa.RecordBatch, row: int) -> dict[str, Any]:
    packed: dict[str, Any] = batch.slice(row, 1).to_pylist()[0]
    return packed


def household_of(batch: pa.RecordBatch, row: int) -> Household:
    """The household of one row, for the interpreter; what is not known says its path in a question file."""
    packed = _row(batch, row)
    members = packed["members"]
    supporters = packed["supporters"]
    household = Household(
        facts={
            "urban": int(packed["urban"]),
            "lifted_out_of_poverty": int(packed["lifted_out_of_poverty"]),
            **_assets(packed),
        },
        members=[_member(each, f"facts.members[{index}]") for index, each in enumerate(members)],
        supporters=None,
        obligations=[],
        member_ids=[each.get("id", "") for each in members],
        self_care_failed=[each.get("self_care_failed") for each in members],
    )
    if supporters is not None:
        household.supporters = [
            _supporter(each, f"facts.supporters[{index}]") for index, each in enumerate(supporters)
        ]
        household.supporter_ids = [each.get("id", "") for each in supporters]
        household.obligations = [
            (index, person) for index, each in enumerate(supporters) for person in each["supports"]
        ]
    return household


def _assets(packed: dict[str, Any]) -> dict[str, Term]:
    if all(packed[name] is None for name in ASSET_KEYS.values()):
        return {name: _missing("facts.assets") for name in ASSET_KEYS.values()}
    return {
        name: _missing(f"facts.assets.{key}") if packed[name] is None else packed[name]
        for key, name in ASSET_KEYS.items()
    }


def _member(each: dict[str, Any], path: str) -> dict[str, Term]:
    read: dict[str, Term] = {}
    income_known = each["income_known"] and all(each[name] is not None for name in INCOMES if name in each)
    for name in (name for name in MEMBER_INPUTS if name in each):  # what no rule reads is left unread
        value = each[name]
        if name in INCOMES:
            read[name] = value if income_known else _missing(f"{path}.income")
        elif name in SPENDINGS and not each["spending_known"]:
            read[name] = _missing(f"{path}.spending_year")
        elif name in SPENDINGS and value is None:
            read[name] = _missing(f"{path}.spending_year.{name.removeprefix('spending_')}")
        else:
            read[name] = _missing(f"{path}.{name}") if value is None else int(value)
    return read


def _supporter(each: dict[str, Any], path: str) -> dict[str, Term]:
    read: dict[str, Term] = {}
    for name in (name for name in SUPPORTER_NAMES if name in each):
        value = each[name]
        if name == "persons_supported" and value is None:
            value = len(each["supports"])  # those named here at least
        read[name] = _missing(f"{path}.{_SUPPORTER_PATHS.get(name, name)}") if value is None else int(value)
    return read


def yuan_text(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _day_text(day: int) -> str:
    return f"{day // 10000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"


def facts_of(batch: pa.RecordBatch, row: int) -> dict[str, Any]:
    """The `facts` of a question file for one row: `doudi ask` gives the same answer as the bulk form."""
    packed = _row(batch, row)
    members = packed["members"]
    assets = {
        key: yuan_text(packed[name]) if key == "financial" and packed[name] is not None else packed[name]
        for key, name in ASSET_KEYS.items()
    }
    facts: dict[str, Any] = {
        "standard": "urban" if packed["urban"] else "rural",
        "lifted_out_of_poverty": packed["lifted_out_of_poverty"],
        "members": [_member_facts(each) for each in members],
        "assets": None if all(value is None for value in assets.values()) else assets,
        "supporters": None,
    }
    if packed["supporters"] is not None:
        facts["supporters"] = [_supporter_facts(each, members) for each in packed["supporters"]]
    return facts


def _member_facts(each: dict[str, Any]) -> dict[str, Any]:
    income_known = each["income_known"] and all(each[name] is not None for name in INCOMES)
    facts: dict[str, Any] = {
        **{key: each[key] for key in ("id", "relation", "sex") if each[key] is not None},
        "birth": None if each["birth"] is None else _day_text(each["birth"]),
        **{flag: each[flag] for flag in ("serious_illness", "student", "unable_to_work", "carer")},
        "income": None,
        "spending_year": None,
    }
    if each["disability_category"]:
        category = _CATEGORY_WORDS[each["disability_category"]]
        facts["disability"] = {"category": category, "grade": each["disability_grade"]}
    if each["self_care_failed"] is not None:
        facts["self_care_failed"] = list(ITEMS)[: each["self_care_failed"]]
    if income_known:
        facts["income"] = [
            {"kind": kind, "yearly": yuan_text(each[f"income_{kind}"])}
            for kind in INCOME_KINDS
            if each[f"income_{kind}"]
        ]
    if each["spending_known"]:
        facts["spending_year"] = {
            sort: None if each[f"spending_{sort}"] is None else yuan_text(each[f"spending_{sort}"])
            for sort in SPENDING_KINDS
        }
    return facts


def _supporter_facts(each: dict[str, Any], members: list[dict[str, Any]]) -> dict[str, Any]:
    income = each["family_income"]
    facts = {
        "id": each["id"],
        "supports": [members[index]["id"] for index in each["supports"]],
        "family_size": each["family_size"],
        "family_income_monthly": None if income is None else yuan_text(income),
        "persons_supported": each["persons_supported"],
        "agreed_monthly": yuan_text(each["agreed"]),
        "paid_monthly": yuan_text(each["paid"]),
        "unable": each["unable"],
    }
    return facts if each["relation"] is None else {**facts, "relation": each["relation"]}


def packed_row(
    facts: dict[str, Any], household_id: str, on: date, township: str = "", village: str = ""
) -> dict[str, Any]:
    """The row of a household written as the facts of a question file. Raises BadInput."""
    household = read_household(facts, on)
    row: dict[str, Any] = {
        "household_id": household_id,
        "township": township,
        "village": village,
        **_packed_terms(household.facts),
        "members": [
            _packed_member(household, index, facts["members"][index])
            for index in range(len(household.members))
        ],
        "supporters": None,
    }
    if household.supporters is not None:
        row["supporters"] = [
            {
                "id": household.supporter_ids[index],
                "relation": facts["supporters"][index].get("relation"),
                **_packed_terms(each),
                "supports": [person for by, person in household.obligations if by == index],
            }
            for index, each in enumerate(household.supporters)
        ]
    return row


def _packed_member(household: Household, index: int, facts: dict[str, Any]) -> dict[str, Any]:
    each = household.members[index]
    spending = f"facts.members[{index}].spending_year"
    return {
        "id": household.member_ids[index],
        "relation": facts.get("relation"),
        "sex": facts.get("sex"),
        **_packed_terms(each),
        "self_care_failed": household.self_care_failed[index],
        "income_known": not isinstance(each[INCOMES[0]], Unknown),
        "spending_known": not any(
            isinstance(each[name], Unknown) and spending in each[name].missing  # type: ignore[union-attr]
            for name in SPENDINGS
        ),
    }


def _packed_terms(terms: dict[str, Term]) -> dict[str, Any]:
    return {
        name: None if isinstance(term, Unknown) else bool(term) if INPUTS[name].sort == FLAG else term
        for name, term in terms.items()
    }
