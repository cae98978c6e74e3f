"""单元格：one cell of an answer as text, amount, day or category; ValueError says what should stand there."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from doudi.policy.facts import CATEGORY_TITLES, DISABILITY_CATEGORIES
from doudi.records.imports.reading import Cell

GRADES = {word: grade for grade, words in enumerate(("一1", "二2", "三3", "四4"), 1) for word in words}
CATEGORIES = {CATEGORY_TITLES[number]: name for name, number in DISABILITY_CATEGORIES.items()}
MOST_FEN = 10**13
MOST_WHOLE = 10**9  # yuan: whole numbers below are read the short way, as nearly every cell is
MOST_TEXT = 200
DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
FULL_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")


def _text(value: Cell) -> str:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if len(text) > MOST_TEXT or not text.isprintable():
        raise ValueError(f"过长或有不可见的字符，请写在 {MOST_TEXT} 字以内")
    return text


def _code(value: Cell) -> str:
    if not isinstance(value, str):
        raise ValueError("是数值格式，位数可能已经丢失，请按文本重新填写")
    return _text(value)


def _money(value: Cell) -> int:
    """Whole fen. A number of a spreadsheet is read as it is shown, never rounded."""
    if type(value) is float and value.is_integer() and 0 <= value < MOST_WHOLE:
        return 100 * int(value)  # what most cells are
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("应为金额（元），如 86000 或 86000.50")
    text = _plain(value).replace(",", "").removesuffix("元")
    try:
        fen = Decimal(text) * 100
    except InvalidOperation:
        raise ValueError(f"写的是“{str(value)[:20]}”，应为金额（元），如 86000 或 86000.50") from None
    if not fen.is_finite() or not 0 <= fen < MOST_FEN or fen != fen.to_integral_value():
        raise ValueError("应为不小于零、最多两位小数的金额（元）")
    return int(fen)


def _date(value: Cell) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = _plain(int(value) if isinstance(value, float) and value.is_integer() else value)
    found = DAY.fullmatch(text) or FULL_DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"写的是“{text[:20]}”，应为日期，如 2021-08-19")
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        raise ValueError(f"写的是“{text[:20]}”，没有这一天") from None


def _plain(value: Cell) -> str:
    """Full-width signs as ordinary ones, without blanks; a minus stays."""
    return "".join(unicodedata.normalize("NFKC", str(value)).split())


def _disability(value: Cell) -> str:
    word = str(value).strip().removesuffix("残疾")
    if word not in CATEGORIES:
        raise ValueError(f"应为{'、'.join(CATEGORIES)}之一")
    return CATEGORIES[word]


def _grade(value: Cell) -> int:
    word = _plain(_text(value)).removesuffix("级")
    if word not in GRADES:
        raise ValueError("应为一级、二级、三级或四级")
    return GRADES[word]


READERS: Mapping[str, Callable[[Cell], Any]] = {
    "text": _text,
    "code": _code,
    "money": _money,
    "date": _date,
    "disability": _disability,
    "grade": _grade,
}
