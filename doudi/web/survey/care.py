"""特困照料的页面：six items by one assessor after another, the wish, the agreement, the institution."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases import queries as cases
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import Case
from doudi.casework.survey import queries
from doudi.casework.survey.care import (
    Agreed,
    Entrusted,
    Wished,
    admit,
    draft_agreement,
    end_agreement,
    sign_agreement,
    state_wish,
)
from doudi.casework.survey.care_models import MODES
from doudi.casework.survey.rounds import Item, failed_items
from doudi.casework.survey.self_care import CARED_FOR, assess_self_care
from doudi.policy.self_care import ITEMS, LEVEL_TITLES
from doudi.records.access import Act
from doudi.records.audit.trail import look
from doudi.records.documents.queries import current_papers
from doudi.records.documents.scans import file_scan
from doudi.records.refusals import BadInput, NotFound
from doudi.records.vault.secret import Secret
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

ABLE = {"yes": True, "no": False}
PAPERS = ("D16-1", "D16-2", "D16-3", "D16-4", "D16-5")
MOST_SCAN = 20 * 1024 * 1024


@officer_page(*CLERKS)
def care(request: HttpRequest, by: Act, case: UUID, member: str) -> HttpResponse:
    """Self-care and care of one member."""
    held = cases.case(case, by)
    look(by=by, did="survey.care_looked", to=held)
    return _page(request, by, held, member)


@officer_page(*CLERKS, methods=("POST",))
def care_step(request: HttpRequest, by: Act, case: UUID, member: str, name: str) -> HttpResponse:
    """One of the forms of the page."""
    held = cases.case(case, by)
    if name not in DOINGS:
        raise NotFound
    do, told = DOINGS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, member, Typed(request.POST), request, by),
        to=reverse("web:care", args=[held.pk, member]),
        again=lambda refused: _page(request, by, held, member, refused),
        told=gettext(told),
    )


def _assess(held: Case, member: str, typed: Typed, request: HttpRequest, by: Act) -> None:
    items = {
        item: Item(
            ABLE.get(typed.choice(item, tuple(ABLE), gettext("请选能或不能。")), True),
            typed.text(f"{item}-seen"),
        )
        for item in ITEMS
    }
    day, unit, again = (
        typed.day("assessed_on"),
        typed.text("unit", gettext("请写单位、职务。")),
        typed.text("again"),
    )
    typed.refuse_wrong()
    assess_self_care(case=held.pk, member=member, items=items, assessed_on=day, unit=unit, again=again, by=by)


def _wish(held: Case, member: str, typed: Typed, request: HttpRequest, by: Act) -> None:
    wished = Wished(
        typed.choice("mode", tuple(MODES), gettext("请选集中供养或分散供养。")),
        **{name: typed.text(name) for name in ("institution", "carer", "carer_relation", "guardian", "said")},
    )
    day = typed.day("stated_on")
    typed.refuse_wrong()
    state_wish(case=held.pk, member=member, wished=wished, stated_on=day, by=by)


def _draft(held: Case, member: str, typed: Typed, request: HttpRequest, by: Act) -> None:
    agreed = Agreed(
        typed.text("carer", gettext("请写照料人姓名。")),
        Secret(typed.text("carer_id_number", gettext("请写照料人身份证号。")) or " "),
        Secret(typed.text("carer_phone", gettext("请写照料人电话。")) or " "),
        typed.long_text("duties", gettext("请写照料服务内容，一行一项。")).splitlines(),
        typed.fen("monthly"),
        typed.text("way", gettext("请写付费方式。")),
        typed.text("visits", gettext("请写探访约定。")),
        typed.day("from_day"),
        typed.day("until_day"),
    )
    typed.refuse_wrong()
    draft_agreement(case=held.pk, member=member, agreed=agreed, by=by)


def _sign(held: Case, member: str, typed: Typed, request: HttpRequest, by: Act) -> None:
    day, signed_by = typed.day("signed_on"), typed.text("signed_by", gettext("请写本人或监护人怎样签的名。"))
    typed.refuse_wrong()
    sign_agreement(case=held.pk, member=member, signed_on=day, signed_by=signed_by, by=by)


def _end(held: Case, member: str, typed: Typed, request: HttpRequest, by: Act) -> None:
    day, why = typed.day("ended_on"), typed.text("why", gettext("请写解除的原因。"))
    typed.refuse_wrong()
    end_agreement(case=held.pk, member=member, ended_on=day, why=why, by=by)


def _admit(held: Case, member: str, typed: Typed, request: HttpRequest, by: Act) -> None:
    phone = typed.text("guardian_phone")
    entrusted = Entrusted(
        typed.text("institution", gettext("请写供养服务机构。")),
        typed.day("admitted_on"),
        typed.day("until_day"),
        typed.long_text("services", gettext("请写供养服务内容，一行一项。")).splitlines(),
        typed.fen("monthly"),
        typed.fen("care_monthly"),
        typed.text("way", gettext("请写拨付方式。")),
        typed.text("room"),
        typed.text("guardian"),
        Secret(phone) if phone else None,
    )
    typed.refuse_wrong()
    admit(case=held.pk, member=member, entrusted=entrusted, by=by)


def _scan(held: Case, member: str, typed: Typed, request: HttpRequest, by: Act) -> None:
    paper, sent = typed.id("paper"), request.FILES.get("scan")
    typed.refuse_wrong()
    if sent is None or not sent.size or sent.size > MOST_SCAN:
        raise BadInput(gettext("请选签字后的扫描件或照片（PDF、JPEG、PNG），不超过 20 MB。"))
    file_scan(paper=paper, content=sent.read(), name=sent.name or "", by=by)


DOINGS: dict[str, tuple[Callable[[Case, str, Typed, HttpRequest, Act], None], str]] = {
    "assess": (_assess, "评估已登记"),
    "wish": (_wish, "供养意愿已登记"),
    "draft": (_draft, "协议已起草，可以打印"),
    "sign": (_sign, "协议已签订"),
    "end": (_end, "协议已解除"),
    "admit": (_admit, "入院已登记"),
    "scan": (_scan, "扫描件已归档"),
}


def _page(
    request: HttpRequest, by: Act, held: Case, member: str, refused: Refused | None = None
) -> HttpResponse:
    person = queries.parties_of(held, by).members.get(member)
    if person is None:
        raise NotFound
    assessed = queries.self_care(held, person, by)
    agreements = queries.agreements(held, person, by)
    level = assessed.conclusion.level if assessed.conclusion else ""
    shown: dict[str, Any] = {
        "case": held,
        "member": member,
        "person": person,
        "items": tuple(ITEMS.items()),
        "assessed": assessed,
        "sheets": [(row, failed_items(row)) for row in assessed.sheets],
        "mine_is_in": by.scope.natural_person in [row.natural_person for row in assessed.sheets],
        "wish": queries.wish(held, person, by),
        "modes": tuple(MODES.items()),
        "agreements": agreements,
        "draft": next((row for row in agreements if row.signed_on is None and row.ended_on is None), None),
        "in_force": queries.agreement_on(person, by.day, by),
        "level_title": {str(code): title for code, title in LEVEL_TITLES.items()}.get(level, ""),
        "admission": queries.admission(held, person, by),
        "papers": [row for code in PAPERS for row in _of(held, person.name, code, by)],
        "open": held.stage in CARED_FOR,
        "refused": refused,
        **_forms(refused, by),
    }
    return render(request, "web/survey/care.html", shown, status=status_of(refused))


def _forms(refused: Refused | None, by: Act) -> dict[str, Any]:
    """Each form with the days that it usually begins with: today, and a year less a day."""
    until = date.fromordinal(by.day.replace(year=by.day.year + 1, day=min(by.day.day, 28)).toordinal() - 1)
    first: dict[str, dict[str, date]] = {
        "assess": {"assessed_on": by.day},
        "wish": {"stated_on": by.day},
        "draft": {"from_day": by.day, "until_day": until},
        "sign": {"signed_on": by.day},
        "end": {"ended_on": by.day},
        "admit": {"admitted_on": by.day, "until_day": until},
        "scan": {},
    }
    forms = {f"{name}_form": filled(name, refused, **days) for name, days in first.items()}
    return {**forms, "quiet_form": filled("scan")}


def _of(held: Case, name: str, code: str, by: Act) -> list[Any]:
    """The papers of one kind that tell of this member."""
    return [row for row in current_papers(held.pk, code, by) if row.about_name == name]
