"""长期公示的故事：made by one, published by another, read by everybody, over by itself; never a thing too much."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from doudi.casework.awards.models import Award
from doudi.casework.intake.actions import publish_counter_phone
from doudi.casework.intake.models import NearRelativeFiling
from doudi.casework.tests.office import Office
from doudi.config.tests.town import LIUXI, SONGLING
from doudi.oversight.disclosure import actions
from doudi.oversight.disclosure.actions import (
    AlreadyMade,
    NobodyToShow,
    NoPhone,
    NotShown,
    Overdisclosed,
    OwnList,
    prepare,
    publish,
    withdraw,
)
from doudi.oversight.disclosure.models import DisclosedRow, Disclosure
from doudi.oversight.disclosure.queries import (
    HANGS,
    OVER,
    disclosures,
    public_rows,
    public_villages,
    rows_of,
    sheet,
    state_of,
    to_publish,
)
from doudi.oversight.disclosure.showing import NAMELESS
from doudi.records.access import NOWHERE, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents.papers.tests.pdf_text import words as words_of
from doudi.records.ids import new_id
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db
APRIL = date(2022, 4, 1)


def made(office: Office, who: str = "zhang") -> Disclosure:
    return prepare(township=office.town.area(SONGLING), month=APRIL, by=office.on(who, 4, 6))


def shown(office: Office) -> Disclosure:
    return publish(disclosure=made(office).pk, by=office.on("liu", 4, 6))


def rows(office: Office, held: Disclosure) -> list[DisclosedRow]:
    found: list[DisclosedRow] = office.see(rows_of, held, by=office.on("zhang", 4, 6))
    return found


def test_the_list_holds_what_may_be_shown_and_nothing_is_public_before_a_second_person(
    office: Office, award: Award
) -> None:
    held = made(office)
    (row,) = rows(office, held)
    assert (row.village_name, row.head_name, row.scheme, row.persons, row.amount_fen, row.near_relative) == (
        *("东岗村", "林秀兰", "dibao", 2, 73400, False),
    )
    assert office.see(to_publish, by=office.on("liu", 4, 6)) == [held]
    assert public_villages(date(2022, 4, 6)) == []
    with pytest.raises(WrongPost):
        publish(disclosure=held.pk, by=office.on("zhang", 4, 6))
    done = publish(disclosure=held.pk, by=office.on("liu", 4, 6))
    assert (done.first, done.last) == (date(2022, 4, 6), date(2022, 5, 6))
    with acting_as(office.act("sun").scope):
        assert AuditLine.objects.order_by("-seq")[0].did == "disclosure.published"


def test_anybody_reads_it_until_its_last_day_and_then_it_is_gone_by_itself(
    office: Office, award: Award
) -> None:
    held = shown(office)
    (village,) = public_villages(date(2022, 5, 6))
    assert (village.name, village.township, village.phone, village.many) == (
        "东岗村",
        "松岭镇",
        "024-72810001",
        1,
    )
    (row,) = public_rows(village.village, date(2022, 5, 6))
    assert (row.head_name, row.scheme, row.persons, row.amount_fen) == ("林秀兰", "最低生活保障", 2, 73400)
    assert public_rows(village.village, date(2022, 4, 5)) == []
    assert public_rows(village.village, date(2022, 5, 7)) == public_villages(date(2022, 5, 7)) == []
    states = [state_of(held, day) for day in (date(2022, 5, 6), date(2022, 5, 7))]
    assert states == [HANGS, OVER]
    withdraw(disclosure=held.pk, why="户主姓名写错", by=office.on("liu", 4, 7))
    assert public_villages(date(2022, 4, 7)) == []


def test_what_everybody_may_read_names_no_more_than_its_columns(office: Office, award: Award) -> None:
    """The functions look past the wall: what they answer is counted here, column by column."""
    shown(office)
    (row,) = public_rows(award.area_id, date(2022, 4, 6))
    assert set(row.__slots__) == {"head_name", "scheme", "persons", "amount_fen", "near_relative"}


def test_the_same_person_on_another_account_does_not_publish_and_the_database_agrees(
    office: Office, award: Award
) -> None:
    held = made(office, "lin")
    by = office.on("liu", 4, 6)
    with (
        acting_as(by.scope),
        pytest.raises(IntegrityError, match="disclosure_two_people"),
        transaction.atomic(),
    ):
        Disclosure.objects.filter(pk=held.pk).update(
            published_at=by.at, published_by=held.prepared_by, first=by.day, last=by.day
        )
    as_lin = office.town.act("zheng", date(2022, 4, 6)).scope.natural_person
    assert as_lin == held.prepared_by


def test_who_made_it_does_not_publish_it_whatever_post(
    office: Office, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = made(office)
    monkeypatch.setattr(actions, "PUBLISHERS", ("township_clerk",))
    with pytest.raises(OwnList):
        publish(disclosure=held.pk, by=office.on("zhang", 4, 6))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        # The last sign is wrong: a right number would lie open in the tables, where no canary may.
        ("林秀兰990204195004120122", "含有身份证号"),
        ("林秀兰 13812345678", "含有手机号码"),
        ("林秀兰（尿毒症）", "含有病种"),
        ("林秀兰6217 0099 0204 0000 01", "含有银行账号"),
        ("林秀兰 7281-0001", "含有一串数字"),
        ("林秀兰<b>", "不像一个姓名"),
    ],
)
def test_a_cell_that_shows_too_much_is_refused_by_row_and_column(
    office: Office, award: Award, name: str, told: str
) -> None:
    by = office.on("zhang", 4, 6)
    with acting_as(by.scope):
        Award.objects.filter(pk=award.pk).update(head_name=name)
    held = made(office)
    with pytest.raises(Overdisclosed, match=f"第 1 行“户主姓名”栏：{told}") as refused:
        publish(disclosure=held.pk, by=office.on("liu", 4, 6))
    assert name not in str(refused.value)
    assert public_villages(date(2022, 4, 6)) == []


def test_a_child_is_never_named_not_as_head_and_not_by_a_head_who_became_one(
    office: Office, award: Award
) -> None:
    by = office.on("zhang", 4, 6)
    with acting_as(by.scope):
        Person.objects.filter(pk=award.head_id).update(born=date(2010, 1, 1))
    held = made(office)
    assert rows(office, held)[0].head_name == NAMELESS
    publish(disclosure=held.pk, by=office.on("liu", 4, 6))
    withdraw(disclosure=held.pk, why="重做", by=office.on("zhang", 4, 6))
    with acting_as(by.scope):
        Person.objects.filter(pk=award.head_id).update(born=date(1950, 4, 12))
    again = made(office)
    with acting_as(by.scope):
        Person.objects.filter(pk=award.head_id).update(born=None)
    with pytest.raises(Overdisclosed, match="是未成年人的姓名"):
        publish(disclosure=again.pk, by=office.on("liu", 4, 6))


def test_a_near_relative_on_file_is_told_by_yes_alone(office: Office, award: Award) -> None:
    assert award.case_id is not None
    with acting_as(office.on("zhang", 4, 6).scope):
        NearRelativeFiling.objects.create(
            case_id=award.case_id, area_id=office.songling, name="林建新", post="委员", relation="弟"
        )
    held = shown(office)
    assert rows(office, held)[0].near_relative
    told = words_of(office.see(sheet, held, award.area_id, by=office.on("zhang", 4, 6)))
    assert "林秀兰" in told and "林建新" not in told


def test_the_sheet_of_a_village_tells_no_more_than_the_list(office: Office, award: Award) -> None:
    held = shown(office)
    told = words_of(office.see(sheet, held, award.area_id, by=office.on("zhang", 4, 6)))
    for words in ("社会救助对象公示表", "东岗村", "林秀兰", "734.00", "024-72810001"):
        assert words in told
    for words in ("赵广田", "990204", "19500412"):
        assert words not in told
    with pytest.raises(NotFound):
        office.see(sheet, held, office.liuxi, by=office.on("zhang", 4, 6))


def test_one_list_a_month_and_a_new_one_after_the_old_was_taken_down(office: Office, award: Award) -> None:
    held = made(office)
    with pytest.raises(AlreadyMade):
        made(office)
    with pytest.raises(BadInput, match="撤下的原因"):
        withdraw(disclosure=held.pk, why=" ", by=office.on("zhang", 4, 6))
    withdraw(disclosure=held.pk, why="漏了一户", by=office.on("zhang", 4, 6))
    with pytest.raises(NotShown):
        publish(disclosure=held.pk, by=office.on("liu", 4, 6))
    assert made(office).many == 1


def test_a_published_list_is_never_rewritten(office: Office, award: Award) -> None:
    held = shown(office)
    for change in (
        lambda: Disclosure.objects.filter(pk=held.pk).update(last=date(2099, 1, 1)),
        lambda: Disclosure.objects.filter(pk=held.pk).delete(),
        lambda: DisclosedRow.objects.filter(disclosure=held).update(head_name="别人"),
        lambda: DisclosedRow.objects.filter(disclosure=held).delete(),
    ):
        with acting_as(office.on("zhang", 4, 6).scope), pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nothing_to_show_no_telephone_and_no_month_to_come(office: Office) -> None:
    liuxi, wang = office.town.area(LIUXI), office.on("wang", 4, 6)
    with pytest.raises(NoPhone):
        prepare(township=liuxi, month=APRIL, by=wang)
    phone = {"phone": "024-72810002", "since": date(2022, 1, 4)}
    publish_counter_phone(area=liuxi, **phone, by=office.on("min", 1, 4))
    with pytest.raises(BadInput, match="不能晚于本月"):
        prepare(township=liuxi, month=date(2022, 5, 1), by=wang)
    with pytest.raises(BadInput, match="只公示本月或上月"):
        prepare(township=liuxi, month=date(2022, 2, 1), by=wang)
    with pytest.raises(NobodyToShow):
        prepare(township=liuxi, month=APRIL, by=wang)


def test_a_list_of_a_month_ago_is_not_published_any_more(office: Office, award: Award) -> None:
    held = made(office)
    with pytest.raises(NotShown, match="请撤下后重新生成"):
        publish(disclosure=held.pk, by=office.on("liu", 5, 4))


def test_the_next_township_neither_sees_nor_makes_nor_publishes(office: Office, award: Award) -> None:
    held = made(office)
    assert office.see(disclosures, by=office.on("wang", 4, 6)) == []
    with pytest.raises(NotFound):
        publish(disclosure=held.pk, by=office.on("bai", 4, 6))
    with pytest.raises(NotFound):
        withdraw(disclosure=held.pk, why="看看", by=office.on("wang", 4, 6))
    with pytest.raises(WrongPost):
        prepare(township=office.town.area(SONGLING), month=APRIL, by=office.on("wang", 4, 6))
    with acting_as(office.on("wang", 4, 6).scope):
        assert not Disclosure.objects.exists() and not DisclosedRow.objects.exists()
    assert NOWHERE.areas == ""


@pytest.mark.parametrize("step", ["prepared", "published", "withdrawn"])
def test_a_failure_at_the_last_write_leaves_nothing(
    office: Office, award: Award, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = None if step == "prepared" else made(office)
    which = held.pk if held else new_id()

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(actions, "record", broken)
    doing: dict[str, Any] = {
        "prepared": lambda: made(office),
        "published": lambda: publish(disclosure=which, by=office.on("liu", 4, 6)),
        "withdrawn": lambda: withdraw(disclosure=which, why="错", by=office.on("liu", 4, 6)),
    }
    with pytest.raises(OSError):
        doing[step]()
    left = office.see(disclosures, by=office.on("zhang", 4, 6))
    assert [(each.published, each.withdrawn_on) for each in left] == ([] if held is None else [(False, None)])
