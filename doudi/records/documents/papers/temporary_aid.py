"""临时救助的文书：D17 the approval form, and the register with its receipt; D18 the book of a reserve fund."""

from doudi.records.documents.papers.application import APPLICANT, OFFICE
from doudi.records.documents.papers.forms import (
    ACCOUNT,
    TELEPHONE,
    Paper,
    day,
    fen,
    id_number,
    lines,
    optional,
    rows,
    text,
)

# What happened to the family may be an illness: the paper stays with those who act on it.
NEVER = frozenset({ACCOUNT, TELEPHONE})

D17_1 = Paper(
    "D17-1",
    "临时救助申请审批表",
    (
        OFFICE,
        APPLICANT,
        optional(id_number()),
        text("address", "住址"),
        text("kind", "救助类型"),
        text("cause", "困难原因"),
        optional(text("priority", "优先对象")),
        lines("told", "困难情况"),
        rows("people", "困难人员", text("name", "姓名"), text("relation", "与户主关系")),
        fen("prior", "今年另已得"),
        optional(fen("advanced", "已先行救助")),
        optional(text("level", "困难程度")),
        optional(text("reckoning", "金额的算法")),
        optional(fen("proposed", "拟救助金额")),
        optional(text("minutes", "一事一议会议记录")),
        optional(text("proposed_by", "提出意见人")),
        optional(day("proposed_on", "提出意见日期")),
        optional(fen("amount", "确认金额")),
        optional(text("decided_by", "决定人")),
        optional(day("decided_on", "决定日期")),
        optional(text("refused", "不予确认的理由")),
    ),
    signs=("申请人（签名或按指印）", "经办人", "审批人"),
    seals=("经办机关",),
    never=NEVER,
)

D17_2 = Paper(
    "D17-2",
    "先行救助登记表、领款收据",
    (
        OFFICE,
        APPLICANT,
        optional(id_number()),
        text("address", "住址"),
        text("cause", "困难原因"),
        lines("told", "困难情况"),
        day("paid_on", "支付日期"),
        fen("paid", "金额"),
        text("way", "支付方式"),
        optional(text("witnesses", "见证人")),
        text("paid_by", "付款人"),
        day("paperwork_due", "补办手续期限"),
    ),
    signs=("领款人（签名或按指印）", "见证人", "见证人", "付款人"),
    never=NEVER,
)

D18 = Paper(
    "D18",
    "临时救助备用金台账",
    (
        OFFICE,
        text("period", "期间"),
        fen("opening", "期初余额"),
        rows(
            "entries",
            "收支",
            day("on", "日期"),
            text("voucher", "凭证"),
            text("told", "摘要"),
            optional(fen("received", "收入")),
            optional(fen("paid", "支出")),
            fen("balance", "余额"),
        ),
        fen("closing", "期末余额"),
        fen("pending", "其中待补手续"),
    ),
    signs=("出纳", "监盘人"),
    seals=("经办机关",),
)

PAPERS = (D17_1, D17_2, D18)
