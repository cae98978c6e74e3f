"""发放的文件：the bank's file, each time with its reason and a trace, and the control sheet that goes with it on paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from doudi.money.payments import queries
from doudi.money.payments.exporting import SENDERS, control, file_name, hand_out
from doudi.money.payments.formats import FORMATS
from doudi.money.payments.models import RunStage
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.refusals import NotFound
from doudi.web.navigation import RUN_READERS
from doudi.web.sheets import attached
from doudi.web.typed import Typed
from doudi.web.working import officer_page

KINDS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         "xml": "application/xml"}  # fmt: skip


@officer_page(*SENDERS, methods=("POST",))
def payment_file(request: HttpRequest, by: Act, run: UUID) -> HttpResponse:
    """The kept bytes; a POST, since each taking is a line of the chain."""
    held = queries.run(run, by)
    typed = Typed(request.POST)
    why = typed.text("why") or gettext("送银行")
    content = hand_out(run=held.pk, why=why, by=by)
    return attached(content, file_name(held), KINDS[FORMATS[held.bank_format].extension])


@officer_page(*RUN_READERS)
def payment_control(request: HttpRequest, by: Act, run: UUID) -> HttpResponse:
    """控制单 to be printed: count, sum, both digests, who approved, and places to sign."""
    held = queries.run(run, by)
    if held.stage not in (RunStage.EXPORTED, RunStage.RETURNED, RunStage.CLOSED):
        raise NotFound
    shown = {
        "run": held,
        "control": control(held),
        "format": FORMATS[held.bank_format],
        "payer": names_on([held.area_id], held.prepared_on)[held.area_id],
        "file": file_name(held),
    }
    return render(request, "web/payments/control.html", shown)
