"""循环的印法 — the rules as the text of one loop over households, for numba."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from doudi.policy.facts import INPUTS, MOST_MEMBERS, MOST_SUPPORTERS
from doudi.policy.folding import Folded, is_yes_no
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
)

COLUMN_ARGUMENTS = (
    "member_offsets",
    "supporter_offsets",
    "obligation_offsets",
    "obligation_member",
    "interpret",
)
_INDEX = {HOUSEHOLD: "i", MEMBER: "j", SUPPORTER: "s"}
_INDENT = {HOUSEHOLD: 2, MEMBER: 3, SUPPORTER: 3, OBLIGATION: 4}


@dataclass(frozen=True)
class Slot:
    """One column of the table of figures: a tree of figures and the standard, or half of a rate."""

    node: Node
    rate: str = ""
    divides: bool = False


@dataclass
class LoopSource:
    """The text, the facts and outputs that it takes in this order, and the columns of its table."""

    text: str = ""
    facts: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    standard_rules: tuple[str, ...] = ()
    by_standard: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    trees: Mapping[str, Node] = field(default_factory=dict)
    slots: list[Slot] = field(default_factory=list)


def loop_source(plan: Plan, folded: Folded) -> LoopSource:
    """Print `loop(start, stop, offsets…, table, facts…, outputs…)`."""
    return _Loop(plan, folded).source()


class _Loop:
    def __init__(self, plan: Plan, folded: Folded) -> None:
        self.plan, self.folded = plan, folded
        self.slots: dict[Slot, int] = {}
        self.standard: list[str] = []
        for rule in folded.order:
            if not rule.of and rule.entity == HOUSEHOLD and self.settled(folded.trees[rule.name]):
                self.standard.append(rule.name)
        self.facts: list[str] = ["urban"]
        live = [rule for rule in folded.order if rule.name not in self.standard]
        self.passes = self._passes(live)
        self.where = {rule.name: number for number, one in enumerate(self.passes) for rule in one}
        self.gathered = {rule.of: [] for rule in live if rule.of}  # type: dict[str, list[Rule]]
        for rule in live:
            if rule.of:
                self.gathered[rule.of].append(rule)
        self.kept = self._kept(live)

    def _passes(self, live: list[Rule]) -> list[list[Rule]]:
        """The plan's groups, with what is left of each."""
        names = {rule.name for rule in live}
        passes = [[rule for rule in group.rules if rule.name in names] for group in self.plan.groups]
        return [one for one in passes if one]

    def _kept(self, live: list[Rule]) -> set[str]:
        """Quantities below the household that another pass reads."""
        kept = set()
        for rule in live:
            if rule.of:
                if rule.entity == SUPPORTER:
                    kept.add(rule.name)
                continue
            for need in names_in(self.folded.trees[rule.name]):
                elsewhere = self.where.get(need, self.where[rule.name]) != self.where[rule.name]
                if elsewhere and self.plan.entity_of(need) != HOUSEHOLD:
                    kept.add(need)
        assert not any(self.plan.entity_of(name) == OBLIGATION for name in kept), "there is no place for them"
        return kept

    def settled(self, node: Node) -> bool:
        """Whether figures and the standard alone decide a tree."""
        return all(
            name == "urban"
            or name in ("fen", "yuan", "today")
            or name in self.standard
            or name in self.folded.by_standard
            or (name not in INPUTS and name not in self.plan.rules and name != "members")
            for name in names_in(node)
        )

    def source(self) -> LoopSource:
        body: list[str] = []
        for one in self.passes:
            body += self.household_pass(one) if one[0].entity == HOUSEHOLD else self.loop_pass(one)
        outputs = tuple(name for name in self.plan.outputs if name not in self.folded.absent)
        body += [f"        o_{name}[i] = {self.output(name)}" for name in outputs]
        scratch = [
            f"    L_{name} = np.empty({MOST_MEMBERS if self.plan.entity_of(name) == MEMBER else MOST_SUPPORTERS},"
            f" np.{'bool_' if self.plan.rules[name].unit == YES_NO else 'int64'})"
            for name in sorted(self.kept)
        ]
        facts = tuple(self.facts)
        arguments = [
            "start", "stop", *COLUMN_ARGUMENTS, "table",
            *(f"f_{name}" for name in facts), *(f"o_{name}" for name in outputs),
        ]  # fmt: skip
        head = [
            f"def loop({', '.join(arguments)}):",
            *scratch,
            "    for i in range(start, stop):",
            "        if interpret[i]:",
            *(f"            o_{name}[i] = 0" for name in outputs),
            "            continue",
            "        u = 1 if f_urban[i] else 0",
            "        m0, m1, s0, s1 = member_offsets[i], member_offsets[i + 1], supporter_offsets[i],"
            " supporter_offsets[i + 1]",
            "        members = m1 - m0",
        ]
        text = "\n".join([*head, *body, ""])
        return LoopSource(
            text,
            facts,
            outputs,
            tuple(self.standard),
            self.folded.by_standard,
            self.folded.trees,
            list(self.slots),
        )

    def output(self, name: str) -> str:
        if name in self.folded.constants:
            value: Node = Const(self.folded.constants[name])
        else:
            value = Name(name)
        text = self.text(value, HOUSEHOLD)
        if self.plan.rules[name].unit != MONEY:
            return text
        twice = self.slot(Slot(Arithmetic("*", Const(2), Name("fen"))))
        return f"(2 * {text} + {self.slot(Slot(Name('fen')))}) // {twice}"

    def slot(self, slot: Slot) -> str:
        return f"table[u, {self.slots.setdefault(slot, len(self.slots))}]"

    def household_pass(self, rules: list[Rule]) -> list[str]:
        lines: list[str] = []
        for rule in rules:
            if not rule.of:  # sums are ready: the loops below have run
                lines += self.fetches([rule], HOUSEHOLD)
                lines.append(f"        {rule.name} = {self.rule_text(rule)}")
            elif rule.of in self.folded.constants:
                of = self.plan.rules[rule.of].entity
                count = "members" if of == MEMBER else "(s1 - s0)"
                lines.append(f"        {rule.name} = {int(self.folded.constants[rule.of])} * {count}")
        return lines

    def loop_pass(self, rules: list[Rule]) -> list[str]:
        """One pass over members, supporters or obligations: fetch, reckon, keep, add up."""
        entity = rules[0].entity
        pad = "    " * _INDENT[entity]
        sums = [rule for each in rules for rule in self.gathered.get(each.name, ())]
        lines = [f"        {rule.name} = 0" for rule in sums if rule.entity == HOUSEHOLD]
        if entity == MEMBER:
            lines.append("        for j in range(m0, m1):")
        else:
            lines.append("        for s in range(s0, s1):")
        if entity == OBLIGATION:
            lines += [f"            L_{rule.name}[s - s0] = 0" for rule in sums]
            lines.append("            for o in range(obligation_offsets[s], obligation_offsets[s + 1]):")
            lines.append(f"{pad}j = obligation_member[o]")
        lines += self.fetches(rules, entity)
        for rule in rules:
            if rule.of:
                lines.append(f"{pad}{rule.name} = L_{rule.name}[s - s0]")
            else:
                lines.append(f"{pad}{rule.name} = {self.rule_text(rule)}")
                if rule.name in self.kept:
                    lines.append(f"{pad}L_{rule.name}[{self.place(entity)}] = {rule.name}")
            for each in self.gathered.get(rule.name, ()):
                more = f"(1 if {rule.name} else 0)" if each.form == HOW_MANY else rule.name
                total = each.name if each.entity == HOUSEHOLD else f"L_{each.name}[s - s0]"
                lines.append(f"{pad}{total} += {more}")
        return lines

    def place(self, entity: str) -> str:
        return "j - m0" if entity == MEMBER else "s - s0"

    def fetches(self, rules: list[Rule], entity: str) -> list[str]:
        """The facts and earlier quantities that a pass reads, fetched once."""
        here = {rule.name for rule in rules}
        needed = {
            name for rule in rules if not rule.of for name in self.varying(self.folded.trees[rule.name])
        }
        pad = "    " * _INDENT[entity]
        lines = []
        for name in sorted(needed - here):
            owner = self.plan.entity_of(name)
            if name in INPUTS:
                lines.append(f"{pad}{name} = {self.fact(name, _INDEX[owner])}")
            elif name in self.kept:
                lines.append(f"{pad}{name} = L_{name}[{self.place(owner)}]")
        return lines

    def fact(self, name: str, index: str) -> str:
        if name not in self.facts:
            self.facts.append(name)
        read = f"f_{name}[{index}]"
        return read if is_yes_no(Name(name), self.plan) else f"np.int64({read})"

    def varying(self, node: Node) -> set[str]:
        """The names in a tree that are not inside what figures and the standard decide."""
        if isinstance(node, Const) or self.settled(node):
            return set()
        if isinstance(node, Name):
            return {node.name}
        return set().union(*(self.varying(part) for part in _parts(node)))

    def rule_text(self, rule: Rule) -> str:
        tree = self.folded.trees[rule.name]
        return self.truth(tree, rule.entity) if rule.unit == YES_NO else self.text(tree, rule.entity)

    def truth(self, node: Node, entity: str) -> str:
        text = self.text(node, entity)
        settled = not isinstance(node, Const) and self.settled(node)  # a number of the table
        return text if is_yes_no(node, self.plan) and not settled else f"({text} != 0)"

    def text(self, node: Node, entity: str) -> str:
        if isinstance(node, Const):
            return repr(node.value)
        if self.settled(node):
            return self.slot(Slot(node))
        if isinstance(node, Name):
            return node.name
        if isinstance(node, Arithmetic | Compare):
            return f"({self.text(node.left, entity)} {node.sign} {self.text(node.right, entity)})"
        if isinstance(node, Logic):
            return "(" + f" {node.word} ".join(self.truth(part, entity) for part in node.parts) + ")"
        if isinstance(node, Not):
            return f"(not {self.truth(node.part, entity)})"
        if isinstance(node, Choice):
            way = self.truth if is_yes_no(node, self.plan) else self.text
            then, otherwise = way(node.then, entity), way(node.otherwise, entity)
            return f"({then} if {self.truth(node.condition, entity)} else {otherwise})"
        return self.call(node, entity)

    def call(self, node: Call, entity: str) -> str:
        first = self.text(node.parts[0], entity)
        if node.function == "share":
            assert isinstance(node.parts[1], Name)
            rate = node.parts[1]
            divide, times = Slot(rate, rate.name, True), Slot(rate, rate.name)
            return f"({first} // {self.slot(divide)} * {self.slot(times)})"
        second = self.text(node.parts[1], entity)
        if node.function == "round_up":
            return f"(({first} + {second} - 1) // {second} * {second})"
        if node.function == "round_half_up":
            return f"((2 * {first} + {second}) // (2 * {second}) * {second})"
        return f"{node.function}({first}, {second})"


def _parts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Arithmetic | Compare):
        return node.left, node.right
    if isinstance(node, Choice):
        return node.condition, node.then, node.otherwise
    if isinstance(node, Not):
        return (node.part,)
    assert isinstance(node, Logic | Call)
    return node.parts
