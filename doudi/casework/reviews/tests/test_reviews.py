"""复核的故事：due by its class, renewed in one step, refused where something changed, and the progress of a year."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from doudi.casework.awards.models import Award
from doudi.casework.awards.queries import award as one_award
from doudi.casework.awards.tests.desk import only_award, with_lin
from doudi.casework.reviews.actions import FactsChanged, note_changed, renew, renew_many
from doudi.casework.reviews.models import Outcome, Review
from doudi.casework.reviews.queries import due, overdue, progress, reviews_of
from doudi.casework.tests.office import Office, open_office
from doudi.config.tests.database import opened_once
from doudi.records.access import acting_as
from doudi.records.evidence.actions import note
from doudi.records.evidence.models import SEEN
from doudi.records.people.models import Household
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db
FOUND = "入户查看，无变化。"
A_YEAR_ON = date(2023, 3, 20)


django_db_setup = opened_once(lambda town: with_lin(open_office(town)), scope="module")


@pytest.fixture
def award(office: Office) -> Award:
    """Class A, to be looked at again by 2023-03-25."""
    return only_award(office)


def test_it_is_due_by_its_class_and_late_only_when_the_day_is_over(office: Office, award: Award) -> None:
    by = office.act("zhang", A_YEAR_ON)
    with acting_as(by.scope):
        assert list(due(by, date(2023, 3, 24))) == []
        assert list(due(by, date(2023, 3, 25))) == [award]
        assert list(overdue(office.act("zhang", date(2023, 3, 25)))) == []
        assert list(overdue(office.act("zhang", date(2023, 3, 26)))) == [award]


def test_unchanged_it_is_renewed_in_one_step(office: Office, award: Award) -> None:
    by = office.act("zhang", A_YEAR_ON)
    row = renew(award=award.pk, found=FOUND, by=by)
    assert (row.outcome, row.due_on, row.next_review) == (
        Outcome.UNCHANGED,
        date(2023, 3, 25),
        date(2024, 3, 20),
    )
    with acting_as(by.scope):
        assert one_award(award.pk, by).next_review == date(2024, 3, 20)
        assert reviews_of(award.pk, by) == [row]
        (told,) = [each for each in progress(2023, by) if each.in_force]
        assert (told.name, told.in_force, told.reviewed, told.late) == ("松岭镇", 1, 1, 0)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Review.objects.update(found="改写")


def test_where_something_was_found_it_is_not_renewed_but_noted(office: Office, award: Award) -> None:
    by = office.act("zhang", A_YEAR_ON)
    with acting_as(by.scope):
        home = Household.objects.get(pk=award.household_id)
    note(about=home, fact="vehicles", source=SEEN, said_by="调查人", said_on=A_YEAR_ON, value=1, by=by)
    with pytest.raises(FactsChanged, match="请重新核定"):
        renew(award=award.pk, found=FOUND, by=by)
    told = renew_many(awards=[award.pk], found=FOUND, by=by)
    assert told.done == () and "请重新核定" in told.refused[0][1]
    row = note_changed(award=award.pk, found="院内停有一辆轿车", by=by)
    assert row.outcome == Outcome.CHANGED
    with acting_as(by.scope):
        assert one_award(award.pk, by).next_review == date(2023, 3, 25)


def test_who_may_and_with_what(office: Office, award: Award) -> None:
    for who, refusal in (("zhao", WrongPost), ("wang", NotFound)):
        with pytest.raises(refusal):
            renew(award=award.pk, found=FOUND, by=office.act(who, A_YEAR_ON))
    with pytest.raises(BadInput):
        renew(award=award.pk, found=" ", by=office.act("zhang", A_YEAR_ON))
    with pytest.raises(BadInput):
        renew(award=award.pk, found=FOUND, on=date(2022, 3, 1), by=office.act("zhang", A_YEAR_ON))
