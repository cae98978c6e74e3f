"""核对中心里的戏：families of the scenarios, a sheet handed out, filled in as a department would, and sent back."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from doudi.casework.cases.models import Case
from doudi.casework.intake.family import Newcomer
from doudi.casework.intake.form import Applied
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Family, Office, signed
from doudi.casework.verification.batches import hand_out, make_batches
from doudi.casework.verification.models import Batch, Request
from doudi.casework.verification.replies import TakenIn, take_in
from doudi.casework.verification.requests import ask, take
from doudi.config.tests.town import DONGGANG
from doudi.records.access import Act
from doudi.records.imports.reading import read_sheet
from doudi.records.vault.secret import Secret

NO_RECORD = ("无",)
CAR = ("有", "小型轿车", "辽M·00000", "2021-08-19", "86000")


def feng_family() -> Family:
    """冯大伟, his mother and his boy of 东岗村 (S07): no car, they say."""
    return Family(
        DONGGANG,
        {
            "a": Newcomer("冯大伟", "本人", Secret("990204198206070816")),
            "b": Newcomer("冯玉珍", "母", Secret("990204195503100926")),
            "c": Newcomer("冯小宝", "子", Secret("99020420120901091X")),
        },
        {
            "members": [
                {"id": "a", "relation": "self", "income": [], "spending_year": {}},
                {"id": "b", "relation": "parent", "spending_year": {}}
                | {"income": [{"kind": "pension", "monthly": 108}]},
                {"id": "c", "relation": "child", "income": [], "spending_year": {}},
            ],
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [],
        },
        {},
        Applied("没有收入", None, papers=signed("a", "b")),
    )


@dataclass(frozen=True)
class Centre:
    """The desk of the centre on the days of one story in 2022."""

    office: Office
    month: int = 5

    def by(self, who: str, day: int) -> Act:
        return self.office.on(who, self.month, day)

    def accepted(self, family: Family, day: int = 5) -> Case:
        """The family's case, accepted on a day."""
        by = self.by("zhang", day)
        return complete(case=self.office.take(family, by).pk, by=by)

    def asked(self, family: Family, day: int = 5) -> tuple[Case, Request]:
        """Accepted, asked about, and in the clerk's hands."""
        case = self.accepted(family, day)
        request = ask(case=case.pk, by=self.by("zhang", day))
        take(requests=[request.pk], by=self.by("chen", day))
        return case, request

    def batch(self, code: str, *requests: Request, day: int = 6) -> Batch:
        """One batch to one source."""
        made = make_batches(codes=[code], requests=[each.pk for each in requests], by=self.by("chen", day))
        (batch,) = made.batches
        return batch

    def rows(self, batch: Batch, day: int = 6) -> list[list[Any]]:
        """The sheet as it went out, row by row."""
        content = hand_out(batch=batch.pk, by=self.by("chen", day))
        return [list(row) for row in read_sheet(content, "out.xlsx").rows]

    def answered(
        self,
        batch: Batch,
        answers: Mapping[str, Sequence[Sequence[str]]],
        day: int = 9,
        on: date | None = None,
    ) -> TakenIn:
        """The sheet filled in by name and sent back."""
        return self.back(filled(self.rows(batch), answers), day, on)

    def back(self, content: bytes, day: int = 9, on: date | None = None, name: str = "回盘.xlsx") -> TakenIn:
        """A file sent back; its data are of the day before unless told."""
        data_on = on or date(2022, self.month, day - 1)
        return take_in(content=content, filename=name, data_on=data_on, by=self.by("chen", day))


def filled(rows: Sequence[Sequence[Any]], answers: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Answers written into the sheet that went out, one row a record; who is not named is left out."""
    body = []
    for row in rows[3:]:
        body += [[*row[:3], *answer] for answer in answers.get(row[1], ())]
    return written([*rows[:3], *body])


def written(rows: Sequence[Sequence[Any]]) -> bytes:
    """Cells as they are: text as text, a number as a number, as careless hands would leave them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, bool | int | float):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, str(cell))
    return out.getvalue()
