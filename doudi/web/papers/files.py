"""文件的下载：a paper as printed, as a document to edit, with others as one print; a scan; an empty form.

Whoever opens one leaves a line in the access log.
"""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from doudi.casework.cases import queries as cases
from doudi.casework.intake.issuing import intake_papers
from doudi.records.access import Act
from doudi.records.audit.trail import look
from doudi.records.documents import queries
from doudi.records.documents.kinds import MEDIA_TYPES, Sort, extension
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.papers.bundling import bundled
from doudi.records.documents.papers.catalogue import PAPERS
from doudi.records.documents.papers.editable import editable_docx
from doudi.records.documents.papers.making import blank_paper as empty_form
from doudi.records.refusals import NotFound
from doudi.web.papers.life import READERS
from doudi.web.working import officer_page

SHOWN_BY_BROWSERS = (Sort.PDF, Sort.JPEG, Sort.PNG)
NOT_EMPTY = ("D00", "D13-1")  # made from what is there; an empty one is of no use


@officer_page(*READERS)
def paper_pdf(request: HttpRequest, by: Act, paper: UUID) -> HttpResponse:
    """A paper exactly as it was printed."""
    held = queries.paper(paper, by)
    look(by=by, did="documents.paper_looked", to=held)
    return _sent(queries.paper_bytes(held.pk, by), Sort.PDF, _named(held))


@officer_page(*READERS)
def paper_docx(request: HttpRequest, by: Act, paper: UUID) -> HttpResponse:
    """A paper that is edited in Word before it is signed; its square code comes along."""
    held = queries.paper(paper, by)
    mark = str(held.pk).upper()
    made = editable_docx(held.code, queries.data_of(held), dated=held.dated, scan_mark=mark)
    look(by=by, did="documents.paper_edited", to=held)
    return _sent(made, Sort.DOCX, _named(held))


@officer_page(*READERS)
def stored_file(request: HttpRequest, by: Act, file: UUID) -> HttpResponse:
    """A stored file: a scan, a photograph, pages that nobody claimed."""
    held = queries.stored_file(file, by)
    look(by=by, did="documents.file_looked", to=held)
    return _sent(queries.file_bytes(held.pk, by), Sort(held.sort), held.purpose)


@officer_page(*READERS)
def intake_pdf(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """The papers of intake of a case, or whichever of its file the address names, one after another."""
    held, named = cases.case(case, by), request.GET.getlist("paper")
    papers = (
        [each for each in queries.file_of(held.pk, by) if str(each.pk) in named]
        if named
        else intake_papers(held, by)
    )
    if not papers:
        raise NotFound
    for each in papers:
        look(by=by, did="documents.paper_looked", to=each)
    made = bundled(queries.paper_bytes(each.pk, by) for each in papers)
    return _sent(made, Sort.PDF, gettext("受理文书%(number)s") % {"number": held.receipt_number})


@officer_page()
def blank_papers(request: HttpRequest, by: Act) -> HttpResponse:
    """Every form, to be printed empty."""
    forms = [each for code, each in PAPERS.items() if code not in NOT_EMPTY]
    return render(request, "web/papers/blanks.html", {"forms": forms})


@officer_page()
def blank_paper(request: HttpRequest, by: Act, code: str) -> HttpResponse:
    """One empty form."""
    form = PAPERS.get(code)
    if form is None or code in NOT_EMPTY:
        raise NotFound
    return _sent(empty_form(code, dated=by.day), Sort.PDF, f"{code}{form.title}")


def _named(paper: FiledPaper) -> str:
    return f"{paper.code}{paper.title}{paper.about_name}"


def _sent(content: bytes, sort: Sort, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=MEDIA_TYPES[sort])
    how = "inline" if sort in SHOWN_BY_BROWSERS else "attachment"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}.{extension(sort)}"
    return answer
