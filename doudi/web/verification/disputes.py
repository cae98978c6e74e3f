"""不一致的清单：over all open requests, what waits for a conclusion and what for a second person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from doudi.casework.verification import queries
from doudi.casework.verification.requests import CENTRE
from doudi.records.access import Act
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.working import officer_page

OPEN, PROPOSED = "open", "proposed"
STATES = ((OPEN, gettext_lazy("还没有结论")), (PROPOSED, gettext_lazy("等负责人复核")))


@officer_page(*CENTRE, methods=("GET", "POST"))
def disputed(request: HttpRequest, by: Act) -> HttpResponse:
    """Every discrepancy of open requests that is not settled."""
    listing = Listing(
        "verification_disputed",
        gettext("核对不一致"),
        queries.to_settle(by),
        (
            Column(
                "name",
                gettext("申请人"),
                lambda row: row.request.case.applicant_name,
                ("request__case__applicant_name",),
                link=lambda row: reverse("web:verification_request", args=[row.request_id]) + f"#d-{row.pk}",
            ),
            Column("what", gettext("不一致"), queries.title_of, ("code",)),
            Column("declared", gettext("申报"), lambda row: row.declared),
            Column("found", gettext("核对"), lambda row: row.found),
            Column("heard", gettext("说明"), _heard),
            Column("on", gettext("发现"), lambda row: row.found_on, ("found_on",), kind="day"),
            Column("by", gettext("说明期限"), lambda row: row.explain_by, ("explain_by",), kind="day"),
        ),
        (
            Filter(
                "state",
                gettext("要办什么"),
                lambda rows, asked: rows.filter(proposed=asked == PROPOSED),
                STATES,
            ),
        ),
        order="by",
        empty=gettext("没有未了结的不一致。"),
    )
    return list_page(request, by, listing)


def _heard(row: Any) -> str:
    return gettext("已说明") if row.explanations.all() else ""
