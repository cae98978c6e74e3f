"""ID numbers as they arrive: typed, copied, exported, damaged. Invented people, impossible area codes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.id_numbers import (
    CHECK_CHARACTERS,
    answer_id_number,
    check_digit,
    near,
    read_id_number,
)

LIN = "990204195004120121"  # 林秀兰, S01
HAN = "99020419400216082X"  # 韩玉珍, S06

CAST = [
    (LIN, "1950-04-12", "female"),
    ("990204194809030110", "1948-09-03", "male"),
    ("990204194509200229", "1945-09-20", "female"),
    ("990204197605180313", "1976-05-18", "male"),
    ("990204200611230422", "2006-11-23", "female"),
    ("99020420120901091X", "2012-09-01", "male"),
    (HAN, "1940-02-16", "female"),
    ("99020419731108051X", "1973-11-08", "male"),
    ("990204196203150029", "1962-03-15", "female"),
    ("990204195001010015", "1950-01-01", "male"),
    ("990204201506300032", "2015-06-30", "male"),
]


def reasons(text: str, on: date | None = None) -> str:
    read = read_id_number(text, on)
    assert not read.valid and read.normalised is None and read.birth is None and read.sex is None
    assert read.reasons and all(one.endswith("。") for one in read.reasons)
    return "".join(read.reasons)


@pytest.mark.parametrize(("number", "birth", "sex"), CAST)
def test_the_people_of_the_scenarios_are_read(number: str, birth: str, sex: str) -> None:
    answer = answer_id_number(number, date(2022, 7, 1))
    assert answer == {"valid": True, "normalised": number, "birth": birth, "sex": sex, "reasons": []}


@pytest.mark.parametrize(
    "written",
    [
        "99020419400216082x",
        " 990204 19400216 082X ",
        "990204\u300019400216\u00a0082x",
        "990204-19400216-082X",
        "990204—19400216—082X",
        "９９０２０４１９４００２１６０８２Ｘ",
        "９９０２０４１９４００２１６０８２ｘ",
        "'99020419400216082X",
        "\ufeff99020419400216082X\r\n",
        "\u202d99020419400216082X\u202c",
    ],
)
def test_one_person_written_in_many_ways_is_one_number(written: str) -> None:
    assert read_id_number(written).normalised == HAN


def test_an_old_number_of_15_digits_becomes_the_new_one() -> None:
    read = read_id_number("990204 500412 012")
    assert (read.normalised, read.birth, read.sex) == (LIN, date(1950, 4, 12), "female")


DAMAGED = {
    "a digit left out": ("99020419500412012", "现为17位"),
    "a digit too many": ("9902041950041201211", "现为19位"),
    "a certificate number instead": (LIN + "41", "20位的是残疾人证号"),
    "the letter O for zero": ("99O204195004120121", "第3位“O”不是数字"),
    "X before the end": ("9902041950041X0121", "第14位“X”不是数字"),
    "X at the end of 15": ("99020450041201X", "第15位“X”不是数字"),
    "words": ("身份证号正在办理中请稍后补录入系统", "有字母或其他符号"),
    "Arabic digits": ("٩٩٠٢٠٤١٩٥٠٠٤١٢٠١٢١", "有字母或其他符号"),
    "an invisible control character": ("9902041950041201\x0021", "第17位“U+0000”"),
    "a thirteenth month": ("990204195013120121", "1950年13月12日不存在"),
    "29 February of a common year": ("990204195102290128", "1951年2月29日不存在"),
    "a birth in the eighteenth century": ("990204175004120127", "早于1900年"),
    "a wrong check digit": ("990204195004120122", "校验码"),
    "scientific notation": ("9.90204E+17", "文本格式"),
    "short scientific notation": ("1.2E+17", "文本格式"),
    "full-width scientific notation": ("１．２Ｅ＋１７", "文本格式"),
    "a decimal point": ("990204195004120000.0", "文本格式"),
    "the last three digits lost to zeros": ("990204195004120000", "以多个0结尾"),
    "all ones": ("111111111111111111", "各位数字都相同"),
    "fifteen ones": ("111111111111111", "各位数字都相同"),
    "nothing": ("", "没有填写"),
    "only spaces": (" \u3000\t", "没有填写"),
}


@pytest.mark.parametrize(("written", "said"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_number_is_refused_with_what_is_wrong_and_what_to_do(written: str, said: str) -> None:
    text = reasons(written)
    assert said in text
    assert "请" in text


def test_the_reasons_never_repeat_the_number() -> None:
    for written, _ in DAMAGED.values():
        if len(written) >= 15:
            assert written not in reasons(written)


def test_up_to_three_wrong_characters_are_pointed_out_one_by_one() -> None:
    assert "第1位“O”、第2位“I”、第3位“Z”不是数字" in reasons("OIZ204195004120121")
    assert "有字母或其他符号" in reasons("OIZZ04195004120121")


def test_every_fault_is_named_at_once() -> None:
    text = reasons("990204195013120122")
    assert "不存在" in text and "校验码" in text


def test_births_are_believed_from_1900() -> None:
    for birth, believed in (("19000101", True), ("18991231", False)):
        first17 = f"990204{birth}012"
        assert read_id_number(first17 + check_digit(first17)).valid is believed


def test_nobody_is_born_after_the_day_asked() -> None:
    number = "990204201506300032"
    assert read_id_number(number, date(2015, 6, 30)).valid
    assert "2015-06-30晚于2015-06-29" in reasons(number, date(2015, 6, 29))


def test_an_honest_number_that_ends_in_zeros_is_not_refused() -> None:
    written = [f"990204195004{day:02}{order}0" for day in range(1, 29) for order in range(100, 1000, 100)]
    ends_in_zeros = [number for number in written if check_digit(number[:17]) == "0"]
    assert ends_in_zeros
    assert all(read_id_number(number).valid for number in ends_in_zeros)


def test_a_check_digit_needs_17_digits() -> None:
    assert check_digit("21120419620315002") == "X"  # worked example F10: the first seventeen alone
    assert check_digit("21120419500101001") == "6"
    for wrong in ("2112041962031500", "211204196203150021", "2112041962031500X", "２1120419620315002"):
        with pytest.raises(ValueError, match="前17位"):
            check_digit(wrong)


# --- what always holds -------------------------------------------------------------------------------

births = st.dates(date(1900, 1, 1), date(2026, 12, 31))
old_births = st.dates(date(1900, 1, 1), date(1999, 12, 31))
orders = st.integers(1, 999)


@st.composite
def numbers(draw: st.DrawFn, born: st.SearchStrategy[date] = births) -> str:
    first17 = f"990204{draw(born):%Y%m%d}{draw(orders):03}"
    return first17 + check_by_hand(first17)


def check_by_hand(first17: str) -> str:
    """The whole number, X for ten, read in powers of two from the right, leaves 1 when divided by eleven."""
    rest = sum(int(digit) << (17 - place) for place, digit in enumerate(first17)) % 11
    return "0123456789X"[(1 - rest) % 11]


def full_width(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_digit_of_any_17_digits_is_that_of_the_standard(digits: str) -> None:
    assert check_digit(digits) == check_by_hand(digits)


@given(numbers())
def test_every_well_formed_number_is_valid_and_reads_back(number: str) -> None:
    read = read_id_number(number)
    assert read.valid and read.normalised == number
    assert read.birth is not None and f"{read.birth:%Y%m%d}" == number[6:14]
    assert read.sex == ("male" if number[16] in "13579" else "female")


@given(numbers(), st.lists(st.integers(0, 18), max_size=5), st.sampled_from(" \t\u3000\u00a0-－‐"))
def test_width_case_and_gaps_change_nothing(number: str, gaps: list[int], gap: str) -> None:
    written = number
    for place in gaps:
        written = written[:place] + gap + written[place:]
    for one in (written, written.lower(), full_width(number), full_width(number.lower())):
        assert read_id_number(one).normalised == number


@given(numbers(old_births))
def test_the_old_form_of_a_number_is_the_same_person(number: str) -> None:
    old = number[:6] + number[8:17]
    assert len(old) == 15
    if len(set(old)) > 1:
        assert read_id_number(old) == read_id_number(number)
        assert near(old, number)


@given(numbers(), st.integers(0, 17), st.sampled_from(CHECK_CHARACTERS))
def test_one_wrong_character_is_always_caught(number: str, place: int, wrong: str) -> None:
    damaged = number[:place] + wrong + number[place + 1 :]
    assert read_id_number(damaged).valid == (damaged == number)


@given(numbers(), st.integers(0, 16))
def test_two_neighbouring_characters_exchanged_are_always_caught(number: str, place: int) -> None:
    damaged = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert read_id_number(damaged).valid == (damaged == number)


def test_two_separate_mistakes_may_pass_and_a_15_digit_number_has_no_check() -> None:
    passing = [
        (place, other)
        for place in range(14, 17)
        for other in range(14, 17)
        for one in "0123456789"
        for two in "0123456789"
        if place < other
        and (damaged := LIN[:place] + one + LIN[place + 1 : other] + two + LIN[other + 1 :]) != LIN
        and read_id_number(damaged).valid
    ]
    assert passing  # GB 11643 promises no more than the two tests above
    assert read_id_number("990204500412013").valid  # one digit changed, and nobody can tell


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    read = read_id_number(text)
    assert read.valid == (read.normalised is not None) == (not read.reasons)


# --- near numbers ------------------------------------------------------------------------------------


def test_numbers_that_may_be_one_person_twice_are_near() -> None:
    assert near(LIN, LIN.lower())
    assert near(LIN, "990204195004120148")  # the next order number: a twin, or a second household
    assert near(LIN, "990204195004130120")  # the day of birth one off
    assert near(LIN, "990204195004210127")  # day of birth exchanged
    assert near(LIN, "990204500412012")  # the old form
    assert near(LIN, "990204195004120122")  # a slip in the check digit only


def test_numbers_of_different_people_are_not_near() -> None:
    assert not near(LIN, HAN)
    assert not near(LIN, "990204195004230127")  # two places differ, not exchanged
    assert not near(LIN, "990204195104120221")  # two places apart
    assert not near(LIN, "990240195003120121")  # two digits exchanged and a third one differs
    assert not near(LIN, "920904195004120121")  # exchanged, but not neighbours
    assert not near(LIN, "没有")
    assert not near("", "")


@given(numbers(), numbers())
def test_near_is_mutual(one: str, other: str) -> None:
    assert near(one, other) == near(other, one)
    assert near(one, one)


@given(numbers(), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_stays_near(number: str, place: int, wrong: str) -> None:
    assert near(number, number[:place] + wrong + number[place + 1 :])


@given(numbers(), st.integers(0, 16))
def test_two_digits_exchanged_stay_near(number: str, place: int) -> None:
    damaged = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert near(number, damaged) or "X" in damaged[:17]
