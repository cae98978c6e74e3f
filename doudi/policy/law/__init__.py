"""The rules, read top to bottom as a case is reckoned: person, income, support, assets, schemes.

Importing this package puts every rule into `doudi.policy.language.BOOK`.
"""

from doudi.policy.law import (
    assets,
    dibao,
    income,
    margin,
    person,
    rigid,
    single_person,
    support,
    tekun,
)

__all__ = [
    "assets",
    "dibao",
    "income",
    "margin",
    "person",
    "rigid",
    "single_person",
    "support",
    "tekun",
]
