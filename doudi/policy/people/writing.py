"""写出 — a county's files: packed households in the folder itself, persons/, truth/, and what it is (about.json)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doudi.policy.people.county import draw_county
from doudi.policy.people.draws import Draws
from doudi.policy.people.marginals import Measured
from doudi.policy.people.numbers import Numbers
from doudi.policy.people.packing import Drawn, packed_table, persons_table
from doudi.policy.people.truth import Truth, figures_for
from doudi.policy.versions import rules_version, values_version

PERSONS, TRUTH, ABOUT, MARGINALS = "persons", "truth", "about.json", "marginals.md"


@dataclass(frozen=True)
class Wanted:
    """What county to make: how many households, from which seed, on which day, with whose figures."""

    households: int
    seed: int
    on: date
    values: str
    unknown_permille: int
    by: str  # which form reckons the truth: INTERPRETER or BULK


def write_county(wanted: Wanted, out: Path, progress: Callable[[str, int], None]) -> Measured:
    """Draw, write and reckon, one partition in memory at a time. Raises BadValue, OrdersExhausted.

    `progress` is told each partition's name and how many households are written. The same `wanted` gives
    the same bytes, as long as rules, figures and the version of Arrow stay the same.
    """
    draws, numbers, measured = Draws(wanted.seed), Numbers(), Measured()
    classes: Counter[str] = Counter()
    for folder in (out, out / PERSONS, out / TRUTH):
        folder.mkdir(parents=True, exist_ok=True)
    written = 0
    with Truth(wanted.values, wanted.on, wanted.by) as truth:
        for name, drawn in draw_county(draws, wanted.households, wanted.on, wanted.unknown_permille):
            answers, manchu = _write_partition(draws, numbers, truth, out, name, drawn)
            told = answers.column("classification").to_pylist()
            classes.update(told)
            measured.add(drawn, manchu.to_numpy(zero_copy_only=False), told)
            written += drawn.homes.count
            progress(name, written)
        about = _about(wanted, classes)
    (out / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (out / MARGINALS).write_text(measured.as_markdown(), encoding="utf-8")
    return measured


def _write_partition(
    draws: Draws, numbers: Numbers, truth: Truth, out: Path, name: str, drawn: Drawn
) -> tuple[pa.Table, pa.Array]:
    """The answers of one partition, and which of its members are Manchu."""
    households = packed_table(drawn)
    persons = persons_table(draws, numbers, drawn)
    answers = truth.answers(households.combine_chunks().to_batches()[0])
    _write(households, out / f"{name}.parquet")
    _write(persons, out / PERSONS / f"{name}.parquet")
    _write(answers, out / TRUTH / f"{name}.parquet")
    return answers, pc.equal(persons.column("ethnicity").combine_chunks(), "满族")


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", compression_level=1)


def _about(wanted: Wanted, classes: Counter[str]) -> dict[str, object]:
    place = figures_for(wanted.values, wanted.on).place
    return {
        "values": wanted.values,
        "place": place.name,
        "on": wanted.on.isoformat(),
        "households": wanted.households,
        "seed": wanted.seed,
        "unknown_permille": wanted.unknown_permille,
        "reckoned_by": wanted.by,
        "classification": dict(sorted(classes.items())),
        "rules": rules_version(),
        "figures": values_version(place),
    }
