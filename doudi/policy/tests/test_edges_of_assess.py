"""成批裁量的边 — footers, order, times and sums of `doudi assess`, and which answers are trusted again."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from random import Random
from time import perf_counter_ns

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doudi.policy.assess import (
    Spent,
    assess,
    fingerprint,
    finished,
    gone_unless_whole,
    memory_given_back,
    partitions,
)
from doudi.policy.assessed import CLASS_WORDS, Sums, answer_schema, class_codes, paid_monthly, versions
from doudi.policy.bulk import INTERPRETER, KERNEL, Bulk, Decisions
from doudi.policy.figures import Figures
from doudi.policy.packed import Array, BadBatch
from doudi.policy.tests.packed_cases import figures_of, random_batch, write_partitions
from doudi.policy.tests.random_households import example_values


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    return figures_of(example_values(), tmp_path / "values")


@pytest.fixture
def county(tmp_path: Path) -> list[pa.RecordBatch]:
    batches = [random_batch(Random(seed), 12, example_values()) for seed in range(3)]
    write_partitions(tmp_path / "county", batches)
    return batches


def test_a_partition_is_known_by_its_footer(tmp_path: Path, county: list[pa.RecordBatch]) -> None:
    path = tmp_path / "county" / "part-0.parquet"
    data = path.read_bytes()
    length = int.from_bytes(data[-8:-4], "little") + 8
    assert fingerprint(path) == hashlib.sha256(data[-length:]).hexdigest()
    whole = tmp_path / "all-footer.parquet"
    whole.write_bytes(b"abcd" + (4).to_bytes(4, "little") + b"PAR1")
    assert fingerprint(whole) == hashlib.sha256(whole.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PAR1",
        b"bcd" + (3).to_bytes(4, "little") + b"PAR1",
        b"abcd" + (5).to_bytes(4, "little") + b"PAR1",
        b"abcd" + (4).to_bytes(4, "little") + b"PAR2",
    ],
)
def test_a_file_without_a_whole_footer_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    path.write_bytes(data)
    with pytest.raises(BadBatch, match=r"^part\.parquet 不是完整的 Parquet 文件"):
        fingerprint(path)


def test_partitions_are_the_parquet_files_of_a_folder_in_order(tmp_path: Path) -> None:
    for name in ("b.parquet", "a.parquet", "a.txt", "c.parquet.partial"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.parquet").mkdir()
    assert [path.name for path in partitions(tmp_path)] == ["a.parquet", "b.parquet"]
    for nothing in (tmp_path / "folder.parquet", tmp_path / "a.txt", tmp_path / "nowhere"):
        with pytest.raises(BadBatch, match=r"里没有 \.parquet 文件"):
            partitions(nothing)


def test_the_progress_counts_partitions_and_households_and_the_times_are_those_of_the_run(
    tmp_path: Path, county: list[pa.RecordBatch], figures: Figures
) -> None:
    told: list[tuple[int, int, int]] = []
    spent, out = Spent(), tmp_path / "new" / "folder"
    begun = perf_counter_ns()
    assess(tmp_path / "county", out, Bulk(figures, "numpy"), lambda *each: told.append(each), spent)
    took = perf_counter_ns() - begun
    assert told == [(1, 3, 12), (2, 3, 24), (3, 3, 36)]
    assert all(0 < each < took for each in (spent.reading, spent.deciding, spent.writing))
    again = Spent()
    assess(tmp_path / "county", out, Bulk(figures, "numpy"), lambda *_: None, again)
    assert (again.reading, again.deciding, again.writing) == (0, 0, 0), "what is finished is not read again"


def test_a_finished_partition_is_trusted_only_under_the_same_data_and_versions(
    tmp_path: Path, county: list[pa.RecordBatch], figures: Figures
) -> None:
    source, out = tmp_path / "county", tmp_path / "out"
    sums = assess(source, out, Bulk(figures, "numpy"), lambda *_: None)
    one, described = "part-0.parquet", versions(figures)
    done = finished(source / one, out / one, described)
    assert done is not None and done.households.total() == 12
    parts = [finished(path, out / path.name, described) for path in partitions(source)]
    merged = Sums()
    for part in parts:
        assert part is not None
        merged.merge(part)
    assert merged == sums and merged.monthly.total() == sums.monthly.total() > 0
    assert finished(source / "part-1.parquet", out / one, described) is None, "other data"
    for key in described:
        assert finished(source / one, out / one, {**described, key: "otherwise"}) is None, key
    assert finished(source / one, out / "nowhere.parquet", described) is None


def test_answers_are_pressed_and_only_words_that_repeat_are_kept_as_such(
    tmp_path: Path, county: list[pa.RecordBatch], figures: Figures
) -> None:
    assess(tmp_path / "county", tmp_path / "out", Bulk(figures, "numpy"), lambda *_: None)
    told = pq.ParquetFile(tmp_path / "out" / "part-0.parquet").metadata
    assert told.num_row_groups == 1
    columns = {
        told.row_group(0).column(n).path_in_schema: told.row_group(0).column(n)
        for n in range(told.num_columns)
    }
    assert {column.compression for column in columns.values()} == {"ZSTD"}
    by_words = {name for name, column in columns.items() if column.has_dictionary_page}
    assert {"classification", "township", "decided_by", "dibao_answer"} <= by_words
    assert not {"household_id", "dibao_monthly", "income_per_head_monthly"} & by_words


def test_an_answer_has_its_household_its_class_and_who_decided_it(figures: Figures) -> None:
    for schema in (answer_schema(Bulk(figures, "numpy")), answer_schema(Bulk(figures, "numpy"), plain=True)):
        assert {field.name for field in schema if not field.nullable} == {
            *("household_id", "classification", "decided_by"),
        }


def test_the_memory_pool_is_given_back_and_half_a_partition_is_taken_away(tmp_path: Path) -> None:
    before = pa.default_memory_pool().backend_name
    with memory_given_back():
        if "jemalloc" in pa.supported_memory_backends():
            assert pa.default_memory_pool().backend_name == "jemalloc"
    assert pa.default_memory_pool().backend_name == before
    half = tmp_path / "half"
    for there in (True, False):
        half.unlink(missing_ok=True)
        if there:
            half.write_bytes(b"half")
        with pytest.raises(BadBatch), gone_unless_whole(half):
            raise BadBatch("不行。")
        assert not half.exists()


def decided(codes: list[int], form: list[int], **amounts: list[int]) -> Decisions:
    values: dict[str, Array] = {"classification": np.array(codes, dtype=np.int8)}
    values |= {name: np.array(each, dtype=np.int64) for name, each in amounts.items()}
    return Decisions(values, {}, np.array(form, dtype=np.int8))


def test_each_class_is_counted_and_paid_by_its_own_amount() -> None:
    word = {name: CLASS_WORDS.index(name) for name in CLASS_WORDS}
    codes = [word["dibao"], word["dibao"], word["tekun"], word["single_person"], word["margin"], word["none"]]
    told = decided(
        codes,
        [KERNEL] * 5 + [INTERPRETER],
        dibao_monthly=[100, 20, 7, 7, 7, 7],
        tekun_monthly=[9, 9, 1000, 9, 9, 9],
        single_person_monthly=[5, 5, 5, 50, 5, 5],
    )
    assert paid_monthly(told).tolist() == [100, 20, 1000, 50, 0, 0]
    told.known["classification"] = np.array([True] * 5 + [False])
    told.known["dibao_monthly"] = np.array([True, False, True, True, True, True])
    assert paid_monthly(told).tolist() == [100, 0, 1000, 50, 0, 0]
    assert class_codes(told).tolist() == [*codes[:5], word["unknown"]]
    sums = Sums()
    sums.add(told)
    sums.add(told)
    assert +sums.households == Counter(dibao=4, tekun=2, single_person=2, margin=2, unknown=2)
    assert sums.monthly == Counter(dibao=200, tekun=2000, single_person=100) and sums.interpreted == 2
    assert Sums.from_json(sums.as_json()) == sums
