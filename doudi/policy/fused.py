"""一户一函数 — every rule of a plan printed into one Python function, for the counter and the API.

Facts must all be known and figures all in force; otherwise `Reckoning` answers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from doudi.policy.facts import HOUSEHOLD_INPUTS, MEMBER_INPUTS, SUPPORTER_INPUTS
from doudi.policy.figures import Figures
from doudi.policy.language import (
    HOUSEHOLD,
    HOW_MANY,
    MEMBER,
    OBLIGATION,
    SUPPORTER,
    Rule,
)
from doudi.policy.plan import Group, Plan, plan_for
from doudi.policy.printing import python_source, rates_in
from doudi.policy.reckoning import Household
from doudi.policy.tree import tree_of
from doudi.policy.unknown import Unknown

Case = Callable[..., dict[str, Any]]
_LOOPS = {MEMBER: "MEMBERS", SUPPORTER: "SUPPORTERS", OBLIGATION: "OBLIGATIONS"}
_INPUTS = {
    HOUSEHOLD: HOUSEHOLD_INPUTS,
    MEMBER: MEMBER_INPUTS,
    SUPPORTER: SUPPORTER_INPUTS,
    OBLIGATION: (),
}


def has_unknown(household: Household) -> bool:
    """Whether any fact of a household is not yet known."""
    rows = [household.facts, *household.members, *(household.supporters or ())]
    return household.supporters is None or any(
        isinstance(term, Unknown) for row in rows for term in row.values()
    )


@lru_cache(maxsize=64)
def fused(outputs: tuple[str, ...], on: date, with_trace: bool = False, given: tuple[str, ...] = ()) -> Case:
    """One function (household, flat figures, fen, today) -> {output: value}; with the trace, every quantity.

    Money is in parts of a fen. Lists stand for members, supporters and obligations, in their order. Quantities
    `given` come as a fifth argument, by name; so may the number of `members`.
    """
    source = fused_source(plan_for(outputs, on, given), with_trace)
    space: dict[str, Any] = {}
    exec(compile(source, "<fused rules>", "exec"), space)
    case: Case = space["case"]
    return case


def flat_figures(figures: Figures) -> dict[str, int]:
    """Figures as whole numbers: a rate `r` becomes `r_n` and `r_d`. Raises KeyError of one not in force."""
    flat: dict[str, int] = {}
    for name, term in figures.items():
        if isinstance(term, Unknown):
            continue
        if isinstance(term, Fraction):
            flat[f"{name}_n"], flat[f"{name}_d"] = term.numerator, term.denominator
        else:
            flat[name] = int(term)
    return flat


def fused_source(plan: Plan, with_trace: bool) -> str:
    """The text of the fused function."""
    kept = _kept(plan, with_trace)
    lines = [
        "def case(H, F, fen, today, GIVEN={}):",
        "    yuan = 100 * fen",
        "    MEMBERS, SUPPORTERS, OBLIGATIONS = H.members, H.supporters, H.obligations",
        "    members = GIVEN.get('members', len(MEMBERS))",
        "    facts = H.facts",
        *(f"    {_all_of(name, plan)} = GIVEN['{name}']" for name in plan.given),
    ]
    rates = {
        name
        for group in plan.groups
        for rule in group.rules
        if rule.function is not None
        for name in rule.needs
        if name in plan.figures and _is_rate(rule, name)
    }
    for name in plan.figures:
        read = [f"{name}_n", f"{name}_d"] if name in rates else [name]
        lines.extend(f"    {each} = F['{each}']" for each in read)
    lines.extend(f"    {name} = facts['{name}']" for name in plan.inputs if name in HOUSEHOLD_INPUTS)
    for group in plan.groups:
        lines.extend(_household_lines(group) if group.entity == HOUSEHOLD else _loop_lines(group, plan, kept))
    every = tuple(rule.name for group in plan.groups for rule in group.rules)
    names = every if with_trace else plan.outputs
    told = ", ".join(f"'{name}': {_all_of(name, plan)}" for name in names)
    return "\n".join([*lines, f"    return {{{told}}}", ""])


def _is_rate(rule: Rule, name: str) -> bool:
    return name in rates_in(tree_of(rule))


def _all_of(name: str, plan: Plan) -> str:
    return name if plan.entity_of(name) == HOUSEHOLD else f"L_{name}"


def _kept(plan: Plan, with_trace: bool) -> frozenset[str]:
    """Quantities below the household that a later pass or the caller reads."""
    where = {rule.name: number for number, group in enumerate(plan.groups) for rule in group.rules}
    kept = {name for name in plan.outputs if plan.entity_of(name) != HOUSEHOLD}
    for number, group in enumerate(plan.groups):
        for rule in group.rules:
            kept.update(
                need
                for need in rule.needs
                if plan.entity_of(need) != HOUSEHOLD and need in where and (where[need] != number or rule.of)
            )
    if with_trace:
        kept.update(name for name in where if plan.entity_of(name) != HOUSEHOLD)
    return frozenset(kept)


def _household_lines(group: Group) -> list[str]:
    return [f"    {rule.name} = {_source(rule, lambda name: name)}" for rule in group.rules]


def _source(rule: Rule, ref: Callable[[str], str]) -> str:
    if rule.form == HOW_MANY:
        return f"sum(1 for each in L_{rule.of} if each)"
    if rule.of:
        return f"sum(L_{rule.of})"
    return python_source(tree_of(rule), ref)


def _loop_lines(group: Group, plan: Plan, kept: frozenset[str]) -> list[str]:
    """One pass over the members, supporters or obligations of the household."""
    entity = group.entity
    here = {rule.name for rule in group.rules}
    lines = [f"    L_{name} = []" for name in here if name in kept]
    lines.sort()
    head = {
        MEMBER: "    for i, P in enumerate(MEMBERS):",
        SUPPORTER: "    for i, P in enumerate(SUPPORTERS):",
        OBLIGATION: "    for s, m in OBLIGATIONS:",
    }[entity]
    lines.append(head)
    for name in sorted({need for rule in group.rules for need in rule.needs} - here):
        if plan.entity_of(name) != HOUSEHOLD and not any(rule.of == name for rule in group.rules):
            lines.append(f"        {name} = {_fetch(name, entity, plan)}")
    for rule in group.rules:
        if rule.of:  # a supporter's sum over his obligations
            lines.append(
                f"        {rule.name} = sum(L_{rule.of}[k] for k, (s, m) in enumerate(OBLIGATIONS) if s == i)"
            )
        else:
            lines.append(f"        {rule.name} = {_source(rule, lambda name: name)}")
        if rule.name in kept:
            lines.append(f"        L_{rule.name}.append({rule.name})")
    return lines


def _fetch(name: str, entity: str, plan: Plan) -> str:
    """How a pass reads a fact or an earlier quantity of its own or of the entity it points to."""
    owner = plan.entity_of(name)
    if name in plan.rules:
        assert owner != OBLIGATION, (
            f"{name}: what is owed to one member serves its own pass and the sums above"
        )
        index = "i" if owner == entity else "s" if owner == SUPPORTER else "m"
        return f"L_{name}[{index}]"
    if owner == entity:
        return f"P['{name}']"
    return f"SUPPORTERS[s]['{name}']" if owner == SUPPORTER else f"MEMBERS[m]['{name}']"
