"""试算与执行：what a trial says of each month is what the issue then pays, whatever an award has before it."""

from datetime import date
from typing import Any

import pytest

from doudi.casework.awards.models import Award, AwardTerms
from doudi.casework.awards.queries import amount_for
from doudi.casework.tests.office import Office
from doudi.casework.uprating.actions import issue, propose
from doudi.casework.uprating.tests.register import ISSUER, JUNE, P2, award_of, work
from doudi.casework.uprating.tests.test_uprating import DOCUMENT, tried
from doudi.records.access import acting_as
from doudi.records.ids import new_id

pytestmark = pytest.mark.django_db
MAY = date(2022, 5, 20)
MONTHS = [date(2022, month, 1) for month in range(JUNE.month, 13)]


def later(office: Office, name: str, month: date, **changed: Any) -> None:
    """Terms that are written already and begin in a month to come."""
    with acting_as(office.act("zhang").scope):
        row = AwardTerms.objects.filter(award=award_of(name, office)).order_by("-number")[0]
        row.pk, row.number, row.from_month = new_id(), row.number + 1, month
        for field, value in changed.items():
            setattr(row, field, value)
        row._state.adding = True
        row.save()


def ends(office: Office, name: str, month: date) -> None:
    with acting_as(office.act("zhang").scope):
        Award.objects.filter(head_name=name).update(
            until_month=month, end_reason="no_longer_eligible", end_clause="第三十四条"
        )


def paid(office: Office) -> list[int]:
    """What is due of all awards, month by month."""
    with acting_as(office.act("zhang").scope):
        awards = list(Award.objects.all())
        return [sum(amount_for(each, month).monthly_fen for each in awards) for month in MONTHS]


def test_what_a_trial_says_of_each_month_is_what_the_issue_pays(register: Office) -> None:
    nothing = {"monthly_fen": 0, "base_fen": 0}
    later(register, "户一", date(2022, 9, 1), reason="suspended", **nothing)
    later(register, "户一", date(2022, 11, 1), reason="resumed", monthly_fen=73400, base_fen=73400)
    later(register, "户二", date(2022, 8, 1), income_parts=130000, monthly_fen=5000, base_fen=5000)
    already = {
        "standard_fen": P2["dibao"]["rural"],
        "monthly_fen": 2900,
        "base_fen": 2900,
        "figures_on": date(2022, 7, 1),
    }
    later(register, "户三", date(2022, 10, 1), **already)
    ends(register, "户四", date(2022, 12, 1))
    plan, before = tried(register, register.act("min", MAY)), paid(register)
    assert plan.preview is not None
    told = {each["month"]: each["more_fen"] for each in plan.preview["months"]}
    propose(uprating=plan.pk, document=DOCUMENT, issued=MAY, by=register.act("min", MAY))
    issue(uprating=plan.pk, by=register.act(ISSUER, MAY))
    work()
    more = [after - held for after, held in zip(paid(register), before, strict=True)]
    assert told == {f"{month:%Y-%m}": each for month, each in zip(MONTHS, more, strict=True)}
    assert len(set(more)) > 4
