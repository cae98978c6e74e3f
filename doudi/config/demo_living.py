"""演示在册以后：a list that is shown to the villages, a new standard that is being tried, an office's first sheets.

Each waits where a visitor can go on: the standard for a document, the sheets for a second person. Everybody in the
sheets is invented: the numbers carry the area code 990204, which is no division.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from doudi.casework.awards.months import first_of, month_after, months_on
from doudi.casework.brought_over.actions import HandedFile, hand_in
from doudi.casework.brought_over.sheets import COLUMNS, HOUSEHOLDS, MEMBERS, ROSTER, TITLES
from doudi.casework.cases.places import place_of, value_on
from doudi.casework.uprating.actions import try_out
from doudi.casework.uprating.figures import AREAS, FEN_OF_A_YUAN, NAMES
from doudi.casework.uprating.models import Kind
from doudi.config.demo_desk import act, area
from doudi.config.demo_money import officer
from doudi.config.demo_officers import EXAMPLE, invented
from doudi.config.demo_plan import working_day_back
from doudi.config.demo_units import Unit
from doudi.oversight.disclosure.actions import prepare, publish
from doudi.records.clock import business_now, china_day
from doudi.records.imports.writing import Table, Writable, workbook_bytes

Row = dict[str, Writable]
SHOWN, HANDED = "990204101000", "990204001000"  # 松岭镇 shows its list; 安平街道 hands in its sheets


def living_units() -> Iterator[Unit]:
    """What a district does with families that receive something already."""
    today = working_day_back(china_day(business_now(None)), 0)
    yield "shown 松岭镇", partial(_shown, today)
    yield "standard tried", partial(_tried, today)
    yield "sheets 安平街道", partial(_handed_in, today)


def _shown(today: date) -> dict[str, Any]:
    """The long-term list of this month, made by one and published by another."""
    held = prepare(township=area(SHOWN), month=first_of(today), by=act("songling", today, 9))
    publish(disclosure=held.pk, by=act("songling3", today, 11))
    return {"disclosure": str(held.pk)}


def _tried(today: date) -> dict[str, Any]:
    """The standards of 低保 and 特困 six in a hundred up from next month, to the yuan: a trial, nothing of it holds."""
    by, raised = officer("qu", EXAMPLE, today), {}
    for scheme, name in NAMES.items():
        keys = value_on(place_of(area(EXAMPLE).pk, today), name, today).keys
        raised[scheme] = {part: math.ceil(Decimal(keys[part]) * 106 / 100) * FEN_OF_A_YUAN for part in AREAS}
    plan = try_out(
        district=area(EXAMPLE), kind=Kind.STANDARDS, changes=raised, since=month_after(today), by=by
    )
    return {"uprating": str(plan.pk)}


def _handed_in(today: date) -> dict[str, Any]:
    """The three sheets of an office's first day, with one number copied wrongly and one amount above the standard."""
    paid = months_on(first_of(today), -1)
    rows: Mapping[str, Sequence[Row]] = {HOUSEHOLDS: FAMILIES, MEMBERS: PEOPLE, ROSTER: ROLL}
    files = {which: HandedFile(f"{TITLES[which]}.xlsx", _sheet(which, told)) for which, told in rows.items()}
    handed = hand_in(unit=area(HANDED), paid_month=paid, files=files, by=act("anping", today))
    return {"batch": str(handed.batch.pk)}


def _sheet(which: str, rows: Sequence[Row]) -> bytes:
    header = [each.title for each in COLUMNS[which]]
    cells = [[row.get(each.name) for each in COLUMNS[which]] for row in rows]
    return workbook_bytes(Table(TITLES[which], [TITLES[which], "安平街道"], header, cells))


MA, MA_WIFE = invented("19520611", 801).reveal(), invented("19541123", 802).reveal()
TIAN, LU = invented("19880302", 804).reveal(), invented("19470817", 805).reveal()
WRONG = LU[:-1] + ("2" if LU[-1] == "1" else "1")


def _family(name: str, number: str, **told: Writable) -> Row:
    first: Row = {"township": "安平街道", "village": "安平社区", "kind": "城市低保"}
    return {"name": name, "number": number, "since": "2021-03", **first, **told}


def _one(head: str, name: str, number: str, **told: Writable) -> Row:
    first: Row = {"relation": "本人", "ill": "健康", "work": "无劳动能力", "income": 0}
    return {"head": head, "name": name, "number": number, **first, "covered": "是", **told}


FAMILIES = (
    _family("马守田", MA, persons=2, monthly=910),
    _family("田小禾", TIAN, persons=1, monthly=300),
    _family("鲁桂珍", WRONG, persons=1, monthly=440),
)
PEOPLE = (
    _one(MA, "马守田", MA, income=200),
    _one(MA, "佟玉兰", MA_WIFE, relation="配偶", income=200),
    _one(TIAN, "田小禾", TIAN, work="灵活就业", income=300),
    _one(WRONG, "鲁桂珍", WRONG, income=215),
)
ROLL: Sequence[Row] = (
    {"name": "马守田", "number": MA, "persons": 2, "base": 910, "total": 910},
    {"name": "田小禾", "number": TIAN, "persons": 1, "base": 300, "total": 300},
)
