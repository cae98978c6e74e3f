"""样本都在的一个区：what every address needs is planted once for the whole matrix."""

import pytest

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import opened_once

# isort: split
from doudi.config.tests.town import Town
from doudi.money.tests.purse import open_purse
from doudi.web.tests.desk import Desk
from doudi.web.tests.matrix.living import TODAY
from doudi.web.tests.matrix.specimens import Planted, open_far_office, plant


def _planted(town: Town) -> Planted:
    purse = open_purse(town)
    open_far_office(purse)
    return plant(purse)


django_db_setup = opened_once(_planted)


@pytest.fixture
def planted(django_db_setup: Planted, desk: Desk) -> Planted:
    """The specimens, on a day on which all of them are there."""
    desk.on(TODAY)
    return django_db_setup
