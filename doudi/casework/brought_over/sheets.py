"""存量表：the columns of the three sheets of the first day, their templates, and how each cell is read."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from doudi.casework.awards.models import Mode, Scheme
from doudi.casework.verification.cells import READERS
from doudi.records.imports.columns import Column, template_bytes
from doudi.records.imports.reading import Cell
from doudi.records.people.accounts import LONGEST, SHORTEST
from doudi.records.people.id_numbers import checked
from doudi.records.people.names import tidy_name, writable
from doudi.records.vault.secret import Secret, plain_form

HOUSEHOLDS, MEMBERS, ROSTER = "households", "members", "roster"
TITLES = MappingProxyType({HOUSEHOLDS: "存量家庭", MEMBERS: "家庭成员", ROSTER: "发放花名册"})
NOTES = MappingProxyType(
    {
        HOUSEHOLDS: "一户一行；特困、单人保一人一行。身份证号、账号、电话按文本填写，不要合并单元格。",
        MEMBERS: "每户每人一行，户主本人也要写。月收入写核定的数；不知道的留空，没有收入的写 0。",
        ROSTER: "上月实际发放的花名册，合计＝保障金＋分类施保金。",
    }
)
MONTH = re.compile(r"(\d{4})[-./年]?(\d{1,2})(?:[-./月]?(?:\d{1,2}日?)?)?")
YES, NO = ("是", "有", "√", "对", "1"), ("否", "无", "×", "不是", "0")
GOOD_HEALTH = ("健康", "良好", "一般", "较弱", "正常")
ILL = ("重病", "大病", "患重大疾病", "重大疾病", "患大病", "重特大疾病")
NOT_WORKING = ("无", "未就业", "无业", "失业", "务农", "灵活就业", "退休")
UNABLE = ("无劳动能力", "丧失劳动能力", "无劳动力")
AT_SCHOOL = ("在校", "在校生", "学生", "在读", "上学")
WORKING = ("就业", "在业", "已就业", "务工", "单位就业", "公益岗", "个体", "经商")
MOST_PERSONS = 30


class Kind(NamedTuple):
    """保障类别 as a sheet names it: the scheme, the mode of 特困, and urban or rural where the name says so."""

    scheme: Scheme
    mode: str
    urban: bool | None


_text: Callable[[Cell], str] = READERS["text"]


def _name(cell: Cell) -> str:
    name = tidy_name(_text(cell))
    if not writable(name):
        raise ValueError("应为 1 至 60 个可见文字，请按证件填写")
    return name


def _id_number(cell: Cell) -> Secret:
    if not isinstance(cell, str):
        raise ValueError("是数值格式，后几位已经丢失，请对照证件按文本重新填写，不要只改格式")
    return checked(cell)


def _digits(shortest: int, longest: int) -> Callable[[Cell], Secret]:
    def read(cell: Cell) -> Secret:
        if not isinstance(cell, str):
            raise ValueError("是数值格式，位数可能已经丢失，请按文本重新填写")
        plain = plain_form(cell)
        if not (shortest <= len(plain) <= longest and plain.isascii() and plain.isdigit()):
            raise ValueError(f"应为 {shortest} 至 {longest} 位数字，请核对")
        return Secret(plain)

    return read


def _kind(cell: Cell) -> Kind:
    word = plain_form(_text(cell))
    urban = True if "城市" in word or "城镇" in word else False if "农村" in word else None
    if "单人" in word:
        return Kind(Scheme.SINGLE_PERSON, "", urban)
    if "边缘" in word:
        return Kind(Scheme.MARGIN, "", urban)
    if "特困" in word or "五保" in word:
        return Kind(Scheme.TEKUN, Mode.INSTITUTION if "集中" in word else Mode.DISPERSED, urban)
    if "刚性" in word or "支出型" in word:
        return Kind(Scheme.RIGID_EXPENDITURE, "", urban)
    if "低保" in word or "最低生活保障" in word:
        return Kind(Scheme.DIBAO, "", urban)
    raise ValueError("应为农村低保、城市低保、农村特困（分散或集中）、单人保、低保边缘、刚性支出困难之一")


def _persons(cell: Cell) -> int:
    text = plain_form(_text(cell)).removesuffix("人")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MOST_PERSONS):
        raise ValueError(f"应为 1 至 {MOST_PERSONS} 的人数")
    return int(text)


def _month(cell: Cell) -> date:
    if isinstance(cell, datetime | date):
        return date(cell.year, cell.month, 1)
    found = MONTH.fullmatch("".join(_text(cell).split()))
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1950:
        raise ValueError("应为年月，如 2019-05")
    return date(int(found[1]), int(found[2]), 1)


def _health(cell: Cell) -> bool:
    """Is it a serious illness?"""
    word = _text(cell)
    if word in ILL:
        return True
    if word in GOOD_HEALTH or word in ("残疾", "慢性病", "患病"):
        return False
    raise ValueError("应为健康、一般、慢性病、残疾、重病之一")


def _work(cell: Cell) -> str:
    """`student`, `unable_to_work`, or empty."""
    word = _text(cell)
    if word in AT_SCHOOL:
        return "student"
    if word in UNABLE:
        return "unable_to_work"
    if word in WORKING or word in NOT_WORKING:
        return ""
    raise ValueError("应为就业、务农、务工、未就业、在校、无劳动能力之一")


def _covered(cell: Cell) -> bool:
    word = _text(cell)
    if word in YES or word in NO:
        return word in YES
    raise ValueError("应写是或否")


_money, _disability, _grade = READERS["money"], READERS["disability"], READERS["grade"]
_NUMBER = ("身份证号", "身份证号码", "公民身份号码", "证件号码", "户主身份证号")
_account = _digits(SHORTEST, LONGEST)
_HOUSEHOLDS = (
    Column("township", "乡镇", _text, synonyms=("乡镇街道", "乡（镇）", "街道", "所属乡镇")),
    Column("village", "村", _text, synonyms=("村社区", "村（居）", "社区", "行政村", "村居")),
    Column("name", "户主", _name, synonyms=("户主姓名", "姓名", "申请人")),
    Column("number", "身份证", _id_number, synonyms=_NUMBER, width=22),
    Column("kind", "保障类别", _kind, synonyms=("类别", "救助类别", "救助类型"), width=14),
    Column("persons", "保障人数（人）", _persons, synonyms=("人数", "享受人数")),
    Column("monthly", "月保障金（元）", _money, synonyms=("月保障金额", "月金额", "保障金", "月补助金额")),
    Column("since", "起始年月", _month, synonyms=("开始年月", "享受时间", "起始时间", "批准时间")),
    Column("holder", "开户名", _name, False, ("户名", "账户名", "开户人")),
    Column("bank", "开户行", _text, False, ("开户银行", "银行"), 18),
    Column("account", "账号", _account, False, ("银行账号", "银行卡号", "卡号"), 24),
    Column("phone", "电话", _digits(7, 15), False, ("联系电话", "手机", "手机号", "联系方式"), 14),
    Column("note", "备注", _text, False, ("说明",), 20),
)
_MEMBERS = (
    Column(
        "head",
        "户主身份证",
        _id_number,
        synonyms=("户主身份证号", "户主身份证号码", "户主证件号码"),
        width=22,
    ),
    Column("name", "姓名", _name, synonyms=("成员姓名", "家庭成员")),
    Column(
        "number",
        "身份证",
        _id_number,
        synonyms=("身份证号", "身份证号码", "公民身份号码", "成员身份证", "成员身份证号"),
        width=22,
    ),
    Column("relation", "关系", _text, synonyms=("与户主关系", "关系称谓", "称谓")),
    Column("ill", "健康", _health, False, ("健康状况", "身体状况")),
    Column("disability", "残疾类别", _disability, False, ("残疾类型",)),
    Column("grade", "残疾等级", _grade, False, ("残疾级别",)),
    Column("work", "就业", _work, False, ("就业状况", "就业情况", "劳动能力")),
    Column("income", "月收入（元）", _money, False, ("收入", "核定月收入", "月均收入")),
    Column("covered", "是否保障对象", _covered, synonyms=("是否保障", "保障对象", "是否享受")),
)
_ROSTER = (
    Column("position", "序号", _text, False, ("编号",), 6),
    Column("place", "地区", _text, False, ("乡镇村", "住址", "所属地区"), 18),
    Column("name", "姓名", _name, synonyms=("户主", "户主姓名", "领款人")),
    Column("number", "身份证", _id_number, synonyms=_NUMBER, width=22),
    Column("persons", "保障人数（人）", _persons, synonyms=("人数", "享受人数")),
    Column("base", "保障金（元）", _money, synonyms=("月保障金", "基本保障金", "金额")),
    Column("supplement", "分类施保金（元）", _money, False, ("分类施保", "增发金额")),
    Column("total", "合计（元）", _money, synonyms=("合计金额", "应发金额", "实发金额", "发放金额")),
    Column("holder", "账户名", _name, False, ("户名", "开户名")),
    Column("bank", "开户行", _text, False, ("开户银行", "银行"), 18),
    Column("account", "账号", _account, False, ("银行账号", "银行卡号", "卡号"), 24),
)
COLUMNS: Mapping[str, Sequence[Column]] = MappingProxyType(
    {HOUSEHOLDS: _HOUSEHOLDS, MEMBERS: _MEMBERS, ROSTER: _ROSTER}
)


def template(which: str) -> bytes:
    """模板 of one of the three sheets, empty, ready to be filled in."""
    return template_bytes(TITLES[which], NOTES[which], COLUMNS[which])
