"""会上所办：what each form on the page of a meeting orders."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from doudi.casework.confirmation.closing import close
from doudi.casework.confirmation.meetings import (
    call_roll,
    cancel_meeting,
    note_opinions,
    put_on_agenda,
    record_votes,
    recuse,
    take_off,
)
from doudi.casework.confirmation.models import Choice
from doudi.casework.confirmation.panel_models import Meeting
from doudi.casework.confirmation.queries import agenda
from doudi.records.access import Act
from doudi.web.typed import Typed

VOTE, REASON = "vote", "sent-back"
Do = Callable[[Meeting, Typed, Act], None]


def _add(meeting: Meeting, typed: Typed, by: Act) -> None:
    chosen = _ids(typed, "case")
    if not chosen:
        typed.wrong("case", gettext("请勾选要上会的件。"))
    typed.refuse_wrong()
    for case in chosen:
        put_on_agenda(meeting=meeting.pk, case=case, by=by)


def _roll(meeting: Meeting, typed: Typed, by: Act) -> None:
    present = _ids(typed, "present")
    typed.refuse_wrong()
    call_roll(meeting=meeting.pk, present=present, by=by)


def _votes(meeting: Meeting, typed: Typed, by: Act) -> None:
    """Every vote on the sheet at once; who is away or recused has no field."""
    for line in agenda(meeting, by):
        said = {
            seat.member.pk: Choice(choice)
            for seat in line.seats
            if seat.free
            and (choice := typed.choice(f"{VOTE}-{line.item.pk}-{seat.member.pk}", Choice.values))
        }
        typed.refuse_wrong()
        changed = {
            seat.member.pk for seat in line.seats if seat.free and said.get(seat.member.pk) != seat.said
        }
        if changed & set(said):
            record_votes(item=line.item.pk, votes=said, by=by)


def _recuse(meeting: Meeting, typed: Typed, by: Act) -> None:
    item, member = typed.id("item"), typed.id("member")
    reason = typed.text("reason", gettext("请写明回避的原因。"))
    typed.refuse_wrong()
    recuse(item=item, member=member, reason=reason, by=by)


def _take_off(meeting: Meeting, typed: Typed, by: Act) -> None:
    item = typed.id("item")
    why = typed.text("why", gettext("请写明撤下的原因。"))
    typed.refuse_wrong()
    take_off(item=item, why=why, by=by)


def _opinions(meeting: Meeting, typed: Typed, by: Act) -> None:
    note_opinions(meeting=meeting.pk, opinions=typed.long_text("opinions").split("\n"), by=by)


def _close(meeting: Meeting, typed: Typed, by: Act) -> None:
    lines = agenda(meeting, by)
    reasons = {line.item.pk: typed.text(f"{REASON}-{line.item.pk}") for line in lines if not line.passes}
    typed.refuse_wrong()
    close(meeting=meeting.pk, sent_back=reasons, by=by)


def _cancel(meeting: Meeting, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明取消的原因。"))
    typed.refuse_wrong()
    cancel_meeting(meeting=meeting.pk, why=why, by=by)


def _ids(typed: Typed, name: str) -> list[UUID]:
    try:
        return [UUID(each) for each in typed.all(name)]
    except ValueError:
        typed.wrong(name, gettext("请从列表中选择。"))
        return []


ORDERS: dict[str, tuple[Do, str]] = {
    "add": (_add, gettext_noop("已列入议题。")),
    "roll": (_roll, gettext_noop("已点名。")),
    "votes": (_votes, gettext_noop("表决已记录。")),
    "recuse": (_recuse, gettext_noop("回避已登记。")),
    "take-off": (_take_off, gettext_noop("已撤下，等下一次会议。")),
    "opinions": (_opinions, gettext_noop("发言要点已记录。")),
    "close": (_close, gettext_noop("已散会，会议记录已出具：请打印，当场签字。")),
    "cancel": (_cancel, gettext_noop("会议已取消。")),
}
