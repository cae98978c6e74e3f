"""款的测试：a clone of the template in which the office is open and the keepers of money are appointed."""

import pytest

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import opened_once

# isort: split
from doudi.config.tests.town import Town
from doudi.money.tests.purse import Purse, open_purse

django_db_setup = opened_once(open_purse)


@pytest.fixture
def purse(request: pytest.FixtureRequest, town: Town) -> Purse:
    """The keepers of money. A test that commits has a database of its own, and opens the office in it."""
    return open_purse(town) if "committing" in request.fixturenames else Purse(town)
