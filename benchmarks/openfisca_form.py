"""同样的规则写成 OpenFisca — one Variable class a rule, generated from the trees of the law.

Members are OpenFisca persons in their household; each of up to `SLOTS` supporters is a set of household
variables, and a person says by `supported_by_K` which supporter owes him support.
"""

from __future__ import annotations

from doudi.policy.facts import INPUTS
from doudi.policy.language import HOUSEHOLD, HOW_MANY, MEMBER, MONEY, OBLIGATION, SUPPORTER, YES_NO, Rule
from doudi.policy.plan import Plan
from doudi.policy.tree import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    Const,
    Logic,
    Name,
    Node,
    Not,
    names_in,
    tree_of,
)

SLOTS = 3
_HEAD = """import numpy as np
from openfisca_core.periods import MONTH
from openfisca_core.variables import Variable


def variables(Person, Household):
    found = []
"""
_CLASS = """
    class {name}(Variable):
        value_type = {kind}
        entity = {entity}
        definition_period = MONTH
        label = "{name}"
"""


def variables_text(plan: Plan) -> str:
    """A module with `variables(Person, Household)`: every fact and rule of the plan."""
    lines = [_HEAD]
    for name in plan.inputs:
        for one in _slots(INPUTS[name].entity, name):
            lines.append(_class(one, "int", INPUTS[name].entity))
    for slot in range(SLOTS):
        lines.append(_class(f"supported_by_{slot}", "bool", MEMBER))
        lines.append(_class(f"supporter_exists_{slot}", "bool", HOUSEHOLD))
    lines.append(_class("members", "int", HOUSEHOLD, "return household.nb_persons()"))
    for group in plan.groups:
        for rule in group.rules:
            lines += _rule(rule, plan)
    return "\n".join([*lines, "    return found", ""])


def _slots(entity: str, name: str) -> list[str]:
    many = entity in (SUPPORTER, OBLIGATION)
    return [f"{name}_{slot}" for slot in range(SLOTS)] if many else [name]


def _class(name: str, kind: str, entity: str, *body: str) -> str:
    person = entity in (MEMBER, OBLIGATION)
    text = _CLASS.format(name=name, kind=kind, entity="Person" if person else "Household")
    if body:
        text += f"\n        def formula({'person' if person else 'household'}, period, parameters):\n"
        text += "".join(f"            {line}\n" for line in body)
    return text + f"\n    found.append({name})\n"


def _rule(rule: Rule, plan: Plan) -> list[str]:
    kind = "bool" if rule.unit == YES_NO else "int"
    if rule.entity not in (SUPPORTER, OBLIGATION):
        return [_class(rule.name, kind, rule.entity, *_formula(rule, plan, 0))]
    return [
        _class(f"{rule.name}_{slot}", kind, rule.entity, *_formula(rule, plan, slot)) for slot in range(SLOTS)
    ]


def _formula(rule: Rule, plan: Plan, slot: int) -> list[str]:
    if rule.of:
        return [_gather(rule, plan, slot)]
    person = rule.entity in (MEMBER, OBLIGATION)
    lines = ["P = parameters(period).law"]
    for name in sorted(names_in(tree_of(rule))):
        entity = plan.entity_of(name)
        if name not in INPUTS and name not in plan.rules and name != "members":
            continue
        one = f"{name}_{slot}" if entity in (SUPPORTER, OBLIGATION) else name
        below = entity in (MEMBER, OBLIGATION)
        source = "person" if below else "person.household" if person else "household"
        lines.append(f"{name} = {source}('{one}', period)")
    return [*lines, f"return {_text(tree_of(rule), plan)}"]


def _gather(rule: Rule, plan: Plan, slot: int) -> str:
    entity = plan.rules[rule.of].entity
    if entity == MEMBER:
        return f"return household.sum(household.members('{rule.of}', period))"
    if entity == OBLIGATION:
        return (
            f"return household.sum(household.members('{rule.of}_{slot}', period)"
            f" * household.members('supported_by_{slot}', period))"
        )
    parts = [
        f"household('{rule.of}_{each}', period){' .astype(np.int64)' if rule.form == HOW_MANY else ''}"
        f" * household('supporter_exists_{each}', period)"
        for each in range(SLOTS)
    ]
    return f"return {' + '.join(parts)}"


def _text(node: Node, plan: Plan) -> str:
    if isinstance(node, Name):
        own = node.name in INPUTS or node.name in plan.rules or node.name == "members"
        return node.name if own else f"P.{node.name}"
    if isinstance(node, Const):
        return repr(node.value)
    if isinstance(node, Arithmetic | Compare):
        return f"({_text(node.left, plan)} {node.sign} {_text(node.right, plan)})"
    if isinstance(node, Logic):
        text = _text(node.parts[0], plan)
        for part in node.parts[1:]:
            text = f"np.logical_{node.word}({text}, {_text(part, plan)})"
        return text
    if isinstance(node, Not):
        return f"np.logical_not({_text(node.part, plan)})"
    if isinstance(node, Choice):
        parts = (node.condition, node.then, node.otherwise)
        return f"np.where({', '.join(_text(part, plan) for part in parts)})"
    return _call(node, plan)


def _call(node: Call, plan: Plan) -> str:
    first = _text(node.parts[0], plan)
    if node.function == "share":
        rate = _text(node.parts[1], plan)
        return f"({first} // {rate}_d * {rate}_n)"
    second = _text(node.parts[1], plan)
    if node.function == "round_up":
        return f"(({first} + {second} - 1) // {second} * {second})"
    if node.function == "round_half_up":
        return f"((2 * {first} + {second}) // (2 * {second}) * {second})"
    return f"np.{node.function}imum({first}, {second})"


def money_outputs(plan: Plan) -> list[str]:
    """The outputs that are amounts, to be brought to whole fen."""
    return [name for name in plan.outputs if plan.rules[name].unit == MONEY]
