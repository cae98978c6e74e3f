"""一项待遇的变动：proposing, hearing the family, deciding and dropping a change on the page of its award."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from doudi.casework.assessment.queries import assessments
from doudi.casework.awards.models import Award
from doudi.casework.awards.months import month_after
from doudi.casework.awards.queries import persons
from doudi.casework.cases.desk import CLERKS
from doudi.casework.changes.actions import HEARERS, decide, drop, hear, propose
from doudi.casework.changes.models import Change, Kind, State
from doudi.casework.changes.queries import changes_of
from doudi.casework.changes.reasons import reasons
from doudi.casework.changes.reassessing import reassess
from doudi.casework.confirmation.deciding import DECIDERS
from doudi.records.access import Act
from doudi.web.awards.steps import AwardStep
from doudi.web.typed import Typed

OPINION = gettext_noop("情况属实，同意。")
RESTS_ON_ASSESSMENT = (Kind.ADJUST, Kind.JOIN, Kind.GRACE, Kind.RESUME, Kind.END)


def open_change(award: Award, by: Act) -> Change | None:
    """The change that waits for a decision."""
    return next((each for each in changes_of(award.pk, by) if each.state == State.PROPOSED), None)


def _none_open(award: Award, by: Act) -> bool:
    return open_change(award, by) is None


def _one_open(award: Award, by: Act) -> bool:
    return not _none_open(award, by)


def _shown(award: Award, by: Act) -> dict[str, Any]:
    rows = persons(award, month_after(by.day), by)
    people = [(str(row.person_id), row.name) for row in rows]
    return {
        "kinds": Kind.choices,
        "reasons": [(each.code, each.title) for each in reasons().values()],
        "people": people,
        "latest": _latest(award, by),
    }


def _latest(award: Award, by: Act) -> Any:
    """The reading of the law on which the change would rest: made after the award was confirmed."""
    if award.case is None:
        return None
    made = [each for each in assessments(award.case, by) if each.at > award.opened_at]
    return made[-1] if made else None


def _propose(award: Award, typed: Typed, by: Act) -> None:
    kind = typed.choice("kind", Kind.values, gettext("请选择办理什么变动。"))
    reason = typed.choice("reason", list(reasons()), gettext("请选择原因。"))
    why = typed.long_text("why", gettext("请写明事实和理由，告知书要用。"))
    event_on = typed.maybe_day("event_on")
    times = typed.whole("times", 1, 99) if typed.text("times") else None
    new_head = typed.id("new_head") if typed.text("new_head") else None
    leaving = [UUID(each) for each in typed.all("leaving") if each]
    typed.refuse_wrong()
    latest = _latest(award, by) if kind in RESTS_ON_ASSESSMENT else None
    propose(
        award=award.pk,
        kind=Kind(kind),
        reason=reason,
        why=why,
        event_on=event_on,
        assessment=latest.pk if latest else None,
        leaving=leaving,
        new_head=new_head,
        times=times,
        expected=typed.expected,
        by=by,
    )


def _reassess(award: Award, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明为什么重新核定。"))
    typed.refuse_wrong()
    reassess(award=award.pk, why=why, expected=typed.expected, by=by)


def _open(award: Award, by: Act) -> dict[str, Any]:
    return {"change": open_change(award, by)}


def _number(award: Award, by: Act) -> UUID:
    change = open_change(award, by)
    return change.pk if change else UUID(int=0)


def _hear(award: Award, typed: Typed, by: Act) -> None:
    on = typed.day("on")
    of = typed.text("of", gettext("请写明听取了谁的意见。"))
    said = typed.text("said", gettext("请写明他怎么说；没有意见的写“没有意见”。"))
    typed.refuse_wrong()
    hear(change=_number(award, by), on=on, of=of, said=said, by=by)


def _decide(award: Award, typed: Typed, by: Act) -> None:
    opinion = typed.text("opinion", gettext("请写明决定意见。"))
    typed.refuse_wrong()
    decide(change=_number(award, by), opinion=opinion, expected=typed.expected, by=by)


def _drop(award: Award, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明撤回的原因。"))
    typed.refuse_wrong()
    drop(change=_number(award, by), why=why, by=by)


STEPS = (
    AwardStep(
        "decide-change",
        gettext_noop("决定变动"),
        "web/changes/decide.html",
        _decide,
        tuple(DECIDERS.values()),
        gettext_noop("已决定，告知书已出具，请送达。"),
        first=lambda award, by: {"opinion": gettext(OPINION)},
        shown=_open,
        offered=_one_open,
    ),
    AwardStep(
        "hear",
        gettext_noop("登记听取的意见"),
        "web/changes/hear.html",
        _hear,
        HEARERS,
        gettext_noop("意见已登记。"),
        first=lambda award, by: {"on": by.day, "of": award.head_name},
        shown=_open,
        offered=_one_open,
    ),
    AwardStep(
        "drop-change",
        gettext_noop("撤回变动"),
        "web/changes/drop.html",
        _drop,
        (*CLERKS, *DECIDERS.values()),
        gettext_noop("变动已撤回。"),
        shown=_open,
        offered=_one_open,
    ),
    AwardStep(
        "reassess",
        gettext_noop("重新核定"),
        "web/changes/reassess.html",
        _reassess,
        CLERKS,
        gettext_noop("已按现在的事实重新核定，请看结果再提出变动。"),
        offered=_none_open,
    ),
    AwardStep(
        "propose-change",
        gettext_noop("提出变动"),
        "web/changes/propose.html",
        _propose,
        CLERKS,
        gettext_noop("已提出，等待决定。"),
        shown=_shown,
        offered=_none_open,
    ),
)
