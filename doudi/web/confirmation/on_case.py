"""件页的审核确认：the opinion, what the panel resolved, the decision and its service, with their steps."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop

from doudi.casework.assessment.queries import assessments
from doudi.casework.cases.models import DECIDED, Case, Stage
from doudi.casework.cases.schemes import scheme_title
from doudi.casework.confirmation import queries
from doudi.casework.confirmation.deciding import DECIDERS
from doudi.casework.confirmation.decisions import correct, refuse, send_back, take_back
from doudi.casework.confirmation.models import Decision, Outcome, Proposal, Resolution
from doudi.casework.confirmation.papers import proposal_told
from doudi.casework.confirmation.procedure import appraisal, power, publicity
from doudi.casework.confirmation.proposals import PROPOSERS, propose, recall
from doudi.casework.confirmation.publicity import (
    STEPPERS,
    begin_appraisal,
    close_appraisal,
    close_publicity,
)
from doudi.policy.book import conflicts_of
from doudi.policy.values import Value
from doudi.records.access import Act
from doudi.web.cases.parts import CaseSection, CaseStep
from doudi.web.typed import Typed

DECIDING_POSTS = tuple(DECIDERS.values())
MOST_PEOPLE = 500


def _shown(case: Case, by: Act) -> dict[str, Any] | None:
    """Nothing before the first opinion."""
    said = queries.proposals(case, by)
    if not said:
        return None
    return {
        "proposals": [(each, proposal_told(each)) for each in said],
        "resolutions": queries.resolutions(case, by),
        "decisions": [
            (each, scheme_title(each.scheme), each.get_level_display())
            for each in queries.decisions(case, by)
        ],
        "appraisals": queries.appraisals(case, by),
        "departing": _departing(case, by),
        "publicities": queries.publicities(case, by),
    }


def _departing(case: Case, by: Act) -> list[tuple[Value, list[dict[str, Any]]]]:
    """Appraisal and publicity as the place has them today, beside where local and national rules differ."""
    values = (appraisal(case.responsible_id, by.day), publicity(case.responsible_id, by.day))
    names = ("democratic_appraisal", "initial_publicity")
    return [(value, conflicts_of(name)) for value, name in zip(values, names, strict=True)]


def _latest(case: Case, by: Act) -> Any:
    made = assessments(case, by)
    return made[-1] if made else None


def _before_proposing(case: Case, by: Act) -> dict[str, Any]:
    """What the law says, so that the opinion is given on what is seen."""
    made = _latest(case, by)
    granted = made is not None and made.classification not in ("none", "unknown")
    return {"made": made, "granted": granted, "scheme": scheme_title(made.classification) if granted else ""}


def _propose(case: Case, typed: Typed, by: Act) -> None:
    assessment = typed.id("assessment")
    reasons = typed.long_text("reasons", gettext("请写明审核意见的理由。"))
    typed.refuse_wrong()
    propose(case=case.pk, assessment=assessment, reasons=reasons, expected=typed.expected, by=by)


def _recall(case: Case, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明退回的原因。"))
    typed.refuse_wrong()
    recall(case=case.pk, why=why, expected=typed.expected, by=by)


def _begin_appraisal(case: Case, typed: Typed, by: Act) -> None:
    on = typed.day("on")
    place = typed.text("place", gettext("请写明地点。"))
    typed.refuse_wrong()
    begin_appraisal(case=case.pk, on=on, place=place, expected=typed.expected, by=by)


def _close_appraisal(case: Case, typed: Typed, by: Act) -> None:
    present = typed.whole("present", 1, MOST_PEOPLE)
    agree = typed.whole("agree", 0, MOST_PEOPLE)
    findings = typed.long_text("findings", gettext("请写明评议意见。"))
    typed.refuse_wrong()
    close_appraisal(
        case=case.pk, present=present, agree=agree, findings=findings, expected=typed.expected, by=by
    )


def _close_publicity(case: Case, typed: Typed, by: Act) -> None:
    place = typed.text("place", gettext("请写明公示的地点。"))
    objections = typed.long_text("objections")
    typed.refuse_wrong()
    close_publicity(case=case.pk, place=place, objections=objections, expected=typed.expected, by=by)


def _refuse(case: Case, typed: Typed, by: Act) -> None:
    opinion = typed.long_text("opinion", gettext("请写明审核确认意见。"))
    typed.refuse_wrong()
    refuse(case=case.pk, opinion=opinion, expected=typed.expected, by=by)


def _send_back(case: Case, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明退回的理由。"))
    typed.refuse_wrong()
    send_back(case=case.pk, why=why, expected=typed.expected, by=by)


def _take_back(case: Case, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明收回的原因。"))
    typed.refuse_wrong()
    take_back(case=case.pk, why=why, expected=typed.expected, by=by)


def _correct(case: Case, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明更正的原因。"))
    opinion = typed.long_text("opinion", gettext("审核确认意见不能是空的。"))
    typed.refuse_wrong()
    correct(case=case.pk, why=why, opinion=opinion, expected=typed.expected, by=by)


def _standing(case: Case, by: Act) -> Decision | None:
    return next((each for each in queries.decisions(case, by) if each.in_force), None)


def _resolved(case: Case, by: Act) -> Resolution | None:
    rows = queries.resolutions(case, by)
    return rows[0] if rows else None


def _decides_here(case: Case, by: Act) -> bool:
    """Does this officer's post confirm the resolved scheme today?"""
    resolved = _resolved(case, by)
    if resolved is None:
        return False
    return by.scope.holds(DECIDERS[power(case, resolved.scheme, by.day).level], at=case.area_id)


def _may_refuse(case: Case, by: Act) -> bool:
    resolved = _resolved(case, by)
    return resolved is not None and resolved.outcome == Outcome.REFUSE and _decides_here(case, by)


def _refusal_shown(case: Case, by: Act) -> dict[str, Any]:
    resolved = _resolved(case, by)
    assert resolved is not None, "offered only where there is a resolution"
    proposal: Proposal = resolved.proposal
    return {"proposal": proposal, "resolved": resolved, "power": power(case, resolved.scheme, by.day)}


def _is_refusal(case: Case, by: Act) -> bool:
    standing = _standing(case, by)
    return standing is not None and standing.outcome == Outcome.REFUSE


def _opinion(case: Case, by: Act) -> dict[str, Any]:
    standing = _standing(case, by)
    return {"opinion": standing.opinion if standing else ""}


SECTIONS = (CaseSection("confirmation", gettext_noop("审核确认"), "web/confirmation/on_case.html", _shown),)
STEPS = (
    CaseStep(
        "propose",
        gettext_noop("提出审核意见"),
        "web/confirmation/propose.html",
        _propose,
        (Stage.ACCEPTED,),
        PROPOSERS,
        gettext_noop("审核意见已提出，等联审联确认会议。"),
        main=True,
        first=lambda case, by: {"assessment": getattr(_latest(case, by), "pk", "")},
        shown=_before_proposing,
        offered=lambda case, by: case.area_id == case.responsible_id and _latest(case, by) is not None,
    ),
    CaseStep(
        "close-appraisal",
        gettext_noop("登记评议结果"),
        "web/confirmation/close_appraisal.html",
        _close_appraisal,
        (Stage.APPRAISING,),
        STEPPERS,
        gettext_noop("评议结果已登记。"),
        main=True,
    ),
    CaseStep(
        "appraise",
        gettext_noop("开始民主评议"),
        "web/confirmation/begin_appraisal.html",
        _begin_appraisal,
        (Stage.REVIEWING,),
        STEPPERS,
        gettext_noop("已登记民主评议的日期和地点。"),
        main=True,
        first=lambda case, by: {"on": by.day},
        offered=lambda case, by: bool(appraisal(case.responsible_id, by.day).keys["required"]),
    ),
    CaseStep(
        "close-publicity",
        gettext_noop("登记公示结果"),
        "web/confirmation/close_publicity.html",
        _close_publicity,
        (Stage.PUBLICISED,),
        STEPPERS,
        gettext_noop("公示结果已登记。"),
        main=True,
        shown=lambda case, by: {
            "rows": queries.publicities(case, by),
            "value": publicity(case.responsible_id, by.day),
        },
    ),
    CaseStep(
        "refuse",
        gettext_noop("决定不予确认"),
        "web/confirmation/refuse.html",
        _refuse,
        (Stage.REVIEWED,),
        DECIDING_POSTS,
        gettext_noop("已决定不予确认，告知书已出具：请盖章，三个工作日内送达。"),
        main=True,
        first=lambda case, by: {"opinion": gettext("同意联审联确认意见，不予确认。")},
        shown=_refusal_shown,
        offered=_may_refuse,
    ),
    CaseStep(
        "send-back",
        gettext_noop("退回重新核查"),
        "web/confirmation/why.html",
        _send_back,
        (Stage.REVIEWED,),
        DECIDING_POSTS,
        gettext_noop("已退回，由经办重新核查。"),
        shown=lambda case, by: {"label": gettext("退回的理由")},
        offered=_decides_here,
    ),
    CaseStep(
        "recall",
        gettext_noop("撤回审核意见"),
        "web/confirmation/why.html",
        _recall,
        (Stage.REVIEWING,),
        PROPOSERS,
        gettext_noop("审核意见已撤回，可以重新裁量。"),
        shown=lambda case, by: {"label": gettext("撤回的原因")},
    ),
    CaseStep(
        "take-back",
        gettext_noop("收回未送达的决定"),
        "web/confirmation/why.html",
        _take_back,
        (Stage.REFUSED,),
        DECIDING_POSTS,
        gettext_noop("决定已收回，可以重新决定或退回。"),
        shown=lambda case, by: {"label": gettext("收回的原因")},
        offered=_is_refusal,
    ),
    CaseStep(
        "correct",
        gettext_noop("更正笔误"),
        "web/confirmation/correct.html",
        _correct,
        (*DECIDED, Stage.GRANTED, Stage.DECLINED),
        DECIDING_POSTS,
        gettext_noop("已更正，文书重新出具。"),
        first=_opinion,
        offered=lambda case, by: _standing(case, by) is not None,
    ),
)
