"""入户的收尾：nobody at home, laid before the signers, signed, sent back, and the scan of what was signed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases import queries as cases
from doudi.casework.cases.models import Case
from doudi.casework.survey.investigators import INVESTIGATORS
from doudi.casework.survey.visits import (
    WAYS,
    Signed,
    begin_visit,
    finish_visit,
    nobody_home,
    sign_visit,
    take_visit_back,
)
from doudi.records.access import Act
from doudi.records.documents.queries import paper as filed_paper
from doudi.records.documents.scans import file_scan
from doudi.records.refusals import BadInput, NotFound
from doudi.web.orders import order
from doudi.web.survey.door import survey_of
from doudi.web.survey.views import survey_page
from doudi.web.typed import Typed
from doudi.web.working import officer_page

MOST_SCAN = 20 * 1024 * 1024


def _nobody(held: Case, typed: Typed, request: HttpRequest, by: Act) -> None:
    number = typed.id("visit")
    note = typed.text("note", gettext("请写明敲门、联系的情形。"))
    typed.refuse_wrong()
    begin_visit(case=held.pk, visit=number, by=by)
    nobody_home(case=held.pk, visit=number, note=note, by=by)


def _finish(held: Case, typed: Typed, request: HttpRequest, by: Act) -> None:
    number = typed.id("visit")
    signed = Signed(
        typed.text("signer", gettext("请写明谁签的名。")),
        typed.choice("how", WAYS, gettext("请选怎样签的。")),
        typed.text("why"),
    )
    on_paper = typed.tick("on_paper")
    typed.refuse_wrong()
    finish_visit(case=held.pk, visit=number, family=signed, second_on_paper=on_paper, by=by)


def _sign(held: Case, typed: Typed, request: HttpRequest, by: Act) -> None:
    number = typed.id("visit")
    typed.refuse_wrong()
    sign_visit(case=held.pk, visit=number, by=by)


def _back(held: Case, typed: Typed, request: HttpRequest, by: Act) -> None:
    number = typed.id("visit")
    why = typed.text("why_back", gettext("请写明退回的原因。"))
    typed.refuse_wrong()
    take_visit_back(case=held.pk, visit=number, why=why, by=by)


def _scan(held: Case, typed: Typed, request: HttpRequest, by: Act) -> None:
    paper, sent = typed.id("paper"), request.FILES.get("scan")
    typed.refuse_wrong()
    if sent is None or not sent.size or sent.size > MOST_SCAN:
        raise BadInput(gettext("请选签字后的扫描件或照片（PDF、JPEG、PNG），不超过 20 MB。"))
    if filed_paper(paper, by).case_id != held.pk:
        raise NotFound
    file_scan(paper=paper, content=sent.read(), name=sent.name or "", by=by)


DOINGS: dict[str, tuple[Callable[[Case, Typed, HttpRequest, Act], None], str]] = {
    "nobody": (_nobody, "已登记家中无人"),
    "finish": (_finish, "已定稿，调查表可以打印签字"),
    "sign": (_sign, "已签名，入户调查完成"),
    "back": (_back, "已退回重填"),
    "scan": (_scan, "扫描件已归档"),
}


@officer_page(*INVESTIGATORS, methods=("POST",))
@survey_of
def survey_step(request: HttpRequest, by: Act, case: UUID, name: str) -> HttpResponse:
    """One of the forms at the end of a visit; refused, the page again with the sentence beside it."""
    held = cases.case(case, by)
    if name not in DOINGS:
        raise NotFound
    do, told = DOINGS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), request, by),
        to=reverse("web:survey", args=[held.pk]),
        again=lambda refused: survey_page(request, by, held, refused, told=name == "finish"),
        told=gettext(told),
    )
