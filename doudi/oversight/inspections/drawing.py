"""抽样：the same seed, the same range and the same rate always draw the same cases, on any machine, also by hand."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from uuid import UUID

from doudi.oversight.inspections.models import Sampling
from doudi.records.vault.ciphers import sm3


def drawn(among: Collection[UUID], share: Fraction, seed: str) -> list[UUID]:
    """At least this share, upwards: the cases with the lowest SM3 of seed and number."""
    many = -(-share.numerator * len(among) // share.denominator)
    return sorted(among, key=lambda each: (sm3(f"{seed}|{each}".encode()), each))[:many]


def redrawn(held: Sampling) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """What a sampling on file draws: at random, and near relatives' cases (all of them)."""
    random = [
        *drawn(held.others, Fraction(held.random_share or 0), held.seed),
        *drawn(held.tekun, Fraction(held.tekun_share), held.seed),
    ]
    return random, held.near_relatives
