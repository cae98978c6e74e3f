"""期限 — days and months: working days with pauses, natural days that roll forward, months.

Dates in, dates out, never a clock. 民法典 第二百条至第二百零四条: the first day is not counted.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from doudi.policy.calendars import (
    Calendar,
    Notice,
    is_announced,
    is_working_day,
    load_calendar,
)

__all__ = [
    "BadMonth",
    "BadPeriod",
    "Calendar",
    "Deadline",
    "Month",
    "Notice",
    "add_working_days",
    "answer_deadline",
    "is_announced",
    "is_working_day",
    "load_calendar",
    "months_after",
    "months_between",
    "natural_days",
    "previous_working_day",
    "roll_forward",
    "working_days_between",
]

Pause = tuple[date, date]  # first and last paused day, both included

MOST_WORKING_DAYS = 1000
OUT_OF_RANGE = "期限超出了可以推算的日期范围（公元1年至9999年），请核对起算日、天数和暂停期间。"


class BadPeriod(ValueError):
    """A period that cannot be counted; the sentence says what to correct."""


class BadMonth(ValueError):
    """A month that cannot be read or reached; the sentence says what to write."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """到期日: the last day, the working days counted, and whether a needed day's notice is missing."""

    on: date
    counted: tuple[date, ...]
    provisional: bool


def add_working_days(start: date, n: int, pauses: Iterable[Pause], calendar: Calendar) -> Deadline:
    """工作日期限: the n-th working day after `start`; `start` itself and paused days are not counted.

    0 ≤ n ≤ 1000; 0 gives `start` and counts no day. A day is needed when it comes after `start`, not after
    the deadline, and is not paused. Raises BadPeriod for n out of range, a pause that ends before it begins,
    or a deadline beyond the year 9999.
    """
    if not 0 <= n <= MOST_WORKING_DAYS:
        raise BadPeriod(f"工作日天数要在0到{MOST_WORKING_DAYS}之间，请改正。")
    stops = _in_order(pauses)
    counted: list[date] = []
    provisional = False
    day = start
    while len(counted) < n:
        day = _next_open_day(day, stops)
        provisional = provisional or not is_announced(day, calendar)
        if is_working_day(day, calendar):
            counted.append(day)
    return Deadline(day, tuple(counted), provisional)


def working_days_between(start: date, end: date, calendar: Calendar, pauses: Iterable[Pause] = ()) -> int:
    """已用工作日: working days after `start` up to and including `end`, paused days left out.

    0 when `end` is not after `start`: something done before its due day is late by no day.
    """
    stops = _in_order(pauses)
    days = (start + timedelta(days=count) for count in range(1, (end - start).days + 1))
    return sum(is_working_day(day, calendar) and not any(a <= day <= z for a, z in stops) for day in days)


def answer_deadline(
    start: date, working_days: int, pauses: Sequence[Pause], known_on: date | None
) -> dict[str, object]:
    """期限问答: `{on, counted, provisional}`, days as ISO text, from the notices issued by `known_on`.

    Raises BadPeriod as `add_working_days` does.
    """
    deadline = add_working_days(start, working_days, pauses, load_calendar(known_on))
    return {
        "on": deadline.on.isoformat(),
        "counted": [day.isoformat() for day in deadline.counted],
        "provisional": deadline.provisional,
    }


def roll_forward(day: date, calendar: Calendar) -> date:
    """顺延: the day itself when it is a working day, else the next one (民法典 第二百零三条)."""
    while not is_working_day(day, calendar):
        day = _plus(day, 1)
    return day


def previous_working_day(day: date, calendar: Calendar) -> date:
    """提前: the day itself when it is a working day, else the last one before it (reports due)."""
    while not is_working_day(day, calendar):
        day = _plus(day, -1)
    return day


def natural_days(start: date, n: int, calendar: Calendar, roll: bool = True) -> date:
    """自然日期限: the n-th day after `start`, rolled forward from a day of rest unless `roll` is False.

    0 gives `start` itself, not rolled. Raises BadPeriod for a negative n or a day beyond the year 9999.
    Whether the answer is final: `is_announced(answer, calendar)`.
    """
    if n < 0:
        raise BadPeriod("天数不能是负数，请改正。")
    last = _plus(start, n)
    return roll_forward(last, calendar) if roll and n else last


def months_after(day: date, n: int) -> date:
    """按月计算的期限: the same date n months on, or that month's last day (民法典 第二百零二条), not rolled.

    Raises BadPeriod for a negative n or a day beyond the year 9999.
    """
    if n < 0:
        raise BadPeriod("月数不能是负数，请改正。")
    try:
        month = Month.of(day).add(n)
    except BadMonth as error:
        raise BadPeriod(OUT_OF_RANGE) from error
    return date(month.year, month.number, min(day.day, month.last_day().day))


def _in_order(pauses: Iterable[Pause]) -> list[Pause]:
    stops = sorted(pauses)
    for first, last in stops:
        if last < first:
            raise BadPeriod(f"暂停期间的止日{last}早于起日{first}，请改正。")
    return stops


def _next_open_day(day: date, stops: list[Pause]) -> date:
    """The next day that is not paused; pauses in order of first day, so that one pass clears overlaps."""
    day = _plus(day, 1)
    for first, last in stops:
        if first <= day <= last:
            day = _plus(last, 1)
    return day


def _plus(day: date, count: int) -> date:
    try:
        return day + timedelta(days=count)
    except OverflowError as error:
        raise BadPeriod(OUT_OF_RANGE) from error


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """月份: a calendar month, written `2022-05`; months compare and sort by time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and date.min.year <= self.year <= date.max.year):
            raise BadMonth("月份要在0001-01到9999-12之间，请按“2022-05”的样子写。")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2022-05`. Raises BadMonth with a Chinese sentence for anything else."""
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            raise BadMonth("月份要写成“2022-05”的样子：四位年份、短横、两位月份。")
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    def add(self, n: int) -> Month:
        """n months later, or earlier when n is negative."""
        years, number = divmod(self.number - 1 + n, 12)
        return Month(self.year + years, number + 1)

    def next(self) -> Month:
        return self.add(1)

    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """Every month from `first` to `last`, both included; none when `last` is earlier."""
    count = (last.year - first.year) * 12 + last.number - first.number + 1
    return tuple(first.add(step) for step in range(count))
