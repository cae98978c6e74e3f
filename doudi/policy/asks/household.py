"""一户符合什么 — which schemes a household qualifies for, how much a month, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from doudi.policy.asks.household_facts import read_household
from doudi.policy.explain import Teller, figure_names
from doudi.policy.figures import HAS, PARAMETERS, Figures
from doudi.policy.language import Rule, clauses_on
from doudi.policy.law.rigid import CLASSIFICATIONS
from doudi.policy.question import BadInput, Question
from doudi.policy.reckoning import Household, Reckoning
from doudi.policy.self_care import level
from doudi.policy.tree import tree_of
from doudi.policy.unknown import Term, Unknown, work_through
from doudi.policy.values import Place, Value

SCHEMES = ("dibao", "single_person", "margin", "rigid_expenditure", "tekun")
AMOUNTS = {
    "dibao": "dibao_monthly",
    "single_person": "single_person_monthly",
    "tekun": "tekun_monthly",
}
PERSONS = {"single_person": "single_person_candidate", "tekun": "no_labour_ability"}
QUANTITIES = {
    "wage_counted_monthly": "wage_counted",
    "support_fee_monthly": "support_fee",
    "support_fee_before_halving_monthly": "support_fee_before_halving",
    "rigid_spending_monthly": "rigid_spending",
    "countable_income_monthly": "countable_income",
    "income_per_head_monthly": "income_per_head",
}
_SILENT_WHEN_YES = (
    "dibao_amount_is_set",
    "single_person_amount_is_set",
    "tekun_amount_is_set",
)
CARE_ORDER = ("none", "half", "full")


@dataclass(frozen=True)
class Decided:
    """A household question answered: the plain answer and the reckoning from which it was told."""

    question: Question
    household: Household
    reckoning: Reckoning
    answer: dict[str, Any]


def decide(question: Question) -> Decided:
    """Answer a `household` question. Raises BadInput, BadValue."""
    household = read_household(question.facts, question.on)
    place = question.place
    return decide_for(question, household, figures_of(question, place))


def figures_of(question: Question, place: Place) -> Figures:
    """The figures of the question's place and days; without a 低保 standard nothing can be answered."""
    figures = Figures(place, question.on, question.known_on)
    if "dibao_standard" not in figures.sources:
        raise BadInput(
            "values",
            f"{place.name}在{question.on.isoformat()}没有有效的低保标准（dibao_standard），不能裁量，请换日期或者补上标准。",
        )
    return figures


def decide_for(question: Question, household: Household, figures: Figures) -> Decided:
    """The answer for facts already read."""
    reckoning = Reckoning(household, figures, question.on)
    teller = Teller(reckoning)
    schemes = {name: _scheme(name, reckoning, teller) for name in SCHEMES}
    classification = reckoning.value("classification")
    answer = {
        "question": question.about,
        "classification": "unknown"
        if isinstance(classification, Unknown)
        else CLASSIFICATIONS[int(classification)],
        "schemes": schemes,
        "quantities": {key: teller.amount(name) for key, name in QUANTITIES.items()},
        "needs": _needs(reckoning),
        "unverified": [_cited(value) for value in used_values(reckoning) if value.unverified],
        "notes": _notes(reckoning),
    }
    return Decided(question, household, reckoning, answer)


def answer_word(term: Term) -> str:
    """yes, no or unknown."""
    if isinstance(term, Unknown):
        return "unknown"
    return "yes" if term else "no"


def _scheme(name: str, reckoning: Reckoning, teller: Teller) -> dict[str, Any]:
    rule = reckoning.rules[name]
    word = answer_word(reckoning.value(name))
    told: dict[str, Any] = {"answer": word}
    if name in PERSONS:
        told["persons"] = _persons(reckoning, PERSONS[name]) if word == "yes" else []
    if name == "tekun":
        told["care_level"] = _care_level(reckoning, told["persons"])
    if name in AMOUNTS:
        told["monthly"] = None if word == "unknown" else teller.amount(AMOUNTS[name])
    tests = [reckoning.rules[test] for test in rule.needs]
    told["findings"] = [
        finding(reckoning, teller, test)
        for test in tests
        if not (test.name in _SILENT_WHEN_YES and answer_word(reckoning.value(test.name)) == "yes")
    ]
    return told


def finding(reckoning: Reckoning, teller: Teller, test: Rule) -> dict[str, str]:
    """One test told: its name, its answer, the reckoning with both figures, the clause."""
    term = reckoning.value(test.name)
    because = teller.because(test)
    if test.name in reckoning.without_figure:
        absent = "、".join(sorted(reckoning.without_figure[test.name]))
        because = f"当日没有有效的数值（{absent}），不能认定符合：{because}"
    elif test.name in _SILENT_WHEN_YES:  # told only when no: which of the figures is not in force
        absent = "、".join(need.removeprefix(HAS) for need in test.needs if not reckoning.value(need))
        because = f"当日没有有效的数值（{absent}），不能计算金额"
    if isinstance(term, Unknown):
        because = f"还不知道 {'、'.join(in_document_order(term.missing))}：{because}"
    return {
        "test": test.name,
        "title": test.title,
        "answer": answer_word(term),
        "because": because,
        "basis": clauses_on(test.basis, reckoning.on),
    }


def _persons(reckoning: Reckoning, trait: str) -> list[str]:
    ids = reckoning.household.member_ids
    return [ids[index] for index in range(len(ids)) if answer_word(reckoning.value(trait, index)) == "yes"]


def _care_level(reckoning: Reckoning, persons: list[str]) -> str | None:
    """The highest care level among the persons assessed; null when nobody was."""
    household = reckoning.household
    levels = [
        level(failed)
        for name, failed in zip(household.member_ids, household.self_care_failed, strict=True)
        if name in persons and failed is not None
    ]
    return max(levels, key=CARE_ORDER.index, default=None)


_STEP = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")
_ORDER = ("members", "assets", "supporters")
_FIELD_ORDER = (
    *(
        "birth",
        "income",
        "spending_year",
        "financial",
        "homes",
        "vehicles",
        "businesses",
    ),
    *("family_size", "family_income_monthly", "medical", "education", "rehabilitation"),
)


def in_document_order(paths: frozenset[str]) -> list[str]:
    """Paths of facts in the order in which a question file writes them."""

    def place(path: str) -> tuple[tuple[int, int], ...]:
        steps = _STEP.findall(path.removeprefix("facts."))
        order = (*_ORDER, *_FIELD_ORDER)
        return tuple(
            (order.index(name) if name in order else len(order), int(index or -1)) for name, index in steps
        )

    return sorted(paths, key=place)


def _needs(reckoning: Reckoning) -> list[str]:
    missing: set[str] = set()
    for name in SCHEMES:
        terms = [reckoning.value(test) for test in reckoning.rules[name].needs]
        if name in AMOUNTS:
            terms.append(reckoning.value(AMOUNTS[name]))
        for term in terms:
            if isinstance(term, Unknown):
                missing |= term.missing
    return in_document_order(frozenset(missing))


def used_values(reckoning: Reckoning) -> list[Value]:
    """The dated values without which some step of the reckoning would be unknown, by name."""
    used: set[str] = set()
    for name, index in list(reckoning.memo):
        rule = reckoning.rules[name]
        candidates = set(figure_names(rule.needs)) - used
        if not candidates:
            continue
        known = {need: reckoning.value(need, reckoning.whose(rule, need, index)) for need in rule.needs}
        for value_name in candidates:
            without = {
                need: Unknown(not_in_force=frozenset((value_name,)))
                if PARAMETERS.get(need) == value_name
                else term
                for need, term in known.items()
            }
            if isinstance(work_through(tree_of(rule), without), Unknown):
                used.add(value_name)
    return [value for name, value in sorted(reckoning.figures.sources.items()) if name in used]


def _cited(value: Value) -> dict[str, str]:
    return {
        "name": value.name,
        "title": value.title,
        "place": value.place,
        "basis": value.basis,
    }


def _notes(reckoning: Reckoning) -> list[str]:
    """What a person must decide because the law changed and the detailed rules have not followed."""
    notes = []
    for index, name in enumerate(reckoning.household.member_ids):
        years = reckoning.value("age", index)
        child, adult = (
            reckoning.value("age_marks_child"),
            reckoning.value("age_marks_adult"),
        )
        if any(isinstance(term, Unknown) for term in (years, child, adult)):
            continue
        if reckoning.on.isoformat() >= "2026-07-01" and child <= years < adult:  # type: ignore[operator]
            notes.append(
                f"成员 {name} 已满{child}周岁、未满{adult}周岁：社会救助法 第十六条说的是未成年人，"
                f"民发〔2021〕43号 第五条以未满{child}周岁为界，是否按特困认定请人工裁定。"
            )
    return notes
