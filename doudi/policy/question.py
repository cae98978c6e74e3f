"""问题 — one question, and its fields read one by one.

What is wrong with a field is a `BadInput` with its path (`facts.members[1].birth`) and one Chinese sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from doudi.policy.reading import BadInput as BadInput
from doudi.policy.values import Place, find_place

WITHOUT_FIGURES = (
    "deadline",
    "self_care",
    "id_number",
)  # no place's figures enter these answers


@dataclass(frozen=True)
class Question:
    """One question: what is asked, on which day, with whose figures, on what facts."""

    name: str
    ask: str
    on: date
    values: str
    known_on: date | None
    facts: Any
    expect: Any
    beside: Path
    known_place: Place | None = None  # instead of the files alone: with what a bureau issued

    @property
    def place(self) -> Place:
        """The place whose figures are used. Raises BadValue."""
        return self.known_place or find_place(self.values, self.beside)

    @property
    def about(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "ask": self.ask,
            "on": self.on.isoformat(),
            "values": self.values,
            "known_on": self.known_on.isoformat() if self.known_on else None,
        }


def read_question(document: Any, beside: Path, kinds: Iterable[str]) -> Question:
    """The frame of a question, checked; the facts are checked by what is asked. Raises BadInput."""
    fields = Fields(document, "")
    fields.only("name", "ask", "on", "values", "known_on", "facts", "expect")
    ask = fields.word("ask", tuple(kinds))
    if ask in WITHOUT_FIGURES:
        fields = Fields({"values": "china", **fields.raw}, "")
    if fields.raw.get("facts") is None:
        raise BadInput("facts", "没有写事实，请补上。")
    name = fields.raw.get("name")
    if name is not None and not isinstance(name, str | int | Decimal):
        raise BadInput("name", "要写文字。")
    expect = fields.raw.get("expect")
    if expect is not None and not isinstance(expect, dict):
        raise BadInput("expect", "要写成“键: 值”的样子。")
    return Question(
        name="" if name is None else str(name),
        ask=ask,
        on=fields.day("on"),
        values=fields.text("values"),
        known_on=fields.day("known_on") if fields.raw.get("known_on") is not None else None,
        facts=fields.raw["facts"],
        expect=expect,
        beside=beside,
    )


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])\Z")
_DECIMAL = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,40})?\Z")
_SHOWN = 30
FLAGS = {
    **{written: True for word in ("yes", "on") for written in (word, word.title(), word.upper())},
    **{written: False for word in ("no", "off") for written in (word, word.title(), word.upper())},
}


def shown(value: Any) -> str:
    """A value as it may be shown in a sentence: short, on one line, as its writer would call it."""
    if value is None or value == "":
        return "空的"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return "一个列表" if isinstance(value, list) else "一组“键: 值”"
    text = "".join(letter if letter.isprintable() else "?" for letter in str(value))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


class Fields:
    """A map of a question under a path; each reader takes one key and says what is wrong with it."""

    def __init__(self, raw: Any, path: str) -> None:
        if not isinstance(raw, dict):
            raise BadInput(path, "要写成“键: 值”的样子。")
        self.raw: Mapping[str, Any] = raw
        self.path = path

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def only(self, *keys: str) -> None:
        for key in self.raw:
            if key not in keys:
                raise BadInput(self.at(shown(key)), f"不认识的键，这里只能写 {'、'.join(keys)}。")

    def given(self, key: str) -> Any:
        if self.raw.get(key) is None:
            raise BadInput(self.at(key), "没有写，请补上。")
        return self.raw[key]

    def absent(self, key: str) -> bool:
        return self.raw.get(key) is None

    def text(self, key: str) -> str:
        value = self.given(key)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            raise BadInput(self.at(key), "要写文字。")
        return value

    def word(self, key: str, words: tuple[str, ...]) -> str:
        value = self.given(key)
        if not isinstance(value, str) or value not in words:
            raise BadInput(self.at(key), f"写的是 {shown(value)}，只能写 {'、'.join(words)} 之一。")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        value = self.raw.get(key)
        if value is None and default is not None:
            return default
        return as_flag(self.given(key), self.at(key))

    def day(self, key: str) -> date:
        return as_day(self.given(key), self.at(key))

    def month(self, key: str) -> str:
        value = self.given(key)
        if not isinstance(value, str) or not _MONTH.match(value) or value < "1800":
            raise BadInput(self.at(key), f"写的是 {shown(value)}，月份要写成 2022-05 的样子。")
        return value

    def money(self, key: str) -> int:
        return as_money(self.given(key), self.at(key))

    def percent(self, key: str) -> Decimal:
        return as_decimal(self.given(key), self.at(key))

    def whole(self, key: str, least: int = 0, most: int = 1_000_000) -> int:
        return as_whole(self.given(key), self.at(key), least, most)

    def rows(self, key: str) -> list[Any]:
        value = self.given(key)
        if not isinstance(value, list):
            raise BadInput(self.at(key), "要写成一个列表。")
        return value

    def words(self, key: str, words: tuple[str, ...]) -> list[str]:
        rows = self.rows(key)
        for index, row in enumerate(rows):
            if not isinstance(row, str) or row not in words:
                raise BadInput(
                    f"{self.at(key)}[{index}]",
                    f"写的是 {shown(row)}，只能写 {'、'.join(words)} 之一。",
                )
        if len(set(rows)) != len(rows):
            raise BadInput(self.at(key), "同一项写了两次，请删去一个。")
        return rows

    def inner(self, key: str) -> Fields:
        return Fields(self.given(key), self.at(key))

    def each(self, key: str) -> list[Fields]:
        return [Fields(row, f"{self.at(key)}[{index}]") for index, row in enumerate(self.rows(key))]


def as_flag(value: Any, path: str) -> bool:
    """true or false (a bare yes or no, on or off too, as YAML lets them be written)."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in FLAGS:
        return FLAGS[value]
    raise BadInput(path, f"写的是 {shown(value)}，要写 true 或 false。")


def as_day(value: Any, path: str) -> date:
    """A day written 2022-05-31, in the years 1800 to 2999."""
    if isinstance(value, str) and _DAY.match(value):
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise BadInput(path, f"没有 {value} 这一天，请改正日期。") from error
        if 1800 <= day.year <= 2999:
            return day
    raise BadInput(path, f"写的是 {shown(value)}，日期要写成 2022-05-31 的样子。")


def as_decimal(value: Any, path: str) -> Decimal:
    """A decimal number, exact."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise BadInput(path, f"写的是 {shown(value)}，要写数字。")
    text = format(value, "f") if isinstance(value, Decimal) and value.is_finite() else str(value)
    if not _DECIMAL.match(text):
        raise BadInput(path, f"写的是 {shown(value)}，要写普通的数字。")
    return Decimal(text)


def as_money(value: Any, path: str) -> int:
    """Yuan with at most two decimals, not negative, as whole fen."""
    number = as_decimal(value, path)
    if number < 0:
        raise BadInput(path, f"写的是 {shown(value)}，金额不能是负数。")
    fen = Fraction(number) * 100
    if fen.denominator > 1:
        raise BadInput(path, f"写的是 {shown(value)}，金额最多两位小数。")
    return int(fen)


def as_whole(value: Any, path: str, least: int, most: int) -> int:
    """A whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(path, f"写的是 {shown(value)}，要写整数。")
    if not least <= value <= most:
        raise BadInput(path, f"写的是 {shown(value)}，要在 {least} 到 {most} 之间。")
    return value


def yuan(fen: int) -> str:
    """Whole fen as yuan with two decimals."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
