"""放假安排：a notice of the State Council that came out since, entered by one person and put in force by another."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases.recounting import load_notice
from doudi.policy.question import as_day
from doudi.policy.reading import BadInput as BadValue
from doudi.records.access import Act
from doudi.records.figures.actions import ENTERS
from doudi.records.figures.calendars import enter_notice
from doudi.records.figures.models import HolidayNotice
from doudi.records.figures.queries import notices_in_force, notices_waiting
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed, as_day_text
from doudi.web.working import officer_page

NOTICE_POSTS = ENTERS
FIRST_YEAR, LAST_YEAR = 2019, 2100
MOST_DAYS = 60
_BETWEEN = re.compile(r"\s*(?:至|到|—+|~|～)\s*")
_APART = re.compile(r"[\n,，、;；]+")


@officer_page(*NOTICE_POSTS, methods=("GET", "POST"))
def notices(request: HttpRequest, by: Act) -> HttpResponse:
    """What waits to be compared with the published text, what is in force, and a form for the next one."""
    if request.method != "POST":
        return _page(request, by)
    which = request.POST.get("notice", "")
    if which:
        return order(
            request,
            by,
            form=f"force-{which}",
            do=lambda: _put_in_force(Typed(request.POST), by),
            to=reverse("web:notices"),
            again=lambda refused: _page(request, by, refused),
            told=gettext("已生效；在办各件的期限正在后台重算。"),
        )
    return order(
        request,
        by,
        form="enter",
        do=lambda: _enter(Typed(request.POST), by),
        to=reverse("web:notices"),
        again=lambda refused: _page(request, by, refused),
        told=gettext("已录入，等另一位签发人对照原文后生效。"),
    )


def days_of(typed: str) -> list[date]:
    """`2027-02-05至2027-02-11、2027-04-05` as days. Raises BadValue with what is wrong."""
    days: list[date] = []
    for part in filter(None, (each.strip() for each in _APART.split(typed))):
        first, *rest = (as_day(as_day_text(each), "off") for each in _BETWEEN.split(part))
        last = rest[-1] if rest else first
        if len(rest) > 1 or last < first or (last - first).days >= MOST_DAYS:
            raise BadValue(
                "off", gettext("“%(part)s”不是一段日期，请改成 2027-02-05至2027-02-11。") % {"part": part}
            )
        days += [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return days


def _enter(typed: Typed, by: Act) -> None:
    number = typed.text("number", gettext("请写通知的文号。"))
    issued = typed.day("issued")
    year = typed.whole("year", FIRST_YEAR, LAST_YEAR) if typed.text("year") else None
    off, work = _days(typed, "off"), _days(typed, "work")
    if not off and "off" not in typed.errors:
        typed.wrong("off", gettext("请写休息的日子。"))
    typed.refuse_wrong()
    enter_notice(number=number, issued=issued, year=year, off=off, work=work, by=by)


def _days(typed: Typed, name: str) -> list[date]:
    try:
        return days_of(typed.long_text(name))
    except BadValue as error:
        typed.wrong(name, error.sentence)
        return []


def _put_in_force(typed: Typed, by: Act) -> None:
    which: UUID = typed.id("notice")
    typed.refuse_wrong()
    load_notice(notice=which, by=by)


def _page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    waiting = list(notices_waiting().select_related("entered_by"))
    shown = {
        "waiting": [(each, _spans(each), filled(f"force-{each.pk}", refused)) for each in waiting],
        "in_force": [(each, _spans(each)) for each in notices_in_force()],
        "form": filled("enter", refused),
    }
    return render(request, "web/days/notices.html", shown, status=status_of(refused))


def _spans(notice: HolidayNotice) -> str:
    """Days that follow each other as one span."""
    spans: list[list[date]] = []
    for day in sorted(notice.off):
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    return "、".join(f"{each[0]}至{each[-1]}" if len(each) > 1 else str(each[0]) for each in spans)
