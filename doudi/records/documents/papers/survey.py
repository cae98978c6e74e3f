"""入户调查的文书：D06 what two investigators saw at the home, D07 what a neighbour said."""

from doudi.records.documents.papers.application import APPLICANT, CASE_NO, OFFICE
from doudi.records.documents.papers.forms import (
    ACCOUNT,
    ID_NUMBER,
    TELEPHONE,
    Paper,
    choice,
    count,
    day,
    fen,
    id_number,
    lines,
    optional,
    rows,
    text,
    yes,
)

CAUSES = ("因病", "因残", "因学", "因灾", "缺劳动力", "失业", "意外事故", "其他")
# What is seen and said at the home is written down as it is: health is part of it, and the paper stays in the file.
SEEN_AND_SAID = frozenset({ID_NUMBER, ACCOUNT, TELEPHONE})
INVESTIGATORS = rows("investigators", "调查人", text("name", "姓名"), text("unit", "单位、职务"))

D06 = Paper(
    "D06",
    "入户调查表",
    (
        OFFICE,
        CASE_NO,
        APPLICANT,
        id_number(),
        text("surveyed_at", "调查时间"),
        text("address", "调查地点"),
        INVESTIGATORS,
        rows(
            "members",
            "共同生活的家庭成员",
            text("name", "姓名"),
            text("relation", "关系"),
            optional(text("health", "健康、残疾")),
            optional(text("work", "就业、就学")),
            optional(fen("year_income", "年收入（元）")),
        ),
        optional(
            rows(
                "supporters",
                "赡养、抚养、扶养义务人",
                text("name", "姓名"),
                text("relation", "关系"),
                text("situation", "家庭和收入情况"),
            )
        ),
        text("housing", "住房（结构、面积、装修）"),
        optional(text("land", "土地（自种、转出、转入）")),
        optional(text("breeding", "养殖")),
        optional(text("vehicles", "车辆、农机")),
        optional(text("appliances", "家用电器、日常消费")),
        optional(rows("income", "收入", text("item", "项目"), fen("year", "年收入（元）"))),
        optional(rows("spending", "刚性支出", text("item", "项目"), fen("self_paid", "年自付（元）"))),
        optional(text("exemption", "财产豁免")),
        optional(yes("near_relative", "有无近亲属备案")),
        choice("causes", "困难原因", CAUSES),
        yes("consistent", "与申报是否一致"),
        text("finding", "调查结论"),
        optional(count("photos", "照片张数")),
    ),
    signs=("调查人（两人）", "村（社区）工作人员", "户主或家庭成员（签名或按指印）"),
    never=SEEN_AND_SAID,
)

D07 = Paper(
    "D07",
    "邻里走访记录",
    (
        OFFICE,
        CASE_NO,
        APPLICANT,
        day("visited_on", "走访之日"),
        optional(text("place", "走访地点")),
        text("witness", "被访人"),
        text("relation", "与申请家庭的关系"),
        INVESTIGATORS,
        lines("statement", "被访人陈述"),
    ),
    signs=("被访人（签名或按指印）", "走访人（两人）"),
    never=SEEN_AND_SAID,
)

PAPERS = (D06, D07)
