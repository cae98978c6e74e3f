"""资金的文书：D21 for a price subsidy, D28 for what is made up or claimed back."""

from doudi.records.documents.papers.application import OFFICE
from doudi.records.documents.papers.forms import (
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
)

D21 = Paper(
    "D21",
    "价格临时补贴测算表",
    (
        OFFICE,
        month("index_month", "指数月份"),
        day("released_on", "指数发布之日"),
        text("source", "指数来源"),
        text("cpi", "居民消费价格同比涨幅"),
        text("food", "食品价格同比涨幅"),
        text("outcome", "是否启动"),
        lines("clauses", "依据"),
        optional(
            rows(
                "amounts",
                "测算",
                text("where", "城乡"),
                optional(fen("standard", "低保标准（元）")),
                fen("amount", "每人补贴（元）"),
                count("persons", "人数"),
                fen("total", "金额（元）"),
            )
        ),
        optional(rows("groups", "按对象类别（一人一份）", text("group", "类别"), count("persons", "人数"))),
        optional(count("persons", "合计人数")),
        optional(fen("total", "合计金额")),
        optional(month("pay_month", "发放月份")),
        optional(day("pay_by", "最迟发放之日")),
    ),
    signs=("测算人", "复核人"),
    seals=("区民政局",),
)

D28 = Paper(
    "D28",
    "后补追缴台账",
    (
        OFFICE,
        number("ledger_no", "台账编号"),
        text("person", "姓名"),
        text("scheme", "救助类别"),
        text("cause", "原因"),
        lines("facts", "事实和理由"),
        rows(
            "months",
            "逐月核算",
            month("month", "月份"),
            fen("paid", "已发（元）"),
            fen("due", "应发（元）"),
            fen("over", "多发（元）"),
            fen("short", "少发（元）"),
        ),
        fen("over_total", "应追回"),
        fen("short_total", "应补发"),
        day("decided_on", "决定之日"),
        text("decided_by", "决定人"),
        optional(rows("plan", "约定分期归还", day("due_on", "归还之日"), fen("amount", "金额（元）"))),
        optional(
            rows(
                "receipts",
                "收回和核销",
                day("on", "日期"),
                text("what", "事项"),
                fen("amount", "金额（元）"),
                text("voucher", "单据"),
            )
        ),
        optional(fen("left", "尚未追回")),
        optional(day("closed_on", "结清之日")),
    ),
    signs=("经办人", "复核人"),
    seals=("区民政局",),
)

PAPERS = (D21, D28)
