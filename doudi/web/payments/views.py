"""发放的页：the runs and a new roll, one run with its stage, sums, deeds and next step, its lines, what was sent back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.money.payments import queries
from doudi.money.payments.checks import TITLES
from doudi.money.payments.formats import FORMATS
from doudi.money.payments.models import Judgement, LineState, Run, RunStage
from doudi.money.payments.rolls import PREPARERS, freeze_month
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, period_of
from doudi.records.refusals import BadInput, NotFound
from doudi.records.staff.models import Officer
from doudi.records.staff.queries import second_factor_of
from doudi.web.awards.months import read_month, written
from doudi.web.districts import districts_of
from doudi.web.lists import list_page
from doudi.web.navigation import PAYMENT_READERS, RUN_READERS
from doudi.web.orders import Refused, SeeOther, filled, order, status_of
from doudi.web.payments.doings import ORDERS, leads_to
from doudi.web.payments.explained import explained
from doudi.web.payments.listing import failed_listing, lines_listing, reckoning, runs_listing
from doudi.web.payments.words import deeds_of, may_sign, next_of
from doudi.web.typed import Typed, as_typed
from doudi.web.working import officer_page

MOST_HOLDS = 50
FREEZE, APPROVE = "freeze", "approve"
TO_PAY = (LineState.READY, LineState.SENT, LineState.PAID, LineState.FAILED, LineState.REPAID)


@officer_page(*RUN_READERS, methods=("GET", "POST"))
def payments(request: HttpRequest, by: Act) -> HttpResponse:
    """Every run in scope, and for who prepares them the form of a new one."""
    return _runs_page(request, by)


@officer_page(*PREPARERS, methods=("GET", "POST"))
def payment_new(request: HttpRequest, by: Act) -> HttpResponse:
    """Freeze the roll of a month."""
    if request.method != "POST":
        return SeeOther(reverse("web:payments"))
    return order(
        request,
        by,
        form=FREEZE,
        do=lambda: _freeze(Typed(request.POST), by),
        to=lambda answer: reverse("web:payment_run", args=[answer["run"]]),
        again=lambda refused: _runs_page(request, by, refused),
        told=gettext("花名册已编制并冻结，请处理核对疑点。"),
    )


@officer_page(*RUN_READERS)
def payment_run(request: HttpRequest, by: Act, run: UUID) -> HttpResponse:
    """One run."""
    return _run_page(request, by, queries.run(run, by))


@officer_page(*RUN_READERS, methods=("POST",))
def payment_order(request: HttpRequest, by: Act, run: UUID, name: str) -> HttpResponse:
    """A step of a run, by its form; a signature asks for the code of the moment once more."""
    held = queries.run(run, by)
    if name not in ORDERS:
        raise NotFound
    if name == APPROVE and (wrong := _code_wrong(request, held, by)):
        refused = Refused(APPROVE, "", BadInput.status, {"code": wrong})
        return _run_page(request, by, held, refused)
    do, told = ORDERS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, request, by),
        to=lambda answer: leads_to(held, answer),
        again=lambda refused: _run_page(request, by, queries.run(run, by), refused),
        told=gettext(told),
    )


@officer_page(*RUN_READERS, methods=("GET", "POST"))
def payment_roll(request: HttpRequest, by: Act, run: UUID) -> HttpResponse:
    """花名册: every line of a run."""
    held = queries.run(run, by)
    return list_page(request, by, lines_listing(by, held), "web/payments/roll.html", run=held)


@officer_page(*PAYMENT_READERS, methods=("GET", "POST"))
def payment_lines(request: HttpRequest, by: Act) -> HttpResponse:
    """发放明细: every line in scope of every month; a township sees its own households."""
    return list_page(request, by, lines_listing(by), "web/payments/lines.html")


@officer_page(*PAYMENT_READERS, methods=("GET", "POST"))
def payment_failed(request: HttpRequest, by: Act) -> HttpResponse:
    """退票 with what is to be done about each."""
    return list_page(request, by, failed_listing(by), "web/payments/failed.html")


def _runs_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    districts = districts_of(by, *PREPARERS)
    first = {"month": written(by.day), "district": districts[0][0] if districts else ""}
    more = {
        "districts": districts,
        "formats": [(each.code, each.title) for each in FORMATS.values()],
        "form": filled(FREEZE, refused, **first),
        "failed": queries.failed(by).count(),
        "stopped": queries.stops(by).filter(cleared_on__isnull=True).count(),
    }
    # A refused freeze was a POST: what is shown again is the list, not its export.
    if refused is not None:
        request.method = "GET"
    answer = list_page(request, by, runs_listing(by), "web/payments/payments.html", **more)
    answer.status_code = status_of(refused) if refused else answer.status_code
    return answer


def _freeze(typed: Typed, by: Act) -> Mapping[str, Any]:
    district = typed.choice(
        "district", [key for key, _ in districts_of(by, *PREPARERS)], gettext("请选择区。")
    )
    bank_format = typed.choice("format", list(FORMATS), gettext("请选择代发格式。"))
    try:
        month = read_month(typed.text("month"))
    except BadInput as error:
        month = by.day
        typed.wrong("month", str(error))
    typed.refuse_wrong()
    area = period_of(int(district), by.day).area
    return {"run": str(freeze_month(district=area, month=month, bank_format=bank_format, by=by).pk)}


def _code_wrong(request: HttpRequest, run: Run, by: Act) -> str:
    """Why the code typed for a signature does not hold. Not by `order`: what a wrong code slows down must stay.

    A form sent twice has used its code up: it is let through, and the order answers as it did.
    """
    signed = {each.natural_person for each in queries.approvals(run, by)}
    if by.scope.natural_person in signed:
        return ""
    assert isinstance(request.user, Officer)
    device = second_factor_of(request.user)
    if device is None or not device.confirmed:
        return gettext("还没有登记动态口令：请先登记，再回到这里签名。")
    if not device.verify_token(as_typed(request.POST.get("code"))):
        return gettext("动态口令不对：请输入手机此刻显示的六位数字，每个只能用一次。")
    return ""


def _run_page(request: HttpRequest, by: Act, held: Run, refused: Refused | None = None) -> HttpResponse:
    tallies = queries.by_state(held, by)
    findings = queries.findings(held, by)
    signed, answers = queries.approvals(held, by), queries.returned(held, by)
    open_holds = _open(findings) if held.stage == RunStage.FROZEN else 0
    failed = list(queries.failed(by).filter(run=held)) if held.stage == RunStage.RETURNED else []
    right = sum(told == "right" for told in queries.corrected(failed, by).values()) if failed else 0
    shown = {
        "run": held,
        "format": FORMATS[held.bank_format],
        "next": next_of(held, open_holds, tallies, right, by),
        "tallies": [(state.label, state, tallies[state]) for state in LineState if state in tallies],
        "places": _places(held, by),
        "holds": _holds(findings, request, refused),
        "open_holds": open_holds,
        "hidden": max(open_holds - MOST_HOLDS, 0),
        "signed": signed,
        "may_not_sign": may_sign(held, signed, by),
        "batch_sm3": bytes(held.batch_sm3 or b"").hex(),
        "file_sm3": bytes(held.file_sm3 or b"").hex(),
        "stopped": queries.stops(by).filter(cleared_on__isnull=True, area=held.area_id).count(),
        "explained": explained(held, failed, by),
        "deeds": deeds_of(held, queries.deeds(held, [*signed, *answers], by)),
        "answers": answers,
        "repaid_by": queries.repaid_by(held, by),
        "refused": refused,
        "forms": {name: filled(name, refused) for name in ORDERS},
        "takes_file": held.file_sm3 is not None and by.scope.holds("finance_releaser", at=held.area_id),
    }
    return render(request, "web/payments/run.html", shown, status=status_of(refused))


def _open(findings: Any) -> int:
    """How many findings wait: what is withheld for one reason needs no further judgement."""
    count: int = findings.filter(judgement="").exclude(line__state=LineState.WITHHELD).count()
    return count


def _holds(findings: Any, request: HttpRequest, refused: Refused | None) -> list[dict[str, Any]]:
    """The findings of a page, each with its own form; the one that was refused keeps what was typed."""
    typed_for = request.POST.get("hold", "") if refused is not None and refused.form == "judge" else ""
    made = []
    for each in findings[:MOST_HOLDS]:
        form = filled("judge", refused if str(each.pk) == typed_for else None, judgement="", why="")
        choices = [(Judgement.WITHHOLD, Judgement.WITHHOLD.label)]
        if not each.must_withhold:
            choices.insert(0, (Judgement.PAY, Judgement.PAY.label))
        made.append({
            "hold": each,
            "line": each.line,
            "title": TITLES.get(each.check_code, each.check_code),
            "reckoning": reckoning(each.line),
            "open": not each.judgement and each.line.state == LineState.READY,
            "judged": Judgement(each.judgement).label if each.judgement else "",
            "choices": choices,
            "form": form,
        })  # fmt: skip
    return made


def _places(held: Run, by: Act) -> list[tuple[int, str, queries.Tally]]:
    """Place → what the run pays there, the greatest first."""
    told = queries.by_area(held, by)
    names = names_on(told, by.day)
    rows = [(area, names.get(area, ""), tally) for area, tally in told.items()]
    return sorted(rows, key=lambda row: -row[2].fen)
