"""家庭状况的文书：D09 maintenance reckoned and promised, D10 spending deducted, D11 near relatives on file."""

from doudi.records.documents.papers.application import APPLICANT, CASE_NO, OFFICE
from doudi.records.documents.papers.forms import (
    ACCOUNT,
    ILLNESS,
    TELEPHONE,
    Paper,
    count,
    day,
    fen,
    id_number,
    lines,
    month,
    number,
    optional,
    rows,
    text,
)

D09_1 = Paper(
    "D09-1",
    "赡养费测算表",
    (
        OFFICE,
        CASE_NO,
        APPLICANT,
        fen("standard", "适用的低保标准（元/人·月）"),
        text("multiple", "起算倍数"),
        text("rate", "计算比例"),
        text("formula", "算法"),
        rows(
            "supporters",
            "义务人",
            text("name", "姓名"),
            text("relation", "关系"),
            optional(text("work", "单位")),
            count("family_size", "家庭人口"),
            fen("family_income", "家庭月收入"),
            fen("excess", "超出部分"),
            count("supported", "被赡养人数"),
            fen("share", "应得"),
            text("halved", "减半及依据"),
            fen("counted", "计入"),
        ),
        fen("total", "计入家庭收入的赡养费（每月）"),
        optional(text("without_halving", "不减半时的结论")),
        lines("clauses", "依据"),
    ),
    signs=("测算人", "复核人"),
)

D09_2 = Paper(
    "D09-2",
    "赡养承诺书",
    (
        OFFICE,
        optional(CASE_NO),
        APPLICANT,
        text("supporter", "义务人"),
        text("relation", "与被赡养人关系"),
        optional(id_number()),
        optional(text("work", "单位或住址")),
        optional(count("family_size", "家庭人口")),
        optional(fen("family_income", "家庭月收入")),
        text("supported", "被赡养人"),
        fen("monthly", "每月给付"),
        optional(text("way", "给付方式")),
        optional(month("from_month", "起始月份")),
    ),
    signs=("义务人（签名或按指印）", "被赡养人（签名或按指印）", "见证人"),
    never=frozenset({ACCOUNT, TELEPHONE, ILLNESS}),
)

D10 = Paper(
    "D10",
    "刚性支出核减表",
    (
        OFFICE,
        CASE_NO,
        APPLICANT,
        day("period_from", "支出期间自"),
        day("period_until", "支出期间至"),
        rows(
            "items",
            "支出",
            text("person", "姓名"),
            text("kind", "类别"),
            optional(number("invoice_no", "票据号")),
            optional(fen("amount", "金额")),
            optional(fen("reimbursed", "已报销")),
            fen("self_paid", "自付"),
        ),
        rows("counted", "核减", text("kind", "类别"), fen("year", "核减年额"), text("rule", "口径")),
        fen("monthly", "每月核减"),
        optional(fen("income_year", "同期家庭收入")),
        optional(text("ratio", "支出占收入的比例")),
        optional(count("attachments", "附件张数")),
        lines("clauses", "依据"),
    ),
    signs=("申请人（签名或按指印）", "审核人"),
)

D11 = Paper(
    "D11",
    "近亲属备案表",
    (
        OFFICE,
        number("filing_no", "备案编号"),
        CASE_NO,
        APPLICANT,
        optional(text("address", "住址")),
        text("scheme", "救助类别"),
        rows(
            "relatives",
            "经办人员、村（社区）干部",
            text("name", "姓名"),
            optional(text("unit", "单位")),
            text("post", "职务"),
            text("relation", "与申请人关系"),
        ),
        optional(text("recusal", "回避情况")),
        optional(text("check_result", "区民政局核查结果")),
    ),
    signs=("申请人（签名或按指印）", "经办人员或干部本人", "核查人"),
    seals=("经办机关", "区民政局"),
)

PAPERS = (D09_1, D09_2, D10, D11)
