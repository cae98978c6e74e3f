"""核对中心：one desk — what came in, what goes out, what comes back, what waits for a conclusion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.verification.batches import Made, make_batches
from doudi.casework.verification.findings import Conclusion, Discrepancy
from doudi.casework.verification.queries import batches, to_conclude, to_confirm
from doudi.casework.verification.replies import TakenIn, take_in
from doudi.casework.verification.requests import CENTRE, take
from doudi.casework.verification.sources import source
from doudi.casework.verification.workload import (
    TO_REPORT,
    TO_TAKE,
    in_hand,
    open_requests,
    standing_at,
    to_ask,
    waited_for,
)
from doudi.records.access import Act
from doudi.records.refusals import BadInput
from doudi.records.worded import counted
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.today.dues import how_far
from doudi.web.typed import Typed
from doudi.web.working import officer_page

TAKE, MAKE, REPLY = "take", "make", "reply"
WAITING, LATE = "waiting", "late"
MOST_LEFT_OUT = 6


@officer_page(*CENTRE)
def desk(request: HttpRequest, by: Act) -> HttpResponse:
    """The centre's working page."""
    return _desk(request, by)


@officer_page(*CENTRE, methods=("POST",))
def desk_take(request: HttpRequest, by: Act) -> HttpResponse:
    """Take every request that nobody has taken."""
    return order(
        request,
        by,
        form=TAKE,
        do=lambda: _take(by),
        to=reverse("web:verification"),
        again=lambda refused: _desk(request, by, refused),
        told=gettext("已接收，可以出批了。"),
    )


@officer_page(*CENTRE, methods=("POST",))
def desk_make(request: HttpRequest, by: Act) -> HttpResponse:
    """Make a batch a ticked source, about everybody not yet asked about there."""
    return order(
        request,
        by,
        form=MAKE,
        do=lambda: _make(Typed(request.POST), by),
        to=lambda answer: _made(request, answer),
        again=lambda refused: _desk(request, by, refused),
    )


@officer_page(*CENTRE, methods=("POST",))
def desk_reply(request: HttpRequest, by: Act) -> HttpResponse:
    """Take a source's file in; what is refused of it is shown cell by cell."""
    return order(
        request,
        by,
        form=REPLY,
        do=lambda: _reply(request, Typed(request.POST), by),
        to=_after_reply,
        again=lambda refused: _desk(request, by, refused),
    )


@officer_page(*CENTRE, methods=("GET", "POST"))
def batch_list(request: HttpRequest, by: Act) -> HttpResponse:
    """Every batch, newest first."""
    listing = Listing(
        "verification_batches",
        gettext("核对批次"),
        batches(by),
        (
            Column(
                "number",
                gettext("批次号"),
                lambda row: row.number,
                ("number",),
                link=lambda row: reverse("web:verification_batch", args=[row.pk]),
            ),
            Column("source", gettext("来源"), lambda row: source(row.source).title, ("source",)),
            Column("rows", gettext("人数"), lambda row: row.rows, ("rows",), kind="number"),
            Column("answered", gettext("已答复"), lambda row: row.answered, kind="number"),
            Column("made", gettext("制表"), lambda row: row.made_on, ("made_on",), kind="day"),
            Column("by", gettext("答复期限"), lambda row: row.reply_by, ("reply_by",), kind="day"),
            Column(
                "state",
                gettext("状态"),
                lambda row: _batch_state(row, by)[0],
                mark=lambda row: _batch_state(row, by)[1],
            ),
        ),
        (
            Filter(
                "open",
                gettext("状态"),
                lambda rows, asked: _narrowed(rows, asked, by),
                ((WAITING, gettext("等答复的")), (LATE, gettext("逾期未答复的"))),
            ),
        ),
        order="-number",
        empty=gettext("还没有批次。在核对中心勾选来源，制表以后出现在这里。"),
    )
    return list_page(request, by, listing)


def _desk(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    open_ones = open_requests(by)
    ticked = request.POST.getlist("source") if request.method == "POST" else []
    to_take, asking = sum(each.taken_on is None for each in open_ones), to_ask(by)
    gone = refused is not None and not {TAKE: to_take, MAKE: asking}.get(refused.form, True)
    shown = {
        # The form may be gone by now (somebody else took the requests): then its refusal stands at the top.
        "refused": refused if gone else None,
        "open_count": len(open_ones),
        "to_take": to_take,
        "to_report": len(standing_at(TO_REPORT, open_ones, by)),
        "to_conclude": _how_many_to_conclude(by),
        "to_confirm": _how_many_to_confirm(by),
        "to_ask": [(each, not ticked or each.source.code in ticked) for each in asking],
        "batches": [(each, source(each.source).title, *_batch_state(each, by)) for each in waited_for(by)],
        "take": filled(TAKE, refused),
        "make": filled(MAKE, refused),
        "reply": filled(REPLY, refused),
        "state_to_take": TO_TAKE,
        "state_to_report": TO_REPORT,
    }
    return render(request, "web/verification/desk.html", shown, status=status_of(refused))


@counted
def _how_many_to_conclude(by: Act) -> QuerySet[Discrepancy]:
    return to_conclude(by)


@counted
def _how_many_to_confirm(by: Act) -> QuerySet[Conclusion]:
    return to_confirm(by)


def _narrowed(rows: Any, asked: str, by: Act) -> Any:
    open_rows = rows.filter(closed_on__isnull=True, outstanding__gt=0)
    return open_rows.filter(reply_by__lt=by.day) if asked == LATE else open_rows


def _batch_state(row: Any, by: Act) -> tuple[str, str]:
    if row.closed_on is not None:
        return gettext("已结束"), ""
    if not row.outstanding:
        return gettext("已答复"), ""
    return how_far(row.reply_by, by.day)


def _take(by: Act) -> Mapping[str, Any]:
    untaken = [each.pk for each in open_requests(by) if each.taken_on is None]
    if not untaken:
        raise BadInput(gettext("没有待接收的委托，可能已经由别人接收：请刷新页面。"))
    return {"taken": len(take(requests=untaken, by=by))}


def _make(typed: Typed, by: Act) -> Mapping[str, Any]:
    codes = typed.all("source")
    if not codes:
        raise BadInput(gettext("请至少勾选一个来源。"))
    made: Made = make_batches(codes=codes, requests=in_hand(by), by=by)
    return {
        "batches": len(made.batches),
        "left_out": [f"{each.name}（{each.why}）" for each in made.left_out[:MOST_LEFT_OUT]],
        "more": len(made.left_out) > MOST_LEFT_OUT,
    }


def _made(request: HttpRequest, answer: Mapping[str, Any]) -> str:
    told = gettext("已制 %(n)s 批，请逐批导出交给来源。") % {"n": answer["batches"]}
    if answer["left_out"]:
        more = gettext("等") if answer["more"] else ""
        told += gettext("没有列入：%(names)s%(more)s。") % {
            "names": "、".join(answer["left_out"]),
            "more": more,
        }
    messages.success(request, told)
    return reverse("web:verification")


def _reply(request: HttpRequest, typed: Typed, by: Act) -> Mapping[str, Any]:
    data_on = typed.day("data_on")
    sent = request.FILES.get("file")
    if sent is None:
        typed.wrong("file", gettext("请选择来源报送的文件。"))
    typed.refuse_wrong()
    assert sent is not None
    taken: TakenIn = take_in(content=sent.read(), filename=sent.name or "", data_on=data_on, by=by)
    return {
        "batch": str(taken.batch.pk),
        "returned": str(taken.returned.pk) if taken.returned else "",
        "again": taken.again,
        "kept": taken.reply is not None,
        "unanswered": taken.unanswered,
    }


def _after_reply(answer: Mapping[str, Any]) -> str:
    outcome = "again" if answer["again"] else "kept" if answer["kept"] else "none"
    if answer["returned"]:
        return reverse("web:verification_returned", args=[answer["returned"]]) + f"?outcome={outcome}"
    return reverse("web:verification_batch", args=[answer["batch"]]) + f"?outcome={outcome}"
