"""裁量 — one household reckoned by the functions themselves, pulled one by one with a memo.

This is the law as it is read, the trace, and the form against which every faster form is tested.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from doudi.policy import law  # noqa: F401  puts the rules into the book
from doudi.policy.facts import INPUTS
from doudi.policy.figures import Figures
from doudi.policy.language import (
    HOUSEHOLD,
    HOW_MANY,
    MEMBER,
    OBLIGATION,
    SUPPORTER,
    TEST,
    Rule,
    in_force,
)
from doudi.policy.tree import tree_of
from doudi.policy.unknown import Term, Unknown, both, count, work_through


@dataclass
class Household:
    """One household's facts, by the names of `doudi.policy.facts`; money in fen, days as yyyymmdd.

    `supporters` is None when nobody yet knows whether there are any. `obligations` pairs the index of a
    supporter with the index of a member whom he must support.
    """

    facts: dict[str, Term]
    members: list[dict[str, Term]]
    supporters: list[dict[str, Term]] | None
    obligations: list[tuple[int, int]]
    member_ids: list[str] = field(default_factory=list)
    supporter_ids: list[str] = field(default_factory=list)
    self_care_failed: list[int | None] = field(default_factory=list)  # None = not assessed


SUPPORTERS_UNKNOWN = Unknown(frozenset(("facts.supporters",)))


class Reckoning:
    """All that follows from one household's facts on a day. `value(name, index)` pulls a quantity.

    `memo` keeps every quantity reckoned, in the order in which it was needed: the trace.
    """

    def __init__(self, household: Household, figures: Figures, on: date) -> None:
        self.household, self.figures, self.on = household, figures, on
        self.rules = in_force(on)
        fen = figures.parts_per_fen(
            [
                (supporter["persons_supported"], supporter["family_size"])
                for supporter in household.supporters or ()
            ]
        )
        self.fen = fen
        self.known: dict[str, Term] = {
            "today": on.year * 10000 + on.month * 100 + on.day,
            "fen": fen,
            "yuan": 100 * fen,
            "members": len(household.members),
            **household.facts,
        }
        self.memo: dict[tuple[str, int], Term] = {}
        self.without_figure: dict[str, frozenset[str]] = {}  # tests answered no for want of these figures

    def value(self, name: str, index: int = 0) -> Term:
        """A quantity, fact or figure; `index` says whose, for members, supporters and obligations."""
        rule = self.rules.get(name)
        if rule is None:
            return self._given(name, index)
        key = (name, index)
        if key not in self.memo:
            self.memo[key] = self._reckon(rule, index)
        return self.memo[key]

    def _given(self, name: str, index: int) -> Term:
        known = self.known.get(name)
        if known is not None:
            return known
        fact = INPUTS.get(name)
        if fact is None:
            return self.figures[name]
        if fact.entity == MEMBER:
            return self.household.members[index][name]
        assert self.household.supporters is not None
        return self.household.supporters[index][name]

    def _reckon(self, rule: Rule, index: int) -> Term:
        if rule.of:
            return self._gather(rule, index)
        assert rule.function is not None
        terms = [self.value(name, self.whose(rule, name, index)) for name in rule.needs]
        if not any(isinstance(term, Unknown) for term in terms):
            answer: Term = rule.function(*terms)
            return answer
        answer = work_through(tree_of(rule), dict(zip(rule.needs, terms, strict=True)))
        if rule.role == TEST and isinstance(answer, Unknown) and answer.not_in_force:
            self.without_figure[rule.name] = answer.not_in_force
            return False  # a figure that is not in force is never guessed: the test answers no
        return answer

    def whose(self, rule: Rule, name: str, index: int) -> int:
        """The index under which an entity finds what one of its quantities needs."""
        entity = self.entity_of(name)
        if entity == HOUSEHOLD:
            return 0
        if entity == rule.entity:
            return index
        supporter, member = self.household.obligations[index]
        return supporter if entity == SUPPORTER else member

    def entity_of(self, name: str) -> str:
        """Whose quantity, fact or figure a name is."""
        rule = self.rules.get(name)
        if rule is not None:
            return rule.entity
        fact = INPUTS.get(name)
        return fact.entity if fact is not None else HOUSEHOLD

    def _gather(self, rule: Rule, index: int) -> Term:
        entity = self.rules[rule.of].entity
        if entity == SUPPORTER and self.household.supporters is None:
            return SUPPORTERS_UNKNOWN
        terms = [self.value(rule.of, each) for each in self.indexes(entity, index)]
        if rule.form == HOW_MANY:
            return count(terms)
        if any(isinstance(term, Unknown) for term in terms):
            return both(*terms)
        return sum(terms)  # type: ignore[arg-type]

    def indexes(self, entity: str, of_supporter: int = 0) -> Iterator[int]:
        """The indexes of all members or supporters, or of the obligations of one supporter."""
        if entity == MEMBER:
            yield from range(len(self.household.members))
        elif entity == SUPPORTER:
            yield from range(len(self.household.supporters or ()))
        elif entity == OBLIGATION:
            for each, (supporter, _) in enumerate(self.household.obligations):
                if supporter == of_supporter:
                    yield each
