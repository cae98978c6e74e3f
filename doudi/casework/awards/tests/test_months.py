"""月份与金额：a standard that rises, slips set right, who receives, and what no two awards may hold of one person."""

from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from doudi.casework.awards import queries
from doudi.casework.awards.actions import NothingNew, correct_review_day, name_payee, reckon_again
from doudi.casework.awards.desk import StaleAward
from doudi.casework.awards.models import Award, AwardPerson, AwardTerms, Scheme
from doudi.casework.awards.opening import HOLDS, AlreadyHelped, refuse_helped
from doudi.casework.awards.tests.desk import only_award, with_lin
from doudi.casework.tests.office import Office, open_office
from doudi.config.tests.database import opened_once
from doudi.policy.values import BUILT_IN, find_place, read_value
from doudi.records.access import acting_as
from doudi.records.people.models import Household, Person
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db
APRIL, JULY = date(2022, 4, 1), date(2022, 7, 1)


django_db_setup = opened_once(lambda town: with_lin(open_office(town)), scope="module")


@pytest.fixture
def award(office: Office) -> Award:
    return only_award(office)


def test_a_risen_standard_is_seen_before_and_agrees_after_it_is_reckoned(
    office: Office, award: Award
) -> None:
    by = office.on("zhao", 7, 4)
    with acting_as(by.scope):
        assert queries.disagrees(award, date(2022, 6, 1), by) == ""
        assert "所存每月 734.00 元，现在重算 782.00 元" in queries.disagrees(award, JULY, by)
    reckon_again(award=award.pk, from_month=JULY, why="提标", by=by)
    with acting_as(by.scope):
        months = [(2022, 6), (2022, 7), (2022, 12)]
        paid = [queries.amount_for(award, date(*month, 1)).monthly_fen for month in months]
        assert paid == [73_400, 78_200, 78_200]
        assert all(queries.disagrees(award, date(*month, 1), by) == "" for month in months)
        assert queries.terms_in(JULY, [award.pk])[award.pk].reason == "standard"
        assert queries.terms_in(APRIL, [award.pk])[award.pk].reason == "opened"


def test_what_is_reckoned_from_an_earlier_month_leaves_later_terms_in_force(
    office: Office, award: Award
) -> None:
    by = office.on("zhao", 7, 4)
    reckon_again(award=award.pk, from_month=JULY, why="提标", by=by)
    with pytest.raises(NothingNew):
        reckon_again(award=award.pk, from_month=date(2022, 5, 1), why="再算", by=by)
    with pytest.raises(NothingNew):
        reckon_again(award=award.pk, from_month=date(2022, 8, 1), why="再算", by=by)
    with acting_as(by.scope):
        assert queries.amount_for(award, date(2022, 8, 1)).monthly_fen == 78_200


def test_who_may_reckon_it_anew(office: Office, award: Award) -> None:
    said = {"award": award.pk, "from_month": JULY, "why": "提标"}
    for who, refusal in (("zhang", WrongPost), ("liu", WrongPost), ("wang", NotFound)):
        with pytest.raises(refusal):
            reckon_again(**said, by=office.on(who, 7, 4))
    with pytest.raises(NotFound):
        reckon_again(**{**said, "award": UUID(int=3)}, by=office.on("zhao", 7, 4))
    with pytest.raises(BadInput):
        reckon_again(**{**said, "why": " "}, by=office.on("zhao", 7, 4))
    with pytest.raises(StaleAward):
        reckon_again(**said, expected=2, by=office.on("zhao", 7, 4))


def test_a_slip_and_a_payee_are_set_right_with_their_reason(office: Office, award: Award) -> None:
    with acting_as(office.on("zhang", 4, 1).scope):
        other = Person.objects.get(name="赵广田").pk
    clerk, reviewer = office.on("zhang", 4, 1), office.on("liu", 4, 1)
    name_payee(award=award.pk, payee=other, why="林秀兰行动不便", by=clerk)
    with pytest.raises(NothingNew):
        name_payee(award=award.pk, payee=other, why="再来", by=clerk)
    with pytest.raises(BadInput):
        name_payee(award=award.pk, payee=UUID(int=8), why="外人代领", by=clerk)
    correct_review_day(award=award.pk, next_review=date(2022, 9, 1), why="收入要提前看", by=reviewer)
    with pytest.raises(BadInput, match="不能推后"):
        correct_review_day(award=award.pk, next_review=date(2022, 12, 1), why="推后", by=reviewer)
    with pytest.raises(WrongPost):
        correct_review_day(award=award.pk, next_review=date(2022, 8, 1), why="改", by=clerk)
    with acting_as(clerk.scope):
        told = [(row.field, row.before, row.after) for row in queries.corrections(award, clerk)]
        assert told == [("领款人", "林秀兰", "赵广田"), ("下次复核", "2023-03-25", "2022-09-01")]
        held = queries.award(award.pk, clerk)
        assert (held.payee_id, held.next_review) == (other, date(2022, 9, 1))


def test_terms_are_never_changed_and_amounts_always_add_up(office: Office, award: Award) -> None:
    by = office.on("zhao", 4, 1)
    with acting_as(by.scope):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            AwardTerms.objects.update(monthly_fen=0)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            AwardTerms.objects.all().delete()
        row = AwardTerms.objects.get()
        for field, value in (("monthly_fen", 1), ("base_fen", -1), ("from_month", date(2022, 4, 2))):
            wrong = AwardTerms(**{**_fields(row), "number": 9, field: value})
            with pytest.raises(IntegrityError), transaction.atomic():
                wrong.save(force_insert=True)


def test_the_database_refuses_two_people_in_one(office: Office, award: Award) -> None:
    with acting_as(office.on("zhao", 4, 1).scope):
        with pytest.raises(IntegrityError, match="award_two_people"), transaction.atomic():
            Award.objects.filter(pk=award.pk).update(opened_by=award.prepared_by)
        with pytest.raises(IntegrityError, match="award_ends_for_a_reason"), transaction.atomic():
            Award.objects.filter(pk=award.pk).update(until_month=date(2022, 9, 1))


def test_the_pairs_that_exclude_each_other_are_those_of_the_exclusion_value() -> None:
    value = read_value(find_place("example", BUILT_IN), "exclusion", APRIL)
    assert value is not None
    pairs = {frozenset(pair) for pair in value.keys["pairs"]}
    for one in Scheme:
        for other in Scheme:
            clash = any(a and b for a, b in zip(HOLDS[one], HOLDS[other], strict=True))
            if one != other:
                assert clash == (frozenset((one.value, other.value)) in pairs), (one, other)


@pytest.mark.parametrize(
    ("scheme", "since", "until", "fits"),
    [
        ("tekun", APRIL, None, False),
        ("margin", date(2022, 12, 1), None, False),
        ("single_person", date(2022, 1, 1), date(2022, 5, 1), False),
        ("single_person", date(2022, 1, 1), APRIL, True),  # ends where the award begins
    ],
)
def test_nobody_holds_in_one_month_what_excludes_itself(
    office: Office, award: Award, scheme: str, since: date, until: date | None, fits: bool
) -> None:
    by = office.on("zhao", 4, 1)
    living, status = HOLDS[Scheme(scheme)]
    with acting_as(by.scope):
        row = AwardPerson.objects.filter(award=award).first()
        assert row is not None
        fields = {**_fields(row), "since": since, "until": until, "living": living, "status": status}
        if fits:
            AwardPerson.objects.create(**fields)
            return
        with pytest.raises(IntegrityError), transaction.atomic():
            AwardPerson.objects.create(**fields)


def test_who_is_helped_elsewhere_is_refused_with_place_and_scheme_and_no_amount(
    office: Office, award: Award
) -> None:
    here, there = office.on("zhang", 4, 1), office.on("wang", 4, 1)
    with acting_as(here.scope):
        person = Person.objects.get(name="林秀兰")
    with acting_as(there.scope), pytest.raises(AlreadyHelped) as told:
        refuse_helped([person], date(2022, 5, 1), there)
    assert str(told.value) == (
        "林秀兰自2022年4月起已在松岭镇享受最低生活保障，同一个月不能重复：请先办理停止或转换，再确认。"
    )


def test_an_award_moves_with_its_household(office: Office, award: Award) -> None:
    with acting_as(office.on("min", 4, 1).scope):
        Household.objects.filter(pk=award.household_id).update(area_id=office.liuxi)
    assert office.see(queries.awards_in_force, APRIL, by=office.on("zhang", 4, 1)) == []
    assert office.see(queries.awards_in_force, APRIL, by=office.on("wang", 4, 1)) == [award]
    with acting_as(office.on("wang", 4, 1).scope):
        assert queries.amount_for(Award.objects.get(), APRIL).monthly_fen == 73_400


def _fields(row: AwardPerson | AwardTerms) -> dict[str, object]:
    kept = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    kept.pop("id")
    return kept
