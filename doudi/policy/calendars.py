"""工作日历 — the State Council's working-day calendar, with make-up days (调休) and notice numbers.

Data: `calendar/<year>.toml`, one file a year, each day under the notice that set it, and
`calendar/fixed_days.toml`, the days of rest that the law fixes by date. A year is read when it is first
asked for, once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "calendar"
SATURDAY = 5  # date.weekday() of the first day of the weekend


@dataclass(frozen=True)
class Notice:
    """放假安排通知: its number, the date at its foot, the days of rest and the make-up working days it sets.

    `whole_year` names the year that it arranges; None for a notice that only changes some days.
    """

    number: str
    issued: date
    off: frozenset[date]
    work: frozenset[date]
    whole_year: int | None = None


@dataclass(frozen=True)
class Year:
    """一年的安排 as known: days of rest, make-up working days, whether the year's notice is in force."""

    off: frozenset[date]
    work: frozenset[date]
    announced: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Calendar:
    """工作日历 as it was known on a day (None: with every notice there is).

    `further` holds notices entered since, such as next year's; where two set one day, the later issued holds.
    A year without a notice in force counts Monday to Friday as working days, less the days that the law
    fixes by date (1 January, 1 May, 1 to 3 October; from 2025 also 2 May). It knows no lunar festival, no
    substitute for a festival on a weekend and no make-up day, so a date that rests on it is provisional.
    """

    known_on: date | None = None
    further: tuple[Notice, ...] = ()
    _years: dict[int, Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def year(self, number: int) -> Year:
        """The year as known; never an error, whatever the year."""
        found = self._years.get(number)
        if found is None:
            found = self._years[number] = self._arranged(number)
        return found

    def _arranged(self, number: int) -> Year:
        known = [
            notice
            for notice in (*_published(number), *self.further)
            if self.known_on is None or notice.issued <= self.known_on
        ]
        announced = any(notice.whole_year == number for notice in known)
        off: set[date] = set() if announced else set(_fixed_days(number, self.known_on))
        work: set[date] = set()
        numbers = []
        for notice in sorted(known, key=lambda one: one.issued):
            rests = {day for day in notice.off if day.year == number}
            works = {day for day in notice.work if day.year == number}
            off = off - works | rests
            work = work - rests | works
            if rests or works:
                numbers.append(notice.number)
        return Year(frozenset(off), frozenset(work), announced, tuple(numbers))


@lru_cache(maxsize=256)
def load_calendar(known_on: date | None = None, further: tuple[Notice, ...] = ()) -> Calendar:
    """工作日历 with the notices issued by `known_on`, and the `further` ones. Reads nothing yet."""
    return Calendar(known_on, further)


def is_working_day(day: date, calendar: Calendar) -> bool:
    """工作日: a make-up day, or a day from Monday to Friday that is not a day of rest."""
    year = calendar.year(day.year)
    return day in year.work or (day.weekday() < SATURDAY and day not in year.off)


def is_announced(day: date, calendar: Calendar) -> bool:
    """放假安排已公布: is the notice for the day's year in force? If not, the day is provisional."""
    return calendar.year(day.year).announced


def read_notices(text: str, year: int) -> tuple[Notice, ...]:
    """放假安排通知 in a calendar file's text, shaped as the files in `calendar/`; KeyError for a gap."""
    return tuple(_notice(entry, year) for entry in tomllib.loads(text)["notice"])


def _notice(entry: Mapping[str, Any], year: int) -> Notice:
    off: set[date] = set()
    work: set[date] = set()
    for festival in entry["festival"]:
        first, last = festival["off"]
        off.update(first + timedelta(days=count) for count in range((last - first).days + 1))
        work.update(festival.get("work", ()))
    whole_year = year if entry["whole_year"] else None
    return Notice(entry["number"], entry["issued"], frozenset(off), frozenset(work), whole_year)


@lru_cache(maxsize=512)
def _published(year: int) -> tuple[Notice, ...]:
    path = FOLDER / f"{year}.toml"
    return read_notices(path.read_text("utf-8"), year) if path.is_file() else ()


def _fixed_days(year: int, known_on: date | None) -> tuple[date, ...]:
    """法定节日 on fixed dates, by the newest rule in force on 1 January and issued by `known_on`."""
    held = [
        rule
        for rule in _fixed_rules()
        if rule["from"] <= date(year, 1, 1) and (known_on is None or rule["issued"] <= known_on)
    ]
    if not held:
        return ()
    newest = max(held, key=lambda rule: rule["from"])
    return tuple(date.fromisoformat(f"{year:04}-{day}") for day in newest["days"])


@lru_cache(maxsize=1)
def _fixed_rules() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads((FOLDER / "fixed_days.toml").read_text("utf-8"))["rule"])
