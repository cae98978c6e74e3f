"""今日：what is overdue and due, and what waits for the officer who has just sat down."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from doudi.casework.cases import queries
from doudi.casework.cases.models import DueDate
from doudi.records.access import Act
from doudi.records.jobs.queries import running
from doudi.records.worded import counted, worded
from doudi.web.lists import Listing, list_page
from doudi.web.today.dues import SOON_DAYS, by_case, columns, due_rows, filters
from doudi.web.today.waiting import waiting_for
from doudi.web.working import officer_page

MOST_SHOWN = 30


@officer_page()
def today(request: HttpRequest, by: Act) -> HttpResponse:
    """The first page of a day: the soonest due dates and, by kind, what waits."""
    soon = by.day + timedelta(days=SOON_DAYS)
    count = _due_by(soon, by)
    shown = {
        "today": by.day,
        "due": by_case(due_rows(_soonest(soon, by), by)),
        "due_count": count,
        "more": count > MOST_SHOWN,
        "overdue_count": _overdue(by),
        "running": _running(by),
        "waiting": waiting_for(by),
        "decides": any(duty.decides for duty in by.scope.duties) and not by.scope.second_factor,
    }
    return render(request, "web/today/today.html", shown)


_overdue, _running = counted(queries.overdue), worded(running)


@counted
def _due_by(soon: date, by: Act) -> QuerySet[DueDate]:
    return queries.due(by).filter(on__lte=soon)


@worded
def _soonest(soon: date, by: Act) -> QuerySet[DueDate]:
    return queries.due(by).filter(on__lte=soon)[:MOST_SHOWN]


@officer_page(methods=("GET", "POST"))
def dues(request: HttpRequest, by: Act) -> HttpResponse:
    """Every open due date in scope, soonest first."""
    listing = Listing(
        "dues",
        gettext("期限"),
        queries.due(by),
        columns(),
        filters(by),
        order="on",
        empty=gettext("没有在走的期限。受理以后，期限会自己出现在这里。"),
        present=lambda rows: due_rows(rows, by),
    )
    return list_page(request, by, listing)
