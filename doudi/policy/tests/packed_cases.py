"""成批测试的家庭 — random values as a folder of figures, random households as a packed batch."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from doudi.policy.figures import Figures
from doudi.policy.packed import pack
from doudi.policy.packed_rows import packed_row
from doudi.policy.tests.random_households import DAY, random_household
from doudi.policy.tests.second_reading import Values
from doudi.policy.values import find_place


def toml_text(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(toml_text(each) for each in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {toml_text(each)}' for key, each in value.items())}}}"
    assert isinstance(value, int | Decimal)
    return str(value)


def values_folder(values: Values, folder: Path) -> Path:
    """The values as a place of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "place.toml").write_text('name = "随机县"\n', "utf-8")
    for name, keys in values.items():
        lines = ["[[value]]", "from = 2000-01-01", 'basis = "试验文件"']
        lines += [f"{key} = {toml_text(value)}" for key, value in keys.items()]
        (folder / f"{name}.toml").write_text("\n".join([f'title = "{name}"', *lines, ""]), "utf-8")
    return folder


def figures_of(values: Values, folder: Path, on: date = DAY) -> Figures:
    """The figures of a day from values written into a folder."""
    return Figures(find_place(str(values_folder(values, folder)), folder), on)


def random_batch(rng: Random, count: int, values: Values, on: date = DAY) -> pa.RecordBatch:
    """Random households as one batch; every third may lack facts."""
    return pack(
        [
            packed_row(
                random_household(rng, unknowns=number % 3 == 0, on=on, values=values),
                f"h{number}",
                on,
                township=f"镇{number % 4}",
            )
            for number in range(count)
        ]
    )


def write_partitions(folder: Path, batches: list[pa.RecordBatch]) -> Path:
    """Each batch as one Parquet partition."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, batch in enumerate(batches):
        pq.write_table(pa.Table.from_batches([batch]), folder / f"part-{number}.parquet")
    return folder
