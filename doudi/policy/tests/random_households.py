"""随机家庭与随机政策数值：供两次阅读互相核对。

Random but contract-shaped `household` facts and random but plausible value sets, concentrated where answers
change: near the standard, the 边缘 line, whole yuan, asset limits, age limits, support thresholds.

Measured with `second_reading` on 20,000 draws (`Random(2022)`), example values, 2026-07-01, in per cent: none
34.9, dibao 24.5, single_person 15.4, margin 9.4, rigid_expenditure 8.3, tekun 7.5. Support fee changed by
halving or agreement 39.2; income within two fen of the standard 12.6 (at it 4.7), of the 边缘 line 2.8; 低保
with a difference of whole yuan 6.1, within two fen of whole yuan 12.0, of half a yuan 5.1.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from doudi.policy.tests.second_reading import Facts, Values, exact, read_income, standard_of, unhalved_share

DAY = date(2026, 7, 1)
RELATIONS = ("child", "parent", "grandchild", "grandparent", "sibling", "other")
CATEGORIES = ("visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple")
SELF_CARE = ("eating", "dressing", "bed", "toilet", "walking", "bathing")
PLAIN_KINDS = ("property", "pension", "transfer", "support", "other")
DISREGARDABLE = (
    "preferential_compensation", "old_age_allowance", "disability_subsidy", "temporary_aid", "price_subsidy",
    "scholarship", "family_planning_award", "social_assistance", "basic_pension",
)  # fmt: skip
KINDS = ("wage", "business", "farming", *PLAIN_KINDS, *DISREGARDABLE)
HALVING = ("age_60", "severe_disability", "serious_illness", "lifted_out_of_poverty")
SUPPLEMENTED = ("age_70", "minor", "severe_disability", "serious_illness")
# What a household is steered towards; chance decides where it lands.
AIMS = ("standard", "standard", "standard", "margin", "margin", "rigid", "rigid", "tekun", "anything")


def example_values() -> Values:
    """示例区的数值 (验收场景 P2，2022-07-01 起)：a fresh copy of the acceptance scenarios' figures."""
    return {
        "dibao_standard": {"rural": 474, "urban": 655},
        "tekun_standard": {"rural": 617, "urban": 852},
        "income_per_capita_last_year": {"rural": 19000, "urban": 43000},
        "minimum_wage": {"monthly": 1580},
        "margin": {"multiple": Decimal("1.5")},
        "dibao_benefit": {"method": "difference", "rounding": "ceil_yuan", "floor_share": 0, "tiers": []},
        "single_person": {"amount": "share", "share": Decimal("0.6"), "min_age": 0},
        "supplements": {"groups": [], "stack": "best"},
        "employment_cost": {"rate": Decimal("0.2"), "cap_monthly": 300},
        "imputed_wage": {"share_of_minimum_wage": 0},
        "rigid_spending": {"medical_share": 1, "education_cap_year": 8000, "rehabilitation_cap_year": 6000},
        "support_fee": {"threshold_multiple": 2, "base": "household", "rate": Decimal("0.5"),
                        "halving_factor": Decimal("0.5"), "halved_for": list(HALVING)},
        "disregarded_income": {"kinds": list(DISREGARDABLE[:6])},
        "tekun_disregarded_income": {"kinds": [*DISREGARDABLE[:3], "basic_pension"]},
        "asset_limits": {"financial_months_of_standard": 24, "homes": 1, "vehicles": 0, "businesses": 0},
        "rigid_expenditure": {"share_of_income": Decimal("0.8"), "inclusive": True, "income_base": "urban"},
    }  # fmt: skip


# One of these figures, each as likely as it is often named.
FIGURES = {
    "dibao_standard.rural": "410 474 557.50 562.83 600", "dibao_standard.urban": "640 655 713 744.50 1011",
    "tekun_standard.rural": "617 725 732.50 781 874", "tekun_standard.urban": "852 927 967.33 1172 2022",
    "income_per_capita_last_year.rural": "12345 17000 19000 24000",
    "income_per_capita_last_year.urban": "28000 35719 43000 50000",
    "minimum_wage.monthly": "1420 1580 1700 1810 1925.50", "margin.multiple": "1.2 1.35 1.5 1.5 2",
    "dibao_benefit.floor_share": "0 0 0.1 0.2 0.335",
    "single_person.share": "0.335 0.5 0.6 1", "single_person.min_age": "0 0 16 18 60",
    "employment_cost.rate": "0 0.2 0.25 0.3 0.335", "employment_cost.cap_monthly": "0 200 300 433.33 600",
    "imputed_wage.share_of_minimum_wage": "0 0 0.335 0.4 1", "rigid_spending.medical_share": "0 0.335 0.7 1",
    "rigid_spending.education_cap_year": "0 5000.50 8000 12000",
    "rigid_spending.rehabilitation_cap_year": "0 3333.33 6000 10000",
    "support_fee.threshold_multiple": "1 1.5 2", "support_fee.rate": "0.25 0.3 0.335 0.4 0.5",
    "support_fee.halving_factor": "0 0.335 0.5 0.5 1",
    "asset_limits.financial_months_of_standard": "6 12 24 36", "asset_limits.homes": "1 2",
    "asset_limits.vehicles": "0 0 1", "asset_limits.businesses": "0 0 1",
    "rigid_expenditure.share_of_income": "0.335 0.5 0.6 0.8",
}  # fmt: skip
WORDS = {
    "dibao_benefit.method": "difference difference tiers", "single_person.amount": "share difference full",
    "dibao_benefit.rounding": "ceil_yuan half_up_yuan fen", "supplements.stack": "best sum",
    "support_fee.base": "household per_head", "rigid_expenditure.income_base": "rural urban own",
}  # fmt: skip


def random_values(rng: Random) -> Values:
    """一个地方的随机数值：every name that `second_reading` needs, plausible, numbers int or Decimal."""
    values: Values = {}
    for path, choices in (FIGURES | WORDS).items():
        name, key = path.split(".")
        chosen = rng.choice(choices.split())
        figure = Decimal(chosen) if "." in chosen else chosen if path in WORDS else int(chosen)
        values.setdefault(name, {})[key] = figure
    parts = [Decimal(part) for part in ("0.1", "0.2", "0.25", "0.335", "0.5", "0.6", "0.75", "0.9", "1")]
    upto = sorted(rng.sample(parts, rng.randint(1, 4)))
    pays = sorted(rng.sample(parts, len(upto)), reverse=True)
    tiers = [{"income_up_to_share": u, "pays_share": p} for u, p in zip(upto, pays, strict=True)]
    values["dibao_benefit"]["tiers"] = tiers if values["dibao_benefit"]["method"] == "tiers" else []
    groups = [{"group": g, "share_of_standard": rng.choice(parts[:4])} for g in some_of(rng, SUPPLEMENTED)]
    values["supplements"]["groups"] = groups
    values["support_fee"]["halved_for"] = some_of(rng, HALVING)
    values["disregarded_income"] = {"kinds": some_of(rng, DISREGARDABLE)}
    values["tekun_disregarded_income"] = {"kinds": some_of(rng, DISREGARDABLE)}
    values["rigid_expenditure"]["inclusive"] = rng.random() < 0.5
    return values


def some_of(rng: Random, names: tuple[str, ...]) -> list[str]:
    """其中若干个：all of them half of the time, else any subset, the empty one too."""
    return list(names) if rng.random() < 0.5 else [name for name in names if rng.random() < 0.5]


def random_household(
    rng: Random, unknowns: bool = False, *, on: date = DAY, values: Values | None = None
) -> Facts:
    """一户的事实 (题目文件 `household` 的 `facts`)：plain values as YAML gives them, valid on the day `on`.

    Money is an int or text with two decimals, yuan. Amounts crowd around the thresholds of `values` (left
    out: the example's). Nobody is born after `on`; `persons_supported` is never less than the persons named
    in `supports`. With `unknowns` up to four facts that may be unknown are dropped or null.
    """
    values = example_values() if values is None else values
    aim = rng.choice(AIMS)
    size = rng.choice((1, 1, 1, 2, 2, 3, 4) if aim == "tekun" else (1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7))
    facts: Facts = {"standard": rng.choice(("rural", "urban")), "lifted_out_of_poverty": rng.random() < 0.25}
    relations = ["self", rng.choice(("spouse", RELATIONS[0])), *rng.choices(RELATIONS, k=5)][:size]
    facts["members"] = [
        {"id": f"m{place}", "relation": relation} | random_member(rng, on, values, aim)
        for place, relation in enumerate(relations, 1)
    ]
    facts["assets"] = random_assets(rng, facts, values)
    count = rng.choice((0, 0, 0, 0, 1, 2) if aim == "tekun" else (0, 0, 0, 1, 1, 1, 2, 2, 3, 4))
    facts["supporters"] = [random_supporter(rng, f"s{i}", facts, values, aim) for i in range(1, count + 1)]
    if aim == "rigid":
        steer_to_rigid_spending(rng, facts, values, on)
    elif aim != "anything":
        steer_to_line(rng, facts, values, on, aim)
    if unknowns:
        forget(rng, facts)
    return facts


def random_birth(rng: Random, on: date, ages: tuple[int, ...]) -> date:
    """出生日期：often on the very birthday of one of `ages` or a day beside it, sometimes a 29 February."""
    kind, first = rng.random(), date(1930, 1, 1)
    if kind < 0.3:
        birthday = date(on.year - rng.choice(ages), on.month, min(on.day, 28))
        return min(birthday + timedelta(days=rng.randint(-1, 1) + max(on.day - 28, 0)), on)
    if kind < 0.4:
        return date(rng.randrange(1932, on.year, 4), 2, 29)
    return first + timedelta(days=rng.randint(0, (on - first).days))


def random_member(rng: Random, on: date, values: Values, aim: str) -> Facts:
    """一名成员，缺关系与编号."""
    chance = rng.random
    old = aim == "tekun" and chance() < 0.7
    birth = random_birth(rng, on, (60, 70) if old else (0, 16, 18, 60, values["single_person"]["min_age"]))
    if old and on.year - birth.year < 60:
        birth = date(birth.year - 60 if birth.year > 1990 else 1930, birth.month, min(birth.day, 28))
    member: Facts = {"birth": birth.isoformat(), "sex": rng.choice(("male", "female"))}
    if chance() < 0.35:
        member["disability"] = {"category": rng.choice(CATEGORIES), "grade": rng.randint(1, 4)}
    traits = {"serious_illness": 0.15, "student": 0.25, "carer": 0.08,
              "unable_to_work": 0.9 if aim == "tekun" and not old else 0.06}  # fmt: skip
    for trait, likely in traits.items():
        if (holds := chance() < likely) or chance() < 0.5:
            member[trait] = holds
    if chance() < 0.4:
        member["self_care_failed"] = [item for item in SELF_CARE if chance() < 0.4]
    member["income"] = [random_entry(rng, values) for _ in range(rng.choice((0, 0, 1, 1, 1, 2, 3)))]
    caps = {"medical_cap_year": 2400} | values["rigid_spending"]
    member["spending_year"] = {
        sort: 0 if chance() < 0.7 else random_near(rng, exact(caps[f"{sort}_cap_year"]))
        for sort in ("medical", "education", "rehabilitation")
    }
    return member


def random_entry(rng: Random, values: Values) -> Facts:
    """一项收入：of any kind, a month or a year, some wages where the cap of employment cost begins."""
    kind, cost = rng.choice((*KINDS, "wage", "wage")), values["employment_cost"]
    monthly = Fraction(rng.choice((0, 5000, 12000, 50000, 180000)) + rng.randint(0, 9999), 100)
    if kind == "wage" and cost["rate"] and rng.random() < 0.3:
        monthly = exact(cost["cap_monthly"]) / exact(cost["rate"]) + Fraction(rng.randint(-2, 2), 100)
    return {"kind": kind} | entry_amount(rng, 0 if rng.random() < 0.06 else monthly)


def entry_amount(rng: Random, monthly: Fraction | int) -> Facts:
    """按月或按年."""
    return {"yearly": plain(rng, monthly * 12)} if rng.random() < 0.5 else {"monthly": plain(rng, monthly)}


def random_near(rng: Random, amount: Fraction) -> int | str:
    """恰在、略低于、略高于一数，或其两倍以内任意."""
    fen = Fraction(rng.choice((-100, -1, 0, 1, 100)), 100)
    return plain(rng, amount + fen if rng.random() < 0.5 else amount * rng.randint(0, 20000) / 10000)


def plain(rng: Random, amount: Fraction | int) -> int | str:
    """YAML 中的金额：the nearest fen not below zero, an int (half of the whole yuan) or two decimals."""
    fen = max(round(amount * 100), 0)
    return fen // 100 if fen % 100 == 0 and rng.random() < 0.5 else f"{fen // 100}.{fen % 100:02d}"


def random_assets(rng: Random, facts: Facts, values: Values) -> Facts:
    """财产：within the limits three times in four, often at them."""
    limits = values["asset_limits"]
    limit = limits["financial_months_of_standard"] * standard_of(facts, values) * len(facts["members"])
    share = rng.choices((Fraction(1), Fraction(rng.randint(0, 99), 100), Fraction(3, 2)), (25, 70, 5))[0]
    fen = Fraction(rng.choice((-1, 0, 1)), 100)
    return {"financial": plain(rng, limit * share + fen)} | {
        kind: limits[kind] + 1 if rng.random() < 0.04 else rng.randint(0, limits[kind])
        for kind in ("homes", "vehicles", "businesses")
    }


def random_supporter(rng: Random, name: str, facts: Facts, values: Values, aim: str) -> Facts:
    """一名义务人：family income around the threshold of support, agreements around what is owed."""
    ids = [member["id"] for member in facts["members"]]
    supports = rng.sample(ids, rng.randint(1, min(3, len(ids))))
    size, fee, unable = rng.randint(1, 9), values["support_fee"], 0.8 if aim == "tekun" else 0.15
    threshold = exact(fee["threshold_multiple"]) * standard_of(facts, values) * size
    above = Fraction(rng.choice((-60000, -1, 0, 1, 10000, 50000, 150000, rng.randint(0, 99999))), 100)
    supporter: Facts = {
        "id": name, "supports": supports, "relation": rng.choice(("spouse", *RELATIONS)), "family_size": size,
        "family_income_monthly": plain(rng, threshold + above),
        "persons_supported": rng.randint(len(supports), 6), "unable": rng.random() < unable,
    }  # fmt: skip
    owed = unhalved_share(supporter, facts, values) * len(supports)
    for way in ("agreed_monthly", "paid_monthly"):
        part = rng.choice((Fraction(1), exact(fee["halving_factor"]), Fraction(3, 4)))
        supporter[way] = None if rng.random() < 0.7 else random_near(rng, owed * part)
    return supporter


def steer_to_line(rng: Random, facts: Facts, values: Values, on: date, aim: str) -> None:
    """把可支配收入引到某条线上：at it, a fen or some yuan beside it, or well below."""
    standard, size = standard_of(facts, values), len(facts["members"])
    benefit, line = values["dibao_benefit"], exact(values["margin"]["multiple"])
    shares = [Fraction(1), 1 - exact(benefit["floor_share"])]
    shares += [exact(tier["income_up_to_share"]) for tier in benefit["tiers"]]
    if aim == "margin":
        shares = [Fraction(1), line, 1 + (line - 1) * rng.randint(1, 99) / 100]
    elif aim == "tekun" or rng.random() < 0.3:
        shares.append(Fraction(rng.randint(0, 100), 100))
    beside = Fraction(rng.choice((0, 0, -1, 1, -12, 4, 588, 600, 612)), 1200)  # in twelfths of a fen
    target = rng.choice(shares) * standard * size + beside - rng.choice((0, 0, 0, 1, rng.randint(0, 40)))
    top_up(rng, facts, values, on, target, tekun=aim == "tekun" and rng.random() < 0.7)


def top_up(rng: Random, facts: Facts, values: Values, on: date, target: Fraction, tekun: bool) -> None:
    """补足到目标：add what is missing; too much is spent on illness or taken away."""
    kinds = values["tekun_disregarded_income" if tekun else "disregarded_income"]["kinds"]
    income = read_income(facts, values, on, kinds)
    gap = target - (income.before_rigid_spending - income.rigid_spending)
    member, share = rng.choice(facts["members"]), exact(values["rigid_spending"]["medical_share"])
    if gap < 0 and share and rng.random() < 0.5:
        spending = member["spending_year"]
        spending["medical"] = plain(rng, exact(spending["medical"]) - gap * 12 / share)
    elif gap < 0 and (facts["supporters"] or any(m["income"] for m in facts["members"])):
        facts["supporters"] = facts["supporters"][1:]
        for m in facts["members"]:
            m["income"] = m["income"][1:]
        top_up(rng, facts, values, on, target, tekun)
    elif gap >= 0:
        member["income"].append({"kind": rng.choice(PLAIN_KINDS)} | entry_amount(rng, gap))


def steer_to_rigid_spending(rng: Random, facts: Facts, values: Values, on: date) -> None:
    """引到刚性支出的两条线上：last year's income per head, and spending as a share of income."""
    rule, members = values["rigid_expenditure"], facts["members"]
    base = facts["standard"] if rule["income_base"] == "own" else rule["income_base"]
    ceiling = exact(values["income_per_capita_last_year"][base]) / 12
    lowest = min(standard_of(facts, values) * exact(values["margin"]["multiple"]), ceiling)
    per_head = lowest + (ceiling - lowest) * rng.choice((1, Fraction(rng.randint(20, 99), 100)))
    fen = Fraction(rng.choice((0, 0, -1, 1, -12)), 1200)
    left_out = values["disregarded_income"]["kinds"]
    target = per_head * len(members) + fen - read_income(facts, values, on, left_out).rigid_spending
    top_up(rng, facts, values, on, target, tekun=False)
    income = read_income(facts, values, on, left_out).before_rigid_spending * 12
    spent = sum((exact(a) for m in members for a in m["spending_year"].values()), Fraction(0))
    spending, sort = rng.choice(members)["spending_year"], rng.choice(("education", "rehabilitation"))
    extra = income * exact(rule["share_of_income"]) - spent + Fraction(rng.choice((-1, 0, 0, 1, 5000)), 100)
    spending[sort] = plain(rng, exact(spending[sort]) + extra)


def forget(rng: Random, facts: Facts) -> None:
    """去掉至多四项可以未知的事实：dropped, or null."""
    unknown = [(m, key) for m in facts["members"] for key in ("income", "spending_year", "birth")]
    unknown += [(s, key) for s in facts["supporters"] for key in ("family_size", "family_income_monthly")]
    unknown += [(facts, key) for key in ("assets", "supporters")]
    unknown += [(facts["assets"], key) for key in facts["assets"]]
    for holder, key in rng.sample(unknown, rng.randint(0, 4)):
        holder[key] = None
        if rng.random() < 0.5:
            del holder[key]
