"""价格临时补贴 — the price link: trigger, amounts, one person once, the day by which it is paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from doudi.policy.asks.figures_asked import asked
from doudi.policy.days import answer_deadline
from doudi.policy.figures import KEYS, Key, money, rate, whole
from doudi.policy.question import Fields, Question, yuan
from doudi.policy.value_keys import ROUNDINGS, one_of, rounded

AREAS = ("rural", "urban")
GROUPS = ("dibao", "tekun", "margin")
_FIVE_PERCENT = 5  # 江苏口径: under 5 % a twelfth of the standard, from 5 % an eighth


def _groups(value: Any) -> dict[str, list[str]]:
    if not isinstance(value, list) or any(row not in GROUPS for row in value):
        raise ValueError(f"只能有 {'、'.join(GROUPS)}")
    return {"groups": value}


PRICE = {
    "cpi_trigger": Key(rate, ("cpi_trigger",)),
    "food_trigger": Key(rate, ("food_trigger",)),
    "groups": Key(_groups, ("groups",)),
    "method": Key(one_of("rise_times_standard", "twelfth_eighth"), ("method",)),
    "rise": Key(one_of("cpi", "triggering"), ("rise",), "cpi"),
    "rounding": Key(one_of(*ROUNDINGS), ("rounding",)),
    "minimum": Key(money, ("minimum",), 0),
    "pay_within_working_days": Key(whole, ("pay_within_working_days",)),
}


def answer(question: Question) -> dict[str, Any]:
    """Whether the month's index triggers, what a person gets, how many, in all, and until when."""
    fields = Fields(question.facts, "facts")
    fields.only("index_month", "cpi_percent", "food_percent", "released_on", "pay_month", "persons")
    index_month, pay_month = fields.month("index_month"), fields.month("pay_month")
    cpi, food = fields.percent("cpi_percent"), fields.percent("food_percent")
    released_on, persons = fields.day("released_on"), _persons(fields)
    sources = asked(question)
    terms = sources.value("price_subsidy", PRICE, index_month=index_month)
    first = date.fromisoformat(f"{pay_month}-01")
    standards = sources.value("dibao_standard", KEYS["dibao_standard"], on=first)
    trigger = _trigger(cpi, food, terms)
    amounts, paid, due = dict.fromkeys(AREAS, 0), [], None
    if trigger != "none":
        amounts = {
            area: _amount(standards[f"dibao_standard_{area}"], cpi, food, trigger, terms) for area in AREAS
        }
        paid = [area for area, groups in persons if set(groups) & set(terms["groups"])]
        due = answer_deadline(released_on, terms["pay_within_working_days"], [], question.known_on)["on"]
    return {
        "triggered": trigger != "none",
        "trigger": trigger,
        "because": f"{index_month} 居民消费价格同比上涨 {cpi}%（启动线 {_plain(terms['cpi_trigger'])}%），"
        f"食品价格同比上涨 {food}%（启动线 {_plain(terms['food_trigger'])}%）",
        "amounts": {area: yuan(fen) for area, fen in amounts.items()},
        "recipients": len(paid),
        "total": yuan(sum(amounts[area] for area in paid)),
        "pay_by": due,
        "unverified": sources.unverified(),
    }


def _plain(number: Fraction) -> str:
    return format((Decimal(number.numerator) / Decimal(number.denominator)).normalize(), "f")


def _persons(fields: Fields) -> list[tuple[str, list[str]]]:
    """Each person once (一人一份), however many rows and groups he stands in."""
    found: dict[str, tuple[str, list[str]]] = {}
    for each in fields.each("persons"):
        each.only("id", "standard", "groups")
        name, area, groups = (
            each.text("id"),
            each.word("standard", AREAS),
            each.words("groups", GROUPS),
        )
        known = found.get(name)
        found[name] = (known[0], known[1] + groups) if known else (area, groups)
    return list(found.values())


def _trigger(cpi: Decimal, food: Decimal, terms: dict[str, Any]) -> str:
    by_cpi, by_food = (
        Fraction(cpi) >= terms["cpi_trigger"],
        Fraction(food) >= terms["food_trigger"],
    )
    if by_cpi:
        return "both" if by_food else "cpi"
    return "food" if by_food else "none"


def _amount(standard: int, cpi: Decimal, food: Decimal, trigger: str, terms: dict[str, Any]) -> int:
    """What one person gets, in fen: rounded as the value says, not below the minimum."""
    rise = Fraction(cpi)
    if terms["rise"] == "triggering":
        rise = {
            "cpi": Fraction(cpi),
            "food": Fraction(food),
            "both": Fraction(max(cpi, food)),
        }[trigger]
    if terms["method"] == "twelfth_eighth":
        exact = Fraction(standard, 12 if rise < _FIVE_PERCENT else 8)
    else:
        exact = max(standard * rise / 100, Fraction(0))
    return max(rounded(exact, terms["rounding"]), int(terms["minimum"]))
