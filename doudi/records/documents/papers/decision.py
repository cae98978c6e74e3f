"""审核确认的文书：D12 minutes, D13 the decision and its explanation, D14 the notices to the family."""

from doudi.records.documents.papers.application import APPLICANT, CASE_NO, CONTACT, OFFICE
from doudi.records.documents.papers.forms import (
    Field,
    Paper,
    count,
    day,
    fen,
    lines,
    month,
    number,
    optional,
    rows,
    text,
    yes,
)

D12 = Paper(
    "D12",
    "联审联确认会议记录",
    (
        OFFICE,
        number("meeting_no", "会议编号"),
        text("held_at", "时间"),
        text("place", "地点"),
        text("chair", "主持人"),
        text("recorder", "记录人"),
        rows(
            "members",
            "应到人员",
            text("name", "姓名"),
            text("capacity", "身份"),
            yes("present", "到会"),
        ),
        text("quorum", "到会人数是否符合规定"),
        optional(
            rows(
                "recusals",
                "回避",
                text("name", "姓名"),
                text("case", "事项"),
                text("reason", "原因"),
            )
        ),
        rows(
            "cases",
            "审议事项",
            number("case_no", "受理编号"),
            text("household", "申请人、村"),
            count("persons", "人数"),
            text("proposal", "初审意见"),
            optional(fen("monthly", "月保障金")),
            count("votes_for", "同意"),
            count("votes_against", "不同意"),
            count("votes_abstain", "弃权"),
            text("outcome", "结果"),
        ),
        optional(lines("opinions", "发言要点")),
    ),
    signs=("主持人", "参会人员", "记录人"),
    seals=("经办机关",),
)

D12_1 = Paper(
    "D12-1",
    "民主评议记录",
    (
        OFFICE,
        CASE_NO,
        APPLICANT,
        text("village", "村（社区）"),
        day("held_on", "评议日期"),
        text("place", "地点"),
        text("proposal", "审核意见"),
        count("present", "到会人数"),
        count("votes_for", "同意"),
        count("votes_against", "不同意或弃权"),
        lines("findings", "评议意见"),
    ),
    signs=("主持人", "参加评议人员", "记录人"),
)

D13 = Paper(
    "D13",
    "社会救助审核确认表",
    (
        OFFICE,
        CASE_NO,
        APPLICANT,
        text("registered_address", "户籍地址"),
        text("living_address", "居住地址"),
        text("scheme", "救助类别"),
        optional(yes("single_person", "是否单人保")),
        day("accepted_on", "受理之日"),
        rows(
            "members",
            "共同生活的家庭成员",
            text("name", "姓名"),
            text("relation", "关系"),
            count("age", "周岁"),
            optional(text("registration", "户籍性质")),
            optional(text("work", "就业、就学")),
            optional(fen("monthly", "月收入")),
            yes("covered", "保障对象"),
        ),
        fen("standard", "适用标准（每人每月）"),
        fen("income", "家庭月可支配收入"),
        fen("income_per_head", "人均月收入"),
        optional(fen("rigid_spending", "刚性支出核减（月）")),
        optional(fen("support_fee", "计入的赡养费（月）")),
        optional(text("property", "家庭财产核查")),
        optional(text("exemption", "财产豁免")),
        optional(text("allowances", "已享受的其他待遇")),
        optional(text("near_relative", "近亲属备案")),
        optional(text("publicity", "公示情况")),
        optional(fen("base", "基本保障金（月）")),
        optional(fen("supplement", "分类施保（月）")),
        fen("monthly", "月保障金合计"),
        month("from_month", "发放起始月"),
        optional(day("next_review", "下次复核")),
        lines("clauses", "依据"),
        text("survey_opinion", "入户调查意见"),
        text("review_opinion", "联审联确认意见"),
        text("confirm_opinion", "审核确认意见"),
        day("confirmed_on", "确认之日"),
    ),
    signs=("调查人（两人）", "联审联确认会议主持人", "确认人"),
    seals=("经办机关",),
)

D13_1 = Paper(
    "D13-1",
    "认定说明",
    (
        text("household", "家庭"),
        optional(OFFICE),
        optional(CASE_NO),
        day("reckoned_on", "裁量之日"),
        text("place", "数值所属地方"),
        optional(day("known_on", "只用此日以前印发的数值")),
        text("result", "结论"),
        optional(fen("monthly", "每月")),
        optional(text("persons", "保障对象")),
        optional(lines("notes", "请注意")),
        *(
            optional(
                rows(
                    name,
                    title,
                    text("line", "计算"),
                    optional(text("basis", "依据")),
                )
            )
            for name, title in (
                ("reckoning", "怎么算的"),
                ("halving", "减半与不减半对照"),
                ("amounts", "金额"),
                ("changes", "什么情况下结论会变"),
            )
        ),
        rows(
            "findings",
            "逐项对照",
            text("group", "类别"),
            text("answer", "结果"),
            text("title", "条件"),
            text("because", "两边的数"),
            text("basis", "依据"),
        ),
        optional(lines("needs", "还缺什么")),
        rows(
            "figures", "所用数值", text("title", "数值"), text("basis", "依据"), yes("unverified", "未核实")
        ),
    ),
)

# 行政复议 and 行政诉讼: the periods always, the last days once the day of service is known.
REMEDIES: tuple[Field, ...] = (
    text("recheck_at", "受理复核的机关"),
    text("reconsider_at", "行政复议机关"),
    text("litigate_at", "管辖法院"),
    count("reconsideration_days", "行政复议期限（天）"),
    count("litigation_months", "行政诉讼期限（月）"),
    optional(day("served_on", "送达之日")),
    optional(day("reconsider_by", "行政复议最后一日")),
    optional(day("litigate_by", "行政诉讼最后一日")),
)
TO_THE_FAMILY: tuple[Field, ...] = (
    OFFICE,
    number("notice_no", "文书编号"),
    CASE_NO,
    APPLICANT,
    lines("facts", "事实"),
    lines("clauses", "依据"),
    day("decided_on", "决定之日"),
    *REMEDIES,
    *CONTACT,
    optional(text("office_hours", "办公时间、地址")),
)

D14_1 = Paper(
    "D14-1",
    "确认告知书",
    (
        *TO_THE_FAMILY,
        day("applied_on", "申请之日"),
        text("scheme", "救助类别"),
        text("persons", "保障对象"),
        count("persons_count", "保障人数"),
        fen("monthly", "每月金额"),
        month("from_month", "发放起始月"),
        optional(text("paid_by", "发放方式")),
        optional(day("next_review", "下次复核")),
    ),
    signs=("受送达人（签名或按指印）", "送达人"),
    seals=("经办机关",),
    served=True,
)

D14_2 = Paper(
    "D14-2",
    "不予确认告知书",
    (
        *TO_THE_FAMILY,
        day("applied_on", "申请之日"),
        text("scheme", "救助类别"),
        lines("reasons", "理由"),
        optional(lines("what_would_change", "什么情况下可以再申请")),
    ),
    signs=("受送达人（签名或按指印）", "送达人"),
    seals=("经办机关",),
    served=True,
)

D14_3 = Paper(
    "D14-3",
    "调整（终止）告知书",
    (
        *TO_THE_FAMILY,
        text("scheme", "救助类别"),
        text("change", "决定"),
        lines("reasons", "理由"),
        fen("monthly_before", "原每月金额"),
        fen("monthly_after", "现每月金额"),
        month("from_month", "执行起始月"),
        optional(text("afterwards", "今后")),
    ),
    signs=("受送达人（签名或按指印）", "送达人"),
    seals=("经办机关",),
    served=True,
)

D14_4 = Paper(
    "D14-4",
    "延长办理期限告知书",
    (
        OFFICE,
        number("notice_no", "文书编号"),
        CASE_NO,
        APPLICANT,
        day("accepted_on", "受理之日"),
        optional(day("due_before", "原办结期限")),
        optional(day("due_now", "延长后的办结期限")),
        text("cause", "延长的情形"),
        text("why", "具体原因"),
        lines("clauses", "依据"),
        *CONTACT,
        optional(text("office_hours", "办公时间、地址")),
    ),
    signs=("受送达人（签名或按指印）", "送达人"),
    seals=("经办机关",),
    served=True,
)

D14_5 = Paper(
    "D14-5",
    "终止办理告知书",
    (*TO_THE_FAMILY, day("applied_on", "申请之日"), text("scheme", "救助类别"), lines("reasons", "理由")),
    signs=("受送达人（签名或按指印）", "送达人"),
    seals=("经办机关",),
    served=True,
)

PAPERS = (D12, D12_1, D13, D13_1, D14_1, D14_2, D14_3, D14_4, D14_5)
