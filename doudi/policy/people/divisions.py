"""区划 — the townships and villages of 清河区 211204, and how many households each gets."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from doudi.policy.people.draws import Rates, split

COUNTY = "211204"
DATA = Path(__file__).parent / "data"
COMMUNITY, VILLAGE = "居委会", "村委会"


@dataclass(frozen=True)
class Village:
    """A village or community: code of 12 digits, name, its township of 9 digits, the standard that applies.

    A residents' committee (居委会) has the urban standard, in a town as in a street; a villagers' committee
    (村委会) the rural one, in a street too.
    """

    code: str
    name: str
    township: str
    urban: bool

    @property
    def in_street(self) -> bool:
        return self.township[6] == "0"


@cache
def rates() -> Rates:
    """合成县的假设: data/rates.toml."""
    return tomllib.loads((DATA / "rates.toml").read_text(encoding="utf-8"))


@cache
def villages() -> tuple[Village, ...]:
    """The 53 self-governing villages and communities, in the order of their codes.

    The statistical units …412 are not villages (note of the source) and get nobody.
    """
    with (DATA / "divisions_211204.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        found = [
            Village(row["code12"], row["name"], row["code12"][:9], row["level"] == COMMUNITY)
            for row in rows
            if row["level"] in (COMMUNITY, VILLAGE)
        ]
    return tuple(sorted(found, key=lambda village: village.code))


def share_out(households: int) -> dict[Village, int]:
    """How many households each village gets of so many in the county."""
    place = rates()["place"]
    townships = dict(
        zip(place["households"], split(households, list(place["households"].values())), strict=True)
    )
    shares: dict[Village, int] = {}
    for township, number in townships.items():
        here = [village for village in villages() if village.township == township]
        weights = [place["community_weight" if village.urban else "village_weight"] for village in here]
        shares.update(zip(here, split(number, weights), strict=True))
    return shares
