"""银行：writes the answers that a bank's own program would write, independently of the readers that are tested."""

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

import xlsxwriter

from doudi.money.payments.formats.shape import Answer


def answered(code: str, batch: str, answers: Sequence[Answer]) -> bytes:
    """A return file in one of the three formats."""
    return {"excel": _excel, "fixed_csv": _csv, "iso20022": _report}[code](batch, answers)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _excel(batch: str, answers: Sequence[Answer]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["批次号", "序号", "户名", "金额", "处理结果", "失败原因"])
    for row, each in enumerate(answers, start=1):
        cells = [batch, each.key, "某", _yuan(each.amount_fen), "成功" if each.paid else "失败", each.reason]
        sheet.write_row(row, 0, cells)
    book.close()
    return out.getvalue()


def _csv(batch: str, answers: Sequence[Answer]) -> bytes:
    total = sum(each.amount_fen for each in answers)
    lines = [f"H|{batch}|{len(answers)}|{_yuan(total)}"]
    lines += [
        f"D|{each.key}|{_yuan(each.amount_fen)}|{'00' if each.paid else '17'}|{each.reason}"
        for each in answers
    ]
    return "\r\n".join(lines).encode("gb18030")


def _report(batch: str, answers: Sequence[Answer]) -> bytes:
    rows = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{each.key}</OrgnlEndToEndId>"
        f"<TxSts>{'ACSC' if each.paid else 'RJCT'}</TxSts>"
        f"<StsRsnInf><AddtlInf>{escape(each.reason)}</AddtlInf></StsRsnInf>"
        f"<OrgnlTxRef><Amt><InstdAmt Ccy='CNY'>{_yuan(each.amount_fen)}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>"
        for each in answers
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.03'><CstmrPmtStsRpt>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{batch}</OrgnlMsgId></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts>{rows}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()
