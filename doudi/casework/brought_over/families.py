"""存量户：the rows of the sheets put together into families; whatever does not fit comes back with its cell and reason.

A family with one wrong cell is left out whole, and the others go on. A number on two rows, a member without a head, a
head without members: each is told where it stands.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from doudi.casework.awards.models import Scheme
from doudi.casework.brought_over.places import Village, Villages
from doudi.casework.brought_over.sheets import COLUMNS, HOUSEHOLDS, MEMBERS, ROSTER, Kind
from doudi.records.imports.columns import Fault, Layout, Line, find_layout, read_lines
from doudi.records.imports.reading import Sheet
from doudi.records.people.id_numbers import birth_of
from doudi.records.vault.secret import Secret, plain_form

PERSONAL = (Scheme.TEKUN, Scheme.SINGLE_PERSON)
PAID = (*PERSONAL, Scheme.DIBAO)


@dataclass(frozen=True, slots=True)
class Someone:
    """一名成员 as the sheet says."""

    name: str
    number: Secret
    born: date
    relation: str
    ill: bool
    disability: str | None
    grade: int | None
    work: str
    income_fen: int | None
    covered: bool


@dataclass(frozen=True, slots=True)
class Paid:
    """花名册上的一行: what was paid last month to whom, under which account."""

    row: int
    name: str
    number: Secret
    persons: int
    base_fen: int
    supplement_fen: int
    account: Secret | None


@dataclass(slots=True)
class Family:
    """一户: where, on what, who, the head first."""

    row: int
    name: str
    village: Village
    kind: Kind
    persons: int
    monthly_fen: int
    since: date
    account: tuple[str, str, Secret] | None
    phone: Secret | None
    members: list[Someone] = field(default_factory=list)

    @property
    def head(self) -> Someone:
        return self.members[0]

    @property
    def urban(self) -> bool:
        """A unified township pays the urban standard to all; else what the sheet names; else the village's class."""
        if self.village.unified:
            return True
        return bool(self.village.urban) if self.kind.urban is None else self.kind.urban


@dataclass(slots=True)
class Read:
    """读完的表: the families that fit, the roster by number, what is refused of each sheet."""

    families: list[Family]
    roster: dict[str, Paid]
    faults: dict[str, list[Fault]]
    rows: int

    def paid(self, family: Family) -> Paid | None:
        """The line of the roster for a family."""
        return self.roster.get(family.head.number.reveal())


def read_families(sheets: Mapping[str, Sheet], villages: Villages, day: date) -> Read:
    """Raises NoHeader where a sheet is not what it should be."""
    layouts, lines, faults = {}, {}, {}
    for which, sheet in sheets.items():
        layouts[which] = find_layout(sheet, COLUMNS[which])
        lines[which], faults[which] = read_lines(sheet, COLUMNS[which], layouts[which])
    rows = sum(len(sheet.rows) - layouts[which].header - 1 for which, sheet in sheets.items())
    families = _families(lines[HOUSEHOLDS], layouts[HOUSEHOLDS], faults[HOUSEHOLDS], villages, day)
    _join(families, lines[MEMBERS], layouts, faults, sheets[MEMBERS], day)
    spoilt = {fault.row for fault in faults[HOUSEHOLDS]}
    roster = _roster(lines[ROSTER], layouts[ROSTER], faults[ROSTER]) if ROSTER in sheets else {}
    kept = [each for each in families.values() if each.row not in spoilt]
    return Read(kept, roster, faults, rows)


def _families(
    lines: Sequence[Line], layout: Layout, faults: list[Fault], villages: Villages, day: date
) -> dict[str, Family]:
    found: dict[str, Family] = {}
    for line, twice in _once(lines, "number"):
        said = line.said
        number = said["number"].reveal()
        if twice is not None:
            faults.append(
                layout.fault(line.row, "number", f"与第 {twice + 1} 行是同一个身份证号，请删去一行")
            )
            continue
        try:
            village = villages.find(said["township"], said["village"])
        except LookupError as error:
            faults.append(layout.fault(line.row, *error.args))
            continue
        wrong = _wrong(said, village, day)
        faults += [layout.fault(line.row, *each) for each in wrong]
        if not wrong:
            holder, bank, account = said["holder"], said["bank"], said["account"]
            found[number] = Family(
                line.row,
                said["name"],
                village,
                said["kind"],
                said["persons"],
                said["monthly"],
                said["since"],
                (holder, bank, account) if account is not None else None,
                said["phone"],
            )
    return found


def _wrong(said: Mapping[str, Any], village: Village, day: date) -> list[tuple[str, str]]:
    kind, parts = said["kind"], (said["holder"], said["bank"], said["account"])
    assert isinstance(kind, Kind)
    wrong = []
    if kind.scheme in PERSONAL and said["persons"] != 1:
        wrong.append(("persons", "特困、单人保一人一行，每行 1 人"))
    if kind.scheme not in PAID and said["monthly"] != 0:
        wrong.append(("monthly", "这个类别只认定身份，不发放月保障金，应写 0"))
    if kind.scheme in PAID and said["monthly"] == 0:
        wrong.append(("monthly", "在保的户月保障金不能是 0，停发的请删去"))
    if said["since"] > day:
        wrong.append(("since", "起始年月晚于今天"))
    if any(parts) and not all(parts):
        wrong.append(("account", "开户名、开户行、账号要么都写，要么都不写"))
    if kind.urban is None and village.urban is None:
        wrong.append(("kind", "这个村没有城乡分类，请写明农村还是城市"))
    return wrong


def _join(
    families: dict[str, Family],
    lines: Sequence[Line],
    layouts: Mapping[str, Layout],
    faults: dict[str, list[Fault]],
    sheet: Sheet,
    day: date,
) -> None:
    """Members to their families, the head first; a wrong member's row spoils its family."""
    layout = layouts[MEMBERS]
    spoilt = {_head_on(sheet, layout, fault.row) for fault in faults[MEMBERS]}
    for line, twice in _once(lines, "number"):
        said = line.said
        head, number = said["head"].reveal(), said["number"].reveal()
        family = families.get(head)
        why = _unfit(said, twice, family, day)
        if why is not None or family is None:
            faults[MEMBERS].append(layout.fault(line.row, *(why or ("head", ""))))
            spoilt.add(head)
            continue
        someone = _someone(said)
        family.members.insert(0 if number == head else len(family.members), someone)
    for head, family in families.items():
        why_not = _not_joined(head, family, head in spoilt)
        if why_not:
            faults[HOUSEHOLDS].append(layouts[HOUSEHOLDS].fault(family.row, *why_not))


def _not_joined(head: str, family: Family, spoilt: bool) -> tuple[str, str] | None:
    """Why a family cannot go on, once all its members were read."""
    if spoilt:
        return "name", "本户在家庭成员表里有误，整户退回，请改正后重交"
    if not family.members or family.members[0].number.reveal() != head:
        return "name", "家庭成员表里没有户主本人，请补上"
    if family.members[0].name != family.name:
        return "name", f"家庭成员表里户主叫“{family.members[0].name}”，请核对"
    covered = [each for each in family.members if each.covered]
    if len(covered) != family.persons:
        return "persons", f"家庭成员表里这户有 {len(covered)} 名保障对象，请核对"
    if family.kind.scheme in PERSONAL and not family.members[0].covered:
        return "name", "特困、单人保的户主栏应写本人，请核对"
    return None


def _roster(lines: Sequence[Line], layout: Layout, faults: list[Fault]) -> dict[str, Paid]:
    found: dict[str, Paid] = {}
    for line, twice in _once(lines, "number"):
        said = line.said
        supplement = said["supplement"] or 0
        if twice is not None:
            faults.append(
                layout.fault(line.row, "number", f"与第 {twice + 1} 行是同一个身份证号，请核对是否重发")
            )
        elif said["base"] + supplement != said["total"]:
            faults.append(layout.fault(line.row, "total", "合计不等于保障金加分类施保金"))
        else:
            found[said["number"].reveal()] = Paid(
                line.row,
                said["name"],
                said["number"],
                said["persons"],
                said["base"],
                supplement,
                said["account"],
            )
    return found


def _once(lines: Iterable[Line], name: str) -> Iterator[tuple[Line, int | None]]:
    """Each line, and the row on which the same number stood before."""
    first: dict[str, int] = {}
    for line in lines:
        number = line.said[name].reveal()
        yield line, first.get(number)
        first.setdefault(number, line.row)


def _head_on(sheet: Sheet, layout: Layout, row: int) -> str:
    """The head's number on a row that did not fit otherwise; empty where it is the number that does not fit."""
    place = layout.places["head"]
    cell = sheet.rows[row][place] if place < len(sheet.rows[row]) else ""
    return plain_form(cell) if isinstance(cell, str) else ""


def _unfit(
    said: Mapping[str, Any], twice: int | None, family: Family | None, day: date
) -> tuple[str, str] | None:
    """The column and the reason for which a member cannot be taken."""
    if twice is not None:
        return "number", f"与第 {twice + 1} 行是同一个身份证号，一人只能在一户"
    if family is None:
        return "head", "存量家庭表里没有这个户主，或那一行有误"
    if (said["disability"] is None) != (said["grade"] is None):
        return "grade", "残疾类别和等级要么都写，要么都不写"
    if birth_of(said["number"]) > day:
        return "number", "出生日期晚于今天，请对照证件"
    return None


def _someone(said: Mapping[str, Any]) -> Someone:
    return Someone(
        name=said["name"],
        number=said["number"],
        born=birth_of(said["number"]),
        relation=said["relation"],
        ill=bool(said["ill"]),
        disability=said["disability"],
        grade=said["grade"],
        work=said["work"] or "",
        income_fen=said["income"],
        covered=bool(said["covered"]),
    )
