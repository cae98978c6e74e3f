"""所填：what a person typed, read with mercy: full-width digits, three ways to write a day, commas in amounts.

`Typed` reads the fields of one form and notes everything wrong, so that all of it is told at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from doudi.policy.question import as_day, as_money
from doudi.policy.reading import BadInput as BadValue
from doudi.records.refusals import BadInput

Value = TypeVar("Value")
_SPACES = re.compile(r"\s+")
_CHINESE_DAY = re.compile(r"^(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?$")
NEVER = date.min  # stands for a day that could not be read, until `refuse_wrong` has its say


class WrongFields(BadInput):
    """填写有误：every wrong field by name, each with its sentence."""

    def __init__(self, errors: dict[str, str]) -> None:
        n = len(errors)
        super().__init__(ngettext("有 %(n)s 处要改。", "有 %(n)s 处要改。", n) % {"n": n})
        self.errors = errors


def as_typed(text: str | None) -> str:
    """What was typed, without spaces around it."""
    return _SPACES.sub(" ", (text or "").replace("\x00", "")).strip()


def as_day_text(text: str) -> str:
    """20220531, 2022.5.31 and 2022年5月31日 are read as 2022-05-31; anything else stays as typed."""
    if re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = _CHINESE_DAY.match(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text


def as_amount_text(text: str) -> str:
    """1,800 元 is read as 1800; anything else stays as typed."""
    bare = text.replace(",", "").removesuffix("元").strip()
    return bare if re.fullmatch(r"-?\d+(\.\d+)?", bare) else text


class Typed:
    """一份表单 as sent. Each reading answers a value that is only good after `refuse_wrong`."""

    def __init__(self, fields: QueryDict) -> None:
        self.fields = fields
        self.errors: dict[str, str] = {}

    def text(self, name: str, missing: str = "") -> str:
        """A line of text; `missing` is the sentence where it must not be blank."""
        text = as_typed(self.fields.get(name))
        if not text and missing:
            self.errors[name] = missing
        return text

    def long_text(self, name: str, missing: str = "") -> str:
        """Text of several lines."""
        text = (self.fields.get(name) or "").replace("\r\n", "\n").strip()
        if not text and missing:
            self.errors[name] = missing
        return text

    def day(self, name: str) -> date:
        """A day that must be there."""
        return self.maybe_day(name) or self._wrong(name, gettext("没有写日期，请补上。"), NEVER)

    def maybe_day(self, name: str) -> date | None:
        """A day, or None where the field is blank."""
        text = as_day_text(self._number(name))
        if not text:
            return None
        try:
            return as_day(text, name)
        except BadValue as error:
            return self._wrong(name, error.sentence, NEVER)

    def fen(self, name: str) -> int:
        """An amount in yuan that must be there, as whole fen."""
        text = as_amount_text(self._number(name))
        if not text:
            return self._wrong(name, gettext("没有写金额，请补上；没有就写 0。"), 0)
        try:
            return as_money(text, name)
        except BadValue as error:
            return self._wrong(name, error.sentence, 0)

    def whole(self, name: str, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number within bounds that must be there."""
        text = self._number(name)
        if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most:
            return int(text)
        sentence = gettext("要写 %(least)s 到 %(most)s 的整数。") % {"least": least, "most": most}
        return self._wrong(name, sentence, least)

    def choice(self, name: str, among: Collection[str], missing: str = "") -> str:
        """One of a list; blank only where no `missing` sentence is told."""
        text = as_typed(self.fields.get(name))
        if (text and text not in among) or (not text and missing):
            return self._wrong(name, missing or gettext("请从列表中选择。"), "")
        return text

    def id(self, name: str) -> UUID:
        """The number of a record, out of a list or a hidden field."""
        try:
            return UUID(self.fields.get(name, ""))
        except ValueError:
            return self._wrong(name, gettext("请从列表中选择。"), UUID(int=0))

    def tick(self, name: str) -> bool:
        return name in self.fields

    def all(self, name: str) -> list[str]:
        """Every value sent under one name, as boxes that were ticked."""
        return self.fields.getlist(name)

    @property
    def expected(self) -> int | None:
        """The number of steps that the form was opened at (`order_fields`)."""
        sent = self.fields.get("expected", "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else None

    def wrong(self, name: str, sentence: str) -> None:
        """Note that a field is wrong for a reason that the page knows."""
        self.errors[name] = sentence

    def refuse_wrong(self) -> None:
        """Raise WrongFields with everything that was noted. Call it before the values are used."""
        if self.errors:
            raise WrongFields(self.errors)

    def _number(self, name: str) -> str:
        return unicodedata.normalize("NFKC", as_typed(self.fields.get(name)))

    def _wrong(self, name: str, sentence: str, instead: Value) -> Value:
        self.errors[name] = sentence
        return instead
