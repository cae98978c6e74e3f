"""分合事实：what a part of a family, or two families together, say of themselves — from what counted for them before.

Plain functions on facts of a question file: a member's own row goes with the member; what belongs to the whole
household is told anew for a part, and added up for two families.
"""

from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any

from doudi.policy.question import as_money, yuan

SELF = "self"
COUNTED = ("homes", "vehicles", "businesses")
Facts = dict[str, Any]


def only(facts: Facts, who: Collection[str]) -> Facts:
    """The facts of these members alone, everything else as it stands."""
    told = deepcopy(facts)
    told["members"] = [row for row in told["members"] if str(row["id"]) in who]
    if told.get("supporters") is not None:
        told["supporters"] = _supporting(told["supporters"], who)
    return told


def part_of(facts: Facts, who: Collection[str], head: str, assets: Mapping[str, Any] | None) -> Facts:
    """The facts of some of the members, with their own supporters; `assets` of the part, or the household's own."""
    told = deepcopy(facts)
    told.pop("standard", None)
    told["members"] = [_under(row, head) for row in told["members"] if str(row["id"]) in who]
    told["supporters"] = _supporting(told.get("supporters"), who)
    if told["supporters"] is None:
        del told["supporters"]
    if assets is not None:
        told["assets"] = dict(assets)
    return told


def together(one: Facts, other: Facts) -> tuple[Facts, dict[str, str]]:
    """The facts of two families in one, and the new short names of the second one's people."""
    second, names = _renamed(other, _shorts(one))
    told = deepcopy(one)
    told.pop("standard", None)
    told["members"] = [*told["members"], *second["members"]]
    if one.get("supporters") is None or other.get("supporters") is None:
        told.pop("supporters", None)  # not yet known for one of them is not none
    else:
        told["supporters"] = [*told["supporters"], *second["supporters"]]
    told["assets"] = _added(one.get("assets"), other.get("assets"))
    if told["assets"] is None:
        del told["assets"]
    return told, names


def with_owing(facts: Facts, rows: Collection[Mapping[str, Any]]) -> Facts:
    """The facts with supporters who lived in the household until now."""
    told = deepcopy(facts)
    told["supporters"] = [*(told.get("supporters") or ()), *map(dict, rows)]
    return told


def _shorts(facts: Facts) -> set[str]:
    rows = (*facts["members"], *(facts.get("supporters") or ()))
    return {str(row["id"]) for row in rows}


def _under(row: Facts, head: str) -> Facts:
    """A relation was told to the old head; under another one only `self` is certain."""
    if str(row["id"]) == head:
        return {**row, "relation": SELF}
    kept = dict(row)
    if kept.get("relation") == SELF:
        del kept["relation"]
    return kept


def _supporting(rows: Any, who: Collection[str]) -> Any:
    if rows is None:
        return None
    kept = [{**row, "supports": [each for each in row["supports"] if str(each) in who]} for row in rows]
    return [row for row in kept if row["supports"]]


def _renamed(facts: Facts, taken: set[str]) -> tuple[Facts, dict[str, str]]:
    names = {}
    for short in sorted(_shorts(facts)):
        new, number = short, 2
        while new in taken:
            new, number = f"{short}{number}", number + 1
        names[short] = new
        taken = taken | {new}
    told = deepcopy(facts)
    for row in told["members"]:
        row["id"] = names[str(row["id"])]
    for row in told.get("supporters") or ():
        row["id"] = names[str(row["id"])]
        row["supports"] = [names[str(each)] for each in row["supports"]]
    return told, names


def _added(one: Any, other: Any) -> Any:
    """What both own; what is not yet known of one is not yet known of both."""
    if one is None or other is None:
        return None
    told: Facts = {}
    for name in COUNTED:
        if one.get(name) is not None and other.get(name) is not None:
            told[name] = one[name] + other[name]
    if one.get("financial") is not None and other.get("financial") is not None:
        path = "facts.assets.financial"
        told["financial"] = yuan(as_money(one["financial"], path) + as_money(other["financial"], path))
    return told
