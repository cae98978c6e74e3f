"""重复享受 — the same person may not hold two schemes that exclude each other in one month."""

from __future__ import annotations

from typing import Any

from doudi.policy.asks.figures_asked import asked
from doudi.policy.days import Month
from doudi.policy.figures import Key
from doudi.policy.question import BadInput, Fields, Question

SCHEMES = ("tekun", "dibao", "single_person", "margin", "rigid_expenditure", "orphan", "temporary_aid")
TITLES = {
    "tekun": "特困",
    "dibao": "低保",
    "single_person": "单人保",
    "margin": "低保边缘",
    "rigid_expenditure": "刚性支出困难家庭",
    "orphan": "孤儿、事实无人抚养儿童保障",
    "temporary_aid": "临时救助",
}
_FOREVER = Month(9999, 12)


def _pairs(value: Any) -> dict[str, list[list[str]]]:
    if not isinstance(value, list) or any(
        not isinstance(row, list) or len(row) != 2 or any(each not in SCHEMES for each in row)
        for row in value
    ):
        raise ValueError("要写成一对一对的救助类别")
    return {"pairs": value}


EXCLUSION = {"pairs": Key(_pairs, ("pairs",))}
Held = tuple[str, Month, Month]


def answer(question: Question) -> dict[str, Any]:
    """Every pair of schemes held together against the rule, by person, with the months of overlap."""
    fields = Fields(question.facts, "facts")
    fields.only("persons")
    sources = asked(question)
    pairs = [frozenset(pair) for pair in sources.value("exclusion", EXCLUSION)["pairs"]]
    basis = sources.used[-1].basis
    conflicts: list[dict[str, str | None]] = []
    for each in fields.each("persons"):
        each.only("id", "holds")
        name, holds = each.text("id"), [_held(row) for row in each.each("holds")]
        for number, first in enumerate(holds):
            conflicts.extend(
                _told(name, first, second, basis)
                for second in holds[number + 1 :]
                if _overlap(first, second)
                and (first[0] == second[0] or frozenset((first[0], second[0])) in pairs)
                and first[0] != "temporary_aid"
            )
    return {"allowed": not conflicts, "conflicts": conflicts, "unverified": sources.unverified()}


def _held(row: Fields) -> Held:
    row.only("scheme", "from", "to")
    start = Month.parse(row.month("from"))
    end = _FOREVER if row.absent("to") else Month.parse(row.month("to"))
    if end < start:
        raise BadInput(row.at("to"), "截止月早于起始月，请改正。")
    return row.word("scheme", SCHEMES), start, end


def _overlap(first: Held, second: Held) -> bool:
    return first[1] <= second[2] and second[1] <= first[2]


def _told(name: str, first: Held, second: Held, basis: str) -> dict[str, str | None]:
    start, end = max(first[1], second[1]), min(first[2], second[2])
    last = None if end == _FOREVER else str(end)
    return {
        "id": name,
        "first": first[0],
        "second": second[0],
        "from": str(start),
        "to": last,
        "because": f"{start} 起同时享受{TITLES[first[0]]}和{TITLES[second[0]]}，请停发其中一类。",
        "basis": basis,
    }
