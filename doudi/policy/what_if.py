"""假如 — figures otherwise: `dibao_standard.rural=+5%`, `support_fee.halving_factor=1`, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from doudi.policy.figures import HAS, KEYS, Figures, money, read_keys
from doudi.policy.values import BadValue, Value

_SETTING = re.compile(r"(?P<name>[a-z_0-9]+)\.(?P<key>[a-z_0-9]+)=(?P<text>.*)", re.DOTALL)
_RELATIVE = re.compile(r"(?P<sign>[+-])(?P<number>\d{1,12}(?:\.\d{1,9})?)(?P<percent>%?)")
_FEN = Decimal("0.01")


class BadSetting(Exception):
    """A setting cannot be followed; one Chinese sentence says what to write."""


@dataclass(frozen=True)
class Setting:
    """One key of a value set otherwise: as it is written now (None: not in force) and as it would be."""

    name: str
    key: str
    before: Any
    after: Any


def figures_if(figures: Figures, settings: Iterable[str]) -> tuple[Figures, list[Setting]]:
    """The figures with settings tried, each `name.key=value` or `name.key=+5%`. Raises BadSetting."""
    tried: list[Setting] = []
    values: dict[str, Value] = {}
    for text in settings:
        name, key, written = _parted(text)
        value = values.get(name) or figures.sources.get(name) or _nothing(name, figures.on)
        before = value.keys.get(key)
        after = _tried(text, before, written, is_money=KEYS[name][key].read is money)
        tried.append(Setting(name, key, before, after))
        values[name] = replace(value, keys={**value.keys, key: after})
    otherwise = figures.otherwise()
    for name, value in values.items():
        try:
            otherwise.update(read_keys(value, KEYS[name]))
        except BadValue as error:
            raise BadSetting(f"--set {name}：{str(error).partition('：')[2]}") from error
        otherwise[f"{HAS}{name}"] = 1
        otherwise.sources[name] = value
    return otherwise, tried


def _parted(text: str) -> tuple[str, str, str]:
    parts = _SETTING.fullmatch(text.strip())
    if parts is None:
        raise BadSetting(f"--set {_short(text)}：请写成 名称.键=数，如 dibao_standard.rural=+5%。")
    name, key = parts["name"], parts["key"]
    if name not in KEYS:
        raise BadSetting(f"--set {_short(text)}：没有 {name} 这个数值，可用的有：{'、'.join(KEYS)}。")
    if key not in KEYS[name]:
        raise BadSetting(
            f"--set {_short(text)}：{name} 没有 {key} 这个键，可用的有：{'、'.join(KEYS[name])}。"
        )
    return name, key, parts["text"].strip()


def _short(text: str) -> str:
    return " ".join(text.split())[:60]


def _nothing(name: str, on: date) -> Value:
    """A value not in force, to be set key by key."""
    return Value(name, name, "", {}, on, on, "测算", True, "", "测算")


def _tried(text: str, before: Any, written: str, is_money: bool) -> Any:
    relative = _RELATIVE.fullmatch(written)
    if relative is None:
        return _absolute(text, written)
    if isinstance(before, bool) or not isinstance(before, int | Decimal):
        raise BadSetting(f"--set {_short(text)}：这个键现在没有数，不能增减，请直接写要用的数。")
    amount = Decimal(relative["number"])
    if relative["percent"]:
        amount = Decimal(before) * amount / 100
    after = Decimal(before) + (amount if relative["sign"] == "+" else -amount)
    if after < 0:
        raise BadSetting(f"--set {_short(text)}：减到了零以下，请改小一些。")
    if is_money:
        after = after.quantize(_FEN, ROUND_HALF_UP)  # told as it is used: whole fen
    return int(after) if after == after.to_integral_value() else after


def _absolute(text: str, written: str) -> Any:
    """A number, true or false, a list as TOML writes it, or a word."""
    if not written:
        raise BadSetting(f"--set {_short(text)}：等号后面没有写数，请补上。")
    try:
        return tomllib.loads(f"value = {written}", parse_float=Decimal)["value"]
    except (tomllib.TOMLDecodeError, InvalidOperation, RecursionError):
        return written
