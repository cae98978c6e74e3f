"""按列的印法 — the folded rules printed as numpy: one line a quantity, each let go after its last use.

Two sets of figures can be printed as one run: what the figures that differ do not touch is reckoned once.
"""

from __future__ import annotations

import re

from doudi.policy.facts import INPUTS
from doudi.policy.folding import Folded, is_yes_no
from doudi.policy.language import HOUSEHOLD, MEMBER, MONEY, OBLIGATION, SUPPORTER, YES_NO, Rule
from doudi.policy.limits import Limits
from doudi.policy.plan import Plan
from doudi.policy.said_twice import each_once
from doudi.policy.tree import Arithmetic, Call, Choice, Compare, Const, Logic, Name, Node, Not, names_in

OTHERWISE = "__otherwise"  # what a name becomes under the second set of figures
_SPREAD = {  # from an entity to those below it: how many each has, or (last) which one each belongs to
    (HOUSEHOLD, MEMBER): ("__m", "members_of_household"),
    (HOUSEHOLD, SUPPORTER): ("__s", "supporters_of_household"),
    (HOUSEHOLD, OBLIGATION): ("__o", "obligations_of_household"),
    (SUPPORTER, OBLIGATION): ("__o", "obligations_of_supporter"),
    (MEMBER, OBLIGATION): ("__o", "obligation_member"),
}
_OFFSETS = {MEMBER: "member_offsets", SUPPORTER: "supporter_offsets", OBLIGATION: "obligation_offsets"}
_ASSIGNED = re.compile(r"    (\w+) = ")
_WORD = re.compile(r"\b[a-z_]\w*")


def columnar_source(plan: Plan, folded: Folded, limits: Limits) -> str:
    """Print `run(part, told)`, which fills the array `told[name]` for each output that has answers."""
    return _Printer(plan, folded, limits).source()


def paired_source(plan: Plan, before: Folded, after: Folded, limits: Limits) -> tuple[str, frozenset[str]]:
    """The same under two sets of figures: `told[name__otherwise]` too, for the outputs told as touched."""
    touched = _touched(before, after)
    first = _Printer(plan, before, limits)
    first.print_all()
    second = _Printer(plan, after, limits, touched, first)
    second.print_all()
    return second.text_of_all(), touched & frozenset(plan.outputs)


def _touched(before: Folded, after: Folded) -> frozenset[str]:
    """What the second figures reckon otherwise: its own tree differs, or something that it needs does."""
    touched = {name for name, pair in after.by_standard.items() if before.by_standard.get(name) != pair}
    touched |= {name for name, value in after.constants.items() if before.constants.get(name) != value}
    earlier = {rule.name for rule in before.order}
    for rule in after.order:
        needs = {rule.of} if rule.of else names_in(after.trees[rule.name])
        same = rule.name in earlier and (rule.of or before.trees[rule.name] == after.trees[rule.name])
        if not same or needs & touched:
            touched.add(rule.name)
    return frozenset(touched)


class _Printer:
    """Prints the text of `run(part, told)`; after `before`, only what is `touched`, under other names."""

    def __init__(
        self,
        plan: Plan,
        folded: Folded,
        limits: Limits,
        touched: frozenset[str] | None = None,
        before: _Printer | None = None,
    ) -> None:
        self.plan, self.folded, self.limits, self.touched = plan, folded, limits, touched
        self.lines: list[str] = before.lines if before is not None else []
        self.ready: set[str] = before.ready if before is not None else set()

    def source(self) -> str:
        self.print_all()
        return self.text_of_all()

    def named(self, name: str) -> str:
        """The variable of a name."""
        return f"{name}{OTHERWISE}" if self.touched is not None and name in self.touched else name

    def wanted(self, name: str) -> bool:
        return self.touched is None or name in self.touched

    def print_all(self) -> None:
        """A line for each rule, and for each output as soon as it is reckoned."""
        outputs = [n for n in self.plan.outputs if n not in self.folded.absent and self.wanted(n)]
        for rule in self.folded.order:
            if self.wanted(rule.name):
                text = self.gathered(rule) if rule.of else self.told(rule)
                self.lines.append(f"    {self.named(rule.name)} = {text}")
                self.ready.add(self.named(rule.name))
                if rule.name in outputs:
                    outputs.remove(rule.name)
                    self.tell(rule.name)
        for name in outputs:
            self.tell(name)

    def tell(self, name: str) -> None:
        text = self.output(name)
        self.lines.append(f"    told[{self.named(name)!r}][:] = {text}")

    def text_of_all(self) -> str:
        """The function, each variable let go on the line after its last use: a chunk stays in the cache."""
        lines = each_once(self.lines)
        last: dict[str, int] = {}
        for number, line in enumerate(lines):
            assigned = _ASSIGNED.match(line)
            for word in _WORD.findall(line):
                if word in last or (assigned is not None and assigned[1] == word):
                    last[word] = number
        ending: dict[int, list[str]] = {}
        for word, number in last.items():
            ending.setdefault(number, []).append(word)
        text = ["def run(part, told):"]
        for number, line in enumerate(lines):
            text.append(line)
            if number in ending:
                text.append(f"    del {', '.join(ending[number])}")
        return "\n".join([*text, ""])

    def told(self, rule: Rule) -> str:
        tree = self.folded.trees[rule.name]
        for name in sorted(names_in(tree)):
            self.fetch(name)
        text = self.text(tree, rule.entity)
        return f"({text} != 0)" if rule.unit == YES_NO and not is_yes_no(tree, self.plan) else text

    def fetch(self, name: str) -> None:
        """Make a fact, a count or a figure of the standard ready under its own name."""
        variable = self.named(name)
        if variable in self.ready:
            return
        self.ready.add(variable)
        if name in INPUTS:
            self.lines.append(f"    {name} = part.fact({name!r})")
        elif name == "members":
            self.lines.append("    members = np.diff(part.member_offsets)")
        elif name in self.folded.by_standard:
            self.fetch("urban")
            rural, urban = self.folded.by_standard[name]
            self.lines.append(f"    {variable} = np.where(urban, {urban}, {rural})")
        else:
            assert name in self.folded.trees or self.plan.rules[name].of, name

    def gathered(self, rule: Rule) -> str:
        offsets = f"part.{_OFFSETS[self.plan.rules[rule.of].entity]}"
        constant = self.folded.constants.get(rule.of)
        if constant is not None:
            return f"{int(constant)} * np.diff({offsets})"
        self.fetch(rule.of)
        below = self.ref(rule.of, self.plan.rules[rule.of].entity)
        return f"total({below}, {offsets})"

    def ref(self, name: str, entity: str) -> str:
        """A name's values spread over the entity that needs them."""
        owner, variable = self.plan.entity_of(name), self.named(name)
        if owner == entity:
            return variable
        suffix, pointer = _SPREAD[owner, entity]
        spread = f"{variable}[{pointer}]" if owner == MEMBER else f"np.repeat({variable}, {pointer})"
        for key, value in ((pointer, f"part.{pointer}()"), (variable + suffix, spread)):
            if key not in self.ready:
                self.ready.add(key)
                self.lines.append(f"    {key} = {value}")
        return variable + suffix

    def output(self, name: str) -> str:
        """An output as it is kept: money in fen, half up."""
        rule, fen = self.plan.rules[name], self.limits.fen
        if name in self.folded.constants:
            value = int(self.folded.constants[name])
            return str((2 * value + fen) // (2 * fen) if rule.unit == MONEY else value)
        self.fetch(name)
        variable = self.named(name)
        return f"(2 * {variable} + {fen}) // {2 * fen}" if rule.unit == MONEY else variable

    def text(self, node: Node, entity: str) -> str:
        if isinstance(node, Name):
            return self.ref(node.name, entity)
        if isinstance(node, Const):
            return repr(node.value)
        if isinstance(node, Arithmetic | Compare):
            return f"({self.text(node.left, entity)} {node.sign} {self.text(node.right, entity)})"
        if isinstance(node, Logic):
            sign = " & " if node.word == "and" else " | "
            return f"({sign.join(self.truth(part, entity) for part in node.parts)})"
        if isinstance(node, Not):
            return f"~{self.truth(node.part, entity)}"
        if isinstance(node, Choice):
            return self.choice(node, entity)
        return self.call(node, entity)

    def truth(self, node: Node, entity: str) -> str:
        text = self.text(node, entity)
        return text if is_yes_no(node, self.plan) else f"({text} != 0)"

    def choice(self, node: Choice, entity: str) -> str:
        condition = self.truth(node.condition, entity)
        then, otherwise = self.text(node.then, entity), self.text(node.otherwise, entity)
        if is_yes_no(node, self.plan) and node.otherwise == Const(False):
            return f"({condition} & {then})"
        if is_yes_no(node, self.plan) and node.then == Const(False):
            return f"(~{condition} & {otherwise})"
        if is_yes_no(node, self.plan):
            return f"(({condition} & {then}) | (~{condition} & {otherwise}))"
        return f"np.where({condition}, {then}, {otherwise})"

    def call(self, node: Call, entity: str) -> str:
        first, second = (self.text(part, entity) for part in node.parts)
        if node.function == "round_up":
            return f"(({first} + ({second} - 1)) // {second} * {second})"
        if node.function == "round_half_up":
            return f"((2 * {first} + {second}) // (2 * {second}) * {second})"
        return f"np.{node.function}imum({first}, {second})"
