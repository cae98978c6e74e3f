"""办公室：the cast of the stories, put on file through `actions`, and the families who come to the counter.

示例区 (990204), from the first day of 2022:
    张敏 zhang  township clerk of 松岭镇            刘洋 liu   reviewer of 松岭镇
    王强 wang   township clerk of 柳溪乡, next door   赵敏 min   district clerk
    陈静 chen   clerk of the verification centre      高远 gao   decides for the district
    陶然 tao   leads the verification centre
    丛林 cun   village worker of 东岗村              席前 xi    village worker of 西甸村, next door
    何平 he, 陆军 lu, 谭丽 tan, 杜伟 du, 胡守信 hu   sit on the panel of 松岭镇 (tests.panel)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from doudi.casework.cases.models import Case
from doudi.casework.intake.actions import take_in
from doudi.casework.intake.family import Newcomer, NewSupporter
from doudi.casework.intake.form import Applied, Handed
from doudi.config.tests.town import (
    ANPING,
    DISTRICT,
    DONGGANG,
    LIUXI,
    NEW_YEAR,
    PASSWORD,
    SHIQIAO,
    SONGLING,
    THE_DAY,
    XIDIAN,
    Town,
    invented_id,
)
from doudi.records.access import Act, acting_as
from doudi.records.staff.actions import appoint, open_account
from doudi.records.staff.models import Officer
from doudi.records.vault.secret import Secret

OFFICERS = (
    ("zhang", "张敏", "19860721", 62, "township_clerk", SONGLING),
    ("liu", "刘洋", "19800316", 73, "township_reviewer", SONGLING),
    ("wang", "王强", "19890908", 55, "township_clerk", LIUXI),
    ("min", "赵敏", "19821212", 84, "district_clerk", DISTRICT),
    ("chen", "陈静", "19870419", 46, "verification_clerk", DISTRICT),
    ("gao", "高远", "19760122", 91, "district_decider", DISTRICT),
    ("he", "何平", "19720530", 11, "panel_member", SONGLING),
    ("lu", "陆军", "19781015", 21, "panel_member", SONGLING),
    ("tan", "谭丽", "19840228", 22, "panel_member", SONGLING),
    ("du", "杜伟", "19810709", 31, "panel_member", SONGLING),
    ("hu", "胡守信", "19690311", 51, "panel_member", SONGLING),
    ("tao", "陶然", "19760914", 57, "verification_lead", DISTRICT),
    ("bai", "白露", "19750524", 61, "township_decider", LIUXI),
    ("qin", "秦和平", "19770318", 63, "township_decider", ANPING),
    ("cun", "丛林", "19930615", 64, "village_worker", DONGGANG),
    ("xi", "席前", "19940716", 65, "village_worker", XIDIAN),
)


@dataclass(frozen=True)
class Office:
    """Acts by officer, on 2022-03-07 unless another day is asked for."""

    town: Town

    def act(self, who: str, on: date = THE_DAY) -> Act:
        return self.town.act(who, on)

    def on(self, who: str, month: int, day: int) -> Act:
        """An act in 2022."""
        return self.act(who, date(2022, month, day))

    @property
    def songling(self) -> int:
        return self.town.area(SONGLING).pk

    @property
    def liuxi(self) -> int:
        return self.town.area(LIUXI).pk

    def see(self, question: Callable[..., Any], *asked: Any, by: Act) -> Any:
        """What a query answers to an officer, read whole while the scope is open."""
        with acting_as(by.scope):
            found = question(*asked, by)
            return list(found) if isinstance(found, QuerySet) else found

    def take(self, family: "Family", by: Act, **changed: Any) -> Case:
        """Take a family in at the counter of the act, with fields of the form changed."""
        form = {"at": SONGLING if self.songling in by.scope.areas else LIUXI, **changed}
        told = family.form(form.pop("facts", None), form.pop("applied", None))
        told["at"] = self.town.area(form.pop("at"))
        told["village"] = self.town.area(form.pop("village", family.village))
        return take_in(**{**told, **form}, by=by)


@dataclass(frozen=True)
class Family:
    """一户：who they are, what they say, and what papers they bring."""

    village: str
    newcomers: Mapping[str, Newcomer]
    facts: Mapping[str, Any]
    supporters: Mapping[str, NewSupporter]
    applied: Applied

    def form(self, facts: Mapping[str, Any] | None, applied: Applied | None) -> dict[str, Any]:
        return {
            "address": "一组 1 号",
            "newcomers": self.newcomers,
            "supporters": self.supporters,
            "facts": self.facts if facts is None else facts,
            "applied": self.applied if applied is None else applied,
        }

    def without(self, code: str, of: str = "") -> "Family":
        """The same family, one paper left at home."""
        kept = tuple(each for each in self.applied.papers if (each.code, each.of) != (code, of))
        return replace(self, applied=replace(self.applied, papers=kept))


def signed(*members: str, supporters: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> tuple[Handed, ...]:
    """Application of the first, pledges and authorisations of all, and papers of the household."""
    return (
        Handed("application", members[0]),
        *(Handed("pledge", each) for each in members),
        *(Handed("verification", each) for each in (*members, *supporters)),
        *(Handed(code) for code in also),
    )


def lin_family() -> Family:
    """林秀兰 and 赵广田 of 东岗村 (S01): two old people, a little rent, medicine, a son who earns too little."""
    return Family(
        DONGGANG,
        {
            "a": Newcomer("林秀兰", "本人", Secret("990204195004120121")),
            "b": Newcomer("赵广田", "配偶", Secret("990204194809030110")),
        },
        {
            "members": [
                {"id": "a", "relation": "self", "income": [{"kind": "pension", "monthly": 108}]}
                | {"spending_year": {"medical": 2400}},
                {"id": "b", "relation": "spouse", "spending_year": {}}
                | {"income": [{"kind": "pension", "monthly": 108}, {"kind": "property", "monthly": 150}]},
            ],
            "assets": {"financial": 6200, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [
                {
                    "id": "s1",
                    "supports": ["a"],
                    "relation": "child",
                    "family_size": 3,
                    "family_income_monthly": 1500,
                }
            ],
        },
        {"s1": NewSupporter("a", "赵小军", "子")},
        Applied(
            "年老多病，没有固定收入", None, papers=signed("a", "b", supporters=("s1",), also=("medical",))
        ),
    )


def zhou_family() -> Family:
    """周建国 and his grown son 周阳 of 石桥村 in 柳溪乡, with a brother who owes support."""
    return Family(
        SHIQIAO,
        {
            "a": Newcomer("周建国", "本人", Secret("990204197605180313")),
            "b": Newcomer("周阳", "子", Secret("990204200103060412")),
        },
        {
            "members": [
                {
                    "id": "a",
                    "relation": "self",
                    "income": [{"kind": "wage", "monthly": 900}],
                    "spending_year": {},
                },
                {"id": "b", "relation": "child", "income": [], "spending_year": {}}
                | {"disability": {"category": "physical", "grade": 1}},
            ],
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [
                {
                    "id": "s1",
                    "supports": ["a"],
                    "relation": "sibling",
                    "family_size": 2,
                    "family_income_monthly": 1500,
                }
            ],
        },
        {"s1": NewSupporter("a", "周建民", "弟")},
        Applied("儿子重度残疾", None, papers=signed("a", "b", supporters=("s1",))),
    )


def stranger(number: int, village: str = DONGGANG) -> Family:
    """A person living alone, one for each number: for stories that need several."""
    return Family(
        village,
        {
            "a": Newcomer(
                f"孙{'一二三四五六七八九十'[number % 10]}", "本人", invented_id("19550101", 100 + number)
            )
        },
        {
            "members": [{"id": "a", "relation": "self", "income": [], "spending_year": {}}],
            "assets": {"financial": 0, "homes": 0, "vehicles": 0, "businesses": 0},
            "supporters": [],
        },
        {},
        Applied("独居，没有收入", None, papers=signed("a")),
    )


def is_open() -> bool:
    """Are the officers on file in the database at hand?"""
    return Officer.objects.filter(username=OFFICERS[0][0]).exists()


def open_office(town: Town) -> Office:
    """Open the accounts and appoint them."""
    setup = town.nobody([town.area(DISTRICT).pk])
    district = town.area(DISTRICT)
    for username, name, born, serial, post, code in OFFICERS:
        officer = open_account(
            username=username,
            name=name,
            id_number=invented_id(born, serial),
            password=PASSWORD,
            area=district,
            by=setup,
        )
        appoint(
            officer=officer, post=post, area=town.area(code), since=NEW_YEAR, document="任命文件", by=setup
        )
    return Office(town)
