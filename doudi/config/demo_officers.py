"""演示人员：invented officers for the two demonstration districts, put on file through `actions` like any other.

Their ID numbers carry the area code 990204, which is no division, so nobody can bear them.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from doudi.config.demo_accounts import PASSWORD
from doudi.records.access import Act, Scope, act_now
from doudi.records.areas.queries import area_by_code
from doudi.records.people.id_numbers import check_sign
from doudi.records.staff.actions import appoint, confirm_second_factor, enrol_second_factor, open_account
from doudi.records.staff.models import Officer
from doudi.records.staff.queries import scope_of
from doudi.records.vault.secret import Secret

SINCE = date(2022, 1, 1)
QINGHE, ZHANGXIANG, YANGMULINZI = "211204000000", "211204101000", "211204102000"
EXAMPLE, SONGLING, LIUXI = "990204000000", "990204101000", "990204201000"


@dataclass(frozen=True, slots=True)
class Cast:
    """One invented officer: account, name, birth date, post, and the area and district of the post."""

    username: str
    name: str
    born: str
    post: str
    title: str
    area: str
    district: str


CAST = (
    Cast("zhangxiang", "林晓云", "19880203", "township_clerk", "张相镇经办", ZHANGXIANG, QINGHE),
    Cast("zhangxiang2", "赵启明", "19790611", "township_decider", "张相镇分管领导", ZHANGXIANG, QINGHE),
    Cast("yangmulinzi", "钱宁宁", "19910425", "township_clerk", "杨木林子镇经办", YANGMULINZI, QINGHE),
    Cast("hedui", "吴思敏", "19900517", "verification_clerk", "核对中心经办", QINGHE, QINGHE),
    Cast("qu", "周岚青", "19851130", "district_clerk", "区民政经办", QINGHE, QINGHE),
    Cast("qu2", "郑守和", "19760909", "district_decider", "区民政分管领导", QINGHE, QINGHE),
    Cast("shenji", "孙正直", "19740809", "auditor", "审计监督", QINGHE, QINGHE),
    Cast("gangwei", "王立岗", "19830517", "post_registrar", "岗位管理", QINGHE, QINGHE),
    Cast("songling", "陈小松", "19920318", "township_clerk", "松岭镇经办", SONGLING, EXAMPLE),
    Cast("songling2", "褚大岭", "19781204", "township_decider", "松岭镇分管领导", SONGLING, EXAMPLE),
    Cast("liuxi", "卫小溪", "19940722", "township_clerk", "柳溪乡经办", LIUXI, EXAMPLE),
)


def settle_officers() -> None:
    """Open the accounts that are missing, appoint their holders and enrol their second factors."""
    by = act_now(Scope("演示装配", audits=True))
    for each in CAST:
        if not Officer.objects.filter(username=each.username).exists():
            _settle(each, by)


def _settle(each: Cast, by: Act) -> None:
    officer = open_account(
        username=each.username,
        name=each.name,
        id_number=_invented_number(each),
        password=PASSWORD,
        area=area_by_code(each.district, SINCE),
        by=by,
    )
    area = area_by_code(each.area, SINCE)
    appoint(officer=officer, post=each.post, area=area, since=SINCE, document="演示任命", by=by)
    own = act_now(scope_of(officer, by.day))
    device = enrol_second_factor(officer=officer, by=own)
    confirm_second_factor(device=device, token=f"{device.clockwork().token():06}", by=own)


def _invented_number(each: Cast) -> Secret:
    """A number with a right check sign, the same each time for one account."""
    serial = int(sha256(each.username.encode()).hexdigest(), 16) % 1000
    body = f"990204{each.born}{serial:03}"
    return Secret(body + check_sign(body))
