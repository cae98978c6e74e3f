"""特困人员 — no labour ability, no source of income, no obligor who is able; all three."""

from doudi.policy.language import MONEY, household, scheme, test


@household(
    "适用的特困基本生活标准",
    unit=MONEY,
    basis="国发〔2016〕14号；社会救助法 第十七条（自2026-07-01）",
)
def tekun_standard(urban, tekun_standard_urban, tekun_standard_rural, fen):
    if urban:
        return tekun_standard_urban * fen
    return tekun_standard_rural * fen


@test(
    "有无劳动能力的成员",
    basis="民发〔2021〕43号 第四条、第五条；社会救助法 第十六条（自2026-07-01）",
)
def someone_without_labour_ability(members_without_labour_ability):
    return members_without_labour_ability >= 1


@test(
    "人均收入低于低保标准（特困口径）",
    basis="民发〔2021〕43号 第六条；社会救助法 第十六条（自2026-07-01）",
)
def tekun_income_below_standard(tekun_income, dibao_standard, members):
    return tekun_income < dibao_standard * members


@test(
    "没有有劳动能力的共同生活成员",
    basis="民发〔2021〕43号 第四条、第八条；社会救助法 第十六条（自2026-07-01）",
)
def no_able_member(able_members):
    return able_members == 0


@test(
    "没有有履行能力的法定义务人",
    basis="民发〔2021〕43号 第四条、第八条；社会救助法 第十六条（自2026-07-01）",
)
def no_able_supporter(able_supporters):
    return able_supporters == 0


@test(
    "特困基本生活标准已有规定",
    basis="国发〔2016〕14号；社会救助法 第十七条（自2026-07-01）",
)
def tekun_amount_is_set(has_tekun_standard):
    return has_tekun_standard == 1


@scheme(
    "特困人员",
    basis="民发〔2021〕43号 第四条至第八条；社会救助法 第十六条（自2026-07-01）",
)
def tekun(
    someone_without_labour_ability,
    tekun_income_below_standard,
    financial_within_limit,
    homes_within_limit,
    vehicles_within_limit,
    businesses_within_limit,
    no_able_member,
    no_able_supporter,
    tekun_amount_is_set,
):
    return (
        someone_without_labour_ability
        and tekun_income_below_standard
        and financial_within_limit
        and homes_within_limit
        and vehicles_within_limit
        and businesses_within_limit
        and no_able_member
        and no_able_supporter
        and tekun_amount_is_set
    )


@household(
    "特困基本生活费（月）",
    unit=MONEY,
    basis="国发〔2016〕14号；社会救助法 第十七条（自2026-07-01）",
)
def tekun_monthly(tekun, tekun_standard, members_without_labour_ability):
    if not tekun:
        return 0
    return tekun_standard * members_without_labour_ability
