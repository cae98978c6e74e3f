"""合成县 — draws a county partition by partition and writes it: packed households, persons beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from doudi.policy.people.divisions import Village, share_out
from doudi.policy.people.draws import Draws, Ints
from doudi.policy.people.earnings import draw_earnings
from doudi.policy.people.forgetting import forget
from doudi.policy.people.health import draw_health
from doudi.policy.people.homes import settle
from doudi.policy.people.kin import draw_children_born, draw_supporters
from doudi.policy.people.packing import Drawn
from doudi.policy.people.pensions import draw_pensions
from doudi.policy.people.possessions import draw_possessions

MOST_IN_A_PARTITION = 50_000


def draw_county(
    draws: Draws, households: int, on: date, unknown_permille: int
) -> Iterator[tuple[str, Drawn]]:
    """The county's partitions, each with its file's name: township, hyphen, number."""
    shares = share_out(households)
    for township in sorted({village.township for village in shares}):
        here = [village for village in shares if village.township == township]
        number = [shares[village] for village in here]
        village = np.repeat(np.arange(len(here)), number)
        serial = np.arange(len(village)) - np.repeat(np.cumsum(number) - number, number) + 1
        for part, start in enumerate(range(0, len(village), MOST_IN_A_PARTITION)):
            some = slice(start, start + MOST_IN_A_PARTITION)
            drawn = draw_partition(draws, here, village[some], serial[some], on, unknown_permille)
            yield f"{township}-{part:03d}", drawn


def draw_partition(
    draws: Draws,
    here: list[Village],
    village: Ints,
    serial: Ints,
    on: date,
    unknown_permille: int,
) -> Drawn:
    """Some households of a township, in the order in which one thing hangs on another."""
    homes = settle(draws, here, village, on)
    draw_health(draws, homes)
    draw_earnings(draws, homes)
    born = draw_children_born(draws, homes)
    draw_pensions(draws, homes, born)
    draw_possessions(draws, homes)
    kin = draw_supporters(draws, homes, born)
    return Drawn(homes, kin, forget(draws, homes, kin, unknown_permille), serial)
