"""月度节点的故事：a township's month from the cut-off to the roster, and what is late today."""

from datetime import date

import pytest

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import accepted
from doudi.casework.tests.office import Office, stranger
from doudi.config.tests.town import SONGLING
from doudi.oversight.cycle.queries import MonthOf, day_in, month_state
from doudi.oversight.disclosure.actions import prepare, publish

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2022, 3, 1), date(2022, 4, 1)


def songling(office: Office, month: date, on: date) -> MonthOf:
    rows, silent = office.see(month_state, month, by=office.act("min", on))
    assert silent == []
    found = next(each for each in rows if each.area == office.songling)
    assert isinstance(found, MonthOf)
    return found


def test_a_month_tells_its_days_and_what_was_done_by_them(office: Office, award: Award) -> None:
    march = songling(office, MARCH, date(2022, 3, 31))
    days = (march.cut_off.due_on, march.meeting.due_on, march.publicity.due_on, march.roster.due_on)
    assert days == (date(2022, 3, 15), date(2022, 3, 22), date(2022, 3, 1), date(2022, 3, 25))
    assert (march.cut_off.done, march.cut_off.left, march.meeting.done, march.meeting.left) == (1, 0, 1, 0)
    assert not march.cut_off.late and not march.meeting.late


def test_what_is_open_after_its_day_is_late(office: Office, award: Award) -> None:
    accepted(office, stranger(1), 4, 6)
    before = songling(office, APRIL, date(2022, 4, 15))
    assert (before.cut_off.left, before.cut_off.late) == (1, False)
    after = songling(office, APRIL, date(2022, 4, 16))
    assert after.cut_off.late and after.publicity.late and not after.roster.late


def test_a_published_list_closes_the_publicity_of_its_month(office: Office, award: Award) -> None:
    held = prepare(township=office.town.area(SONGLING), month=APRIL, by=office.on("zhang", 4, 2))
    waiting = songling(office, APRIL, date(2022, 4, 8))
    assert (waiting.publicity.left, waiting.publicity.late, waiting.disclosure) == (1, True, held)
    publish(disclosure=held.pk, by=office.on("liu", 4, 8))
    assert songling(office, APRIL, date(2022, 4, 8)).publicity.left == 0


def test_who_sees_one_township_sees_its_month_alone(office: Office) -> None:
    rows, _ = office.see(month_state, APRIL, by=office.act("wang"))
    assert [each.area for each in rows] == [office.liuxi]


def test_a_short_month_ends_on_its_last_day() -> None:
    assert day_in(date(2022, 2, 1), 30) == date(2022, 2, 28)
