"""文书的格式：what a paper holds — fields with Chinese names and sorts, who signs, what may never appear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Sort(StrEnum):
    """栏目的种类：how a value is given and how it is printed."""

    TEXT = "text"  # one text
    LINES = "lines"  # several paragraphs
    NUMBER = "number"  # a case, notice or query number: digits that are no account
    ID = "id"  # 身份证号, text or Secret; masked unless the paper needs it
    PHONE = "phone"  # a telephone that belongs on the paper
    DAY = "day"  # date → 2022年4月28日
    MONTH = "month"  # policy Month → 2022年5月
    FEN = "fen"  # whole fen, not negative → 734.00元 and capitals
    COUNT = "count"  # a whole number, not negative
    YES = "yes"  # bool → 是 or 否
    CHOICE = "choice"  # those chosen of a fixed list → boxes with ticks
    ROWS = "rows"  # a table


ID_NUMBER, ACCOUNT, TELEPHONE, ILLNESS = "身份证号", "银行账号", "手机号码", "病种"
EVERYTHING_PRIVATE = frozenset({ID_NUMBER, ACCOUNT, TELEPHONE, ILLNESS})


@dataclass(frozen=True)
class Field:
    """栏目：one field of a paper, or one column of its tables."""

    name: str
    title: str
    sort: Sort = Sort.TEXT
    required: bool = True
    columns: tuple["Field", ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """一种文书：its code, title, fields, signatures and seals, and the private things it must not show.

    `never` is held against every text: an ID number field is masked, anything else is refused.
    """

    code: str
    title: str
    fields: tuple[Field, ...]
    signs: tuple[str, ...] = ()
    seals: tuple[str, ...] = ()
    never: frozenset[str] = EVERYTHING_PRIVATE
    served: bool = False  # goes to the family; its 送达回证 comes back
    signs_with: tuple[tuple[str, str], ...] = ()  # a signer who is there only where this field is filled
    names: dict[str, Field] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", {each.name: each for each in self.fields})

    def signers(self, data: Mapping[str, Any]) -> list[str]:
        """Who signs a paper with these fields."""
        needed = dict(self.signs_with)
        return [each for each in self.signs if each not in needed or data.get(needed[each])]


def text(name: str, title: str) -> Field:
    return Field(name, title)


def lines(name: str, title: str) -> Field:
    return Field(name, title, Sort.LINES)


def number(name: str, title: str) -> Field:
    return Field(name, title, Sort.NUMBER)


def id_number(name: str = "id_number", title: str = "身份证号") -> Field:
    return Field(name, title, Sort.ID)


def phone(name: str, title: str) -> Field:
    return Field(name, title, Sort.PHONE)


def day(name: str, title: str) -> Field:
    return Field(name, title, Sort.DAY)


def month(name: str, title: str) -> Field:
    return Field(name, title, Sort.MONTH)


def fen(name: str, title: str) -> Field:
    return Field(name, title, Sort.FEN)


def count(name: str, title: str) -> Field:
    return Field(name, title, Sort.COUNT)


def yes(name: str, title: str) -> Field:
    return Field(name, title, Sort.YES)


def choice(name: str, title: str, choices: Iterable[str]) -> Field:
    return Field(name, title, Sort.CHOICE, choices=tuple(choices))


def rows(name: str, title: str, *columns: Field) -> Field:
    return Field(name, title, Sort.ROWS, columns=columns)


def optional(each: Field) -> Field:
    """A field that may be missing; its place stays empty for a pen."""
    return Field(each.name, each.title, each.sort, False, each.columns, each.choices)
