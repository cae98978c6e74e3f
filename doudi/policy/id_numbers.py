"""公民身份号码 — ID numbers as people and spreadsheets hand them over: read, checked, never guessed.

GB 11643-1999: 6 digits area, 8 digits birth, 3 digits order (odd = male), 1 check character; the numbers
before it had 15 digits (two-digit year, no check). The area is not looked up. What the check character
guarantees: changing any one character, or exchanging two neighbouring unequal ones, makes the number wrong;
two or more other changes slip through about once in eleven times. A 15-digit number has no check at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import Final

from doudi.policy.facts import DISABILITY_CATEGORIES

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"
EARLIEST_BIRTH_YEAR: Final = 1900
CATEGORIES: Final = {str(code): name for name, code in DISABILITY_CATEGORIES.items()}  # GB/T 26341, 1 to 7

_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
# Spaces, hyphens and the invisible marks that copying from papers, web pages and certificates leaves behind.
_LEFT_OUT = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060\ufeff\-\u2010-\u2015\u2212\u30fc]+")
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]*)?E\+?[0-9]+|[0-9]{12,}\.0*")
_EXCEL = "电子表格只保留15位有效数字，号码末几位已经丢失，请把该列设为文本格式，再按证件重新录入。"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """读出的身份证号: 18 characters, birth and sex when valid; else None each, and the reasons in Chinese."""

    valid: bool
    normalised: str | None
    birth: date | None
    sex: str | None  # male | female
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisabilityCertificate:
    """读出的残疾人证号: 20 characters, ID number, category, grade 1–4; None each when not valid."""

    valid: bool
    normalised: str | None
    id_number: str | None
    category: str | None  # visual hearing speech physical intellectual mental multiple
    grade: int | None
    reasons: tuple[str, ...]


def check_digit(first17: str) -> str:
    """校验码: the 18th character for 17 digits, ISO 7064 MOD 11-2; ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{17}", first17):
        raise ValueError("计算校验码要用身份证号的前17位数字。")
    total = sum(map(mul, map(int, first17), WEIGHTS))
    return CHECK_CHARACTERS[total % 11]


def read_id_number(text: str, on: date | None = None) -> IdNumber:
    """读身份证号: 18 digits or old 15, full-width, spaced, hyphenated, with x or X.

    With `on`, a birth after that day is refused. Every reason found is given; none repeats the number.
    A number from a spreadsheet cell that lost its end and still passes the check (one in eleven of those
    ending in three zeros) cannot be told from a true one here: refuse numeric cells where they are read.
    """
    number = _tidied(text)
    reasons = _faults_of_form(number)
    if not reasons:
        reasons = _faults_of_content(number, on)
    if reasons:
        return IdNumber(False, None, None, None, tuple(reasons))
    first17 = _first17(number)
    birth = date(int(first17[6:10]), int(first17[10:12]), int(first17[12:14]))
    sex = "male" if int(first17[16]) % 2 else "female"
    return IdNumber(True, first17 + check_digit(first17), birth, sex, ())


def answer_id_number(number: str, on: date | None) -> dict[str, object]:
    """身份证号问答: `{valid, normalised, birth (ISO), sex, reasons}`; None each when not valid."""
    read = read_id_number(number, on)
    return {
        "valid": read.valid,
        "normalised": read.normalised,
        "birth": read.birth.isoformat() if read.birth else None,
        "sex": read.sex,
        "reasons": list(read.reasons),
    }


def near(a: str, b: str) -> bool:
    """相近号码: a lead for double-benefit screening, never proof (twins and neighbours are near too).

    True when the first 17 digits are equal, differ in one place (so also when only the order's last digit
    and the check character differ), or have two neighbouring digits exchanged. Numbers need not be valid;
    15 digits are compared as 19xx. False when either has not the form of an ID number.
    """
    one, other = _tidied(a), _tidied(b)
    if _faults_of_form(one) or _faults_of_form(other):
        return False
    one, other = _first17(one), _first17(other)
    places = [place for place in range(17) if one[place] != other[place]]
    if len(places) <= 1:
        return True
    if len(places) > 2 or places[1] != places[0] + 1:
        return False
    return one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]


def read_disability_certificate(text: str, on: date | None = None) -> DisabilityCertificate:
    """读残疾人证号: 20 characters, ID number then category 1–7 then grade 1–4. `on` as for an ID number."""
    number = _tidied(text)
    reasons: list[str] = []
    if _SCIENTIFIC.fullmatch(number):
        reasons.append("残疾人证号被写成了科学记数或小数：" + _EXCEL)
    elif len(number) != 20:
        reasons.append(f"残疾人证号应为20位（18位身份证号加类别、等级），现为{len(number)}位，请按证件核对。")
    else:
        reasons.extend(read_id_number(number[:18], on).reasons)
        if number[18] not in CATEGORIES:
            reasons.append("残疾人证号第19位是残疾类别，应为1至7，请按证件核对。")
        if number[19] not in "1234":
            reasons.append("残疾人证号第20位是残疾等级，应为1至4，请按证件核对。")
    if reasons:
        return DisabilityCertificate(False, None, None, None, None, tuple(reasons))
    return DisabilityCertificate(True, number, number[:18], CATEGORIES[number[18]], int(number[19]), ())


def _tidied(text: str) -> str:
    """Half-width, upper case; no spaces, hyphens, invisible marks, spreadsheet's leading apostrophe."""
    return _LEFT_OUT.sub("", text.translate(_FULL_WIDTH)).upper().lstrip("'‘’`")


def _faults_of_form(number: str) -> list[str]:
    if not number:
        return ["没有填写身份证号，请按证件填写。"]
    if _SCIENTIFIC.fullmatch(number):
        return ["身份证号被写成了科学记数或小数：" + _EXCEL]
    faults = []
    if len(number) not in (15, 18):
        hint = "；20位的是残疾人证号，请填其前18位" if len(number) == 20 else ""
        faults.append(f"身份证号应为18位（旧号15位），现为{len(number)}位，请按证件核对{hint}。")
    wrong = [place for place, one in enumerate(number, 1) if not _fits(one, place, len(number))]
    if wrong and len(wrong) <= 3:
        named = "、".join(f"第{place}位“{_shown(number[place - 1])}”" for place in wrong)
        faults.append(f"身份证号{named}不是数字（只有18位号码的末位可以是X），请按证件核对。")
    elif wrong:
        faults.append("身份证号里有字母或其他符号（只有18位号码的末位可以是X），请按证件核对。")
    return faults


def _fits(one: str, place: int, length: int) -> bool:
    return one in "0123456789" or (one == "X" and place == length == 18)


def _shown(one: str) -> str:
    return one if one.isprintable() else f"U+{ord(one):04X}"


def _faults_of_content(number: str, on: date | None) -> list[str]:
    if len(set(number)) == 1:
        return ["身份证号各位数字都相同，不是真实号码，请按证件填写。"]
    first17 = _first17(number)
    faults = _faults_of_birth(first17[6:14], on)
    if len(number) == 18 and number[17] != check_digit(first17):
        if number.endswith("000"):
            faults.append("身份证号以多个0结尾且校验码不符：" + _EXCEL)
        else:
            faults.append("身份证号的校验码（末位）与前17位不符，至少有一位写错，请按证件逐位核对。")
    return faults


def _faults_of_birth(digits: str, on: date | None) -> list[str]:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        birth = date(year, month, day)
    except ValueError:
        return [f"身份证号里的出生日期{year}年{month}月{day}日不存在，请按证件核对出生日期各位。"]
    if year < EARLIEST_BIRTH_YEAR:
        return [f"身份证号里的出生年份{year}年早于{EARLIEST_BIRTH_YEAR}年，请按证件核对出生日期各位。"]
    if on is not None and birth > on:
        return [f"身份证号里的出生日期{birth}晚于{on}，请核对号码，或者核对所问的日期。"]
    return []


def _first17(number: str) -> str:
    return number[:17] if len(number) == 18 else number[:6] + "19" + number[6:]
