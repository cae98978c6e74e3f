"""劳动和土地的收入 — wages near and far, business, the contracted land, livestock, rent and land subsidies."""

from __future__ import annotations

import numpy as np

from doudi.policy.facts import INCOME_KINDS
from doudi.policy.people.divisions import rates
from doudi.policy.people.draws import Draws, Flags, Ints
from doudi.policy.people.health import ELDER_FROM, able
from doudi.policy.people.homes import Homes

ELDER_FARMS_UNTIL = 75
ODD_JOBS_UNTIL = 70


def draw_earnings(draws: Draws, homes: Homes) -> None:
    """Put wages, business, farming, rent and subsidies into the members' facts, in fen a year."""
    for kind in INCOME_KINDS:
        homes.facts[f"income_{kind}"] = np.zeros(homes.members, dtype=np.int64)
    can = able(homes)
    work = _work(draws, homes, can)
    _wages(draws, homes, work)
    _odd_jobs(draws, homes, can)
    _land(draws, homes, can, work)


def _work(draws: Draws, homes: Homes, can: Flags) -> Ints:
    """What each does: an index into the kinds of work; the last is none."""
    r, n = rates()["work"], homes.members
    groups = ("rural_man", "rural_woman", "urban_man", "urban_woman")
    group = homes.urban[homes.home] * 2 + ~homes.male
    work = draws.pick_by(group.astype(np.int64), [r[name] for name in groups])
    idle = homes.is_form("single_man")[homes.home] & draws.chance(r["lone_man_idle_permille"], n)
    idle |= (homes.facts["disability_grade"] > 0) & draws.chance(r["disabled_idle_permille"], n)
    of_age = (homes.age >= r["from_age"]) & (homes.age < ELDER_FROM)
    none = len(r["kinds"]) - 1
    work = np.where(can & of_age & ~idle, work, none)
    # where nobody of a household works though somebody can, one mostly finds work near home
    seeks = homes.first(can & of_age & (homes.age <= r["seeks_until_age"]) & ~idle)
    finds = ~homes.any(work != none) & (seeks >= 0) & draws.chance(r["seeks_permille"], homes.count)
    work[seeks[finds]] = r["kinds"].index("local")
    return work


def _wages(draws: Draws, homes: Homes, work: Ints) -> None:
    r, n, urban = rates()["work"], homes.members, homes.urban[homes.home]
    kinds = r["kinds"]
    local = np.where(urban, draws.fen(r["urban_local"], n, 12_000), draws.fen(r["rural_local"], n, 12_000))
    away = draws.fen(r["migrant"], n, 60_000)
    beside = np.where(draws.chance(r["farmer_odd_jobs_permille"], n), draws.fen(r["odd_jobs"], n, 10_000), 0)
    wage = np.where(work == kinds.index("local"), local, np.where(work == kinds.index("migrant"), away, 0))
    homes.facts["income_wage"] = np.where(work == kinds.index("farms"), beside, wage)
    trade = draws.fen(r["business"], n, 10_000)
    homes.facts["income_business"] = np.where(work == kinds.index("business"), trade, 0)


def _odd_jobs(draws: Draws, homes: Homes, can: Flags) -> None:
    r, n = rates()["work"], homes.members
    often = r["odd_jobs_permille"]
    often = np.where(homes.urban[homes.home], often["urban"], often["rural"])
    at_it = can & (homes.age >= ELDER_FROM) & (homes.age < ODD_JOBS_UNTIL) & draws.chance(often, n)
    homes.facts["income_wage"] += np.where(at_it, draws.fen(r["odd_jobs"], n, 10_000), 0)


def _land(draws: Draws, homes: Homes, can: Flags, work: Ints) -> None:
    """Contracted land is held by those born before the second contract; who cannot farm it lets it.

    The farm's net income stands with the first who farms, rent and subsidies with the first named.
    """
    r, n, facts = rates()["land"], homes.count, homes.facts
    holders = homes.total((homes.birth < r["holder_born_before"] * 10000).astype(np.int64))
    tenths = holders * _by_township(homes, r["tenths_of_mu"])
    held = ~draws.chance(np.where(homes.urban, 1000 - r["apart_permille"], r["landless_permille"]), n)
    tenths = np.where(held, tenths, 0)
    in_prime = work == rates()["work"]["kinds"].index("farms")
    elders = (homes.age >= ELDER_FROM) & (homes.age < ELDER_FARMS_UNTIL) & can
    elders &= ~homes.urban[homes.home] & draws.chance(r["elder_farms_permille"], homes.members)
    prime, farmer = homes.any(in_prime) & (tenths > 0), homes.first(in_prime | elders)
    farms = (farmer >= 0) & (tenths > 0)
    per_mu, rent = _by_township(homes, r["net_per_mu"]), _by_township(homes, r["rent_per_mu"])
    harvest = draws.between(r["harvest_percent"], n)
    own = tenths * per_mu * harvest // 10  # yuan × 100 % = fen
    more = np.where(prime, draws.fen(r["rented_in_mu"], n) // 100, 0) * (per_mu * harvest - rent * 100)
    stock = np.where(draws.chance(r["livestock_permille"], n), draws.fen(r["livestock"], n, 10_000), 0)
    net = np.maximum(own + more, 0) + stock
    facts["income_farming"][farmer[farms]] = net[farms]
    first = homes.offsets[:-1]
    facts["income_property"][first] += np.where(farms, 0, tenths * rent * 10)
    facts["income_transfer"][first] += tenths * r["subsidy_per_mu"] * 10


def _by_township(homes: Homes, table: dict[str, int]) -> Ints:
    """A figure for each household: that of its township, or of the street's villages."""
    each = [table["street" if village.in_street else village.township] for village in homes.villages]
    return np.asarray(each, dtype=np.int64)[homes.village]
