"""办的测试：the same server and cast as the records, and the office of `tests.office`."""

import pytest

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import committing, data_folder, django_db_setup, template_database, town

# isort: split
from doudi.casework.tests.office import Office, open_office
from doudi.config.tests.town import Town

__all__ = ["committing", "data_folder", "django_db_setup", "office", "template_database", "town"]


@pytest.fixture
def office(town: Town) -> Office:
    """The officers of the stories; ask for `db` or `committing` before it."""
    return open_office(town)
