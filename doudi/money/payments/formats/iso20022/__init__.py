"""ISO 20022：pain.001.001.03 as the order, pain.002.001.03 as the answer (group and single payments).

Only what a domestic salary-like batch needs is written; names of elements are the standard's.
"""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from doudi.money.payments.formats.shape import Answer, BadReturn, Batch, Format, Order, Returned, fen_of
from doudi.policy.question import yuan

ORDER = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
STATUS = "{urn:iso:std:iso:20022:tech:xsd:pain.002.001.03}"
PAID, FAILED = frozenset(("ACSC", "ACCC", "ACCP")), frozenset(("RJCT", "CANC"))
LONGEST_NAME = 140
HEAD_BYTES = 200
DECLARED = re.compile(r"^\ufeff?\s*<\?xml\b([^>]*)\?>")
NAMED = re.compile(r"encoding\s*=\s*[\"']([^\"']*)[\"']")
ENCODINGS = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig", "us-ascii": "ascii", "gb18030": "gb18030", "gbk": "gb18030",
             "gb2312": "gb18030"}  # fmt: skip


def write(batch: Batch) -> bytes:
    """The message; its creation time is the day of the batch, so that a repeated file is the same file."""
    document = Element("Document", {"xmlns": ORDER})
    message = SubElement(document, "CstmrCdtTrfInitn")
    head = SubElement(message, "GrpHdr")
    _told(head, "MsgId", batch.number)
    _told(head, "CreDtTm", f"{batch.on.isoformat()}T00:00:00+08:00")
    _told(head, "NbOfTxs", str(len(batch.orders)))
    _told(head, "CtrlSum", yuan(batch.total_fen))
    _told(SubElement(head, "InitgPty"), "Nm", batch.payer[:LONGEST_NAME])
    payment = SubElement(message, "PmtInf")
    _told(payment, "PmtInfId", batch.number)
    _told(payment, "PmtMtd", "TRF")
    _told(payment, "ReqdExctnDt", batch.on.isoformat())
    _told(SubElement(payment, "Dbtr"), "Nm", batch.payer[:LONGEST_NAME])
    for order in batch.orders:
        _order(payment, order)
    ElementTree.indent(document)
    return bytes(ElementTree.tostring(document, encoding="utf-8", xml_declaration=True))


def read(content: bytes) -> Returned:
    """The bank's status report. Raises BadReturn, also on a document type declaration: no report needs one."""
    text = _decoded(content)
    if "<!" in text.replace("<!--", ""):
        raise BadReturn("回盘文件里有不该有的声明：请用银行出具的 pain.002 文件。")
    try:
        root = ElementTree.fromstring(DECLARED.sub("", text, count=1))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadReturn("这不是完整的 XML 文件：请用银行出具的 pain.002 文件。") from error
    report = root.find(f"{STATUS}CstmrPmtStsRpt")
    batch = _text(report, "OrgnlGrpInfAndSts", "OrgnlMsgId") if report is not None else ""
    if report is None or not batch:
        raise BadReturn("文件里没有 pain.002.001.03 的支付状态报告：请向银行索取。")
    rows = report.iter(f"{STATUS}TxInfAndSts")
    return Returned(batch, [_answer(row, number) for number, row in enumerate(rows, start=1)])


def _decoded(content: bytes) -> str:
    """The text by the encoding that the file declares, UTF-8 where it declares none. Banks write GBK as often."""
    head = content[:HEAD_BYTES].decode("ascii", "ignore")
    declared = DECLARED.match(head)
    found = NAMED.search(declared[1]) if declared else None
    named = found[1] if found else "utf-8"
    encoding = ENCODINGS.get(named.lower())
    if encoding is None:
        raise BadReturn(f"回盘文件写明的编码是“{named[:20]}”，读不了：请银行用 UTF-8 或 GBK 重新出具。")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise BadReturn(
            f"回盘文件写明的编码是“{named[:20]}”，内容却不是：请用银行给的原文件，不要另存，或请银行重新出具。"
        ) from None


def _order(payment: Element, order: Order) -> None:
    row = SubElement(payment, "CdtTrfTxInf")
    _told(SubElement(row, "PmtId"), "EndToEndId", order.key)
    SubElement(SubElement(row, "Amt"), "InstdAmt", {"Ccy": "CNY"}).text = yuan(order.amount_fen)
    agent = SubElement(SubElement(row, "CdtrAgt"), "FinInstnId")
    _told(agent, "Nm", order.bank[:LONGEST_NAME])
    _told(SubElement(row, "Cdtr"), "Nm", order.payee[:LONGEST_NAME])
    account = SubElement(SubElement(SubElement(row, "CdtrAcct"), "Id"), "Othr")
    _told(account, "Id", order.account)
    _told(SubElement(row, "RmtInf"), "Ustrd", order.told)


def _answer(row: Element, number: int) -> Answer:
    where = f"第 {number} 笔"
    key, status = _text(row, "OrgnlEndToEndId"), _text(row, "TxSts")
    if not key or status not in PAID | FAILED:
        raise BadReturn(f"{where}：没有原编号，或状态“{status[:10]}”还不是最终结果，请等银行出具最终回盘。")
    amount = fen_of(_text(row, "OrgnlTxRef", "Amt", "InstdAmt"), where)
    reason = _text(row, "StsRsnInf", "AddtlInf") or _text(row, "StsRsnInf", "Rsn", "Cd")
    return Answer(key, amount, status in PAID, "" if status in PAID else reason or status)


def _told(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _text(parent: Element, *path: str) -> str:
    found = parent.find("/".join(f"{STATUS}{step}" for step in path))
    return (found.text or "").strip() if found is not None else ""


FORMAT = Format("iso20022", "ISO 20022（pain.001）", "xml", write, read)
