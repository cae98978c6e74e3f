"""看守的看守：a canary that lies open is found wherever it is, and what is masked is not taken for one."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from doudi.config.tests.canaries import KNOWN, Sang, found_in, guarded, kept_beside, refuse_singing
from doudi.config.tests.town import invented_id
from doudi.web.sheets import workbook

NUMBER = invented_id("19500412", 12).reveal()


@pytest.mark.parametrize("told", [NUMBER, *KNOWN])
def test_each_sort_of_canary_is_found_in_a_text_a_log_and_a_database_file(told: str) -> None:
    for around in ("{}", '{{"event": "林秀兰 {}"}}', "\x00\x13{}\x00\x7f"):
        assert found_in(around.format(told).encode()) == [told]


@pytest.mark.parametrize(
    "told",
    [
        "990204********0121",
        "990204-2022-00001",
        "990204101200",
        NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2"),  # a check sign that does not fit
        "1" + NUMBER,  # digits of something longer
        "6217 **** **** 0001",
        "慢性病",
    ],
)
def test_what_is_masked_or_means_something_else_is_none(told: str) -> None:
    assert found_in(told.encode()) == []


def quiet() -> logging.Logger:
    """A log of its own, so that the guard of the whole session hears nothing of these tests."""
    log = logging.Logger("canaries of a test")
    log.setLevel(logging.INFO)
    return log


def test_a_session_in_which_an_illness_is_logged_fails(tmp_path: Path) -> None:
    log = quiet()
    with pytest.raises(Sang, match=r"session\.log: 慢性肾功能衰竭"), guarded(tmp_path, log):
        log.warning("查到%s", KNOWN[-1])


def test_a_number_in_a_log_line_is_blotted_out_by_the_product(tmp_path: Path) -> None:
    log = quiet()
    with guarded(tmp_path, log):
        log.warning("查到%s，账号%s", NUMBER, KNOWN[0])
    assert "***" in (tmp_path / "session.log").read_text()


def test_a_list_exported_with_whole_numbers_fails_and_a_masked_one_does_not(tmp_path: Path) -> None:
    made = kept_beside(workbook, tmp_path)
    made("人员", (("证号", "text"),), [("990204********0121",)], ())
    refuse_singing(tmp_path)
    made("人员", (("证号", "text"),), [(NUMBER,)], ())
    with pytest.raises(Sang, match=r"list-1\.xlsx"):
        refuse_singing(tmp_path)


def test_a_file_left_in_a_folder_of_the_server_or_of_uploads_fails(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "16384").write_bytes(bytes(8192) + NUMBER.encode() + bytes(100))
    with pytest.raises(Sang, match="16384"):
        refuse_singing(tmp_path)
