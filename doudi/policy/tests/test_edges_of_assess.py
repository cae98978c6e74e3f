"""成批裁量的边 — footers, order, times and sums of `doudi assess` and `doudi simulate`, and every line that they say."""

from __future__ import annotations

import hashlib
import io
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random
from time import perf_counter_ns
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doudi.cli import main
from doudi.policy import bulk_commands
from doudi.policy.assess import (
    Spent,
    assess,
    fingerprint,
    finished,
    gone_unless_whole,
    memory_given_back,
    partitions,
)
from doudi.policy.assessed import CLASS_WORDS, Sums, class_codes, paid_monthly, versions
from doudi.policy.bulk import INTERPRETER, KERNEL, Bulk, Decisions
from doudi.policy.bulk_commands import _signed, _yuan, comparison, show_progress, summary
from doudi.policy.figures import Figures
from doudi.policy.packed import Array, BadBatch
from doudi.policy.simulate import Compared, Simulation
from doudi.policy.tests.packed_cases import figures_of, random_batch, values_folder, write_partitions
from doudi.policy.tests.random_households import DAY, example_values
from doudi.policy.what_if import Setting, figures_if


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


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("done", "of", "bar", "end"),
    [(0, 3, "", ""), (1, 3, "██████", ""), (2, 3, "█" * 13, ""), (3, 3, "█" * 20, "\n"), (1, 40, "", "")],
)
def test_the_bar_grows_on_a_terminal_and_elsewhere_a_line_tells_each_partition(
    done: int, of: int, bar: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for terminal in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", terminal)
        show_progress(done, of, 12_345)
        told = f"{done}/{of} 个分区，12,345 户"
        expected = f"\r{bar:·<20} {told}{end}" if terminal.isatty() else f"{told}\n"
        assert terminal.getvalue() == expected


@pytest.mark.parametrize(
    ("fen", "yuan", "signed"),
    [
        (0, "0.00", "+0.00"),
        (5, "0.05", "+0.05"),
        (-5, "-0.05", "-0.05"),
        (123_456_789, "1,234,567.89", "+1,234,567.89"),
        (-100_000, "-1,000.00", "-1,000.00"),
    ],
)
def test_money_is_told_in_yuan_with_its_sign(fen: int, yuan: str, signed: str) -> None:
    assert (_yuan(fen), _signed(fen)) == (yuan, signed)


def test_the_sums_are_told_class_by_class() -> None:
    sums = Sums(Counter(dibao=1200, margin=3, none=7), Counter(dibao=56_789_00), 0)
    told = summary(sums).splitlines()
    assert told == [
        "共 1,210 户，每月 56,789.00 元",
        "  不符合：7 户",
        "  特困人员：0 户，每月 0.00 元",
        "  最低生活保障：1,200 户，每月 56,789.00 元",
        "  单人保：0 户，每月 0.00 元",
        "  低保边缘家庭：3 户",
        "  刚性支出困难家庭：0 户",
        "  缺少事实，尚不能定：0 户",
    ]
    sums.interpreted = 1
    assert summary(sums).splitlines() == [*told, "其中 1 户缺少事实或者超出成批计算的范围，逐户裁量。"]


def test_what_a_trial_would_change_is_told_with_every_sign(figures: Figures) -> None:
    after, _ = figures_if(figures, ["dibao_standard.rural=+5%"])
    moves = Counter(
        households=10, cost_before_fen=100_00, cost_after_fen=90_00, winners=1, losers=2, newly_eligible=3,
        no_longer_eligible=4,
    )  # fmt: skip
    schemes = {
        "dibao": Counter(before=5, after=4, entered=1, left=2, cost_before_fen=100_00, cost_after_fen=90_00),
        "margin": Counter(before=1, after=2, entered=1, left=0),
    }
    told = comparison(
        after,
        [Setting("dibao_standard", "rural", None, 500)],
        Compared(Counter(moves), {"": Counter(moves), "甲镇": Counter(households=0)}, schemes),
    ).splitlines()
    one = "1 户，减少 2 户，新符合 3 户，不再符合 4 户"
    assert told[0].endswith("由 （没有） 改为 500")
    assert told[1:] == [
        "共 10 户，每月支出由 100.00 元 变为 90.00 元（-10.00 元）",
        "增加的 1 户，减少的 2 户；新符合的 3 户，不再符合的 4 户",
        "各类：",
        "  最低生活保障：5 → 4 户（进入 1，离开 2），每月 -10.00 元",
        "  低保边缘家庭：1 → 2 户（进入 1，离开 0）",
        "各乡镇：",
        f"  （没有写乡镇）：10 户，每月 100.00 → 90.00 元，增加 {one}",
        "  甲镇：0 户，每月 0.00 → 0.00 元，增加 0 户，减少 0 户，新符合 0 户，不再符合 0 户",
    ]


def in_townships(batch: pa.RecordBatch, names: list[str | None]) -> pa.RecordBatch:
    place = batch.schema.get_field_index("township")
    return batch.set_column(place, "township", pa.array(names, pa.string()))


@pytest.mark.parametrize(
    "order",
    [["甲", "甲", "乙", "乙", None, None], ["乙", None, "甲", None, "乙", "甲"], [None] * 6, ["甲"] * 6],
)
def test_each_township_gets_the_sums_of_its_own_households_in_whatever_order(
    order: list[str | None], figures: Figures
) -> None:
    after, _ = figures_if(figures, ["dibao_standard.rural=+50%", "dibao_standard.urban=+50%"])
    batch = random_batch(Random(5), 6, example_values())
    whole = Simulation(figures, after, "numpy")
    whole.add(in_townships(batch, order))
    assert set(whole.compared.townships) == {name or "" for name in order}
    for name in set(order):
        alone = Simulation(figures, after, "numpy")
        for row, township in enumerate(order):
            if township == name:
                alone.add(in_townships(batch, order).slice(row, 1))
        assert +whole.compared.townships[name or ""] == +alone.compared.total
    told = whole.compared.as_json()
    assert list(told["townships"]) == sorted(told["townships"])
    assert told["total"]["households"] == 6 and set(told["total"]) == set(told["townships"][order[0] or ""])


@pytest.mark.parametrize(("threads", "used"), [("0", 1), ("1", 1), ("3", 3), ("-2", 1)])
def test_at_least_one_thread_reckons_and_the_engine_is_the_one_asked_for(
    threads: str, used: int, tmp_path: Path, county: list[pa.RecordBatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Any, ...]] = []
    place = values_folder(example_values(), tmp_path / "place")

    def noting(figures: Figures, engine: str, threads: int) -> Bulk:
        seen.append((figures.on, figures.known_on, engine, threads))
        return Bulk(figures, engine, threads)

    monkeypatch.setattr(bulk_commands, "Bulk", noting)
    words = ["assess", str(tmp_path / "county"), "--on", DAY.isoformat(), "--values", str(place)]
    words += ["--known-on", "2026-07-02", "--engine", "numpy", "--threads", threads]
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    assert seen == [(DAY, date(2026, 7, 2), "numpy", used)]


def test_a_trial_uses_the_paired_form_unless_another_is_asked_for(
    tmp_path: Path, county: list[pa.RecordBatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []
    place = values_folder(example_values(), tmp_path / "place")

    class Noting(Simulation):
        def __init__(self, before: Figures, after: Figures, engine: str = "", threads: int = 2) -> None:
            seen.append((engine, threads))
            super().__init__(before, after, engine, threads)

    monkeypatch.setattr(bulk_commands, "Simulation", Noting)
    words = ["simulate", str(tmp_path / "county"), "--on", DAY.isoformat(), "--values", str(place)]
    words += ["--set", "margin.multiple=2"]
    assert main([*words, "--threads", "0"]) == 0
    assert main(words) == 0
    assert seen == [("numpy", 1), ("numpy", 2)]
