"""重画不一致：after a reply the discrepancies of its households are drawn anew, and their totals become evidence."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.verification.comparing import Heard, Mismatch, mismatches, total_of
from doudi.casework.verification.declared import Declared, latest_declared
from doudi.casework.verification.findings import Conclusion, Discrepancy
from doudi.casework.verification.models import Answer, Request, State, Subject
from doudi.casework.verification.numbers import figures, working_days_after
from doudi.casework.verification.sources import Source
from doudi.records.access import Act
from doudi.records.evidence.actions import Said
from doudi.records.evidence.models import REGISTER

FEN = 100
CHANGED = "来源有新的答复，核对结果变了，请重新拟定结论"


def redraw(
    requests: Collection[UUID], where: Source, data_on: date, digest: bytes | None, by: Act
) -> list[Said]:
    """Draw the discrepancies of these requests anew for one source; answers the household facts as evidence."""
    held = list(Request.objects.filter(pk__in=requests).select_related("case__household").order_by("id"))
    declared = latest_declared(each.case_id for each in held)
    subjects = _by_request(
        Subject.objects.filter(request__in=held).select_related("person").order_by("position")
    )
    heard = latest_heard(held, where)
    said: list[Said] = []
    for request in held:
        asked = subjects[request.pk]
        said += _totals(request, where, asked, heard, declared[request.case_id], data_on, digest, by)
        keys = figures(request.area_id, by.day).keys
        drawn = mismatches(where, asked, heard, declared[request.case_id], FEN * int(keys["tolerance_yuan"]))
        _keep(request, where, drawn, working_days_after(by.day, int(keys["explain_working_days"])), by)
    return said


def latest_heard(requests: Sequence[Request], where: Source) -> dict[UUID, Heard]:
    """Subject → the latest answer of a source."""
    rows = (
        Answer.objects.filter(row__subject__request__in=requests, batch__source=where.code)
        .select_related("row")
        .order_by("row", "-at", "-id")
        .distinct("row")
    )
    return {row.row.subject_id: heard_in(row) for row in rows}


def heard_in(row: Answer) -> Heard:
    """An answer opened."""
    records = json.loads(row.records.reveal()) if row.records is not None else ()
    return Heard(State(row.state), records)


def _totals(
    request: Request,
    where: Source,
    subjects: Sequence[Subject],
    heard: dict[UUID, Heard],
    declared: Declared,
    data_on: date,
    digest: bytes | None,
    by: Act,
) -> list[Said]:
    members = [each for each in subjects if each.person_id and where.code in each.sources]
    rows = []
    for fill in where.fills:
        if fill.household:
            total = total_of(fill, members, heard, declared)
            note = f"{'、'.join(total.open)}没有答复" if total.open else ""
            if note and total.value is not None:
                note = f"至少；{note}"
            rows.append(
                Said(
                    request.case.household,
                    fill.fact,
                    REGISTER,
                    where.department,
                    said_on=by.day,
                    holds_on=data_on,
                    value=total.value,
                    paper_sm3=digest,
                    note=note,
                )
            )
    return rows


def _keep(request: Request, where: Source, drawn: Sequence[Mismatch], explain_by: date, by: Act) -> None:
    there = {(row.subject_id, row.fact): row for row in Discrepancy.objects.filter(request=request)}
    now = {(each.subject, each.fact): each for each in drawn}
    for key, each in now.items():
        row = there.get(key)
        if row is None:
            Discrepancy.objects.create(
                request=request,
                area_id=request.area_id,
                source=where.code,
                found_on=by.day,
                explain_by=explain_by,
                **_columns(each),
            )
        elif row.gone_on is not None or row.found_value != each.found_value:
            Discrepancy.objects.filter(pk=row.pk).update(
                source=where.code, gone_on=None, found_on=by.day, explain_by=explain_by, **_columns(each)
            )
            _reopen(row)
    for key, row in there.items():
        if key not in now and row.source == where.code and row.gone_on is None:
            Discrepancy.objects.filter(pk=row.pk).update(gone_on=by.day)
            _reopen(row)


def _columns(each: Mismatch) -> dict[str, Any]:
    columns = asdict(each)
    columns["subject_id"] = columns.pop("subject")
    return columns


def _reopen(row: Discrepancy) -> None:
    Conclusion.objects.filter(discrepancy=row, returned_because="").update(returned_because=CHANGED)


def _by_request(rows: Any) -> dict[UUID, list[Subject]]:
    found: dict[UUID, list[Subject]] = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row)
    return found
