"""文书的一生：printed once, signed, stamped, served, scanned; nothing is lost and nothing is changed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from doudi.config.tests.town import SHIQIAO, SONGLING, THE_DAY, Town
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents import delivery, scans, signing
from doudi.records.documents import issue as issuing
from doudi.records.documents.delivery import AlreadyServed, NotServed, NotStamped, serve
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import About, AlreadyIssued, Superseded, issue_paper
from doudi.records.documents.models import Event, FiledPaper, PaperEvent, StoredFile, Way
from doudi.records.documents.papers.filling import PaperIncomplete
from doudi.records.documents.papers.making import make_paper
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.queries import (
    ScanMissing,
    data_of,
    file_bytes,
    file_of_household,
    lacks,
    needs_of,
    paper,
    paper_bytes,
    papers_lacking,
    papers_of_matter,
    papers_waiting,
    require_scan,
    served_on,
)
from doudi.records.documents.scans import file_scan
from doudi.records.documents.signing import AlreadyVoided, mark_signed, mark_stamped, take_back
from doudi.records.documents.tests.desk import SEALED, SIGNED, TWO, folder, household, issue
from doudi.records.documents.tests.files import photo
from doudi.records.people.actions import move_household
from doudi.records.people.models import Household
from doudi.records.refusals import BadInput, NotFound, WrongPost
from doudi.records.vault.ciphers import sm3

pytestmark = pytest.mark.django_db
RECIPIENT, DELIVERER = "受送达人（签名或按指印）", "送达人"


@pytest.fixture
def home(town: Town, db: None) -> Household:
    return household(town)


def seen(town: Town, question: Callable[..., Any], *asked: Any, who: str = "lin", **more: Any) -> Any:
    by = town.act(who)
    with acting_as(by.scope):
        found = question(*asked, by=by, **more)
        return list(found) if hasattr(found, "iterator") else found


def last_line(town: Town) -> AuditLine:
    with acting_as(town.act("sun").scope):
        return AuditLine.objects.order_by("-seq")[0]


# ---- printing -----------------------------------------------------------------------------------


def test_a_paper_is_kept_exactly_as_it_was_printed_with_its_own_number_as_its_code(
    town: Town, home: Household
) -> None:
    printed = issue(town, home, number="松不予〔2022〕1号")
    expected = make_paper(SEALED, SAMPLES[SEALED][0], dated=THE_DAY, scan_mark=str(printed.pk).upper())
    kept = seen(town, paper_bytes, printed.pk)
    same = kept == expected
    assert same
    assert bytes(printed.pdf.sm3) == sm3(expected)
    assert (printed.version, printed.signs, printed.seals, printed.served) == (
        1,
        [RECIPIENT, DELIVERER],
        ["经办机关"],
        True,
    )
    line = last_line(town)
    assert (line.did, line.object_id, line.facts["sm3"]) == (
        "documents.issued",
        str(printed.pk),
        sm3(expected).hex(),
    )


@pytest.mark.parametrize("code", SAMPLES)
def test_what_a_paper_was_printed_from_is_read_back_and_prints_the_same_bytes(
    town: Town, home: Household, code: str
) -> None:
    printed = issue(town, home, code)
    held = seen(town, paper, printed.pk)
    again = make_paper(code, data_of(held), dated=THE_DAY, scan_mark=str(printed.pk).upper())
    same = again == seen(town, paper_bytes, printed.pk)
    assert same


def test_the_data_lie_sealed(town: Town, home: Household) -> None:
    printed = issue(town, home, "D03")
    with acting_as(town.act("lin").scope):
        raw = FiledPaper.objects.filter(pk=printed.pk).values_list("data", flat=True)[0]
    assert "林秀兰".encode() not in bytes(raw) and b"990204" not in bytes(raw)


def test_a_second_copy_is_refused_and_names_who_printed_the_first(town: Town, home: Household) -> None:
    issue(town, home)
    with pytest.raises(
        AlreadyIssued, match=r"《不予确认告知书》已由林晓于 2022-03-07 出具：要改动请重新出具"
    ):
        issue(town, home)


def test_papers_of_one_kind_for_two_people_or_under_two_numbers_stand_beside_each_other(
    town: Town, home: Household
) -> None:
    for about in (About(uuid4(), "林秀兰"), About(uuid4(), "赵广田")):
        issue(town, home, "D03", about=about)
    issue(town, home, number="1")
    issue(town, home, number="2")
    assert [str(each) for each in seen(town, file_of_household, home)] == [
        "《家庭经济状况核对授权书》（林秀兰）",
        "《家庭经济状况核对授权书》（赵广田）",
        "《不予确认告知书》",
        "《不予确认告知书》",
    ]


def test_a_corrected_paper_is_a_new_version_with_its_reason_and_the_old_one_stays(
    town: Town, home: Household
) -> None:
    old = issue(town, home, number="1", about=About(uuid4(), "林秀兰"))
    told = {**SAMPLES[SEALED][0], "scheme": "特困人员救助供养"}
    new = issue(town, home, data=told, replaces=old.pk, why="类别写错")
    assert (new.version, new.number, new.about, new.why) == (2, "1", old.about, "类别写错")
    assert str(new) == "《不予确认告知书》（林秀兰）第2版"
    assert len(seen(town, file_of_household, home)) == 2
    one, other = (seen(town, paper_bytes, each.pk) for each in (old, new))
    same = one == other
    assert not same
    assert [waiting.paper.pk for waiting in seen(town, papers_waiting)] == [new.pk]


def test_only_the_newest_version_is_corrected_signed_stamped_or_served(town: Town, home: Household) -> None:
    old = issue(town, home)
    issue(town, home, replaces=old.pk, why="错字")
    by = town.act("lin")
    for doing in (
        lambda: issue(town, home, replaces=old.pk, why="错字"),
        lambda: mark_signed(paper=old.pk, capacity=DELIVERER, who="林晓", on=THE_DAY, by=by),
        lambda: mark_stamped(paper=old.pk, on=THE_DAY, by=by),
        lambda: serve(paper=old.pk, way=Way.IN_PERSON, on=THE_DAY, received_by="林秀兰", by=by),
    ):
        with pytest.raises(Superseded, match="已经重新出具"):
            doing()


def test_a_correction_without_reason_of_another_kind_or_in_another_file_is_refused(
    town: Town, home: Household
) -> None:
    old, other = issue(town, home), household(town, serial=13)
    for more in ({"why": " "}, {"why": "错", "folder": folder(other)}):
        with pytest.raises(BadInput):
            issue(town, home, replaces=old.pk, **more)
    with pytest.raises(BadInput):
        issue(town, home, SIGNED, replaces=old.pk, why="错")


def test_a_paper_lies_in_exactly_one_file(town: Town, home: Household) -> None:
    area = town.area(SONGLING).pk
    for where in (Folder(area), Folder(area, household=home, matter=uuid4())):
        with pytest.raises(BadInput, match="归入哪一卷"):
            issue(town, home, folder=where)


def test_minutes_lie_with_their_meeting(town: Town, home: Household) -> None:
    meeting = uuid4()
    minutes = issue(town, home, "D12", folder=Folder(town.area(SONGLING).pk, matter=meeting))
    assert [each.pk for each in seen(town, papers_of_matter, meeting)] == [minutes.pk]


def test_a_paper_with_a_gap_is_not_filed_at_all(town: Town, home: Household) -> None:
    gap = {k: v for k, v in SAMPLES[SEALED][0].items() if k != "facts"}
    with pytest.raises(PaperIncomplete, match="事实"):
        issue(town, home, data=gap)
    with acting_as(town.act("lin").scope):
        assert (FiledPaper.objects.count(), StoredFile.objects.count()) == (0, 0)


# ---- signing and stamping -----------------------------------------------------------------------


def test_a_thumb_print_names_its_witness(town: Town, home: Household) -> None:
    printed, by = issue(town, home), town.act("lin")
    words = {"paper": printed.pk, "capacity": RECIPIENT, "who": "林秀兰", "on": THE_DAY, "how": "按指印"}
    with pytest.raises(BadInput, match="见证人"):
        mark_signed(**words, by=by)
    event = mark_signed(**words, witnesses=[" 赵广田 ", "赵广田", ""], by=by)
    assert event.witnesses == ["赵广田"]
    assert last_line(town).did == "documents.signed"


@pytest.mark.parametrize(
    "wrong",
    [{"capacity": "旁人"}, {"who": " "}, {"how": "口头"}]
    + [{"on": THE_DAY + timedelta(days=days)} for days in (1, -1)],
)
def test_a_signature_that_is_half_told_is_refused(town: Town, home: Household, wrong: dict[str, Any]) -> None:
    words = {"paper": issue(town, home).pk, "capacity": RECIPIENT, "who": "林秀兰", "on": THE_DAY}
    with pytest.raises(BadInput):
        mark_signed(**{**words, **wrong}, by=town.act("lin"))


def test_a_paper_without_a_place_for_a_seal_is_not_stamped(town: Town, home: Household) -> None:
    with pytest.raises(BadInput, match="没有盖章栏"):
        mark_stamped(paper=issue(town, home, SIGNED).pk, on=THE_DAY, by=town.act("lin"))


# ---- service ------------------------------------------------------------------------------------


def stamped(town: Town, home: Household) -> FiledPaper:
    printed = issue(town, home)
    mark_stamped(paper=printed.pk, on=THE_DAY, by=town.act("lin"))
    return printed


LATER = THE_DAY + timedelta(days=9)
WAYS: dict[str, dict[str, Any]] = {
    "in person": {"way": Way.IN_PERSON, "on": THE_DAY, "received_by": "林秀兰"},
    "by post": {
        "way": Way.BY_POST,
        "on": LATER,
        "posted_on": THE_DAY,
        "received_by": "林秀兰",
        "tracking": "1234567890123",
    },
    "left": {"way": Way.LEFT, "on": THE_DAY, "witnesses": TWO, "note": "拒绝签收", "place": "家中"},
    "notice": {"way": Way.PUBLIC_NOTICE, "on": THE_DAY, "until": LATER, "place": "东岗村公开栏"},
}


@pytest.mark.parametrize("way", WAYS)
def test_periods_count_from_the_day_of_service(town: Town, home: Household, way: str) -> None:
    printed, by = stamped(town, home), town.act("lin", LATER)
    serve(paper=printed.pk, **WAYS[way], by=by)
    held = seen(town, paper, printed.pk)
    assert served_on(held) == (THE_DAY if way in ("in person", "left") else LATER)
    line = last_line(town)
    assert (line.did, line.facts["counted_on"]) == ("documents.served", str(served_on(held)))


def test_while_a_public_notice_hangs_nothing_is_served_yet(town: Town, home: Household) -> None:
    printed = stamped(town, home)
    serve(paper=printed.pk, **WAYS["notice"], by=town.act("lin"))
    held = seen(town, paper, printed.pk)
    assert served_on(held, LATER - timedelta(days=1)) is None
    assert served_on(held, LATER) == LATER


@pytest.mark.parametrize(
    ("way", "wrong"),
    [
        ("in person", {"received_by": " "}),
        ("in person", {"on": LATER + timedelta(days=1)}),
        ("in person", {"until": LATER}),
        ("in person", {"posted_on": THE_DAY}),
        ("in person", {"way": "pigeon"}),
        ("by post", {"tracking": ""}),
        ("by post", {"posted_on": LATER + timedelta(days=1)}),
        ("left", {"witnesses": ["钱大明", "钱大明"]}),
        ("left", {"note": ""}),
        ("notice", {"until": None}),
        ("notice", {"until": THE_DAY}),
    ],
)
def test_a_service_that_is_half_told_is_refused(
    town: Town, home: Household, way: str, wrong: dict[str, Any]
) -> None:
    printed = stamped(town, home)
    with pytest.raises(BadInput):
        serve(paper=printed.pk, **{**WAYS[way], **wrong}, by=town.act("lin", LATER))
    assert served_on(seen(town, paper, printed.pk)) is None


def test_an_unstamped_notice_and_a_form_are_not_served_and_a_notice_is_served_once(
    town: Town, home: Household
) -> None:
    by, words = town.act("lin"), WAYS["in person"]
    with pytest.raises(NotStamped, match="先盖章"):
        serve(paper=issue(town, home, number="1").pk, **words, by=by)
    with pytest.raises(NotServed, match="不用送达"):
        serve(paper=issue(town, home, SIGNED).pk, **words, by=by)
    printed = stamped(town, home)
    serve(paper=printed.pk, **words, by=by)
    with pytest.raises(AlreadyServed, match="已登记于 2022-03-07 送达"):
        serve(paper=printed.pk, **words, by=by)


def test_a_wrong_entry_is_taken_back_once_with_its_reason_and_stays_legible(
    town: Town, home: Household
) -> None:
    printed, by = stamped(town, home), town.act("lin", LATER)
    wrong = serve(paper=printed.pk, **WAYS["in person"], by=by)
    with pytest.raises(BadInput, match="作废的原因"):
        take_back(event=wrong.pk, why="", by=by)
    voided = take_back(event=wrong.pk, why="日期录错", by=by)
    for again in (wrong, voided):
        with pytest.raises(AlreadyVoided):
            take_back(event=again.pk, why="再来", by=by)
    assert served_on(seen(town, paper, printed.pk)) is None
    serve(paper=printed.pk, **{**WAYS["in person"], "on": LATER}, by=by)
    held = seen(town, paper, printed.pk)
    assert served_on(held) == LATER
    assert [event.kind for event in held.events.all()] == ["stamped", "served", "voided", "served"]


# ---- scans --------------------------------------------------------------------------------------


def test_a_step_that_needs_a_signed_paper_waits_for_its_scan(town: Town, home: Household) -> None:
    printed, by = issue(town, home, SIGNED), town.act("lin")
    assert needs_of(seen(town, paper, printed.pk))[-1] == "待扫描归档"
    event = file_scan(paper=printed.pk, content=photo(), name="IMG_1.jpg", by=by)
    held = seen(town, paper, printed.pk)
    assert needs_of(held) == ()
    assert event.file is not None and event.file.household_id == home.pk
    assert seen(town, file_bytes, event.file_id).startswith(b"\xff\xd8\xff")
    assert last_line(town).did == "documents.scanned"


def test_papers_wait_until_nothing_is_lacking(town: Town, home: Household) -> None:
    printed, by = issue(town, home), town.act("lin")

    def needs() -> list[tuple[str, ...]]:
        """What it lacks; and the database's word for each is the same."""
        found = [waiting.needs for waiting in seen(town, papers_waiting)]
        for word in ("待签", "待盖章", "待送达", "待扫描"):
            with acting_as(by.scope):
                chosen = papers_lacking(by).filter(lacks(word)).count()
            assert chosen == sum(any(need.startswith(word) for need in each) for each in found), word
        return found

    assert needs() == [
        (f"待签：{RECIPIENT}", f"待签：{DELIVERER}", "待盖章：经办机关", "待送达", "待扫描归档")
    ]
    mark_stamped(paper=printed.pk, on=THE_DAY, by=by)
    mark_signed(paper=printed.pk, capacity=DELIVERER, who="林晓", on=THE_DAY, by=by)
    assert needs() == [(f"待签：{RECIPIENT}", "待送达", "待扫描归档")]
    serve(paper=printed.pk, **WAYS["in person"], by=by)
    file_scan(paper=printed.pk, content=photo(), by=by)
    assert needs() == []


def test_a_paper_that_nobody_signs_never_waits(town: Town, home: Household) -> None:
    sheet = {
        "household": "林秀兰户",
        "reckoned_on": THE_DAY,
        "place": "示例区",
        "result": "不符合",
        "findings": [
            {"group": "低保", "answer": "否", "title": "收入", "because": "900 元、734 元", "basis": "57号"}
        ],
        "figures": [{"title": "低保标准", "basis": "示例", "unverified": False}],
    }
    issue(town, home, "D13-1", data=sheet)
    assert seen(town, papers_waiting) == []


def test_a_table_is_no_scan(town: Town, home: Household) -> None:
    with pytest.raises(BadInput, match="扫描件请用"):
        file_scan(paper=issue(town, home).pk, content=b"a,b\n1,2\n", by=town.act("lin"))


def test_a_case_without_the_paper_hears_which_one(town: Town, home: Household) -> None:
    with pytest.raises(ScanMissing, match=r"卷内还没有《社会救助申请书》"):
        seen(town, require_scan, uuid4(), "D01")


# ---- walls, guards, faults ----------------------------------------------------------------------


def doings(town: Town, printed: FiledPaper, event: PaperEvent) -> dict[str, Callable[[str], Any]]:
    return {
        "sign": lambda who: mark_signed(
            paper=printed.pk, capacity=DELIVERER, who="某", on=THE_DAY, by=town.act(who)
        ),
        "stamp": lambda who: mark_stamped(paper=printed.pk, on=THE_DAY, by=town.act(who)),
        "serve": lambda who: serve(paper=printed.pk, **WAYS["in person"], by=town.act(who)),
        "take back": lambda who: take_back(event=event.pk, why="错", by=town.act(who)),
        "scan": lambda who: file_scan(paper=printed.pk, content=photo(), by=town.act(who)),
        "correct": lambda who: issue_paper(
            code=SEALED,
            data=SAMPLES[SEALED][0],
            dated=THE_DAY,
            folder=Folder(printed.area_id, household=printed.household),
            replaces=printed.pk,
            why="错",
            by=town.act(who),
        ),
    }


NAMES = ("sign", "stamp", "serve", "take back", "scan", "correct")


@pytest.mark.parametrize("name", NAMES)
def test_the_neighbour_and_the_wrong_post_leave_nothing(town: Town, home: Household, name: str) -> None:
    printed = stamped(town, home)
    event = seen(town, paper, printed.pk).events.all()[0]
    doing = doings(town, printed, event)[name]
    with pytest.raises((NotFound, WrongPost)):
        doing("qian")
    with pytest.raises(WrongPost):
        doing("wu")
    assert seen(town, paper, printed.pk).events.count() == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_failure_at_the_last_write_leaves_nothing(
    town: Town, home: Household, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = stamped(town, home)
    event = seen(town, paper, printed.pk).events.all()[0]
    doing = doings(town, printed, event)[name]

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    for module in (issuing, signing, delivery, scans):
        monkeypatch.setattr(module, "record", broken)
    with pytest.raises(OSError):
        doing("lin")
    with acting_as(town.act("lin").scope):
        assert (FiledPaper.objects.count(), PaperEvent.objects.count(), StoredFile.objects.count()) == (
            1,
            1,
            1,
        )


def test_the_next_township_sees_no_paper_no_event_no_file_behind_either_wall(
    town: Town, home: Household
) -> None:
    printed = stamped(town, home)
    for question in (paper, paper_bytes):
        with pytest.raises(NotFound):
            seen(town, question, printed.pk, who="qian")
    with pytest.raises(NotFound):
        seen(town, file_bytes, printed.pdf_id, who="qian")
    assert seen(town, papers_waiting, who="qian") == []
    with acting_as(town.act("qian").scope):
        for table in (FiledPaper, PaperEvent, StoredFile):
            assert table.objects.count() == 0  # without the first wall


def test_nothing_of_a_papers_life_is_changed_or_deleted(town: Town, home: Household) -> None:
    stamped(town, home)
    with acting_as(town.act("lin").scope):
        for table in (FiledPaper, PaperEvent, StoredFile):
            with pytest.raises(DatabaseError), transaction.atomic():
                table.objects.update(at=town.act("lin").at)
            with pytest.raises(DatabaseError), transaction.atomic():
                table.objects.all()._raw_delete(table.objects.db)


def test_the_database_itself_wants_two_witnesses_a_tracking_number_and_a_reason(
    town: Town, home: Household
) -> None:
    printed, by = stamped(town, home), town.act("lin")
    told = {"paper": printed, "area_id": printed.area_id, "on": THE_DAY, "at": by.at, "by_name": "某"}
    wrong: list[dict[str, Any]] = [
        {"kind": Event.SERVED, "how": Way.LEFT, "counted_on": THE_DAY, "witnesses": ["一人"]},
        {"kind": Event.SERVED, "how": Way.BY_POST, "counted_on": THE_DAY},
        {"kind": Event.SERVED, "how": Way.IN_PERSON},
        {"kind": Event.SERVED, "how": Way.IN_PERSON, "counted_on": date(2022, 3, 6)},
        {"kind": Event.SCANNED},
        {"kind": Event.VOIDED},
        {"kind": Event.SIGNED},
    ]
    with acting_as(by.scope):
        for row in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                PaperEvent.objects.create(**told, **row)


def test_a_paper_follows_its_household_with_its_events_and_its_scan(town: Town, home: Household) -> None:
    printed = stamped(town, home)
    file_scan(paper=printed.pk, content=photo(), by=town.act("lin"))
    to = town.area(SHIQIAO)
    move_household(household=home, area=to, address="二组", why="搬迁", by=town.act("zhou"))
    held = seen(town, paper, printed.pk, who="qian")
    assert {held.area_id, held.pdf.area_id, *(event.area_id for event in held.events.all())} == {to.pk}
    with pytest.raises(NotFound):
        seen(town, paper, printed.pk)
