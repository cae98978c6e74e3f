"""The centre's pages: from the township's request to the report, a bad file on the way, and who may see what."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doudi.casework.cases.models import Case
from doudi.casework.tests.centre import CAR, NO_RECORD, feng_family, filled, written
from doudi.casework.tests.office import Office
from doudi.casework.verification.findings import Conclusion, Discrepancy
from doudi.casework.verification.models import Batch, Request
from doudi.casework.verification.tests.test_reconsidering import reported
from doudi.records.access import acting_as
from doudi.records.documents.models import FiledPaper
from doudi.records.imports.reading import read_sheet
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
DESK = "/verification/"


def one(model: Any, office: Office, **which: Any) -> Any:
    with acting_as(office.act("chen").scope):
        return model.objects.get(**which)


def asked(desk: Desk, office: Office) -> Case:
    """冯大伟's case, accepted and asked about on 5 May, taken by the clerk of the centre."""
    desk.on(date(2022, 5, 5))
    case = office.take(feng_family(), office.on("zhang", 5, 5))
    browser = desk.of("zhang")
    assert send(browser, f"/cases/{case.pk}/complete/").status_code == 303
    assert send(browser, f"/cases/{case.pk}/ask/").status_code == 303
    assert send(desk.of("chen"), f"{DESK}take/").status_code == 303
    return case


def sheet(browser: Client, office: Office, source: str) -> list[list[Any]]:
    """The rows of the sheet that goes out to a source."""
    batch = one(Batch, office, source=source)
    answer = browser.post(f"{DESK}batches/{batch.pk}/sheet/xlsx/")
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    return [list(row) for row in read_sheet(answer.content, "out.xlsx").rows]


def back(browser: Client, content: bytes, data_on: str = "2022-05-08") -> Any:
    file = SimpleUploadedFile("回盘.xlsx", content)
    return send(browser, f"{DESK}reply/", file=file, data_on=data_on)


def test_from_the_request_to_the_report_by_the_pages(desk: Desk, office: Office) -> None:
    case = asked(desk, office)
    clerk, lead, township = desk.of("chen"), desk.of("tao"), desk.of("zhang")
    page = text_of(clerk.get(DESK))
    assert "机动车登记" in page and "新委托" not in page
    desk.on(date(2022, 5, 6))
    codes = one(Request, office).sources
    assert send(clerk, f"{DESK}make/", source=codes).status_code == 303
    assert "已制 9 批" in text_of(clerk.get(DESK))
    desk.on(date(2022, 5, 9))
    done = back(clerk, filled(sheet(clerk, office, "vehicle"), {"冯大伟": [CAR], "冯玉珍": [NO_RECORD]}))
    assert done.status_code == 303
    for code in codes:
        if code != "vehicle":
            batch = one(Batch, office, source=code)
            assert send(clerk, f"{DESK}batches/{batch.pk}/close/", why="来源没有联通").status_code == 303
    address = f"/cases/{case.pk}/"
    page = text_of(township.get(address))
    assert "1 辆（冯大伟：小型轿车，2021-08-19，86000.00 元）" in page and "2022-05-12 前说明" in page
    row = one(Discrepancy, office)
    told = {"discrepancy": row.pk, "said_by": "冯大伟", "said_on": "2022-05-09", "account": "借名买的"}
    assert send(township, f"{address}explain/", **told).status_code == 303
    settled = {"outcome": "register", "why": "登记在本人名下", "false_declaration": "on"}
    assert send(clerk, f"{DESK}disputed/{row.pk}/", **settled).status_code == 303
    proposal = one(Conclusion, office)
    request = one(Request, office)
    assert "同意这条结论" in text_of(lead.get(f"{DESK}requests/{request.pk}/"))
    assert send(lead, f"{DESK}conclusions/{proposal.pk}/confirm/").status_code == 303
    assert "可以出报告 1" in text_of(lead.get(DESK))
    assert send(lead, f"{DESK}requests/{request.pk}/report/").status_code == 303
    page = text_of(township.get(address))
    assert "有不如实申报" in page and "990204-BG2022-00001" in page and "以登记为准" in page
    with acting_as(office.act("zhang").scope):
        codes = list(FiledPaper.objects.order_by("code").values_list("code", flat=True))
    assert codes == ["D08-1", "D08-2"]


def test_a_bad_file_is_shown_cell_by_cell_and_comes_back_with_reasons(desk: Desk, office: Office) -> None:
    asked(desk, office)
    clerk = desk.of("chen")
    send(clerk, f"{DESK}make/", source=["vehicle"])
    rows = sheet(clerk, office, "vehicle")
    rows[3][2], rows[3][3], rows[4][3] = 990204198206070816, "无", "无"
    desk.on(date(2022, 5, 9))
    content = written(rows)
    answer = back(clerk, content)
    page = clerk.get(answer["Location"])
    assert (
        "C4" in text_of(page)
        and "身份证号是数值格式" in text_of(page)
        and "其余的行已经入库" in text_of(page)
    )
    copy = re.search(r'action="(/verification/returned/[^"]+/sheet/)"', page.content.decode())
    assert copy is not None
    marked = read_sheet(clerk.post(copy[1]).content, "退回.xlsx").rows
    assert str(marked[3][-1]).startswith("C4：")
    again = clerk.get(back(clerk, content)["Location"])
    assert "没有重复入库" in text_of(again)


def test_what_is_wrong_is_said_beside_the_form(desk: Desk, office: Office) -> None:
    asked(desk, office)
    clerk = desk.of("chen")
    answer = send(clerk, f"{DESK}make/")
    assert answer.status_code == 422 and "请至少勾选一个来源" in text_of(answer)
    answer = send(clerk, f"{DESK}reply/", data_on="2022-05-05")
    assert answer.status_code == 422 and "请选择来源报送的文件" in text_of(answer)
    answer = back(clerk, b"PK\x03\x04 broken", "2022-05-05")
    assert answer.status_code == 422 and "已损坏" in text_of(answer)
    answer = send(clerk, f"{DESK}take/")
    assert answer.status_code == 422 and "没有待接收的委托" in text_of(answer)
    request = one(Request, office)
    answer = send(clerk, f"{DESK}requests/{request.pk}/send_back/", why="")
    assert answer.status_code == 422 and "请写明退回的原因" in text_of(answer)
    answer = send(desk.of("tao"), f"{DESK}requests/{request.pk}/report/")
    assert answer.status_code == 409 and "还没有答复，不能出报告" in text_of(answer)


def test_a_wrong_proposal_keeps_what_was_typed(desk: Desk, office: Office) -> None:
    asked(desk, office)
    clerk = desk.of("chen")
    send(clerk, f"{DESK}make/", source=["vehicle"])
    rows = sheet(clerk, office, "vehicle")
    desk.on(date(2022, 5, 9))
    back(clerk, filled(rows, {"冯大伟": [CAR], "冯玉珍": [NO_RECORD]}))
    row = one(Discrepancy, office)
    early = send(clerk, f"{DESK}disputed/{row.pk}/", outcome="register", why="登记属实")
    assert early.status_code == 409 and "可以说明到 2022-05-12" in text_of(early)
    desk.on(date(2022, 5, 13))
    answer = send(clerk, f"{DESK}disputed/{row.pk}/", outcome="exempt", why="残疾人代步车", value="0")
    assert answer.status_code == 422 and "请选按哪一条豁免" in text_of(answer)
    assert 'value="残疾人代步车"' in answer.content.decode()


def test_a_refusal_is_noted_and_stops_the_check(desk: Desk, office: Office) -> None:
    desk.on(date(2022, 5, 5))
    case = office.take(feng_family(), office.on("zhang", 5, 5))
    browser, address = desk.of("zhang"), f"/cases/{case.pk}/"
    send(browser, f"{address}complete/")
    assert (
        send(browser, f"{address}refuse-check/", of="b", said_on="2022-05-05", why="不愿意").status_code
        == 303
    )
    page = text_of(browser.get(address))
    assert (
        "冯玉珍 2022-05-05 表示不同意核对（不愿意）" in page
        and "成年成员和赡养人的授权书都已签署" not in page
    )
    assert send(browser, f"{address}ask/").status_code == 409


@pytest.mark.parametrize("who", ["zhang", "liu", "wang", "min", "sun"])
def test_the_desk_is_the_centre_s_alone(desk: Desk, office: Office, who: str) -> None:
    asked(desk, office)
    send(desk.of("chen"), f"{DESK}make/", source=["vehicle"])
    request, batch = one(Request, office), one(Batch, office)
    browser = desk.of(who)
    for page in ("", "requests/", "batches/", "disputed/", f"requests/{request.pk}/", f"batches/{batch.pk}/"):
        assert browser.get(DESK + page).status_code == 403, page
    assert browser.post(f"{DESK}batches/{batch.pk}/sheet/xlsx/").status_code == 403


def test_lists_show_what_their_lines_counted(desk: Desk, office: Office) -> None:
    asked(desk, office)
    clerk = desk.of("chen")
    send(clerk, f"{DESK}make/", source=["vehicle"])
    assert "共 1 条" in text_of(clerk.get(f"{DESK}requests/?state=ask"))
    assert "共 0 条" in text_of(clerk.get(f"{DESK}requests/?state=report"))
    assert "共 1 条" in text_of(clerk.get(f"{DESK}batches/?open=waiting"))
    assert "共 0 条" in text_of(clerk.get(f"{DESK}batches/?open=late"))
    assert "共 0 条" in text_of(clerk.get(f"{DESK}disputed/?state=open"))
    desk.on(date(2022, 5, 20))
    assert "核对批次逾期未答复 1" in text_of(clerk.get("/"))
    assert "共 1 条" in text_of(clerk.get(f"{DESK}batches/?open=late"))
    export = clerk.post(f"{DESK}requests/")
    assert export.status_code == 200 and export.content.startswith(b"PK")


def test_the_family_objects_to_the_report_on_the_page(desk: Desk, office: Office) -> None:
    _, case = reported(office)
    desk.on(date(2022, 5, 16))
    browser, address = desk.of("zhang"), f"/cases/{case.pk}/"
    page = text_of(browser.get(address))
    assert "登记复核申请" in page and "机动车（报告：1 辆（冯大伟" in page
    row = one(Discrepancy, office)
    half = {"said_on": "2022-05-16", f"account-{row.pk}": "3月已经卖掉"}
    refused = send(browser, f"{address}reconsider/", **half)
    assert refused.status_code == 422 and "没有证明材料的不作复核" in text_of(refused)
    assert "3月已经卖掉" in refused.content.decode()
    told = {**half, f"evidence-{row.pk}": "买卖协议"}
    assert send(browser, f"{address}reconsider/", **told).status_code == 303
    page = text_of(browser.get(address))
    assert "核对复核申请书" in page and "核对还没有报告" in page
    assert one(Request, office, closed_on=None).purpose == "reconsidering"
