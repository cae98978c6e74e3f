"""申请与受理的文书：D01–D05, from the application to its acceptance."""

from doudi.records.documents.papers.forms import (
    ACCOUNT,
    ILLNESS,
    TELEPHONE,
    Paper,
    choice,
    count,
    day,
    fen,
    id_number,
    lines,
    number,
    optional,
    phone,
    rows,
    text,
    yes,
)

SCHEMES = ("最低生活保障", "低保边缘家庭", "特困人员", "刚性支出困难家庭", "临时救助")
CASE_NO = number("case_no", "受理编号")
APPLICANT = text("applicant", "申请人")
OFFICE = text("office", "经办机关")
CONTACT = (text("contact", "联系人"), phone("office_phone", "联系电话"))

# What the family declares, item by item; the answers of the case go beside them, or a pen's.
DECLARED_ITEMS = (
    "领取养老金、退休金",
    "领取失业保险金",
    "务工、打零工收入",
    "经营、种植、养殖收入",
    "现金",
    "存款（请写开户银行）",
    "股票、基金、理财产品",
    "住房（请写套数、面积）",
    "机动车辆（请写号牌）",
    "商业保险",
)

D01 = Paper(
    "D01",
    "社会救助申请书",
    (
        OFFICE,
        optional(CASE_NO),
        optional(choice("applied_for", "申请事项", SCHEMES)),
        APPLICANT,
        optional(text("sex", "性别")),
        optional(id_number()),
        optional(text("registered_address", "户籍地址")),
        text("living_address", "居住地址"),
        optional(phone("phone", "本人电话")),
        optional(text("proxy", "代办人")),
        optional(text("proxy_relation", "与申请人关系")),
        optional(phone("proxy_phone", "代办人电话")),
        rows(
            "members",
            "共同生活的家庭成员",
            text("name", "姓名"),
            text("relation", "关系"),
            optional(id_number()),
            optional(text("health", "健康、残疾")),
            optional(text("work", "就业、就学")),
            optional(fen("monthly", "月收入（元）")),
        ),
        optional(
            rows(
                "supporters",
                "赡养、抚养、扶养义务人",
                text("name", "姓名"),
                text("relation", "关系"),
                optional(text("work", "单位或住址")),
                optional(count("family_size", "家庭人口")),
                optional(fen("monthly", "家庭月收入（元）")),
            )
        ),
        optional(
            rows("property", "家庭财产", text("item", "项目"), text("detail", "数量、价值（有无共有人）"))
        ),
        optional(
            rows(
                "spending",
                "过去12个月的刚性支出",
                text("item", "项目"),
                fen("self_paid", "自付（元）"),
            )
        ),
        text("reason", "申请理由"),
        optional(yes("near_relative", "是否社会救助经办人员或村（社区）干部的近亲属")),
    ),
    signs=("申请人（签名或按指印）", "代办人（签名）"),
    signs_with=(("代办人（签名）", "proxy"),),
    never=frozenset({ACCOUNT}),
)

D02 = Paper(
    "D02",
    "诚信承诺书",
    (
        OFFICE,
        optional(CASE_NO),
        APPLICANT,
        optional(id_number()),
        optional(
            rows(
                "declared",
                "家庭经济状况申报",
                text("item", "项目"),
                optional(yes("has", "有无")),
                optional(text("detail", "说明")),
            )
        ),
        optional(yes("near_relative", "家庭成员中有无社会救助经办人员或村（社区）干部的近亲属")),
        optional(text("near_relative_detail", "近亲属姓名、职务、关系")),
        rows("signers", "承诺人", text("name", "姓名"), text("relation", "与申请人关系")),
    ),
    signs=("每一名成年家庭成员（签名或按指印）",),
)

D03 = Paper(
    "D03",
    "家庭经济状况核对授权书",
    (
        OFFICE,
        optional(CASE_NO),
        APPLICANT,
        text("purpose", "核对用途"),
        lines("scope", "核对范围"),
        day("valid_from", "授权自"),
        optional(day("valid_until", "授权至")),
        rows(
            "persons",
            "授权人",
            text("name", "姓名"),
            text("relation", "与申请人关系"),
            optional(id_number()),
            optional(text("guardian", "监护人（代签）")),
            optional(text("not_in_person", "未当面签字的原因")),
        ),
    ),
    signs=("每一名授权人或其监护人（签名或按指印）",),
    never=frozenset({ACCOUNT, TELEPHONE, ILLNESS}),
)

D04 = Paper(
    "D04",
    "一次性补正告知书",
    (
        OFFICE,
        number("notice_no", "文书编号"),
        optional(CASE_NO),
        APPLICANT,
        day("received_on", "收到申请之日"),
        text("applied_for", "申请事项"),
        rows(
            "missing",
            "需要补正的材料",
            text("item", "材料"),
            optional(text("whose", "谁的")),
            optional(text("how", "怎样补")),
        ),
        optional(day("correct_by", "请在此日前补齐")),
        *CONTACT,
        optional(text("office_hours", "办公时间、地址")),
        optional(number("query_code", "查询码")),
    ),
    signs=("申请人或代办人（签收）", "经办人"),
    seals=("经办机关",),
    served=True,
)

D05 = Paper(
    "D05",
    "受理通知书",
    (
        OFFICE,
        number("notice_no", "文书编号"),
        CASE_NO,
        APPLICANT,
        text("applied_for", "申请事项"),
        day("accepted_on", "受理之日"),
        day("decide_by", "最迟作出决定之日"),
        optional(yes("provisional", "次年放假安排尚未公布")),
        optional(text("handled_by", "办理机关")),
        number("query_code", "查询码"),
        optional(text("query_where", "查询方式")),
        *CONTACT,
        optional(text("office_hours", "办公时间、地址")),
    ),
    signs=("申请人或代办人（签收）", "经办人"),
    seals=("经办机关",),
    served=True,
)

PAPERS = (D01, D02, D03, D04, D05)
