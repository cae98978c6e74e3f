"""说明：an answered question as rows for the page, each with its figures and its clause.

The steps are not listed here: they are found by following what the income per head and the amount need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from doudi.policy.asks.household import AMOUNTS, Decided, decide_for, used_values
from doudi.policy.changes import Change, what_would_change
from doudi.policy.explain import Teller
from doudi.policy.language import HOUSEHOLD, MONEY, OBLIGATION, TEST, YES_NO, Rule, clauses_on
from doudi.policy.reckoning import Reckoning
from doudi.policy.sheet import ANSWER_TITLES, ASSET_TESTS, CARE_TITLES, CLASS_TITLES, spoken_path, whose
from doudi.policy.unknown import Unknown
from doudi.policy.values import Value
from doudi.web.trial.question import field_name

INCOME_ROOT = "income_per_head"
IN_ORDER = ("tekun", "dibao", "single_person", "margin", "rigid_expenditure")


@dataclass(frozen=True)
class Step:
    """One line of the reckoning."""

    who: str
    title: str
    value: str
    because: str
    basis: str

    @property
    def key(self) -> tuple[str, str]:
        return self.who, self.title


@dataclass(frozen=True)
class Finding:
    """One test with both sides."""

    title: str
    answer: str
    word: str
    because: str
    basis: str


@dataclass(frozen=True)
class Group:
    """The tests of one scheme, and what came of them."""

    title: str
    answer: str
    word: str
    findings: list[Finding]


@dataclass(frozen=True)
class Need:
    """A missing fact: its field on the page and its name in words."""

    field: str
    told: str


@dataclass(frozen=True)
class Compared:
    """The result with or without 赡养费减半."""

    label: str
    support_fee: str
    income: str
    conclusion: str


@dataclass(frozen=True)
class Explanation:
    """Everything the result page shows, in its order."""

    on: str
    known_on: str
    place: str
    name: str
    classification: str
    conclusion: str
    monthly: str
    persons: str
    care: str
    notes: list[str]
    income: list[Step]
    amount: list[Step]
    halving: list[Compared]
    groups: list[Group]
    needs: list[Need]
    changes: list[Change]
    values: list[Value]


def explain(decided: Decided) -> Explanation:
    """The explanation of an answer; takes some tens of milliseconds, most of it for what would change it."""
    answer, reckoning, question = decided.answer, decided.reckoning, decided.question
    name = answer["classification"]
    scheme = answer["schemes"].get(name, {})
    return Explanation(
        on=question.on.isoformat(),
        known_on=question.known_on.isoformat() if question.known_on else "",
        place=reckoning.figures.place.name,
        name=question.name,
        classification=name,
        conclusion=CLASS_TITLES[name],
        monthly=scheme.get("monthly") or "",
        persons="、".join(scheme.get("persons", [])),
        care=CARE_TITLES.get(scheme.get("care_level") or "", ""),
        notes=answer["notes"],
        income=list(steps_to(reckoning, INCOME_ROOT)),
        amount=_amount_steps(reckoning, name),
        halving=list(_halving(decided)),
        groups=list(_groups(answer, reckoning)),
        needs=[Need(field_name(path), spoken_path(path, reckoning)) for path in answer["needs"]],
        changes=what_would_change(decided),
        values=used_values(reckoning),
    )


def steps_to(reckoning: Reckoning, root: str, told: frozenset[str] = frozenset()) -> Iterator[Step]:
    """The amounts that lead to `root`, in the order of the reckoning, without those already told.

    Of members and supporters only what is not zero; of the household everything.
    """
    teller = Teller(reckoning)
    for name in _needed(reckoning, root, set(told)):
        rule = reckoning.rules[name]
        for index in _indexes(reckoning, rule):
            term = reckoning.value(name, index)
            nothing = not isinstance(term, Unknown) and not term
            if nothing and (rule.entity != HOUSEHOLD or rule.unit != MONEY):
                continue
            because = "各项相加" if rule.of else teller.because(rule, index)
            basis = clauses_on(rule.basis, reckoning.on)
            who = whose(reckoning, rule, index).strip(" []")
            yield Step(who, rule.title, teller.term(name, index), because, basis)


def _needed(reckoning: Reckoning, name: str, seen: set[str]) -> Iterator[str]:
    """Names of amounts below `name` and itself, what is needed first; of tests only those of an obligation (减半)."""
    rule = reckoning.rules.get(name)
    if rule is None or name in seen:
        return
    seen.add(name)
    for need in rule.needs:
        yield from _needed(reckoning, need, seen)
    if rule.unit == MONEY or (rule.unit == YES_NO and rule.entity == OBLIGATION and rule.role != TEST):
        yield name


def _indexes(reckoning: Reckoning, rule: Rule) -> list[int]:
    if rule.entity == HOUSEHOLD:
        return [0]
    if rule.entity == OBLIGATION:
        return list(range(len(reckoning.household.obligations)))
    return list(reckoning.indexes(rule.entity))


def _amount_steps(reckoning: Reckoning, name: str) -> list[Step]:
    """How the monthly amount of the class comes about, after what was told of the income."""
    if name not in AMOUNTS:
        return []
    before: set[str] = set()
    list(_needed(reckoning, INCOME_ROOT, before))
    before -= {"dibao_standard"}
    last = reckoning.rules[AMOUNTS[name]].title
    steps = steps_to(reckoning, AMOUNTS[name], frozenset(before))
    return [step for step in steps if step.value != "0.00元" or step.title == last]


def _halving(decided: Decided) -> Iterator[Compared]:
    """Both results where 赡养费减半 makes a difference."""
    reckoning = decided.reckoning
    pairs = range(len(reckoning.household.obligations))
    if not any(reckoning.value("halved", each) == 1 for each in pairs):
        return
    figures = reckoning.figures.otherwise(support_fee_halving_factor=Fraction(1))
    without = decide_for(decided.question, decided.household, figures).answer
    fee = "support_fee_monthly"
    if None in (decided.answer["quantities"][fee], without["quantities"][fee]):
        return
    for label, answer in (("减半", decided.answer), ("不减半", without)):
        quantities, name = answer["quantities"], answer["classification"]
        monthly = answer["schemes"].get(name, {}).get("monthly")
        conclusion = CLASS_TITLES[name] + (f"，每月 {monthly} 元" if monthly else "")
        yield Compared(label, quantities[fee], quantities["countable_income_monthly"], conclusion)


def _groups(answer: dict[str, Any], reckoning: Reckoning) -> Iterator[Group]:
    """Every test of every scheme; the asset tests, which all schemes share, once."""
    shared = [
        _finding(each, reckoning)
        for each in answer["schemes"]["dibao"]["findings"]
        if each["test"] in ASSET_TESTS
    ]
    worst = next((word for word in ("no", "unknown") if word in [each.answer for each in shared]), "yes")
    yield Group("家庭财产（各类共用）", worst, ANSWER_TITLES[worst], shared)
    for name in IN_ORDER:
        scheme = answer["schemes"][name]
        own = [_finding(each, reckoning) for each in scheme["findings"] if each["test"] not in ASSET_TESTS]
        yield Group(CLASS_TITLES[name], scheme["answer"], ANSWER_TITLES[scheme["answer"]], own)


_PATH = re.compile(r"facts\.[a-z_.\[\]0-9]+")


def _finding(found: dict[str, str], reckoning: Reckoning) -> Finding:
    """A test told to a person: paths of missing facts become words."""
    because = _PATH.sub(lambda path: spoken_path(path[0], reckoning), found["because"])
    return Finding(found["title"], found["answer"], ANSWER_TITLES[found["answer"]], because, found["basis"])
