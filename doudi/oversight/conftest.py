"""督的测试：a clone of the template in which the office is open and 林秀兰's family holds 低保 since April 2022."""

import pytest

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import opened_once

# isort: split
from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import accepted, confirmed, only_award, reviewed
from doudi.casework.intake.issuing import issue
from doudi.casework.tests.office import Office, lin_family, open_office
from doudi.casework.tests.panel import signed_back
from doudi.config.tests.town import Town


def _granted(town: Town) -> Office:
    office = open_office(town)
    taken = office.on("zhang", 3, 7)
    case = accepted(office, lin_family(), 3, 7)
    issue(case=case.pk, papers=["D01|"], by=taken)
    signed_back(case.pk, taken, ["D01"])
    confirmed(office, reviewed(office, case, 3, 22), 3, 25)
    return office


django_db_setup = opened_once(_granted)


@pytest.fixture
def office(request: pytest.FixtureRequest, town: Town) -> Office:
    """The officers of the stories. A test that commits has a database of its own, and opens the office in it."""
    return open_office(town) if "committing" in request.fixturenames else Office(town)


@pytest.fixture
def award(office: Office) -> Award:
    """林秀兰's, taken in and its application signed on 2022-03-07, passed on the 22nd, confirmed on the 25th."""
    return only_award(office)
