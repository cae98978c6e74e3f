"""待遇金额的快法 — the amount of a month, and a household's income and labour, by the fused form of the rules.

None where a fact or a figure that would be read is not known: then the interpreter answers. Where both answer they
answer the same (test_quick_awards).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress
from math import lcm
from typing import Any

from doudi.policy.facts import DISABILITY_CATEGORIES, HOUSEHOLD_INPUTS, MEMBER_INPUTS
from doudi.policy.figures import Figures
from doudi.policy.fused import Case, flat_figures, fused
from doudi.policy.plan import plan_for
from doudi.policy.reckoning import Household
from doudi.policy.unknown import Term, Unknown

MEMBERS = "members"
SUPPLEMENT = ("member_supplement",)
STANDING = ("countable_income", "able_to_work", "employable")
DIBAO = ("dibao_monthly", "dibao_standard")
TEKUN = ("tekun_monthly", "tekun_standard")
ALONE = ("single_person_each", "dibao_standard")
GIVEN: dict[tuple[str, ...], tuple[str, ...]] = {
    DIBAO: ("countable_income", "dibao", "supplements"),
    TEKUN: ("countable_income", "members_without_labour_ability", "tekun"),
    ALONE: ("countable_income", "single_person_candidate"),
}


FLAGS = ("serious_illness", "student", "unable_to_work", "carer")
READABLE = frozenset(("urban", "birth", "disability_category", "disability_grade", *FLAGS))


@dataclass(frozen=True, slots=True)
class Parts:
    """一个月的待遇 in parts of a fen, and how many parts a fen has."""

    monthly: int
    supplements: int
    standard: int
    fen: int


@dataclass(frozen=True, slots=True)
class Standing:
    """家庭的收入和劳动能力: the income to count in fen, exact; who could work, and who of them is free to."""

    income: Fraction
    able: tuple[bool, ...]
    free: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """一次所问: the fused function, and the facts that it reads of the household and of each member."""

    case: Case
    of_household: tuple[str, ...]
    of_members: tuple[str, ...]


class Quick:
    """一套数值的快法: what is the same for every household under one set of figures, read once."""

    def __init__(self, figures: Figures) -> None:
        self.figures, self.on = figures, figures.on
        self.flat = flat_figures(figures)
        self.fen = figures.parts_per_fen(())
        self.today = self.on.year * 10000 + self.on.month * 100 + self.on.day
        self._read: dict[str, frozenset[str]] = {}
        self._served: dict[tuple[str, ...], Asked | None] = {}

    def standing(self, household: Household) -> Standing | None:
        """What an assessment of this day would find of income and labour."""
        found = self._asked(STANDING, household, self._fen(household), {})
        if found is None:
            return None
        return Standing(
            Fraction(found["countable_income"], self._fen(household)),
            tuple(map(bool, found["able_to_work"])),
            tuple(map(bool, found["employable"])),
        )

    def month(
        self, scheme: str, household: Household, covered: Collection[str], income: Fraction
    ) -> Parts | None:
        """What a scheme pays those who are covered; see `awards.month_award`."""
        fen = lcm(self._fen(household), income.denominator)
        given: dict[str, Any] = {
            MEMBERS: len(covered),
            "countable_income": income.numerator * (fen // income.denominator),
        }
        if scheme == "tekun":
            given |= {"tekun": True, "members_without_labour_ability": len(covered)}
            found = self._asked(TEKUN, household, fen, given)
            return None if found is None else Parts(found["tekun_monthly"], 0, found["tekun_standard"], fen)
        here = [member in covered for member in household.member_ids]
        if scheme == "single_person":
            found = self._asked(
                ALONE, household, fen, given | {"single_person_candidate": list(map(int, here))}
            )
            return (
                None
                if found is None
                else Parts(sum(found["single_person_each"]), 0, found["dibao_standard"], fen)
            )
        extra = self._asked(SUPPLEMENT, household, fen, given)
        if extra is None:
            return None
        supplements = sum(compress(extra["member_supplement"], here))
        found = self._asked(DIBAO, household, fen, given | {"dibao": True, "supplements": supplements})
        return (
            None
            if found is None
            else Parts(found["dibao_monthly"], supplements, found["dibao_standard"], fen)
        )

    def reads_little(self, scheme: str) -> bool:
        """Whether an amount of this scheme reads nothing but what `lean_household` tells."""
        return self._reads(scheme) <= READABLE

    def _reads(self, scheme: str) -> frozenset[str]:
        """The facts that an amount of this scheme reads."""
        if scheme not in self._read:
            asked = {"dibao": (SUPPLEMENT, DIBAO), "tekun": (TEKUN,)}.get(scheme, (ALONE,))
            plans = [plan_for(each, self.on, GIVEN.get(each, ())) for each in asked]
            self._read[scheme] = frozenset(name for plan in plans for name in plan.inputs)
        return self._read[scheme]

    def _fen(self, household: Household) -> int:
        if not household.supporters:
            return self.fen
        return self.figures.parts_per_fen(
            (each["persons_supported"], each["family_size"]) for each in household.supporters
        )

    def _asked(
        self, outputs: tuple[str, ...], household: Household, fen: int, given: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        if outputs not in self._served:
            self._served[outputs] = self._serve(outputs)
        asked = self._served[outputs]
        if asked is None or not _all_known(household, asked):
            return None
        return asked.case(household, self.flat, fen, self.today, given)

    def _serve(self, outputs: tuple[str, ...]) -> Asked | None:
        """None where a figure that the rules would read is not in force."""
        plan = plan_for(outputs, self.on, GIVEN.get(outputs, ()))
        if any(isinstance(self.figures[name], Unknown) for name in plan.figures):
            return None
        return Asked(
            fused(outputs, self.on, given=plan.given),
            tuple(name for name in plan.inputs if name in HOUSEHOLD_INPUTS),
            tuple(name for name in plan.inputs if name in MEMBER_INPUTS),
        )


def _all_known(household: Household, asked: Asked) -> bool:
    """Whether every fact that the plan reads is known."""
    if household.supporters is None:
        return False
    if any(type(household.facts[name]) is Unknown for name in asked.of_household):
        return False
    if asked.of_members:
        for each in household.members:
            for name in asked.of_members:
                if type(each[name]) is Unknown:
                    return False
    return not any(type(term) is Unknown for each in household.supporters for term in each.values())


def lean_household(facts: Mapping[str, Any]) -> Household:
    """Facts that were frozen, so were checked then, with as much of them as months of 低保 and 特困 read."""
    rows = facts["members"]
    return Household(
        facts={"urban": int(facts["standard"] == "urban")},
        members=[_somebody(number, each) for number, each in enumerate(rows)],
        supporters=[],
        obligations=[],
        member_ids=[each["id"] for each in rows],
        self_care_failed=[
            None if each.get("self_care_failed") is None else len(each["self_care_failed"]) for each in rows
        ],
    )


def _somebody(number: int, each: Mapping[str, Any]) -> dict[str, Term]:
    born, disability = each.get("birth"), each.get("disability")
    told: dict[str, Term] = {flag: int(bool(each.get(flag))) for flag in FLAGS}
    told["birth"] = (
        int(str(born).replace("-", ""))
        if born is not None
        else Unknown(frozenset((f"facts.members[{number}].birth",)))
    )
    told["disability_category"] = DISABILITY_CATEGORIES[disability["category"]] if disability else 0
    told["disability_grade"] = disability["grade"] if disability else 0
    return told
