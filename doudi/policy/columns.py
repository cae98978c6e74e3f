"""按列计算 — the folded rules printed as numpy, run over chunks of households that fit the cache.

One array a quantity: of households, members, supporters or obligations. Sums run along the offsets. The
text is printed anew for other figures, which takes milliseconds; the data are read where they lie.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from doudi.policy.facts import FLAG, INPUTS
from doudi.policy.figures import Figures
from doudi.policy.folding import Folded, fold, is_yes_no
from doudi.policy.language import HOUSEHOLD, MEMBER, MONEY, OBLIGATION, SUPPORTER, YES_NO, Rule
from doudi.policy.limits import Limits
from doudi.policy.packed import Array, Columns
from doudi.policy.plan import Plan
from doudi.policy.tree import Arithmetic, Call, Choice, Compare, Const, Logic, Name, Node, Not, names_in

CHUNK = 16_384  # households: their columns stay in the cache between one rule and the next
Results = dict[str, Array]
_SPREAD = {
    (HOUSEHOLD, MEMBER): ("__m", "member_household"),
    (HOUSEHOLD, SUPPORTER): ("__s", "supporter_household"),
    (HOUSEHOLD, OBLIGATION): ("__o", "obligation_household"),
    (SUPPORTER, OBLIGATION): ("__o", "obligation_supporter"),
    (MEMBER, OBLIGATION): ("__o", "obligation_member"),
}
_OFFSETS = {MEMBER: "member_offsets", SUPPORTER: "supporter_offsets", OBLIGATION: "obligation_offsets"}


def result_type(rule: Rule) -> type[np.generic]:
    """How an output is kept: money in whole fen, answers 1 and 0, codes and counts small."""
    return np.int64 if rule.unit == MONEY else np.int8


class NumpyKernel:
    """The columnar form for a plan under some figures: `kernel(columns)` gives an array for each output.

    Money comes in whole fen, half up; tests and schemes as 1 and 0; `absent` outputs are left out.
    """

    name = "numpy"

    def __init__(self, plan: Plan, figures: Figures, limits: Limits, threads: int = 2) -> None:
        self.plan, self.limits, self.threads = plan, limits, threads
        folded = fold(plan, figures, limits)
        self.absent = folded.absent
        self.source = _Printer(plan, folded, limits).source()
        space: dict[str, Any] = {"np": np, "total": _total}
        exec(compile(self.source, "<columnar rules>", "exec"), space)
        self.run: Callable[[_Part], Results] = space["run"]

    def __call__(self, columns: Columns) -> Results:
        outputs = [name for name in self.plan.outputs if name not in self.absent]
        results: Results = {
            name: np.empty(columns.count, dtype=result_type(self.plan.rules[name])) for name in outputs
        }

        def work(start: int) -> None:
            end = min(start + CHUNK, columns.count)
            for name, values in self.run(_Part(columns, start, end)).items():
                results[name][start:end] = values

        starts = range(0, columns.count, CHUNK)
        if self.threads > 1 and len(starts) > 1:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(work, starts))
        else:
            for start in starts:
                work(start)
        return results


class _Part:
    """Some households of the columns; what points from one entity to another is made when it is needed."""

    def __init__(self, columns: Columns, start: int, end: int) -> None:
        self.columns, self.start, self.end = columns, start, end
        self.households = end - start
        self.member_offsets = columns.member_offsets[start : end + 1]
        self.supporter_offsets = columns.supporter_offsets[start : end + 1]
        first, last = int(self.supporter_offsets[0]), int(self.supporter_offsets[-1])
        self.obligation_offsets = columns.obligation_offsets[first : last + 1]
        self.rows = {
            HOUSEHOLD: slice(start, end),
            MEMBER: slice(int(self.member_offsets[0]), int(self.member_offsets[-1])),
            SUPPORTER: slice(first, last),
            OBLIGATION: slice(int(self.obligation_offsets[0]), int(self.obligation_offsets[-1])),
        }

    def fact(self, name: str) -> Array:
        """A fact's values: flags as booleans, all else as 64-bit whole numbers."""
        values: Array = self.columns.facts[name][self.rows[INPUTS[name].entity]]
        return values if INPUTS[name].sort == FLAG else values.astype(np.int64, copy=False)

    def member_household(self) -> Array:
        return np.repeat(np.arange(self.households), np.diff(self.member_offsets))

    def supporter_household(self) -> Array:
        return np.repeat(np.arange(self.households), np.diff(self.supporter_offsets))

    def obligation_supporter(self) -> Array:
        return np.repeat(np.arange(len(self.obligation_offsets) - 1), np.diff(self.obligation_offsets))

    def obligation_household(self) -> Array:
        return self.supporter_household()[self.obligation_supporter()]

    def obligation_member(self) -> Array:
        places: Array = self.columns.obligation_member[self.rows[OBLIGATION]] - self.member_offsets[0]
        return places


def _total(values: Array, offsets: Array) -> Array:
    """The sum between each offset and the next; of an empty stretch, 0."""
    running = np.empty(len(values) + 1, dtype=np.int64)
    running[0] = 0
    np.cumsum(values, out=running[1:])
    ends = running[offsets - offsets[0]]
    return ends[1:] - ends[:-1]  # type: ignore[no-any-return]


class _Printer:
    """Prints the text of `run(part)`."""

    def __init__(self, plan: Plan, folded: Folded, limits: Limits) -> None:
        self.plan, self.folded, self.limits = plan, folded, limits
        self.lines: list[str] = []
        self.ready: set[str] = set()

    def source(self) -> str:
        for rule in self.folded.order:
            self.lines.append(f"    {rule.name} = {self.gathered(rule) if rule.of else self.told(rule)}")
            self.ready.add(rule.name)
        outputs = [name for name in self.plan.outputs if name not in self.folded.absent]
        told = [f"        {name!r}: {self.output(name)}," for name in outputs]
        return "\n".join(["def run(part):", *self.lines, "    return {", *told, "    }", ""])

    def told(self, rule: Rule) -> str:
        tree = self.folded.trees[rule.name]
        for name in sorted(names_in(tree)):
            self.fetch(name)
        text = self.text(tree, rule.entity)
        return f"({text} != 0)" if rule.unit == YES_NO and not is_yes_no(tree, self.plan) else text

    def fetch(self, name: str) -> None:
        """Make a fact, a count or a figure of the standard ready under its own name."""
        if name in self.ready:
            return
        self.ready.add(name)
        if name in INPUTS:
            self.lines.append(f"    {name} = part.fact({name!r})")
        elif name == "members":
            self.lines.append("    members = np.diff(part.member_offsets)")
        elif name in self.folded.by_standard:
            self.fetch("urban")
            rural, urban = self.folded.by_standard[name]
            self.lines.append(f"    {name} = np.where(urban, {urban}, {rural})")
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
        owner = self.plan.entity_of(name)
        if owner == entity:
            return name
        suffix, pointer = _SPREAD[owner, entity]
        for key, value in ((pointer, f"part.{pointer}()"), (name + suffix, f"{name}[{pointer}]")):
            if key not in self.ready:
                self.ready.add(key)
                self.lines.append(f"    {key} = {value}")
        return name + suffix

    def output(self, name: str) -> str:
        """An output as it is kept: money in fen, half up."""
        rule, fen = self.plan.rules[name], self.limits.fen
        if name in self.folded.constants:
            value = int(self.folded.constants[name])
            return str((2 * value + fen) // (2 * fen) if rule.unit == MONEY else value)
        self.fetch(name)
        return f"(2 * {name} + {fen}) // {2 * fen}" if rule.unit == MONEY else name

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
        return f"np.where({condition}, {then}, {otherwise})"

    def call(self, node: Call, entity: str) -> str:
        first, second = (self.text(part, entity) for part in node.parts)
        if node.function == "round_up":
            return f"(({first} + ({second} - 1)) // {second} * {second})"
        if node.function == "round_half_up":
            return f"((2 * {first} + {second}) // (2 * {second}) * {second})"
        return f"np.{node.function}imum({first}, {second})"
