"""Spark 上的裁量 — the same rows as here; a partition that fails is decided again, none is lost or doubled."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doudi.policy import spark
from doudi.policy.assess import assess
from doudi.policy.assessed import answer_schema, versions
from doudi.policy.bulk import Bulk
from doudi.policy.figures import Figures
from doudi.policy.packed import BadBatch
from doudi.policy.spark import NoSpark, assess_on_spark, decide_batches, open_session, run
from doudi.policy.tests.packed_cases import figures_of, random_batch, write_partitions
from doudi.policy.tests.random_households import example_values

MISSING = spark.why_not()
ROWS = 60


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    return figures_of(example_values(), tmp_path / "values")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    batches = []
    for seed in range(4):
        rows = random_batch(Random(seed), ROWS, example_values())
        ids = pa.array([f"{seed}-{number}" for number in range(ROWS)])
        batches.append(rows.set_column(0, rows.schema.field(0), ids))
    return write_partitions(tmp_path / "county", batches)


def rows_of(folder: Path) -> list[dict[str, Any]]:
    table = pa.concat_tables(
        [pq.read_table(path).cast(_plain(path)) for path in sorted(folder.glob("*.parquet"))]
    )
    return sorted(table.to_pylist(), key=lambda row: str(row["household_id"]))


def _plain(path: Path) -> pa.Schema:
    fields = [
        pa.field(each.name, pa.string() if pa.types.is_dictionary(each.type) else each.type)
        for each in pq.read_schema(path)
    ]
    return pa.schema(fields)


def here(county: Path, out: Path, figures: Figures) -> list[dict[str, Any]]:
    assess(county, out, Bulk(figures, "numpy"), lambda *_: None)
    return rows_of(out)


def fails_once(
    how: str, mark: Path, figures: Figures, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Decides its batches; the first attempt at the first partition breaks after it has given some rows."""
    task = importlib.import_module("pyspark").TaskContext.get()
    for batch in decide_batches(figures, batches):
        yield batch
        if task.attemptNumber() == 0 and task.partitionId() == 0:
            mark.write_text("failed once")
            if how == "killed":
                os._exit(1)
            raise RuntimeError("this attempt is meant to fail")


def spoilt(figures: Figures, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for rows in decide_batches(figures, batches):
        if rows.num_rows:
            raise BadBatch("h7 户：试验用的拒绝。")
        yield rows


Mapper = Callable[[Figures, Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def on_workers(mapper: Mapper, county: Path, out: Path, figures: Figures) -> Any:
    schema = answer_schema(Bulk(figures), plain=True)
    return run(open_session(), county, out, schema, partial(mapper, figures), versions(figures))


@pytest.mark.spark
@pytest.mark.skipif(bool(MISSING), reason=MISSING or "Spark is here")
class TestOnSpark:
    def test_spark_gives_the_rows_and_sums_of_the_machine_itself(
        self, tmp_path: Path, county: Path, figures: Figures
    ) -> None:
        sums = assess_on_spark(county, tmp_path / "spark", figures)
        assert rows_of(tmp_path / "spark") == here(county, tmp_path / "here", figures)
        mine = assess(county, tmp_path / "here", Bulk(figures, "numpy"), lambda *_: None)
        assert +sums.households == +mine.households and sums.monthly == mine.monthly
        assert sums.interpreted == mine.interpreted

    @pytest.mark.parametrize("how", ["killed", "raises"])
    def test_a_partition_that_fails_at_first_is_neither_lost_nor_doubled(
        self, how: str, tmp_path: Path, county: Path, figures: Figures
    ) -> None:
        mark = tmp_path / "mark"
        sums = on_workers(partial(fails_once, how, mark), county, tmp_path / "spark", figures)
        assert mark.read_text() == "failed once"
        rows = rows_of(tmp_path / "spark")
        assert len({row["household_id"] for row in rows}) == len(rows) == sums.households.total() == 4 * ROWS
        assert rows == here(county, tmp_path / "here", figures)

    def test_a_refusal_on_an_executor_comes_back_as_its_sentence(
        self, tmp_path: Path, county: Path, figures: Figures
    ) -> None:
        with pytest.raises(BadBatch, match="h7 户：试验用的拒绝。"):
            on_workers(spoilt, county, tmp_path / "spark", figures)
        assert not list((tmp_path / "spark").glob("*.parquet"))

    def test_a_folder_with_answers_is_not_written_again(
        self, tmp_path: Path, county: Path, figures: Figures
    ) -> None:
        with pytest.raises(NoSpark, match="换一个空的文件夹"):
            assess_on_spark(county, county, figures)


def test_without_java_or_pyspark_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, county: Path, figures: Figures, tmp_path: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "no java"))
    monkeypatch.setattr(spark, "find_spec", lambda name: object())
    with pytest.raises(NoSpark, match="请安装 Java 17"):
        assess_on_spark(county, tmp_path / "out", figures)
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    with pytest.raises(NoSpark, match="make setup-spark"):
        assess_on_spark(county, tmp_path / "out", figures)
    assert not (tmp_path / "out").exists()
