"""件页的中止与终止：withdrawal, the death of the applicant, and the pauses of the clock."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from doudi.casework.cases import queries
from doudi.casework.cases.actions import (
    PAUSERS,
    end_by_death,
    pause_clock,
    resume_clock,
    withdraw,
)
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.exception_models import Extension, NonCooperation
from doudi.casework.cases.models import ACCEPTED_ON, BEFORE_DECISION, Case
from doudi.casework.confirmation.ends import end_by_moving, end_uncooperative
from doudi.casework.confirmation.extending import extend_clock
from doudi.casework.confirmation.terminations import CLAUSES, lacks_termination, print_termination
from doudi.records.access import Act
from doudi.records.people.queries import people_among
from doudi.web.cases.parts import CaseStep
from doudi.web.typed import Typed


def _withdraw(case: Case, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明申请人撤回的原因。"))
    typed.refuse_wrong()
    withdraw(case=case.pk, why=why, expected=typed.expected, by=by)


def _end_by_death(case: Case, typed: Typed, by: Act) -> None:
    end_by_death(case=case.pk, expected=typed.expected, by=by)


def _has_died(case: Case, by: Act) -> bool:
    """Offered where the death is known here; at a counter that does not see the person, it always may be tried."""
    person = people_among([case.applicant_id], by).get(case.applicant_id)
    return person is None or person.died is not None


def _pause(case: Case, typed: Typed, by: Act) -> None:
    first = typed.day("first")
    cause = typed.text("cause", gettext("请写明中止的事由。"))
    basis = typed.text("basis", gettext("请写明依据的条款或文书。"))
    typed.refuse_wrong()
    pause_clock(case=case.pk, first=first, cause=cause, basis=basis, expected=typed.expected, by=by)


def _resume(case: Case, typed: Typed, by: Act) -> None:
    last = typed.day("last")
    typed.refuse_wrong()
    resume_clock(case=case.pk, last=last, expected=typed.expected, by=by)


def _extend(case: Case, typed: Typed, by: Act) -> None:
    cause = typed.choice("cause", Extension.Cause.values, gettext("请选择延长的情形。"))
    why = typed.text("why", gettext("请写明具体原因。"))
    typed.refuse_wrong()
    extend_clock(case=case.pk, cause=Extension.Cause(cause), why=why, expected=typed.expected, by=by)


def _end_by_moving(case: Case, typed: Typed, by: Act) -> None:
    moved_on = typed.day("moved_on")
    document = typed.text("document")
    typed.refuse_wrong()
    end_by_moving(case=case.pk, moved_on=moved_on, document=document, expected=typed.expected, by=by)


def _end_uncooperative(case: Case, typed: Typed, by: Act) -> None:
    who = typed.text("who", gettext("请写明谁拒绝。"))
    what = typed.choice("what", NonCooperation.What.values, gettext("请选拒绝的事项。"))
    on = typed.day("on")
    explained = typed.long_text("explained", gettext("请写明怎样告知了后果。"))
    typed.refuse_wrong()
    end_uncooperative(
        case=case.pk,
        who=who,
        what=NonCooperation.What(what),
        on=on,
        explained=explained,
        expected=typed.expected,
        by=by,
    )


def is_paused(case: Case, by: Act) -> bool:
    """Does a pause of this case still run?"""
    return any(pause.last is None for pause in queries.pauses(case, by))


def _tell_end(case: Case, typed: Typed, by: Act) -> None:
    print_termination(case=case.pk, expected=typed.expected, by=by)


STEPS = (
    CaseStep(
        "resume",
        gettext_noop("恢复计时"),
        "web/cases/resume.html",
        _resume,
        ACCEPTED_ON,
        PAUSERS,
        gettext_noop("已恢复计时，期限按中止的工作日顺延。"),
        main=True,
        first=lambda case, by: {"last": by.day},
        offered=is_paused,
    ),
    CaseStep(
        "pause",
        gettext_noop("中止计时"),
        "web/cases/pause.html",
        _pause,
        ACCEPTED_ON,
        PAUSERS,
        gettext_noop("已中止计时。"),
        first=lambda case, by: {"first": by.day},
        offered=lambda case, by: not is_paused(case, by),
    ),
    CaseStep(
        "withdraw",
        gettext_noop("撤回申请"),
        "web/cases/withdraw.html",
        _withdraw,
        BEFORE_DECISION,
        CLERKS,
        gettext_noop("已登记撤回，这件办结。"),
    ),
    CaseStep(
        "death",
        gettext_noop("申请人死亡终止"),
        "web/cases/death.html",
        _end_by_death,
        BEFORE_DECISION,
        CLERKS,
        gettext_noop("已终止；其他成员可以马上重新申请。"),
        offered=_has_died,
    ),
    CaseStep(
        "tell-end",
        gettext_noop("出具终止办理告知书"),
        "web/cases/tell_end.html",
        _tell_end,
        tuple(CLAUSES),
        CLERKS,
        gettext_noop("告知书已出具：请打印、盖章后送达。"),
        main=True,
        offered=lacks_termination,
    ),
    CaseStep(
        "extend",
        gettext_noop("延长办理期限"),
        "web/cases/extend.html",
        _extend,
        ACCEPTED_ON,
        PAUSERS,
        gettext_noop("期限已延长，告知书已出具：请打印、盖章后送达。"),
        shown=lambda case, by: {"causes": Extension.Cause.choices},
        offered=lambda case, by: not hasattr(case, "extension"),
    ),
    CaseStep(
        "moved",
        gettext_noop("申请人迁出终止"),
        "web/cases/moved.html",
        _end_by_moving,
        BEFORE_DECISION,
        CLERKS,
        gettext_noop("已按迁出终止，告知书已出具；在新的地方可以马上申请。"),
        first=lambda case, by: {"moved_on": by.day},
    ),
    CaseStep(
        "uncooperative",
        gettext_noop("拒绝核对终止"),
        "web/cases/uncooperative.html",
        _end_uncooperative,
        BEFORE_DECISION,
        PAUSERS,
        gettext_noop("已终止，告知书已出具：请送达；愿意配合时可以重新申请。"),
        first=lambda case, by: {"on": by.day},
        shown=lambda case, by: {"whats": NonCooperation.What.choices},
    ),
)
