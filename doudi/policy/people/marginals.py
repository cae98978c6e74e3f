"""边际 — what the drawn county looks like, beside what it should: shares per mille, their targets and sources."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from doudi.policy.people.divisions import DATA
from doudi.policy.people.draws import Flags, Ints
from doudi.policy.people.health import CHILD_UNTIL
from doudi.policy.people.packing import Drawn
from doudi.policy.people.possessions import sum_of_kinds

_ELDER = 60
Texts = npt.NDArray[np.str_]
_TAIL_FEN = 3_000_000


@dataclass(frozen=True)
class Target:
    """What a marginal should be, per mille, how far it may lie from that, and on whose word."""

    key: str
    title: str
    target: int
    tolerance: int
    standing: str  # 公布, 凭记忆, 假设
    source: str


def targets() -> list[Target]:
    """data/targets.csv."""
    with (DATA / "targets.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return [
        Target(
            row["key"],
            row["title"],
            int(row["target"]),
            int(row["tolerance"]),
            row["standing"],
            row["source"],
        )
        for row in rows
    ]


@dataclass
class Measured:
    """Counts over partitions: of each marginal how many, and out of how many."""

    some: dict[str, int] = field(default_factory=dict)
    of: dict[str, int] = field(default_factory=dict)

    def add(self, drawn: Drawn, manchu: Flags, classification: list[str]) -> None:
        """Count one partition."""
        classes = np.asarray(classification)
        parts = (_of_households(drawn), _of_ages(drawn), _of_members(drawn, manchu), _of_incomes(drawn))
        for part in (*parts, _of_classes(drawn, classes)):
            for key, some, of in part:
                self.some[key] = self.some.get(key, 0) + some
                self.of[key] = self.of.get(key, 0) + of

    def per_mille(self, key: str) -> int:
        """The nearest whole per mille."""
        some, of = self.some[key], self.of[key]
        return (2000 * some + of) // (2 * of) if of else 0

    def as_markdown(self) -> str:
        """The table of docs/policy/people.md: every marginal, its target, what came out, its source."""
        lines = ["| 边际 | 目标（‰） | 容差 | 实测（‰） | 依据 | 来源 |", "|---|---:|---:|---:|---|---|"]
        for row in targets():
            cells = (
                row.title,
                row.target,
                f"±{row.tolerance}",
                self.per_mille(row.key),
                row.standing,
                row.source,
            )
            lines.append(f"| {' | '.join(map(str, cells))} |")
        return "\n".join(lines) + "\n"


Counts = Iterator[tuple[str, int, int]]


def _share(key: str, held: Flags, among: Flags | None = None) -> tuple[str, int, int]:
    if among is None:
        return key, int(held.sum()), len(held)
    return key, int((held & among).sum()), int(among.sum())


def _of_households(drawn: Drawn) -> Counts:
    homes = drawn.homes
    sizes = np.diff(homes.offsets)
    yield "members_per_household", homes.members, homes.count
    for size in range(1, 5):
        yield _share(f"size_{size}", sizes == size)
    yield _share("size_5_up", sizes >= 5)
    yield _share("urban_households", homes.urban)
    yield _share("lifted", homes.assets["lifted_out_of_poverty"] == 1, ~homes.urban)
    yield _share("vehicles", homes.assets["vehicles"] > 0)
    yield _share("second_homes", homes.assets["homes"] > 1)
    yield _share(
        "farming_of_village_households", homes.total(homes.facts["income_farming"]) > 0, ~homes.urban
    )
    yield _share("unknown_households", drawn.forgotten.somewhere(homes, drawn.kin))
    old = homes.any(homes.age >= _ELDER)
    alone = ~homes.any(homes.age < _ELDER) & (sizes <= 2)
    yield _share("elders_alone_or_couples", alone, old)


def _of_ages(drawn: Drawn) -> Counts:
    age = drawn.homes.age
    yield _share("age_0_14", age < 15)
    yield _share("age_15_59", (age >= 15) & (age < _ELDER))
    yield _share("age_60_up", age >= _ELDER)
    yield _share("age_65_up", age >= 65)
    yield _share("age_80_up", age >= 80)
    for start in range(0, 80, 10):
        yield _share(f"age_{start}_{start + 9}", age // 10 * 10 == start)
    yield _share("elders_of_villages", age >= _ELDER, ~drawn.homes.urban[drawn.homes.home])


def _of_members(drawn: Drawn, manchu: Flags) -> Counts:
    homes, facts = drawn.homes, drawn.homes.facts
    elder, grade, medical = homes.age >= _ELDER, facts["disability_grade"], facts["spending_medical"]
    yield _share("male", homes.male)
    yield _share("manchu", manchu)
    supported = np.zeros(homes.members, dtype=np.bool_)
    supported[_members_supported(drawn)] = True
    yield _share("elders_with_supporters", supported, elder)
    yield _share("disabled", grade > 0)
    yield _share("severely_disabled_of_disabled", grade <= 2, grade > 0)
    yield _share("disabled_of_elders", grade > 0, elder)
    yield _share("seriously_ill", facts["serious_illness"] == 1)
    yield _share("medical_over_10000", medical > 1_000_000)
    yield "medical_of_tail", int(medical[medical >= _TAIL_FEN].sum()), int(medical.sum())
    yield _share("students", facts["student"] == 1)
    yield _share("students_of_6_14", facts["student"] == 1, (homes.age >= 6) & (homes.age <= 14))


def _members_supported(drawn: Drawn) -> Ints:
    """The members to whom somebody elsewhere owes support, as indexes."""
    home = np.repeat(drawn.kin.home, np.diff(drawn.kin.starts))
    return drawn.homes.offsets[:-1][home] + drawn.kin.supports


def _of_incomes(drawn: Drawn) -> Counts:
    homes, facts = drawn.homes, drawn.homes.facts
    urban, elder = homes.urban[homes.home], homes.age >= _ELDER
    working_age = (homes.age >= CHILD_UNTIL + 2) & (homes.age < _ELDER)
    worker = (facts["income_pension"] > 0) & (facts["income_basic_pension"] == 0)
    yield _share("worker_pension_of_city_elders", worker, elder & urban)
    yield _share("basic_pension_of_village_elders", facts["income_basic_pension"] > 0, elder & ~urban)
    yield _share("wages_of_village_adults", facts["income_wage"] > 0, working_age & ~urban)
    income = sum_of_kinds(homes)
    for key, there in (("income_of_villages", ~urban), ("income_of_communities", urban)):
        yield (
            key,
            int(income[there].sum()) // 100_000,
            int(there.sum()),
        )  # thousands: per mille of them are yuan


def _of_classes(drawn: Drawn, classes: Texts) -> Counts:
    for word in ("dibao", "tekun", "margin"):
        yield _share(word, classes == word)
    yield _share("dibao_of_villages", classes == "dibao", ~drawn.homes.urban)
