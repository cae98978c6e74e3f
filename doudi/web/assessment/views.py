"""认定说明：one reading of the law on the frozen facts of a case, with every step, test and figure; read again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.casework.assessment import queries
from doudi.casework.cases.queries import case as one_case
from doudi.records.access import Act
from doudi.records.audit.trail import look
from doudi.records.refusals import NotFound
from doudi.web.trial.explanation import explain
from doudi.web.working import officer_page


@officer_page()
def assessment(request: HttpRequest, by: Act, case: UUID, which: UUID) -> HttpResponse:
    """The sheet of one assessment. The law is read again on the spot, and must give the same bytes."""
    held, found = one_case(case, by), queries.assessment(which, by)
    if found.case_id != held.pk:
        raise NotFound
    look(by=by, did="assessment.looked", to=found)
    shown = {
        "case": held,
        "assessment": found,
        "told": explain(queries.explained(found, by)),
        "again": queries.reread(found),
        "departures": queries.departures(found),
        "facts_sm3": bytes(found.facts_sm3).hex(),
        "answer_sm3": bytes(found.answer_sm3).hex(),
    }
    return render(request, "web/assessment/assessment.html", shown)
