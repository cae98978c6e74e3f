"""Excel 代发盘：the workbook that most county banks take, and the same workbook with two columns more as the answer.

代发盘   批次号 | 序号 | 户名 | 开户行 | 账号 | 金额 | 摘要
回盘     the same, with 处理结果 (成功 or 失败) and 失败原因
"""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from doudi.money.payments.formats.shape import Answer, BadReturn, Batch, Format, Returned, fen_of
from doudi.policy.question import yuan

HEADS = ("批次号", "序号", "户名", "开户行", "账号", "金额", "摘要")
RESULT, REASON = "处理结果", "失败原因"
PAID, FAILED = "成功", "失败"
CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # never the moment of writing: the same batch gives the same bytes


def write(batch: Batch) -> bytes:
    """The workbook; every cell is text, so that no account loses its zeros."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": CREATED, "title": batch.number})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("代发盘")
    sheet.set_column(0, len(HEADS) - 1, 18, text)
    for column, head in enumerate(HEADS):
        sheet.write_string(0, column, head)
    for row, order in enumerate(batch.orders, start=1):
        cells = (
            batch.number,
            order.key,
            order.payee,
            order.bank,
            order.account,
            yuan(order.amount_fen),
            order.told,
        )
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, text)
    book.close()
    return out.getvalue()


def read(content: bytes) -> Returned:
    """The bank's answer. Raises BadReturn: not a workbook, a head missing, a row without a result, two batches."""
    rows = _rows(content)
    heads = [str(cell).strip() for cell in rows[0]] if rows else []
    missing = [head for head in (*HEADS[:2], "金额", RESULT) if head not in heads]
    if missing:
        raise BadReturn(f"第 1 行缺少“{missing[0]}”这一列：请用银行出具的回盘文件，不要改动表头。")
    at = {head: heads.index(head) for head in heads}
    answers, batches = [], set()
    for number, row in enumerate(rows[1:], start=2):
        if not any(str(cell).strip() for cell in row):
            continue
        batches.add(_text(row, at, "批次号"))
        answers.append(_answer(row, at, number))
    if len(batches) != 1:
        raise BadReturn("回盘文件里没有批次号，或混有几个批次：请让银行按批次分别出具。")
    return Returned(batches.pop(), answers)


def _answer(row: Sequence[object], at: dict[str, int], number: int) -> Answer:
    result = _text(row, at, RESULT)
    if result not in (PAID, FAILED):
        raise BadReturn(f"第 {number} 行处理结果写的是“{result[:20]}”，只能是成功或失败：请银行重新出具。")
    amount = fen_of(_text(row, at, "金额"), f"第 {number} 行")
    reason = _text(row, at, REASON) if REASON in at else ""
    return Answer(_text(row, at, "序号"), amount, result == PAID, reason if result == FAILED else "")


def _rows(content: bytes) -> list[list[object]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    except (CalamineError, OSError) as error:
        raise BadReturn("打不开这份回盘文件：请确认是银行出具的 Excel 文件（.xlsx），没有加密。") from error


def _text(row: Sequence[object], at: dict[str, int], head: str) -> str:
    """A cell as text; a number, which a bank's program may write, exactly as it is told."""
    cell = row[at[head]] if at[head] < len(row) else ""
    text = str(cell).strip()
    if isinstance(cell, str):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:  # a day or a truth value, where words were wanted
        return text
    if not number.is_finite():
        return text
    return str(int(number)) if number == number.to_integral_value() else format(number, "f")


FORMAT = Format("excel", "Excel 代发盘", "xlsx", write, read)
