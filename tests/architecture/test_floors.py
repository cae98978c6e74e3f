"""The floors hold: each broken import, written into an invented house, is refused by the contracts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOMS, TOP

_RUN = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Import-linter over the `doudi` that stands in the folder, under this project's contracts."""
    config = ["--config", str(TOP / "pyproject.toml"), "--no-cache", "--no-logo"]
    return subprocess.run(
        [sys.executable, "-c", _RUN, *config],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )


def build(folder: Path, files: dict[str, str]) -> Path:
    """A house of the given files; `doudi/money/ledger/books.py` gets every package on its way."""
    for name, content in {"doudi/policy/__init__.py": "", **files}.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        for step in place.relative_to(folder).parents:
            if step != Path("."):
                (folder / step / "__init__.py").touch()
        place.write_text(content)
    return folder


def test_the_house_as_it_stands_keeps_every_floor() -> None:
    told = lint(TOP)
    assert told.returncode == 0, told.stdout


def test_a_house_with_its_ground_floor_alone_stands(tmp_path: Path) -> None:
    told = lint(build(tmp_path, {}))
    assert told.returncode == 0, told.stdout
    assert "0 broken" in told.stdout


# the importer, below → the imported, above
UPSTAIRS = {
    "doudi/policy/days.py": "doudi/records/calendars.py",
    "doudi/records/people/queries.py": "doudi/casework/cases/queries.py",
    "doudi/casework/awards/actions.py": "doudi/money/ledger/actions.py",
    "doudi/money/payments/actions.py": "doudi/outreach/visits/queries.py",
    "doudi/outreach/visits/actions.py": "doudi/oversight/reports/queries.py",
    "doudi/oversight/reports/queries.py": "doudi/web/reports/views.py",
    "doudi/api/people.py": "doudi/config/settings.py",
    "doudi/web/people/views.py": "doudi/portal/pages.py",
    "doudi/records/vault/keys.py": "doudi/records/people/models.py",
    "doudi/casework/intake/actions.py": "doudi/casework/awards/actions.py",
    "doudi/money/ledger/actions.py": "doudi/money/price_subsidy/actions.py",
}


def module(name: str) -> str:
    return name.removesuffix(".py").replace("/", ".")


@pytest.mark.parametrize(
    ("below", "above"), UPSTAIRS.items(), ids=[f"{a} → {b}" for a, b in UPSTAIRS.items()]
)
def test_an_import_that_goes_upstairs_is_refused(tmp_path: Path, below: str, above: str) -> None:
    told = lint(build(tmp_path, {below: f"import {module(above)}\n", above: ""}))
    assert told.returncode == 1
    assert f"{module(below)} -> {module(above)}" in told.stdout


def test_the_way_down_is_free(tmp_path: Path) -> None:
    told = lint(build(tmp_path, {"doudi/money/ledger/actions.py": "import doudi.policy", "doudi/cli.py": ""}))
    assert told.returncode == 0, told.stdout


def test_django_in_the_law_is_refused(tmp_path: Path) -> None:
    told = lint(build(tmp_path, {"doudi/policy/days.py": "from django.utils import timezone\n"}))
    assert told.returncode == 1
    assert "doudi.policy.days -> django" in told.stdout


def test_a_room_that_nobody_planned_is_refused(tmp_path: Path) -> None:
    told = lint(build(tmp_path, {"doudi/attic/__init__.py": ""}))
    assert told.returncode == 1
    assert "attic" in told.stdout


def test_the_rooms_are_those_of_the_contract() -> None:
    contract = (TOP / "pyproject.toml").read_text("utf-8")
    assert all(f"({room})" in contract for room in ROOMS)
