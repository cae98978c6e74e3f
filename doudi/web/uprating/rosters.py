"""差额花名册与邀约：each award that a plan changed; families to be asked whether they apply."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards.models import Scheme
from doudi.casework.uprating import queries
from doudi.casework.uprating.actions import settle_invitation
from doudi.casework.uprating.models import Answer, Invitation, Outcome, Uprating
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, period_of, township_of, townships_among, under
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import AWARD_READERS, CLERKS
from doudi.web.navigation import UPRATING_READERS as READERS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import holds_any, officer_page

SETTLE = "settle"


@officer_page(*READERS, methods=("GET", "POST"))
def uprating_lines(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """The roster of differences of one plan."""
    held = queries.plan(which, by)
    return list_page(request, by, _lines(held, by), "web/uprating/lines.html", plan=held)


@officer_page(*READERS, methods=("GET", "POST"))
def invitations(request: HttpRequest, by: Act) -> HttpResponse:
    """Every family to be invited, the open ones first."""
    return list_page(request, by, _invitations(by))


@officer_page(*READERS)
def invitation(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One family: what it would get, what it said."""
    return _page(request, by, queries.invitation(which, by))


@officer_page(*CLERKS, methods=("POST",))
def invitation_settle(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """What the family said."""
    held = queries.invitation(which, by)
    return order(
        request,
        by,
        form=SETTLE,
        do=lambda: _settle(held, Typed(request.POST), by),
        to=reverse("web:invitations"),
        again=lambda refused: _page(request, by, queries.invitation(which, by), refused),
        told=gettext("邀约已办结。"),
    )


def _page(request: HttpRequest, by: Act, held: Invitation, refused: Refused | None = None) -> HttpResponse:
    shown = {
        "invitation": held,
        "village": names_on([held.area_id], by.day).get(held.area_id, ""),
        "answers": Answer.choices,
        "form": filled(SETTLE, refused),
        "may_settle": not held.answer and by.scope.holds(*CLERKS, at=held.area_id),
    }
    return render(request, "web/uprating/invitation.html", shown, status=status_of(refused))


def _settle(held: Invitation, typed: Typed, by: Act) -> None:
    answer = typed.choice("answer", dict(Answer.choices), gettext("请选择结果。"))
    note = typed.text("note")
    typed.refuse_wrong()
    settle_invitation(invitation=held.pk, answer=answer, note=note, by=by)


def _town(area: int, by: Act) -> str:
    return period_of(township_of(area, by.day), by.day).name


def _lines(held: Uprating, by: Act) -> Listing:
    names = names_on(by.scope.areas, by.day)
    schemes, reads = dict(Scheme.choices), holds_any(by.scope, AWARD_READERS)
    return Listing(
        "uprating_lines",
        gettext("差额花名册"),
        queries.lines(held, by),
        (
            Column(
                "head",
                gettext("户主"),
                lambda row: row.head_name,
                ("head_name",),
                link=(lambda row: reverse("web:award", args=[row.award_id])) if reads else None,
            ),
            Column("town", gettext("乡镇（街道）"), lambda row: _town(row.area_id, by)),
            Column("village", gettext("村（社区）"), lambda row: names.get(row.area_id, ""), ("area",)),
            Column("scheme", gettext("类别"), lambda row: schemes[row.scheme], ("scheme",)),
            Column("month", gettext("自（月）"), lambda row: f"{row.from_month:%Y-%m}", ("from_month",)),
            Column("before", gettext("原月金额"), lambda row: row.before_fen, ("before_fen",), kind="money"),
            Column("after", gettext("现月金额"), lambda row: row.after_fen, ("after_fen",), kind="money"),
            Column("more", gettext("增减"), lambda row: row.after_fen - row.before_fen, kind="money"),
            Column(
                "outcome",
                gettext("结果"),
                lambda row: row.why or Outcome(row.outcome).label,
                mark=lambda row: "late" if row.outcome == Outcome.UNREADY else "",
            ),
        ),
        _line_filters(by),
        order="village",
        empty=gettext("没有金额变动的待遇。"),
    )


def _line_filters(by: Act) -> list[Filter]:
    return [
        Filter("outcome", gettext("结果"), lambda rows, asked: rows.filter(outcome=asked), Outcome.choices),
        Filter("scheme", gettext("类别"), lambda rows, asked: rows.filter(scheme=asked), Scheme.choices),
        *_where(by),
    ]


def _invitations(by: Act) -> Listing:
    names = names_on(by.scope.areas, by.day)
    return Listing(
        "invitations",
        gettext("邀约申请"),
        queries.invitations(by),
        (
            Column(
                "head",
                gettext("户主"),
                lambda row: row.head_name,
                ("head_name",),
                link=lambda row: reverse("web:invitation", args=[row.pk]),
            ),
            Column("village", gettext("村（社区）"), lambda row: names.get(row.area_id, ""), ("area",)),
            Column("would", gettext("测算月金额"), lambda row: row.would_fen, ("would_fen",), kind="money"),
            Column("on", gettext("邀约日期"), lambda row: row.invited_on, ("invited_on",), kind="day"),
            Column(
                "answer",
                gettext("结果"),
                lambda row: Answer(row.answer).label if row.answer else gettext("待告知"),
                ("answer",),
                mark=lambda row: "" if row.answer else "soon",
            ),
        ),
        (
            Filter(
                "open",
                gettext("状态"),
                lambda rows, asked: rows.filter(answer=""),
                (("open", gettext("只看待告知的")),),
            ),
            *_where(by),
        ),
        order="answer",
        empty=gettext("没有要邀约的户。提标以后收入低于新标准的边缘户会列在这里，由人上门告知，不自动发放。"),
    )


def _where(by: Act) -> list[Filter]:
    areas = [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]
    if len(areas) < 2:
        return []
    return [
        Filter(
            "at",
            gettext("乡镇（街道）"),
            lambda rows, asked: rows.filter(area_id__in=under([int(asked)], by.day)),
            areas,
        )
    ]
