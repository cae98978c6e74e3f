"""临时救助的打印：D17 as far as the aid has come; the same aid at the same step gives the same bytes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from doudi.money.aid import queries
from doudi.money.aid.papers import approval_form, papers_of, register_with_receipt
from doudi.records.access import Act
from doudi.records.audit.trail import look
from doudi.records.documents.papers.making import make_paper
from doudi.records.refusals import NotFound
from doudi.web.aid.views import HANDLERS
from doudi.web.working import officer_page

FILLED = {"D17-1": approval_form, "D17-2": register_with_receipt}


@officer_page(*HANDLERS)
def aid_paper(request: HttpRequest, by: Act, aid: UUID, code: str) -> HttpResponse:
    """One paper of an aid, to be signed; it tells what happened, so only those read it who act on the aid."""
    held = queries.aid(aid, by)
    if code not in papers_of(held):
        raise NotFound
    told, dated = FILLED[code](held, by)
    look(by=by, did="aid.paper_looked", to=held)
    return as_pdf(make_paper(code, told, dated=dated), code)


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A paper shown by the browser."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename={name}.pdf"
    return answer
