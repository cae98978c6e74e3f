"""不共同生活的义务人 — grown children elsewhere, the parents of children left behind, the other parent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doudi.policy.people.divisions import rates
from doudi.policy.people.draws import Draws, Flags, Ints
from doudi.policy.people.health import ELDER_FROM
from doudi.policy.people.homes import CHILD, ELDER, ELDER_WIFE, NOBODY, Homes

WITH_ELDERS = (
    "elder_alone", "elder_couple", "left_behind", "three_generation", "elder_with_child", "couple_with_elder",
)  # fmt: skip
WITH_ITS_CHILD = ("three_generation", "elder_with_child", "couple_with_elder")
A_GENERATION = 27
RELATIONS = ("child", "parent")


@dataclass
class Supporters:
    """Those who owe support, in the order of households: one entry each, fen a month.

    `supports` are indexes of members in their household, cut by `starts` (one more than supporters);
    `relation` indexes RELATIONS: what the supporter is to those supported.
    """

    home: Ints
    relation: Ints
    family_size: Ints
    family_income: Ints
    persons_supported: Ints
    agreed: Ints
    paid: Ints
    unable: Flags
    supports: Ints
    starts: Ints


def draw_children_born(draws: Draws, homes: Homes) -> Ints:
    """How many living children each household's elders have; NOBODY where no elders with children live."""
    r = rates()["children_born"]
    elder = homes.first((homes.slot == ELDER) & homes.is_form(*WITH_ELDERS)[homes.home])
    year = np.where(elder >= 0, homes.birth[elder] // 10000, 9999)
    band = np.select([year < 1946, year < 1956, year < 1966], [0, 1, 2], 3)
    tables = [r[name] for name in ("before_1946", "before_1956", "before_1966", "later")]
    born = draws.pick_by(band.astype(np.int64), tables)
    born = np.maximum(born, homes.is_form(*WITH_ITS_CHILD, "left_behind"))
    return np.where(elder >= 0, born, NOBODY)


def draw_supporters(draws: Draws, homes: Homes, children_born: Ints) -> Supporters:
    """The children who live elsewhere, consistent with `children_born`, and single parents' other halves."""
    r = rates()["supporters"]
    elsewhere = np.maximum(children_born - homes.is_form(*WITH_ITS_CHILD), 0)
    apart = homes.is_form("single_parent") & draws.chance(r["other_parent_known_permille"], homes.count)
    number = elsewhere + apart
    home = np.repeat(np.arange(homes.count), number)
    rank = np.arange(len(home)) - np.repeat(np.cumsum(number) - number, number)
    other_parent = apart[home]
    supports, starts = _obligations(homes, home, rank, other_parent)
    unable = _unable(draws, homes, home, other_parent)
    size = draws.pick(r["child_family_size"], len(home)) + 1
    earners = 1 + ((size > 1) & draws.chance(r["two_earners_permille"], len(home)))
    per_worker = r["family_monthly_per_worker"]
    income = draws.fen(per_worker, len(home), 5_000)
    income += np.where(earners > 1, draws.fen(per_worker, len(home), 5_000), 0)
    in_laws = sum(draws.chance(r["in_laws_alive_permille"], len(home)).astype(np.int64) for _ in range(2))
    agreed, paid = _payments(draws, other_parent, unable)
    return Supporters(
        home=home,
        relation=other_parent.astype(np.int64),
        family_size=size,
        family_income=np.where(unable, income // 30_000 * 10_000, income),
        persons_supported=np.diff(starts) + np.where((size > 1) & ~other_parent, in_laws, 0),
        agreed=agreed,
        paid=paid,
        unable=unable,
        supports=supports,
        starts=starts,
    )


def _obligations(homes: Homes, home: Ints, rank: Ints, other_parent: Flags) -> tuple[Ints, Ints]:
    """Whom each supports: elders their children; the first child of left-behind elders also its own."""
    sizes = np.diff(homes.offsets)[home]
    supporter = np.repeat(np.arange(len(home)), sizes)
    inside = np.arange(len(supporter)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    slot = homes.slot[homes.offsets[:-1][home[supporter]] + inside]
    left = homes.is_form("left_behind")[home[supporter]] & (rank[supporter] == 0)
    elders = np.isin(slot, (ELDER, ELDER_WIFE)) & ~other_parent[supporter]
    children = (slot >= CHILD) & (other_parent[supporter] | left)
    owed = elders | children
    starts = np.concatenate(([0], np.cumsum(np.bincount(supporter[owed], minlength=len(home)))))
    return inside[owed], starts.astype(np.int64)


def _unable(draws: Draws, homes: Homes, home: Ints, other_parent: Flags) -> Flags:
    """无履行义务能力: more often where the supporter is old too."""
    r = rates()["supporters"]
    elder = homes.first(homes.slot == ELDER)
    age = np.where(elder >= 0, homes.age[elder], 0)[home] - A_GENERATION
    often = np.where(age >= ELDER_FROM, r["unable_old_permille"], r["unable_permille"])
    return draws.chance(np.where(other_parent, r["unable_permille"], often), len(home))


def _payments(draws: Draws, other_parent: Flags, unable: Flags) -> tuple[Ints, Ints]:
    """What an agreement or judgment says, and what is really paid, fen a month; 0 = none."""
    r, n = rates()["supporters"], len(other_parent)
    often = np.where(other_parent, r["other_parent_agreed_permille"], r["agreed_permille"])
    amount = np.where(
        other_parent, draws.fen(r["other_parent_monthly"], n), draws.fen(r["agreed_monthly"], n)
    )
    agreed = np.where(draws.chance(often, n), amount // 5_000 * 5_000, 0)
    pays = draws.chance(r["paid_permille"], n) & ~unable
    return agreed, np.where(pays, draws.fen(r["paid_monthly"], n, 5_000), 0)
