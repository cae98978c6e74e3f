"""提交申请：taken in at the counter, accepted on the day of completeness, due by the State Council's working days."""

from datetime import date

import pytest

from doudi.casework.cases.queries import dues, timeline
from doudi.casework.intake.notices import complete
from doudi.casework.intake.queries import acceptance_paper
from doudi.casework.tests.office import Office, lin_family

pytestmark = pytest.mark.django_db


def test_a_family_with_every_paper_is_accepted_the_same_day_and_due_on_a_make_up_saturday(
    office: Office,
) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(lin_family(), by)
    assert case.receipt_number == "990204-2022-00001"
    complete(case=case.pk, by=by)
    from doudi.records.access import acting_as

    with acting_as(by.scope):
        paper = acceptance_paper(case, by)
        assert (paper.accepted_on, paper.due_on, paper.provisional) == (
            date(2022, 3, 7),
            date(2022, 4, 2),
            False,
        )
        assert [change.title for change in timeline(case, by)] == ["已提交", "受理"]
        assert [due.clock for due in dues(case, by)] == ["confirm"]
