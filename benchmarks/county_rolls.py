"""六十个月的花名册: each month's roll of a county with its history, paid and closed, written in bulk.

A roll is what `money.payments` would freeze: every paid award in force with its terms of the month, payee and account.
Two people sign its digest before it is closed, or the database refuses. Nothing is posted to the ledger.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from benchmarks.county_books import DECIDED_BY, TAKEN_BY, WHY
from doudi.casework.awards.models import PAID, Award, AwardTerms
from doudi.casework.awards.months import months_on
from doudi.casework.awards.queries import in_force, terms_in
from doudi.money.payments.digests import rests_on
from doudi.money.payments.models import Approval, Line, LineState, Purpose, Run, RunStage
from doudi.records.access import Act, acting_as
from doudi.records.areas.models import Area
from doudi.records.areas.queries import period_of, under
from doudi.records.audit.trail import BulkRow, record_bulk
from doudi.records.ids import new_id
from doudi.records.many import Many, flowing
from doudi.records.people.models import BankAccount
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret

AT_ONCE = 2_000
SIGNERS = (UUID(int=3), UUID(int=4))
PAID_DAY = 15
LINE = (
    *(
        "id",
        "run_id",
        "area_id",
        "position",
        "household_id",
        "award_id",
        "terms_id",
        "person_id",
        "person_name",
    ),
    *("payee_id", "payee_name", "persons", "scheme", "month", "parts", "amount_fen", "holder", "account"),
    *("rests_on", "settled_on"),
)


def load_rolls(district: Area, first: date, until: date, by: Act) -> int:
    """A roll for each month from the first until before the last; answers how many payments there are."""
    with acting_as(by.scope):
        rows = BankAccount.objects.filter(since__isnull=False, until__isnull=True)
        accounts = {row.person_id: (row.holder, row.number) for row in rows.iterator(chunk_size=5_000)}
    written, month, number = 0, first, 0
    while month < until:
        number += 1
        with acting_as(by.scope):
            written += _roll(district, month, number, accounts, by)
        month = months_on(month, 1)
    return written


def _roll(district: Area, month: date, number: int, accounts: dict[UUID, tuple[str, Secret]], by: Act) -> int:
    here = under([district.pk], by.day)
    awards = list(Award.objects.filter(in_force(month), scheme__in=PAID, area_id__in=here).order_by("id"))
    awards = [each for each in awards if each.payee_id in accounts]
    if not awards:
        return 0
    terms = terms_in(month, [each.pk for each in awards])
    run = _opened(district, month, number, by)
    lines, told = (
        Many(Line, *LINE, purpose=Purpose.MONTHLY, state=LineState.PAID, bank="示例农村商业银行"),
        [],
    )
    total = 0
    with transaction.atomic(), flowing() as plan_anew:
        for each in awards:
            held = terms.get(each.pk)
            if held is None or held.monthly_fen == 0:
                continue
            total += held.monthly_fen
            key = new_id()
            lines.add(key, run.pk, *_line(each, held, month, len(told) + 1, accounts[each.payee_id]))
            told.append(BulkRow("line", str(key), each.area_id, {"amount_fen": held.monthly_fen}))
            if len(lines) == AT_ONCE:
                lines.write()
                plan_anew()
        lines.write()
    _closed(run, len(told), total, by)
    record_bulk(by=by, did="payments.loaded", rows=told, why=WHY, run=run.pk, month=month)
    return len(told)


def _opened(district: Area, month: date, number: int, by: Act) -> Run:
    code = period_of(district.pk, by.day).code[:6]
    return Run.objects.create(
        area=district,
        number=f"{code}-FF{month.year}-H{number:03d}",
        month=month,
        purpose=Purpose.MONTHLY,
        bank_format="excel",
        prepared_on=month,
        prepared_at=datetime.combine(month, time(2), UTC),
        prepared_by=TAKEN_BY,
        prepared_by_name=WHY,
    )


def _line(
    award: Award, held: AwardTerms, month: date, position: int, account: tuple[str, Secret]
) -> tuple[Any, ...]:
    parts = {"base": held.base_fen, "supplement": held.supplement_fen, "care": held.care_fen}
    holder, number = account
    return (
        *(award.area_id, position, award.household_id, award.pk, held.pk, award.head_id, award.head_name),
        *(award.payee_id, award.head_name, held.persons, award.scheme, month, parts, held.monthly_fen),
        *(holder, number, rests_on(award, held), month.replace(day=PAID_DAY)),
    )


def _closed(run: Run, lines: int, total: int, by: Act) -> None:
    """Signed by two, sent, answered, closed."""
    run.lines_count, run.total_fen = lines, total
    run.stage, run.batch_sm3 = RunStage.CHECKED, sm3(run.pk.bytes)
    run.save()
    at = datetime.combine(run.month.replace(day=PAID_DAY), time(2), UTC)
    for who in SIGNERS:
        assert who not in (TAKEN_BY, DECIDED_BY)
        Approval.objects.create(
            run=run,
            area_id=run.area_id,
            batch_sm3=run.batch_sm3,
            natural_person=who,
            prepared_by=TAKEN_BY,
            name=WHY,
            at=at,
        )
    day = run.month.replace(day=PAID_DAY)
    run.stage, run.file_sm3, run.exported_on, run.closed_on = RunStage.CLOSED, sm3(run.batch_sm3), day, day
    run.save()
