"""数据库断电：PostgreSQL itself killed with -9 while a commit is in flight, on a cluster of its own — the one backend, or
the server with all its children; before the commit is written down, or after it, with the answer lost on the way.

After the restart the outcome is looked up by the number of the command: what was done is not done again, what was not
is done once.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, connections
from pytest_django.plugin import DjangoDbBlocker

from doudi.config import postgres
from doudi.config.tests.database import FAST, _built, cloned
from doudi.config.tests.town import Town
from doudi.money.ledger import queries as ledger
from doudi.money.ledger.models import Account, Kind
from doudi.money.reserve.actions import ask, release
from doudi.money.reserve.models import Fund, Replenishment
from doudi.money.tests.purse import Purse, open_purse
from doudi.records.access import acting_as
from doudi.records.audit.commands import once
from doudi.records.audit.verify import verify
from doudi.records.ids import new_id

pytestmark = pytest.mark.postgres
# A commit that waits for a second server is written down here already; it is only never told.
SERVER = {**FAST, "synchronous_commit": "on"}
PATIENCE_SECONDS = 60
FEN = 1_00
SLOW = """
CREATE FUNCTION doudi_slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER money_entry_slow AFTER INSERT ON money_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION doudi_slow();
"""
QUICK = "DROP TRIGGER money_entry_slow ON money_entry; DROP FUNCTION doudi_slow();"


@pytest.fixture
def own_server(
    template_database: str, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[tuple[Path, Purse]]:
    """A throw-away cluster with the office open; the keys are those of the session, whose template it was, too."""
    folder = Path(tempfile.mkdtemp(prefix="doudi-test-"))
    shutil.rmtree(folder)
    subprocess.run(["cp", "-a", str(_built()), str(folder)], check=True)
    try:
        with (
            django_db_blocker.unblock(),
            postgres.served(folder, SERVER),
            cloned(folder, template_database, tmp_path),
        ):
            yield folder, open_purse(Town())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_commit_cut_off_is_looked_up_and_never_repeated(
    own_server: tuple[Path, Purse], at_size: Callable[[int, int], int]
) -> None:
    """Each of the four cases in turn."""
    folder, purse = own_server
    fund = purse.fund(0)
    for number in range(at_size(4, 200)):
        whole, written = bool(number & 2), bool(number & 1)
        asked = ask(fund=fund, amount_fen=FEN, why="补足", by=purse.act("fang"))
        press = partial(_press, purse, asked, new_id(), done := list[int]())
        _hold_commits(folder, written)
        _cut_off(folder, whole, press, written)
        _let_commits_go(folder, written)
        assert press() == press() == {"released": str(asked.pk)}
        assert len(done) == (1 if written else 2), "what was written down is not done again"
        _ties(purse, fund, number + 1)
    assert verify().sound


def _press(purse: Purse, asked: Replenishment, order: UUID, done: list[int]) -> dict[str, Any]:
    by = purse.act("xu")

    def do() -> dict[str, Any]:
        done.append(1)
        return {"released": str(release(request=asked, by=by).pk)}

    return once(command=order, kind="release", body={"asked": str(asked.pk)}, do=do, by=by)


def _cut_off(folder: Path, whole: bool, press: Callable[[], Any], written: bool) -> None:
    """Press in a thread of its own, and kill while its COMMIT waits; the thread hears of a fault, not of an answer."""
    heard: list[object] = []

    def pressing() -> None:
        try:
            heard.append(press())
        except DatabaseError as error:
            heard.append(error)
        finally:
            connection.close()

    thread = Thread(target=pressing)
    thread.start()
    for pid in (
        _committing(folder, "SyncRep" if written else "PgSleep"),
        *(_family(folder) if whole else ()),
    ):
        # A server that lost a backend ends the others before we come to them.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    thread.join()
    assert len(heard) == 1 and isinstance(heard[0], DatabaseError), heard
    for alias in connections:
        connections[alias].close()
    postgres.start(folder, SERVER) if whole else _back(folder)


def _committing(folder: Path, waits_for: str) -> int:
    """The backend whose COMMIT is in flight."""
    sought = (
        "SELECT pid FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active' AND wait_event = %s"
    )
    end = time.monotonic() + PATIENCE_SECONDS
    with _superuser(folder) as server:
        while (row := server.execute(sought, [waits_for]).fetchone()) is None:
            assert time.monotonic() < end, "no commit in flight"
            time.sleep(0.02)
    return int(row[0])


def _family(folder: Path) -> list[int]:
    """The server first, so that it makes no new children, then its children."""
    cluster = postgres.home(folder).cluster
    server = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    told = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return [server, *map(int, told)]


def _back(folder: Path) -> None:
    """A server that lost a backend to kill -9 drops all others and recovers by itself."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not postgres.answers(folder):
        assert time.monotonic() < end, "the server does not come back"
        time.sleep(0.05)


def _hold_commits(folder: Path, written: bool) -> None:
    if written:
        _wait_for_a_second_server(folder, "nobody")
    else:
        with connections["owner"].cursor() as cursor:
            cursor.execute(SLOW)


def _let_commits_go(folder: Path, written: bool) -> None:
    if written:
        _wait_for_a_second_server(folder, "")
    else:
        with connections["owner"].cursor() as cursor:
            cursor.execute(QUICK)


def _wait_for_a_second_server(folder: Path, named: str) -> None:
    with _superuser(folder) as server:
        server.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{named}'")
        server.execute("SELECT pg_reload_conf()")
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        with _superuser(folder) as server:
            row = server.execute("SHOW synchronous_standby_names").fetchone()
        if row == (named,):
            return
        assert time.monotonic() < end
        time.sleep(0.02)


def _superuser(folder: Path) -> psycopg.Connection[Any]:
    return psycopg.connect(postgres.conninfo(folder, postgres.SUPERUSER, "postgres"), autocommit=True)


def _ties(purse: Purse, fund: Fund, released: int) -> None:
    with acting_as(purse.act("feng").scope):
        assert Account.objects.get(kind=Kind.RESERVE).balance_fen == released * FEN
        assert Replenishment.objects.filter(fund=fund, entry__isnull=False).count() == released
        assert ledger.faults() == []
