"""财产 — savings, homes, vehicles and registered businesses, in step with what a household earns."""

from __future__ import annotations

import numpy as np

from doudi.policy.people.divisions import rates
from doudi.policy.people.draws import Draws, Flags, Ints
from doudi.policy.people.homes import Homes


def draw_possessions(draws: Draws, homes: Homes) -> None:
    """Put the assets and 脱贫户 into the households' columns; fen for money, counts for the rest."""
    r, n = rates()["assets"], homes.count
    per_head = yearly_income(homes) // np.diff(homes.offsets)
    poor = per_head < r["poor_below_per_head"] * 100
    rich = per_head > r["rich_above_per_head"] * 100
    saved = np.where(homes.urban, draws.fen(r["urban"], n, 100), draws.fen(r["rural"], n, 100))
    percent = np.where(poor, r["poor_percent"], np.where(rich, r["rich_percent"], 100))
    homes.assets["financial_assets"] = saved * percent // 10_000 * 100
    owned = draws.pick_by(homes.urban.astype(np.int64), [r["homes"]["rural"], r["homes"]["urban"]])
    sold = poor & (owned > 1) & ~draws.chance(r["poor_second_home_permille"], n)
    homes.assets["homes"] = np.where(sold, 1, owned)
    homes.assets["vehicles"] = _vehicles(draws, homes, poor)
    trade = homes.total(homes.facts["income_business"])
    registered = (trade >= rates()["work"]["registered_from_yuan"] * 100) & draws.chance(
        rates()["work"]["registered_permille"], n
    )
    homes.assets["businesses"] = registered.astype(np.int64)
    homes.assets["lifted_out_of_poverty"] = _lifted(draws, homes)


def yearly_income(homes: Homes) -> Ints:
    """All income of each household, fen a year, support from elsewhere left out."""
    return homes.total(sum_of_kinds(homes))


def sum_of_kinds(homes: Homes) -> Ints:
    """All income of each member, fen a year."""
    kinds = [values for name, values in homes.facts.items() if name.startswith("income_")]
    summed: Ints = np.sum(kinds, axis=0)
    return summed


def _vehicles(draws: Draws, homes: Homes, poor: Flags) -> Ints:
    r, n = rates()["assets"], homes.count
    earns = homes.any((homes.facts["income_wage"] + homes.facts["income_business"] > 0) & (homes.age < 60))
    often = np.where(earns, r["vehicle_permille"]["working"], r["vehicle_permille"]["elders"])
    often = np.where(poor, often * r["poor_vehicle_percent"] // 100, often)
    has = draws.chance(often, n)
    return has * (1 + draws.chance(r["second_vehicle_permille"], n))


def _lifted(draws: Draws, homes: Homes) -> Ints:
    """脱贫户, in the countryside only; more often where somebody is disabled or ill or elders live alone."""
    often = rates()["assets"]["lifted_permille"]
    burdened = homes.any((homes.facts["disability_grade"] > 0) | (homes.facts["serious_illness"] > 0))
    burdened |= homes.is_form("elder_alone", "left_behind")
    lifted = draws.chance(np.where(burdened, often["burdened"], often["ordinary"]), homes.count)
    return (lifted & ~homes.urban).astype(np.int64)
