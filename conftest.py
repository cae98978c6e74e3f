"""测试的共同约定: the mode, Hypothesis's two sizes, and which tests belong to `make proof` only.

`make test` runs every kind of check at a size that fits and always draws the same examples;
`make proof` (DOUDI_PROOF=1) runs the same code at the sizes that the issues name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

PROOF = os.environ.get("DOUDI_PROOF") == "1"

os.environ.setdefault("DOUDI_MODE", "test")
# Playwright keeps a loop running in its thread; the tests beside it talk to the database as always.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# One server and one template a session, whichever rooms a worker's tests come from.
# isort: off
from doudi.config.tests.database import (  # noqa: E402  settles the mode and Django first
    committing,
    data_folder,
    django_db_setup,
    template_database,
    town,
)
from doudi.config.tests.canaries import guarded  # noqa: E402
from doudi.web.tests.browser import chromium  # noqa: E402
# isort: on

__all__ = ["chromium", "committing", "data_folder", "django_db_setup", "template_database", "town"]

BEGIN_EARLY = ("browser", "spark", "long")
# Rooms whose files share what is dear to set up: one running demonstration, one county of specimens, all code read.
TOGETHER = ("tests/journeys/", "doudi/web/tests/matrix/", "tests/architecture/")
# No deadline: a shared machine's pauses say nothing about the code; speed is measured in benchmarks/.
QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile(
    "test",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=QUIET,
)
settings.register_profile(
    "proof", max_examples=5_000, deadline=None, print_blob=True, suppress_health_check=QUIET
)
settings.load_profile("proof" if PROOF else "test")


@pytest.fixture(scope="session", autouse=True)
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is logged, uploaded and exported by the tests of this process tells of nobody; else its last test fails."""
    with guarded(tmp_path_factory.mktemp("canaries")):
        yield


@pytest.fixture(scope="session")
def at_size() -> Callable[[int, int], int]:
    """`at_size(20_000, 1_000_000)`: the first figure in `make test`, the second in `make proof`."""

    def choose(test: int, proof: int) -> int:
        return proof if PROOF else test

    return choose


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only the proof runs, and say how many by pytest's own count of deselected tests; what takes long
    begins first.
    """
    items.sort(key=lambda item: not _takes_long(item))
    if PROOF:
        return
    proofs = [item for item in items if item.get_closest_marker("proof")]
    if proofs:
        config.hook.pytest_deselected(items=proofs)
        items[:] = [item for item in items if item not in proofs]


def _takes_long(item: pytest.Item) -> bool:
    early = any(item.get_closest_marker(name) for name in BEGIN_EARLY)
    return early or item.nodeid.startswith(TOGETHER)


class ByFileOrRoom(LoadFileScheduling):
    """One process for the tests of a file, as `--dist loadfile` has it; for some rooms, of the whole room."""

    def _split_scope(self, nodeid: str) -> str:
        return next((room for room in TOGETHER if nodeid.startswith(room)), super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Only for the way in which `make test` divides them; whoever asks for another gets it."""
    return ByFileOrRoom(config, log) if config.getvalue("dist") == "loadfile" else None
