"""试算的选项：the words of the form's lists, each with its Chinese title."""

from __future__ import annotations

from doudi.policy.facts import CATEGORY_TITLES, DISABILITY_CATEGORIES, INCOME_KINDS
from doudi.policy.self_care import ITEMS

STANDARDS = (("rural", "农村标准"), ("urban", "城市标准"))
RELATIONS = (
    ("self", "本人"),
    ("spouse", "配偶"),
    ("child", "子女"),
    ("parent", "父母"),
    ("grandchild", "孙子女、外孙子女"),
    ("grandparent", "祖父母、外祖父母"),
    ("sibling", "兄弟姐妹"),
    ("other", "其他"),
)
SEXES = (("female", "女"), ("male", "男"))
CATEGORIES = tuple((word, CATEGORY_TITLES[code]) for word, code in DISABILITY_CATEGORIES.items())
GRADES = tuple((str(grade), f"{grade}级") for grade in range(1, 5))
INCOMES = tuple(INCOME_KINDS.items())
PERIODS = (("monthly", "元／月"), ("yearly", "元／年"))
SELF_CARE = tuple(ITEMS.items())

LABELS = {
    "on": "裁量之日",
    "known_on": "只用此日以前印发的",
    "values": "地方",
    "standard": "适用标准",
    "members": "家庭成员",
    "supporters": "义务人",
    "no_supporters": "没有义务人",
    "assets": "家庭财产",
    "financial": "金融资产",
    "homes": "住房",
    "vehicles": "机动车辆",
    "businesses": "经营实体",
    "id": "姓名或短名",
    "relation": "关系",
    "birth": "出生日期",
    "sex": "性别",
    "category": "残疾类别",
    "grade": "残疾等级",
    "income": "收入",
    "no_income": "没有收入",
    "kind": "收入种类",
    "amount": "收入金额",
    "medical": "医疗支出",
    "education": "教育支出",
    "rehabilitation": "康复支出",
    "care_assessed": "生活自理能力",
    "self_care_failed": "生活自理能力",
    "family_size": "家庭人口",
    "family_income_monthly": "家庭月收入",
    "persons_supported": "共赡养几人",
    "agreed_monthly": "协议或判决的月费",
    "paid_monthly": "实际支付的月费",
    "supports": "赡养、抚养或扶养谁",
}
_WHOSE = {"members": "成员", "supporters": "义务人"}


def label_of(field: str) -> str:
    """A field of the page in words: `members-1-birth` is 成员 2 的出生日期."""
    steps = field.split("-")
    whose = f"{_WHOSE[steps[0]]} {int(steps[1]) + 1} 的" if len(steps) > 2 and steps[0] in _WHOSE else ""
    return whose + next((LABELS[step] for step in reversed(steps) if step in LABELS), field)
