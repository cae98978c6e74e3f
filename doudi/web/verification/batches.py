"""批次的页：one batch, its sheet, the files that came back for it, and what was refused of them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.verification import queries
from doudi.casework.verification.batches import CSV, XLSX, close_batch, hand_out
from doudi.casework.verification.models import Batch
from doudi.casework.verification.replies import hand_back
from doudi.casework.verification.requests import CENTRE
from doudi.casework.verification.sources import source
from doudi.records.access import Act
from doudi.records.refusals import NotFound
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.sheets import XLSX as XLSX_TYPE
from doudi.web.sheets import attached
from doudi.web.today.dues import how_far
from doudi.web.typed import Typed
from doudi.web.working import officer_page

CLOSE = "close"
TYPES = {XLSX: XLSX_TYPE, CSV: "text/csv; charset=utf-8"}
OUTCOMES = {
    "kept": "",
    "again": "这份文件以前收过，这次没有重复入库。",
    "none": "这份文件没有一行可以入库，请退回来源改正。",
}


@officer_page(*CENTRE)
def batch(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One batch."""
    return _batch(request, by, queries.batch(which, by))


@officer_page(*CENTRE, methods=("POST",))
def batch_sheet(request: HttpRequest, by: Act, which: UUID, form: str) -> HttpResponse:
    """The sheet for the source; each time it leaves it is a line of the chain."""
    if form not in TYPES:
        raise NotFound
    held = queries.batch(which, by)
    name = f"{held.number} {source(held.source).title}.{form}"
    return attached(hand_out(batch=held.pk, form=form, by=by), name, TYPES[form])


@officer_page(*CENTRE, methods=("POST",))
def batch_close(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """Wait no longer."""
    held = queries.batch(which, by)
    return order(
        request,
        by,
        form=CLOSE,
        do=lambda: _close(held, Typed(request.POST), by),
        to=reverse("web:verification_batch", args=[held.pk]),
        again=lambda refused: _batch(request, by, queries.batch(which, by), refused),
        told=gettext("这一批已结束，没有答复的记为“问了，没有答复”。"),
    )


@officer_page(*CENTRE)
def returned(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """What was refused of one file: each cell with its reason."""
    held = queries.returned(which, by)
    outcome = request.GET.get("outcome", "")
    shown = {
        "returned": held,
        "batch": held.batch,
        "source": source(held.batch.source),
        "problems": queries.problems(held),
        "told": OUTCOMES.get(outcome, ""),
        "some_kept": outcome == "kept",
    }
    return render(request, "web/verification/returned.html", shown)


@officer_page(*CENTRE, methods=("POST",))
def returned_sheet(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """The copy with the reasons, for the source."""
    held = queries.returned(which, by)
    content = hand_back(returned=held.pk, by=by)
    return attached(content, gettext("退回 %(number)s.xlsx") % {"number": held.batch.number}, XLSX_TYPE)


def _batch(request: HttpRequest, by: Act, held: Batch, refused: Refused | None = None) -> HttpResponse:
    told, mark = how_far(held.reply_by, by.day)
    (counted,) = queries.batches(by).filter(pk=held.pk)
    shown = {
        "batch": counted,
        "source": source(held.source),
        "far": told,
        "mark": mark,
        "sm3": bytes(held.sheet_sm3).hex(),
        "replies": queries.replies(held, by),
        "returns": queries.returns(held, by),
        "close": filled(CLOSE, refused),
        "told": OUTCOMES.get(request.GET.get("outcome", ""), ""),
    }
    return render(request, "web/verification/batch.html", shown, status=status_of(refused))


def _close(held: Batch, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明不再等待答复的原因。"))
    typed.refuse_wrong()
    close_batch(batch=held.pk, why=why, by=by)
