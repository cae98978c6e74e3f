"""人员：posts make scopes, two posts that go not together are refused, and one human is one human."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from doudi.config.tests.town import (
    DISTRICT,
    DONGGANG,
    LIUXI,
    PASSWORD,
    SHIQIAO,
    SONGLING,
    THE_DAY,
    Town,
    invented_id,
)
from doudi.records.access import require
from doudi.records.refusals import BadInput, NotFound, SamePerson, SecondFactorMissing, WrongPost
from doudi.records.staff.actions import (
    Incompatible,
    appoint,
    change_password,
    close_account,
    confirm_second_factor,
    declare_relative,
    enrol_second_factor,
    open_account,
    relieve,
    withdraw_relative,
)
from doudi.records.staff.models import NaturalPerson, Officer, Posting, SecondFactor
from doudi.records.staff.queries import job_scope, officers_with, relatives_of
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db


def test_a_scope_is_the_area_of_the_post_and_all_under_it(town: Town) -> None:
    lin = town.act("lin").scope
    assert {town.area(code).pk for code in (SONGLING, DONGGANG)} <= lin.areas
    assert not {town.area(code).pk for code in (DISTRICT, LIUXI, SHIQIAO)} & lin.areas
    assert lin.holds("township_clerk", at=town.area(DONGGANG).pk)
    assert not lin.holds("township_decider", at=town.area(DONGGANG).pk)
    assert lin.reveals == {"id_number", "phone", "account", "illness"}


def test_a_post_counts_from_its_first_day_to_the_day_before_its_last(town: Town) -> None:
    posting = Posting.objects.get(officer=town.officer("lin"))
    relieve(posting=posting, until=date(2022, 4, 1), why="调任", by=town.act("wu"))
    held = [bool(town.act("lin", day).scope.areas) for day in (date(2021, 12, 31), THE_DAY, date(2022, 4, 1))]
    assert held == [False, True, False]


def test_a_closed_account_has_no_scope_and_no_login(town: Town) -> None:
    officer = town.officer("lin")
    assert authenticate(RequestFactory().post("/"), username="lin", password=PASSWORD) == officer
    close_account(officer=officer, area=town.area(DISTRICT), why="离职", by=town.act("wu"))
    assert town.act("lin").scope.areas == frozenset()
    assert authenticate(RequestFactory().post("/"), username="lin", password=PASSWORD) is None


def test_a_deciding_post_works_only_with_the_second_factor(town: Town) -> None:
    at = town.area(DONGGANG).pk
    require(town.act("zhao"), "township_decider", at=at)
    with pytest.raises(SecondFactorMissing):
        require(town.act("zhao", second_factor=False), "township_decider", at=at)
    require(town.act("lin", second_factor=False), "township_clerk", at=at)
    with pytest.raises(WrongPost):
        require(town.act("zhao"), "township_decider", at=town.area(SHIQIAO).pk)


def test_nobody_holds_two_posts_that_go_not_together(town: Town) -> None:
    day = date(2022, 6, 1)
    appointment = {"area": town.area(LIUXI), "document": "任命文件", "by": town.act("wu")}
    with pytest.raises(Incompatible, match="经办与确认分设"):
        appoint(officer=town.officer("lin"), post="township_decider", since=day, **appointment)
    # On the second account of the same natural person either.
    with pytest.raises(Incompatible):
        appoint(officer=town.officer("zheng"), post="auditor", since=day, **appointment)


def test_the_other_post_is_free_once_the_first_has_ended(town: Town) -> None:
    by, day = town.act("wu"), date(2022, 6, 1)
    for username in ("lin", "zheng"):
        relieve(posting=Posting.objects.get(officer=town.officer(username)), until=day, why="调任", by=by)
    new = {
        "officer": town.officer("lin"),
        "post": "township_decider",
        "area": town.area(LIUXI),
        "document": "x",
    }
    with pytest.raises(Incompatible):
        appoint(since=day - timedelta(days=1), **new, by=by)
    assert appoint(since=day, **new, by=by).since == day


def test_nobody_appoints_oneself_and_the_database_says_so_too(town: Town) -> None:
    wu = town.officer("wu")
    with pytest.raises(SamePerson):
        appoint(
            officer=wu,
            post="hotline_clerk",
            area=town.area(DISTRICT),
            since=THE_DAY,
            document="x",
            by=town.act("wu"),
        )
    with pytest.raises(IntegrityError, match="posting_by_another_person"), transaction.atomic():
        Posting.objects.create(
            officer=wu,
            person=wu.person,
            post_id="hotline_clerk",
            area=town.area(DISTRICT),
            since=THE_DAY,
            appointed_by=wu.person,
        )


def test_posts_are_given_by_their_registrar_and_only_posts_that_exist(town: Town) -> None:
    told = {"officer": town.officer("qian"), "area": town.area(LIUXI), "since": THE_DAY, "document": "x"}
    with pytest.raises(WrongPost):
        appoint(post="hotline_clerk", **told, by=town.act("zhao"))
    with pytest.raises(NotFound, match="没有 mayor"):
        appoint(post="mayor", **told, by=town.act("wu"))


def test_two_accounts_of_one_human_share_one_natural_person(town: Town) -> None:
    assert town.officer("lin").person_id == town.officer("zheng").person_id
    assert NaturalPerson.objects.count() == 6


def test_an_account_needs_a_fresh_name_a_true_number_and_a_strong_password(town: Town) -> None:
    new = {
        "username": "he",
        "name": "何丽",
        "id_number": invented_id("19900101", 50),
        "password": PASSWORD,
        "area": town.area(DISTRICT),
        "by": town.act("wu"),
    }
    for wrong in (
        {"username": "lin"},
        {"password": "123456789012"},
        {"id_number": invented_id("19880203", 12)},
    ):
        with pytest.raises(BadInput):
            open_account(**(new | wrong))
    assert open_account(**new).person.name == "何丽"


def test_one_changes_only_ones_own_password(town: Town) -> None:
    with pytest.raises(WrongPost):
        change_password(officer=town.officer("lin"), password=PASSWORD + "-new", by=town.act("wu"))
    change_password(officer=town.officer("lin"), password=PASSWORD + "-new", by=town.act("lin"))
    assert town.officer("lin").check_password(PASSWORD + "-new")


def test_a_declared_relative_counts_from_the_day_and_is_not_taken_back_by_oneself(town: Town) -> None:
    zhao = town.act("zhao")
    declared = declare_relative(name="胡玉兰", relation="姐", id_number=invented_id("19600101", 62), by=zhao)
    person = town.officer("zhao").person_id
    assert relatives_of(person, THE_DAY - timedelta(days=1)) == []
    assert [each.name for each in relatives_of(person, THE_DAY)] == ["胡玉兰"]
    with pytest.raises(WrongPost):
        withdraw_relative(declared=declared, why="x", area=town.area(DISTRICT), by=zhao)
    later = town.act("wu", THE_DAY + timedelta(days=30))
    withdraw_relative(declared=declared, why="误填", area=town.area(DISTRICT), by=later)
    assert [len(relatives_of(person, day)) for day in (THE_DAY, later.day)] == [1, 0]


def code_of(device: SecondFactor) -> str:
    return f"{device.clockwork().token():06d}"


def test_a_code_works_once_and_its_key_lies_sealed(town: Town) -> None:
    lin = town.act("lin")
    device = enrol_second_factor(officer=town.officer("lin"), by=lin)
    assert isinstance(device.key, Secret)
    with pytest.raises(BadInput, match="口令不对"):
        confirm_second_factor(device=device, token="abc", by=lin)
    device = SecondFactor.objects.get(pk=device.pk)
    device.throttle_reset()
    confirm_second_factor(device=device, token=code_of(device), by=lin)
    held = SecondFactor.objects.get(user=town.officer("lin"))
    assert held.confirmed
    assert not held.verify_token(code_of(held))


def test_wrong_codes_slow_the_next_try_down(town: Town) -> None:
    device = enrol_second_factor(officer=town.officer("lin"), by=town.act("lin"))
    right = code_of(device)
    assert not device.verify_token("000000" if right != "000000" else "000001")
    assert not device.verify_token(right)


def test_a_session_names_its_device_and_finds_it_again(town: Town) -> None:
    device = enrol_second_factor(officer=town.officer("lin"), by=town.act("lin"))
    assert SecondFactor.from_persistent_id(device.persistent_id) == device


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(town: Town) -> None:
    request = RequestFactory().post("/login")
    for _ in range(5):
        assert authenticate(request, username="qian", password="wrong") is None
    assert authenticate(request, username="qian", password=PASSWORD) is None
    assert authenticate(request, username="lin", password=PASSWORD) == town.officer("lin")


def test_who_can_decide_here_is_one_question(town: Town) -> None:
    at = town.area(DONGGANG).pk
    assert officers_with("township_decider", at, THE_DAY) == [town.officer("zhao")]
    assert [officer.username for officer in officers_with("township_clerk", at, THE_DAY)] == ["lin", "zheng"]
    assert officers_with("township_decider", town.area(SHIQIAO).pk, THE_DAY) == []


def test_a_job_acts_under_a_named_scope(town: Town) -> None:
    scope = job_scope("夜间核对", [town.area(SONGLING).pk], THE_DAY, "township_clerk")
    assert scope.areas == town.act("lin").scope.areas
    assert scope.officer is None and scope.natural_person is None
    assert Officer.objects.count() == 7
