"""人与户：nobody twice, nothing forgotten, and two people for every account."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from doudi.config.tests.town import ANPING, DONGGANG, SHIQIAO, SONGLING, THE_DAY, Town, invented_id
from doudi.records.access import Act, acting_as
from doudi.records.audit.limits import TooOften
from doudi.records.audit.models import AuditLine
from doudi.records.people import actions, past_the_area
from doudi.records.people.accounts import (
    AlreadyDealtWith,
    confirm_account,
    propose_account,
    send_back_account,
)
from doudi.records.people.actions import (
    AlreadyMember,
    AlreadyOnFile,
    correct_person,
    found_household,
    join_household,
    leave_household,
    move_household,
    name_supporter,
    record_death,
    register_person,
    register_residence,
    reveal,
    township_keeping,
)
from doudi.records.people.id_numbers import check_sign, checked
from doudi.records.people.models import (
    Authorisation,
    BankAccount,
    Household,
    Membership,
    Person,
    PersonKey,
    Supporter,
)
from doudi.records.people.queries import (
    account_on,
    find_people,
    members_on,
    missing_authorisations,
    registration_on,
    related_members,
)
from doudi.records.people.signatures import VERIFICATION, sign, withdraw
from doudi.records.refusals import BadInput, SamePerson, WrongPost
from doudi.records.staff.actions import declare_relative
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db
LAN, TIAN = invented_id("19500412", 12), invented_id("19480903", 11)
ACCOUNT = "6200990204000012345"


@pytest.fixture
def lan(town: Town) -> Person:
    return register_person(
        area=town.area(DONGGANG),
        name="林秀兰",
        id_number=LAN,
        phone=Secret("19900001234"),
        by=town.act("lin"),
    )


@pytest.fixture
def home(town: Town, lan: Person) -> Household:
    """林秀兰 and 赵广田 of 东岗村."""
    tian = register_person(area=town.area(DONGGANG), name="赵广田", id_number=TIAN, by=town.act("lin"))
    return found_household(
        area=town.area(DONGGANG),
        head=lan,
        address="二组",
        since=THE_DAY,
        members={tian: "配偶"},
        by=town.act("lin"),
    )


def test_sex_and_birth_date_come_from_the_number(lan: Person) -> None:
    assert (lan.male, lan.born) == (False, date(1950, 4, 12))


def test_nobody_is_entered_twice_in_a_district(town: Town, lan: Person) -> None:
    with pytest.raises(AlreadyOnFile):
        register_person(
            area=town.area(SHIQIAO), name="林秀兰", id_number=checked(LAN.reveal()), by=town.act("qian")
        )


def test_the_database_refuses_a_second_file_too(
    town: Town, lan: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "area_keeping", lambda district, id_number: None)
    with pytest.raises(AlreadyOnFile, match="刚刚由另一窗口"):
        register_person(area=town.area(DONGGANG), name="林秀兰", id_number=LAN, by=town.act("lin"))


def test_only_a_whole_number_tells_which_township_keeps_a_person_and_it_leaves_a_trace(
    town: Town, lan: Person
) -> None:
    by, at = town.act("qian"), town.area(SHIQIAO)
    assert township_keeping(id_number=LAN, at=at, by=by) == "松岭镇"
    assert township_keeping(id_number=TIAN, at=at, by=by) is None
    with acting_as(town.act("zhou").scope):
        traces = AuditLine.objects.filter(did="people.looked_up_in_district").order_by("seq")
        assert [line.facts["found"] for line in traces] == ["松岭镇", None]
        assert LAN.reveal() not in str(list(traces.values()))


def test_looking_up_the_district_has_an_end(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_the_area, "LOOKUPS_AN_HOUR", 3)
    look = {"id_number": LAN, "at": town.area(SHIQIAO), "by": town.act("qian")}
    for _ in range(3):
        township_keeping(**look)
    with pytest.raises(TooOften, match="60 分钟"):
        township_keeping(**look)


def test_a_reveal_needs_a_right_a_reason_and_leaves_a_trace(town: Town, lan: Person) -> None:
    secret = reveal(person=lan, what="id_number", why="电话核实", by=town.act("lin"))
    assert secret is not None and secret.reveal() == LAN.reveal()
    with pytest.raises(BadInput, match="事由"):
        reveal(person=lan, what="id_number", why=" ", by=town.act("lin"))
    with pytest.raises(WrongPost):
        reveal(person=lan, what="phone", why="电话核实", by=town.act("zhao"))
    with acting_as(town.act("lin").scope):
        line = AuditLine.objects.filter(did="people.revealed").get()
    assert (line.object_id, line.why, line.facts) == (str(lan.pk), "电话核实", {"what": "id_number"})


@pytest.mark.parametrize(
    "typed",
    [
        "林秀兰",
        "林秀",
        "秀兰",
        "兰",
        "linxiulan",
        "LinXiu",
        "xiulan",
        "lxl",
        "lin,xiu,lan",
        "tail",
        "whole",
        "１９９００００１２３４",
        "19900001234",
    ],
)
def test_a_person_is_found_however_she_is_asked_for(town: Town, lan: Person, typed: str) -> None:
    whole = LAN.reveal()
    typed = {"tail": whole[-4:], "whole": whole}.get(typed, typed.replace(",", " "))
    assert find_people(typed, town.act("lin")) == []
    by = town.act("lin")
    with acting_as(by.scope):
        assert find_people(typed, by) == [lan]
    with acting_as(town.act("qian").scope):
        assert find_people(typed, town.act("qian")) == []


@pytest.mark.parametrize("typed", ["", "  ", "王", "wang", "99990000111", "9999"])
def test_nobody_is_found_by_what_is_not_hers(town: Town, lan: Person, typed: str) -> None:
    by = town.act("lin")
    with acting_as(by.scope):
        assert find_people(typed, by) == []


def test_a_corrected_name_is_found_and_the_old_one_no_more(town: Town, lan: Person) -> None:
    by = town.act("lin")
    correct_person(person=lan, name="林秀岚", why="户口簿为准", by=by)
    with acting_as(by.scope):
        assert [len(find_people(name, by)) for name in ("林秀岚", "林秀兰")] == [1, 0]
        assert AuditLine.objects.get(did="people.corrected").facts["before"] == "林秀兰"


@pytest.mark.parametrize("name", ["", "  ", "林\u200b秀兰", "林\x00", "x" * 61, "\ue000"])
def test_what_is_no_name_is_refused(town: Town, name: str) -> None:
    with pytest.raises(BadInput, match="姓名"):
        register_person(area=town.area(DONGGANG), name=name, by=town.act("lin"))


def test_a_death_lies_between_birth_and_today(town: Town, lan: Person) -> None:
    by = town.act("lin")
    for wrong in (THE_DAY + timedelta(days=1), date(1950, 4, 11)):
        with pytest.raises(BadInput):
            record_death(person=lan, died=wrong, why="死亡证明", by=by)
    assert record_death(person=lan, died=date(2022, 3, 1), why="死亡证明", by=by).died == date(2022, 3, 1)


def test_a_member_lives_in_one_household_at_a_time_and_the_past_stays(town: Town, home: Household) -> None:
    by, later = town.act("lin"), THE_DAY + timedelta(days=60)
    with acting_as(by.scope):
        tian = members_on(home, THE_DAY, by)[1]
        other = register_person(area=town.area(DONGGANG), name="冯大伟", by=by)
        second = found_household(area=town.area(DONGGANG), head=other, address="", since=THE_DAY, by=by)
        with pytest.raises(AlreadyMember, match="赵广田"):
            join_household(household=second, person=tian.person, relation="父", since=later, by=by)
        leave_household(member=tian, until=later, why="迁出", by=by)
        join_household(household=second, person=tian.person, relation="父", since=later, by=by)
        assert [member.name for member in members_on(home, later - timedelta(days=1), by)] == [
            "林秀兰",
            "赵广田",
        ]
        assert [member.name for member in members_on(home, later, by)] == ["林秀兰"]
        assert [member.name for member in members_on(second, later, by)] == ["冯大伟", "赵广田"]


def test_a_moved_household_takes_its_files_along_and_leaves_the_old_clerks_view(
    town: Town, home: Household, lan: Person
) -> None:
    lin, qian = town.act("lin"), town.act("qian")
    propose_account(person=lan, bank="示例农商行", holder="林秀兰", number=ACCOUNT, why="首次登记", by=lin)
    son = name_supporter(person=lan, name="林志强", relation="子", since=THE_DAY, by=lin)
    sign(of=son, kind=VERIFICATION, signed_on=THE_DAY, signed_by="本人", how="本人签字", by=lin)
    move_household(household=home, area=town.area(SHIQIAO), address="桥头 3 号", why="随子居住", by=lin)
    tables = (Person, PersonKey, Household, Membership, Supporter, BankAccount, Authorisation)
    with acting_as(lin.scope):
        assert {table.__name__: table.objects.count() for table in tables} == {
            table.__name__: 0 for table in tables
        }
    with acting_as(qian.scope):
        assert [person.name for person in find_people("lxl", qian)] == ["林秀兰"]
        assert all(table.objects.exists() for table in tables)
    with acting_as(town.act("zhou").scope):
        line = AuditLine.objects.get(did="people.household_moved")
        assert line.facts == {"before": town.area(DONGGANG).pk, "after": town.area(SHIQIAO).pk}


def test_a_township_cannot_take_a_household_for_itself(town: Town, home: Household) -> None:
    with pytest.raises(WrongPost):
        move_household(household=home, area=town.area(SHIQIAO), address="", why="x", by=town.act("qian"))


def test_a_household_does_not_cross_the_district_by_a_change_of_address(town: Town, home: Household) -> None:
    with pytest.raises(BadInput, match="外区"):
        move_household(
            household=home, area=town.area("211204101200"), address="", why="x", by=town.act("lin")
        )


def test_no_row_stands_in_another_area_than_its_subject(town: Town, lan: Person) -> None:
    by = town.act("zhou")
    with acting_as(by.scope), pytest.raises(IntegrityError, match="person_id_area"), transaction.atomic():
        PersonKey.objects.create(person=lan, area=town.area(SHIQIAO), key="x")


def test_an_account_needs_two_natural_people(town: Town, lan: Person) -> None:
    proposed = propose_account(
        person=lan, bank="示例农商行", holder="林秀兰", number=ACCOUNT, why="首次登记", by=town.act("lin")
    )
    by = town.act("zhao")
    with acting_as(by.scope):
        assert account_on(lan, THE_DAY, by) is None
    same_human = replace(by.scope, natural_person=town.officer("zheng").person_id)
    with pytest.raises(SamePerson):
        confirm_account(account=proposed, since=THE_DAY, by=Act(same_human, by.at))
    confirm_account(account=proposed, since=THE_DAY, by=by)
    with acting_as(by.scope):
        held = account_on(lan, THE_DAY, by)
        assert held is not None and held.number.reveal() == ACCOUNT
    with pytest.raises(AlreadyDealtWith):
        send_back_account(account=proposed, why="户名不符", by=by)


def test_the_database_too_wants_two_people_for_an_account(town: Town, lan: Person) -> None:
    by = town.act("lin")
    proposed = propose_account(
        person=lan, bank="示例农商行", holder="林秀兰", number=ACCOUNT, why="首次登记", by=by
    )
    me = by.scope.natural_person
    with acting_as(by.scope):
        for forged in ({"confirmed_by": me}, {"since": THE_DAY}):
            with pytest.raises(IntegrityError), transaction.atomic():
                BankAccount.objects.filter(pk=proposed.pk).update(**forged)


def test_a_new_account_ends_the_old_one_and_both_stay_on_file(town: Town, lan: Person) -> None:
    clerk, decider, may = town.act("lin"), town.act("zhao"), date(2022, 5, 1)
    for number, since in ((ACCOUNT, THE_DAY), ("6200990204000099999", may)):
        account = propose_account(
            person=lan, bank="示例农商行", holder="林秀兰", number=number, why="换卡", by=clerk
        )
        confirm_account(account=account, since=since, by=decider)
    with acting_as(clerk.scope):
        tails = [account_on(lan, day, clerk) for day in (THE_DAY, may - timedelta(days=1), may)]
        assert [account and account.number.reveal()[-5:] for account in tails] == ["12345", "12345", "99999"]


@pytest.mark.parametrize("number", ["", "123", "62009902040000x2345", "1" * 25])
def test_what_is_no_account_number_is_refused(town: Town, lan: Person, number: str) -> None:
    with pytest.raises(BadInput):
        propose_account(
            person=lan, bank="示例农商行", holder="林秀兰", number=number, why="换卡", by=town.act("lin")
        )


def test_every_adult_and_every_supporter_must_have_signed(town: Town, home: Household, lan: Person) -> None:
    by = town.act("lin")
    child = register_person(area=town.area(DONGGANG), name="林小宝", born=date(2012, 9, 1), by=by)
    ageless = register_person(area=town.area(DONGGANG), name="林某", by=by)
    for person in (child, ageless):
        join_household(household=home, person=person, relation="孙", since=THE_DAY, by=by)
    son = name_supporter(person=lan, name="林志强", relation="子", since=THE_DAY, by=by)
    paper = {"kind": VERIFICATION, "signed_on": THE_DAY, "signed_by": "本人", "how": "本人签字", "by": by}
    with acting_as(by.scope):
        assert missing_authorisations(home, VERIFICATION, THE_DAY, by) == [
            "林秀兰",
            "赵广田",
            "林某",
            "林志强",
        ]
        members = members_on(home, THE_DAY, by)
        signed = [sign(of=of, **paper) for of in (members[0].person, members[1].person, ageless, son)]
        assert missing_authorisations(home, VERIFICATION, THE_DAY, by) == []
        assert missing_authorisations(home, "publication", THE_DAY, by) != []
        withdraw(signed=signed[3], on=THE_DAY + timedelta(days=5), why="本人撤回", by=by)
        assert missing_authorisations(home, VERIFICATION, THE_DAY + timedelta(days=5), by) == ["林志强"]


def test_a_relative_declared_is_recognised_by_number_or_by_name(town: Town, home: Household) -> None:
    by = town.act("lin")
    declare_relative(name="写法不同", relation="姑", id_number=LAN, by=town.act("zhao"))
    declare_relative(name="赵广田", relation="伯", by=town.act("zhao"))
    declare_relative(name="林秀兰", relation="友", id_number=invented_id("19500412", 99), by=town.act("zhao"))
    with acting_as(by.scope):
        found = related_members(home, town.officer("zhao").person_id, THE_DAY, by)
    assert sorted(found) == ["林秀兰（姑）", "赵广田（伯）"]


def test_a_registration_holds_from_its_day_in_one_place(town: Town, lan: Person) -> None:
    by = town.act("lin")
    for wrong in ({}, {"place": town.area(ANPING), "elsewhere": "外省某县"}):
        with pytest.raises(BadInput):
            register_residence(person=lan, since=THE_DAY, document="户口簿", **wrong, by=by)
    register_residence(
        person=lan, since=date(2000, 1, 1), elsewhere="外省某县", urban=False, document="户口簿", by=by
    )
    register_residence(
        person=lan, since=THE_DAY, place=town.area(SONGLING), urban=False, document="户口簿", by=by
    )
    with acting_as(by.scope):
        held = [registration_on(lan, day, by) for day in (date(1999, 1, 1), date(2020, 1, 1), THE_DAY)]
        assert [row and (row.elsewhere or row.place) for row in held] == [
            None,
            "外省某县",
            town.area(SONGLING),
        ]


@given(st.text("0123456789", min_size=3, max_size=3), st.dates(date(1900, 1, 1), date(2022, 1, 1)))
def test_a_true_number_passes_and_one_wrong_digit_never_does(serial: str, born: date) -> None:
    number = invented_id(f"{born:%Y%m%d}", int(serial)).reveal()
    assert checked(number.lower()).reveal() == number
    for place in range(17):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        with pytest.raises(BadInput):
            checked(wrong)


@pytest.mark.parametrize("body", ["99020419500230012", "99020419001301012", "99020420000000012"])
def test_a_day_that_never_was_is_refused(body: str) -> None:
    with pytest.raises(BadInput, match="出生日期"):
        checked(body + check_sign(body))
