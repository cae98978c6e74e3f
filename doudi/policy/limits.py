"""成批计算的界限 — how many parts a fen has in the columnar forms, and up to which amounts they are proved.

A household outside these limits (an unknown fact, a larger amount, more persons supported than covered) is
reckoned by the interpreter, so the limits decide speed, never an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from doudi.policy.facts import FEN, INPUTS, MOST_MEMBERS, MOST_SUPPORTERS
from doudi.policy.figures import Figures
from doudi.policy.language import MONEY, SUPPORTER
from doudi.policy.plan import Plan, plan_for
from doudi.policy.ranges import MOST_INT64, NotProved, Prover, Span, exactly

COVERED = (
    (10, 10),
    (6, 8),
    (4, 6),
    (3, 4),
)  # persons supported, family size (when it divides): the first that serves
SERVES, LEAST_BITS, MOST_BITS = (
    24,
    17,
    40,
)  # amounts below 2**bits fen: 167,000 yuan; 1,300 yuan; 11 thousand million


@dataclass(frozen=True)
class Limits:
    """What is proved: `most[input]` is the largest value of a fact (money: one less than a power of two)."""

    fen: int
    today: int
    least: Mapping[str, int]
    most: Mapping[str, int]
    members: int
    supporters: int

    def spans(self, urban: int) -> dict[str, Span]:
        """The facts' spans for a household under one standard."""
        return _spans(self.least, self.most, urban)


def _spans(least: Mapping[str, int], most: Mapping[str, int], urban: int) -> dict[str, Span]:
    spans = {name: Span(least[name], most[name]) for name in INPUTS}
    return {**spans, "urban": exactly(urban)}


def _family(name: str) -> str:
    """Which bound a money fact falls under: yearly amounts, supporters' monthly amounts, or assets."""
    if name == "financial_assets":
        return "assets"
    return "monthly" if INPUTS[name].entity == SUPPORTER else "yearly"


class _Search:
    """Looks for the smallest fen and the largest amounts that the prover accepts."""

    def __init__(self, plan: Plan, figures: Figures, persons: int, size: int) -> None:
        self.plan, self.figures = plan, figures
        on = figures.on
        self.today = on.year * 10000 + on.month * 100 + on.day
        self.least = {name: row.least for name, row in INPUTS.items()}
        self.most = {name: row.most for name, row in INPUTS.items()} | {
            "persons_supported": persons,
            "birth": self.today,
        }
        if figures["support_fee_per_head"] == 1:
            self.most["family_size"] = size
        pairs = [(p, s) for p in range(1, persons + 1) for s in range(1, size + 1)]
        self.fen = self._smallest_fen(figures.parts_per_fen(pairs))

    def provers(self, fen: int, bits: Mapping[str, int]) -> Iterator[Prover]:
        for urban in (0, 1):
            prover = Prover(self.plan, self.figures, self._inputs(bits, urban), fen, self.today)
            for name in self.plan.outputs:
                prover.value(name)
            yield prover

    def _inputs(self, bits: Mapping[str, int], urban: int) -> dict[str, Span]:
        return _spans(self.least, self._most(bits), urban)

    def _most(self, bits: Mapping[str, int]) -> dict[str, int]:
        money = {
            name: min(2 ** bits[_family(name)] - 1, row.most)
            for name, row in INPUTS.items()
            if row.sort == FEN
        }
        return {**self.most, **money}

    def _rough(self, fen: int) -> frozenset[tuple[str, int]]:
        bits = dict.fromkeys(("yearly", "monthly", "assets"), LEAST_BITS)
        return frozenset().union(*(prover.rough for prover in self.provers(fen, bits)))

    def _smallest_fen(self, fen: int) -> int:
        """Take away every prime factor that no quotient needs."""
        rough = self._rough(fen)
        for prime in _primes(fen):
            while fen % prime == 0 and self._as_rough(fen // prime, rough):
                fen //= prime
        return fen

    def _as_rough(self, fen: int, rough: frozenset[tuple[str, int]]) -> bool:
        try:
            return self._rough(fen) == rough
        except NotProved:
            return False

    def holds(self, bits: Mapping[str, int]) -> bool:
        return proved(self.plan, self.figures, self.at(bits))

    def at(self, bits: Mapping[str, int]) -> Limits:
        return Limits(self.fen, self.today, self.least, self._most(bits), MOST_MEMBERS, MOST_SUPPORTERS)

    def widest(self) -> dict[str, int]:
        """The most bits for all families together, then for each as far as it goes alone."""
        bits = dict.fromkeys(("yearly", "monthly", "assets"), LEAST_BITS)
        if not self.holds(bits):
            raise NotProved("数值太大或者比例的小数位太多，成批计算不能保证不溢出，只能逐户裁量。")
        for families in (("yearly", "monthly", "assets"), ("yearly",), ("monthly",), ("assets",)):
            low, high = bits[families[0]], MOST_BITS
            while low < high:
                middle = (low + high + 1) // 2
                if self.holds({**bits, **dict.fromkeys(families, middle)}):
                    low = middle
                else:
                    high = middle - 1
            bits.update(dict.fromkeys(families, low))
        return bits

    def limits(self) -> tuple[Limits, int]:
        bits = self.widest()
        return self.at(bits), bits["yearly"]


def proved(plan: Plan, figures: Figures, limits: Limits) -> bool:
    """Whether nothing overflows inside the limits, the outputs' own rounding to the fen included.

    Raises NotProved where a share of an amount cannot be shown to come out whole.
    """
    for urban in (0, 1):
        prover = Prover(plan, figures, limits.spans(urban), limits.fen, limits.today)
        spans = {name: prover.value(name) for name in plan.outputs}
        edges = [
            abs(edge)
            for name, span in spans.items()
            if plan.rules[name].unit == MONEY
            for edge in (span.least, span.most)
        ]
        if max(prover.widest, 2 * max(edges, default=0) + limits.fen) > MOST_INT64:
            return False
    return True


def _primes(number: int) -> list[int]:
    found, divisor = [], 2
    while number > 1:
        if number % divisor == 0:
            found.append(divisor)
            while number % divisor == 0:
                number //= divisor
        divisor += 1
    return found


@lru_cache(maxsize=64)
def _limits(outputs: tuple[str, ...], on: date, figures: _Frozen) -> Limits:
    plan = plan_for(outputs, on)
    best: tuple[Limits, int] | None = None
    refusal: NotProved | None = None
    for persons, size in COVERED:
        try:
            found = _Search(plan, figures.figures, persons, size).limits()
        except NotProved as error:
            refusal = error
            continue
        if best is None or found[1] > best[1]:
            best = found
        if best[1] >= SERVES:
            break
    if best is None:
        assert refusal is not None
        raise refusal
    return best[0]


class _Frozen:
    """Figures as a key: equal when every parameter is."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.key = tuple(sorted((name, repr(term)) for name, term in figures.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def limits_for(plan: Plan, figures: Figures) -> Limits:
    """The limits under which a plan is proved for some figures. Raises NotProved with a Chinese sentence."""
    return _limits(plan.outputs, figures.on, _Frozen(figures))
