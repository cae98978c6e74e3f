"""低保 — who qualifies, and for how much a month: difference or tiers, floor, supplements, rounding."""

from doudi.policy.language import (
    MONEY,
    household,
    member,
    round_half_up,
    round_up,
    scheme,
    share,
    test,
    total,
)

CEIL_YUAN = 1
HALF_UP_YUAN = 2


@test(
    "人均收入低于低保标准",
    basis="民发〔2021〕57号 第四条、第十二条；社会救助法 第十八条（自2026-07-01）",
)
def income_below_standard(countable_income, dibao_standard, members):
    return countable_income < dibao_standard * members


@test(
    "低保金的计发办法已有规定",
    basis="民发〔2021〕57号 第二十三条；社会救助法 第十八条（自2026-07-01）",
)
def dibao_amount_is_set(has_dibao_benefit, has_supplements):
    return has_dibao_benefit == 1 and has_supplements == 1


@scheme(
    "最低生活保障（低保）",
    basis="民发〔2021〕57号 第四条、第十四条；社会救助法 第十八条（自2026-07-01）",
)
def dibao(
    income_below_standard,
    financial_within_limit,
    homes_within_limit,
    vehicles_within_limit,
    businesses_within_limit,
    dibao_amount_is_set,
):
    return (
        income_below_standard
        and financial_within_limit
        and homes_within_limit
        and vehicles_within_limit
        and businesses_within_limit
        and dibao_amount_is_set
    )


@household(
    "按差额的补助",
    unit=MONEY,
    basis="民发〔2021〕57号 第二十三条；社会救助法 第十八条（自2026-07-01）",
)
def difference(dibao_standard, members, countable_income, dibao_benefit_floor_share):
    """The difference to the standard, taken from the household's total; the floor is paid per person."""
    return max(
        dibao_standard * members - countable_income,
        share(dibao_standard, dibao_benefit_floor_share) * members,
    )


# fmt: off
@household(
    "按分档的补助（第九档以后）",
    unit=MONEY,
    basis="民发〔2021〕57号 第二十三条；社会救助法 第十八条（自2026-07-01）",
)
def later_tier_amount(
    countable_income, dibao_standard, members,
    tier9_income_up_to_share, tier9_pays_share, tier10_income_up_to_share, tier10_pays_share,
    tier11_income_up_to_share, tier11_pays_share, tier12_income_up_to_share, tier12_pays_share,
    tier13_income_up_to_share, tier13_pays_share, tier14_income_up_to_share, tier14_pays_share,
    tier15_income_up_to_share, tier15_pays_share, tier16_income_up_to_share, tier16_pays_share,
    tier17_income_up_to_share, tier17_pays_share, tier18_income_up_to_share, tier18_pays_share,
    tier19_income_up_to_share, tier19_pays_share, tier20_income_up_to_share, tier20_pays_share,
):
    """Where a place has more than eight tiers."""
    if countable_income <= share(dibao_standard, tier9_income_up_to_share) * members:
        return share(dibao_standard, tier9_pays_share) * members
    if countable_income <= share(dibao_standard, tier10_income_up_to_share) * members:
        return share(dibao_standard, tier10_pays_share) * members
    if countable_income <= share(dibao_standard, tier11_income_up_to_share) * members:
        return share(dibao_standard, tier11_pays_share) * members
    if countable_income <= share(dibao_standard, tier12_income_up_to_share) * members:
        return share(dibao_standard, tier12_pays_share) * members
    if countable_income <= share(dibao_standard, tier13_income_up_to_share) * members:
        return share(dibao_standard, tier13_pays_share) * members
    if countable_income <= share(dibao_standard, tier14_income_up_to_share) * members:
        return share(dibao_standard, tier14_pays_share) * members
    if countable_income <= share(dibao_standard, tier15_income_up_to_share) * members:
        return share(dibao_standard, tier15_pays_share) * members
    if countable_income <= share(dibao_standard, tier16_income_up_to_share) * members:
        return share(dibao_standard, tier16_pays_share) * members
    if countable_income <= share(dibao_standard, tier17_income_up_to_share) * members:
        return share(dibao_standard, tier17_pays_share) * members
    if countable_income <= share(dibao_standard, tier18_income_up_to_share) * members:
        return share(dibao_standard, tier18_pays_share) * members
    if countable_income <= share(dibao_standard, tier19_income_up_to_share) * members:
        return share(dibao_standard, tier19_pays_share) * members
    if countable_income <= share(dibao_standard, tier20_income_up_to_share) * members:
        return share(dibao_standard, tier20_pays_share) * members
    return 0
# fmt: on


@household(
    "按分档的补助",
    unit=MONEY,
    basis="民发〔2021〕57号 第二十三条；社会救助法 第十八条（自2026-07-01）",
)
def tier_amount(
    countable_income,
    dibao_standard,
    members,
    tier1_income_up_to_share,
    tier1_pays_share,
    tier2_income_up_to_share,
    tier2_pays_share,
    tier3_income_up_to_share,
    tier3_pays_share,
    tier4_income_up_to_share,
    tier4_pays_share,
    tier5_income_up_to_share,
    tier5_pays_share,
    tier6_income_up_to_share,
    tier6_pays_share,
    tier7_income_up_to_share,
    tier7_pays_share,
    tier8_income_up_to_share,
    tier8_pays_share,
    later_tier_amount,
):
    """The first tier whose share of the standard is not below the income per head."""
    if countable_income <= share(dibao_standard, tier1_income_up_to_share) * members:
        return share(dibao_standard, tier1_pays_share) * members
    if countable_income <= share(dibao_standard, tier2_income_up_to_share) * members:
        return share(dibao_standard, tier2_pays_share) * members
    if countable_income <= share(dibao_standard, tier3_income_up_to_share) * members:
        return share(dibao_standard, tier3_pays_share) * members
    if countable_income <= share(dibao_standard, tier4_income_up_to_share) * members:
        return share(dibao_standard, tier4_pays_share) * members
    if countable_income <= share(dibao_standard, tier5_income_up_to_share) * members:
        return share(dibao_standard, tier5_pays_share) * members
    if countable_income <= share(dibao_standard, tier6_income_up_to_share) * members:
        return share(dibao_standard, tier6_pays_share) * members
    if countable_income <= share(dibao_standard, tier7_income_up_to_share) * members:
        return share(dibao_standard, tier7_pays_share) * members
    if countable_income <= share(dibao_standard, tier8_income_up_to_share) * members:
        return share(dibao_standard, tier8_pays_share) * members
    return later_tier_amount


@member(
    "满70周岁的增发",
    unit=MONEY,
    basis="民发〔2021〕57号 第二十七条；社会救助法 第二十条（自2026-07-01）",
)
def aged_supplement(age, age_marks_aged, dibao_standard, supplement_age_70):
    if age >= age_marks_aged:
        return share(dibao_standard, supplement_age_70)
    return 0


@member(
    "未成年人的增发",
    unit=MONEY,
    basis="民发〔2021〕57号 第二十七条；社会救助法 第二十条（自2026-07-01）",
)
def minor_supplement(age, age_marks_adult, dibao_standard, supplement_minor):
    if age < age_marks_adult:
        return share(dibao_standard, supplement_minor)
    return 0


@member(
    "重度残疾人的增发",
    unit=MONEY,
    basis="民发〔2021〕57号 第二十七条；社会救助法 第二十条（自2026-07-01）",
)
def disability_supplement(severe_disability, dibao_standard, supplement_severe_disability):
    if severe_disability:
        return share(dibao_standard, supplement_severe_disability)
    return 0


@member(
    "重病患者的增发",
    unit=MONEY,
    basis="民发〔2021〕57号 第二十七条；社会救助法 第二十条（自2026-07-01）",
)
def illness_supplement(serious_illness, dibao_standard, supplement_serious_illness):
    if serious_illness:
        return share(dibao_standard, supplement_serious_illness)
    return 0


@member(
    "分类施保增发",
    unit=MONEY,
    basis="民发〔2021〕57号 第二十七条；社会救助法 第二十条（自2026-07-01）",
)
def member_supplement(
    aged_supplement,
    minor_supplement,
    disability_supplement,
    illness_supplement,
    supplements_add_up,
):
    if supplements_add_up:
        return aged_supplement + minor_supplement + disability_supplement + illness_supplement
    return max(
        max(aged_supplement, minor_supplement),
        max(disability_supplement, illness_supplement),
    )


total(
    "supplements",
    "分类施保增发合计",
    of="member_supplement",
    basis="民发〔2021〕57号 第二十七条",
)


@household("取整前的低保金", unit=MONEY, basis="民发〔2021〕57号 第二十三条、第二十七条")
def dibao_before_rounding(dibao_benefit_by_tiers, tier_amount, difference, supplements):
    if dibao_benefit_by_tiers:
        return tier_amount + supplements
    return difference + supplements


@household(
    "低保金（月）",
    unit=MONEY,
    basis="民发〔2021〕57号 第二十三条；社会救助法 第十八条（自2026-07-01）",
)
def dibao_monthly(dibao, dibao_before_rounding, dibao_benefit_rounding, fen, yuan):
    """Rounded once, here, on the household's total."""
    if not dibao:
        return 0
    if dibao_benefit_rounding == CEIL_YUAN:
        return round_up(dibao_before_rounding, yuan)
    if dibao_benefit_rounding == HALF_UP_YUAN:
        return round_half_up(dibao_before_rounding, yuan)
    return round_half_up(dibao_before_rounding, fen)
