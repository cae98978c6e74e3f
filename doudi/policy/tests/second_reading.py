"""第二次阅读：低保、单人保、低保边缘、特困（基本生活）、刚性支出困难家庭，照条文与题目文件约定直写。

An independent transcription of the household rules, kept beside the real ones so that the two can be
compared on many households. It is written from the clauses and the contract alone, in ordinary Python with
exact fractions; it explains nothing and is slow on purpose. It imports nothing from `doudi.policy`.

Sources: 民发〔2021〕57号 (低保, 低保边缘, 单人保), 民发〔2021〕43号 (特困), 社会救助法 第十六至二十二条,
铁清民发〔2022〕47号 二（二） (赡养费减半, 单人保, 刚性支出核减), formulas F1–F7 of the acceptance scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

Facts = dict[str, Any]
Values = dict[str, dict[str, Any]]

ORDER = ("tekun", "dibao", "single_person", "margin", "rigid_expenditure")
EARNED = ("wage", "business", "farming")
QUANTITIES = ("wage_counted", "support_fee", "support_fee_before_halving", "rigid_spending",
              "countable_income", "income_per_head")  # fmt: skip


def second_reading(facts: Facts, values: Values, on: date) -> dict[str, Any]:
    """一户的认定结果与各项数额。

    `facts` is the contract's `household` map with every fact known: money in yuan (int, Decimal, text), dates
    as `date` or ISO text. `values` maps each value's name to its keys as they hold on the day `on`.
    Returns `classification`, `schemes` and `quantities` as in the contract, without findings and care level.
    A float raises TypeError; a missing fact or value raises KeyError.
    """
    income = read_income(facts, values, on, values["disregarded_income"]["kinds"])
    tekun_income = read_income(facts, values, on, values["tekun_disregarded_income"]["kinds"])
    standard = standard_of(facts, values)
    assets_fit = assets_within_limits(facts, values)

    tekun = tekun_holds(facts, on, assets_fit and tekun_income.income_per_head < standard)
    dibao = income.income_per_head < standard and assets_fit
    line = exact(values["margin"]["multiple"]) * standard
    margin = standard <= income.income_per_head < line and assets_fit
    alone = [m for m in facts["members"] if margin and may_be_covered_alone(m, values, on)]
    rigid = rigid_expenditure_holds(facts, values, income) and assets_fit and not (tekun or dibao or margin)

    monthly_alone = sum((single_person_amount(m, facts, values, on) for m in alone), Fraction(0))
    in_tekun = [m["id"] for m in facts["members"] if tekun]
    tekun_monthly = exact(values["tekun_standard"][facts["standard"]]) * len(in_tekun)
    schemes: dict[str, dict[str, Any]] = {
        "dibao": {"monthly": yuan(dibao_amount(facts, values, on, income) if dibao else Fraction(0))},
        "single_person": {"persons": [m["id"] for m in alone], "monthly": yuan(monthly_alone)},
        "margin": {},
        "rigid_expenditure": {},
        "tekun": {"persons": in_tekun, "monthly": yuan(tekun_monthly)},
    }
    for scheme, holds in zip(ORDER, (tekun, dibao, bool(alone), margin, rigid), strict=True):
        schemes[scheme]["answer"] = "yes" if holds else "no"
    classification = next((scheme for scheme in ORDER if schemes[scheme]["answer"] == "yes"), "none")
    return {"classification": classification, "schemes": schemes, "quantities": quantities(income)}


def exact(number: int | str | Decimal | Fraction) -> Fraction:
    """金额、比例的精确值：yuan or a plain ratio, never through a float (TypeError)."""
    if isinstance(number, bool) or not isinstance(number, (int, str, Decimal, Fraction)):
        raise TypeError(f"要精确数，不要 {number!r}")
    return Fraction(number)


def standard_of(facts: Facts, values: Values) -> Fraction:
    """本户适用的低保标准：yuan per person per month."""
    return exact(values["dibao_standard"][facts["standard"]])


def yuan(amount: Fraction) -> str:
    """两位小数的元：half up to the fen, for amounts not below zero."""
    fen = floor(amount * 100 + Fraction(1, 2))
    return f"{fen // 100}.{fen % 100:02d}"


def rounded(amount: Fraction, rounding: str) -> Fraction:
    """低保金取整：见角进元, 四舍五入到元 or 到分 (half up)."""
    half = Fraction(1, 2)
    ways = {
        "ceil_yuan": Fraction(ceil(amount)),
        "half_up_yuan": Fraction(floor(amount + half)),
        "fen": Fraction(floor(amount * 100 + half), 100),
    }
    return ways[rounding]


def age_on(member: Facts, on: date) -> int:
    """周岁. Someone born on 29 February reaches the year on 1 March in a common year."""
    born = member["birth"]
    if not isinstance(born, date):
        born = date.fromisoformat(born)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def severe_disability(member: Facts) -> bool:
    """重度残疾：一、二级任意类别，或三级智力、精神 (57号 第八条)."""
    disability = member.get("disability") or {"category": "none", "grade": 4}
    worst_grade_that_counts = 3 if disability["category"] in ("intellectual", "mental") else 2
    return bool(disability["grade"] <= worst_grade_that_counts)


def without_labour_ability(member: Facts, on: date) -> bool:
    """无劳动能力 (43号 第五条)：60 or older, under 16, the listed disabilities, or assessed as such."""
    if member.get("unable_to_work") or not 16 <= age_on(member, on) <= 59:
        return True
    disability = member.get("disability") or {"category": "none", "grade": 4}
    worst_grade_that_counts = {"intellectual": 3, "mental": 3, "physical": 2, "visual": 1}
    return bool(disability["grade"] <= worst_grade_that_counts.get(disability["category"], 0))


def groups(member: Facts, facts: Facts, on: date) -> set[str]:
    """一名成员属于哪些人群：those of 赡养费减半 and of 分类施保."""
    belongs = {
        "age_60": age_on(member, on) >= 60,
        "age_70": age_on(member, on) >= 70,
        "minor": age_on(member, on) < 18,
        "severe_disability": severe_disability(member),
        "serious_illness": member.get("serious_illness"),
        "lifted_out_of_poverty": facts.get("lifted_out_of_poverty"),
    }
    return {group for group, holds in belongs.items() if holds}


@dataclass(frozen=True)
class Income:
    """家庭月收入各步：yuan a month for the household, exact; `income_per_head` is an exact quotient."""

    wage_counted: Fraction
    support_fee: Fraction
    support_fee_before_halving: Fraction
    rigid_spending: Fraction
    before_rigid_spending: Fraction
    countable_income: Fraction
    income_per_head: Fraction


def read_income(facts: Facts, values: Values, on: date, left_out: list[str]) -> Income:
    """可支配收入 (57号 第十二、十三条)：own income, support added, rigid spending taken off, not below 0."""
    members = facts["members"]
    wages = sum((wage_counted(m, values, on) for m in members), Fraction(0))
    own = sum((own_income(m, values, on, left_out) for m in members), Fraction(0))
    counted, before_halving = support_fees(facts, values, on)
    rigid = sum((rigid_spending_year(m, values) for m in members), Fraction(0)) / 12
    countable = max(own + counted - rigid, Fraction(0))
    return Income(wages, counted, before_halving, rigid, own + counted, countable, countable / len(members))


def monthly(entry: Facts) -> Fraction:
    """一项收入的月额：a yearly amount is divided by twelve."""
    return exact(entry["yearly"]) / 12 if entry.get("yearly") is not None else exact(entry["monthly"])


def received(member: Facts, kinds: tuple[str, ...]) -> Fraction:
    """这些种类的月收入合计."""
    return sum((monthly(entry) for entry in member["income"] if entry["kind"] in kinds), Fraction(0))


def wage_counted(member: Facts, values: Values, on: date) -> Fraction:
    """计入的工资：one worker's wages after employment cost, or the imputed wage where one is imputed."""
    wages = received(member, ("wage",))
    cost = values["employment_cost"]
    after_cost = wages - min(wages * exact(cost["rate"]), exact(cost["cap_monthly"]))
    return after_cost + imputed_wage(member, values, on)


def imputed_wage(member: Facts, values: Values, on: date) -> Fraction:
    """推定工资：for a member of 16–59 who could work, is not excused, and has no earned income."""
    excused = any(member.get(trait) for trait in ("serious_illness", "student", "carer"))
    if excused or without_labour_ability(member, on) or received(member, EARNED) > 0:
        return Fraction(0)
    return exact(values["imputed_wage"]["share_of_minimum_wage"]) * exact(values["minimum_wage"]["monthly"])


def own_income(member: Facts, values: Values, on: date, left_out: list[str]) -> Fraction:
    """本人计入收入：wages as counted, and every other kind that is not disregarded."""
    others = (e for e in member["income"] if e["kind"] != "wage" and e["kind"] not in left_out)
    return wage_counted(member, values, on) + sum((monthly(e) for e in others), Fraction(0))


def rigid_spending_year(member: Facts, values: Values) -> Fraction:
    """可核减的刚性支出年额：medical by its share; students' education and rehabilitation up to their caps."""
    caps, spent = values["rigid_spending"], member["spending_year"]
    medical = exact(spent.get("medical", 0)) * exact(caps["medical_share"])
    education = min(exact(spent.get("education", 0)), exact(caps["education_cap_year"]))
    rehabilitation = min(exact(spent.get("rehabilitation", 0)), exact(caps["rehabilitation_cap_year"]))
    return medical + (education if member.get("student") else Fraction(0)) + rehabilitation


def unhalved_share(supporter: Facts, facts: Facts, values: Values) -> Fraction:
    """赡养费每人一份 (未减半)：0 for a supporter without ability."""
    if supporter.get("unable"):
        return Fraction(0)
    rule = values["support_fee"]
    threshold = exact(rule["threshold_multiple"]) * standard_of(facts, values)
    income, size = exact(supporter["family_income_monthly"]), int(supporter["family_size"])
    excess = income / size - threshold if rule["base"] == "per_head" else income - threshold * size
    return max(excess, Fraction(0)) * exact(rule["rate"]) / int(supporter["persons_supported"])


def support_fees(facts: Facts, values: Values, on: date) -> tuple[Fraction, Fraction]:
    """赡养费月额 (计入, 未减半)；减半见铁清民发〔2022〕47号 二（二）.

    What is agreed or paid counts instead, unhalved, when higher than the supporter's shares together.
    """
    factor = exact(values["support_fee"]["halving_factor"])
    reasons = set(values["support_fee"]["halved_for"])
    halved = {m["id"]: bool(groups(m, facts, on) & reasons) for m in facts["members"]}
    counted = before_halving = Fraction(0)
    for supporter in facts["supporters"]:
        share = unhalved_share(supporter, facts, values)
        shares = [share * factor if halved[person] else share for person in supporter["supports"]]
        actual = [exact(supporter.get(way) or 0) for way in ("agreed_monthly", "paid_monthly")]
        counted += max(sum(shares, Fraction(0)), *actual)
        before_halving += share * len(shares)
    return counted, before_halving


def assets_within_limits(facts: Facts, values: Values) -> bool:
    """财产符合规定 (57号 第十四条)：every limit inclusive; the financial one grows with the members."""
    assets, limits = facts["assets"], values["asset_limits"]
    per_head = exact(limits["financial_months_of_standard"]) * standard_of(facts, values)
    return exact(assets["financial"]) <= per_head * len(facts["members"]) and all(
        assets[kind] <= limits[kind] for kind in ("homes", "vehicles", "businesses")
    )


def dibao_amount(facts: Facts, values: Values, on: date, income: Income) -> Fraction:
    """低保金 (57号 第二十三、二十七条)：household total, floor, then supplements, then rounded once."""
    rule, members = values["dibao_benefit"], facts["members"]
    standard = standard_of(facts, values)
    if rule["method"] == "tiers":
        share_of_standard = income.income_per_head / standard
        reached = (t for t in rule["tiers"] if exact(t["income_up_to_share"]) >= share_of_standard)
        pays = next((exact(t["pays_share"]) for t in reached), Fraction(0))
        amount = pays * standard * len(members)
    else:
        floor_per_person = exact(rule["floor_share"]) * standard
        amount = standard * len(members) - income.countable_income
        if standard - income.income_per_head < floor_per_person:
            amount = floor_per_person * len(members)
    amount += sum((supplement(m, facts, values, on) for m in members), Fraction(0)) * standard
    return rounded(amount, rule["rounding"])


def supplement(member: Facts, facts: Facts, values: Values, on: date) -> Fraction:
    """分类施保：one member's share of the standard, the best group's or the sum of all groups'."""
    rule, belongs = values["supplements"], groups(member, facts, on)
    shares = [exact(g["share_of_standard"]) for g in rule["groups"] if g["group"] in belongs]
    return sum(shares, Fraction(0)) if rule["stack"] == "sum" else max(shares, default=Fraction(0))


def may_be_covered_alone(member: Facts, values: Values, on: date) -> bool:
    """单人保的个人条件 (57号 第八条)：severe disability or serious illness, and old enough."""
    proved = severe_disability(member) or bool(member.get("serious_illness"))
    return proved and age_on(member, on) >= values["single_person"]["min_age"]


def single_person_amount(member: Facts, facts: Facts, values: Values, on: date) -> Fraction:
    """单人保一人月额：rounded for each person."""
    rule, standard = values["single_person"], standard_of(facts, values)
    own = own_income(member, values, on, values["disregarded_income"]["kinds"])
    ways = {
        "share": exact(rule.get("share", 0)) * standard,
        "difference": max(standard - own, Fraction(0)),
        "full": standard,
    }
    return rounded(ways[rule["amount"]], values["dibao_benefit"]["rounding"])


def tekun_holds(facts: Facts, on: date, no_source_of_living: bool) -> bool:
    """特困人员 (43号 第四至八条)：no labour ability, no source of living, no able obligor."""
    nobody_can_work = all(without_labour_ability(m, on) for m in facts["members"])
    no_able_obligor = all(s.get("unable") for s in facts["supporters"])
    return nobody_can_work and no_source_of_living and no_able_obligor


def rigid_expenditure_holds(facts: Facts, values: Values, income: Income) -> bool:
    """刚性支出困难家庭的收入、支出 (社会救助法 第二十二条)：as paid, against income before that is off."""
    rule = values["rigid_expenditure"]
    base = facts["standard"] if rule["income_base"] == "own" else rule["income_base"]
    income_year = income.before_rigid_spending * 12
    spent = sum((exact(a) for m in facts["members"] for a in m["spending_year"].values()), Fraction(0))
    if income_year == 0 and spent == 0:
        return False
    needed = exact(rule["share_of_income"]) * income_year
    heavy = spent >= needed if rule["inclusive"] else spent > needed
    return heavy and income_year / len(facts["members"]) < exact(values["income_per_capita_last_year"][base])


def quantities(income: Income) -> dict[str, str]:
    """六项数额：yuan with two decimals, half up."""
    return {f"{name}_monthly": yuan(getattr(income, name)) for name in QUANTITIES}
