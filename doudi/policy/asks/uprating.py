"""提标 — may these new standards be issued, and what do they change?"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from doudi.policy.asks.awards import dibao_award
from doudi.policy.asks.figures_asked import asked
from doudi.policy.figures import Figures, Key, money, rate
from doudi.policy.question import BadInput, Fields, Question, yuan

AREAS = ("rural", "urban")
UPRATING = {
    "rural_min_rise": Key(rate, ("rural_min_rise",)),
    "tekun_min_ratio": Key(rate, ("tekun_min_ratio",)),
    "tolerance_yuan": Key(money, ("tolerance",), 0),
}


def answer(question: Question) -> dict[str, Any]:
    """Checks of the new standards, what each household would receive, the cost a month."""
    fields = Fields(question.facts, "facts")
    fields.only("before", "after", "households")
    before, after = _standards(fields, "before"), _standards(fields, "after")
    sources = asked(question)
    limits = sources.value("uprating", UPRATING)
    basis = sources.used[-1].basis
    checks = [
        _rural_rise(before, after, limits, basis),
        *(_tekun_ratio(area, after, limits, basis) for area in AREAS),
        _gap(before, after, basis),
    ]
    figures = Figures(question.place, question.on, question.known_on)
    if not fields.absent("households") and "dibao_benefit" not in figures.sources:
        raise BadInput(
            "values",
            f"{question.on.isoformat()}没有有效的数值 dibao_benefit，不能重算，请补上。",
        )
    households, cost, newly = _households(fields, figures, before, after)
    return {
        "accepted": all(check["result"] != "fail" for check in checks),
        "checks": checks,
        "households": households,
        "monthly_cost": yuan(cost),
        "newly_eligible": newly,
        "unverified": sources.unverified(),
    }


def _standards(fields: Fields, key: str) -> dict[str, dict[str, int]]:
    standards = fields.inner(key)
    standards.only("dibao", "tekun")
    read = {}
    for scheme in ("dibao", "tekun"):
        areas = standards.inner(scheme)
        areas.only(*AREAS)
        read[scheme] = {area: areas.money(area) for area in AREAS}
        for area, fen in read[scheme].items():
            if fen == 0:
                raise BadInput(areas.at(area), "标准不能是零，请写每人每月的元数。")
    return read


def four_places(figure: Fraction) -> str:
    """A ratio with four decimals, half up."""
    exact = Decimal(figure.numerator) / Decimal(figure.denominator)
    return str(exact.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP))


def _check(name: str, result: str, figure: Fraction, because: str, basis: str) -> dict[str, str]:
    return {
        "check": name,
        "result": result,
        "figure": four_places(figure),
        "because": because,
        "basis": basis,
    }


def _rural_rise(
    before: dict[str, Any], after: dict[str, Any], limits: dict[str, Any], basis: str
) -> dict[str, str]:
    old, new, least = before["dibao"]["rural"], after["dibao"]["rural"], limits["rural_min_rise"]
    rise = Fraction(new - old, old)
    because = (
        f"农村低保标准 {yuan(old)}元 → {yuan(new)}元，提高 {plain(rise * 100)}%，"
        f"要求不低于 {plain(least * 100)}%"
    )
    return _check("rural_rise", "pass" if rise >= least else "fail", rise, because, basis)


def _tekun_ratio(area: str, after: dict[str, Any], limits: dict[str, Any], basis: str) -> dict[str, str]:
    tekun, dibao, least = after["tekun"][area], after["dibao"][area], limits["tekun_min_ratio"]
    shortfall = dibao * least - tekun
    result = "pass" if shortfall <= 0 else "warn" if shortfall <= limits["tolerance"] else "fail"
    because = f"特困标准 {yuan(tekun)}元，低保标准 {yuan(dibao)}元 × {plain(least)} ＝ {plain(dibao * least / 100)}元"
    if result == "warn":
        because += f"，相差 {plain(shortfall / 100)}元，在允许的取整误差之内"
    return _check(f"tekun_ratio_{area}", result, Fraction(tekun, dibao), because, basis)


def plain(number: Fraction) -> str:
    """An exact number as plain decimals, at most four."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return format(exact.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP).normalize(), "f")


def _gap(before: dict[str, Any], after: dict[str, Any], basis: str) -> dict[str, str]:
    old, new = (Fraction(each["dibao"]["urban"], each["dibao"]["rural"]) for each in (before, after))
    because = f"城乡低保标准之比 {four_places(old)} → {four_places(new)}，不得扩大"
    return _check("gap_narrows", "pass" if new <= old else "fail", new, because, basis)


def _households(
    fields: Fields, figures: Figures, before: dict[str, Any], after: dict[str, Any]
) -> tuple[list[dict[str, str]], int, list[str]]:
    told: list[dict[str, str]] = []
    newly: list[str] = []
    cost = 0
    for each in [] if fields.absent("households") else fields.each("households"):
        each.only("id", "standard", "persons", "countable_income_monthly", "receives")
        name, area = each.text("id"), each.word("standard", AREAS)
        persons, income = (
            each.whole("persons", 1, 100),
            each.money("countable_income_monthly"),
        )
        receives = each.flag("receives", True)
        if any(row["id"] == name for row in told):
            raise BadInput(each.at("id"), f"{name} 用了两次，请给每户一个不同的编号。")
        new = dibao_award(figures, after["dibao"][area], persons, income)
        old = dibao_award(figures, before["dibao"][area], persons, income) if receives else 0
        told.append({"id": name, "before": yuan(old), "after": yuan(new)})
        if receives:
            cost += new - old
        elif new > 0:
            newly.append(name)
    return told, cost, newly
