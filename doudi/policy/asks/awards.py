"""待遇金额的重算 — the same rules asked for a known household income under the figures of a given day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from doudi.policy.asks.quick_awards import Quick
from doudi.policy.explain import whole_fen
from doudi.policy.facts import HOUSEHOLD_INPUTS, MEMBER_INPUTS
from doudi.policy.figures import Figures, Key, read_keys
from doudi.policy.question import BadInput
from doudi.policy.reckoning import Household, Reckoning
from doudi.policy.self_care import Level, level
from doudi.policy.unknown import Term, Unknown
from doudi.policy.value_keys import ROUNDINGS, flag, one_of, rate, rounded
from doudi.policy.values import read_value

CARE = {
    "full": Key(rate, ("full",)),
    "half": Key(rate, ("half",)),
    "none": Key(rate, ("none",)),
    "rounding": Key(one_of(*ROUNDINGS), ("rounding",), "half_up_yuan"),
    "needs_agreement": Key(flag, ("needs_agreement",), False),
}
_NOBODY_IN_PARTICULAR = {**dict.fromkeys(MEMBER_INPUTS, 0), "birth": 1990_01_01}


def dibao_award(figures: Figures, standard: int, persons: int, income: int) -> int:
    """低保金 a month in fen for `persons` with a household income of `income` fen under `standard` fen a head.

    Without supplements, which depend on who the persons are. 0 when the income reaches the standard.
    """
    household = Household(
        facts=dict.fromkeys(HOUSEHOLD_INPUTS, 0),
        members=[dict(_NOBODY_IN_PARTICULAR) for _ in range(persons)],
        supporters=[],
        obligations=[],
    )
    reckoning = Reckoning(household, figures, figures.on)
    reckoning.memo[("countable_income", 0)] = income * reckoning.fen
    reckoning.memo[("dibao_standard", 0)] = standard * reckoning.fen
    reckoning.memo[("supplements", 0)] = 0
    term = reckoning.value("dibao_monthly")
    assert not isinstance(term, Unknown)
    return whole_fen(int(term), reckoning.fen)


@dataclass(frozen=True, slots=True)
class MonthAward:
    """一个月的待遇: whole fen, `base` and `supplement` adding up to `monthly`; `standard` is a head's."""

    monthly: int
    base: int
    supplement: int
    standard: int


NOTHING = MonthAward(0, 0, 0, 0)


def frozen_income(reckoning: Reckoning) -> Fraction:
    """家庭月可支配收入 of an assessment, in fen, exact: what stays until the family is assessed anew."""
    return Fraction(_known(reckoning, "countable_income"), reckoning.fen)


def month_award(
    scheme: str, household: Household, figures: Figures, covered: Collection[str], income: Fraction
) -> MonthAward:
    """What a scheme pays the `covered` members in the month whose first day the figures are of.

    Whether they qualify was decided on the day of confirmation and is not asked again; the household's income is
    that of its assessment. Statuses without money give nothing. Raises BadInput where a figure is not in force.
    """
    if scheme not in ("dibao", "tekun", "single_person"):
        return NOTHING
    parts = quick(figures).month(scheme, household, covered, income)
    if parts is None:
        return reckoned_award(scheme, household, figures, covered, income)
    whole, extra = whole_fen(parts.monthly, parts.fen), whole_fen(parts.supplements, parts.fen)
    return MonthAward(whole, whole - extra, extra, whole_fen(parts.standard, parts.fen))


def reckoned_award(
    scheme: str, household: Household, figures: Figures, covered: Collection[str], income: Fraction
) -> MonthAward:
    """The same by the interpreter, whatever is known."""
    reckoning = _for_month(household, figures, covered, income)
    if scheme == "dibao":
        reckoning.memo[("dibao", 0)] = True
        return _parts(reckoning, "dibao_monthly", "dibao_standard")
    if scheme == "tekun":
        reckoning.memo[("tekun", 0)] = True
        reckoning.memo[("members_without_labour_ability", 0)] = len(covered)
        return _parts(reckoning, "tekun_monthly", "tekun_standard")
    return _alone(reckoning, covered)


def quick(figures: Figures) -> Quick:
    """The quick form under a set of figures, made once."""
    kept = vars(figures)
    if "quick" not in kept:
        kept["quick"] = Quick(figures)
    held: Quick = kept["quick"]
    return held


def care_allowance(figures: Figures, care: Mapping[str, Any], failed: int) -> int:
    """照料护理费 a month in fen for one person who cannot do `failed` of the six things alone."""
    wage = figures["minimum_wage_monthly"]
    if isinstance(wage, Unknown):
        raise BadInput("values", f"{figures.place.name}在{figures.on}没有有效的最低工资标准，请补上。")
    named: Level = level(failed)
    return rounded(wage * care[named], care["rounding"])


def care_terms(figures: Figures) -> dict[str, Term]:
    """The place's shares of the minimum wage, and whether an agreement must be signed. Raises BadInput."""
    value = read_value(figures.place, "tekun_care", figures.on, figures.known_on)
    if value is None:
        raise BadInput("values", f"{figures.place.name}在{figures.on}没有有效的照料护理标准，请补上。")
    return read_keys(value, CARE)


def _for_month(
    household: Household, figures: Figures, covered: Collection[str], income: Fraction
) -> Reckoning:
    reckoning = Reckoning(household, figures, figures.on)
    fen = lcm(reckoning.fen, income.denominator)
    reckoning.fen = fen
    reckoning.known |= {"fen": fen, "yuan": 100 * fen, "members": len(covered)}
    reckoning.memo[("countable_income", 0)] = int(income * fen)
    for index, member in enumerate(household.member_ids):
        if member not in covered:
            reckoning.memo[("member_supplement", index)] = 0
    return reckoning


def _parts(reckoning: Reckoning, monthly: str, standard: str) -> MonthAward:
    fen = reckoning.fen
    whole = whole_fen(_known(reckoning, monthly), fen)
    extra = whole_fen(_known(reckoning, "supplements"), fen) if monthly == "dibao_monthly" else 0
    return MonthAward(whole, whole - extra, extra, whole_fen(_known(reckoning, standard), fen))


def _alone(reckoning: Reckoning, covered: Collection[str]) -> MonthAward:
    alone = [index for index, member in enumerate(reckoning.household.member_ids) if member in covered]
    reckoning.memo |= {("single_person_candidate", index): True for index in alone}
    parts = sum(_known(reckoning, "single_person_each", index) for index in alone)
    whole = whole_fen(parts, reckoning.fen)
    return MonthAward(whole, whole, 0, whole_fen(_known(reckoning, "dibao_standard"), reckoning.fen))


def _known(reckoning: Reckoning, name: str, index: int = 0) -> int:
    term = reckoning.value(name, index)
    if isinstance(term, Unknown):
        lacking = "、".join(sorted(term.not_in_force | term.missing))
        raise BadInput(
            "values", f"{reckoning.figures.place.name}在{reckoning.on}缺少 {lacking}，不能计算金额。"
        )
    return int(term)
