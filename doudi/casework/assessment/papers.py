"""测算表、核减表：a reading of the law → the fields of D09-1 (maintenance) and D10 (spending that is deducted).

Both tell what one assessment reckoned, figure by figure; what the reading did not know cannot be put on paper.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.queries import reckoned
from doudi.casework.cases.models import Case
from doudi.casework.intake.paper_rows import as_fen
from doudi.casework.intake.papers import Parties, parties
from doudi.policy.asks.household import Decided, decide_for
from doudi.policy.days import Month
from doudi.policy.explain import Teller, rate_text, whole_fen
from doudi.policy.language import MEMBER, OBLIGATION, SUPPORTER, clauses_on
from doudi.policy.obligors import UNABLE
from doudi.policy.question import yuan
from doudi.policy.reckoning import Reckoning
from doudi.policy.sheet import CLASS_TITLES
from doudi.policy.unknown import Unknown
from doudi.records.access import Act
from doudi.records.areas.queries import period_of
from doudi.records.refusals import Refusal

MONTHS = 12
PERCENT = 100
SPENDING = {"medical": "医疗", "education": "教育", "rehabilitation": "康复"}
PER_HOUSEHOLD = (
    "超出部分＝家庭月收入－标准×起算倍数×家庭人口；应得＝超出部分×计算比例÷被赡养人数；符合条件的减半。"
    "协议、判决或实际给付高于推算的，按较高的计入，不减半。"
)
PER_HEAD = PER_HOUSEHOLD.replace("家庭月收入－标准×起算倍数×家庭人口", "家庭月收入÷家庭人口－标准×起算倍数")


class NotReckoned(Refusal):
    """还算不出来：a figure that the paper must show is not known, or nothing of the kind was reckoned."""


def needed(which: Assessment) -> list[str]:
    """Which of the two papers this reading asks for: D09-1 with supporters, D10 with spending."""
    facts = json.loads(which.facts.reveal())
    codes = ["D09-1"] if facts.get("supporters") else []
    paid = [each for member in facts["members"] for each in (member.get("spending_year") or {}).values()]
    return codes + (["D10"] if any(as_fen(each) for each in paid) else [])


def support_reckoned(which: Assessment, by: Act) -> dict[str, Any]:
    """赡养费测算表 D09-1. NotReckoned where an income or the size of a family is not known."""
    decided, about = reckoned(which), parties(which.case)
    reckoning = decided.reckoning
    if not reckoning.household.supporters:
        raise NotReckoned("这户没有赡养、抚养、扶养义务人，不用测算赡养费。")
    rules = ("support_excess", "support_share", "halved", "supporter_counted")
    told = {
        **_head(which.case, by),
        "standard": _fen(reckoning, "dibao_standard"),
        "multiple": _figure(reckoning, "support_fee_threshold_multiple"),
        "rate": _figure(reckoning, "support_fee_rate"),
        "formula": PER_HEAD if _known(reckoning, "support_fee_per_head") else PER_HOUSEHOLD,
        "supporters": [_supporter(reckoning, each, about) for each in reckoning.indexes(SUPPORTER)],
        "total": _fen(reckoning, "support_fee"),
        "clauses": _clauses(reckoning, rules, "support_fee"),
    }
    without = _without_halving(decided)
    return {**told, "without_halving": without} if without else told


def spending_deducted(which: Assessment, by: Act) -> dict[str, Any]:
    """刚性支出核减表 D10: what the family paid itself in the twelve months before, and what of it counts."""
    reckoning, about = reckoned(which).reckoning, parties(which.case)
    if not _known(reckoning, "spending_paid"):
        raise NotReckoned("这户没有医疗、教育、康复支出，不用核减。")
    spent, income = (_fen(reckoning, each) for each in ("spending_paid", "income_before_rigid_spending"))
    kinds = [kind for kind in SPENDING if any(_spent(reckoning, kind))]
    told = {
        **_head(which.case, by),
        "period_from": _year_before(which.on),
        "period_until": which.on - timedelta(days=1),
        "items": list(_items(reckoning, kinds, about)),
        "counted": [_counted(reckoning, kind) for kind in kinds],
        "monthly": _fen(reckoning, "rigid_spending"),
        "income_year": income * MONTHS,
        "clauses": _clauses(reckoning, [f"{kind}_deduction" for kind in kinds], "rigid_spending"),
    }
    return {**told, "ratio": f"{yuan(spent * PERCENT * PERCENT // (income * MONTHS))}%"} if income else told


def _head(case: Case, by: Act) -> dict[str, Any]:
    office = period_of(case.area_id, by.day).name
    return {"office": office, "case_no": case.receipt_number, "applicant": case.applicant_name}


def _supporter(reckoning: Reckoning, index: int, about: Parties) -> dict[str, Any]:
    short = reckoning.household.supporter_ids[index]
    held = about.supporters.get(short)
    row = {
        "name": held.name if held else short,
        "relation": f"{held.person.name}的{held.relation}" if held else "义务人",
        "family_size": _known(reckoning, "family_size", index),
        "family_income": _known(reckoning, "family_income", index),
        "excess": _fen(reckoning, "support_excess", index),
        "supported": _known(reckoning, "persons_supported", index),
        "share": _fen(reckoning, "support_share", index),
        "halved": _halved(reckoning, index, about),
        "counted": _fen(reckoning, "supporter_counted", index),
    }
    return {**row, "work": held.residence} if held and held.residence else row


def _halved(reckoning: Reckoning, supporter: int, about: Parties) -> str:
    """Of whom and for what; an agreement that is higher counts unhalved."""
    if _known(reckoning, "supporter_counted", supporter) > _known(reckoning, "shares_counted", supporter):
        return "按协议、判决或实际给付"
    if _known(reckoning, "unable", supporter) == 1 and not _known(reckoning, "support_share", supporter):
        return UNABLE
    told = []
    for each in reckoning.indexes(OBLIGATION, supporter):
        if _known(reckoning, "halved", each):
            who = about.members.get(reckoning.household.member_ids[reckoning.household.obligations[each][1]])
            because = Teller(reckoning).because(reckoning.rules["halved"], each)
            told.append(f"{who.name if who else ''}减半：{because}")
    return "；".join(told) or "不减半"


def _without_halving(decided: Decided) -> str:
    """What the answer would be had nothing been halved; empty where nothing was."""
    reckoning = decided.reckoning
    pairs = range(len(decided.household.obligations))
    if not any(
        _known(reckoning, "halved", each) and _fen(reckoning, "share_counted", each) for each in pairs
    ):
        return ""
    figures = reckoning.figures.otherwise(support_fee_halving_factor=Fraction(1))
    answer = decide_for(decided.question, decided.household, figures).answer
    name, told = answer["classification"], answer["quantities"]
    monthly = answer["schemes"].get(name, {}).get("monthly")
    return (
        f"赡养费{told['support_fee_monthly']}元，家庭月可支配收入{told['countable_income_monthly']}元，"
        f"{CLASS_TITLES[name]}，" + (f"每月{monthly}元" if monthly else "无保障金")
    )


def _items(reckoning: Reckoning, kinds: Iterable[str], about: Parties) -> Iterator[dict[str, Any]]:
    for index, short in enumerate(reckoning.household.member_ids):
        for kind in kinds:
            paid = _spent(reckoning, kind)[index]
            if paid:
                who = about.members.get(short)
                yield {"person": who.name if who else short, "kind": SPENDING[kind], "self_paid": paid}


def _counted(reckoning: Reckoning, kind: str) -> dict[str, Any]:
    """A year of what is deducted of one kind, and by which measure of the place."""
    parts = sum(_known(reckoning, f"{kind}_deduction", each) for each in reckoning.indexes(MEMBER))
    if kind == "medical":
        measure = f"自付部分的 {_figure(reckoning, 'rigid_spending_medical_share')}"
    else:
        cap = yuan(_known(reckoning, f"rigid_spending_{kind}_cap_year"))
        measure = f"{'在校学生' if kind == 'education' else ''}每人每年不超过 {cap} 元"
    return {"kind": SPENDING[kind], "year": whole_fen(parts * MONTHS, reckoning.fen), "rule": measure}


def _spent(reckoning: Reckoning, kind: str) -> list[int]:
    return [_known(reckoning, f"spending_{kind}", each) for each in reckoning.indexes(MEMBER)]


def _clauses(reckoning: Reckoning, rules: Iterable[str], figure: str) -> list[str]:
    """The clauses of these rules, and the document of the place's figure; each once."""
    told = [clauses_on(reckoning.rules[each].basis, reckoning.on) for each in rules]
    value = reckoning.figures.sources.get(figure)
    parts = [part for each in told for part in each.split("；")]
    return list(dict.fromkeys([*parts, *([value.basis] if value else [])]))


def _figure(reckoning: Reckoning, name: str) -> str:
    term = reckoning.value(name)
    if isinstance(term, Unknown):
        raise NotReckoned("当日没有有效的数值，这张表算不出来：请区民政局先发布。")
    return rate_text(Fraction(term))


def _known(reckoning: Reckoning, name: str, index: int = 0) -> int:
    """A quantity that must be there."""
    term = reckoning.value(name, index)
    if isinstance(term, Unknown):
        raise NotReckoned("还有事实不知道，这张表算不出来：请补齐认定说明上列出的事实，再计算一次。")
    return int(term)


def _fen(reckoning: Reckoning, name: str, index: int = 0) -> int:
    return whole_fen(_known(reckoning, name, index), reckoning.fen)


def _year_before(on: date) -> date:
    month = Month.of(on).add(-MONTHS)
    return date(month.year, month.number, min(on.day, month.last_day().day))
