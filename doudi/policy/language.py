"""规则的写法 — how a rule is written.

A rule is a plain function. Its name is the quantity or the test, its parameters are the names of what
it needs (other quantities, facts, figures), and its decorator carries the Chinese title, the unit and
the clause. Everything else — order of work, trace, explanation, manual, fast forms — is derived.

Amounts inside a reckoning are whole *parts of a fen* (`fen` = how many parts one fen has in this
reckoning), chosen so that every division comes out whole: nothing is ever rounded but where a rule
says `round_up` or `round_half_up`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

HOUSEHOLD = "household"
MEMBER = "member"
SUPPORTER = "supporter"
OBLIGATION = "obligation"  # one supporter's duty towards one member

MONEY = "元"  # kept in parts of a fen, shown in yuan
YES_NO = "是否"
COUNT = "个"
YEARS = "岁"
CODE = "代码"

RULE, TOTAL, HOW_MANY = "rule", "total", "how_many"
QUANTITY, TEST, SCHEME = "quantity", "test", "scheme"

Function = Callable[..., Any]


@dataclass(frozen=True)
class Rule:
    """One quantity of the law: what it is called, what it needs, and on whose authority.

    `form` says how it is made: RULE calls `function`; TOTAL and HOW_MANY sum or count the quantity `of`
    over the entities below (members and supporters of the household, obligations of a supporter).
    `role` is SCHEME, TEST or QUANTITY. `since`/`until` bound the days on which the rule is law.
    """

    name: str
    title: str
    entity: str
    unit: str
    basis: str
    needs: tuple[str, ...]
    form: str = RULE
    role: str = QUANTITY
    function: Function | None = None
    of: str = ""
    since: date = date.min
    until: date = date.max


BOOK: dict[str, list[Rule]] = {}


class RuleConflict(Exception):
    """Two rules of one name hold on the same day."""


def _enter(rule: Rule) -> None:
    for other in BOOK.setdefault(rule.name, []):
        if rule.since <= other.until and other.since <= rule.until:
            raise RuleConflict(f"规则 {rule.name} 有两个写法在同一天有效，请改它们的 since 或 until。")
    BOOK[rule.name].append(rule)


def _decorator(
    entity: str, title: str, unit: str, basis: str, role: str, since: str, until: str
) -> Callable[[Function], Function]:
    def enter(function: Function) -> Function:
        code = function.__code__
        _enter(
            Rule(
                name=function.__name__,
                title=title,
                entity=entity,
                unit=unit,
                basis=basis,
                needs=code.co_varnames[: code.co_argcount],
                role=role,
                function=function,
                since=date.fromisoformat(since) if since else date.min,
                until=date.fromisoformat(until) if until else date.max,
            )
        )
        return function

    return enter


def household(
    title: str, *, unit: str, basis: str, since: str = "", until: str = ""
) -> Callable[[Function], Function]:
    """A quantity of the household."""
    return _decorator(HOUSEHOLD, title, unit, basis, QUANTITY, since, until)


def member(
    title: str, *, unit: str, basis: str, since: str = "", until: str = ""
) -> Callable[[Function], Function]:
    """A quantity of each co-living member (共同生活的家庭成员)."""
    return _decorator(MEMBER, title, unit, basis, QUANTITY, since, until)


def supporter(
    title: str, *, unit: str, basis: str, since: str = "", until: str = ""
) -> Callable[[Function], Function]:
    """A quantity of each obligor living elsewhere (赡养、抚养、扶养义务人)."""
    return _decorator(SUPPORTER, title, unit, basis, QUANTITY, since, until)


def obligation(
    title: str, *, unit: str, basis: str, since: str = "", until: str = ""
) -> Callable[[Function], Function]:
    """A quantity of one supporter towards one member."""
    return _decorator(OBLIGATION, title, unit, basis, QUANTITY, since, until)


def test(title: str, *, basis: str, since: str = "", until: str = "") -> Callable[[Function], Function]:
    """A condition put to the household; the answer is yes, no or unknown, and is told with both sides."""
    return _decorator(HOUSEHOLD, title, YES_NO, basis, TEST, since, until)


def scheme(title: str, *, basis: str, since: str = "", until: str = "") -> Callable[[Function], Function]:
    """A scheme (低保, 特困 …): its parameters are its tests, in the order in which they are told."""
    return _decorator(HOUSEHOLD, title, YES_NO, basis, SCHEME, since, until)


_ABOVE = {MEMBER: HOUSEHOLD, SUPPORTER: HOUSEHOLD, OBLIGATION: SUPPORTER}


def total(name: str, title: str, *, of: str, basis: str) -> None:
    """The sum of the amount `of` over all members (supporters, obligations) of the entity above them."""
    _enter(
        Rule(
            name,
            title,
            _ABOVE[BOOK[of][0].entity],
            MONEY,
            basis,
            (of,),
            form=TOTAL,
            of=of,
        )
    )


def how_many(name: str, title: str, *, of: str, basis: str) -> None:
    """How many members (supporters) answer yes to `of`."""
    _enter(
        Rule(
            name,
            title,
            _ABOVE[BOOK[of][0].entity],
            COUNT,
            basis,
            (of,),
            form=HOW_MANY,
            of=of,
        )
    )


def share(amount: int, rate: Fraction) -> int:
    """`rate` of `amount`; the parts of a fen are chosen so that it comes out whole."""
    return amount * rate.numerator // rate.denominator


def round_up(amount: int, step: int) -> int:
    """见角进元: the next whole `step` not below `amount` (both in parts, amount >= 0)."""
    return (amount + step - 1) // step * step


def round_half_up(amount: int, step: int) -> int:
    """四舍五入: the nearest whole `step`, halves upwards (both in parts, amount >= 0)."""
    return (2 * amount + step) // (2 * step) * step


NAMED_ROUNDINGS = ("round_up", "round_half_up")


def in_force(on: date) -> dict[str, Rule]:
    """The rules that are law on a day, by name, in the order in which they are written."""
    return {
        name: rule for name, versions in BOOK.items() for rule in versions if rule.since <= on <= rule.until
    }


_DATED = re.compile(r"^(?P<clause>.*?)（(?P<edge>自|至)(?P<day>\d{4}-\d{2}-\d{2})）$")


def clauses_on(basis: str, on: date) -> str:
    """The clauses of `basis` that hold on a day: «甲；乙（自2026-07-01）；丙（至2026-06-30）»."""
    held = []
    for clause in basis.split("；"):
        dated = _DATED.match(clause)
        if dated is None:
            held.append(clause)
            continue
        day = date.fromisoformat(dated["day"])
        if (on >= day) if dated["edge"] == "自" else (on <= day):
            held.append(dated["clause"])
    return "；".join(held)
