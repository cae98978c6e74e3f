"""核对的文书：D08, the request to the verification centre, its report, and a request to look again."""

from doudi.records.documents.papers.application import APPLICANT, CASE_NO
from doudi.records.documents.papers.forms import (
    ACCOUNT,
    ILLNESS,
    TELEPHONE,
    Paper,
    day,
    id_number,
    lines,
    number,
    optional,
    phone,
    rows,
    text,
    yes,
)

SUBJECTS = rows(
    "subjects",
    "核对对象",
    text("name", "姓名"),
    text("relation", "与申请人关系"),
    id_number(),
    optional(day("authorised_on", "授权书签署之日")),
)

D08_1 = Paper(
    "D08-1",
    "家庭经济状况核对委托书",
    (
        text("office", "委托机关"),
        text("centre", "核对机构"),
        number("request_no", "委托编号"),
        CASE_NO,
        APPLICANT,
        text("purpose", "核对用途"),
        SUBJECTS,
        lines("items", "核对项目"),
        optional(day("reply_by", "请在此日前答复")),
    ),
    signs=("经办人", "负责人"),
    seals=("委托机关",),
    never=frozenset({ACCOUNT, TELEPHONE, ILLNESS}),
)

D08_2 = Paper(
    "D08-2",
    "家庭经济状况核对报告",
    (
        text("office", "委托机关"),
        text("centre", "核对机构"),
        number("report_no", "报告编号"),
        number("request_no", "委托编号"),
        CASE_NO,
        APPLICANT,
        SUBJECTS,
        rows(
            "replies",
            "核对结果",
            text("source", "来源"),
            text("person", "姓名"),
            text("item", "项目"),
            optional(text("declared", "申报")),
            text("found", "核对"),
            yes("consistent", "是否一致"),
        ),
        optional(lines("mismatches", "不一致的说明")),
        text("conclusion", "核对结论"),
        day("valid_until", "报告有效期至"),
    ),
    signs=("核对人", "复核人"),
    seals=("核对机构",),
    never=frozenset({ACCOUNT, TELEPHONE, ILLNESS}),
)

D08_3 = Paper(
    "D08-3",
    "核对复核申请书",
    (
        text("centre", "核对机构"),
        number("report_no", "报告编号"),
        CASE_NO,
        APPLICANT,
        id_number(),
        optional(phone("phone", "联系电话")),
        rows(
            "objections",
            "有异议的项目",
            text("item", "项目"),
            text("reported", "报告所写"),
            text("account", "实际情况"),
            optional(text("evidence", "证明材料")),
        ),
    ),
    signs=("申请人（签名或按指印）",),
)

PAPERS = (D08_1, D08_2, D08_3)
