"""定长表头的 CSV：a first line with batch, count and sum, then one line an order, in GB 18030 as bank cores read it.

H|批次号|笔数|总金额
D|序号|户名|账号|金额|摘要           and in the answer  D|序号|金额|00 or an error code|失败原因
"""

from doudi.money.payments.formats.shape import Answer, BadReturn, Batch, Format, Returned, fen_of
from doudi.policy.question import yuan

ENCODING = "gb18030"
PAID = "00"


def write(batch: Batch) -> bytes:
    """The file; a bar or a line break in a name becomes a blank, since the format has no way to escape it."""
    lines = [f"H|{batch.number}|{len(batch.orders)}|{yuan(batch.total_fen)}"]
    lines += [
        "|".join(
            ("D", *map(_plain, (order.key, order.payee, order.account, yuan(order.amount_fen), order.told)))
        )
        for order in batch.orders
    ]
    return ("\r\n".join(lines) + "\r\n").encode(ENCODING)


def read(content: bytes) -> Returned:
    """The bank's answer. Raises BadReturn, also where the head does not tell what the lines add up to."""
    try:
        lines = [line for line in content.decode(ENCODING).splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise BadReturn("回盘文件的编码不是 GB 18030：请银行重新出具。") from error
    head = lines[0].split("|") if lines else []
    if len(head) != 4 or head[0] != "H":
        raise BadReturn("第 1 行不是“H|批次号|笔数|总金额”：请用银行出具的回盘文件。")
    answers = [_answer(line, number) for number, line in enumerate(lines[1:], start=2)]
    told = (head[2].strip(), fen_of(head[3], "第 1 行"))
    if told != (str(len(answers)), sum(answer.amount_fen for answer in answers)):
        raise BadReturn("第 1 行的笔数或总金额与明细不符：文件可能不完整，请银行重新出具。")
    return Returned(head[1].strip(), answers)


def _answer(line: str, number: int) -> Answer:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != 5 or cells[0] != "D":
        raise BadReturn(f"第 {number} 行不是“D|序号|金额|结果|原因”：请银行重新出具。")
    paid = cells[3] == PAID
    return Answer(cells[1], fen_of(cells[2], f"第 {number} 行"), paid, "" if paid else cells[4] or cells[3])


def _plain(text: str) -> str:
    return " ".join(text.replace("|", " ").split())


FORMAT = Format("fixed_csv", "定长表头 CSV", "csv", write, read)
