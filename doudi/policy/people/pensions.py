"""养老金和补贴 — worker and resident pensions, old-age allowance, disability subsidies, and other transfers."""

from __future__ import annotations

import numpy as np

from doudi.policy.people.divisions import rates
from doudi.policy.people.draws import Draws, Flags, Ints, by_age
from doudi.policy.people.homes import Homes

MONTHS = 12
HIGHER_BASIC_FROM = 65


def draw_pensions(draws: Draws, homes: Homes, children_born: Ints) -> None:
    """Put pensions, allowances and lesser transfers into the members' facts, in fen a year.

    `children_born` is each household's number of children of its elders (family-planning award).
    """
    _pensions(draws, homes)
    _allowances(draws, homes, children_born)
    _lesser(draws, homes)


def _pensions(draws: Draws, homes: Homes) -> None:
    r, n, age, urban = rates()["pension"], homes.members, homes.age, homes.urban[homes.home]
    men, women = r["worker_man_permille"], r["worker_woman_permille"]
    often = np.where(
        homes.male,
        np.where(urban, men["urban"], men["rural"]),
        np.where(urban, women["urban"], women["rural"]),
    )
    retires = np.where(homes.male, r["worker_from_age"]["man"], r["worker_from_age"]["woman"])
    was_worker = draws.chance(often, n) & ~homes.is_form("single_man")[homes.home]
    draws_pension = was_worker & (age >= retires) & (homes.facts["income_wage"] == 0)
    worker = draws.fen(r["worker_monthly"], n, 1) * MONTHS
    resident = ~was_worker & (age >= r["from_age"]) & draws.chance(r["resident_permille"], n)
    basic = np.where(age >= HIGHER_BASIC_FROM, r["basic_monthly"][1], r["basic_monthly"][0]) * 100 * MONTHS
    account = draws.fen(r["account_monthly"], n, 1) * MONTHS
    homes.facts["income_pension"] = np.where(draws_pension, worker, np.where(resident, account, 0))
    homes.facts["income_basic_pension"] = np.where(resident, basic, 0)


def _allowances(draws: Draws, homes: Homes, children_born: Ints) -> None:
    r, n, facts = rates()["allowances"], homes.members, homes.facts
    yearly = 100 * MONTHS
    old = by_age(homes.age, r["old_age_monthly"]) * yearly
    facts["income_old_age_allowance"] = np.where(draws.chance(r["old_age_permille"], n), old, 0)
    grade = facts["disability_grade"]
    care = (grade >= 1) & (grade <= 2) & draws.chance(r["care_subsidy_permille"], n)
    living = (grade >= 1) & draws.chance(r["living_subsidy_permille"], n)
    facts["income_disability_subsidy"] = (
        care * r["care_subsidy_monthly"] + living * r["living_subsidy_monthly"]
    ) * yearly
    elder = homes.age >= rates()["pension"]["from_age"]
    few = (children_born <= 1)[homes.home] & (children_born >= 0)[homes.home] & ~homes.urban[homes.home]
    award = elder & few & draws.chance(r["family_planning_permille"], n)
    facts["income_family_planning_award"] = award * r["family_planning_yearly"] * 100
    _some(draws, homes, "preferential_compensation", "preferential", elder & homes.male)


def _lesser(draws: Draws, homes: Homes) -> None:
    r, n = rates()["allowances"], homes.members
    everyone, grown = np.ones(n, dtype=np.bool_), homes.age >= 18
    _some(draws, homes, "scholarship", "scholarship", homes.facts["student"] == 1)
    for kind in ("temporary_aid", "price_subsidy", "social_assistance", "other"):
        _some(draws, homes, kind, kind, grown if kind == "other" else everyone)
    often = r["property_permille"]
    lets = grown & draws.chance(np.where(homes.urban[homes.home], often["urban"], often["rural"]), n)
    homes.facts["income_property"] += np.where(lets, draws.fen(r["property_yearly"], n), 0)


def _some(draws: Draws, homes: Homes, kind: str, rate: str, who: Flags) -> None:
    """One kind of income for a few of those meant."""
    r, n = rates()["allowances"], homes.members
    has = who & draws.chance(r[f"{rate}_permille"], n)
    homes.facts[f"income_{kind}"] += np.where(has, draws.fen(r[f"{rate}_yearly"], n), 0)
