"""办的测试：the same server and cast as the records, and the office of `tests.office`."""

import pytest
from pytest_django.plugin import DjangoDbBlocker

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import committing, data_folder, template_database, town
from doudi.config.tests.database import django_db_setup as town_database

# isort: split
from doudi.casework.tests.office import Office, is_open, open_office
from doudi.config.tests.town import Town

__all__ = [
    "committing",
    "data_folder",
    "django_db_setup",
    "office",
    "template_database",
    "town",
    "town_database",
]


@pytest.fixture(scope="session")
def django_db_setup(town_database: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The office is opened once for all the tests that roll back."""
    with django_db_blocker.unblock():
        open_office(Town())


@pytest.fixture
def office(town: Town) -> Office:
    """The officers of the stories; ask for `db` or `committing` before it. Opened here where a test has a database of
    its own, or another room's tests came in between.
    """
    return Office(town) if is_open() else open_office(town)
