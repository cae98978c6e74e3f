"""演示人员：invented officers of every role in every township of both districts, put on file through `actions`.

Their ID numbers carry the area code 990204, which is no division, so nobody can bear them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from doudi.config.demo_accounts import PASSWORD
from doudi.records.access import Act, Scope, act_now, acting_as
from doudi.records.areas.queries import area_by_code
from doudi.records.people.id_numbers import check_sign
from doudi.records.staff.actions import appoint, confirm_second_factor, enrol_second_factor, open_account
from doudi.records.staff.models import Officer
from doudi.records.staff.queries import scope_of
from doudi.records.vault.secret import Secret

SINCE = date(2022, 1, 1)
QINGHE, EXAMPLE = "211204000000", "990204000000"


@dataclass(frozen=True, slots=True)
class Township:
    """One township of a demonstration: the stem of its accounts, its name, its code, a village of its."""

    stem: str
    name: str
    code: str
    village: str

    @property
    def district(self) -> str:
        return self.code[:6] + "000000"


@dataclass(frozen=True, slots=True)
class Cast:
    """One invented officer's account: where its post is held, and in which district it is kept."""

    username: str
    name: str
    born: str
    post: str
    title: str
    area: str
    district: str


TOWNSHIPS = (
    Township("songling", "松岭镇", "990204101000", "990204101200"),
    Township("liuxi", "柳溪乡", "990204201000", "990204201200"),
    Township("anping", "安平街道", "990204001000", "990204001001"),
    Township("zhangxiang", "张相镇", "211204101000", "211204101200"),
    Township("yangmulinzi", "杨木林子镇", "211204102000", "211204102200"),
    Township("hongqi", "红旗街道", "211204001000", "211204001001"),
    Township("xiangyang", "向阳街道", "211204002000", "211204002001"),
    Township("niejia", "聂家满族乡", "211204203000", "211204203200"),
)
# What is put after the stem, the post, and the words on the list of accounts.
AT_A_TOWNSHIP = (
    ("", "township_clerk", "经办"),
    ("2", "township_decider", "分管领导"),
    ("3", "township_reviewer", "审核"),
    ("4", "township_clerk", "第二名经办"),
    ("5", "township_cashier", "出纳"),
    ("cun", "village_worker", "村级协理员"),
    ("lian1", "panel_member", "联审小组（党委）"),
    ("lian2", "panel_member", "联审小组（政府）"),
    ("lian3", "panel_member", "联审小组（财政所）"),
    ("lian4", "panel_member", "联审小组（人社所）"),
    ("lian5", "panel_member", "联审小组（村）"),
)
AT_A_DISTRICT = (
    ("qu", "district_clerk", "区民政经办"),
    ("qu2", "district_decider", "区民政分管领导"),
    ("hedui", "verification_clerk", "核对中心经办"),
    ("hedui2", "verification_lead", "核对中心负责人"),
    ("biaozhun", "figures_issuer", "标准签发"),
    ("biaozhun2", "figures_issuer", "标准签发"),
    ("caizheng", "finance_clerk", "财政经办"),
    ("caizheng2", "finance_releaser", "财政复核放款"),
    ("xiezuo", "partner_department", "协作部门"),
    ("rexian", "hotline_clerk", "热线坐席"),
    ("shenji", "auditor", "审计监督"),
    ("gangwei", "post_registrar", "岗位管理"),
    ("quhua", "area_registrar", "区划管理"),
    ("xitong", "system_keeper", "系统管理"),
)
# The example district's accounts end in this, so that both districts may have an account of one kind.
SECOND_DISTRICT = "s"
SURNAMES = "林赵钱吴周郑孙王陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
GIVEN = [
    "晓云",
    "启明",
    "宁宁",
    "思敏",
    "岚青",
    "守和",
    "正直",
    "立岗",
    "小松",
    "大岭",
    "小溪",
    "春生",
    "玉梅",
    "国栋",
    "丽华",
    "文博",
    "秀英",
    "建军",
    "雪",
    "志远",
    "桂兰",
    "海涛",
    "静怡",
]


def cast() -> tuple[Cast, ...]:
    """Every officer: 示例区 and the districts first, because the first screen needs them."""
    return tuple(_cast())


def _cast() -> Iterator[Cast]:
    number = 0
    for place, posts in ((EXAMPLE, AT_A_DISTRICT), (QINGHE, AT_A_DISTRICT)):
        for stem, post, title in posts:
            ending = SECOND_DISTRICT if place == EXAMPLE else ""
            where = "示例区" if place == EXAMPLE else "清河区"
            yield _person(number, f"{stem}{ending}", post, f"{where}{title}", place, place)
            number += 1
    for township in TOWNSHIPS:
        for ending, post, title in AT_A_TOWNSHIP:
            area = township.village if post == "village_worker" else township.code
            told = f"{township.name}{title}"
            yield _person(number, f"{township.stem}{ending}", post, told, area, township.district)
            number += 1


def _person(number: int, username: str, post: str, title: str, area: str, district: str) -> Cast:
    name = SURNAMES[number % len(SURNAMES)] + GIVEN[(number * 7 + number // len(SURNAMES)) % len(GIVEN)]
    drawn = int(sha256(username.encode()).hexdigest(), 16)
    born = f"{1970 + drawn % 28}{1 + drawn // 28 % 12:02}{1 + drawn // 336 % 28:02}"
    return Cast(username, name, born, post, title, area, district)


def first_cast() -> tuple[Cast, ...]:
    """Those who must be there before the first screen: both districts, 示例区 and 张相镇."""
    return tuple(each for each in cast() if each.district == EXAMPLE or _soon(each))


def _soon(each: Cast) -> bool:
    return each.area == QINGHE or each.username.startswith("zhangxiang")


def settle_officers(these: Iterable[Cast] | None = None) -> int:
    """Open the accounts that are missing, appoint their holders and enrol their second factors; answers how many."""
    by = act_now(Scope("演示装配", audits=True))
    known = set(Officer.objects.values_list("username", flat=True))
    missing = [each for each in (cast() if these is None else these) if each.username not in known]
    for each in missing:
        with acting_as(by.scope):  # one account is one transaction: there, or not there
            _settle(each, by)
    return len(missing)


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
    return invented(each.born, int(sha256(each.username.encode()).hexdigest(), 16) % 1000)


def invented(born: str, order: int) -> Secret:
    """A number that nobody bears: the area code is no division."""
    body = f"990204{born}{order:03}"
    return Secret(body + check_sign(body))
