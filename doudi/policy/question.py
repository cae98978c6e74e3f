"""问题文件 — reading a question file, and saying in one Chinese sentence what is wrong with it.

YAML or JSON; keys are text, decimals are read exactly, nothing is guessed. Every refusal is a `BadInput`
with the path of the field (`facts.members[1].birth`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 4_000_000
DEEPEST = 40
WITHOUT_FIGURES = (
    "deadline",
    "self_care",
    "id_number",
)  # no place's figures enter these answers


class BadInput(Exception):
    """A question cannot be answered as it is written: `path` of the field and half a Chinese sentence."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path}：{sentence}" if path else sentence)
        self.path, self.sentence = path, sentence


class _Loader(yaml.SafeLoader):
    """YAML whose keys are text, whose days stay text and whose decimals are exact."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _starts in (
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("tag:yaml.org,2002:float", r"^[-+]?[0-9]+\.[0-9]+$", list("-+0123456789")),
    ("tag:yaml.org,2002:merge", r"^(?:<<)$", ["<"]),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), _starts)


def _whole(loader: _Loader, node: yaml.ScalarNode) -> int | str:
    return int(node.value) if len(node.value) < 40 else str(node.value)


def _map(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if (
            not isinstance(key_node, yaml.ScalarNode)
            or key_node.tag == "tag:yaml.org,2002:merge"
        ):
            raise BadInput(
                "", f"第{key_node.start_mark.line + 1}行的键不是文字，请改成普通的键。"
            )
        key = key_node.value
        if key in found:
            raise BadInput(
                "",
                f"第{key_node.start_mark.line + 1}行的键 {key} 写了两次，请删去一个。",
            )
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: Decimal(node.value)
)
_Loader.add_constructor("tag:yaml.org,2002:map", _map)


def _refuse_depth(stream: str) -> None:
    """A document nested far deeper than any question is refused before it is built, aliases with it."""
    depth = 0
    for event in yaml.parse(stream, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise BadInput(
                "",
                f"第{event.start_mark.line + 1}行用了 YAML 引用（*），请把内容写全。",
            )
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise BadInput(
                "",
                f"第{event.start_mark.line + 1}行嵌套太深，请对照问题文件的格式改正。",
            )


def _from_json(text: str) -> list[Any]:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            if key in found:
                raise BadInput("", f"键 {key} 写了两次，请删去一个。")
            found[key] = value
        return found

    def refuse(word: str) -> Any:
        raise BadInput("", f"数字不能写 {word}，请改成普通的数字。")

    try:
        return [
            json.loads(
                text,
                object_pairs_hook=pairs,
                parse_float=Decimal,
                parse_constant=refuse,
            )
        ]
    except json.JSONDecodeError as error:
        raise BadInput(
            "", f"第{error.lineno}行不是正确的 JSON，请检查引号、逗号和括号。"
        ) from error
    except (RecursionError, ValueError, InvalidOperation) as error:
        raise BadInput("", "JSON 读不出来，请检查嵌套和数字的写法。") from error


def read_documents(path: Path) -> list[Any]:
    """The questions of a file as plain maps, not yet checked. Raises BadInput for an unreadable file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput("", "文件太大（超过 4 MB），请分成几个文件。")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("", "文件不是 UTF-8 编码，请另存为 UTF-8。") from error
    except (OSError, ValueError) as error:
        raise BadInput("", "文件读不出来，请检查路径和权限。") from error
    if path.suffix.lower() == ".json":
        return _from_json(text)
    try:
        _refuse_depth(text)
        documents = list(yaml.load_all(text, Loader=_Loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第{mark.line + 1}行" if mark is not None else "文件"
        raise BadInput(
            "", f"{line}不是正确的 YAML，请检查缩进、冒号和引号。"
        ) from error
    except (RecursionError, ValueError, ArithmeticError) as error:
        raise BadInput("", "文件读不出来，请对照问题文件的格式改正。") from error
    documents = [document for document in documents if document is not None]
    if not documents:
        raise BadInput("", "文件里没有问题，请至少写一个。")
    return documents


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
        known_on=fields.day("known_on")
        if fields.raw.get("known_on") is not None
        else None,
        facts=fields.raw["facts"],
        expect=expect,
        beside=beside,
    )


_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_MONTH = re.compile(r"^\d{4}-(?:0[1-9]|1[0-2])$")
_DECIMAL = re.compile(r"^-?\d{1,13}(?:\.\d{1,12})?$")
_SHOWN = 30


def shown(value: Any) -> str:
    """A value as it may be shown in a sentence: short, on one line."""
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
                raise BadInput(
                    self.at(shown(key)), f"不认识的键，这里只能写 {'、'.join(keys)}。"
                )

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
            raise BadInput(
                self.at(key), f"写的是 {shown(value)}，只能写 {'、'.join(words)} 之一。"
            )
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
            raise BadInput(
                self.at(key), f"写的是 {shown(value)}，月份要写成 2022-05 的样子。"
            )
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
        return [
            Fields(row, f"{self.at(key)}[{index}]")
            for index, row in enumerate(self.rows(key))
        ]


def as_flag(value: Any, path: str) -> bool:
    """true or false (a bare yes or no too)."""
    if isinstance(value, bool):
        return value
    if value in ("yes", "no"):
        return bool(value == "yes")
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
    text = (
        format(value, "f")
        if isinstance(value, Decimal) and value.is_finite()
        else str(value)
    )
    if not _DECIMAL.match(text):
        raise BadInput(path, f"写的是 {shown(value)}，要写普通的数字。")
    return Decimal(text)


def as_money(value: Any, path: str) -> int:
    """Yuan with at most two decimals, not negative, as whole fen."""
    number = as_decimal(value, path)
    if number < 0:
        raise BadInput(path, f"写的是 {shown(value)}，金额不能是负数。")
    fen = number * 100
    if fen != fen.to_integral_value():
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
