"""演示核对：families asked about in one batch a source; what the departments answer is what was declared, or told.

Some sources of a demonstration answer; the others are given up with their reason, as an office does whose lines are
not laid yet.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from doudi.casework.verification.batches import CSV, close_batch, hand_out, make_batches
from doudi.casework.verification.models import Batch, Request
from doudi.casework.verification.queries import discrepancies
from doudi.casework.verification.replies import take_in
from doudi.casework.verification.reporting import issue_report
from doudi.casework.verification.requests import ask, take
from doudi.config.demo_desk import act
from doudi.config.demo_families import Family
from doudi.config.demo_officers import EXAMPLE, SECOND_DISTRICT
from doudi.records.access import Act, acting_as
from doudi.records.imports.reading import read_sheet

ANSWERING = ("household_register", "vehicle", "real_estate", "business", "bank", "funeral", "payroll")
NOT_LAID = "本区还没有与这个来源联通"
HEAD_ROWS = 3  # the control line, a note, the titles
CAR = ("有", "小型轿车", "辽M·00000", "2021-08-19", "86000")

Answers = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One case to be asked about: by whom, on which day, and what is found beyond what was declared."""

    case: UUID
    family: Family
    clerk: str
    on: date
    cars: int = 0


@dataclass(frozen=True, slots=True)
class Days:
    """The centre's days: batches out, replies in, reports."""

    out: date
    back: date
    reported: date


def asked_about(those: Sequence[Asked], district: str, days: Days) -> list[Request]:
    """委托、接收、制表、回盘 for these cases; the requests, with every source answered or given up."""
    requests = [ask(case=each.case, by=act(each.clerk, each.on, 15)) for each in those]
    centre = act(clerk_of(district), days.out)
    take(requests=[each.pk for each in requests], by=centre)
    codes = sorted({code for each in requests for code in each.sources})
    made = make_batches(codes=codes, requests=[each.pk for each in requests], by=centre)
    held = {number: each for each in those for number in [_first_number(each.family)]}
    for batch in made.batches:
        if batch.source in ANSWERING:
            _answer(batch, held, centre, act(clerk_of(district), days.back))
        else:
            close_batch(batch=batch.pk, why=NOT_LAID, by=act(clerk_of(district), days.back))
    return requests


def reported(requests: Sequence[Request], district: str, on: date) -> None:
    """核对报告 by the centre's lead, who is not the one who checked."""
    for each in requests:
        issue_report(request=each.pk, by=act(lead_of(district), on))


def found_in(request: Request, by: Act) -> list[UUID]:
    """Where an answer says otherwise than the family."""
    with acting_as(by.scope):
        return [each.pk for each in discrepancies(request, by)]


def clerk_of(district: str) -> str:
    """The account of the centre's clerk."""
    return "hedui" + (SECOND_DISTRICT if district == EXAMPLE else "")


def lead_of(district: str) -> str:
    """The account of the centre's lead."""
    return "hedui2" + (SECOND_DISTRICT if district == EXAMPLE else "")


def _answer(batch: Batch, held: Mapping[str, Asked], out: Act, back: Act) -> None:
    """The sheet filled in as the department would, and taken in."""
    sheet = read_sheet(hand_out(batch=batch.pk, form=CSV, by=out), "核对表.csv")
    rows = [list(row) for row in sheet.rows]
    body = []
    for row in rows[HEAD_ROWS:]:
        told = held.get(str(row[2]))
        for answer in _found(batch.source, told) if told else [("无",)]:
            body.append([*row[:HEAD_ROWS], *answer])
    text = io.StringIO()
    csv.writer(text).writerows([*rows[:HEAD_ROWS], *body])
    content = text.getvalue().encode("utf-8-sig")
    take_in(content=content, filename="回盘.csv", data_on=back.day - timedelta(days=1), by=back)


def _found(source: str, told: Asked) -> Answers:
    """What a register has about a household, all under the applicant's name: what was declared."""
    assets = told.family.facts.get("assets") or {}
    homes, vehicles = assets.get("homes") or 0, assets.get("vehicles") or 0
    businesses, savings = assets.get("businesses") or 0, str(assets.get("financial") or 0)
    by_source: dict[str, Answers] = {
        "vehicle": [CAR] * max(vehicles, told.cars),
        "real_estate": [("有", "住宅", told.family.address, "60")] * homes,
        "business": [("有", "个体工商户", "经营者", "存续", "")] * businesses,
        "bank": [("有", "农村信用社", "存款", "", savings)] if savings not in ("0", "0.00") else [],
        "household_register": [("有", told.family.address, "")],
    }
    return by_source.get(source) or [("无",)]


def _first_number(family: Family) -> str:
    number = next(iter(family.newcomers.values())).id_number
    return "" if number is None else number.reveal()
