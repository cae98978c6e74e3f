"""页面的测试：a clone of the template in which the office is open. Pages that read no table are tested without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import cloned

# isort: split
from django.test import Client

from doudi.casework.tests.office import Office
from doudi.config.tests.town import THE_DAY, Town
from doudi.money.tests.purse import Purse, open_purse
from doudi.web.tests.desk import Desk


@pytest.fixture(scope="package")
def django_db_setup(
    data_folder: Path,
    template_database: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The office is opened once, its keepers of money too, for all the tests of the room that roll back."""
    folder = tmp_path_factory.mktemp("web")
    with django_db_blocker.unblock(), cloned(data_folder, template_database, folder):
        open_purse(Town())
        yield


@pytest.fixture
def browser() -> Client:
    """A browser in which nobody has signed in."""
    return Client()


@pytest.fixture
def office(request: pytest.FixtureRequest, town: Town) -> Office:
    """The officers of the stories. A test that commits has a database of its own, and opens the office in it."""
    return open_purse(town) if "committing" in request.fixturenames else Purse(town)


@pytest.fixture
def desk(office: Office, settings: Settings) -> Desk:
    """Officers signed in, on 2022-03-07 unless `desk.on` names another day."""
    settings.CLOCK_DAY = THE_DAY
    return Desk(office, settings)
