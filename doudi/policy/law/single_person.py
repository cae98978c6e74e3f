"""单人保 — a severely disabled or seriously ill member of a 低保边缘 family, alone."""

from doudi.policy.language import (
    MONEY,
    YES_NO,
    how_many,
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
BY_SHARE = 1
BY_DIFFERENCE = 2


@member(
    "重度残疾人或者重病患者",
    unit=YES_NO,
    basis="民发〔2021〕57号 第八条；铁清民发〔2022〕47号 二（二）；社会救助法 第二十一条（自2026-07-01）",
)
def single_person_candidate(severe_disability, serious_illness, single_person_min_age, age):
    return (severe_disability or serious_illness) and (
        single_person_min_age == 0 or age >= single_person_min_age
    )


@member("单人保取整前的金额", unit=MONEY, basis="铁清民发〔2022〕47号 二（二）")
def single_person_before_rounding(dibao_standard, single_person_amount, single_person_share, member_income):
    """`difference` reckons the person as a household of one: the standard less the person's own income."""
    if single_person_amount == BY_SHARE:
        return share(dibao_standard, single_person_share)
    if single_person_amount == BY_DIFFERENCE:
        return max(dibao_standard - member_income, 0)
    return dibao_standard


@member("单人保金额（每人每月）", unit=MONEY, basis="铁清民发〔2022〕47号 二（二）")
def single_person_each(
    single_person_candidate,
    single_person_before_rounding,
    dibao_benefit_rounding,
    fen,
    yuan,
):
    if not single_person_candidate:
        return 0
    if dibao_benefit_rounding == CEIL_YUAN:
        return round_up(single_person_before_rounding, yuan)
    if dibao_benefit_rounding == HALF_UP_YUAN:
        return round_half_up(single_person_before_rounding, yuan)
    return round_half_up(single_person_before_rounding, fen)


how_many(
    "single_person_candidates",
    "重度残疾人、重病患者人数",
    of="single_person_candidate",
    basis="民发〔2021〕57号 第八条",
)
total(
    "single_person_sum",
    "单人保金额合计",
    of="single_person_each",
    basis="铁清民发〔2022〕47号 二（二）",
)


@test(
    "家庭属于低保边缘家庭",
    basis="民发〔2021〕57号 第八条；社会救助法 第二十一条（自2026-07-01）",
)
def household_on_margin(margin):
    return margin


@test(
    "有重度残疾人或者重病患者",
    basis="民发〔2021〕57号 第八条；铁清民发〔2022〕47号 二（二）；社会救助法 第二十一条（自2026-07-01）",
)
def someone_may_be_covered_alone(single_person_candidates):
    return single_person_candidates >= 1


@test(
    "单人保的计发办法已有规定",
    basis="铁清民发〔2022〕47号 二（二）；社会救助法 第二十一条（自2026-07-01）",
)
def single_person_amount_is_set(has_single_person, has_dibao_benefit):
    return has_single_person == 1 and has_dibao_benefit == 1


@scheme(
    "单人保",
    basis="民发〔2021〕57号 第八条；铁清民发〔2022〕47号 二（二）；社会救助法 第二十一条（自2026-07-01）",
)
def single_person(household_on_margin, someone_may_be_covered_alone, single_person_amount_is_set):
    return household_on_margin and someone_may_be_covered_alone and single_person_amount_is_set
