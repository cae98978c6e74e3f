"""测试数据库：one own server a session, one migrated template, and a clone of it for each test that commits.

Registered as a pytest plugin by the root conftest (`pytest_plugins = ["doudi.config.tests.database"]`).

- `@pytest.mark.django_db` (or the fixture `db`): the test runs in one transaction that is rolled back.
- `committing`: the test gets its own database, cloned from the template, and commits for real; threads see it too.

Either way the connection is the app role's, behind row-level security. Divisions, posts and the cast of `town`
are loaded.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

# pytest reads plugins before pytest-django has set Django up, and models cannot be imported earlier.
os.environ.setdefault("DOUDI_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
django.setup()

import doudi  # noqa: E402
from doudi.config import postgres  # noqa: E402
from doudi.config.tests.canaries import refuse_singing  # noqa: E402
from doudi.config.tests.town import Town, settle  # noqa: E402
from doudi.records.access import Act, Scope  # noqa: E402
from doudi.records.reference import load_reference  # noqa: E402
from doudi.records.vault.keys import make_keys  # noqa: E402

TEMPLATE = "doudi_template"
HOUSE = Path(doudi.__path__[0])
KEPT_SECONDS = 24 * 3600
# Tests kill processes, not the machine: what the server has written survives without syncing the disk.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@pytest.fixture(scope="session")
def data_folder(django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A data folder with a running server, for the length of the session; the template is already in it."""
    folder = Path(tempfile.mkdtemp(prefix="doudi-test-"))
    try:
        with django_db_blocker.unblock():
            shutil.rmtree(folder)
            subprocess.run(["cp", "-a", str(_built()), str(folder)], check=True)
        with postgres.served(folder, FAST):
            yield folder
        # The server has written everything down and stopped: tables, write-ahead log, its own log, kept documents.
        refuse_singing(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template_database(data_folder: Path) -> str:
    """A database with every migration and the reference data; tests clone it and never open it."""
    _settle_in(data_folder)
    return TEMPLATE


def _settle_in(folder: Path) -> None:
    settings.VAULT_KEY_FILE = folder / "vault-keys.json"
    settings.ANCHOR_FILE = folder / "template-anchors.txt"
    settings.DOCUMENT_FOLDER = folder / "documents"
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # argon2 takes 0.2 s a login


def _built() -> Path:
    """A stopped data folder with the template, built once for one state of the source and shared by all sessions.

    Migrating takes ten times as long as any test, and both workers and every run would repeat it.
    """
    mark = hashlib.sha256()
    for path in sorted(_sources()):
        mark.update(path.relative_to(HOUSE).as_posix().encode() + b"\0" + path.read_bytes())
    store = Path(tempfile.gettempdir()) / f"doudi-templates-{os.geteuid()}"
    store.mkdir(mode=0o755, exist_ok=True)
    place = store / mark.hexdigest()[:16]
    with open(store / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for old in store.glob("?" * 16):
            if old != place and old.stat().st_mtime < time.time() - KEPT_SECONDS:
                shutil.rmtree(old)
        if not place.exists():
            _build(place)
        os.utime(place)
    return place


def _sources() -> Iterator[Path]:
    """Whatever decides what the template holds: the ground floor of records, its settings, and every migration."""
    yield from HOUSE.glob("*/migrations/*.py")
    yield from (HOUSE / "config/tests").glob("*.py")
    for room in ("records", "config"):
        for path in (HOUSE / room).rglob("*"):
            if path.suffix in (".py", ".csv", ".toml") and "tests" not in path.parts:
                yield path


def _build(place: Path) -> None:
    half = Path(tempfile.mkdtemp(prefix="doudi-test-"))
    half.chmod(0o755)  # the server's own user must pass through
    _settle_in(half)
    make_keys(settings.VAULT_KEY_FILE)
    with postgres.served(half, FAST):
        postgres.create_database(half, TEMPLATE)
        with _pointed_at(half, TEMPLATE):
            call_command("migrate", database="owner", verbosity=0)
            setup = Act(Scope("安装", audits=True), datetime(2022, 1, 1, tzinfo=UTC))
            load_reference(by=setup)
            settle(setup)
    half.rename(place)


@pytest.fixture(scope="session")
def django_db_setup(
    data_folder: Path, template_database: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """pytest-django's own: one clone for all the tests that roll back."""
    with django_db_blocker.unblock():
        postgres.create_database(data_folder, "doudi_rolled_back", template_database)
        with _pointed_at(data_folder, "doudi_rolled_back"):
            yield


def opened_once(opened: Callable[[Town], object], scope: Literal["package", "module"] = "package") -> Any:
    """The fixture `django_db_setup` of a room, or of one file of it: its office is opened once for all its tests that
    roll back.

    The fixture answers what was opened.
    """

    @pytest.fixture(scope=scope)
    def django_db_setup(
        data_folder: Path,
        template_database: str,
        django_db_blocker: DjangoDbBlocker,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> Iterator[object]:
        folder = tmp_path_factory.mktemp("room")
        with django_db_blocker.unblock(), cloned(data_folder, template_database, folder):
            yield opened(Town())

    return django_db_setup


@pytest.fixture
def committing(
    request: pytest.FixtureRequest,
    data_folder: Path,
    template_database: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
) -> Iterator[str]:
    """A fresh clone to commit into, with its own anchor file; answers the database's name."""
    if request.node.get_closest_marker("django_db"):
        pytest.fail("committing brings its own database: take the mark django_db away")
    with django_db_blocker.unblock(), cloned(data_folder, template_database, tmp_path) as name:
        yield name


@contextmanager
def cloned(data: Path, template: str, folder: Path) -> Iterator[str]:
    """A clone of the template and its anchors for the length of the block; a module may share one."""
    name = f"doudi_{uuid4().hex[:12]}"
    anchors = settings.ANCHOR_FILE
    settings.ANCHOR_FILE = folder / f"{name}-anchors.txt"
    shutil.copy(data / "template-anchors.txt", settings.ANCHOR_FILE)
    postgres.create_database(data, name, template)
    try:
        with _pointed_at(data, name):
            yield name
    finally:
        settings.ANCHOR_FILE = anchors
        postgres.drop_database(data, name)


@pytest.fixture
def town() -> Town:
    """The cast; use it together with `db` or `committing`."""
    return Town()


@contextmanager
def _pointed_at(data: Path, name: str) -> Iterator[None]:
    """Both connections, in this thread and in new ones, at one database of the session's server."""
    before = {alias: dict(connections.settings[alias]) for alias in ("default", "owner")}
    for alias, role in (("default", postgres.APP), ("owner", postgres.OWNER)):
        connections[alias].close()
        place = {
            "NAME": name,
            "HOST": str(postgres.home(data).socket),
            "USER": role,
            "PORT": "",
            "PASSWORD": "",
        }
        connections.settings[alias].update(place, CONN_MAX_AGE=0)
        connections[alias].settings_dict.update(place, CONN_MAX_AGE=0)
    try:
        yield
    finally:
        for alias, settled in before.items():
            connections[alias].close()
            connections.settings[alias].update(settled)
            connections[alias].settings_dict.update(settled)
