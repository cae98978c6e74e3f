"""The office with the issuer and the families of S09, opened once; each test is rolled back to it."""

import pytest

from doudi.casework.tests.office import Office, open_office
from doudi.casework.uprating.tests.register import bring_over, open_issuer
from doudi.config.tests.database import opened_once
from doudi.config.tests.town import Town


def _opened(town: Town) -> Office:
    office = open_office(town)
    open_issuer(office)
    bring_over(office)
    return office


django_db_setup = opened_once(_opened)


@pytest.fixture
def register(office: Office) -> Office:
    """The office with S09's families on file."""
    return office
