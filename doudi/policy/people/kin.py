"""不共同生活的义务人 — grown children elsewhere, the parents of children left behind, the other parent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doudi.policy.people.divisions import rates
from doudi.policy.people.draws import Draws, Flags, Ints
from doudi.policy.people.health import CHILD_UNTIL, ELDER_FROM, severe
from doudi.policy.people.homes import CHILD, ELDER, ELDER_WIFE, NOBODY, Homes

WITH_ELDERS = (
    "elder_alone", "elder_couple", "left_behind", "three_generation", "elder_with_child", "couple_with_elder",
)  # fmt: skip
WITH_ITS_CHILD = ("three_generation", "elder_with_child", "couple_with_elder")
LIVING_ALONE = ("single_adult", "single_man")
A_GENERATION = 27
PARENTS_UNTIL = 50  # of one whose parents may still live
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
    """The children who live elsewhere, as many as `children_born` says, and parents living elsewhere."""
    r = rates()["supporters"]
    elsewhere = np.maximum(children_born - homes.is_form(*WITH_ITS_CHILD), 0)
    kept = _kept_children(homes)
    apart = homes.any(kept) & homes.is_form("single_parent")
    apart &= draws.chance(r["other_parent_known_permille"], homes.count)
    alone = homes.any(kept) & homes.is_form(*LIVING_ALONE)
    alone &= draws.chance(r["parents_alive_permille"], homes.count)
    number = elsewhere + apart + alone
    home = np.repeat(np.arange(homes.count), number)
    rank = np.arange(len(home)) - np.repeat(np.cumsum(number) - number, number)
    other_parent, parent = apart[home], (apart | alone)[home]
    supports, starts = _obligations(homes, home, rank, parent, kept)
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
        relation=parent.astype(np.int64),
        family_size=size,
        family_income=np.where(unable, income // 30_000 * 10_000, income),
        persons_supported=np.diff(starts) + np.where((size > 1) & ~parent, in_laws, 0),
        agreed=agreed,
        paid=paid,
        unable=unable,
        supports=supports,
        starts=starts,
    )


def _kept_children(homes: Homes) -> Flags:
    """Whom a parent living elsewhere must keep: children under 18 or at school, and grown ones who cannot work."""
    young = (homes.slot >= CHILD) & ((homes.age < CHILD_UNTIL) | (homes.facts["student"] == 1))
    unable = severe(homes) | (homes.facts["unable_to_work"] == 1)
    alone = homes.is_form(*LIVING_ALONE)[homes.home] & (homes.age < PARENTS_UNTIL)
    kept: Flags = young | (alone & unable)
    return kept


def _obligations(homes: Homes, home: Ints, rank: Ints, parent: Flags, kept: Flags) -> tuple[Ints, Ints]:
    """Whom each supports: children their elders; parents those to be kept; a first child left ones too."""
    sizes = np.diff(homes.offsets)[home]
    supporter = np.repeat(np.arange(len(home)), sizes)
    inside = np.arange(len(supporter)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    member = homes.offsets[:-1][home[supporter]] + inside
    left = homes.is_form("left_behind")[home[supporter]] & (rank[supporter] == 0)
    elders = np.isin(homes.slot[member], (ELDER, ELDER_WIFE)) & ~parent[supporter]
    children = kept[member] & (parent[supporter] | left)
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
