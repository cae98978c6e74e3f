"""Disability certificate numbers: the ID number, the category, the grade."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.id_numbers import read_disability_certificate

LIN = "990204195004120121"  # 林秀兰, S01
HAN = "99020419400216082X"  # 韩玉珍, S06


def test_a_disability_certificate_number_is_the_id_number_category_and_grade() -> None:
    read = read_disability_certificate("９９０２０４ 19400216 082x 41")
    assert (read.valid, read.normalised, read.id_number) == (True, HAN + "41", HAN)
    assert (read.category, read.grade, read.reasons) == ("physical", 1, ())
    named = [read_disability_certificate(f"{LIN}{code}2").category for code in range(1, 8)]
    assert named == ["visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (LIN, "现为18位"),
        (LIN + "81", "第19位是残疾类别"),
        (LIN + "45", "第20位是残疾等级"),
        (LIN + "XX", "第20位是残疾等级"),
        ("99020419500412012241", "校验码"),
        ("9.9020419400216E+19", "文本格式"),
        ("", "现为0位"),
    ],
)
def test_a_damaged_certificate_number_is_refused_with_what_to_do(written: str, said: str) -> None:
    read = read_disability_certificate(written)
    assert not read.valid and read.normalised is None and read.category is None and read.grade is None
    assert said in "".join(read.reasons) and all("请" in one for one in read.reasons)


def test_a_certificate_of_someone_not_yet_born_is_refused() -> None:
    assert not read_disability_certificate("990204201506300032" + "41", date(2015, 1, 1)).valid


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    read = read_disability_certificate(text)
    assert read.valid == (read.normalised is not None) == (not read.reasons)
