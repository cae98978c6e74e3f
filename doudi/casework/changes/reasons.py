"""变动原因：the codes with their clauses, which changes they serve, and from when they count. The list is data."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from doudi.records.refusals import BadInput

EVENT, REFUSED_WORK = "event", "refused_work"


@dataclass(frozen=True, slots=True)
class Reason:
    """一种原因: its code and title, the kinds of change it serves, the cause of grace, the clause."""

    code: str
    title: str
    kinds: frozenset[str]
    grace: str
    from_event: bool
    clause: str


@lru_cache(maxsize=1)
def reasons() -> dict[str, Reason]:
    """Every reason by its code."""
    text = (files("doudi.casework.changes") / "data" / "reasons.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        row["code"]: Reason(
            row["code"],
            row["title"],
            frozenset(row["kinds"].split()),
            row["grace"],
            row["from"] == EVENT,
            row["clause"],
        )
        for row in rows
    }


def reason_for(code: str, kind: str) -> Reason:
    """The reason of a code, if it serves this kind of change. BadInput."""
    found = reasons().get(code)
    if found is None or kind not in found.kinds:
        raise BadInput("这种变动不能用这个原因，请从列表中选择。")
    return found


def reasons_of(kind: str) -> list[Reason]:
    """What a change of this kind may rest on, in the order of the list."""
    return [each for each in reasons().values() if kind in each.kinds]
