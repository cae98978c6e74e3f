"""特困人员的文书：D16, from the self-care assessment to the care agreement and the institution."""

from doudi.policy.self_care import FULL_FROM, HALF_FROM, ITEMS
from doudi.records.documents.papers.application import CASE_NO, OFFICE
from doudi.records.documents.papers.forms import (
    ACCOUNT,
    ID_NUMBER,
    ILLNESS,
    TELEPHONE,
    Paper,
    choice,
    count,
    day,
    fen,
    id_number,
    lines,
    optional,
    phone,
    rows,
    text,
    yes,
)

PERSON = text("person", "特困人员")
ABILITIES = tuple(ITEMS.values())
GRADING = (
    f"六项都能自主完成的为全自理；有{HALF_FROM}至{FULL_FROM - 1}项不能自主完成的为半护理；"
    f"有{FULL_FROM}项以上不能自主完成的为全护理。"
)

D16_1 = Paper(
    "D16-1",
    "特困人员生活自理能力评估表",
    (
        OFFICE,
        CASE_NO,
        PERSON,
        id_number(),
        optional(text("address", "住址")),
        day("assessed_on", "评估之日"),
        rows(
            "abilities",
            "六项能力",
            text("item", "项目"),
            yes("able", "能否自主完成"),
            optional(text("seen", "所见情况")),
        ),
        count("failed", "不能自主完成的项数"),
        text("level", "照料护理级别"),
        text("clause", "依据"),
        rows("assessors", "评估人", text("name", "姓名"), text("unit", "单位、职务")),
    ),
    signs=("评估人（两人）", "特困人员或监护人（签名或按指印）"),
    seals=("经办机关",),
    never=frozenset({ID_NUMBER, ACCOUNT, TELEPHONE}),
)

D16_2 = Paper(
    "D16-2",
    "特困人员供养意愿书",
    (
        OFFICE,
        CASE_NO,
        PERSON,
        id_number(),
        choice("wish", "供养方式", ("集中供养", "分散供养")),
        optional(text("institution", "供养服务机构")),
        optional(text("carer", "照料人")),
        optional(text("carer_relation", "与特困人员关系")),
        optional(text("guardian", "监护人")),
        optional(text("said", "本人的话")),
    ),
    signs=("特困人员（签名或按指印）", "监护人（签名）", "见证人（两人）"),
)

D16_3 = Paper(
    "D16-3",
    "特困人员照料服务协议",
    (
        OFFICE,
        CASE_NO,
        PERSON,
        id_number(),
        text("carer", "照料人"),
        id_number("carer_id_number", "照料人身份证号"),
        phone("carer_phone", "照料人电话"),
        text("level", "照料护理级别"),
        lines("duties", "照料服务内容"),
        fen("monthly", "每月照料护理费"),
        text("way", "付费方式"),
        text("visits", "探访约定"),
        day("from_day", "协议自"),
        day("until_day", "协议至"),
        optional(phone("office_phone", "监督电话")),
    ),
    signs=("甲方代表", "照料人（签名或按指印）", "特困人员或监护人（签名或按指印）"),
    seals=("经办机关",),
    never=frozenset({ACCOUNT, ILLNESS}),
)

D16_4 = Paper(
    "D16-4",
    "特困人员入院登记表",
    (
        text("institution", "供养服务机构"),
        OFFICE,
        CASE_NO,
        PERSON,
        optional(text("sex", "性别")),
        id_number(),
        text("registered_address", "户籍地址"),
        day("admitted_on", "入院之日"),
        text("level", "照料护理级别"),
        optional(text("room", "房间、床位")),
        optional(text("guardian", "监护人或联系人")),
        optional(phone("guardian_phone", "联系电话")),
        optional(rows("belongings", "随身财物", text("item", "名称"), count("pieces", "数量"))),
        optional(text("entrusted", "财物保管约定")),
    ),
    signs=("特困人员或监护人（签名或按指印）", "机构经办人", "送入院人"),
    seals=("供养服务机构",),
    never=frozenset({ACCOUNT, ILLNESS}),
)

D16_5 = Paper(
    "D16-5",
    "特困人员委托供养协议",
    (
        OFFICE,
        text("institution", "供养服务机构"),
        CASE_NO,
        PERSON,
        id_number(),
        text("level", "照料护理级别"),
        lines("services", "供养服务内容"),
        fen("monthly", "每月基本生活费"),
        optional(fen("care_monthly", "每月照料护理费")),
        text("way", "拨付方式"),
        day("from_day", "协议自"),
        day("until_day", "协议至"),
        optional(lines("duties", "双方责任")),
    ),
    signs=("甲方代表", "乙方代表", "特困人员或监护人（签名或按指印）"),
    seals=("经办机关", "供养服务机构"),
)

PAPERS = (D16_1, D16_2, D16_3, D16_4, D16_5)
