"""刚性支出困难家庭 — and the order in which the schemes are answered."""

from doudi.policy.language import CODE, MONEY, household, scheme, share, test

RURAL_BASE = 1
URBAN_BASE = 2
NONE = 0
TEKUN = 1
DIBAO = 2
SINGLE_PERSON = 3
MARGIN = 4
RIGID_EXPENDITURE = 5

CLASSIFICATIONS = {
    NONE: "none",
    TEKUN: "tekun",
    DIBAO: "dibao",
    SINGLE_PERSON: "single_person",
    MARGIN: "margin",
    RIGID_EXPENDITURE: "rigid_expenditure",
}


@household(
    "上年度人均可支配收入",
    unit=MONEY,
    basis="社会救助法 第二十二条（自2026-07-01）；刚性支出困难家庭认定办法（自2025-01-01）；中办国办2020年《关于改革完善社会救助制度的意见》（至2024-12-31）",
)
def last_year_income(
    urban,
    rigid_expenditure_income_base,
    income_per_capita_last_year_rural,
    income_per_capita_last_year_urban,
    fen,
):
    """A year's figure; the place's value says whose: the countryside's, the town's or the household's own."""
    if rigid_expenditure_income_base == URBAN_BASE:
        return income_per_capita_last_year_urban * fen
    if rigid_expenditure_income_base == RURAL_BASE:
        return income_per_capita_last_year_rural * fen
    if urban:
        return income_per_capita_last_year_urban * fen
    return income_per_capita_last_year_rural * fen


@test(
    "人均年收入低于上年度人均可支配收入",
    basis="刚性支出困难家庭认定办法（自2025-01-01）；中办国办2020年《关于改革完善社会救助制度的意见》（至2024-12-31）；社会救助法 第二十二条（自2026-07-01）",
)
def income_below_last_year(income_before_rigid_spending, last_year_income, members):
    return income_before_rigid_spending * 12 < last_year_income * members


@test(
    "刚性支出占收入的比例达到规定",
    basis="刚性支出困难家庭认定办法（自2025-01-01）；中办国办2020年《关于改革完善社会救助制度的意见》（至2024-12-31）；社会救助法 第二十二条（自2026-07-01）",
)
def spending_share_reached(
    spending_paid,
    income_before_rigid_spending,
    rigid_expenditure_inclusive,
    rigid_expenditure_share_of_income,
):
    """No income and some spending is yes; no income and no spending is no."""
    if rigid_expenditure_inclusive:
        return spending_paid > 0 and spending_paid >= share(
            income_before_rigid_spending * 12, rigid_expenditure_share_of_income
        )
    return spending_paid > share(income_before_rigid_spending * 12, rigid_expenditure_share_of_income)


@test(
    "不属于特困、低保和低保边缘",
    basis="刚性支出困难家庭认定办法（自2025-01-01）；中办国办2020年《关于改革完善社会救助制度的意见》（至2024-12-31）；社会救助法 第二十二条（自2026-07-01）",
)
def in_no_earlier_scheme(tekun, dibao, margin):
    return not tekun and not dibao and not margin


@scheme(
    "刚性支出困难家庭",
    basis="刚性支出困难家庭认定办法（自2025-01-01）；中办国办2020年《关于改革完善社会救助制度的意见》（至2024-12-31）；社会救助法 第二十二条（自2026-07-01）",
)
def rigid_expenditure(
    income_below_last_year,
    spending_share_reached,
    financial_within_limit,
    homes_within_limit,
    vehicles_within_limit,
    businesses_within_limit,
    in_no_earlier_scheme,
):
    return (
        income_below_last_year
        and spending_share_reached
        and financial_within_limit
        and homes_within_limit
        and vehicles_within_limit
        and businesses_within_limit
        and in_no_earlier_scheme
    )


@household(
    "认定类别",
    unit=CODE,
    basis="民发〔2021〕43号 第二十七条；社会救助法 第十三条（自2026-07-01）",
)
def classification(tekun, dibao, single_person, margin, rigid_expenditure):
    """The first that holds; a household belongs to one scheme."""
    if tekun:
        return TEKUN
    if dibao:
        return DIBAO
    if single_person:
        return SINGLE_PERSON
    if margin:
        return MARGIN
    if rigid_expenditure:
        return RIGID_EXPENDITURE
    return NONE


@household("单人保金额（月）", unit=MONEY, basis="铁清民发〔2022〕47号 二（二）")
def single_person_monthly(single_person, single_person_sum):
    if not single_person:
        return 0
    return single_person_sum
