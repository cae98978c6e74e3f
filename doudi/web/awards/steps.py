"""一项待遇的办理：who receives, an earlier re-check, a month reckoned anew with its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

from doudi.casework.awards.actions import REVIEWERS, correct_review_day, name_payee, reckon_again
from doudi.casework.awards.models import Award
from doudi.casework.awards.months import first_of
from doudi.casework.cases.desk import CLERKS
from doudi.casework.confirmation.deciding import DECIDERS
from doudi.records.access import Act
from doudi.records.people.queries import members_on
from doudi.records.refusals import BadInput
from doudi.web.awards.months import read_month, written
from doudi.web.typed import NEVER, Typed


def _nothing(award: Award, by: Act) -> dict[str, Any]:
    return {}


def _always(award: Award, by: Act) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class AwardStep:
    """一步 on the page of an award: its form, its posts, what it does."""

    name: str
    title: str
    template: str
    do: Callable[[Award, Typed, Act], None]
    posts: tuple[str, ...]
    told: str
    first: Callable[[Award, Act], Mapping[str, Any]] = _nothing
    shown: Callable[[Award, Act], Mapping[str, Any]] = _nothing
    offered: Callable[[Award, Act], bool] = _always

    def is_offered(self, award: Award, by: Act) -> bool:
        over = award.until_month is not None and award.until_month <= first_of(by.day)
        running = not award.annulled and not over
        return running and by.scope.holds(*self.posts, at=award.area_id) and self.offered(award, by)


def _name_payee(award: Award, typed: Typed, by: Act) -> None:
    payee = typed.id("payee")
    why = typed.text("why", gettext("请写明变更的原因。"))
    typed.refuse_wrong()
    name_payee(award=award.pk, payee=payee, why=why, expected=typed.expected, by=by)


def _review_earlier(award: Award, typed: Typed, by: Act) -> None:
    day = typed.day("next_review")
    why = typed.text("why", gettext("请写明更正的原因。"))
    typed.refuse_wrong()
    correct_review_day(award=award.pk, next_review=day, why=why, expected=typed.expected, by=by)


def _reckon_again(award: Award, typed: Typed, by: Act) -> None:
    month = NEVER
    try:
        month = read_month(typed.text("from_month"))
    except BadInput as refusal:
        typed.wrong("from_month", str(refusal))
    why = typed.text("why", gettext("请写明重算的原因。"))
    typed.refuse_wrong()
    reckon_again(award=award.pk, from_month=month, why=why, expected=typed.expected, by=by)


def _members(award: Award, by: Act) -> dict[str, Any]:
    rows = members_on(award.household, by.day, by)
    return {"members": [(str(row.person_id), row.name) for row in rows]}


STEPS = (
    AwardStep(
        "payee",
        gettext_noop("变更领款人"),
        "web/awards/payee.html",
        _name_payee,
        CLERKS,
        gettext_noop("领款人已变更；账户经另一人确认后才发到新领款人。"),
        first=lambda award, by: {"payee": award.payee_id},
        shown=_members,
    ),
    AwardStep(
        "review-day",
        gettext_noop("提前复核"),
        "web/awards/review_day.html",
        _review_earlier,
        REVIEWERS,
        gettext_noop("下次复核日已提前。"),
    ),
    AwardStep(
        "reckon-again",
        gettext_noop("按月份数值重算"),
        "web/awards/reckon_again.html",
        _reckon_again,
        tuple(DECIDERS.values()),
        gettext_noop("已重算，从所写的月份起按新金额。"),
        first=lambda award, by: {"from_month": written(by.day)},
    ),
)
