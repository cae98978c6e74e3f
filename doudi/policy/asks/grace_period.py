"""渐退期 — months of grace once the income per head exceeds the standard."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

from doudi.policy.asks.awards import dibao_award
from doudi.policy.asks.figures_asked import asked
from doudi.policy.days import Month
from doudi.policy.figures import KEYS, Figures, Key, rate, whole
from doudi.policy.question import BadInput, Fields, Question, yuan

REASONS = ("employment", "other_income", "death", "assets", "fraud", "moved_away")


def _bands(value: Any) -> list[tuple[Fraction, int]]:
    if not isinstance(value, list) or any(
        not isinstance(row, dict) or set(row) != {"ratio_up_to", "months"} for row in value
    ):
        raise ValueError("每档要写 ratio_up_to 和 months")
    return [(rate(row["ratio_up_to"]), whole(row["months"])) for row in value]


def _reasons(value: Any) -> list[str]:
    if not isinstance(value, list) or any(row not in REASONS for row in value):
        raise ValueError(f"只能有 {'、'.join(REASONS)}")
    return value


def _pay(value: Any) -> str:
    if value != "original":
        raise ValueError("只能写 original（原额发放）")
    return "original"


GRACE = {
    "bands": Key(lambda value: {"bands": _bands(value)}, ("bands",)),
    "min_months": Key(whole, ("min_months",), 0),
    "max_months": Key(whole, ("max_months",)),
    "not_for": Key(lambda value: {"not_for": _reasons(value)}, ("not_for",), []),
    "pay": Key(_pay, ("pay",), "original"),
    "remind_days": Key(whole, ("remind_days",), 30),
    "warn_above_months": Key(whole, ("warn_above_months",), 6),
}


def answer(question: Question) -> dict[str, Any]:
    """Whether grace is granted, for which months, at what amount, and when to remind and stop."""
    fields = Fields(question.facts, "facts")
    fields.only(
        *("standard", "persons", "countable_income_before", "countable_income_after"),
        *("decided_on", "reason"),
    )
    area, persons = fields.word("standard", ("rural", "urban")), fields.whole("persons", 1, 100)
    before, after = fields.money("countable_income_before"), fields.money("countable_income_after")
    decided_on, reason = fields.day("decided_on"), fields.word("reason", REASONS)
    sources = asked(question)
    terms = sources.value("grace_period", GRACE)
    standard = sources.value("dibao_standard", KEYS["dibao_standard"])[f"dibao_standard_{area}"]
    if standard == 0:
        raise BadInput("values", "低保标准是零，不能计算渐退期，请改正数值。")
    sources.value("dibao_benefit", KEYS["dibao_benefit"])
    figures = Figures(question.place, question.on, question.known_on)
    monthly = dibao_award(figures, standard, persons, before)
    months, warnings = _months(terms, reason, Fraction(after, standard * persons), monthly)
    first = Month.of(decided_on).next()
    told = _granted(first, months, monthly, terms) if months else _not_granted(first)
    return {**told, "warnings": warnings, "unverified": sources.unverified()}


def _not_granted(first: Month) -> dict[str, Any]:
    return {
        "granted": False,
        "months": 0,
        "from": None,
        "to": None,
        "monthly": "0.00",
        "total": "0.00",
        "remind_on": None,
        "stop_from": str(first),
    }


def _granted(first: Month, months: int, monthly: int, terms: dict[str, Any]) -> dict[str, Any]:
    last = first.add(months - 1)
    return {
        "granted": True,
        "months": months,
        "from": str(first),
        "to": str(last),
        "monthly": yuan(monthly),
        "total": yuan(monthly * months),
        "remind_on": (last.last_day() - timedelta(days=terms["remind_days"])).isoformat(),
        "stop_from": str(last.next()),
    }


def _months(terms: dict[str, Any], reason: str, ratio: Fraction, monthly: int) -> tuple[int, list[str]]:
    if reason in terms["not_for"]:
        return 0, []
    if ratio < 1:
        return 0, ["收入变化后人均收入仍低于低保标准，仍然符合低保，不必退出，也不进入渐退期。"]
    if monthly == 0:
        return 0, ["变化前的低保金是零，没有可以继续发放的金额。"]
    for up_to, months in terms["bands"]:
        if ratio <= up_to:
            granted = min(max(months, terms["min_months"]), terms["max_months"])
            limit = terms["warn_above_months"]
            if granted > limit:
                return granted, [
                    (
                        f"渐退期{granted}个月，长于{limit}个月：民政部等部门2022年10月20日通知一（三）规定就业增收的渐退期原则上不超过6个月，"
                        "请保存所依据的地方文件。"
                    )
                ]
            return granted, []
    return 0, ["人均收入超过渐退期各档上限，不给予渐退期。"]
