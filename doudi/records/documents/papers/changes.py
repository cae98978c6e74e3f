"""动态管理的文书：D19-1 one change of an award, D19-2 the file of a household that goes on elsewhere."""

from doudi.records.documents.papers.application import APPLICANT, CASE_NO, OFFICE
from doudi.records.documents.papers.forms import (
    Paper,
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

PROPOSED = (
    lines("facts", "事实和理由"),
    optional(day("happened_on", "发生日期")),
    optional(text("heard", "听取的意见")),
    lines("clauses", "依据"),
)
DECIDED = (
    text("proposed_by", "提出人"),
    day("proposed_on", "提出日期"),
    text("opinion", "决定意见"),
    text("decided_by", "决定人"),
    day("decided_on", "决定之日"),
)

D19_1 = Paper(
    "D19-1",
    "待遇变动审批表",
    (
        OFFICE,
        CASE_NO,
        APPLICANT,
        text("scheme", "救助类别"),
        text("change", "变动"),
        text("reason", "原因"),
        rows(
            "members",
            "保障对象",
            text("name", "姓名"),
            yes("before", "变动前保障"),
            yes("after", "变动后保障"),
        ),
        optional(text("head_before", "原户主")),
        optional(text("head_after", "现户主、领款人")),
        optional(text("account", "账户")),
        fen("monthly_before", "原每月金额"),
        fen("monthly_after", "现每月金额"),
        month("from_month", "执行起始月"),
        optional(text("grace", "渐退期")),
        *PROPOSED,
        *DECIDED,
    ),
    signs=("提出人", "决定人"),
    seals=("经办机关",),
)

D19_2 = Paper(
    "D19-2",
    "分户、并户、迁移承接单",
    (
        text("kind", "种类"),
        text("old_place", "原村（社区）"),
        text("new_place", "新户所在村（社区）"),
        text("old_head", "原户主"),
        text("new_head", "新户户主"),
        number("old_number", "原受理编号"),
        number("new_number", "新受理编号"),
        rows("members", "新户成员", text("name", "姓名"), text("relation", "与户主关系")),
        rows(
            "awards",
            "待遇",
            text("scheme", "救助类别"),
            text("names", "由新户承接的人"),
            fen("before", "原每月金额"),
            fen("stays", "原户今后"),
            fen("after", "新户今后"),
        ),
        month("from_month", "执行起始月"),
        *PROPOSED,
        *DECIDED,
    ),
    signs=("移交方经办人", "承接方经办人"),
    seals=("移交机关", "承接机关"),
)

PAPERS = (D19_1, D19_2)
