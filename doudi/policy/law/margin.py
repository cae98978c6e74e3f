"""低保边缘 — income from the standard up to a multiple of it, assets within the limits."""

from doudi.policy.language import scheme, share, test


@test(
    "人均收入不低于低保标准",
    basis="民发〔2021〕57号 第八条；社会救助法 第二十一条（自2026-07-01）",
)
def income_reaches_standard(countable_income, dibao_standard, members):
    return countable_income >= dibao_standard * members


@test(
    "人均收入低于低保边缘标准",
    basis="民发〔2021〕57号 第八条；社会救助法 第二十一条（自2026-07-01）",
)
def income_below_margin(countable_income, dibao_standard, margin_multiple, members):
    return countable_income < share(dibao_standard, margin_multiple) * members


@scheme(
    "低保边缘家庭",
    basis="民发〔2021〕57号 第八条；社会救助法 第二十一条（自2026-07-01）",
)
def margin(
    income_reaches_standard,
    income_below_margin,
    financial_within_limit,
    homes_within_limit,
    vehicles_within_limit,
    businesses_within_limit,
):
    return (
        income_reaches_standard
        and income_below_margin
        and financial_within_limit
        and homes_within_limit
        and vehicles_within_limit
        and businesses_within_limit
    )
