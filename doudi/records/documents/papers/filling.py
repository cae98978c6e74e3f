"""填文书：checks what goes on a paper, all faults at once, and turns every value into what is printed."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from doudi.policy.days import Month
from doudi.policy.question import yuan
from doudi.records.documents.papers.amounts import MOST_FEN, amount_in_capitals
from doudi.records.documents.papers.forms import ID_NUMBER, Field, Paper, Sort
from doudi.records.documents.papers.privacy import masked, private_things
from doudi.records.refusals import BadInput
from doudi.records.vault.secret import Secret

LONGEST_TEXT = 4000
MOST_ROWS = 500
_SCANNED = (Sort.TEXT, Sort.LINES)


class PaperIncomplete(BadInput):
    """文书缺栏目：every required field that is missing, named at once."""


class UnknownField(BadInput):
    """文书没有这一栏：what was handed over has no place on this paper."""


class WrongValue(BadInput):
    """栏目填得不对：a value of another sort than its field."""


class PrivateThing(BadInput):
    """不得出现的内容：an ID number, account, telephone number or illness where the paper may not show one."""


@dataclass
class _Faults:
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)


def filled(paper: Paper, data: Mapping[str, Any], *, blank: bool = False) -> dict[str, Any]:
    """Field name → what is printed, None for a place left to the pen; `blank` asks for no field at all.

    Raises UnknownField, PaperIncomplete, WrongValue or PrivateThing, in this order, each for the whole paper.
    """
    faults = _Faults()
    told = _record(paper, paper.fields, data, "", faults, blank)
    name = f"《{paper.title}》"
    if faults.unknown:
        raise UnknownField(f"{name}没有这些栏目：{'、'.join(faults.unknown)}，请去掉后再打印。")
    if faults.missing:
        raise PaperIncomplete(f"{name}还缺：{'、'.join(faults.missing)}，请补齐后再打印。")
    if faults.wrong:
        raise WrongValue(f"{name}{'；'.join(faults.wrong)}，请改正后再打印。")
    if faults.private:
        raise PrivateThing(f"{name}{'；'.join(faults.private)}，请删去后再打印。")
    return told


def _record(
    paper: Paper, fields: Sequence[Field], data: Mapping[str, Any], where: str, faults: _Faults, blank: bool
) -> dict[str, Any]:
    known = {each.name for each in fields}
    faults.unknown.extend(f"{where}{str(name)[:40]}" for name in data if name not in known)
    told: dict[str, Any] = {}
    for each in fields:
        value = data.get(each.name)
        title = f"{where}{each.title}"
        if _nothing(value):
            told[each.name] = None
            if each.required and not blank:
                faults.missing.append(title)
        else:
            told[each.name] = _printed(paper, each, value, title, faults)
    return told


def _nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | tuple) and not _said(value))


def _said(value: str | list[Any] | tuple[Any, ...]) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _printed(paper: Paper, each: Field, value: Any, title: str, faults: _Faults) -> Any:
    """One value as the template gets it; a fault is noted and None returned."""
    if each.sort is Sort.ROWS:
        return _table(paper, each, value, title, faults)
    wanted = _WANTED[each.sort]
    if not _fits(each, value):
        faults.wrong.append(f"“{title}”要填{wanted}")
        return None
    if each.sort in _SCANNED:
        for one in [value] if isinstance(value, str) else value:
            faults.private.extend(f"“{title}”里有{thing}" for thing in private_things(one, paper.never))
    return _shown(paper, each, value)


def _table(paper: Paper, each: Field, value: Any, title: str, faults: _Faults) -> list[dict[str, Any]] | None:
    rows = list(value) if isinstance(value, list | tuple) else []
    if not rows or len(rows) > MOST_ROWS or not all(isinstance(row, Mapping) for row in rows):
        faults.wrong.append(f"“{title}”要填一行一行的表，不超过{MOST_ROWS}行")
        return None
    return [
        _record(paper, each.columns, row, f"{title}第{number}行的", faults, False)
        for number, row in enumerate(rows, 1)
    ]


_WANTED = {
    Sort.TEXT: f"文字，不超过{LONGEST_TEXT}字，不含看不见的控制符",
    Sort.LINES: f"一段一段的文字，每段不超过{LONGEST_TEXT}字，不含看不见的控制符",
    Sort.NUMBER: "编号",
    Sort.ID: "18位身份证号",
    Sort.PHONE: "电话号码",
    Sort.DAY: "日期",
    Sort.MONTH: "月份",
    Sort.FEN: "以分为单位的整数金额，不能是负数",
    Sort.COUNT: "不小于零的整数",
    Sort.YES: "是或者否",
    Sort.CHOICE: "所列选项中的一项或几项",
}


def _fits(each: Field, value: Any) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if each.sort is Sort.LINES:
        return isinstance(value, list | tuple) and all(_writable(one) and one.strip() for one in value)
    if each.sort is Sort.CHOICE:
        chosen = [value] if isinstance(value, str) else value
        return isinstance(chosen, list | tuple) and all(one in each.choices for one in chosen)
    if each.sort is Sort.ID:
        number = value.reveal() if isinstance(value, Secret) else value
        return (
            isinstance(number, str) and len(number) == 18 and number[:17].isascii() and number[:17].isdigit()
        )
    if each.sort is Sort.FEN:
        return whole and 0 <= value <= MOST_FEN
    if each.sort is Sort.COUNT:
        return whole and value >= 0
    if each.sort is Sort.DAY:
        return isinstance(value, date) and not isinstance(value, datetime)
    if each.sort is Sort.MONTH:
        return isinstance(value, Month)
    if each.sort is Sort.YES:
        return isinstance(value, bool)
    return _writable(value.reveal() if isinstance(value, Secret) and each.sort is Sort.PHONE else value)


def _writable(value: Any) -> bool:
    """Text without signs that nobody would see: controls, zero-width and direction marks, half characters."""
    return (
        isinstance(value, str)
        and len(value) <= LONGEST_TEXT
        and not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in value.replace("\n", ""))
    )


def _shown(paper: Paper, each: Field, value: Any) -> Any:
    if isinstance(value, Secret):
        value = value.reveal()
    if each.sort is Sort.ID:
        return masked(value.upper()) if ID_NUMBER in paper.never else value.upper()
    if each.sort is Sort.FEN:
        return {"yuan": yuan(value), "capitals": amount_in_capitals(value)}
    if each.sort is Sort.DAY:
        return spoken_day(value)
    if each.sort is Sort.MONTH:
        return f"{value.year}年{value.number}月"
    if each.sort is Sort.COUNT:
        return str(value)
    if each.sort is Sort.CHOICE:
        chosen = {value} if isinstance(value, str) else set(value)
        return {"choices": [[one, one in chosen] for one in each.choices]}
    if each.sort is Sort.LINES:
        return [_tidy(one) for one in value]
    return value if each.sort is Sort.YES else _tidy(value)


def _tidy(told: str) -> str:
    return unicodedata.normalize("NFC", told.strip())


def spoken_day(day: date) -> str:
    """日期写法: 2022年4月28日."""
    return f"{day.year}年{day.month}月{day.day}日"


def titles(fields: Sequence[Field]) -> Iterator[tuple[str, str]]:
    """Every field's and column's Chinese name, columns as `members.name`."""
    for each in fields:
        yield each.name, each.title
        yield from ((f"{each.name}.{column.name}", column.title) for column in each.columns)
