"""金丝雀：what may not be read is planted, and then looked for where it must not be."""

import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from doudi.config import postgres
from doudi.config.tests.canaries import KNOWN
from doudi.config.tests.town import DONGGANG, Town, invented_id
from doudi.records.access import acting_as
from doudi.records.evidence.actions import note
from doudi.records.people.accounts import propose_account
from doudi.records.people.actions import register_person
from doudi.records.people.models import Person
from doudi.records.vault.secret import Secret

ACCOUNT, _, PHONE, ILLNESS = KNOWN
NAME = "金丝雀"


def test_no_canary_lies_open_in_the_database_or_the_logs(
    committing: str, town: Town, data_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    by, area, number = town.act("lin"), town.area(DONGGANG), invented_id("19500412", 77)
    held = register_person(area=area, name=NAME, id_number=number, phone=Secret(PHONE), by=by)
    propose_account(person=held, bank="示例农商行", holder=NAME, number=ACCOUNT, why="首次登记", by=by)
    told: dict[str, Any] = {
        "about": held,
        "fact": "illness",
        "source": "declared",
        "said_by": "本人",
        "said_on": by.day,
    }
    note(**told, sealed=Secret(ILLNESS), by=by)
    with acting_as(by.scope), pytest.raises(DatabaseError), transaction.atomic():
        Person.objects.filter(pk=held.pk).update(died="1900-01-01")  # the failing row would show in a DETAIL

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'records%%'")
        tables = [row[0] for row in cursor.fetchall()]
        whole = ""
        for table in tables:
            cursor.execute(f"SELECT string_agg(t::text, '') FROM {table} t")
            whole += str(cursor.fetchone()[0])
    plain = (number.reveal(), ACCOUNT, PHONE, ILLNESS)
    shapes = [*plain, *(text.encode().hex() for text in plain)]
    assert NAME in whole
    assert [shape for shape in shapes if shape in whole] == []

    server_log = postgres.home(data_folder).log.read_text(errors="replace")
    assert "person_dies_after_birth" in server_log
    assert [shape for shape in (*shapes, NAME) if shape in server_log] == []
    assert [text for text in plain if text in caplog.text] == []
