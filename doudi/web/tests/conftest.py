"""页面的测试：a clone of the template in which the office is open. Pages that read no table are tested without one."""

from __future__ import annotations

import pytest
from pytest_django import Settings

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import opened_once

# isort: split
from django.test import Client

from doudi.casework.tests.office import Office
from doudi.config.tests.town import THE_DAY, Town
from doudi.money.tests.purse import Purse, open_purse
from doudi.web.tests.desk import Desk

django_db_setup = opened_once(open_purse)


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
