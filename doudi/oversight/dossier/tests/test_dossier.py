"""一户一档的故事：everything on one page in its order, every amount with its reckoning; an archive that stands alone."""

import json
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.casework.awards.models import Award
from doudi.casework.objections.actions import receive
from doudi.casework.reviews.actions import renew
from doudi.casework.tests.office import Office
from doudi.config.tests.town import SONGLING
from doudi.oversight.dossier import archive
from doudi.oversight.dossier.archive import ABOUT, LIST, PAGE, export, packed
from doudi.oversight.dossier.history import Event, Sort, history
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.people.models import Household
from doudi.records.refusals import BadInput, NotFound, WrongPost
from doudi.records.vault.ciphers import sm3

pytestmark = pytest.mark.django_db


def told(office: Office, award: Award, by: Act) -> list[Event]:
    with acting_as(by.scope):
        return history(Household.objects.get(pk=award.household_id), by)


def test_the_whole_life_stands_in_order_and_every_amount_says_what_reckons_it(
    office: Office, award: Award
) -> None:
    renew(award=award.pk, found="无变化", on=date(2022, 4, 6), by=office.on("zhang", 4, 6))
    said = {"kind": "report", "said_by": "王福", "said": "他家有车", "case": award.case_id}
    days = {"received_on": date(2022, 4, 6), "answer_by": date(2022, 5, 6)}
    receive(area=office.town.area(SONGLING), **said, **days, by=office.on("zhang", 4, 6))
    events = told(office, award, office.on("zhang", 4, 6))
    assert [each.on for each in events] == sorted(each.on for each in events)
    for sort, title in (
        (Sort.HOME, "建档"),
        (Sort.CASE, "受理"),
        (Sort.CASE, "第 1 次裁量"),
        (Sort.DECISION, "同意确认"),
        (Sort.AWARD, "首次确认"),
        (Sort.REVIEW, "无变化，继续享受"),
        (Sort.PAPER, "社会救助申请书"),
        (Sort.OBJECTION, "实名举报"),
    ):
        assert (sort, title) in {(each.sort, each.title) for each in events}, title
    assert "王福" not in " ".join(each.told for each in events)
    amounts = [each for each in events if each.amount_fen is not None]
    assert {each.amount_fen for each in amounts} == {73400}
    assert all(each.of for each in amounts)


def test_a_longer_life_takes_no_more_questions(office: Office, award: Award) -> None:
    by = office.on("zhang", 4, 6)

    def asked() -> int:
        with acting_as(by.scope), CaptureQueriesContext(connection) as counted:
            history(Household.objects.get(pk=award.household_id), by)
        return len(counted)

    before = asked()
    for _ in range(3):
        renew(award=award.pk, found="无变化", on=date(2022, 4, 6), by=by)
    assert asked() == before <= 20


def test_the_archive_stands_alone_and_proves_itself(office: Office, award: Award) -> None:
    by = office.on("zhang", 4, 6)
    made = export(which=award.household_id, why="审计调卷 清审〔2022〕3号", by=by)
    with ZipFile(BytesIO(made)) as files:
        held = {name: files.read(name) for name in files.namelist()}
    lines = [line.split("  ", 1) for line in held[LIST].decode().splitlines()]
    listed = {name: digest for digest, name in lines}
    assert listed == {name: sm3(content).hex() for name, content in held.items() if name != LIST}
    assert "openssl dgst -sm3" in held[ABOUT].decode()
    papers = [name for name in held if name.startswith("文书/")]
    assert any("D01" in name for name in papers)
    assert all(held[name].startswith(b"%PDF") and b"pdfaid" in held[name] for name in papers)
    page = held[PAGE].decode()
    assert all(name in page for name in papers) and "同意确认" in page
    case = json.loads(held["数据/件-1.json"])
    assert case["裁量"][0]["facts"]["assets"]["homes"] == 1
    assert case["决定"][0]["monthly_fen"] == 73400
    data = " ".join(content.decode() for name, content in held.items() if name.startswith("数据/"))
    for secret in ("990204195004120121", "621700990204000001"):
        assert secret not in data
    with acting_as(office.act("sun").scope):
        line = AuditLine.objects.order_by("-seq")[0]
    assert (line.did, line.why, line.facts["file"]) == (
        *("dossier.exported", "审计调卷 清审〔2022〕3号"),
        sm3(made).hex(),
    )
    assert export(which=award.household_id, why="再调", by=by) == made


def test_the_same_files_give_the_same_bytes_in_whatever_order() -> None:
    assert packed({"甲": b"1", "乙": b"2"}) == packed({"乙": b"2", "甲": b"1"})


def test_who_may_not_export_does_not(office: Office, award: Award, monkeypatch: pytest.MonkeyPatch) -> None:
    order: dict[str, Any] = {"which": award.household_id, "why": "调卷"}
    with pytest.raises(NotFound):
        export(**order, by=office.on("wang", 4, 6))
    with pytest.raises(NotFound):
        export(which=UUID(int=7), why="调卷", by=office.on("zhang", 4, 6))
    for who in ("liu", "sun"):
        with pytest.raises(WrongPost):
            export(**order, by=office.on(who, 4, 6))
    with pytest.raises(BadInput, match="请写明导出的原因"):
        export(which=award.household_id, why=" ", by=office.on("zhang", 4, 6))

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(archive, "record", broken)
    with pytest.raises(OSError):
        export(**order, by=office.on("zhang", 4, 6))
