"""数值的键 — the keys of every value that the household rules read, how each is read, and what it is called.

`dibao_standard.rural` is the parameter `dibao_standard_rural`; money is whole fen, a rate an exact
Fraction, a word of a fixed list a whole number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from doudi.policy.facts import INCOME_KINDS
from doudi.policy.language import round_half_up, round_up
from doudi.policy.unknown import Term
from doudi.policy.values import BadValue, Value

MOST_TIERS = 20
GROUPS = ("age_70", "minor", "severe_disability", "serious_illness")
HALVED_FOR = ("age_60", "severe_disability", "serious_illness", "lifted_out_of_poverty")
ROUNDINGS = {"ceil_yuan": 1, "half_up_yuan": 2, "fen": 3}
_MISSING = object()


FINEST = 40  # decimals, as in a question


def decimals(number: Decimal) -> int:
    """How many decimals a finite number is written with."""
    return -int(number.as_tuple().exponent)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValueError("要写数字")
    if isinstance(value, int | Decimal):
        number = Decimal(value)
    elif isinstance(value, str):
        try:
            number = Decimal(value)
        except ArithmeticError as error:
            raise ValueError("要写数字") from error
    else:
        raise ValueError("要写数字")
    if not number.is_finite() or number < 0 or number.adjusted() > 12 or decimals(number) > FINEST:
        raise ValueError("要写不小于零、大小合理的数字")
    return number


def money(value: Any) -> int:
    """Yuan with at most two decimals, as whole fen. Raises ValueError with half a Chinese sentence."""
    fen = Fraction(_number(value)) * 100
    if fen.denominator > 1:
        raise ValueError("金额最多两位小数")
    return int(fen)


def rate(value: Any) -> Fraction:
    """A rate or a multiple, exact."""
    return Fraction(_number(value))


def whole(value: Any) -> int:
    """A whole number not below zero."""
    number = _number(value)
    if number != number.to_integral_value():
        raise ValueError("要写整数")
    return int(number)


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise ValueError("要写 true 或 false")
    return value


def one_of(*words: str) -> Callable[[Any], str]:
    """Reads one of some words, as it stands."""

    def read(value: Any) -> str:
        if value not in words:
            raise ValueError(f"要写 {'、'.join(words)} 之一")
        return str(value)

    return read


def rounded(exact: Fraction, rounding: str) -> int:
    """An exact amount of fen as whole fen, by a word of ROUNDINGS."""
    parts, fen = exact.numerator, exact.denominator
    if rounding == "ceil_yuan":
        return round_up(parts, 100 * fen) // fen
    return round_half_up(parts, 100 * fen if rounding == "half_up_yuan" else fen) // fen


def _word(words: Mapping[str, int]) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"要写 {'、'.join(words)} 之一")
        return words[value]

    return read


def _listed(
    allowed: Iterable[str], prefix: str, inside: int, outside: int
) -> Callable[[Any], dict[str, Term]]:
    """A list of words as one flag for each word that could stand in it."""
    words = tuple(allowed)

    def read(value: Any) -> dict[str, Term]:
        if not isinstance(value, list) or any(item not in words for item in value):
            raise ValueError(f"要写一个列表，只能有 {'、'.join(words)}")
        return {f"{prefix}{word}": inside if word in value else outside for word in words}

    return read


def _groups(value: Any) -> dict[str, Term]:
    shares: dict[str, Term] = dict.fromkeys((f"supplement_{group}" for group in GROUPS), Fraction(0))
    if not isinstance(value, list):
        raise ValueError("要写一个列表")
    for row in value:
        if (
            not isinstance(row, dict)
            or set(row) != {"group", "share_of_standard"}
            or row["group"] not in GROUPS
        ):
            raise ValueError(f"每项要写 group（{'、'.join(GROUPS)} 之一）和 share_of_standard")
        shares[f"supplement_{row['group']}"] = rate(row["share_of_standard"])
    if len({row["group"] for row in value}) != len(value):
        raise ValueError("同一类人写了两次，请删去一项")
    return shares


def _tiers(value: Any) -> dict[str, Term]:
    if not isinstance(value, list) or len(value) > MOST_TIERS:
        raise ValueError(f"要写一个列表，最多 {MOST_TIERS} 档")
    flat: dict[str, Term] = {}
    for number in range(1, MOST_TIERS + 1):
        row = value[number - 1] if number <= len(value) else {"income_up_to_share": 0, "pays_share": 0}
        if not isinstance(row, dict) or set(row) != {
            "income_up_to_share",
            "pays_share",
        }:
            raise ValueError("每档要写 income_up_to_share 和 pays_share")
        flat[f"tier{number}_income_up_to_share"] = rate(row["income_up_to_share"])
        flat[f"tier{number}_pays_share"] = rate(row["pays_share"])
    return flat


@dataclass(frozen=True)
class Key:
    """One key of a value: how it is read, the parameters that it gives, and what it is when left out."""

    read: Callable[[Any], Any]
    parameters: tuple[str, ...]
    default: Any = _MISSING


def _one(read: Callable[[Any], Any], parameter: str, default: Any = _MISSING) -> Key:
    return Key(read, (parameter,), default)


_KIND_FLAGS = tuple(f"counts_{kind}" for kind in INCOME_KINDS)
_TIER_NAMES = tuple(
    f"tier{number}_{what}"
    for number in range(1, MOST_TIERS + 1)
    for what in ("income_up_to_share", "pays_share")
)

KEYS: dict[str, dict[str, Key]] = {
    "dibao_standard": {k: _one(money, f"dibao_standard_{k}") for k in ("rural", "urban")},
    "tekun_standard": {k: _one(money, f"tekun_standard_{k}") for k in ("rural", "urban")},
    "income_per_capita_last_year": {
        k: _one(money, f"income_per_capita_last_year_{k}") for k in ("rural", "urban")
    },
    "minimum_wage": {"monthly": _one(money, "minimum_wage_monthly")},
    "margin": {"multiple": _one(rate, "margin_multiple")},
    "dibao_benefit": {
        "method": _one(_word({"difference": 0, "tiers": 1}), "dibao_benefit_by_tiers"),
        "rounding": _one(_word(ROUNDINGS), "dibao_benefit_rounding"),
        "floor_share": _one(rate, "dibao_benefit_floor_share", 0),
        "tiers": Key(_tiers, _TIER_NAMES, []),
    },
    "single_person": {
        "amount": _one(_word({"share": 1, "difference": 2, "full": 3}), "single_person_amount"),
        "share": _one(rate, "single_person_share", 0),
        "min_age": _one(whole, "single_person_min_age", 0),
    },
    "supplements": {
        "groups": Key(_groups, tuple(f"supplement_{group}" for group in GROUPS)),
        "stack": _one(_word({"best": 0, "sum": 1}), "supplements_add_up", "best"),
    },
    "employment_cost": {
        "rate": _one(rate, "employment_cost_rate"),
        "cap_monthly": _one(money, "employment_cost_cap_monthly"),
    },
    "imputed_wage": {"share_of_minimum_wage": _one(rate, "imputed_wage_share_of_minimum_wage")},
    "rigid_spending": {
        "medical_share": _one(rate, "rigid_spending_medical_share"),
        "education_cap_year": _one(money, "rigid_spending_education_cap_year"),
        "rehabilitation_cap_year": _one(money, "rigid_spending_rehabilitation_cap_year"),
    },
    "support_fee": {
        "threshold_multiple": _one(rate, "support_fee_threshold_multiple"),
        "base": _one(_word({"household": 0, "per_head": 1}), "support_fee_per_head"),
        "rate": _one(rate, "support_fee_rate"),
        "halving_factor": _one(rate, "support_fee_halving_factor"),
        "halved_for": Key(
            _listed(HALVED_FOR, "halves_", 1, 0),
            tuple(f"halves_{why}" for why in HALVED_FOR),
        ),
    },
    "support_fee_unable": {"counted": _one(flag, "support_fee_unable_counted")},
    "disregarded_income": {"kinds": Key(_listed(INCOME_KINDS, "counts_", 0, 1), _KIND_FLAGS)},
    "tekun_disregarded_income": {
        "kinds": Key(
            _listed(INCOME_KINDS, "tekun_counts_", 0, 1),
            tuple(f"tekun_{name}" for name in _KIND_FLAGS),
        )
    },
    "asset_limits": {
        key: _one(whole, f"asset_limits_{key}")
        for key in ("financial_months_of_standard", "homes", "vehicles", "businesses")
    },
    "rigid_expenditure": {
        "share_of_income": _one(rate, "rigid_expenditure_share_of_income"),
        "inclusive": _one(flag, "rigid_expenditure_inclusive"),
        "income_base": _one(_word({"rural": 1, "urban": 2, "own": 3}), "rigid_expenditure_income_base"),
    },
    "age_marks": {key: _one(whole, f"age_marks_{key}") for key in ("elder", "child", "adult", "aged")},
    "disability_marks": {
        key: _one(whole, f"disability_marks_{key}")
        for key in (
            "severe",
            "severe_mental",
            "work_mental",
            "work_physical",
            "work_visual",
        )
    },
}
PARAMETERS: dict[str, str] = {
    parameter: name for name, keys in KEYS.items() for key in keys.values() for parameter in key.parameters
}


def read_keys(value: Value, keys: Mapping[str, Key]) -> dict[str, Term]:
    """A value's keys as parameters. Raises BadValue naming file and key."""
    where = f"{value.place}/{value.name}.toml"
    unknown = set(value.keys) - set(keys) - {"index_months"}
    if unknown:
        raise BadValue(f"{where}：不认识的键 {min(unknown)}，请对照数值表改正。")
    flat: dict[str, Term] = {}
    for key, how in keys.items():
        raw = value.keys.get(key, how.default)
        if raw is _MISSING:
            raise BadValue(f"{where}：{value.since.isoformat()} 起的数值缺少 {key}，请补上。")
        try:
            read = how.read(raw)
        except ValueError as error:
            raise BadValue(f"{where}：{key} {error}。") from error
        flat.update(read if isinstance(read, dict) else {how.parameters[0]: read})
    return flat
