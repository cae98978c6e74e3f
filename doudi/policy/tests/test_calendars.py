"""The working-day calendar is what the notices say, and a count by hand agrees with every deadline."""

from __future__ import annotations

import csv
import os
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from doudi.policy import calendars
from doudi.policy.calendars import FOLDER, is_working_day, load_calendar, read_notices
from doudi.policy.days import add_working_days

CALENDAR = load_calendar()
FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
ONE_DAY = timedelta(days=1)
PROOF = os.environ.get("DOUDI_PROOF") == "1"


def read_fixture() -> dict[date, str]:
    lines = (Path(__file__).parent / "working_days_2019_2026.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {date.fromisoformat(row["date"]): row["kind"] for row in rows}


PUBLISHED = read_fixture()


def works_by_hand(one: date) -> bool:
    """Straight from the published list; after 2026 only weekends and the days that the law fixes by date."""
    if one in PUBLISHED:
        return PUBLISHED[one] == "班"
    fixed = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
    return one.isoweekday() <= 5 and not (one > LAST and (one.month, one.day) in fixed)


def test_every_day_from_2019_to_2026_is_what_the_published_calendar_says() -> None:
    assert len(PUBLISHED) == 290
    one = FIRST
    while one <= LAST:
        assert is_working_day(one, CALENDAR) == works_by_hand(one), one
        one += ONE_DAY


@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_notices_set_exactly_the_published_days_of_rest_and_make_up_days(year: int) -> None:
    set_days = CALENDAR.year(year)
    listed = {one: kind for one, kind in PUBLISHED.items() if one.year == year}
    assert set_days.off == {one for one, kind in listed.items() if kind == "休"}
    assert set_days.work == {one for one, kind in listed.items() if kind == "班"}
    assert set_days.announced


@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_year_has_one_notice_that_arranges_it_issued_before_it_begins(year: int) -> None:
    notices = read_notices((FOLDER / f"{year}.toml").read_text("utf-8"), year)
    whole = [notice for notice in notices if notice.whole_year == year]
    assert len(whole) == 1
    assert date(year - 1, 10, 1) < whole[0].issued < date(year, 1, 1)
    for notice in notices:
        assert notice.number.startswith(f"国办发明电〔{notice.issued.year}〕")
        assert {one.year for one in notice.off | notice.work} == {year}
        assert not notice.off & notice.work
        assert all(one.weekday() >= 5 for one in notice.work)


def test_a_year_names_the_notices_that_set_it_in_the_order_of_issue() -> None:
    assert CALENDAR.year(2020).numbers == ("国办发明电〔2019〕16号", "国办发明电〔2020〕1号")
    assert CALENDAR.year(2027).numbers == ()


def test_the_days_fixed_by_law_are_those_of_the_rule_in_force_that_year() -> None:
    may = [date(year, 5, one) for year in (1996, 2001, 2014, 2028) for one in (1, 2, 3)]
    rest = {one for one in may if not is_working_day(one, CALENDAR) and one.weekday() < 5}
    assert rest == {
        date(2001, 5, 1),
        date(2001, 5, 2),
        date(2001, 5, 3),
        date(2014, 5, 1),
        date(2028, 5, 1),
        date(2028, 5, 2),
    }  # no rule on record for 1996


@pytest.mark.parametrize(
    ("start", "first"), [(date(2030, 1, 1), 2030), (date(2030, 1, 2), 2031), (date(2030, 2, 1), 2031)]
)
def test_days_fixed_by_law_count_from_the_first_new_years_day_of_their_rule(
    start: date, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = {"from": start, "issued": date(2029, 12, 1), "days": ["03-04"]}
    monkeypatch.setattr(calendars, "_fixed_rules", lambda: (rule,))
    for known_on, holds in ((None, True), (date(2029, 12, 1), True), (date(2029, 11, 30), False)):
        years = [year for year in (2029, 2030, 2031) if calendars.Calendar(known_on).year(year).off]
        assert years == ([year for year in (2030, 2031) if year >= first] if holds else [])


def count_by_hand(start: date, n: int, pauses: list[tuple[date, date]]) -> list[date]:
    paused = {first + timedelta(days=one) for first, last in pauses for one in range((last - first).days + 1)}
    counted: list[date] = []
    one = start
    while len(counted) < n:
        one = one + ONE_DAY
        if one not in paused and works_by_hand(one):
            counted.append(one)
    return counted


def random_pauses(chance: random.Random, start: date) -> list[tuple[date, date]]:
    firsts = [start + timedelta(days=chance.randint(-10, 90)) for _ in range(chance.randint(0, 3))]
    return [(first, first + timedelta(days=chance.randint(0, 20))) for first in firsts]


def agree(start: date, n: int, chance: random.Random) -> None:
    pauses = random_pauses(chance, start)
    counted = count_by_hand(start, n, pauses)
    deadline = add_working_days(start, n, pauses, CALENDAR)
    assert (list(deadline.counted), deadline.on) == (counted, counted[-1]), (start, n, pauses)
    paused_past_2026 = all(
        any(first <= one <= last for first, last in pauses)
        for one in (LAST + timedelta(days=step) for step in range(1, (counted[-1] - LAST).days + 1))
    )
    assert deadline.provisional == (counted[-1] > LAST and not paused_past_2026), (start, n, pauses)


def test_deadlines_agree_with_a_count_by_hand() -> None:
    """Every start 2019–2026 × 1–60 working days with random pauses under DOUDI_PROOF=1; else 5,000."""
    chance = random.Random(20220307)
    starts = [FIRST + timedelta(days=one) for one in range((LAST - FIRST).days + 1)]
    if PROOF:
        for start in starts:
            for n in range(1, 61):
                agree(start, n, chance)
    else:
        for _ in range(5000):
            agree(chance.choice(starts), chance.randint(1, 60), chance)
