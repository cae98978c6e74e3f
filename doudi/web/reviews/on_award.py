"""一项待遇的复核：renewed in one step where nothing changed; what changed is noted."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from doudi.casework.awards.models import Award
from doudi.casework.reviews.actions import REVIEWERS, note_changed, renew
from doudi.records.access import Act
from doudi.web.awards.steps import AwardStep
from doudi.web.typed import Typed

FOUND = gettext_noop("已入户和核对，家庭情况没有变化。")


def _renew(award: Award, typed: Typed, by: Act) -> None:
    found = typed.text("found", gettext("请写明复核的情况（入户、核对的结果）。"))
    on = typed.day("on")
    typed.refuse_wrong()
    renew(award=award.pk, found=found, on=on, expected=typed.expected, by=by)


def _note_changed(award: Award, typed: Typed, by: Act) -> None:
    found = typed.text("found", gettext("请写明发现了什么变化。"))
    on = typed.day("on")
    typed.refuse_wrong()
    note_changed(award=award.pk, found=found, on=on, expected=typed.expected, by=by)


STEPS = (
    AwardStep(
        "renew",
        gettext_noop("复核无变化"),
        "web/reviews/renew.html",
        _renew,
        REVIEWERS,
        gettext_noop("已复核，继续享受；下次复核日已顺延。"),
        first=lambda award, by: {"on": by.day, "found": gettext(FOUND)},
    ),
    AwardStep(
        "found-changed",
        gettext_noop("复核有变化"),
        "web/reviews/renew.html",
        _note_changed,
        REVIEWERS,
        gettext_noop("已登记，请重新核定并提出变动。"),
        first=lambda award, by: {"on": by.day},
    ),
)
