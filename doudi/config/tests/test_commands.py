"""命令行：migrate, serve and verify as somebody at a terminal meets them."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

import psycopg
import pytest

from doudi.config import postgres

pytestmark = pytest.mark.postgres
RUN = (
    "import argparse, sys; from doudi.config import commands; name, *rest = sys.argv[1:];"
    " parser = argparse.ArgumentParser(); run = getattr(commands, 'add_' + name)(parser);"
    " sys.exit(run(parser.parse_args(rest)))"
)


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder that `doudi migrate` has prepared."""
    with TemporaryDirectory(prefix="doudi-cmd-") as made:
        folder = Path(made) / "data"
        Path(made).chmod(0o755)
        done = doudi(folder, "migrate")
        assert done.returncode == 0, done.stderr
        yield folder
        postgres.stop(folder)


PATIENCE_SECONDS = 240  # with a busy machine; `migrate` is a minute there and seconds elsewhere


def environment(folder: Path, **more: str) -> dict[str, str]:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("DOUDI_", "DATABASE_"))
    }
    return {**clean, "DOUDI_DATA": str(folder), "DOUDI_MODE": "test", **more}


def doudi(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN, *words],
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE_SECONDS,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def get(port: int, path: str) -> tuple[int, str]:
    """Ask until the server answers; the port is refused while it starts."""
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, answer.headers["Content-Security-Policy"]
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_migrate_makes_keys_for_their_owner_only_and_may_run_again(data: Path) -> None:
    for name in ("vault-keys.json", "secret.key", "anchors.txt"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600
    keys = (data / "vault-keys.json").read_text()
    again = doudi(data, "migrate")
    assert again.returncode == 0, again.stderr
    assert (data / "vault-keys.json").read_text() == keys
    assert not postgres.answers(data)


def test_seal_says_how_many_minutes_it_sealed(data: Path) -> None:
    with (
        postgres.served(data),
        psycopg.connect(postgres.conninfo(data, postgres.OWNER, "doudi")) as connection,
    ):
        connection.execute(
            "INSERT INTO records_accessline (id, machine_at, at, name, credential, address, area_id, did, kind,"
            " object_id, why) SELECT gen_random_uuid(), '2022-03-07', '2022-03-07', '某', '', '', max(id), 'x', '', '',"
            " '' FROM records_area"
        )
    for minutes in (1, 0):
        assert f"已封存 {minutes} 分钟" in doudi(data, "seal").stdout
    assert doudi(data, "verify").returncode == 0


def test_verify_answers_in_a_sentence_and_an_exit_code(data: Path) -> None:
    sound = doudi(data, "verify")
    assert (sound.returncode, "未发现改动" in sound.stdout) == (0, True), sound.stderr
    with postgres.served(data):
        with psycopg.connect(postgres.conninfo(data, postgres.OWNER, "doudi")) as connection:
            connection.execute("ALTER TABLE records_auditline DISABLE TRIGGER USER")
            connection.execute("UPDATE records_auditline SET why = '改' WHERE seq = 1")
        unsound = doudi(data, "verify")
        with psycopg.connect(postgres.conninfo(data, postgres.OWNER, "doudi")) as connection:
            connection.execute("UPDATE records_auditline SET why = '' WHERE seq = 1")
            connection.execute("ALTER TABLE records_auditline ENABLE TRIGGER USER")
    assert (unsound.returncode, "第 1 行内容被改动" in unsound.stdout) == (1, True)


def test_serve_answers_keeps_its_folder_and_stops_everything_on_sigterm(data: Path) -> None:
    port = free_port()
    served = subprocess.Popen(
        [sys.executable, "-c", RUN, "serve", "--port", str(port), "--workers", "1"],
        env=environment(data),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        status, policy = get(port, "/readyz")
        assert status == 200
        assert "default-src 'none'" in policy and "unsafe" not in policy
        second = doudi(data, "serve", "--port", str(free_port()))
        assert (second.returncode, "另一个兜底服务" in second.stderr) == (2, True)
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(timeout=30)
    assert not postgres.answers(data)


def test_production_does_not_serve_with_a_pretended_day(data: Path) -> None:
    refused = doudi(data, "serve", DOUDI_MODE="production", DOUDI_CLOCK="2022-03-07")
    assert (refused.returncode, "DOUDI_CLOCK" in refused.stderr) == (2, True)
    assert "Traceback" not in refused.stderr


def test_lost_keys_are_never_made_anew_over_sealed_data(data: Path) -> None:
    keys = data / "vault-keys.json"
    with (
        postgres.served(data),
        psycopg.connect(postgres.conninfo(data, postgres.OWNER, "doudi")) as connection,
    ):
        connection.execute(
            "INSERT INTO records_naturalperson (id, name, id_number) VALUES (gen_random_uuid(), '某', '\\x01aa')"
        )
    kept = keys.rename(keys.with_suffix(".kept"))
    refused = doudi(data, "migrate")
    assert (refused.returncode, "密钥备份" in refused.stderr, keys.exists()) == (2, True, False)
    kept.rename(keys)
    wrong = doudi(data, "serve", "--port", str(free_port()))
    assert (wrong.returncode, "打不开库中数据" in wrong.stderr) == (2, True)


def test_without_the_owners_address_migrate_says_what_is_missing(tmp_path: Path) -> None:
    refused = doudi(tmp_path, "migrate", DATABASE_URL="postgresql://doudi_app@127.0.0.1:1/doudi")
    assert (refused.returncode, "DATABASE_OWNER_URL" in refused.stderr) == (2, True)


def test_verify_opens_every_stored_file_and_sweep_takes_what_no_row_names(data: Path) -> None:
    stray = data / "documents" / "00" / ("0" * 64)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"\1left by a crash")
    sound = doudi(data, "verify")
    assert (sound.returncode, "文件库 0 个文件" in sound.stdout) == (0, True), sound.stderr
    swept = doudi(data, "sweep")
    assert (swept.returncode, "已清除 1 个无主文件" in swept.stdout) == (0, True), swept.stderr
    assert not stray.exists()
    with postgres.served(data):
        with psycopg.connect(postgres.conninfo(data, postgres.OWNER, "doudi")) as connection:
            connection.execute(
                "INSERT INTO records_storedfile (id, area_id, sm3, uploaded_sm3, sort, size, purpose, at,"
                " received_by_name) SELECT gen_random_uuid(), max(id), '\\x00', '\\x00', 'pdf', 1, '附件',"
                " '2022-03-07', '某' FROM records_area"
            )
        unsound = doudi(data, "verify")
        owner = postgres.conninfo(data, postgres.OWNER, "doudi")
        with psycopg.connect(owner, autocommit=True) as connection:
            for statement in (
                "ALTER TABLE {} DISABLE TRIGGER USER",
                "DELETE FROM {}",
                "ALTER TABLE {} ENABLE TRIGGER USER",
            ):
                connection.execute(statement.format("records_storedfile"))
    assert (unsound.returncode, "在文件库中缺失" in unsound.stdout) == (1, True)
    assert "没有审计记录" in unsound.stdout
