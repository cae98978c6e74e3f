"""doudi people: what it says, what it refuses, and what it leaves alone."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from doudi.cli import main
from doudi.policy.people import commands

GOOD = {"--households": "40", "--seed": "1"}


def run(tmp_path: Path, **changed: str) -> int:
    wanted = {**GOOD, "--out": str(tmp_path / "out"), **{f"--{key}": value for key, value in changed.items()}}
    return main(["people", *(word for pair in wanted.items() for word in pair)])


def test_a_county_is_made_and_progress_goes_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path) == 0
    told = capsys.readouterr()
    assert told.out.startswith("写好了 40 户、") and told.out.count("\n") == 1
    assert "已写 40 / 40 户" in told.err.splitlines()[-1]
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"persons", "truth", "marginals.md"}


@pytest.mark.parametrize(
    "changed",
    [
        {"households": "0"}, {"households": "-5"}, {"households": "2000001"}, {"households": "十户"},
        {"households": "1e3"}, {"households": "٣"}, {"seed": "x"}, {"seed": str(2**63)}, {"seed": "1.5"},
        {"on": "2026-02-30"}, {"on": "2018-12-31"}, {"on": "2041-01-01"}, {"on": "明天"}, {"on": "2020-01-01"},
        {"values": "nowhere"}, {"values": ""}, {"unknown": "101"}, {"unknown": "-1"}, {"unknown": "3.25"},
        {"unknown": "nan"}, {"unknown": "一些"},
    ],
    ids=lambda changed: "-".join(*changed.items()),
)  # fmt: skip
def test_a_bad_argument_is_one_chinese_line_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str]
) -> None:
    assert run(tmp_path, **changed) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert re.search("[一-鿿]", told.err) and "Traceback" not in told.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("in_the_way", ["a file", "a full folder"])
def test_what_is_already_there_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], in_the_way: str
) -> None:
    out = tmp_path / "out"
    kept = out if in_the_way == "a file" else out / "211204001-009.parquet"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("kept")
    assert run(tmp_path) == 2
    assert "请换一个 --out" in capsys.readouterr().err
    assert kept.read_text() == "kept"


def test_a_folder_beneath_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("kept")
    assert run(tmp_path, out=str(tmp_path / "file" / "out")) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_disk_that_takes_no_more_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(commands, "write_county", full)
    assert run(tmp_path) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'out'} 写不进去")


def test_an_empty_folder_and_another_places_figures_will_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    assert run(tmp_path, values="example", on="2022-07-01", unknown="2.5") == 0
    assert "按 example 2022-07-01 的数值" in capsys.readouterr().out
