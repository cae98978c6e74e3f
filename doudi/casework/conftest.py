"""办的测试：a clone of the template in which the office of `tests.office` is open."""

import pytest

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import opened_once

# isort: split
from doudi.casework.tests.office import Office, open_office
from doudi.config.tests.town import Town

django_db_setup = opened_once(open_office)


@pytest.fixture
def office(request: pytest.FixtureRequest, town: Town) -> Office:
    """The officers of the stories. A test that commits has a database of its own, and opens the office in it."""
    return open_office(town) if "committing" in request.fixturenames else Office(town)
