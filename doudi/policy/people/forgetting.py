"""尚未查清 — which facts of which households are not yet known; unknown is neither none nor zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doudi.policy.people.divisions import rates
from doudi.policy.people.draws import Draws, Flags, Ints
from doudi.policy.people.homes import Homes
from doudi.policy.people.kin import Supporters


@dataclass
class Forgotten:
    """What is not known: flags a household (assets, supporters), a member and a supporter."""

    financial_assets: Flags
    all_assets: Flags
    supporters: Flags
    income: Flags
    spending: Flags
    birth: Flags
    family: Flags

    def somewhere(self, homes: Homes, kin: Supporters) -> Flags:
        """The households of which something is unknown."""
        unknown = self.financial_assets | self.all_assets | self.supporters
        unknown |= homes.any(self.income | self.spending | self.birth)
        unknown[kin.home[self.family]] = True
        return unknown


def forget(draws: Draws, homes: Homes, kin: Supporters, per_mille: int) -> Forgotten:
    """Choose households, `per_mille` of a thousand, and one or two facts of each that nobody knows yet."""
    r, n = rates()["unknown"], homes.count
    kinds = list(r["weights"])
    chosen = draws.chance(per_mille, n)
    kind = draws.pick(list(r["weights"].values()), n)
    other = draws.pick(list(r["weights"].values()), n)
    twice = draws.chance(r["second_permille"], n)
    member = homes.offsets[:-1] + draws.generator.integers(0, 1 << 40, n) % np.diff(homes.offsets)
    has_kin = np.bincount(kin.home, minlength=n) > 0
    # a household without supporters has no supporter's family to be unsure of: its savings instead
    family, savings = kinds.index("supporter_family"), kinds.index("financial_assets")
    kind = np.where((kind == family) & ~has_kin, savings, kind)

    def unknown(name: str) -> Flags:
        at = kinds.index(name)
        flags: Flags = chosen & ((kind == at) | (twice & (other == at)))
        return flags

    def one_member(name: str) -> Flags:
        flags = np.zeros(homes.members, dtype=np.bool_)
        flags[member[unknown(name)]] = True
        return flags

    return Forgotten(
        financial_assets=unknown("financial_assets"),
        all_assets=unknown("all_assets"),
        supporters=unknown("supporters"),
        income=one_member("income"),
        spending=one_member("spending"),
        birth=one_member("birth"),
        family=_first_supporters(kin.home, unknown("supporter_family")),
    )


def _first_supporters(home: Ints, chosen: Flags) -> Flags:
    """The first supporter of each chosen household."""
    first = np.ones(len(home), dtype=np.bool_)
    first[1:] = home[1:] != home[:-1]
    return first & chosen[home]
