"""件页的送达：making the notice where there is none, and how and when it reached the family."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop

from doudi.casework.cases.models import DECIDED, Case
from doudi.casework.cases.places import place_of
from doudi.casework.confirmation.deciding import decision_in_force
from doudi.casework.confirmation.models import Decision
from doudi.casework.confirmation.notices import notice_of, served_day
from doudi.casework.confirmation.serving import SERVERS, end_served, print_notice, serve
from doudi.records.access import Act
from doudi.records.documents.models import Event, Way
from doudi.records.documents.papers.remedies import remedies
from doudi.records.documents.queries import happened_to, paper
from doudi.web.cases.parts import CaseStep
from doudi.web.typed import Typed


def _standing(case: Case) -> Decision:
    found = decision_in_force(case)
    assert found is not None, "a decided case has its decision"
    return found


def _has_notice(case: Case) -> bool:
    return notice_of(case, _standing(case)) is not None


def _is_served(case: Case) -> bool:
    return served_day(case, _standing(case)) is not None


def _serve_shown(case: Case, by: Act) -> dict[str, Any]:
    """The ways, whether the seal is noted already, and the last days if it were served today."""
    decision = _standing(case)
    notice = notice_of(case, decision)
    assert notice is not None, "offered only where there is a notice"
    stamped = bool(happened_to(paper(notice.pk, by), Event.STAMPED))
    told = remedies(place_of(case.responsible_id, decision.on), decision.on, by.day)
    return {"ways": Way.choices, "stamped": stamped, "told": told, "notice": notice}


def _serve(case: Case, typed: Typed, by: Act) -> None:
    way = typed.choice("way", Way.values, gettext("请选送达方式。"))
    on = typed.day("on")
    more = {
        "stamped_on": typed.maybe_day("stamped_on"),
        "received_by": typed.text("received_by"),
        "witnesses": [each for each in typed.text("witnesses").replace("，", "、").split("、") if each],
        "tracking": typed.text("tracking"),
        "posted_on": typed.maybe_day("posted_on"),
        "until": typed.maybe_day("until"),
        "note": typed.text("note"),
    }
    typed.refuse_wrong()
    serve(case=case.pk, way=way, on=on, **more, expected=typed.expected, by=by)


def _print(case: Case, typed: Typed, by: Act) -> None:
    print_notice(case=case.pk, expected=typed.expected, by=by)


def _end(case: Case, typed: Typed, by: Act) -> None:
    end_served(case=case.pk, expected=typed.expected, by=by)


STEPS = (
    CaseStep(
        "print-notice",
        gettext_noop("出具告知书"),
        "web/confirmation/print_notice.html",
        _print,
        DECIDED,
        SERVERS,
        gettext_noop("告知书已出具：请打印、盖章，三个工作日内送达。"),
        main=True,
        offered=lambda case, by: not _has_notice(case),
    ),
    CaseStep(
        "serve",
        gettext_noop("送达告知书"),
        "web/confirmation/serve.html",
        _serve,
        DECIDED,
        SERVERS,
        gettext_noop("送达已登记，救济期限从送达之日起算。"),
        main=True,
        first=lambda case, by: {
            "way": Way.IN_PERSON,
            "on": by.day,
            "stamped_on": by.day,
            "received_by": case.applicant_name,
        },
        shown=_serve_shown,
        offered=lambda case, by: _has_notice(case) and not _is_served(case),
    ),
    CaseStep(
        "end-served",
        gettext_noop("公告期满办结"),
        "web/confirmation/end_served.html",
        _end,
        DECIDED,
        SERVERS,
        gettext_noop("已办结。"),
        main=True,
        shown=lambda case, by: {"day": served_day(case, _standing(case))},
        offered=lambda case, by: _is_served(case),
    ),
)
