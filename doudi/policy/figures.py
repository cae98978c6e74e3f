"""裁量用的数值 — a place's values of one day, flattened to the names that the household rules use.

A figure that is not in force is an `Unknown` that says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from math import lcm

from doudi.policy.unknown import Term, Unknown
from doudi.policy.value_keys import KEYS as KEYS
from doudi.policy.value_keys import PARAMETERS as PARAMETERS
from doudi.policy.value_keys import Key as Key
from doudi.policy.value_keys import money as money
from doudi.policy.value_keys import rate as rate
from doudi.policy.value_keys import read_keys as read_keys
from doudi.policy.value_keys import whole as whole
from doudi.policy.values import Place, Value, read_value

HAS = "has_"  # has_dibao_benefit: whether that value is in force on the day


class Figures(dict[str, Term]):
    """Every parameter of the household rules for a place on a day, and the values they were read from."""

    def __init__(self, place: Place, on: date, known_on: date | None = None) -> None:
        super().__init__()
        self.place, self.on, self.known_on = place, on, known_on
        self.sources: dict[str, Value] = {}
        for name, keys in KEYS.items():
            value = read_value(place, name, on, known_on)
            self[f"{HAS}{name}"] = int(value is not None)
            if value is None:
                absent = Unknown(not_in_force=frozenset((name,)), least=0)
                self.update({parameter: absent for key in keys.values() for parameter in key.parameters})
            else:
                self.sources[name] = value
                self.update(read_keys(value, keys))

    def otherwise(self, **parameters: Term) -> Figures:
        """The same figures with some parameters otherwise, for a comparison that is told as one."""
        other = Figures(self.place, self.on, self.known_on)
        other.update(self)
        other.update(parameters)
        return other

    def denominator(self, parameter: str) -> int:
        """What a rate divides by (1 where it is not in force)."""
        term = self[parameter]
        return term.denominator if isinstance(term, Fraction) else 1

    def parts_per_fen(self, supporters: Iterable[tuple[Term, Term]]) -> int:
        """How many parts a fen must have so that every division of a reckoning comes out whole.

        Years are divided by twelve, rates by their denominators, support fees also by the persons
        supported and, reckoned per head, by the family's size: `supporters` gives both for each.
        """
        d = self.denominator
        chain = d("support_fee_threshold_multiple") * d("support_fee_rate") * d("support_fee_halving_factor")
        per_head = self["support_fee_per_head"] == 1
        shares = [_divisor(persons) * (_divisor(size) if per_head else 1) for persons, size in supporters]
        rates = [name for name, term in self.items() if isinstance(term, Fraction)]
        return (
            12
            * lcm(chain * lcm(1, *shares), *(d(name) for name in rates))
            * d("rigid_expenditure_share_of_income")
        )


def _divisor(term: Term) -> int:
    return term if isinstance(term, int) and term > 0 else 1
