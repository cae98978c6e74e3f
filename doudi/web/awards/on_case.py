"""件页的确认与待遇：what confirming would open, the form that confirms, taking it back, and what the household holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from doudi.casework.awards import queries
from doudi.casework.awards.actions import confirm, take_back
from doudi.casework.awards.models import ReviewClass
from doudi.casework.awards.months import spoken_month
from doudi.casework.awards.preview import Preview, preview
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.schemes import scheme_title
from doudi.casework.confirmation.deciding import DECIDERS, standing_resolution
from doudi.casework.confirmation.models import Outcome
from doudi.casework.confirmation.procedure import power
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.web.cases.parts import CaseSection, CaseStep
from doudi.web.typed import Typed

OPINION = gettext_noop("同意联审联确认意见，予以确认。")
PAYEE = "payee"


@dataclass(frozen=True, slots=True)
class PayeeField:
    """一个领款人栏: for whom."""

    field: str
    label: str


def _awards(case: Case, by: Act) -> dict[str, Any] | None:
    """What the household holds, once anything was given."""
    benefits = queries.benefit_list(case.household, by.day, by)
    may_transfer = by.scope.holds(*CLERKS, at=case.area_id)
    return {"benefits": benefits, "may_transfer": may_transfer} if benefits else None


def _may_grant(case: Case, by: Act) -> bool:
    """The panel resolved to grant, and the officer sits at the level that the place names for the scheme."""
    resolution = standing_resolution(case)
    if resolution.outcome != Outcome.GRANT:
        return False
    level = power(case, resolution.scheme, by.day).level
    return by.scope.holds(DECIDERS[level], at=case.area_id)


def _preview(case: Case, by: Act) -> dict[str, Any]:
    seen = preview(case, by)
    if seen is None:
        return {}
    return {
        "preview": seen,
        "elsewhere": _elsewhere(seen, by),
        "payees": [(PayeeField(f"{PAYEE}-{key}", label), key) for key, label in _heads(seen)],
        "members": [(str(person.pk), person.name) for person in seen.members],
        "watches": [(each.value, each.label) for each in ReviewClass if each > _loosest(seen)],
    }


def _heads(seen: Preview) -> list[tuple[str, str]]:
    paid = [each for each in seen.opens if each.reckoned.monthly_fen]
    labels = [gettext("领款人"), gettext("%(name)s的领款人")]
    return [
        (
            str(each.people[0].pk),
            labels[0] if len(paid) == 1 else labels[1] % {"name": each.people[0].name},
        )
        for each in paid
    ]


def _loosest(seen: Preview) -> ReviewClass:
    return min(each.review_class for each in seen.opens)


def _elsewhere(seen: Preview, by: Act) -> list[str]:
    names = names_on((held.township for held in seen.elsewhere), by.day)
    people = {person.pk: person.name for each in seen.opens for person in each.people}
    return [
        gettext("%(name)s自%(month)s起已在%(place)s享受%(scheme)s，须先停止。")
        % {
            "name": people[held.person],
            "month": spoken_month(held.first_month),
            "place": names[held.township],
            "scheme": scheme_title(held.scheme),
        }
        for held in seen.elsewhere
    ]


def _confirm(case: Case, typed: Typed, by: Act) -> None:
    opinion = typed.text("opinion", gettext("请写明审核确认意见。"))
    watch = typed.choice("watch", [each.value for each in ReviewClass])
    chosen = [name for name in typed.fields if name.startswith(f"{PAYEE}-")]
    payees = {UUID(name.removeprefix(f"{PAYEE}-")): typed.id(name) for name in chosen if _is_id(name)}
    typed.refuse_wrong()
    confirm(case=case.pk, opinion=opinion, payees=payees, watch=watch, expected=typed.expected, by=by)


def _is_id(name: str) -> bool:
    try:
        UUID(name.removeprefix(f"{PAYEE}-"))
    except ValueError:
        return False
    return True


def _take_back(case: Case, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明收回的原因。"))
    typed.refuse_wrong()
    take_back(case=case.pk, why=why, expected=typed.expected, by=by)


SECTIONS = (CaseSection("awards", gettext_noop("待遇"), "web/awards/on_case.html", _awards),)
STEPS = (
    CaseStep(
        "confirm",
        gettext_noop("确认"),
        "web/awards/confirm.html",
        _confirm,
        (Stage.REVIEWED,),
        tuple(DECIDERS.values()),
        gettext_noop("已确认，待遇从下月起；审核确认表已出具，请送达确认告知书。"),
        main=True,
        first=lambda case, by: {"opinion": gettext(OPINION)},
        shown=_preview,
        offered=_may_grant,
    ),
    CaseStep(
        "take-back-grant",
        gettext_noop("收回未送达的确认"),
        "web/awards/take_back.html",
        _take_back,
        (Stage.CONFIRMED,),
        tuple(DECIDERS.values()),
        gettext_noop("已收回，所开立的待遇同时撤销。"),
    ),
)
