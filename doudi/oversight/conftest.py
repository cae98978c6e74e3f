"""督的测试：a clone of the template in which the office is open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import cloned

# isort: split
from doudi.casework.tests.office import Office, open_office
from doudi.config.tests.town import Town


@pytest.fixture(scope="package")
def django_db_setup(
    data_folder: Path,
    template_database: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The office is opened once for all the tests of the room that roll back."""
    folder = tmp_path_factory.mktemp("oversight")
    with django_db_blocker.unblock(), cloned(data_folder, template_database, folder):
        open_office(Town())
        yield


@pytest.fixture
def office(request: pytest.FixtureRequest, town: Town) -> Office:
    """The officers of the stories. A test that commits has a database of its own, and opens the office in it."""
    return open_office(town) if "committing" in request.fixturenames else Office(town)
