"""邻里走访的页面：what neighbours said, for who handles the case; and the form for one more."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases import queries as cases
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import Case
from doudi.casework.survey import queries
from doudi.casework.survey.neighbours import neighbours_asked, take_statement
from doudi.records.access import Act
from doudi.records.audit.trail import look
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

AGREES = {"yes": True, "no": False, "": None}


@officer_page(*CLERKS, methods=("GET", "POST"))
def neighbours(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """Who was heard, and one more."""
    held = cases.case(case, by)
    if request.method != "POST":
        look(by=by, did="survey.neighbours_looked", to=held)
        return _page(request, by, held)
    return order(
        request,
        by,
        form="hear",
        do=lambda: _hear(held, Typed(request.POST), by),
        to=reverse("web:neighbours", args=[held.pk]),
        again=lambda refused: _page(request, by, held, refused),
        told=gettext("已登记"),
    )


def _hear(held: Case, typed: Typed, by: Act) -> None:
    told = {
        "witness": typed.text("witness", gettext("请写被访人姓名。")),
        "relation": typed.text("relation", gettext("请写与申请家庭的关系。")),
        "statement": typed.long_text("statement", gettext("请写被访人说了什么。")),
        "place": typed.text("place"),
    }
    day, agrees = typed.day("visited_on"), typed.choice("agrees", tuple(AGREES))
    typed.refuse_wrong()
    take_statement(case=held.pk, **told, visited_on=day, agrees=AGREES[agrees], by=by)


def _page(request: HttpRequest, by: Act, held: Case, refused: Refused | None = None) -> HttpResponse:
    sent = queries.assignment(held, by)
    me = by.scope.natural_person
    shown = {
        "case": held,
        "heard": queries.neighbours(held, by),
        "asked": neighbours_asked(held, by.day),
        "mine": sent is not None and me in (sent.first_person, sent.second_person),
        "form": filled("hear", refused, visited_on=by.day),
        "agree_choices": (("yes", gettext("一致")), ("no", gettext("不一致"))),
    }
    return render(request, "web/survey/neighbours.html", shown, status=status_of(refused))
