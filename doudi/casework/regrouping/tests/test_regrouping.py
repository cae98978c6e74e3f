"""户的变动的故事：a son marries out, two households become one, a family moves on — no month twice, none lost."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from doudi.casework.awards import queries as awards
from doudi.casework.awards.models import Award, AwardPerson
from doudi.casework.cases.models import Case, Stage
from doudi.casework.changes.actions import decide as decide_change
from doudi.casework.changes.actions import propose as propose_change
from doudi.casework.changes.models import Kind as ChangeKind
from doudi.casework.confirmation.deciding import WrongLevel
from doudi.casework.regrouping import queries
from doudi.casework.regrouping.actions import (
    AlreadyDecided,
    NotAsShown,
    NotHeard,
    decide,
    drop,
    hear,
    propose,
)
from doudi.casework.regrouping.checks import AlreadyProposed, InHand
from doudi.casework.regrouping.models import Continuation, Kind, Regrouping, State
from doudi.casework.regrouping.plans import Owing
from doudi.casework.regrouping.sharing import NoLongerQualifies, NotSettled
from doudi.casework.tests.office import Office, stranger
from doudi.config.tests.town import DONGGANG, QIANPU, SHIQIAO
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents.models import FiledPaper
from doudi.records.people.actions import record_death
from doudi.records.people.models import Household, Membership, Person
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost

pytestmark = pytest.mark.django_db
OPINION = "情况属实，同意承接。"
NOTHING = {"financial": 0, "homes": 0, "vehicles": 0, "businesses": 0}


def award_of(office: Office, name: str) -> Award:
    with acting_as(office.on("zhang", 4, 1).scope):
        return Award.objects.select_related("case").get(head_name=name)


@pytest.fixture
def sun(office: Office) -> Award:
    return award_of(office, "孙长河")


def who(office: Office, name: str, by: Act) -> Person:
    with acting_as(by.scope):
        return Person.objects.get(name=name)


def home_of(award: Award) -> UUID:
    return award.household_id


def moved(office: Office, award: Award, by: Act, to: str = SHIQIAO, **changed: Any) -> Regrouping:
    with acting_as(by.scope):
        rows = list(Membership.objects.filter(household_id=award.household_id, until__isnull=True))
    told: dict[str, Any] = {
        "household": award.household_id,
        "kind": Kind.MOVE,
        "to": office.town.area(to),
        "people": {row.person_id: row.relation for row in rows},
        "head": award.head_id,
        "address": "二组 5 号",
        "why": "全家迁到石桥村居住，户口已迁。",
        "event_on": by.day,
        **changed,
    }
    return propose(**told, by=by)


def split(office: Office, award: Award, by: Act, name: str = "孙立新", **changed: Any) -> Regrouping:
    person = who(office, name, by)
    told: dict[str, Any] = {
        "household": award.household_id,
        "kind": Kind.SPLIT,
        "to": office.town.area(DONGGANG),
        "people": {person.pk: "本人"},
        "head": person.pk,
        "address": "三组 9 号",
        "assets": NOTHING,
        "why": "结婚后另住，户口已分。",
        "event_on": by.day,
        **changed,
    }
    return propose(**told, by=by)


def paid(award: Award | UUID, *months: tuple[int, int]) -> list[int]:
    held = Award.objects.get(pk=award.pk if isinstance(award, Award) else award)
    return [awards.amount_for(held, date(year, month, 1)).monthly_fen for year, month in months]


def covered(person: UUID, month: date) -> list[str]:
    """The schemes by which a person is covered in a month."""
    rows = AwardPerson.objects.filter(person_id=person, void=False, since__lte=month)
    return [row.award.scheme for row in rows if row.until is None or row.until > month]


MAY, JUNE = (2022, 5), (2022, 6)


def test_a_family_moves_to_the_next_township_no_month_twice_and_none_lost(office: Office, sun: Award) -> None:
    clerk, there = office.on("zhang", 5, 10), office.on("bai", 5, 16)
    change = moved(office, sun, clerk)
    (row,) = change.told
    assert (row["before_fen"], row["stays_fen"], row["after_fen"], row["goes_on"]) == (
        105_000,
        0,
        105_000,
        True,
    )
    with acting_as(clerk.scope):
        assert Household.objects.get(pk=home_of(sun)).until is None, "the trial is taken back"
        assert Case.objects.count() == 4
        assert paid(sun, MAY, JUNE) == [105_000, 105_000]
    decided = decide(change=change.pk, opinion=OPINION, by=there)
    assert (decided.state, decided.from_month) == (State.DECIDED, date(2022, 6, 1))
    with acting_as(there.scope):
        (new,) = Award.objects.seen_by(there.scope)
        assert (new.continues_id, new.first_month, new.scheme) == (sun.pk, date(2022, 6, 1), "dibao")
        assert paid(new, MAY, JUNE) == [0, 105_000]
        assert awards.disagrees(new, date(2022, 6, 1), there) == ""
        case = new.case
        assert case is not None and (case.stage, case.area_id) == (Stage.CONTINUED, office.liuxi)
        assert new.household.head_name == "孙长河"
        codes = set(FiledPaper.objects.filter(case_id=case.pk).values_list("code", flat=True))
        assert codes == {"D19-2", "D14-3"}
        (pointer,) = queries.continuations(new.household, there)
        assert (pointer.old_award_id, pointer.new_award_id) == (sun.pk, new.pk)
        assert pointer.old_number.startswith("990204-2022-")
        assert [row.name for row in Membership.objects.filter(household=new.household)].count("孙立新") == 1
    with acting_as(clerk.scope):
        old = awards.award(sun.pk, clerk)
        assert (old.until_month, old.end_reason) == (date(2022, 6, 1), "moved_within")
        assert paid(sun, MAY, JUNE) == [105_000, 0]
        assert old.household.until == date(2022, 5, 16)
        (same,) = queries.continuations(old.household, clerk)
        assert same.pk == pointer.pk
    with acting_as(office.on("gao", 5, 20).scope):
        for month in range(4, 12):
            assert covered(sun.head_id, date(2022, month, 1)) == ["dibao"]


def test_each_place_sees_its_own_file_and_not_the_other_one(office: Office, sun: Award) -> None:
    """The old township keeps what it decided; the people and the new file are out of its sight."""
    clerk, there = office.on("zhang", 5, 10), office.on("bai", 5, 16)
    decide(change=moved(office, sun, clerk).pk, opinion=OPINION, by=there)
    with acting_as(there.scope):
        new = Award.objects.seen_by(there.scope).get()
    assert sun.case_id is not None
    with acting_as(clerk.scope):
        assert Award.objects.count() == 4 and not Award.objects.filter(pk=new.pk).exists()
        assert Case.objects.filter(pk=sun.case_id).exists() and Case.objects.count() == 4
        assert not Person.objects.filter(name="孙长河").exists()
        assert Household.objects.get(pk=home_of(sun)).head_name == "孙长河"
        with pytest.raises(NotFound):
            awards.award(new.pk, clerk)
    with acting_as(there.scope):
        assert list(Award.objects.values_list("pk", flat=True)) == [new.pk]
        assert not Case.objects.filter(pk=sun.case_id).exists()
        assert Person.objects.get(name="孙长河").area_id == new.household.area_id
        with pytest.raises(NotFound):
            awards.award(sun.pk, there)
    third = office.on("qin", 5, 16)
    with acting_as(third.scope):
        assert not Regrouping.objects.exists() and not Continuation.objects.exists()
        with pytest.raises(NotFound):
            queries.regrouping(Regrouping(pk=UUID(int=1)).pk, third)


def test_before_the_decision_the_new_place_reads_the_proposal_and_nobody_else(
    office: Office, sun: Award
) -> None:
    clerk, there, third = office.on("zhang", 5, 10), office.on("bai", 5, 16), office.on("qin", 5, 16)
    change = moved(office, sun, clerk)
    assert [each.pk for each in office.see(queries.waiting, by=there)] == [change.pk]
    assert office.see(queries.waiting, by=third) == []
    with acting_as(there.scope):
        assert queries.regrouping(change.pk, there).head_name == "孙长河"
        assert not Household.objects.exists(), "the file itself follows with the decision"
    with pytest.raises(NotFound):
        decide(change=change.pk, opinion=OPINION, by=third)


def test_a_grown_son_splits_off_and_both_households_go_on(office: Office, sun: Award) -> None:
    clerk, decider = office.on("zhang", 5, 10), office.on("zhao", 5, 16)
    change = split(office, sun, clerk)
    (row,) = change.told
    # 3 × 450 − 300 = 1050; the old couple 2 × 450 − 200 = 700, the son 450 − 100 = 350
    assert (row["before_fen"], row["stays_fen"], row["after_fen"]) == (105_000, 70_000, 35_000)
    decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        assert paid(sun, MAY, JUNE) == [105_000, 70_000]
        new = Award.objects.get(continues=sun)
        assert (new.head_name, paid(new, MAY, JUNE)) == ("孙立新", [0, 35_000])
        old = Award.objects.get(pk=sun.pk)
        assert old.until_month is None
        assert {each.name for each in awards.persons(old, date(2022, 6, 1), decider)} == {"孙长河", "何桂芝"}
        assert awards.disagrees(old, date(2022, 6, 1), decider) == ""
        assert awards.disagrees(new, date(2022, 6, 1), decider) == ""
        assert Household.objects.get(pk=home_of(sun)).until is None
        for name in ("孙长河", "何桂芝", "孙立新"):
            person = Person.objects.get(name=name).pk
            assert [covered(person, date(2022, month, 1)) for month in range(4, 10)] == [["dibao"]] * 6
    told = AuditLine.objects.filter(did__startswith="regrouping.")
    with acting_as(decider.scope):
        assert [each.did for each in told.order_by("seq")] == [
            "regrouping.proposed",
            "regrouping.decided",
            "regrouping.continued",
        ]


def test_who_left_and_earns_owes_support_from_then_on(office: Office, sun: Award) -> None:
    clerk, decider = office.on("zhang", 5, 10), office.on("zhao", 5, 16)
    parents = [str(who(office, name, clerk).pk) for name in ("孙长河", "何桂芝")]
    son = who(office, "孙立新", clerk)
    owing = [Owing(str(son.pk), parents, "子", 1, "1200")]
    change = split(office, sun, clerk, owing=owing)
    (row,) = change.told
    assert row["stays_fen"] < 70_000
    decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        held = Award.objects.get(pk=sun.pk)
        assert paid(held, JUNE) == [row["stays_fen"]]
        assert awards.disagrees(held, date(2022, 6, 1), decider) == ""
        assert Person.objects.get(name="孙长河").supporters.get().name == "孙立新"


def test_two_recipients_marry_and_become_one_household(office: Office) -> None:
    one, two = award_of(office, "周长顺"), award_of(office, "钱秀芝")
    clerk, decider = office.on("zhang", 5, 10), office.on("zhao", 5, 16)
    groom, bride = who(office, "周长顺", clerk), who(office, "钱秀芝", clerk)
    change = propose(
        household=one.household_id,
        other=two.household_id,
        kind=Kind.MERGE,
        to=office.town.area(DONGGANG),
        people={groom.pk: "本人", bride.pk: "配偶"},
        head=groom.pk,
        address="一组 1 号",
        assets={**NOTHING, "financial": 6000, "homes": 1},
        why="两人登记结婚，共同生活。",
        event_on=date(2022, 5, 8),
        by=clerk,
    )
    assert [row["before_fen"] for row in change.told] == [35_000, 40_000]
    assert sum(row["after_fen"] for row in change.told) == 75_000
    decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        assert paid(one, MAY, JUNE) + paid(two, MAY, JUNE) == [35_000, 0, 40_000, 0]
        new = Award.objects.get(case__stage=Stage.CONTINUED)
        assert paid(new, MAY, JUNE) == [0, 75_000]
        assert awards.disagrees(new, date(2022, 6, 1), decider) == ""
        assert {row.old_award_id for row in queries.continuations(new.household, decider)} == {one.pk, two.pk}
        assert {each.until for each in Household.objects.filter(pk__in=(home_of(one), home_of(two)))} == {
            date(2022, 5, 16)
        }
        for person in (groom, bride):
            assert [covered(person.pk, date(2022, month, 1)) for month in range(4, 10)] == [["dibao"]] * 6


def test_who_loses_by_it_is_heard_first(office: Office) -> None:
    award = award_of(office, "吴庆")
    clerk, decider = office.act("zhang", date(2026, 8, 3)), office.act("zhao", date(2026, 8, 5))
    change = split(office, award, clerk, "吴小天")
    (row,) = change.told
    assert row["goes_on"] is False and row["after_fen"] == 0
    with pytest.raises(NotHeard, match="听取这户的意见"):
        decide(change=change.pk, opinion=OPINION, by=decider)
    hear(change=change.pk, on=clerk.day, of="吴小天", said="没有意见", by=clerk)
    decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        assert not Award.objects.filter(continues=award).exists()
        assert paid(award, (2026, 9)) == [row["stays_fen"]]
        assert Membership.objects.get(person__name="吴小天", until__isnull=True).household_id != home_of(
            award
        )


def test_a_family_that_no_longer_qualifies_is_not_put_out_by_a_move(office: Office, sun: Award) -> None:
    clerk = office.on("zhang", 5, 10)
    with pytest.raises(NoLongerQualifies, match="不再符合"):
        split(office, sun, clerk, owing=[
            Owing(str(who(office, "孙立新", clerk).pk), [str(who(office, "孙长河", clerk).pk)], "子", None, None)
        ])  # fmt: skip
    with acting_as(clerk.scope):
        assert not Regrouping.objects.exists() and paid(sun, JUNE) == [105_000]


def test_what_is_not_settled_on_the_award_comes_first(office: Office, sun: Award) -> None:
    clerk, decider = office.on("zhang", 5, 10), office.on("zhao", 5, 11)
    change = propose_change(award=sun.pk, kind=ChangeKind.SUSPEND, reason="unclear", why="待查", by=clerk)
    with pytest.raises(NotSettled, match="待决定的变动"):
        moved(office, sun, clerk)
    decide_change(change=change.pk, opinion="同意", by=decider)
    with pytest.raises(NotSettled, match="已暂停发放"):
        moved(office, sun, office.on("zhang", 5, 12))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"to": DONGGANG}, "不用迁移"),
        ({"people": "one"}, "全户一起办"),
        ({"head": UUID(int=5)}, "新户的户主"),
        ({"address": " "}, "新户的住址"),
        ({"why": ""}, "事实和理由"),
        ({"event_on": date(2022, 5, 11)}, "不能晚于今天"),
        ({"other": UUID(int=5)}, "只办一户"),
    ],
)
def test_a_plan_that_does_not_say_where_everybody_goes(
    office: Office, sun: Award, changed: Mapping[str, Any], sentence: str
) -> None:
    clerk = office.on("zhang", 5, 10)
    told = dict(changed)
    if told.get("people") == "one":
        told["people"] = {sun.head_id: "本人"}
    with pytest.raises(BadInput, match=sentence):
        moved(office, sun, clerk, **told)


def test_the_dead_are_taken_out_of_the_household_first(office: Office, sun: Award) -> None:
    clerk = office.on("zhang", 5, 10)
    record_death(person=who(office, "何桂芝", clerk), died=date(2022, 5, 2), why="死亡证明", by=clerk)
    with pytest.raises(BadInput, match="何桂芝已有死亡登记"):
        moved(office, sun, clerk)


def test_one_at_a_time_and_not_while_an_application_is_open(office: Office, sun: Award) -> None:
    clerk = office.on("zhang", 5, 10)
    change = moved(office, sun, clerk)
    with pytest.raises(AlreadyProposed):
        split(office, sun, clerk)
    drop(change=change.pk, why="又不搬了", by=clerk)
    with pytest.raises(AlreadyDecided, match="已撤回"):
        drop(change=change.pk, why="又不搬了", by=clerk)
    case = office.take(stranger(3), clerk)
    with acting_as(clerk.scope):
        person = case.applicant
        home = case.household_id
    with pytest.raises(InHand):
        propose(
            household=home, kind=Kind.MOVE, to=office.town.area(QIANPU), people={person.pk: "本人"},
            head=person.pk, address="一组", why="搬家", event_on=clerk.day, by=clerk,
        )  # fmt: skip


def test_who_may_not(office: Office, sun: Award) -> None:
    clerk = office.on("zhang", 5, 10)
    with pytest.raises(NotFound):
        moved(office, sun, office.on("zhang", 5, 10), household=UUID(int=7))
    with pytest.raises(WrongPost):
        propose(
            household=sun.household_id, kind=Kind.SPLIT, to=office.town.area(SHIQIAO),
            people={who(office, "孙立新", clerk).pk: "本人"}, head=who(office, "孙立新", clerk).pk,
            address="一组", assets=NOTHING, why="结婚", event_on=clerk.day, by=clerk,
        )  # fmt: skip
    change = moved(office, sun, clerk)
    with pytest.raises(WrongLevel, match="新户所在地"):
        decide(change=change.pk, opinion=OPINION, by=office.on("zhao", 5, 16))
    with pytest.raises(BadInput, match="决定意见"):
        decide(change=change.pk, opinion=" ", by=office.on("bai", 5, 16))


def test_nobody_decides_what_they_proposed_and_the_database_holds_it_too(office: Office, sun: Award) -> None:
    clerk, decider = office.on("zhang", 5, 10), office.on("zhao", 5, 16)
    change = split(office, sun, clerk)
    with acting_as(decider.scope):
        Regrouping.objects.filter(pk=change.pk).update(proposed_by=decider.scope.natural_person)
    with pytest.raises(SamePerson):
        decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope), pytest.raises(IntegrityError), transaction.atomic():
        Regrouping.objects.filter(pk=change.pk).update(decided_by=decider.scope.natural_person)


def test_what_has_changed_since_it_was_shown_is_shown_again(office: Office, sun: Award) -> None:
    clerk = office.on("zhang", 5, 10)
    change = split(office, sun, clerk)
    with pytest.raises(NotAsShown):  # the standard rises in July: other amounts than those shown
        decide(change=change.pk, opinion=OPINION, by=office.on("zhao", 7, 4))
    with acting_as(clerk.scope):
        assert Award.objects.count() == 4 and paid(sun, JUNE) == [105_000]


def test_a_failure_midway_leaves_nothing(office: Office, sun: Award, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk, decider = office.on("zhang", 5, 10), office.on("zhao", 5, 16)
    change = split(office, sun, clerk)

    def broken(*told: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("doudi.casework.regrouping.actions.file_papers", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        decide(change=change.pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        assert Award.objects.count() == 4 and Household.objects.count() == 4
        assert Regrouping.objects.get().state == State.PROPOSED


def test_a_decision_stays_as_it_is(office: Office, sun: Award) -> None:
    clerk, decider = office.on("zhang", 5, 10), office.on("zhao", 5, 16)
    change = decide(change=split(office, sun, clerk).pk, opinion=OPINION, by=decider)
    with acting_as(decider.scope):
        for touch in (
            lambda: Regrouping.objects.filter(pk=change.pk).update(opinion="另一个意见"),
            lambda: Continuation.objects.update(after_fen=1),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                touch()
    assert connection.vendor == "postgresql"
