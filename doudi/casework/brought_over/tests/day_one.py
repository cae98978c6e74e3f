"""首日：sheets of invented families of 松岭镇, made the way that offices make them."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from doudi.casework.brought_over.actions import HandedFile
from doudi.casework.brought_over.sheets import COLUMNS, HOUSEHOLDS, MEMBERS, ROSTER, TITLES
from doudi.config.tests.town import invented_id
from doudi.records.imports.writing import MADE

SUN = invented_id("19450920", 501).reveal()
ZHOU, HE = invented_id("19760518", 503).reveal(), invented_id("19780711", 504).reveal()
LI = invented_id("19510203", 505).reveal()
ACCOUNT = "621700990204000017"


def household(name: str, number: str, **told: Any) -> dict[str, Any]:
    first = {"township": "松岭镇", "village": "西甸村", "kind": "农村低保", "persons": 1, "monthly": 80}
    return {"name": name, "number": number, "since": "2019-05", **first, **told}


def member(head: str, name: str, number: str, **told: Any) -> dict[str, Any]:
    first = {"relation": "本人", "ill": "健康", "work": "务农", "income": 0, "covered": "是"}
    return {"head": head, "name": name, "number": number, **first, **told}


def paid(name: str, number: str, persons: int, base: Any, **told: Any) -> dict[str, Any]:
    return {"name": name, "number": number, "persons": persons, "base": base, "total": base, **told}


# 孙桂芝 is paid what the law says (450 − 370); 周建国 and 何丽 are paid ten yuan more than 450 × 2 − 200.
FAMILIES = (
    household("孙桂芝", SUN, holder="孙桂芝", bank="农商银行", account=ACCOUNT, phone="13009902041"),
    household("周建国", ZHOU, village="东岗", persons=2, monthly=710),
    household("李长贵", LI, kind="农村特困（分散）", monthly=590),
)
PEOPLE = (
    member(SUN, "孙桂芝", SUN, income=370, work="无劳动能力"),
    member(ZHOU, "何丽", HE, relation="配偶", income=0, work="未就业"),
    member(ZHOU, "周建国", ZHOU, income=200),
    member(LI, "李长贵", LI, income=108, work="无劳动能力"),
)
ROLL = (
    paid("孙桂芝", SUN, 1, 80, account=ACCOUNT),
    paid("周建国", ZHOU, 2, 710),
    paid("李长贵", LI, 1, 590),
)


def sheet(which: str, rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str] | None = None) -> bytes:
    """An .xlsx with a title, a note and the header in the third row; numbers lie in it as numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})  # the same rows give the same bytes
        page = book.add_worksheet("表")
        page.write_string(0, 0, TITLES[which])
        page.write_string(1, 0, "示例区")
        for column, each in enumerate(COLUMNS[which]):
            page.write_string(2, column, (titles or {}).get(each.name, each.title))
            for number, row in enumerate(rows, 3):
                page.write(number, column, row.get(each.name, ""))
    return out.getvalue()


def files(
    families: Sequence[Mapping[str, Any]] = FAMILIES,
    people: Sequence[Mapping[str, Any]] = PEOPLE,
    roll: Sequence[Mapping[str, Any]] | None = ROLL,
) -> dict[str, HandedFile]:
    """What is handed in."""
    handed = {HOUSEHOLDS: sheet(HOUSEHOLDS, families), MEMBERS: sheet(MEMBERS, people)}
    if roll is not None:
        handed[ROSTER] = sheet(ROSTER, roll)
    return {which: HandedFile(f"{TITLES[which]}.xlsx", content) for which, content in handed.items()}
