"""日历与期限：the working-day calendar of a year with its notice numbers, and the reckoning of a deadline."""

from __future__ import annotations

import calendar as weeks
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doudi.policy.calendars import SATURDAY, Calendar, is_announced, is_working_day
from doudi.policy.days import BadPeriod, add_working_days, months_after, natural_days
from doudi.policy.question import as_day
from doudi.policy.reading import BadInput
from doudi.records.clock import business_now, china_day
from doudi.records.figures.queries import working_calendar
from doudi.records.staff.models import Officer
from doudi.web.days.notices import NOTICE_POSTS
from doudi.web.typed import as_day_text, as_typed
from doudi.web.working import act_of, holds_any, public_page

REFUSED = 422
FIRST_YEAR, LAST_YEAR = 2019, 2030
MOST_PAUSES = 2
KINDS = (("working", "工作日"), ("natural", "自然日"), ("month", "月"))
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Day:
    """One day of the calendar: its number, and 休 or 班 where the notice moved it."""

    number: int
    works: bool
    mark: str


@dataclass(frozen=True)
class Deadline:
    """The reckoned last day, the working days counted, and whether it may still move."""

    on: date
    weekday: str
    counted: tuple[date, ...]
    provisional: bool
    rolled_from: date | None


@public_page
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of working days, and a deadline where one is asked for; both stand in the address."""
    today = china_day(business_now())
    known = working_calendar()
    year = _year(request.GET.get("year", ""), today.year)
    asked = {"from": _typed(request, "from"), "count": as_typed(request.GET.get("count"))}
    asked["kind"] = request.GET.get("kind", KINDS[0][0])
    pauses = [
        (_typed(request, f"pause-{at}-from"), _typed(request, f"pause-{at}-to")) for at in range(MOST_PAUSES)
    ]
    deadline, errors = _deadline(asked, pauses, known) if asked["from"] or asked["count"] else (None, {})
    arranged = known.year(year)
    months = [_month(year, month, known) for month in range(1, 13)]
    context = {
        "year": year,
        "years": range(FIRST_YEAR, LAST_YEAR + 1),
        "arranged": arranged,
        "months": list(enumerate(months, 1)),
        "weekdays": WEEKDAYS,
        "working_total": sum(day.works for month in months for week in month for day in week if day),
        "asked": asked,
        "pauses": pauses,
        "kinds": KINDS,
        "notices": isinstance(request.user, Officer) and holds_any(act_of(request).scope, NOTICE_POSTS),
        "deadline": deadline,
        "errors": errors,
    }
    return render(request, "web/days/calendar.html", context, status=REFUSED if errors else 200)


def _typed(request: HttpRequest, name: str) -> str:
    return as_day_text(as_typed(request.GET.get(name)))


def _year(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR else otherwise


def _month(year: int, month: int, known: Calendar) -> list[list[Day | None]]:
    """The weeks of a month from Monday; None where the month has no such day."""
    arranged = known.year(year)
    shown = []
    for week in weeks.Calendar().monthdatescalendar(year, month):
        row: list[Day | None] = []
        for day in week:
            if day.month != month:
                row.append(None)
                continue
            mark = (
                "班"
                if day in arranged.work
                else "休"
                if day in arranged.off and day.weekday() < SATURDAY
                else ""
            )
            row.append(Day(day.day, is_working_day(day, known), mark))
        shown.append(row)
    return shown


def _deadline(
    asked: dict[str, str], pauses: list[tuple[str, str]], known: Calendar
) -> tuple[Deadline | None, dict[str, str]]:
    """The deadline asked for, or what is wrong with each field."""
    errors: dict[str, str] = {}

    def day(text: str, name: str) -> date:
        try:
            return as_day(text, name)
        except BadInput as error:
            errors[name] = error.sentence if text else "没有写日期，请补上。"
            return date.min

    start = day(asked["from"], "from")
    if not (asked["count"].isdecimal() and len(asked["count"]) <= 4):
        errors["count"] = "要写 0 到 1000 的整数。"
    stops = [
        (day(first, f"pause-{at}-from"), day(last, f"pause-{at}-to"))
        for at, (first, last) in enumerate(pauses)
        if first or last
    ]
    if stops and asked["kind"] != "working":
        errors["pause-0-from"] = "只有工作日期限才扣除暂停的日子，请去掉，或者改选工作日。"
    if errors:
        return None, errors
    try:
        return _reckon(start, int(asked["count"]), asked["kind"], stops, known), {}
    except BadPeriod as error:
        return None, {"count" if not stops else "pause-0-to": str(error)}


def _reckon(start: date, count: int, kind: str, stops: list[tuple[date, date]], known: Calendar) -> Deadline:
    if kind == "working":
        found = add_working_days(start, count, stops, known)
        return Deadline(found.on, WEEKDAYS[found.on.weekday()], found.counted, found.provisional, None)
    plain = months_after(start, count) if kind == "month" else natural_days(start, count, known, roll=False)
    last = natural_days(start, (plain - start).days, known)
    return Deadline(
        last, WEEKDAYS[last.weekday()], (), not is_announced(last, known), plain if plain != last else None
    )
