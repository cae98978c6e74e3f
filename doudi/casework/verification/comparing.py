"""比对：facts out of answers, and where they say otherwise than the family.

A total of the household is known when every member asked about was answered for. Before that, what is already found
counts as "at least" once it is more than was declared; else the total is asked, and not known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from doudi.casework.verification.declared import MONTHS, Declared
from doudi.casework.verification.models import KNOWN, State, Subject
from doudi.casework.verification.sources import Fill, Source
from doudi.policy.facts import CATEGORY_TITLES, DISABILITY_CATEGORIES
from doudi.policy.question import yuan
from doudi.records.documents.papers.privacy import private_things
from doudi.records.documents.papers.verification import D08_2


@dataclass(frozen=True, slots=True)
class Heard:
    """已收到的答复 about one subject: state and records as they came."""

    state: State
    records: Sequence[Mapping[str, Any]] = ()

    @property
    def known(self) -> bool:
        return self.state in KNOWN


@dataclass(frozen=True, slots=True)
class Total:
    """全户合计 of one fact: the value as evidence (None: not known), and who has not been answered for."""

    value: int | None
    found: int
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """一处不一致, before it is kept; values in the unit of the target."""

    subject: UUID | None
    fact: str
    target: str
    code: str
    declared: str
    found: str
    declared_value: Any
    found_value: Any


def value_of(fill: Fill, heard: Heard) -> Any:
    """The value of one fact; None when it is not known, or nothing is to be said."""
    if not heard.known:
        return None
    records = [each for each in heard.records if _counts(fill.only, each)]
    values = [each[fill.field] for each in records if each.get(fill.field) is not None]
    match fill.how:
        case "count":
            return len(records)
        case "exists":
            return bool(records)
        case "first":
            return values[0] if values else fill.none
        case "sum":
            return sum(values) if values else fill.none
        case "yearly":
            return MONTHS * sum(values) if values else fill.none
    raise ValueError(fill.how)


def total_of(
    fill: Fill, asked: Sequence[Subject], heard: Mapping[UUID, Heard], declared: Declared | None
) -> Total:
    """A fact of the household over all members asked about."""
    open_ = tuple(each.name for each in asked if not heard.get(each.pk, UNHEARD).known)
    found = sum(value_of(fill, heard[each.pk]) or 0 for each in asked if each.pk in heard)
    before = (declared.household(fill.target) if declared else None) or 0
    return Total(found if not open_ or found > before else None, found, open_)


def mismatches(
    where: Source,
    subjects: Sequence[Subject],
    heard: Mapping[UUID, Heard],
    declared: Declared,
    tolerance_fen: int,
) -> list[Mismatch]:
    """Everything in the answers of one source that the declaration of one household does not say."""
    members = [each for each in subjects if each.person_id and where.code in each.sources]
    rows: list[Mismatch] = []
    for fill in where.fills:
        if fill.household:
            rows += _of_household(where, fill, members, heard, declared, tolerance_fen)
        else:
            for each in subjects:
                if each.pk in heard:
                    rows += _of_one(where, fill, each, heard[each.pk], declared, tolerance_fen)
    return rows


def _of_household(
    where: Source,
    fill: Fill,
    members: Sequence[Subject],
    heard: Mapping[UUID, Heard],
    declared: Declared,
    tolerance_fen: int,
) -> list[Mismatch]:
    said, total = declared.household(fill.target), total_of(fill, members, heard, declared)
    if fill.compare != "more" or total.found <= (said or 0) + (tolerance_fen if fill.money else 0):
        return []
    details = [
        f"{each.name}：{told}"
        for each in members
        if each.pk in heard and (told := _details(where, fill, heard[each.pk].records))
    ]
    found = f"{_spoken(fill, total.found)}（{'；'.join(details)}）" if details else _spoken(fill, total.found)
    return [
        Mismatch(
            None,
            fill.fact,
            fill.target,
            fill.code,
            _spoken(fill, said),
            found,
            said,
            total.value or total.found,
        )
    ]


def _of_one(
    where: Source, fill: Fill, who: Subject, heard: Heard, declared: Declared, tolerance_fen: int
) -> list[Mismatch]:
    found = value_of(fill, heard)
    if found is None or found is False or fill.compare == "none":
        return []
    if who.supporter_id:
        return _of_supporter(where, fill, who, found, heard, declared, tolerance_fen)
    said = declared.member(who.person_id, fill.target) if who.person_id else None
    if not _disagrees(fill, said, found, tolerance_fen):
        return []
    if fill.code == "death" and who.person is not None and who.person.died is not None:
        return []
    spoken = _with_details(where, fill, found, heard)
    return [Mismatch(who.pk, fill.fact, fill.target, fill.code, _spoken(fill, said), spoken, said, found)]


def _of_supporter(
    where: Source,
    fill: Fill,
    who: Subject,
    found: Any,
    heard: Heard,
    declared: Declared,
    tolerance_fen: int,
) -> list[Mismatch]:
    """Of a supporter only a death, or alone earning more than the whole family is said to earn."""
    spoken = _with_details(where, fill, found, heard)
    if fill.code == "death":
        return [Mismatch(who.pk, fill.fact, fill.target, fill.code, "未申报", spoken, None, found)]
    year = declared.supporter_year(who.supporter_id) if who.supporter_id else None
    if not fill.money or year is None or found <= year + tolerance_fen:
        return []
    said = f"全家 {yuan(year)} 元（年）"
    return [
        Mismatch(who.pk, fill.fact, "family_income", fill.code, said, spoken, year // MONTHS, found // MONTHS)
    ]


def _disagrees(fill: Fill, said: Any, found: Any, tolerance_fen: int) -> bool:
    allowed = tolerance_fen if fill.money else 0
    if fill.compare == "more":
        return bool(found > (said or 0) + allowed)
    if fill.compare == "differs":
        if fill.money:
            return abs(found - (said or 0)) > allowed
        return said is not None and said != found
    return fill.compare == "any"


def _with_details(where: Source, fill: Fill, found: Any, heard: Heard) -> str:
    told = _details(where, fill, heard.records)
    spoken = _spoken(fill, found)
    return f"{spoken}（{told}）" if told and told != spoken else spoken


def _details(where: Source, fill: Fill, records: Sequence[Mapping[str, Any]]) -> str:
    """What may be shown of the records: no plate, no account."""
    kept = [record for record in records if _counts(fill.only, record)]
    return _details_of(where, kept, leaving=fill.field)


def _details_of(where: Source, records: Sequence[Mapping[str, Any]], leaving: str = "") -> str:
    """What the report may print; where a department wrote an account or an illness into a text, nothing of it."""
    shown = [each for each in where.fields if each.shown and each.name != leaving]
    told = "；".join(
        "，".join(_cell(each.sort, record[each.name]) for each in shown if record.get(each.name) is not None)
        for record in records
    )
    return "" if private_things(told, D08_2.never) else told


def _cell(sort: str, value: Any) -> str:
    if sort == "money":
        return f"{yuan(value)} 元"
    if sort == "disability":
        return f"{CATEGORY_TITLES[DISABILITY_CATEGORIES[value]]}残疾"
    return f"{value} 级" if sort == "grade" else str(value)


def _spoken(fill: Fill, value: Any) -> str:
    if value is None:
        return "未申报"
    if value is True:
        return "有"
    if fill.money:
        return f"{yuan(value)} 元"
    if value in DISABILITY_CATEGORIES:
        return f"{CATEGORY_TITLES[DISABILITY_CATEGORIES[value]]}残疾"
    return f"{value} {fill.unit}".strip()


def _counts(only: str, record: Mapping[str, Any]) -> bool:
    """`use:住宅` — the column has the word; `use:!住宅` — it has not."""
    if not only:
        return True
    name, word = only.split(":")
    there = word.removeprefix("!") in str(record.get(name) or "")
    return there != word.startswith("!")


def spoken_facts(where: Source, heard: Heard) -> str:
    """An answer in words, for the report: no plate, no account."""
    if not heard.known:
        return heard.state.label
    if heard.state == State.NONE:
        return State.NONE.label
    return _details_of(where, heard.records) or State.FOUND.label


UNHEARD = Heard(State.MISSING)
