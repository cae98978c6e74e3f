"""件页的受理：papers handed in and still missing, the one notice, acceptance, its end without it, the hand-over."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doudi.casework.cases import queries as cases
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import BEFORE_DECISION, Case, Stage
from doudi.casework.intake.actions import receive_paper
from doudi.casework.intake.form import BY_HAND
from doudi.casework.intake.handover import hand_over
from doudi.casework.intake.models import PaperReceived
from doudi.casework.intake.notices import complete, lapse, one_time_notice
from doudi.casework.intake.papers import papers
from doudi.casework.intake.queries import application, correction_notice, papers_received, still_missing
from doudi.policy.days import add_working_days
from doudi.records.access import Act
from doudi.records.figures.queries import working_calendar
from doudi.web.cases.parts import CaseSection, CaseStep
from doudi.web.typed import Typed

BEFORE_ACCEPTANCE = (Stage.SUBMITTED, Stage.CORRECTING)
HOW = (BY_HAND, "按手印", "监护人代签")
USUAL_DAYS = 10


def _papers(case: Case, by: Act) -> dict[str, Any]:
    """What came, of whom and when; what has yet to come; why this standard holds."""
    titles = {paper.code: paper.title for paper in papers()}
    members = {member.person_id: member.name for member in cases.members(case, by)}
    received = [
        (
            titles.get(row.code, row.code),
            _whose(row, members),
            row.received_on,
            row.taken_by,
        )
        for row in papers_received(case, by)
    ]
    notice = correction_notice(case, by)
    lacking = [] if case.stage not in BEFORE_ACCEPTANCE else still_missing(case, by)
    return {"received": received, "lacking": lacking, "notice": notice, "form": application(case, by)}


def _whose(row: PaperReceived, members: dict[UUID, str]) -> str:
    """A counter that does not see the supporter still sees that the paper is one's."""
    if row.person_id:
        return members.get(row.person_id, "")
    if row.supporter_id:
        return row.supporter.name if row.supporter else gettext("义务人")
    return gettext("全户")


def _paper_choices(case: Case, by: Act) -> dict[str, Any]:
    lacking = [(f"{each.code}|{each.of}", str(each)) for each in still_missing(case, by)]
    return {"lacking": lacking, "hows": [(how, how) for how in HOW]}


def _receive(case: Case, typed: Typed, by: Act) -> None:
    code, _, of = typed.text("paper", gettext("请选是哪一份材料。")).partition("|")
    day = typed.day("received_on")
    how = typed.choice("how", HOW, gettext("请选怎样签的。"))
    typed.refuse_wrong()
    receive_paper(case=case.pk, code=code, of=of, how=how, received_on=day, expected=typed.expected, by=by)


def _notify(case: Case, typed: Typed, by: Act) -> None:
    day = typed.day("complete_by")
    typed.refuse_wrong()
    one_time_notice(case=case.pk, complete_by=day, expected=typed.expected, by=by)


def _some_days_on(case: Case, by: Act) -> dict[str, date]:
    """A usual day to begin with; what counts is what was agreed with the family."""
    return {"complete_by": add_working_days(by.day, USUAL_DAYS, [], working_calendar()).on}


def _complete(case: Case, typed: Typed, by: Act) -> None:
    complete(case=case.pk, expected=typed.expected, by=by)


def _lapse(case: Case, typed: Typed, by: Act) -> None:
    lapse(case=case.pk, expected=typed.expected, by=by)


def _hand_over(case: Case, typed: Typed, by: Act) -> None:
    hand_over(case=case.pk, expected=typed.expected, by=by)


def _is_past_notice(case: Case, by: Act) -> bool:
    notice = correction_notice(case, by)
    return notice is not None and notice.complete_by < by.day


SECTIONS = (CaseSection("papers", gettext_noop("材料"), "web/cases/papers.html", _papers),)
STEPS = (
    CaseStep(
        "complete",
        gettext_noop("受理"),
        "web/cases/complete.html",
        _complete,
        BEFORE_ACCEPTANCE,
        CLERKS,
        gettext_noop("已受理，审核期限从材料齐全之日起算。"),
        main=True,
        offered=lambda case, by: not still_missing(case, by),
    ),
    CaseStep(
        "receive",
        gettext_noop("收材料"),
        "web/cases/receive.html",
        _receive,
        BEFORE_DECISION,
        CLERKS,
        gettext_noop("材料已登记。"),
        main=True,
        first=lambda case, by: {"received_on": by.day, "how": BY_HAND},
        shown=_paper_choices,
        offered=lambda case, by: case.stage in BEFORE_ACCEPTANCE and bool(still_missing(case, by)),
    ),
    CaseStep(
        "notify",
        gettext_noop("出具一次性补正告知"),
        "web/cases/notify.html",
        _notify,
        (Stage.SUBMITTED,),
        CLERKS,
        gettext_noop("补正告知已出具：请打印后当面交给申请人签收。"),
        main=True,
        first=_some_days_on,
        shown=lambda case, by: {"lacking": still_missing(case, by)},
        offered=lambda case, by: bool(still_missing(case, by)),
    ),
    CaseStep(
        "hand-over",
        gettext_noop("转交责任乡镇"),
        "web/cases/hand_over.html",
        _hand_over,
        (Stage.ACCEPTED,),
        CLERKS,
        gettext_noop("已转交，本地只留回执。"),
        main=True,
        to=lambda answer: reverse("web:receipts"),
        offered=lambda case, by: case.area_id != case.responsible_id,
    ),
    CaseStep(
        "lapse",
        gettext_noop("逾期未补正办结"),
        "web/cases/lapse.html",
        _lapse,
        (Stage.CORRECTING,),
        CLERKS,
        gettext_noop("已按逾期未补正办结；申请人可以随时重新申请。"),
        offered=_is_past_notice,
    ),
)
