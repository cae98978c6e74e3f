"""全款的测试：a market day — the office open, twelve payees on file — opened once and cloned for each story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import cloned

# isort: split
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from doudi.config.tests.town import Town
from doudi.money.tests.county import settle_county
from doudi.money.tests.purse import Purse, open_purse

PAYEES = 12


@pytest.fixture(scope="package")
def market(
    data_folder: Path,
    template_database: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The database of the market day; nobody stays connected to it, so that it can be cloned."""
    folder = tmp_path_factory.mktemp("market")
    with django_db_blocker.unblock(), cloned(data_folder, template_database, folder) as name:
        settle_county(open_purse(Town()), PAYEES)
        connections.close_all()
        yield name


@pytest.fixture(scope="package")
def django_db_setup(
    data_folder: Path,
    market: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """One clone of the market day for all stories that roll back."""
    folder = tmp_path_factory.mktemp("market-rolled-back")
    with django_db_blocker.unblock(), cloned(data_folder, market, folder):
        yield


@pytest.fixture
def committing(
    data_folder: Path, market: str, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[str]:
    """A clone of the market day to commit into; answers the database's name."""
    with django_db_blocker.unblock(), cloned(data_folder, market, tmp_path) as name:
        yield name


@pytest.fixture
def purse(town: Town) -> Purse:
    """The keepers of money, whose office is open already."""
    return Purse(town)
