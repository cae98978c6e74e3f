"""公示的文书：D15, the list that hangs in a village — no number, no account, no telephone of anybody, no illness."""

from doudi.records.documents.papers.forms import Paper, count, day, fen, month, optional, phone, rows, text

D15 = Paper(
    "D15",
    "社会救助对象公示表",
    (
        text("office", "公示单位"),
        text("village", "村（社区）"),
        month("month", "公示月份"),
        day("first", "公示自"),
        day("last", "公示至"),
        rows(
            "households",
            "公示对象",
            text("name", "户主姓名"),
            text("scheme", "救助类别"),
            count("persons", "保障人数"),
            optional(fen("monthly", "月保障金额")),
            text("near_relative", "近亲属备案"),
        ),
        phone("phone", "监督电话"),
    ),
    seals=("公示单位",),
)
PAPERS = (D15,)
