"""数据来源：who is asked, which columns an answer has, which facts it fills. All of it is data, in `data/*.csv`."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from doudi.records.refusals import BadInput

MEMBER, SUPPORTER, BOTH = "member", "supporter", "both"


@dataclass(frozen=True, slots=True)
class Field:
    """答复列：one column of an answer and the other titles under which it comes back."""

    name: str
    title: str
    sort: str
    needed: bool
    shown: bool
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """一项事实：how it is read from the records of an answer, and compared with what was declared."""

    fact: str
    code: str
    title: str
    household: bool
    how: str
    field: str
    only: str
    none: int | bool | None
    compare: str
    against: str
    unit: str
    money: bool

    @property
    def target(self) -> str:
        """The declared fact that it is compared with, and that a conclusion settles."""
        return self.against or self.fact


@dataclass(frozen=True, slots=True)
class Source:
    """一个来源：a department's or a bank's register."""

    code: str
    title: str
    department: str
    of: str
    document: str
    fields: tuple[Field, ...]
    fills: tuple[Fill, ...]

    def asks(self, supporter: bool) -> bool:
        """Is a supporter, or a member, asked about here?"""
        return self.of in (BOTH, SUPPORTER if supporter else MEMBER)

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)


@dataclass(frozen=True, slots=True)
class Exemption:
    """可以豁免的财产：what for, and by which clause; `unverified` where the local rule was not seen."""

    fact: str
    code: str
    title: str
    clause: str
    unverified: bool

    @property
    def mark(self) -> str:
        """What stands beside the clause wherever it is named."""
        return "；地方细则没有见到文件" if self.unverified else ""


@cache
def sources() -> dict[str, Source]:
    """Every source by its code, in the order of the list."""
    fields, fills = _rows("fields.csv"), _rows("facts.csv")
    found = {}
    for row in _rows("sources.csv"):
        columns = tuple(_field(each) for each in fields if each["source"] == row["code"])
        facts = tuple(_fill(each, columns) for each in fills if each["source"] == row["code"])
        found[row["code"]] = Source(**row, fields=columns, fills=facts)
    return found


def source(code: str) -> Source:
    """The source of this code. BadInput names the ones that there are."""
    if code not in sources():
        raise BadInput(f"没有这个数据来源，请从{'、'.join(each.title for each in sources().values())}里选。")
    return sources()[code]


@cache
def exemptions() -> tuple[Exemption, ...]:
    """Everything that may be left out of account, with its clause."""
    return tuple(
        Exemption(row["for"], row["code"], row["title"], row["clause"], row["unverified"] == "1")
        for row in _rows("exemptions.csv")
    )


def _field(row: dict[str, str]) -> Field:
    return Field(
        row["name"],
        row["title"],
        row["sort"],
        row["needed"] == "1",
        row["shown"] == "1",
        tuple(filter(None, row["synonyms"].split("|"))),
    )


def _fill(row: dict[str, str], fields: tuple[Field, ...]) -> Fill:
    none: int | bool | None = {"": None, "no": False, "0": 0}[row["none"]]
    money = any(each.name == row["field"] and each.sort == "money" for each in fields)
    return Fill(
        row["fact"],
        row["code"],
        row["title"],
        row["about"] == "household",
        row["how"],
        row["field"],
        row["only"],
        none,
        row["compare"],
        row["against"],
        row["unit"],
        money,
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("doudi.casework.verification") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
