"""演示家庭：the families of the public scenarios, with the names, numbers and facts of the scenario file.

Everybody is invented: the numbers carry the area code 990204, which is no division.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doudi.casework.intake.family import Newcomer, NewSupporter
from doudi.casework.intake.form import Applied, Handed
from doudi.records.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class Family:
    """一户：where it lives, who it is, what it says, whom it could ask for support, what it applies for."""

    village: str
    address: str
    newcomers: Mapping[str, Newcomer]
    facts: Mapping[str, Any]
    supporters: Mapping[str, NewSupporter]
    reason: str
    asked_for: str = ""

    def applied(self, papers: tuple[Handed, ...]) -> Applied:
        """The one form with these papers."""
        return Applied(self.reason, None, asked_for=self.asked_for, papers=papers)


def member(short: str, relation: str, **told: Any) -> dict[str, Any]:
    """One member as the question file has it; no income and no spending unless told."""
    return {"id": short, "relation": relation, "income": [], "spending_year": {}, **told}


def monthly(kind: str, amount: int) -> dict[str, Any]:
    """An income of so many yuan a month."""
    return {"kind": kind, "monthly": amount}


def _assets(**told: int) -> dict[str, int]:
    return {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0, **told}


def _one(name: str, relation: str, number: str) -> Newcomer:
    return Newcomer(name, relation, Secret(number))


def _s01() -> Family:
    wife = member("a", "self", income=[monthly("pension", 108)], spending_year={"medical": 2400})
    husband = member("b", "spouse", income=[monthly("pension", 108), monthly("property", 150)])
    # The scenario names no supporter; with none at all the couple would be 特困. A son who earns too little to owe.
    son = {"id": "s1", "supports": ["a"], "relation": "child", "persons_supported": 1}
    son |= {"family_size": 3, "family_income_monthly": 1500}
    return Family(
        "990204101200",
        "东岗村一组 12 号",
        {
            "a": _one("林秀兰", "本人", "990204195004120121"),
            "b": _one("赵广田", "配偶", "990204194809030110"),
        },
        {"members": [wife, husband], "assets": _assets(financial=6200), "supporters": [son]},
        {"s1": NewSupporter("a", "赵小军", "子")},
        "年老多病，没有固定收入",
    )


def _s02() -> Family:
    son = {"id": "s1", "supports": ["a"], "relation": "child", "persons_supported": 1}
    return Family(
        "990204101201",
        "西甸村二组 5 号",
        {"a": _one("孙桂芝", "本人", "990204194509200229")},
        {
            "members": [member("a", "self", income=[monthly("pension", 120)])],
            "assets": _assets(),
            "supporters": [{**son, "family_size": 3, "family_income_monthly": 3700}],
        },
        {"s1": NewSupporter("a", "孙志强", "子")},
        "年老，儿子收入不高",
    )


def _s03() -> Family:
    return Family(
        "990204201200",
        "石桥村三组 8 号",
        {
            "a": _one("周建国", "本人", "990204197605180313"),
            "b": _one("何丽", "配偶", "990204197807110321"),
            "c": _one("周阳", "子", "990204200103060412"),
            "d": _one("周雨", "女", "990204200611230422"),
        },
        {
            "members": [
                member("a", "self", income=[monthly("wage", 2600), monthly("farming", 300)]),
                member("b", "spouse", carer=True),
                member("c", "child", disability={"category": "physical", "grade": 1}),
                member("d", "child", student=True),
            ],
            "assets": _assets(),
            "supporters": [],
        },
        {},
        "儿子重度残疾，妻子在家照料，不能外出做工",
    )


def _s05() -> Family:
    return Family(
        "990204001001",
        "安平社区 6 号楼 2 单元 301",
        {
            "a": _one("许志刚", "本人", "990204197401190616"),
            "b": _one("唐素梅", "配偶", "990204197606150722"),
            "c": _one("许诺", "子", "990204200209280712"),
        },
        {
            "members": [
                member("a", "self", income=[monthly("wage", 1800)], spending_year={"medical": 3000}),
                member("b", "spouse", income=[monthly("wage", 900)]),
                member(
                    "c",
                    "child",
                    student=True,
                    income=[monthly("scholarship", 330)],
                    spending_year={"education": 9600},
                ),
            ],
            "assets": _assets(),
            "supporters": [],
        },
        {},
        "学费、药费高，工资低",
    )


def _s07() -> Family:
    return Family(
        "990204101200",
        "东岗村四组 3 号",
        {
            "a": _one("冯大伟", "本人", "990204198206070816"),
            "b": _one("冯玉珍", "母", "990204195503100926"),
            "c": _one("冯小宝", "子", "99020420120901091X"),
        },
        {
            "members": [member("a", "self"), member("b", "parent"), member("c", "child")],
            "assets": _assets(),
            "supporters": [],
        },
        {},
        "失业，没有收入",
    )


def _s08() -> Family:
    """The scenario names nobody: an old woman and her grown daughter, whose signature is missing at first."""
    daughter = {"id": "s1", "supports": ["a"], "relation": "child", "persons_supported": 1}
    return Family(
        "990204201200",
        "石桥村一组 2 号",
        {"a": _one("田秀云", "本人", "990204195108120548")},
        {
            "members": [member("a", "self", income=[monthly("pension", 108)])],
            "assets": _assets(),
            "supporters": [{**daughter, "family_size": 3, "family_income_monthly": 2400}],
        },
        {"s1": NewSupporter("a", "田春梅", "女")},
        "年老，独自生活",
    )


def _s10() -> Family:
    return Family(
        "990204101202",
        "前堡村五组 1 号",
        {"a": _one("李长贵", "本人", "990204195102030015")},
        {
            "members": [member("a", "self", income=[monthly("pension", 108)])],
            "assets": _assets(),
            "supporters": [],
        },
        {},
        "无劳动能力，无人赡养",
        "tekun",
    )


SCENARIO_FAMILIES: Mapping[str, Family] = {
    "S01": _s01(),
    "S02": _s02(),
    "S03": _s03(),
    "S05": _s05(),
    "S07": _s07(),
    "S08": _s08(),
    "S10": _s10(),
}
