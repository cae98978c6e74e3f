"""测试里的镇：the cast that every test shares, put on file through `actions` once, in the template database.

示例区 (990204), from the first day of 2022:
    林晓 lin    township clerk of 松岭镇          赵明 zhao  decides for 松岭镇
    钱宁 qian   township clerk of 柳溪乡, must never see 松岭镇
    周岚 zhou   district clerk                    孙正 sun   auditor of the district
    吴敏 wu     keeps posts and divisions         郑和 zheng  the same natural person as 林晓, on a second account
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from doudi.records.access import Act, Scope
from doudi.records.areas.models import Area
from doudi.records.areas.queries import area_by_code
from doudi.records.clock import CHINA
from doudi.records.people.id_numbers import check_sign
from doudi.records.staff.actions import appoint, open_account
from doudi.records.staff.models import Officer
from doudi.records.staff.queries import scope_of
from doudi.records.vault.secret import Secret

NEW_YEAR = date(2022, 1, 1)
THE_DAY = date(2022, 3, 7)
PASSWORD = "dengding-yishi-zhengchang"
DISTRICT, SONGLING, LIUXI, ANPING = "990204000000", "990204101000", "990204201000", "990204001000"
DONGGANG, XIDIAN, QIANPU, SHIQIAO = "990204101200", "990204101201", "990204101202", "990204201200"

CAST = (
    ("lin", "林晓", "19880203", 12, (("township_clerk", SONGLING),)),
    ("zhao", "赵明", "19790611", 33, (("township_decider", SONGLING),)),
    ("qian", "钱宁", "19910425", 14, (("township_clerk", LIUXI),)),
    ("zhou", "周岚", "19851130", 26, (("district_clerk", DISTRICT),)),
    ("sun", "孙正", "19740809", 37, (("auditor", DISTRICT),)),
    ("wu", "吴敏", "19830517", 48, (("post_registrar", DISTRICT), ("area_registrar", DISTRICT))),
    ("zheng", "林晓", "19880203", 12, (("township_clerk", SONGLING),)),
)


def invented_id(born: str, serial: int) -> Secret:
    """A number with a right check sign and the area code 990204, which is no division: nobody can bear it."""
    body = f"990204{born}{serial:03d}"
    return Secret(body + check_sign(body))


def moment(day: date) -> datetime:
    """Ten in the morning in China."""
    return datetime.combine(day, time(10), CHINA).astimezone(UTC)


def settle(by: Act) -> None:
    """Open the accounts and appoint the cast."""
    district = area_by_code(DISTRICT, NEW_YEAR)
    for username, name, born, serial, posts in CAST:
        officer = open_account(
            username=username,
            name=name,
            id_number=invented_id(born, serial),
            password=PASSWORD,
            area=district,
            by=by,
        )
        for post, code in posts:
            area = area_by_code(code, NEW_YEAR)
            appoint(officer=officer, post=post, area=area, since=NEW_YEAR, document="任命文件", by=by)


@dataclass(frozen=True)
class Town:
    """Areas by name and acts by officer, on 2022-03-07 unless another day is asked for."""

    def area(self, code: str) -> Area:
        return area_by_code(code, THE_DAY)

    def act(self, username: str, day: date = THE_DAY, *, second_factor: bool = True) -> Act:
        officer = Officer.objects.select_related("person").get(username=username)
        return Act(scope_of(officer, day, second_factor=second_factor), moment(day))

    def officer(self, username: str) -> Officer:
        return Officer.objects.select_related("person").get(username=username)

    def nobody(self, areas: Iterable[int] = ()) -> Act:
        """A job without post over these areas."""
        return Act(Scope("作业", frozenset(areas)), moment(THE_DAY))
