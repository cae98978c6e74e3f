"""计算次序 — which rules a set of answers needs, in which order, grouped by whose quantities they are."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from doudi.policy import law  # noqa: F401  puts the rules into the book
from doudi.policy.facts import INPUTS
from doudi.policy.language import HOUSEHOLD, Rule, in_force

ENTITIES = ("obligation", "member", "supporter", HOUSEHOLD)


@dataclass(frozen=True)
class Group:
    """Rules of one entity that can be reckoned in one pass, in order."""

    entity: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Plan:
    """The passes that give `outputs`, with the facts and figures that they read."""

    groups: tuple[Group, ...]
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    figures: tuple[str, ...]
    rules: Mapping[str, Rule]
    given: tuple[str, ...] = ()

    def entity_of(self, name: str) -> str:
        """Whose quantity, fact or figure a name is."""
        rule = self.rules.get(name)
        if rule is not None:
            return rule.entity
        fact = INPUTS.get(name)
        return fact.entity if fact is not None else HOUSEHOLD


COUNTED_NAMES = ("today", "fen", "yuan", "members")


@cache
def plan_for(outputs: tuple[str, ...], on: date, given: tuple[str, ...] = ()) -> Plan:
    """The plan for some quantities under the rules of a day. Those `given` are told by the caller, not reckoned."""
    rules = in_force(on)
    needed = _closure(outputs, rules, given)
    groups: list[Group] = []
    done: set[str] = set(given)
    waiting = [name for name in rules if name in needed]
    while waiting:
        best: list[Rule] = []
        for entity in ENTITIES:
            ready = _ready(waiting, entity, done, rules)
            if len(ready) > len(best):
                best = ready
        groups.append(Group(best[0].entity, tuple(best)))
        done.update(rule.name for rule in best)
        waiting = [name for name in waiting if name not in done]
    read = {name for rule in needed.values() for name in rule.needs if name not in rules}
    return Plan(
        groups=tuple(groups),
        outputs=outputs,
        inputs=tuple(name for name in INPUTS if name in read),
        figures=tuple(sorted(read - set(INPUTS) - set(COUNTED_NAMES))),
        rules=rules,
        given=given,
    )


def _closure(outputs: Iterable[str], rules: Mapping[str, Rule], given: Container[str]) -> dict[str, Rule]:
    needed: dict[str, Rule] = {}
    todo = list(outputs)
    while todo:
        name = todo.pop()
        if name in rules and name not in needed and name not in given:
            needed[name] = rules[name]
            todo.extend(rules[name].needs)
    return needed


def _ready(waiting: list[str], entity: str, done: set[str], rules: Mapping[str, Rule]) -> list[Rule]:
    """The longest run of waiting rules of one entity whose needs are met, each in turn.

    A sum belongs to the entity above, and is ready only when the pass below is finished.
    """
    ready: list[Rule] = []
    met = set(done)
    for name in _in_order_of_need(waiting, rules):
        rule = rules[name]
        if rule.entity == entity and all(need in met or need not in rules for need in rule.needs):
            ready.append(rule)
            met.add(name)
    return ready


def _in_order_of_need(waiting: list[str], rules: Mapping[str, Rule]) -> list[str]:
    """Waiting rules so that what is needed comes before what needs it."""
    left = set(waiting)
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name in left:
            left.discard(name)
            for need in rules[name].needs:
                visit(need)
            ordered.append(name)

    for name in waiting:
        visit(name)
    return ordered
