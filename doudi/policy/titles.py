"""中文名称 — the Chinese title of every name that a reckoning can mention: quantities, facts, figures."""

from __future__ import annotations

from doudi.policy.facts import COUNTED, INCOME_KINDS, INPUTS, MEASURES
from doudi.policy.language import BOOK
from doudi.policy.value_keys import MOST_TIERS

_FIGURES = {
    "dibao_standard_rural": "农村低保标准",
    "dibao_standard_urban": "城市低保标准",
    "tekun_standard_rural": "农村特困基本生活标准",
    "tekun_standard_urban": "城市特困基本生活标准",
    "income_per_capita_last_year_rural": "上年度农村居民人均可支配收入",
    "income_per_capita_last_year_urban": "上年度城镇居民人均可支配收入",
    "minimum_wage_monthly": "月最低工资标准",
    "margin_multiple": "低保边缘倍数",
    "dibao_benefit_by_tiers": "分档补助",
    "dibao_benefit_rounding": "取整办法",
    "dibao_benefit_floor_share": "最低补差比例",
    "single_person_amount": "单人保计发办法",
    "single_person_share": "单人保比例",
    "single_person_min_age": "单人保最低年龄",
    "supplement_age_70": "满70周岁增发比例",
    "supplement_minor": "未成年人增发比例",
    "supplement_severe_disability": "重度残疾人增发比例",
    "supplement_serious_illness": "重病患者增发比例",
    "supplements_add_up": "增发可以累加",
    "employment_cost_rate": "就业成本比例",
    "employment_cost_cap_monthly": "就业成本每人每月上限",
    "imputed_wage_share_of_minimum_wage": "推算工资占最低工资的比例",
    "rigid_spending_medical_share": "医疗自付核减比例",
    "rigid_spending_education_cap_year": "教育核减每生每年上限",
    "rigid_spending_rehabilitation_cap_year": "康复核减每人每年上限",
    "support_fee_threshold_multiple": "赡养费起算倍数",
    "support_fee_per_head": "赡养费按人均推算",
    "support_fee_rate": "赡养费计算比例",
    "support_fee_halving_factor": "减半系数",
    "support_fee_unable_counted": "无能力义务人也推算",
    "halves_age_60": "年满60周岁减半",
    "halves_severe_disability": "重残减半",
    "halves_serious_illness": "重病减半",
    "halves_lifted_out_of_poverty": "脱贫户减半",
    "asset_limits_financial_months_of_standard": "金融资产限额",
    "asset_limits_homes": "住房限额",
    "asset_limits_vehicles": "机动车辆限额",
    "asset_limits_businesses": "经营实体限额",
    "rigid_expenditure_share_of_income": "刚性支出占收入的规定比例",
    "rigid_expenditure_inclusive": "等于规定比例也算",
    "rigid_expenditure_income_base": "人均可支配收入取用口径",
    "age_marks_elder": "老年人年龄界限",
    "age_marks_child": "未满该年龄视为无劳动能力",
    "age_marks_adult": "成年年龄",
    "age_marks_aged": "高龄界限",
    "disability_marks_severe": "重度残疾等级界限",
    "disability_marks_severe_mental": "智力、精神重度残疾等级界限",
    "disability_marks_work_mental": "智力、精神残疾无劳动能力等级界限",
    "disability_marks_work_physical": "肢体残疾无劳动能力等级界限",
    "disability_marks_work_visual": "视力残疾无劳动能力等级界限",
    "has_dibao_benefit": "低保金计发办法在当日有效",
    "has_supplements": "分类施保办法在当日有效",
    "has_single_person": "单人保计发办法在当日有效",
    "has_tekun_standard": "特困基本生活标准在当日有效",
    **{f"tier{n}_income_up_to_share": f"第{n}档收入上限（占标准）" for n in range(1, MOST_TIERS + 1)},
    **{f"tier{n}_pays_share": f"第{n}档发放比例" for n in range(1, MOST_TIERS + 1)},
    **{f"counts_{kind}": f"{title}计入" for kind, title in INCOME_KINDS.items()},
    **{f"tekun_counts_{kind}": f"{title}计入（特困口径）" for kind, title in INCOME_KINDS.items()},
}


def title(name: str) -> str:
    """The Chinese title of a quantity, a fact or a figure."""
    if name in BOOK:
        return BOOK[name][-1].title
    if name in INPUTS:
        return INPUTS[name].title
    return COUNTED.get(name) or MEASURES.get(name) or _FIGURES[name]
