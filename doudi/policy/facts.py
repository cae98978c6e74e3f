"""一户的事实 — the facts that the household rules read, one name each.

The same names serve the question file, the packed columns of the bulk form and the three forms of the
rules. An input that may be unknown says which path of the question file is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from doudi.policy.language import HOUSEHOLD, MEMBER, SUPPORTER

INCOME_KINDS = {
    "wage": "工资性收入",
    "business": "经营净收入",
    "farming": "种植养殖净收入",
    "property": "财产净收入",
    "pension": "养老金、退休金",
    "transfer": "转移净收入",
    "support": "已得赡养、抚养、扶养费",
    "other": "其他收入",
    "preferential_compensation": "优待抚恤金",
    "old_age_allowance": "高龄津贴",
    "disability_subsidy": "残疾人两项补贴",
    "temporary_aid": "临时救助金",
    "price_subsidy": "价格临时补贴",
    "scholarship": "奖学金、助学金",
    "family_planning_award": "计划生育奖励扶助金",
    "social_assistance": "社会救助款物",
    "basic_pension": "城乡居民基础养老金",
}
DISABILITY_CATEGORIES = {
    "visual": 1,
    "hearing": 2,
    "speech": 3,
    "physical": 4,
    "intellectual": 5,
    "mental": 6,
    "multiple": 7,
}  # GB/T 26341-2010; 0 = no certificate
CATEGORY_TITLES = {
    1: "视力",
    2: "听力",
    3: "言语",
    4: "肢体",
    5: "智力",
    6: "精神",
    7: "多重",
}

FEN, FLAG, NUMBER, DAY, CATEGORY = "fen", "flag", "number", "day", "category"

MOST_FEN = 10**11  # a thousand million yuan: above it the interpreter reckons, with whole numbers of any size


@dataclass(frozen=True)
class Input:
    """A fact: its entity, Chinese title, sort, the path that is missing when unknown, and its range."""

    name: str
    entity: str
    title: str
    sort: str
    path: str
    most: int
    least: int = 0
    may_be_unknown: bool = False


SPENDING_KINDS = {
    "medical": "医疗自付（年）",
    "education": "教育自付（年）",
    "rehabilitation": "康复自付（年）",
}
# fmt: off
_ROWS = (
    Input("urban", HOUSEHOLD, "适用城市标准", FLAG, "standard", 1),
    Input("lifted_out_of_poverty", HOUSEHOLD, "脱贫户", FLAG, "lifted_out_of_poverty", 1),
    Input("financial_assets", HOUSEHOLD, "金融资产", FEN, "assets.financial", MOST_FEN, 0, True),
    Input("homes", HOUSEHOLD, "住房套数", NUMBER, "assets.homes", 10_000, 0, True),
    Input("vehicles", HOUSEHOLD, "机动车辆数", NUMBER, "assets.vehicles", 10_000, 0, True),
    Input("businesses", HOUSEHOLD, "经营实体数", NUMBER, "assets.businesses", 10_000, 0, True),
    Input("birth", MEMBER, "出生日期", DAY, "birth", 2999_12_31, 1800_01_01, True),
    Input("disability_category", MEMBER, "残疾类别", CATEGORY, "disability.category", 7),
    Input("disability_grade", MEMBER, "残疾等级", NUMBER, "disability.grade", 4),
    Input("serious_illness", MEMBER, "重病", FLAG, "serious_illness", 1),
    Input("student", MEMBER, "在校学生", FLAG, "student", 1),
    Input("unable_to_work", MEMBER, "经评估无劳动能力", FLAG, "unable_to_work", 1),
    Input("carer", MEMBER, "照料重残成员不能就业", FLAG, "carer", 1),
    *(Input(f"income_{kind}", MEMBER, f"{title}（年）", FEN, "income", MOST_FEN, 0, True)
      for kind, title in INCOME_KINDS.items()),
    *(Input(f"spending_{sort}", MEMBER, title, FEN, f"spending_year.{sort}", MOST_FEN, 0, True)
      for sort, title in SPENDING_KINDS.items()),
    Input("family_size", SUPPORTER, "赡养人家庭人口", NUMBER, "family_size", 100, 1, True),
    Input("family_income", SUPPORTER, "赡养人家庭月收入", FEN, "family_income_monthly", MOST_FEN, 0, True),
    Input("persons_supported", SUPPORTER, "被赡养人数", NUMBER, "persons_supported", 100, 1),
    Input("agreed", SUPPORTER, "协议或判决的月费", FEN, "agreed_monthly", MOST_FEN),
    Input("paid", SUPPORTER, "实际支付的月费", FEN, "paid_monthly", MOST_FEN),
    Input("unable", SUPPORTER, "无履行义务能力", FLAG, "unable", 1),
)
# fmt: on
INPUTS = {row.name: row for row in _ROWS}
COUNTED = {"members": "共同生活人数"}  # what the reckoning counts for itself
MEASURES = {
    "today": "裁量之日",
    "fen": "一分",
    "yuan": "一元",
}  # the day, and a fen and a yuan in parts

HOUSEHOLD_INPUTS = tuple(name for name, row in INPUTS.items() if row.entity == HOUSEHOLD)
MEMBER_INPUTS = tuple(name for name, row in INPUTS.items() if row.entity == MEMBER)
SUPPORTER_INPUTS = tuple(name for name, row in INPUTS.items() if row.entity == SUPPORTER)
MOST_MEMBERS = 30  # of one household in the fast forms; more are reckoned by the interpreter
MOST_SUPPORTERS = 30
