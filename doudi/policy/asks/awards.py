"""低保金的重算 — the same rules asked for a known household income under a given standard."""

from __future__ import annotations

from doudi.policy.explain import whole_fen
from doudi.policy.facts import HOUSEHOLD_INPUTS, MEMBER_INPUTS
from doudi.policy.figures import Figures
from doudi.policy.reckoning import Household, Reckoning
from doudi.policy.unknown import Unknown

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
