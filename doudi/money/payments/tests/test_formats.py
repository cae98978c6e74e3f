"""回盘文件 as programs of banks really write them: a day where words were wanted, another encoding, nothing answered."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from doudi.money.payments.formats import FORMATS
from doudi.money.payments.formats.excel import HEADS, REASON, RESULT
from doudi.money.payments.formats.shape import Answer, BadReturn
from doudi.money.payments.returns import read_return
from doudi.money.payments.tests.bank import answered
from doudi.money.payments.tests.month import ROLL_DAY, Month
from doudi.money.tests.purse import Purse


def workbook(*cells: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, (*HEADS, RESULT, REASON))
        sheet.write_row(1, 0, ("990204-FF2022-0001", 1, "孙一", "农商行", "62", 450, "低保", *cells))
    return out.getvalue()


@pytest.mark.parametrize(
    ("reason", "told"), [(date(2022, 4, 6), "2022-04-06"), (True, "True"), (101, "101"), ("销户", "销户")]
)
def test_a_reason_of_any_kind_is_read_as_words(reason: Any, told: str) -> None:
    (answer,) = FORMATS["excel"].read(workbook("失败", reason)).answers
    assert (answer.key, answer.amount_fen, answer.paid) == ("1", 450_00, False)
    assert answer.reason.startswith(told)


@pytest.mark.parametrize(
    ("declared", "written"), [("GBK", "gbk"), ("gb2312", "gb2312"), ("UTF-8", "utf-8-sig")]
)
def test_a_report_is_read_in_the_encoding_that_it_declares(declared: str, written: str) -> None:
    report = answered("iso20022", "990204-FF2022-0001", [Answer("1", 285_00, False, "户名不符")])
    content = report.decode().replace("encoding='UTF-8'", f"encoding='{declared}'").encode(written)
    (answer,) = FORMATS["iso20022"].read(content).answers
    assert (answer.amount_fen, answer.paid, answer.reason) == (285_00, False, "户名不符")


@pytest.mark.parametrize(
    ("declared", "written", "told"),
    [("Big5", "utf-8", "编码是“Big5”，读不了：请银行"), ("UTF-8", "gbk", "内容却不是：请用银行给的原文件")],
)
def test_a_report_in_an_encoding_that_is_not_read_is_refused_with_a_sentence(
    declared: str, written: str, told: str
) -> None:
    content = f'<?xml version="1.0" encoding="{declared}"?><Document>户名不符</Document>'.encode(written)
    with pytest.raises(BadReturn, match=told):
        FORMATS["iso20022"].read(content)


@pytest.mark.django_db
def test_an_answer_that_answers_nothing_is_refused_and_the_batch_stays_sent(purse: Purse) -> None:
    month = Month(purse)
    month.families(1)
    run, by = month.exported("fixed_csv"), month.purse.act("feng", ROLL_DAY)
    head = f"H|{run.number}|0|0.00\r\n".encode("gb18030")
    with pytest.raises(BadReturn, match="请"):
        read_return(run=run.pk, content=head, name="空", by=by)
    assert month.stands(run).stage == run.stage
