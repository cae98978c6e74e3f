"""成批裁量 — `doudi assess` over a folder: every row, interrupted and resumed, refused in one line."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doudi.cli import main
from doudi.policy.assess import Spent, assess, read_ahead
from doudi.policy.assessed import CLASS_WORDS, Sums
from doudi.policy.bulk import ENGINES, Bulk, interpreted
from doudi.policy.figures import Figures
from doudi.policy.language import MONEY
from doudi.policy.packed import SCHEMA, BadBatch
from doudi.policy.packed_rows import household_of
from doudi.policy.tests.packed_cases import figures_of, random_batch, values_folder, write_partitions
from doudi.policy.tests.random_households import DAY, example_values


class Stopped(Exception):
    """Somebody pulled the plug."""


@pytest.fixture
def county(tmp_path: Path) -> list[pa.RecordBatch]:
    batches = [random_batch(Random(seed), 40, example_values()) for seed in range(3)]
    write_partitions(tmp_path / "county", batches)
    return batches


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    return figures_of(example_values(), tmp_path / "values")


def run(tmp_path: Path, figures: Figures, out: str = "out", stop_after: int = 0) -> Sums:
    def progress(done: int, of: int, households: int) -> None:
        if done == stop_after:
            raise Stopped

    return assess(tmp_path / "county", tmp_path / out, Bulk(figures, "numpy"), progress)


def test_every_household_gets_one_row_with_the_interpreters_answers(
    tmp_path: Path, county: list[pa.RecordBatch], figures: Figures
) -> None:
    sums = run(tmp_path, figures)
    bulk = Bulk(figures, "numpy")
    told = dict.fromkeys(CLASS_WORDS, 0)
    for number, batch in enumerate(county):
        rows = pq.read_table(tmp_path / "out" / f"part-{number}.parquet").to_pylist()
        assert [row["household_id"] for row in rows] == batch.column("household_id").to_pylist()
        for place, row in enumerate(rows):
            answer = interpreted(household_of(batch, place), figures, bulk.outputs)
            code = answer["classification"]
            told[row["classification"]] += 1
            assert row["classification"] == ("unknown" if code is None else CLASS_WORDS[code])
            assert row["dibao_monthly"] == answer["dibao_monthly"]
            assert row["dibao_answer"] == answer["dibao"]
            assert row["income_below_standard"] == answer["income_below_standard"]
            assert row["income_per_head_monthly"] == answer["income_per_head"]
            assert row["township"] == f"镇{place % 4}"
    assert dict(sums.households) == told
    assert 0 < sums.interpreted < 120


def test_an_interrupted_run_goes_on_where_it_stopped(
    tmp_path: Path, county: list[pa.RecordBatch], figures: Figures
) -> None:
    with pytest.raises(Stopped):
        run(tmp_path, figures, stop_after=2)
    finished = [tmp_path / "out" / f"part-{number}.parquet" for number in (0, 1)]
    stamps = [path.stat().st_mtime_ns for path in finished]
    (tmp_path / "out" / "part-2.parquet.partial").write_bytes(b"half of a file")
    sums = run(tmp_path, figures)
    assert [path.stat().st_mtime_ns for path in finished] == stamps
    assert sums == run(tmp_path, figures, out="at once")
    for number in range(3):
        name = f"part-{number}.parquet"
        assert pq.read_table(tmp_path / "out" / name).equals(pq.read_table(tmp_path / "at once" / name))
    assert not list((tmp_path / "out").glob("*.partial"))


def test_a_partition_is_decided_again_when_its_data_or_the_figures_change(
    tmp_path: Path, county: list[pa.RecordBatch], figures: Figures
) -> None:
    run(tmp_path, figures)
    target = tmp_path / "out" / "part-1.parquet"
    before = target.read_bytes()
    write_partitions(
        tmp_path / "county", [county[0], random_batch(Random(77), 40, example_values()), county[2]]
    )
    run(tmp_path, figures)
    changed = target.read_bytes()
    assert changed != before
    run(tmp_path, figures.otherwise(dibao_standard_rural=50000))
    assert target.read_bytes() != changed


def test_a_file_that_tells_nothing_of_itself_is_decided_again(
    tmp_path: Path, county: list[pa.RecordBatch], figures: Figures
) -> None:
    run(tmp_path, figures)
    (tmp_path / "out" / "part-0.parquet").write_bytes(b"PAR1")
    assert run(tmp_path, figures).households.total() == 120
    assert pq.read_metadata(tmp_path / "out" / "part-0.parquet").num_rows == 40


def test_the_answers_name_the_days_the_place_and_the_versions(
    tmp_path: Path, county: list[pa.RecordBatch], figures: Figures
) -> None:
    run(tmp_path, figures)
    metadata = pq.read_metadata(tmp_path / "out" / "part-0.parquet").metadata
    assert metadata[b"doudi.on"] == DAY.isoformat().encode()
    assert metadata[b"doudi.values"] == b"values"
    assert len(metadata[b"doudi.rules_version"]) == len(metadata[b"doudi.values_version"]) == 64


def test_the_reader_stops_when_nobody_reads_on(
    tmp_path: Path, county: list[pa.RecordBatch], figures: Figures
) -> None:
    reading = read_ahead(tmp_path / "county" / "part-0.parquet", Bulk(figures, "numpy"), Spent())
    assert next(reading).num_rows == 40
    reading.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_command_assesses_a_county_and_tells_the_sums(
    engine: str, tmp_path: Path, county: list[pa.RecordBatch], capsys: pytest.CaptureFixture[str]
) -> None:
    place = values_folder(example_values(), tmp_path / "place")
    words = ["assess", str(tmp_path / "county"), "--on", "2026-07-01", "--values", str(place)]
    assert main([*words, "--out", str(tmp_path / "out"), "--engine", engine]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("共 120 户，每月 ")
    assert "最低生活保障：" in told.out and "逐户裁量" in told.out
    assert told.err.splitlines()[-1] == "3/3 个分区，120 户"


def _refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    lines = [line for line in told.err.splitlines() if "个分区" not in line]
    assert len(lines) == 1 and lines[0].endswith("。")
    return lines[0]


def test_bad_folders_places_and_files_are_refused_in_one_line(
    tmp_path: Path, county: list[pa.RecordBatch], capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out")]
    usual = ["--on", "2026-07-01", "--values", "example", *out]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "没有 .parquet 文件" in _refused(["assess", str(empty), *usual], capsys)
    assert "没有 .parquet 文件" in _refused(["assess", str(tmp_path / "nowhere"), *usual], capsys)
    nowhere = ["--on", "2026-07-01", "--values", "nowhere", *out]
    assert "找不到数值文件夹" in _refused(["assess", str(tmp_path / "county"), *nowhere], capsys)
    early = ["--on", "1999-01-01", "--values", "example", *out]
    assert "没有有效的低保标准" in _refused(["assess", str(tmp_path / "county"), *early], capsys)
    (empty / "part.parquet").write_bytes(b"PAR1 is not enough")
    assert "part.parquet" in _refused(["assess", str(empty), *usual], capsys)
    (empty / "part.parquet").write_bytes(b"PAR1\0\0\0\0PAR1")  # a whole frame with nothing inside
    assert "part.parquet 读不出来" in _refused(["assess", str(empty), *usual], capsys)
    pq.write_table(pa.table({"household_id": ["h1"]}), empty / "part.parquet")
    assert "缺少列 township" in _refused(["assess", str(empty), *usual], capsys)


def test_a_partition_damaged_in_the_middle_is_refused_and_leaves_no_answers(
    tmp_path: Path, county: list[pa.RecordBatch], figures: Figures
) -> None:
    damaged = tmp_path / "county" / "part-1.parquet"
    data = bytearray(damaged.read_bytes())
    data[4 : len(data) // 2] = bytes(len(data) // 2 - 4)
    damaged.write_bytes(bytes(data))
    with pytest.raises(BadBatch, match=r"part-1\.parquet 读不出来"):
        run(tmp_path, figures)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["part-0.parquet"]


def test_a_bad_household_is_told_with_its_file_by_assess_and_by_simulate(
    tmp_path: Path, figures: Figures, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = random_batch(Random(1), 3, example_values())
    homes = pa.array([0, -1, 0], pa.int16())
    table = pa.Table.from_batches([batch]).set_column(SCHEMA.get_field_index("homes"), "homes", homes)
    pq.write_table(table, _only(tmp_path / "county") / "p.parquet")
    words = [str(tmp_path / "county"), "--on", "2026-07-01", "--values", "example"]
    told = "p.parquet，h1 户：住房套数"
    assert told in _refused(["assess", *words, "--out", str(tmp_path / "out")], capsys)
    assert list((tmp_path / "out").iterdir()) == []
    assert told in _refused(["simulate", *words, "--set", "margin.multiple=+10%"], capsys)


def test_a_folder_that_cannot_be_written_is_refused_in_one_line(
    tmp_path: Path, county: list[pa.RecordBatch], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")
    words = ["assess", str(tmp_path / "county"), "--on", "2026-07-01", "--values", "example"]
    assert "写不进去" in _refused([*words, "--out", str(tmp_path / "taken")], capsys)


def test_a_column_of_the_wrong_kind_is_refused_by_name(tmp_path: Path, figures: Figures) -> None:
    batch = random_batch(Random(1), 3, example_values())
    for name, kind in (("financial_assets", pa.string()), ("urban", pa.int64())):
        place = SCHEMA.get_field_index(name)
        table = pa.Table.from_batches([batch])
        pq.write_table(
            table.set_column(place, name, table.column(name).cast(kind)), _only(tmp_path / name) / "p.parquet"
        )
        with pytest.raises(BadBatch, match=name):
            assess(tmp_path / name, tmp_path / "out", Bulk(figures, "numpy"), lambda *_: None)
    members = pa.list_(pa.struct([pa.field("id", pa.string())]))
    place = SCHEMA.get_field_index("members")
    bare = pa.Table.from_batches([batch]).set_column(place, "members", pa.array([[{"id": "a"}]] * 3, members))
    pq.write_table(bare, _only(tmp_path / "bare") / "p.parquet")
    with pytest.raises(BadBatch, match=r"members\.birth"):
        assess(tmp_path / "bare", tmp_path / "out", Bulk(figures, "numpy"), lambda *_: None)


def _only(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_money_outputs_are_whole_fen(tmp_path: Path, county: list[pa.RecordBatch], figures: Figures) -> None:
    run(tmp_path, figures)
    schema = pq.read_schema(tmp_path / "out" / "part-0.parquet")
    rules = Bulk(figures, "numpy").plan.rules
    money = [name for name in schema.names if name in rules and rules[name].unit == MONEY]
    assert money and all(schema.field(name).type == pa.int64() for name in money)
