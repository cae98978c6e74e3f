"""收入 — income by component, what is disregarded, what unavoidable spending is taken off."""

from doudi.policy.language import MONEY, household, member, share, total


@member("工资性收入（月）", unit=MONEY, basis="民发〔2021〕57号 第十二条")
def wages(income_wage, fen):
    return income_wage * fen // 12


@member("就业成本", unit=MONEY, basis="民发〔2021〕57号 第十二条、第十三条")
def employment_cost(wages, employment_cost_rate, employment_cost_cap_monthly, fen):
    return min(share(wages, employment_cost_rate), employment_cost_cap_monthly * fen)


@member(
    "推算的工资",
    unit=MONEY,
    basis="民政部等部门2022年10月20日《关于进一步做好最低生活保障等社会救助兜底保障工作的通知》一（一）",
)
def imputed_wage(
    employable,
    income_wage,
    income_business,
    income_farming,
    imputed_wage_share_of_minimum_wage,
    minimum_wage_monthly,
    fen,
):
    """Only where a place's value says so; never for one who earns or truly cannot work."""
    if employable and income_wage + income_business + income_farming == 0:
        return share(minimum_wage_monthly * fen, imputed_wage_share_of_minimum_wage)
    return 0


@member("扣除就业成本后的工资", unit=MONEY, basis="民发〔2021〕57号 第十二条、第十三条")
def member_wage_counted(wages, employment_cost, imputed_wage):
    return wages - employment_cost + imputed_wage


# fmt: off
@member("其他计入的收入（月）", unit=MONEY, basis="民发〔2021〕57号 第十二条、第十三条")
def other_income(
    income_business, income_farming, income_property, income_pension,
    income_transfer, income_support, income_other, income_preferential_compensation,
    income_old_age_allowance, income_disability_subsidy, income_temporary_aid, income_price_subsidy,
    income_scholarship, income_family_planning_award, income_social_assistance, income_basic_pension,
    counts_business, counts_farming, counts_property, counts_pension,
    counts_transfer, counts_support, counts_other, counts_preferential_compensation,
    counts_old_age_allowance, counts_disability_subsidy, counts_temporary_aid, counts_price_subsidy,
    counts_scholarship, counts_family_planning_award, counts_social_assistance, counts_basic_pension,
    fen,
):
    return (
        (income_business * counts_business + income_farming * counts_farming
        + income_property * counts_property + income_pension * counts_pension
        + income_transfer * counts_transfer + income_support * counts_support
        + income_other * counts_other + income_preferential_compensation * counts_preferential_compensation
        + income_old_age_allowance * counts_old_age_allowance + income_disability_subsidy * counts_disability_subsidy
        + income_temporary_aid * counts_temporary_aid + income_price_subsidy * counts_price_subsidy
        + income_scholarship * counts_scholarship + income_family_planning_award * counts_family_planning_award
        + income_social_assistance * counts_social_assistance + income_basic_pension * counts_basic_pension
    ) * fen // 12)
# fmt: on


@member("计入的个人月收入", unit=MONEY, basis="民发〔2021〕57号 第十二条、第十三条")
def member_income(member_wage_counted, counts_wage, other_income):
    return member_wage_counted * counts_wage + other_income


# fmt: off
@member("特困口径的其他收入（月）", unit=MONEY, basis="民发〔2021〕43号 第六条")
def tekun_other_income(
    income_business, income_farming, income_property, income_pension,
    income_transfer, income_support, income_other, income_preferential_compensation,
    income_old_age_allowance, income_disability_subsidy, income_temporary_aid, income_price_subsidy,
    income_scholarship, income_family_planning_award, income_social_assistance, income_basic_pension,
    tekun_counts_business, tekun_counts_farming, tekun_counts_property, tekun_counts_pension,
    tekun_counts_transfer, tekun_counts_support, tekun_counts_other, tekun_counts_preferential_compensation,
    tekun_counts_old_age_allowance, tekun_counts_disability_subsidy,
    tekun_counts_temporary_aid, tekun_counts_price_subsidy,
    tekun_counts_scholarship, tekun_counts_family_planning_award,
    tekun_counts_social_assistance, tekun_counts_basic_pension,
    fen,
):
    return (
        (income_business * tekun_counts_business + income_farming * tekun_counts_farming
        + income_property * tekun_counts_property + income_pension * tekun_counts_pension
        + income_transfer * tekun_counts_transfer + income_support * tekun_counts_support
        + income_other * tekun_counts_other
        + income_preferential_compensation * tekun_counts_preferential_compensation
        + income_old_age_allowance * tekun_counts_old_age_allowance
        + income_disability_subsidy * tekun_counts_disability_subsidy
        + income_temporary_aid * tekun_counts_temporary_aid
        + income_price_subsidy * tekun_counts_price_subsidy
        + income_scholarship * tekun_counts_scholarship
        + income_family_planning_award * tekun_counts_family_planning_award
        + income_social_assistance * tekun_counts_social_assistance
        + income_basic_pension * tekun_counts_basic_pension
    ) * fen // 12)
# fmt: on


@member("特困口径的个人月收入", unit=MONEY, basis="民发〔2021〕43号 第六条")
def tekun_member_income(member_wage_counted, tekun_counts_wage, tekun_other_income):
    return member_wage_counted * tekun_counts_wage + tekun_other_income


@member(
    "核减的医疗支出（月）",
    unit=MONEY,
    basis="民发〔2021〕57号 第十三条；铁清民发〔2022〕47号 二（二）",
)
def medical_deduction(spending_medical, rigid_spending_medical_share, fen):
    return share(spending_medical * fen // 12, rigid_spending_medical_share)


@member(
    "核减的教育支出（月）",
    unit=MONEY,
    basis="民发〔2021〕57号 第十三条；铁清民发〔2022〕47号 二（二）",
)
def education_deduction(student, spending_education, rigid_spending_education_cap_year, fen):
    if not student:
        return 0
    return min(spending_education, rigid_spending_education_cap_year) * fen // 12


@member(
    "核减的康复支出（月）",
    unit=MONEY,
    basis="民发〔2021〕57号 第十三条；铁清民发〔2022〕47号 二（二）",
)
def rehabilitation_deduction(spending_rehabilitation, rigid_spending_rehabilitation_cap_year, fen):
    return min(spending_rehabilitation, rigid_spending_rehabilitation_cap_year) * fen // 12


@member(
    "个人刚性支出核减（月）",
    unit=MONEY,
    basis="民发〔2021〕57号 第十三条；铁清民发〔2022〕47号 二（二）",
)
def member_rigid_spending(medical_deduction, education_deduction, rehabilitation_deduction):
    return medical_deduction + education_deduction + rehabilitation_deduction


@member(
    "实际刚性支出（年）",
    unit=MONEY,
    basis="刚性支出困难家庭认定办法（自2025-01-01）；中办国办2020年《关于改革完善社会救助制度的意见》（至2024-12-31）",
)
def member_spending_paid(spending_medical, spending_education, spending_rehabilitation, fen):
    return (spending_medical + spending_education + spending_rehabilitation) * fen


total(
    "wage_counted",
    "计入的工资性收入",
    of="member_wage_counted",
    basis="民发〔2021〕57号 第十二条、第十三条",
)
total(
    "members_income",
    "成员收入合计",
    of="member_income",
    basis="民发〔2021〕57号 第十二条、第十三条",
)
total(
    "tekun_members_income",
    "特困口径的成员收入合计",
    of="tekun_member_income",
    basis="民发〔2021〕43号 第六条",
)
total(
    "rigid_spending",
    "刚性支出核减",
    of="member_rigid_spending",
    basis="铁清民发〔2022〕47号 二（二）",
)
total(
    "spending_paid",
    "过去12个月实际刚性支出",
    of="member_spending_paid",
    basis="刚性支出困难家庭认定办法（自2025-01-01）；中办国办2020年《关于改革完善社会救助制度的意见》（至2024-12-31）",
)


@household("核减前家庭月收入", unit=MONEY, basis="民发〔2021〕57号 第十二条")
def income_before_rigid_spending(members_income, support_fee):
    return members_income + support_fee


@household(
    "家庭月可支配收入",
    unit=MONEY,
    basis="民发〔2021〕57号 第十二条、第十三条；铁清民发〔2022〕47号 二（二）",
)
def countable_income(members_income, support_fee, rigid_spending):
    return max(members_income + support_fee - rigid_spending, 0)


@household("特困口径的家庭月收入", unit=MONEY, basis="民发〔2021〕43号 第六条")
def tekun_income(tekun_members_income, support_fee, rigid_spending):
    return max(tekun_members_income + support_fee - rigid_spending, 0)


@household("人均月收入", unit=MONEY, basis="民发〔2021〕57号 第十二条")
def income_per_head(countable_income, members, fen):
    """For display, half up to the fen; every test uses the exact quotient."""
    return (2 * countable_income + members * fen) // (2 * members * fen) * fen
