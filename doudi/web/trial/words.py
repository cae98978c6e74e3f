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
