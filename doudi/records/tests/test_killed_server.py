"""断电一样的停机：kill -9 of PostgreSQL under actions loses nothing that was answered, and the chain stays whole."""

import os
import signal
import threading
import time
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, connections

from doudi.config import postgres
from doudi.config.tests.database import FAST
from doudi.config.tests.town import DONGGANG, Town
from doudi.records.audit.models import AuditLine
from doudi.records.audit.verify import verify
from doudi.records.people.actions import register_person
from doudi.records.people.models import Person

pytestmark = pytest.mark.postgres


def test_every_person_put_on_file_outlives_the_server(committing: str, town: Town, data_folder: Path) -> None:
    with psycopg.connect(
        postgres.conninfo(data_folder, postgres.SUPERUSER, "postgres"), autocommit=True
    ) as server:
        server.execute(f"ALTER DATABASE {committing} SET synchronous_commit = on")
    connections.close_all()
    by, area = town.act("lin"), town.area(DONGGANG)
    answered: list[Person] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 10_000):
                answered.append(register_person(area=area, name=f"甲{number}", by=by))
        except DatabaseError:
            return
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(10_000 * number,)) for number in range(8)]
    for worker in workers:
        worker.start()
    until = time.monotonic() + 30
    while len(answered) < 40 and time.monotonic() < until:
        time.sleep(0.02)
    note = postgres.home(data_folder).cluster / "postmaster.pid"
    os.kill(int(note.read_text().split("\n")[0]), signal.SIGKILL)
    postgres.start(data_folder, FAST)
    for worker in workers:
        worker.join()
    connections.close_all()

    kept = set(Person.objects.using("owner").values_list("pk", flat=True))
    told = AuditLine.objects.using("owner").filter(did="people.registered")
    assert len(answered) >= 40
    assert {person.pk for person in answered} - kept == set()
    assert {str(number) for number in kept} == set(told.values_list("object_id", flat=True))
    assert verify().faults == []
