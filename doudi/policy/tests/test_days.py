"""Deadlines: the scenarios' dates, what was known when, what is refused, what always holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.days import (
    BadPeriod,
    Month,
    Notice,
    add_working_days,
    answer_deadline,
    is_announced,
    is_working_day,
    load_calendar,
    months_after,
    natural_days,
    previous_working_day,
    roll_forward,
    working_days_between,
)

CALENDAR = load_calendar()
ONE_DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


DEADLINES = {
    "S01 confirm: the twentieth day is a make-up Saturday": ("2022-03-07", 20, "2022-04-02"),
    "S02 confirm over Labour Day": ("2022-04-06", 20, "2022-05-06"),
    "S03 confirm": ("2022-04-18", 20, "2022-05-17"),
    "S05 confirm over the Spring Festival": ("2022-01-24", 20, "2022-02-24"),
    "S07 confirm": ("2022-05-05", 20, "2022-06-01"),
    "S07 notice of refusal within three days": ("2022-05-20", 3, "2022-05-25"),
    "S08 counted from the day the papers were complete": ("2022-05-09", 20, "2022-06-07"),
    "S10 confirm 特困": ("2022-05-16", 20, "2022-06-14"),
    "S13 paperwork after urgent aid": ("2022-01-26", 10, "2022-02-14"),
    "S22 repay after a bank return": ("2022-09-16", 5, "2022-09-23"),
    "S23 price subsidy paid by": ("2022-10-14", 20, "2022-11-11"),
    "S25 yellow alert visited in seven days": ("2022-08-05", 7, "2022-08-16"),
    "S25 orange alert visited in five days": ("2022-08-05", 5, "2022-08-12"),
    "S25 referral accepted": ("2022-08-11", 3, "2022-08-16"),
    "S25 referral answered": ("2022-08-11", 10, "2022-08-25"),
    "S26 blue alert visited": ("2022-11-02", 10, "2022-11-16"),
    "S26 raised to orange": ("2022-11-08", 5, "2022-11-15"),
    "S26 raised to red": ("2022-11-09", 3, "2022-11-14"),
    "S27 referral accepted": ("2022-09-05", 3, "2022-09-08"),
    "S27 referral answered over Mid-Autumn": ("2022-09-05", 10, "2022-09-20"),
    "F2 refusal in writing": ("2026-03-16", 3, "2026-03-19"),
}


@pytest.mark.parametrize(("start", "days", "due"), DEADLINES.values(), ids=DEADLINES.keys())
def test_the_scenarios_deadlines(start: str, days: int, due: str) -> None:
    deadline = add_working_days(day(start), days, [], CALENDAR)
    assert (deadline.on, len(deadline.counted), deadline.provisional) == (day(due), days, False)


def test_days_used_and_days_late() -> None:
    assert working_days_between(day("2022-03-07"), day("2022-03-25"), CALENDAR) == 14  # S01
    assert working_days_between(day("2022-04-06"), day("2022-04-28"), CALENDAR) == 17  # S02
    assert working_days_between(day("2022-09-20"), day("2022-09-22"), CALENDAR) == 2  # S27: late
    assert working_days_between(day("2022-09-30"), day("2022-10-09"), CALENDAR) == 2  # S30: late over 国庆
    assert working_days_between(day("2022-09-30"), day("2022-09-28"), CALENDAR) == 0  # early is not late
    paused = [(day("2022-03-10"), date.max)]  # still paused: no day is used from then on
    assert working_days_between(day("2022-03-07"), day("2022-03-25"), CALENDAR, paused) == 2


def test_objection_and_litigation_periods() -> None:
    told = day("2022-05-24")  # S07
    assert natural_days(told, 60, CALENDAR, roll=False) == day("2022-07-23")  # a Saturday
    assert natural_days(told, 60, CALENDAR) == day("2022-07-25")
    assert months_after(told, 6) == day("2022-11-24")
    assert months_after(day("2026-01-31"), 3) == day("2026-04-30")  # F3
    assert months_after(day("2023-11-30"), 3) == day("2024-02-29")
    assert months_after(day("2024-02-29"), 12) == day("2025-02-28")
    assert natural_days(day("2022-10-20"), 30, CALENDAR, roll=False) == day("2022-11-19")  # S21 revisit


def test_a_period_ending_on_a_make_up_saturday_ends_there() -> None:
    assert roll_forward(day("2022-04-02"), CALENDAR) == day("2022-04-02")
    assert natural_days(day("2022-03-03"), 30, CALENDAR) == day("2022-04-02")


def test_quarterly_reports_are_due_on_the_last_working_day_of_the_month() -> None:
    due = [previous_working_day(Month(2022, month).last_day(), CALENDAR) for month in (6, 9, 12)]
    assert due == [day("2022-06-30"), day("2022-09-30"), day("2022-12-30")]  # S30


def test_a_paused_day_is_not_counted_nor_are_its_ends() -> None:
    answer = answer_deadline(day("2022-03-07"), 3, [(day("2022-03-10"), day("2022-03-15"))], None)
    counted = ["2022-03-08", "2022-03-09", "2022-03-16"]
    assert answer == {"on": "2022-03-16", "counted": counted, "provisional": False}


def test_no_working_day_at_all_is_the_day_itself() -> None:
    answer = answer_deadline(day("2027-01-02"), 0, [], None)
    assert answer == {"on": "2027-01-02", "counted": [], "provisional": False}
    assert natural_days(day("2022-10-01"), 0, CALENDAR) == day("2022-10-01")


def test_a_deadline_that_reaches_a_year_without_a_notice_is_provisional() -> None:
    answer = answer_deadline(day("2026-12-10"), 20, [], None)
    assert answer["on"] == "2027-01-08"  # 1 January is a day of rest by law, the rest is not known
    assert answer["provisional"] is True
    assert answer_deadline(day("2026-12-10"), 15, [], None)["on"] == "2026-12-31"
    assert answer_deadline(day("2026-12-10"), 15, [], None)["provisional"] is False


def test_a_paused_day_of_an_unannounced_year_is_not_needed() -> None:
    paused = [(day("2026-12-30"), day("2027-02-28"))]
    assert not add_working_days(day("2026-12-28"), 1, paused, CALENDAR).provisional
    assert add_working_days(day("2026-12-28"), 2, paused, CALENDAR).provisional


def test_next_years_notice_makes_a_provisional_deadline_final() -> None:
    rest = frozenset({day("2027-01-01"), day("2027-01-04")})
    invented = Notice("示例〔2026〕1号", day("2026-12-15"), rest, frozenset({day("2027-01-09")}), 2027)
    start = day("2026-12-10")
    later = add_working_days(start, 21, [], load_calendar(None, (invented,)))
    assert (later.on, later.provisional) == (day("2027-01-11"), False)
    assert later.counted[-2] == day("2027-01-09")  # its make-up Saturday counts
    before = load_calendar(day("2026-12-14"), (invented,))
    assert add_working_days(start, 20, [], before) == add_working_days(start, 20, [], CALENDAR)


def test_before_the_notice_of_2022_its_new_year_was_provisional() -> None:
    assert answer_deadline(day("2021-12-20"), 20, [], day("2021-10-24"))["provisional"] is True
    assert answer_deadline(day("2021-12-20"), 20, [], day("2021-10-25"))["provisional"] is False


def test_labour_day_of_2019_had_one_day_until_it_was_changed() -> None:
    before, after = load_calendar(day("2019-03-21")), load_calendar(day("2019-03-22"))
    assert add_working_days(day("2019-04-26"), 4, [], before).on == day("2019-05-03")
    assert add_working_days(day("2019-04-26"), 4, [], after).on == day("2019-05-05")
    assert is_announced(day("2019-05-03"), before)


def test_the_spring_festival_of_2020_was_prolonged_over_a_make_up_day() -> None:
    before, after = load_calendar(day("2020-01-25")), load_calendar(day("2020-01-26"))
    assert [is_working_day(day(f"2020-{one}"), before) for one in ("01-31", "02-01", "02-02")] == [
        True,
        True,
        False,
    ]
    assert [is_working_day(day(f"2020-{one}"), after) for one in ("01-31", "02-01", "02-02")] == [False] * 3
    assert is_working_day(day("2020-02-03"), after)


def test_without_a_notice_only_the_days_fixed_by_law_are_rest() -> None:
    year = [date(2027, 1, 1) + timedelta(days=one) for one in range(365)]
    rest = {one for one in year if one.weekday() < 5 and not is_working_day(one, CALENDAR)}
    assert rest == {day("2027-01-01"), day("2027-10-01")}  # the others fall on weekends in 2027
    assert not is_working_day(day("2028-05-02"), CALENDAR)  # a Tuesday; fixed since 2025
    assert is_working_day(day("2028-05-03"), CALENDAR)
    assert is_working_day(day("2025-05-02"), load_calendar(day("2024-11-09")))  # before the law was changed
    assert not is_working_day(day("2025-05-02"), load_calendar(day("2024-11-10")))


@pytest.mark.parametrize("year", [1, 1949, 1998, 2000, 2018, 2027, 2100, 9999])
def test_no_year_is_an_error(year: int) -> None:
    deadline = add_working_days(date(year, 3, 1), 60, [], CALENDAR)
    assert deadline.provisional and deadline.on.year == year


def test_what_cannot_be_counted_is_refused_in_a_sentence() -> None:
    with pytest.raises(BadPeriod, match="0到1000"):
        add_working_days(day("2019-01-01"), -1, [], CALENDAR)
    with pytest.raises(BadPeriod, match="0到1000"):
        add_working_days(day("2019-01-01"), 1001, [], CALENDAR)
    with pytest.raises(BadPeriod, match="2022-03-10早于起日2022-03-15"):
        add_working_days(day("2019-01-01"), 1, [(day("2022-03-15"), day("2022-03-10"))], CALENDAR)
    with pytest.raises(BadPeriod, match="日期范围"):
        add_working_days(day("2019-01-01"), 1, [(day("2019-01-01"), date.max)], CALENDAR)
    with pytest.raises(BadPeriod, match="日期范围"):
        natural_days(day("2019-01-01"), 10_000_000, CALENDAR)
    with pytest.raises(BadPeriod, match="日期范围"):
        months_after(day("2019-01-01"), 1_000_000)
    with pytest.raises(BadPeriod, match="负数"):
        months_after(day("2019-01-01"), -1)
    with pytest.raises(BadPeriod, match="负数"):
        natural_days(day("2019-01-01"), -1, CALENDAR)
    assert len(add_working_days(day("2019-01-01"), 1000, [], CALENDAR).counted) == 1000


days_of_life = st.dates(date(2015, 1, 1), date(2035, 12, 31))
known = st.one_of(st.none(), st.dates(date(2017, 1, 1), date(2027, 1, 1)))


@st.composite
def pause_lists(draw: st.DrawFn) -> list[tuple[date, date]]:
    firsts = draw(st.lists(days_of_life, max_size=4))
    return [(first, first + timedelta(days=draw(st.integers(0, 90)))) for first in firsts]


@given(days_of_life, st.integers(0, 80), pause_lists(), known)
def test_one_more_day_is_later_and_counts_the_same_days_before(start, n, pauses, known_on) -> None:
    calendar = load_calendar(known_on)
    shorter = add_working_days(start, n, pauses, calendar)
    longer = add_working_days(start, n + 1, pauses, calendar)
    assert longer.on > shorter.on
    assert longer.counted[:-1] == shorter.counted
    assert longer.provisional or not shorter.provisional


@given(days_of_life, st.integers(0, 80), pause_lists(), pause_lists(), known)
def test_a_pause_never_brings_a_deadline_forward(start, n, pauses, more, known_on) -> None:
    calendar = load_calendar(known_on)
    once = add_working_days(start, n, pauses, calendar)
    assert add_working_days(start, n, pauses + more, calendar).on >= once.on
    assert add_working_days(start, n, [*reversed(pauses), *pauses], calendar) == once


@given(days_of_life, st.integers(0, 80), pause_lists(), known)
def test_counting_back_finds_the_days_that_were_added(start, n, pauses, known_on) -> None:
    calendar = load_calendar(known_on)
    deadline = add_working_days(start, n, pauses, calendar)
    assert working_days_between(start, deadline.on, calendar, pauses) == n
    assert start not in deadline.counted


@given(days_of_life, days_of_life, st.integers(0, 80), known)
def test_a_later_start_never_ends_earlier(one, other, n, known_on) -> None:
    calendar = load_calendar(known_on)
    earlier, later = sorted((one, other))
    last = add_working_days(later, n, [], calendar).on
    assert add_working_days(earlier, n, [], calendar).on <= last


@given(days_of_life, st.integers(1, 400), known)
def test_rolling_ends_on_a_working_day_and_passes_none(start, n, known_on) -> None:
    calendar = load_calendar(known_on)
    plain, rolled = (natural_days(start, n, calendar, roll=False), natural_days(start, n, calendar))
    assert is_working_day(rolled, calendar)
    assert plain == start + timedelta(days=n) <= rolled
    assert working_days_between(plain - ONE_DAY, rolled, calendar) == 1
    early = previous_working_day(plain, calendar)
    assert early <= plain and working_days_between(early, plain, calendar) == 0
