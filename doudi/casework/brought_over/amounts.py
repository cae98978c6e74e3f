"""存量金额：each family reckoned by the law with the figures of its first month, and where that differs from what was
paid. What was paid stands as the opening balance; a difference is listed for a person to look into.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any
from uuid import UUID

from doudi.casework.awards.classes import cycle_months, watch_of, watch_over
from doudi.casework.awards.models import ReviewClass
from doudi.casework.awards.reckoning import Basis, Reckoned, amount
from doudi.casework.brought_over.families import PAID, Family, Paid, Read, Someone
from doudi.casework.cases.places import place_of
from doudi.policy.asks.awards import frozen_income, quick
from doudi.policy.asks.household_facts import ASSETS, missing
from doudi.policy.days import months_after
from doudi.policy.facts import DISABILITY_CATEGORIES, INCOME_KINDS, SPENDING_KINDS
from doudi.policy.figures import Figures
from doudi.policy.question import BadInput as BadQuestion
from doudi.policy.question import yuan
from doudi.policy.reckoning import Household, Reckoning
from doudi.policy.unknown import Term
from doudi.policy.versions import values_version
from doudi.records.people.id_numbers import is_male
from doudi.records.refusals import BadInput

NO_ASSETS_TOLD: dict[str, Term] = {name: missing("facts.assets") for name in ASSETS.values()}
NOTHING_EARNED: dict[str, Term] = {f"income_{kind}": 0 for kind in INCOME_KINDS}
NOTHING_SPENT: dict[str, Term] = {f"spending_{sort}": 0 for sort in SPENDING_KINDS}
NOT_ON_ROSTER = "花名册上没有这一户，请核实是否在发"
NOT_IN_SHEET = "花名册上有，存量家庭表里没有（或那一行退回）"


@dataclass(frozen=True, slots=True)
class Opening:
    """开账：what a family is carried on with, and what the law says beside it."""

    base_fen: int
    supplement_fen: int
    reckoned: Reckoned | None
    income: Fraction | None
    review_class: ReviewClass

    @property
    def paid_fen(self) -> int:
        return self.base_fen + self.supplement_fen


@dataclass(frozen=True, slots=True)
class Difference:
    """差异: of whom, what is the matter, and the three amounts as far as they are known."""

    row: int
    area: int
    name: str
    what: str
    told_fen: int | None
    paid_fen: int | None
    reckoned_fen: int | None


class Reckoner:
    """计发器: figures read once a township, for the first month of the new system."""

    def __init__(self, first_month: date, day: date) -> None:
        self.first, self.day = first_month, day
        self._figures: dict[int, tuple[Figures, Figures, str]] = {}
        self._cycles: dict[tuple[int, str], int] = {}

    def opening(self, family: Family, paid: Paid | None) -> Opening:
        """What the family is carried on with, and what the law says."""
        base, supplement = carried_on(family, paid)
        now, first, version = self.figures(family.village.township)
        household = household_of(family)
        standing = quick(now).standing(household)
        if standing is not None:
            watch, income = watch_over(standing.able, standing.free), standing.income
        else:
            today = Reckoning(household, now, self.day)
            watch = watch_of(today, len(family.members))
        try:
            if standing is None:
                income = frozen_income(today)
            basis = Basis(household, _shorts(family), income)
            return Opening(
                base,
                supplement,
                amount(family.kind.scheme, basis, _covered(family), first, version),
                income,
                watch,
            )
        except (BadInput, BadQuestion):
            return Opening(base, supplement, None, None, watch)

    def figures(self, township: int) -> tuple[Figures, Figures, str]:
        """Those of today, those of the first month, and the version of the values."""
        if township not in self._figures:
            place = place_of(township, self.day)
            self._figures[township] = (
                Figures(place, self.day, self.day),
                Figures(place, self.first, max(self.day, self.first)),
                values_version(place),
            )
        return self._figures[township]

    def next_review(self, township: int, which: str) -> date:
        """The day by which the household is to be looked at again, counted from today."""
        if (township, which) not in self._cycles:
            self._cycles[(township, which)] = cycle_months(township, which, self.day)
        return months_after(self.day, self._cycles[(township, which)])


def carried_on(family: Family, paid: Paid | None) -> tuple[int, int]:
    """保障金 and 分类施保金 that were paid: by the roster, else by the sheet."""
    return (family.monthly_fen, 0) if paid is None else (paid.base_fen, paid.supplement_fen)


def facts_of(family: Family) -> dict[str, Any]:
    """The family as a question file says it: a monthly income as settled before, no supporters, no spending told."""
    members = []
    for number, each in enumerate(family.members, 1):
        told: dict[str, Any] = {
            "id": f"m{number}",
            "sex": "male" if is_male(each.number) else "female",
            "birth": each.born.isoformat(),
            "serious_illness": each.ill,
            "spending_year": {},
        }
        if each.work:
            told[each.work] = True
        if each.disability is not None:
            told["disability"] = {"category": each.disability, "grade": each.grade}
        if each.income_fen is not None:
            told["income"] = [{"kind": "other", "monthly": yuan(each.income_fen)}]
        members.append(told)
    return {"standard": "urban" if family.urban else "rural", "members": members, "supporters": []}


def household_of(family: Family) -> Household:
    """The same as the law reads it, without the detour through a question file."""
    here = [_member(number, each) for number, each in enumerate(family.members, 1)]
    return Household(
        facts={"urban": int(family.urban), "lifted_out_of_poverty": 0, **NO_ASSETS_TOLD},
        members=here,
        supporters=[],
        obligations=[],
        member_ids=[f"m{number}" for number in range(1, len(here) + 1)],
        self_care_failed=[None] * len(here),
    )


def _member(number: int, each: Someone) -> dict[str, Term]:
    born = each.born
    told: dict[str, Term] = {
        "birth": born.year * 10000 + born.month * 100 + born.day,
        "disability_category": DISABILITY_CATEGORIES[each.disability] if each.disability else 0,
        "disability_grade": each.grade or 0,
        "serious_illness": int(each.ill),
        "student": int(each.work == "student"),
        "unable_to_work": int(each.work == "unable_to_work"),
        "carer": 0,
        **NOTHING_SPENT,
    }
    if each.income_fen is None:
        unknown = missing(f"facts.members[{number - 1}].income")
        return told | dict.fromkeys(NOTHING_EARNED, unknown)
    return told | NOTHING_EARNED | {"income_other": 12 * each.income_fen}


def differences(read: Read, openings: Sequence[Opening], with_roster: bool, unit: int) -> list[Difference]:
    """Every family whose sheet, roster and reckoning do not say the same; and who is only on the roster."""
    found = []
    for family, opening in zip(read.families, openings, strict=True):
        paid = read.paid(family)
        what = _what(family, opening, paid, with_roster)
        if what:
            reckoned = None if opening.reckoned is None else opening.reckoned.monthly_fen
            last = None if paid is None else opening.paid_fen
            found.append(
                Difference(
                    family.row, family.village.area, family.name, what, family.monthly_fen, last, reckoned
                )
            )
    known = {family.head.number.reveal() for family in read.families}
    for number, paid in read.roster.items():
        if number not in known:
            total = paid.base_fen + paid.supplement_fen
            found.append(Difference(paid.row, unit, paid.name, NOT_IN_SHEET, None, total, None))
    return found


def _what(family: Family, opening: Opening, paid: Paid | None, with_roster: bool) -> str:
    said = []
    if family.kind.scheme in PAID and with_roster:
        if paid is None:
            said.append(NOT_ON_ROSTER)
        elif opening.paid_fen != family.monthly_fen:
            said.append("花名册与存量家庭表金额不同")
        if paid is not None and paid.persons != family.persons:
            said.append(f"花名册写 {paid.persons} 人")
        if paid is not None and paid.account is not None and not _same_account(paid, family):
            said.append("花名册上的账号与存量家庭表不同")
    if opening.reckoned is None:
        said.append("有成员没写月收入，不能核算")
    elif opening.reckoned.monthly_fen != opening.paid_fen:
        said.append("与按政策核算的金额不同")
    if family.village.unified and family.kind.urban is False:
        said.append(f"按农村类别发放，但{family.village.reason}")
    return "；".join(each.rstrip("。") for each in said)


def _same_account(paid: Paid, family: Family) -> bool:
    return family.account is not None and paid.account == family.account[2]


def _shorts(family: Family) -> Mapping[str, UUID]:
    return {f"m{number}": _stand_in(number) for number in range(1, len(family.members) + 1)}


def _covered(family: Family) -> frozenset[UUID]:
    return frozenset(_stand_in(number) for number, each in enumerate(family.members, 1) if each.covered)


@cache
def _stand_in(number: int) -> UUID:
    """For somebody who has no number of his own yet."""
    return UUID(int=number)
