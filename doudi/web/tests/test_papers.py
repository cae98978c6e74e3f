"""文书的页面：printing at the counter, the life of a paper by its forms, a stack of scans, what waits, what is empty."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doudi.casework.cases.models import Case
from doudi.casework.intake.issuing import issue, to_print
from doudi.casework.tests.office import lin_family
from doudi.records.access import acting_as
from doudi.records.audit.models import AccessLine, AuditLine
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import Event, FiledPaper, PaperEvent
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.queries import paper_bytes
from doudi.records.documents.tests.files import blank_page, photo, sheet
from doudi.records.ids import new_id
from doudi.web.lists import Listing
from doudi.web.tests.desk import Desk, send, text_of
from doudi.web.tests.test_joint_review import done

pytestmark = pytest.mark.django_db
PHONE = "024-72810001"


def taken(desk: Desk) -> Case:
    return desk.office.take(lin_family(), desk.office.act("zhang"))


def keys(desk: Desk, case: Case) -> list[str]:
    by = desk.office.act("zhang")
    with acting_as(by.scope):
        return [each.key for each in to_print(Case.objects.get(pk=case.pk), by)]


def printed(desk: Desk, case: Case, *which: str) -> list[FiledPaper]:
    return issue(case=case.pk, papers=which or keys(desk, case), by=desk.office.act("zhang"))


def notice(desk: Desk, case: Case, code: str = "D04") -> FiledPaper:
    by = desk.office.act("zhang")
    where = Folder(case.area_id, case=case.pk)
    return issue_paper(code=code, data=SAMPLES[code][0], dated=by.day, folder=where, by=by)


def events(desk: Desk, paper: FiledPaper) -> list[PaperEvent]:
    with acting_as(desk.office.act("zhang").scope):
        return list(PaperEvent.objects.filter(paper=paper).order_by("at", "id"))


def last_word(desk: Desk) -> str:
    with acting_as(desk.office.act("sun").scope):
        return AuditLine.objects.order_by("-seq")[0].did


def looks(desk: Desk, did: str) -> int:
    with acting_as(desk.office.act("sun").scope):
        return AccessLine.objects.filter(did=did).count()


def upload(content: bytes, name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def order(browser: Client, paper: FiledPaper, name: str, **fields: Any) -> Any:
    return send(browser, f"/papers/{paper.pk}/{name}/", **fields)


def test_one_click_prints_all_papers_of_intake_as_one_file(desk: Desk) -> None:
    case, browser = taken(desk), desk.of("zhang")
    page = f"/cases/{case.pk}/"
    told = text_of(browser.get(page))
    assert (
        "打印受理用的全部文书" in told
        and "家庭经济状况核对授权书（赵小军）" in told
        and "还没有出具文书" in told
    )
    pressed = {"command": str(new_id()), "paper": keys(desk, case), "expected": case.steps}
    first = browser.post(f"{page}print-papers/", pressed)
    again = browser.post(f"{page}print-papers/", pressed)
    assert done(first) == done(again)
    whole = browser.get(done(first))
    assert whole["Content-Type"] == "application/pdf" and whole["Content-Disposition"].startswith("inline")
    assert whole.content.startswith(b"%PDF") and looks(desk, "documents.paper_looked") == 5
    told = text_of(browser.get(page))
    assert (
        "打印受理用的全部文书" not in told
        and "5 份没有办齐" in told
        and "已打印" in told
        and "未签名" in told
    )


def test_nothing_ticked_is_told_beside_the_form_and_nothing_is_printed(desk: Desk) -> None:
    case = taken(desk)
    refused = send(desk.of("zhang"), f"/cases/{case.pk}/print-papers/", expected=case.steps)
    assert refused.status_code == 422 and "至少选一份" in text_of(refused)
    assert send(desk.of("liu"), f"/cases/{case.pk}/print-papers/", paper=["D01|"]).status_code == 403
    assert send(desk.of("wang"), f"/cases/{case.pk}/print-papers/", paper=["D01|"]).status_code == 404
    assert desk.of("zhang").get(f"/cases/{case.pk}/papers.pdf").status_code == 404


def test_a_paper_goes_from_the_pen_to_the_file_by_its_forms(desk: Desk) -> None:
    case, browser = taken(desk), desk.of("zhang")
    (paper,) = printed(desk, case, "D01|")
    address = f"/papers/{paper.pk}/"
    page = text_of(browser.get(address))
    assert "还差：待签：申请人；待扫描归档" in page and "待签：代办人" not in page
    said = {"capacity": paper.signs[0], "who": "林秀兰", "on": "20220307", "how": "按指印"}
    refused = order(browser, paper, "sign", **said)
    assert refused.status_code == 422 and "请写明见证人" in text_of(refused)
    assert 'value="林秀兰"' in refused.content.decode()
    assert done(order(browser, paper, "sign", **said, witnesses="赵广田，王福")) == address
    (event,) = events(desk, paper)
    assert (event.how, event.witnesses) == ("按指印", ["赵广田", "王福"])
    assert last_word(desk) == "documents.signed"
    done(order(browser, paper, "scan", scan=upload(photo(), "IMG_1.jpg")))
    page = text_of(browser.get(address))
    assert "已办齐" in page and "见证人赵广田、王福" in page and "扫描归档" in page
    assert last_word(desk) == "documents.scanned"
    scan = events(desk, paper)[1].file_id
    shown = browser.get(f"/papers/files/{scan}/")
    assert shown["Content-Type"] == "image/jpeg" and looks(desk, "documents.file_looked") == 1


def test_a_phone_sends_its_photograph_and_an_empty_form_says_so(desk: Desk) -> None:
    case, browser = taken(desk), desk.of("zhang")
    (paper,) = printed(desk, case, "D02|")
    refused = order(browser, paper, "scan")
    assert refused.status_code == 422 and "请选择文件，或者拍照" in text_of(refused)
    refused = order(browser, paper, "scan", scan=upload(b"no picture at all"))
    assert refused.status_code == 422 and not events(desk, paper)
    done(order(browser, paper, "scan", photo=upload(photo(), "camera.jpg")))
    assert [each.kind for each in events(desk, paper)] == [Event.SCANNED]


@pytest.mark.parametrize(
    ("way", "fields", "lacks"),
    [
        ("in_person", {"received_by": "林秀兰"}, {"received_by": ""}),
        ("by_post", {"received_by": "林秀兰", "tracking": "EY123"}, {"tracking": ""}),
        (
            "left",
            {"witnesses": "钱大明、孙二妹", "note": "拒绝签收", "place": "家中"},
            {"witnesses": "钱大明"},
        ),
        ("public_notice", {"until": "2022-05-06", "place": "东岗村公开栏"}, {"until": ""}),
    ],
)
def test_a_notice_is_served_in_each_of_four_ways(
    desk: Desk, way: str, fields: dict[str, str], lacks: dict[str, str]
) -> None:
    browser = desk.of("zhang")
    paper = notice(desk, taken(desk))
    told = {"way": way, "on": "2022-03-07", **fields}
    refused = order(browser, paper, "serve", **told)
    assert refused.status_code == 409 and "先盖章再送达" in text_of(refused)
    done(order(browser, paper, "stamp", on="2022-03-07", capacity=paper.seals[0]))
    assert order(browser, paper, "serve", **{**told, **lacks}).status_code == 422
    done(order(browser, paper, "serve", **told))
    assert [each.kind for each in events(desk, paper)] == [Event.STAMPED, Event.SERVED]
    assert "已送达" in text_of(browser.get(f"/papers/{paper.pk}/"))


def test_the_notice_of_a_decision_is_served_on_its_case(desk: Desk) -> None:
    paper = notice(desk, taken(desk), "D14-2")
    browser = desk.of("zhang")
    assert "决定的告知书在件页上送达" in text_of(browser.get(f"/papers/{paper.pk}/"))
    told = {"way": "in_person", "on": "2022-03-07", "received_by": "林秀兰"}
    refused = order(browser, paper, "serve", **told)
    assert refused.status_code == 409 and "请回到件页办理" in text_of(refused)
    assert not events(desk, paper)


def test_a_wrong_entry_is_taken_back_and_stays_legible(desk: Desk) -> None:
    browser, paper = desk.of("zhang"), notice(desk, taken(desk))
    done(order(browser, paper, "stamp", on="2022-03-07"))
    (wrong,) = events(desk, paper)
    assert order(browser, paper, "takeback", event=wrong.pk).status_code == 422
    done(order(browser, paper, "takeback", event=wrong.pk, why="盖错章"))
    page = text_of(browser.get(f"/papers/{paper.pk}/"))
    assert "盖错章" in page and "已作废" in page and "未盖章" in page


def test_printed_anew_it_leads_to_the_new_version_and_the_old_one_says_so(desk: Desk) -> None:
    case, browser = taken(desk), desk.of("zhang")
    (paper,) = printed(desk, case, "D01|")
    assert "请写明重新出具的原因" in text_of(order(browser, paper, "reprint"))
    new = done(order(browser, paper, "reprint", why="电话写错"))
    assert new != f"/papers/{paper.pk}/" and "第2版" in text_of(browser.get(new))
    old = text_of(browser.get(f"/papers/{paper.pk}/"))
    assert "已有新版" in old and "看新版" in old and "登记签名" not in old
    assert "旧版 1 份" in text_of(browser.get(f"/cases/{case.pk}/"))
    assert order(browser, paper, "reprint", why="再来").status_code == 409


def test_the_neighbour_and_the_wrong_post_do_nothing_to_a_paper(desk: Desk) -> None:
    (paper,) = printed(desk, taken(desk), "D01|")
    for who, codes in (("wang", (404,)), ("he", (403,)), ("wu", (403, 404))):
        browser = desk.of(who)
        for name in ("", "paper.pdf"):
            assert browser.get(f"/papers/{paper.pk}/{name}").status_code in codes, (who, name)
        for name in ("sign", "scan", "reprint"):
            assert order(browser, paper, name, why="错").status_code in codes, (who, name)
    assert not events(desk, paper)
    assert order(desk.of("zhang"), paper, "burn").status_code == 404


def test_pressed_twice_a_signature_is_noted_once(desk: Desk) -> None:
    browser = desk.of("zhang")
    (paper,) = printed(desk, taken(desk), "D01|")
    said = {"capacity": paper.signs[0], "who": "林秀兰", "on": "2022-03-07", "how": "签名"}
    command = str(new_id())
    for _ in range(2):
        done(browser.post(f"/papers/{paper.pk}/sign/", {**said, "command": command}))
    assert len(events(desk, paper)) == 1


def test_what_waits_is_listed_narrowed_exported_and_counted_on_the_first_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, browser = taken(desk), desk.of("zhang")
    printed(desk, case)
    with monkeypatch.context() as few:
        few.setattr("doudi.web.papers.listing.Listing", partial(Listing, page_rows=2))
        assert (
            "共 5 条" in text_of(browser.get("/papers/"))
            and browser.get("/papers/?page=3").status_code == 200
        )
    assert "文书等签名、盖章、扫描或送达" in text_of(browser.get("/"))
    page = text_of(browser.get("/papers/"))
    assert "共 5 条" in page and "林秀兰" in page and "待扫描归档" in page
    assert "共 1 条" in text_of(browser.get("/papers/", {"q": "赵小军"}))
    assert "共 0 条" in text_of(browser.get("/papers/", {"needs": "待盖章"}))
    assert browser.get("/papers/?sort=-paper").status_code == 200
    export = browser.post("/papers/?needs=待签")
    assert export.content[:2] == b"PK" and last_word(desk) == "lists.exported"
    assert "没有等着签名" in text_of(desk.of("wang").get("/papers/"))
    assert desk.of("he").get("/papers/").status_code == 403


def test_a_stack_of_scans_goes_to_its_papers_and_the_rest_is_filed_by_hand(desk: Desk) -> None:
    case, browser = taken(desk), desk.of("zhang")
    first, second = printed(desk, case, "D01|", "D02|")
    with acting_as(desk.office.act("zhang").scope):
        known = paper_bytes(first.pk, desk.office.act("zhang"))
    stack = sheet([blank_page(), known])
    page = browser.get("/papers/scans/").content.decode()
    area = page.split('name="at" value="')[1].split('"')[0]
    refused = send(browser, "/papers/scans/", at=area)
    assert refused.status_code == 422 and "请选择文件" in text_of(refused)
    done(send(browser, "/papers/scans/", at=area, scan=upload(stack)))
    told = text_of(browser.get("/papers/scans/"))
    assert "归卷 1 份，原来就有 0 份，没认出 1 页" in told and "第 1 页：没有认出扫描码" in told
    assert [each.kind for each in events(desk, first)] == [Event.SCANNED]
    claim = browser.get("/papers/scans/").content.decode().split("/papers/scans/")[2][:36]
    assert "请从列表中选择" in text_of(send(browser, f"/papers/scans/{claim}/"))
    done(send(browser, f"/papers/scans/{claim}/", paper=second.pk))
    assert [each.kind for each in events(desk, second)] == [Event.SCANNED]
    assert "没有。" in text_of(browser.get("/papers/scans/"))
    refused = send(browser, f"/papers/scans/{claim}/", paper=second.pk)
    assert refused.status_code == 422 and "已经归档" in text_of(refused)
    assert send(desk.of("wang"), f"/papers/scans/{claim}/", paper=second.pk).status_code == 404


def test_the_notice_of_acceptance_asks_for_the_counters_telephone_once(desk: Desk) -> None:
    case, browser = taken(desk), desk.of("zhang")
    page = f"/cases/{case.pk}/"
    done(send(browser, f"{page}complete/"))
    assert "窗口电话" in text_of(browser.get(page))
    refused = send(browser, f"{page}print-papers/", paper=["D05|"])
    assert refused.status_code == 422 and "请填写窗口电话" in text_of(refused)
    printed(desk, case, "D01|")
    only = done(send(browser, f"{page}print-papers/", paper=["D05|"], office_phone=PHONE))
    assert browser.get(only).content.startswith(b"%PDF") and looks(desk, "documents.paper_looked") == 1
    assert browser.get(f"{page}papers.pdf?paper={new_id()}").status_code == 404
    assert "受理通知书" in text_of(browser.get(page)) and "窗口电话" not in text_of(browser.get(page))


def test_the_table_of_contents_is_one_button(desk: Desk) -> None:
    case, browser = taken(desk), desk.of("zhang")
    assert "打印卷内目录" not in text_of(browser.get(f"/cases/{case.pk}/"))
    printed(desk, case)
    answer = browser.get(done(send(browser, f"/cases/{case.pk}/print-contents/")))
    assert answer.content.startswith(b"%PDF") and "卷内目录" in text_of(browser.get(f"/cases/{case.pk}/"))


def test_the_sheet_that_is_discussed_comes_as_a_document_and_others_do_not(desk: Desk) -> None:
    case, browser = taken(desk), desk.of("zhang")
    sheet_paper, other = notice(desk, case, "D13"), notice(desk, case)
    assert "下载 Word 修改" in text_of(browser.get(f"/papers/{sheet_paper.pk}/"))
    docx = browser.get(f"/papers/{sheet_paper.pk}/paper.docx")
    assert docx.content[:2] == b"PK" and docx["Content-Disposition"].startswith("attachment")
    assert "下载 Word 修改" not in text_of(browser.get(f"/papers/{other.pk}/"))
    assert "不能编辑" in text_of(browser.get(f"/papers/{other.pk}/paper.docx"))


def test_empty_forms_are_printed_by_anybody_in_office(desk: Desk) -> None:
    browser = desk.of("lin")
    assert "入户调查表" in text_of(browser.get("/papers/blank/"))
    assert browser.get("/papers/blank/D06/").content.startswith(b"%PDF")
    for code in ("D99", "D00"):
        assert browser.get(f"/papers/blank/{code}/").status_code == 404
