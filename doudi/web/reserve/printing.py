"""备用金的打印：D18, the book of a month."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from doudi.money.reserve import queries
from doudi.money.reserve.papers import book
from doudi.policy.days import Month
from doudi.records.access import Act
from doudi.records.audit.trail import look
from doudi.records.documents.papers.making import make_paper
from doudi.web.aid.printing import as_pdf
from doudi.web.awards.months import month_of
from doudi.web.navigation import FUND_READERS
from doudi.web.working import officer_page


@officer_page(*FUND_READERS)
def reserve_book(request: HttpRequest, by: Act, fund: UUID) -> HttpResponse:
    """The book of the month asked for, or of this one."""
    held = queries.fund(fund, by)
    told, dated = book(held, Month.of(month_of(request.GET.get("month"), by.day)), by)
    look(by=by, did="reserve.book_looked", to=held)
    return as_pdf(make_paper("D18", told, dated=dated), "D18")
