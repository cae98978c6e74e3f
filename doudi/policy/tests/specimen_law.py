"""样例规则 — a small law with one rule of every form, for tests that tell the printed forms to the letter.

`test_printed_forms.specimen` loads it into a book of its own; it never stands beside the law.
"""

from doudi.policy.language import (
    CODE,
    COUNT,
    MONEY,
    YES_NO,
    household,
    how_many,
    member,
    obligation,
    round_half_up,
    round_up,
    scheme,
    share,
    supporter,
    test,
    total,
)

ADULT = 18_00_00


@household("标准", unit=MONEY, basis="样例")
def standard(urban, dibao_standard_rural, dibao_standard_urban, fen):
    if urban:
        return dibao_standard_urban * fen
    return dibao_standard_rural * fen


@member("月收入", unit=MONEY, basis="样例")
def earned(income_wage, income_scholarship, counts_scholarship, employment_cost_rate, fen):
    return (
        income_wage * fen // 12
        - share(income_wage * fen // 12, employment_cost_rate)
        + income_scholarship * counts_scholarship * fen // 12
    )


@member("成年", unit=YES_NO, basis="样例")
def adult(birth, today):
    return today - birth >= ADULT


@member("要照料", unit=YES_NO, basis="样例")
def in_care(serious_illness, disability_category, student, adult):
    return (serious_illness or disability_category) and not (student and adult)


@member("照料的档", unit=CODE, basis="样例")
def care_grade(in_care, disability_grade):
    if not in_care:
        return 0
    return max(4 - disability_grade, 1)


@member("补贴", unit=MONEY, basis="样例")
def extra(care_grade, standard, asset_limits_vehicles):
    if care_grade == 3:
        return standard
    return standard * asset_limits_vehicles


@member("都算", unit=YES_NO, basis="样例")
def counted(counts_wage):
    return counts_wage == 1


total("earnings", "收入合计", of="earned", basis="样例")
total("extras", "补贴合计", of="extra", basis="样例")
how_many("adults", "成年人数", of="adult", basis="样例")
how_many("persons_counted", "算进的人数", of="counted", basis="样例")


@supporter("余力", unit=MONEY, basis="样例")
def spare(family_income, standard, support_fee_threshold_multiple, unable, fen):
    if unable:
        return 0
    return max(family_income * fen - share(standard, support_fee_threshold_multiple), 0)


@obligation("对一人的赡养费", unit=MONEY, basis="样例")
def fee(spare, agreed, adult, support_fee_rate, lifted_out_of_poverty, fen):
    if adult or lifted_out_of_poverty:
        return share(spare, support_fee_rate)
    return min(spare, agreed * fen)


total("fees", "一名赡养人的赡养费", of="fee", basis="样例")


@supporter("少付", unit=YES_NO, basis="样例")
def pays_less(fees, paid, fen):
    return paid * fen < fees


total("support", "赡养费合计", of="fees", basis="样例")
how_many("paying_less", "少付的人数", of="pays_less", basis="样例")


@household("家庭收入", unit=MONEY, basis="样例")
def income(earnings, support):
    return earnings + support


@test("收入低于标准", basis="样例")
def below(income, standard, members):
    return income < standard * members


@test("收入低于特困标准", basis="样例")
def below_tekun(income, tekun_standard_rural, tekun_standard_urban, urban, members, fen):
    if urban:
        return income < tekun_standard_urban * members * fen
    return income < tekun_standard_rural * members * fen


@test("有成年人而住房不多", basis="样例")
def modest(adults, homes, asset_limits_homes):
    if not adults:
        return False
    return homes <= asset_limits_homes


@test("算法是按差额", basis="样例")
def by_difference(dibao_benefit_by_tiers):
    return not dibao_benefit_by_tiers


@test("城乡各一条", basis="样例")
def few_enough(urban, members, paying_less, persons_counted):
    if urban:
        return members <= 2
    return paying_less < persons_counted


@test("城里的小户", basis="样例")
def small_in_town(urban, members):
    if urban:
        return members < 2
    return False


@scheme("样例救助", basis="样例")
def aid(below, modest, by_difference, few_enough):
    return below and modest and by_difference and few_enough


@household("每月金额", unit=MONEY, basis="样例")
def monthly(aid, standard, members, income, extras, yuan):
    if aid:
        return round_up(standard * members - income, yuan) + extras
    return 0


@household("整十元的收入", unit=MONEY, basis="样例")
def about(income, yuan):
    return round_half_up(income, 10 * yuan)


@household("两个标准中大的", unit=MONEY, basis="样例")
def most(standard, income, extras):
    return max(min(standard, 0), income + extras * 1)


@household("档数", unit=COUNT, basis="样例")
def tiers(dibao_benefit_by_tiers, persons_counted):
    return persons_counted + dibao_benefit_by_tiers


@household("特困标准", unit=MONEY, basis="样例")
def tekun_base(tekun_standard_rural, fen):
    return tekun_standard_rural * fen
