"""启动：production refuses what would hurt somebody; logs tell of no one."""

import json
import logging
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from doudi.config.boot import refuse_unsafe_settings
from doudi.config.logs import blot
from doudi.records.clock import business_now
from doudi.records.vault.secret import Secret

SAFE = {
    "MODE": "production",
    "PRODUCTION": True,
    "DEBUG": False,
    "SECRET_KEY": "x" * 50,
    "CLOCK_DAY": None,
    "ALLOWED_HOSTS": ["doudi.example"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "TRUSTED_PROXIES": ["127.0.0.1"],
}


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in SAFE.items():
        monkeypatch.setattr(settings, name, value)
    return monkeypatch


def test_safe_settings_boot(production: pytest.MonkeyPatch) -> None:
    refuse_unsafe_settings()


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("DEBUG", True, "DOUDI_DEBUG"),
        ("SECRET_KEY", "insecure-key-for-demonstration-and-tests-only", "DOUDI_SECRET_KEY"),
        ("SECRET_KEY", "short", "32"),
        ("CLOCK_DAY", date(2022, 3, 7), "DOUDI_CLOCK"),
        ("ALLOWED_HOSTS", ["*"], "DOUDI_HOSTS"),
        ("SESSION_COOKIE_SECURE", False, "HTTPS"),
        ("CSRF_COOKIE_SECURE", False, "HTTPS"),
        ("MODE", "prod", "DOUDI_MODE"),
        ("TRUSTED_PROXIES", ["10.0.0.1", "0.0.0.0/0"], "DOUDI_PROXIES"),
        ("TRUSTED_PROXIES", ["proxy.example"], "DOUDI_PROXIES"),
    ],
)
def test_each_unsafe_setting_stops_production(
    production: pytest.MonkeyPatch, name: str, value: object, word: str
) -> None:
    production.setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=word):
        refuse_unsafe_settings()


def test_in_production_no_pretended_day_makes_an_act(production: pytest.MonkeyPatch) -> None:
    production.setattr(settings, "CLOCK_DAY", date(2022, 3, 7))
    with pytest.raises(ImproperlyConfigured, match="DOUDI_CLOCK"):
        business_now()


def read_settings(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    show = (
        "from doudi.config import settings as s; import json;"
        " print(json.dumps([s.DATABASES, str(s.CLOCK_DAY)], default=str))"
    )
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("DOUDI_", "DATABASE_"))
    }
    return subprocess.run(
        [sys.executable, "-c", show],
        env={**clean, "DOUDI_DATA": str(tmp_path), **environment},
        capture_output=True,
        text=True,
    )


def test_database_url_names_another_server(tmp_path: Path) -> None:
    answer = read_settings(
        tmp_path, DATABASE_URL="postgresql://doudi_app:p%40ss@db.example:6432/doudi?sslmode=verify-full"
    )
    databases, _ = json.loads(answer.stdout)
    assert list(databases) == ["default"]
    told = databases["default"]
    assert (told["HOST"], told["PORT"], told["NAME"], told["USER"], told["PASSWORD"]) == (
        "db.example",
        "6432",
        "doudi",
        "doudi_app",
        "p@ss",
    )
    assert told["OPTIONS"] == {"sslmode": "verify-full"}


def test_without_it_both_roles_meet_in_the_data_folder(tmp_path: Path) -> None:
    databases, day = json.loads(read_settings(tmp_path, DOUDI_CLOCK="2022-03-07").stdout)
    assert [databases[alias]["USER"] for alias in ("default", "owner")] == ["doudi_app", "doudi_owner"]
    assert day == "2022-03-07"


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [("DATABASE_URL", "sqlite:///x.db", "PostgreSQL"), ("DOUDI_CLOCK", "7.3.2022", "2022-03-07")],
)
def test_a_wrong_setting_is_answered_with_a_sentence(
    tmp_path: Path, name: str, value: str, word: str
) -> None:
    assert word in read_settings(tmp_path, **{name: value}).stderr


@pytest.mark.parametrize(
    "number",
    ["99020419500412012X", "990204195004120121", "6200990204000012345", "13900001234", "990204500412012"],
)
def test_no_persons_number_reaches_a_log_line(number: str) -> None:
    event = {
        "event": f"核对{number}失败",
        "deep": {"list": [number, {"x": Exception(number)}]},
        "secret": Secret(number),
    }
    told = repr(blot(logging.getLogger(), "info", event))
    assert number not in told
    assert "***" in told


def test_ordinary_figures_stay_readable() -> None:
    event = {"event": "发放 73400 分，2022-03-07", "rows": 1500}
    assert blot(None, "info", dict(event)) == event
