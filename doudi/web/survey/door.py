"""入户的门：who may open the survey of a home — the clerks of the case, and the village worker who is sent there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from doudi.casework.cases import queries as cases
from doudi.casework.cases.at_home import at_home
from doudi.casework.cases.desk import CLERKS
from doudi.casework.survey.queries import assignment
from doudi.records.access import Act, acting_as
from doudi.records.refusals import NotFound
from doudi.web.working import holds_any

Which = ParamSpec("Which")
View = Callable[Concatenate[HttpRequest, Act, UUID, Which], HttpResponse]


def is_clerk(by: Act) -> bool:
    """Does this officer handle cases, and not only go along to homes?"""
    return holds_any(by.scope, CLERKS)


def survey_of(view: View[Which]) -> View[Which]:
    """The act of a village worker reaches the one case of the own village to which he is sent; to others of it, and to
    the next village's, he finds nothing.
    """

    @wraps(view)
    def page(
        request: HttpRequest, by: Act, case: UUID, *which: Which.args, **named: Which.kwargs
    ) -> HttpResponse:
        if is_clerk(by):
            return view(request, by, case, *which, **named)
        near = at_home(case, by)
        with acting_as(near.scope):
            sent = assignment(cases.case(case, near), near)
            if sent is None or near.scope.natural_person not in (sent.first_person, sent.second_person):
                raise NotFound
            return view(request, near, case, *which, **named)

    return page
