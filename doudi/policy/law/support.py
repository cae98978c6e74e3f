"""赡养费 — what obligors living elsewhere are reckoned to give, and its halving (赡养费减半)."""

from doudi.policy.language import (
    MONEY,
    YES_NO,
    household,
    how_many,
    obligation,
    share,
    supporter,
    total,
)


@household(
    "适用的低保标准",
    unit=MONEY,
    basis="社会救助法 第十九条（自2026-07-01）；民发〔2021〕57号 第二十三条",
)
def dibao_standard(urban, dibao_standard_urban, dibao_standard_rural, fen):
    if urban:
        return dibao_standard_urban * fen
    return dibao_standard_rural * fen


@supporter(
    "赡养人家庭收入超出部分",
    unit=MONEY,
    basis="民法典 第一千零六十七条；铁清民发〔2022〕47号 二（二）",
)
def support_excess(
    family_income,
    family_size,
    dibao_standard,
    support_fee_threshold_multiple,
    support_fee_per_head,
    fen,
):
    """Over the whole family, or per head of it, as the place's value `base` says."""
    if support_fee_per_head:
        return max(
            family_income * fen // family_size - share(dibao_standard, support_fee_threshold_multiple),
            0,
        )
    return max(
        family_income * fen - share(dibao_standard, support_fee_threshold_multiple) * family_size,
        0,
    )


@supporter(
    "每名被赡养人应得赡养费",
    unit=MONEY,
    basis="民法典 第一千零六十七条；铁清民发〔2022〕47号 二（二）",
)
def support_share(
    unable,
    support_fee_unable_counted,
    support_excess,
    support_fee_rate,
    persons_supported,
):
    if unable and not support_fee_unable_counted:
        return 0
    return share(support_excess, support_fee_rate) // persons_supported


@obligation("赡养费减半", unit=YES_NO, basis="铁清民发〔2022〕47号 二（二）")
def halved(
    age,
    age_marks_elder,
    severe_disability,
    serious_illness,
    lifted_out_of_poverty,
    halves_age_60,
    halves_severe_disability,
    halves_serious_illness,
    halves_lifted_out_of_poverty,
):
    return (
        (halves_severe_disability and severe_disability)
        or (halves_serious_illness and serious_illness)
        or (halves_lifted_out_of_poverty and lifted_out_of_poverty)
        or (halves_age_60 and age >= age_marks_elder)
    )


@obligation("减半前的赡养费", unit=MONEY, basis="民法典 第一千零六十七条")
def share_before_halving(support_share):
    return support_share


@obligation("减半后的赡养费", unit=MONEY, basis="铁清民发〔2022〕47号 二（二）")
def share_counted(support_share, halved, support_fee_halving_factor):
    if support_share == 0:
        return 0
    if halved:
        return share(support_share, support_fee_halving_factor)
    return support_share


total(
    "shares_before_halving",
    "按公式推算（减半前）",
    of="share_before_halving",
    basis="民法典 第一千零六十七条",
)
total(
    "shares_counted",
    "按公式推算（减半后）",
    of="share_counted",
    basis="铁清民发〔2022〕47号 二（二）",
)


@supporter("计入的赡养费", unit=MONEY, basis="民法典 第一千零六十七条、第一千零八十五条")
def supporter_counted(shares_counted, agreed, paid, fen):
    """An agreement, a judgment or what is really paid counts instead, unhalved, when it is higher."""
    return max(shares_counted, max(agreed, paid) * fen)


@supporter("有履行义务能力", unit=YES_NO, basis="民发〔2021〕43号 第八条")
def able_to_support(unable):
    return not unable


total(
    "support_fee",
    "赡养费",
    of="supporter_counted",
    basis="民发〔2021〕57号 第十二条；铁清民发〔2022〕47号 二（二）",
)
total(
    "support_fee_before_halving",
    "减半前的赡养费合计",
    of="shares_before_halving",
    basis="民法典 第一千零六十七条",
)
how_many(
    "able_supporters",
    "有履行能力的义务人数",
    of="able_to_support",
    basis="民发〔2021〕43号 第八条",
)
