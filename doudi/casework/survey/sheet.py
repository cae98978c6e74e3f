"""调查表的栏目（D06）：what is asked at the home, of whom, and what the family had declared about it.

A field is named by a path (`m.a.income.pension`), so that two phones and a phone without signal can write beside
each other. What was typed is kept as it was typed; `answers.py` reads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from doudi.casework.intake.papers import Parties
from doudi.policy.facts import INCOME_KINDS, SPENDING_KINDS
from doudi.policy.question import as_money, yuan
from doudi.records.documents.papers.survey import CAUSES

TEXT, LONG, COUNT, YUAN, YEARLY, FLAG, ONE, SEVERAL, MOMENT, PLACE = (
    "text",
    "long",
    "count",
    "yuan",
    "yearly",
    "flag",
    "one",
    "several",
    "moment",
    "place",
)
PER, BILLS = ".per", ".bills"  # beside an amount: a month or a year; whether the bills were seen
HOUSING = ("砖瓦平房", "砖混平房", "楼房", "土坯房", "危房", "借住", "租住", "其他")
RELATIONS = {
    "self": "本人",
    "spouse": "配偶",
    "child": "子女",
    "parent": "父母",
    "grandchild": "孙子女、外孙子女",
    "grandparent": "祖父母、外祖父母",
    "sibling": "兄弟姐妹",
}
# The kinds that a visit always asks each adult about; any other kind is asked where the family declared it.
ALWAYS_ASKED = ("wage", "business", "farming", "property", "pension", "transfer", "support")


@dataclass(frozen=True, slots=True)
class Field:
    """一栏：its path, title, sort, unit; the declared answer in words and as it would be typed."""

    name: str
    title: str
    sort: str = TEXT
    unit: str = ""
    choices: tuple[str, ...] = ()
    needed: bool = False
    declared: str = ""
    as_declared: str = ""
    per: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """一节：the fields that stand together on a phone."""

    key: str
    title: str
    fields: tuple[Field, ...]


def sections(about: Parties) -> Sequence[Section]:
    """The whole form of one family, in the order in which a home is seen."""
    return (
        Section("visit", "时间、地点、在场人", VISIT),
        Section("home", "住房、财产", _home(about.facts.get("assets") or {})),
        *(
            Section(f"m.{row['id']}", about.members[str(row["id"])].name, _member(row))
            for row in about.facts["members"]
        ),
        *(
            Section(f"s.{row['id']}", f"{about.supporters[str(row['id'])].name}（赡养人）", _supporter(row))
            for row in about.facts.get("supporters") or ()
        ),
        Section("conclusion", "调查结论", CONCLUSION),
    )


def every_field(about: Parties) -> Mapping[str, Field]:
    """Path → field, with the small ones that stand beside an amount."""
    found: dict[str, Field] = {}
    for section in sections(about):
        for field in section.fields:
            found[field.name] = field
            if field.sort == YEARLY:
                found[field.name + PER] = Field(field.name + PER, field.title, ONE, choices=("month", "year"))
            if ".spending." in field.name:
                found[field.name + BILLS] = Field(field.name + BILLS, f"{field.title}的票据", FLAG)
    return found


VISIT = (
    Field("at", "入户时间", MOMENT, needed=True),
    Field("place", "地点", needed=True),
    Field("spot", "定位", PLACE),
    Field("here", "在场的家庭成员", needed=True),
)
CONCLUSION = (
    Field("exemption", "财产豁免"),
    Field("debts", "债务"),
    Field("causes", "困难原因", SEVERAL, choices=CAUSES, needed=True),
    Field("consistent", "与申报一致", FLAG, needed=True),
    Field("finding", "调查结论", LONG, needed=True),
    Field("remarks", "特别说明", LONG),
)


def _home(assets: Mapping[str, Any]) -> tuple[Field, ...]:
    def told(key: str) -> str:
        return "" if assets.get(key) is None else str(assets[key])

    return (
        Field("housing", "住房结构", ONE, choices=HOUSING, needed=True),
        Field("floor", "面积", COUNT, "平方米"),
        Field("fittings", "装修、陈设"),
        _declared(Field("homes", "住房套数", COUNT, "套", needed=True), told("homes"), "套"),
        _declared(Field("vehicles", "机动车", COUNT, "辆", needed=True), told("vehicles"), "辆"),
        Field("vehicles_seen", "车型、车牌、农机"),
        Field("goods", "家用电器、日常消费"),
        Field("land", "土地（自种、转出、转入）"),
        Field("breeding", "养殖"),
        _declared(Field("financial", "存款、有价证券", YUAN, "元"), told("financial"), "元"),
        _declared(Field("businesses", "经营实体", COUNT, "个"), told("businesses"), "个"),
    )


def _member(row: Mapping[str, Any]) -> tuple[Field, ...]:
    at = f"m.{row['id']}"
    incomes: dict[str, list[Mapping[str, Any]]] = {}
    for each in row.get("income") or ():
        incomes.setdefault(each["kind"], []).append(each)
    kinds = [kind for kind in INCOME_KINDS if kind in ALWAYS_ASKED or kind in incomes]
    spending = row.get("spending_year") or {}
    return (
        Field(f"{at}.health", "健康、残疾", needed=True),
        Field(f"{at}.work", "就业、就学", needed=True),
        *(
            _flag_declared(Field(f"{at}.{name}", title, FLAG), row.get(name))
            for name, title in MEMBER_FLAGS.items()
        ),
        *(_income(f"{at}.income.{kind}", INCOME_KINDS[kind], incomes.get(kind, [])) for kind in kinds),
        *(
            _declared(Field(f"{at}.spending.{sort}", title, YUAN, "元"), _typed(spending.get(sort)), "元")
            for sort, title in SPENDING_KINDS.items()
        ),
    )


def _income(name: str, title: str, told: Sequence[Mapping[str, Any]]) -> Field:
    """One kind of income. What was declared in several parts is asked about as one sum a year."""
    if not told:
        return Field(name, title, YEARLY, "元")
    monthly = len(told) == 1 and "monthly" in told[0]
    amount = _typed(told[0]["monthly"]) if monthly else yuan(sum(_yearly(each, name) for each in told))
    asked = Field(name, title, YEARLY, "元", per="month" if monthly else "year")
    return _declared(asked, amount, "元/月" if monthly else "元/年")


def _yearly(told: Mapping[str, Any], name: str) -> int:
    """Fen a year of one declared income."""
    if "monthly" in told:
        return 12 * as_money(told["monthly"], name)
    return as_money(told["yearly"], name)


def _supporter(row: Mapping[str, Any]) -> tuple[Field, ...]:
    at = f"s.{row['id']}"

    def told(field: Field, key: str, unit: str) -> Field:
        return _declared(field, _typed(row.get(key)), unit)

    return (
        Field(f"{at}.situation", "家庭和收入情况"),
        told(Field(f"{at}.family_size", "家庭人口", COUNT, "人"), "family_size", "人"),
        told(Field(f"{at}.family_income", "家庭月收入", YUAN, "元"), "family_income_monthly", "元/月"),
        told(Field(f"{at}.persons_supported", "赡养几位老人", COUNT, "人"), "persons_supported", "人"),
        told(Field(f"{at}.paid", "实际每月给", YUAN, "元"), "paid_monthly", "元/月"),
        _flag_declared(Field(f"{at}.unable", "无履行义务能力", FLAG), row.get("unable")),
    )


MEMBER_FLAGS = {
    "serious_illness": "患重病",
    "student": "在校学生",
    "unable_to_work": "无劳动能力",
    "carer": "照料重残成员不能就业",
}


def _declared(field: Field, amount: str, unit: str) -> Field:
    return replace(field, declared=f"{amount} {unit}", as_declared=amount) if amount else field


def _flag_declared(field: Field, value: Any) -> Field:
    if not isinstance(value, bool):
        return field
    return replace(field, declared="是" if value else "否", as_declared="yes" if value else "no")


def _typed(value: Any) -> str:
    return "" if value is None else str(value)
