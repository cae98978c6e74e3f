"""临时救助：S13 from the fire to the supplement; two people; the year's cap; one case, one discussion; looking again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from doudi.casework.intake.family import Newcomer
from doudi.casework.intake.form import Applied
from doudi.casework.tests.office import Family, signed
from doudi.config.tests.town import DONGGANG, invented_id
from doudi.money.aid.actions import (
    AboveLimit,
    AlreadyHelped,
    NotRegistered,
    apply,
    follow_up,
    pay_first,
    propose,
)
from doudi.money.aid.deciding import grant, refuse
from doudi.money.aid.desk import NotAccepted, StaleAid, WrongAidStage
from doudi.money.aid.entitlement import paid_this_year
from doudi.money.aid.models import Aid, AidKind, AidStage, Priority, Way
from doudi.money.aid.queries import aids, to_follow_up
from doudi.money.ledger.models import Kind
from doudi.money.ledger.queries import faults
from doudi.money.reserve.models import Draw, Outcome
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.people.models import Household
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db
FIRE = date(2022, 1, 26)
LATER = date(2022, 2, 9)


def du_family() -> Family:
    """杜文广 of 东岗村 and two children: their house burnt on 2022-01-26 (S13)."""
    nothing: Mapping[str, Any] = {"income": [], "spending_year": {}}
    return Family(
        DONGGANG,
        {
            "a": Newcomer("杜文广", "本人", Secret("990204198004110111")),
            "b": Newcomer("杜小文", "子", invented_id("20100301", 11)),
            "c": Newcomer("杜小广", "子", invented_id("20120401", 13)),
        },
        {
            "members": [
                {"id": "a", "relation": "self", **nothing},
                {"id": "b", "relation": "child", **nothing},
                {"id": "c", "relation": "child", **nothing},
            ],
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [],
        },
        {},
        Applied("房屋失火", None, papers=signed("a")),
    )


def home(purse: Purse, on: date = FIRE) -> Household:
    return purse.take(du_family(), purse.act("zhang", on)).household


def burnt(purse: Purse, household: Household, **changed: Any) -> Aid:
    told: dict[str, Any] = {
        "household": household,
        "payee": household.head,
        "cause": "火灾",
        "told": "凌晨失火，住房和口粮烧毁",
        "amount_fen": 1_800_00,
        "way": Way.CASH,
        "witnesses": ["东岗村会计", "张敏"],
        "receipt_signed": True,
        **changed,
    }
    return pay_first(**told, by=purse.act("fang", FIRE))


def test_s13_paid_before_the_festival_paperwork_after_it_and_the_district_adds_what_is_due(
    purse: Purse,
) -> None:
    purse.fund(20_000_00)
    aid = burnt(purse, home(purse))
    assert aid.draw is not None
    assert (aid.stage, aid.draw.paperwork_due) == (AidStage.PAID_FIRST, date(2022, 2, 14))
    assert purse.holds(Kind.RESERVE, purse.act("fang")) == 18_200_00
    proposed = propose(aid=aid.pk, level="medium", by=purse.act("zhang", LATER))
    assert (proposed.proposed_fen, proposed.route) == (3_840_00, "district")
    assert "3840.00元" in proposed.reckoning
    done = grant(aid=aid.pk, by=purse.act("gao", LATER))
    assert (done.amount_fen, done.supplement_fen, done.follow_up_on) == (
        3_840_00,
        2_040_00,
        date(2022, 5, 10),
    )
    by = purse.act("feng", LATER)
    with acting_as(by.scope):
        assert Draw.objects.get().outcome == Outcome.POSTED
        assert paid_this_year(list(done.people), LATER) == 3_840_00
        assert faults() == []
    assert purse.holds(Kind.SPENT, by) == 3_840_00
    with acting_as(purse.act("sun").scope):
        assert AuditLine.objects.order_by("-seq")[0].did == "aid.granted"


def test_refused_afterwards_what_was_paid_is_a_claim(purse: Purse) -> None:
    purse.fund(20_000_00)
    aid = burnt(purse, home(purse))
    propose(aid=aid.pk, level="light", by=purse.act("zhang", LATER))
    with pytest.raises(BadInput, match="事实和理由"):
        refuse(aid=aid.pk, why=" ", by=purse.act("zhen", LATER))
    refuse(aid=aid.pk, why="查明是他人房屋", by=purse.act("zhen", LATER))
    assert purse.holds(Kind.RECOVERY, purse.act("fang")) == 1_800_00


def test_who_prepared_or_paid_does_not_decide(purse: Purse) -> None:
    purse.fund(20_000_00)
    aid = burnt(purse, home(purse))
    propose(aid=aid.pk, level="light", by=purse.act("zhang", LATER))
    with pytest.raises(SamePerson):
        grant(aid=aid.pk, by=purse.as_person("zhen", "zhang", LATER))
    with pytest.raises(WrongPost):
        grant(aid=aid.pk, by=purse.act("zhang", LATER))
    with acting_as(purse.act("min").scope), pytest.raises(IntegrityError), transaction.atomic():
        held = Aid.objects.get(pk=aid.pk)
        Aid.objects.filter(pk=aid.pk).update(decided_by=held.proposed_by)
    assert grant(aid=aid.pk, by=purse.act("zhen", LATER)).amount_fen == 1_920_00


@pytest.mark.parametrize(
    ("wrong", "refusal", "sentence"),
    [
        ({"witnesses": ["张敏", "张敏 "]}, BadInput, "两名见证人"),
        ({"receipt_signed": False}, BadInput, "签字或捺印"),
        ({"amount_fen": 2_000_01}, AboveLimit, "不超过 2000.00 元"),
        ({"amount_fen": 0}, BadInput, "大于零"),
        ({"cause": "想要钱"}, BadInput, "困难原因"),
        ({"told": ""}, BadInput, "困难情况"),
    ],
)
def test_a_payment_that_may_not_be_made_leaves_nothing(
    purse: Purse, wrong: dict[str, Any], refusal: type[Exception], sentence: str
) -> None:
    purse.fund(20_000_00)
    household = home(purse)
    with pytest.raises(refusal, match=sentence):
        burnt(purse, household, **wrong)
    assert purse.holds(Kind.RESERVE, purse.act("fang")) == 20_000_00
    with acting_as(purse.act("fang").scope):
        assert Aid.objects.count() == 0


def test_above_what_a_township_may_give_the_district_pays_first(purse: Purse) -> None:
    purse.appropriated()
    household = home(purse)
    told: dict[str, Any] = {
        "household": household,
        "payee": household.head,
        "cause": "火灾",
        "told": "失火",
        "amount_fen": 3_000_00,
        "way": Way.TRANSFER,
        "witnesses": [],
        "receipt_signed": False,
        "from_fund": False,
    }
    with pytest.raises(WrongPost):
        pay_first(**told, by=purse.act("fang", FIRE))
    with pytest.raises(NotRegistered, match="先由经办登记"):
        pay_first(**told, by=purse.act("feng", FIRE))
    asked = apply(household=household, applicant=household.head, kind=AidKind.URGENT, cause="火灾",
                  told="失火", by=purse.act("zhang", FIRE))  # fmt: skip
    with pytest.raises(SamePerson, match="由您本人登记"):
        pay_first(**told, by=purse.as_person("feng", "zhang", FIRE))
    aid = pay_first(**told, by=purse.act("feng", FIRE))
    assert (aid.pk, aid.stage, aid.paid_by_name) == (asked.pk, AidStage.PAID_FIRST, "冯涛")
    assert aid.draw is not None and aid.draw.fund is None
    propose(aid=aid.pk, level="heavy", by=purse.act("zhang", LATER))
    with pytest.raises(SamePerson, match="由您本人经办"):
        grant(aid=aid.pk, by=purse.as_person("gao", "feng", LATER))
    with acting_as(purse.act("gao", LATER).scope), pytest.raises(IntegrityError), transaction.atomic():
        Aid.objects.filter(pk=aid.pk).update(decided_by=aid.paid_by, decided_on=LATER)
    assert purse.holds(Kind.ADVANCE, purse.act("feng")) == 3_000_00


def test_one_open_aid_for_a_household_and_a_cause(purse: Purse) -> None:
    purse.fund(20_000_00)
    household = home(purse)
    burnt(purse, household)
    with pytest.raises(AlreadyHelped, match="“火灾”已有一件"):
        burnt(purse, household)
    burnt(purse, household, cause="意外伤害", amount_fen=100_00)


def test_beyond_the_years_cap_only_with_minutes_and_never_beyond_the_ceiling(purse: Purse) -> None:
    purse.fund(20_000_00)
    household = home(purse)
    aid = apply(
        household=household,
        applicant=household.head,
        kind=AidKind.SPENDING,
        cause="医疗费用负担过重",
        told="手术自付",
        priority=Priority.RETURNED,
        by=purse.act("zhang", FIRE),
    )
    by = purse.act("zhang", LATER)
    with pytest.raises(NotAccepted, match="没有会议记录"):
        propose(aid=aid.pk, level="heavy", amount_fen=9_000_00, by=by)
    with pytest.raises(NotAccepted, match="也超过一事一议上限"):
        propose(aid=aid.pk, level="heavy", amount_fen=20_000_00, minutes="区联席会〔2022〕1号", by=by)
    held = propose(aid=aid.pk, level="heavy", amount_fen=9_000_00, minutes="区联席会〔2022〕1号", by=by)
    assert (held.route, held.minutes) == ("district", "区联席会〔2022〕1号")
    assert grant(aid=aid.pk, by=purse.act("gao", LATER)).amount_fen == 9_000_00


def test_a_second_hardship_of_the_year_gets_what_the_cap_leaves(purse: Purse) -> None:
    purse.fund(20_000_00)
    household = home(purse)
    for cause, expected in (("火灾", 7_680_00), ("意外伤害", 0)):
        aid = apply(household=household, applicant=household.head, kind=AidKind.URGENT, cause=cause,
                    told="x", by=purse.act("zhang", FIRE))  # fmt: skip
        if expected:
            propose(aid=aid.pk, level="heavy", by=purse.act("zhang", FIRE))
            assert grant(aid=aid.pk, by=purse.act("gao", FIRE)).amount_fen == expected
        else:
            with pytest.raises(NotAccepted, match="封顶线"):
                propose(aid=aid.pk, level="heavy", by=purse.act("zhang", FIRE))


def test_two_hardships_proposed_side_by_side_do_not_pass_the_cap_together(purse: Purse) -> None:
    purse.fund(20_000_00)
    household = home(purse)
    first, second = (
        apply(household=household, applicant=household.head, kind=AidKind.URGENT, cause=cause,
              told="x", by=purse.act("zhang", FIRE))
        for cause in ("火灾", "意外伤害")
    )  # fmt: skip
    for aid in (first, second):
        propose(aid=aid.pk, level="heavy", by=purse.act("zhang", FIRE))
    assert grant(aid=first.pk, by=purse.act("gao", FIRE)).amount_fen == 7_680_00
    with pytest.raises(NotAccepted, match=r"封顶线.*请重新提出意见"):
        grant(aid=second.pk, by=purse.act("gao", FIRE))
    by = purse.act("zhang", FIRE)
    propose(aid=second.pk, level="heavy", amount_fen=500_00, minutes="区联席会〔2022〕2号", by=by)
    assert grant(aid=second.pk, by=purse.act("gao", FIRE)).amount_fen == 500_00


def test_after_ninety_days_the_family_is_seen_again_once(purse: Purse) -> None:
    purse.fund(20_000_00)
    aid = burnt(purse, home(purse))
    propose(aid=aid.pk, level="light", by=purse.act("zhang", LATER))
    grant(aid=aid.pk, by=purse.act("zhen", LATER))
    due = purse.act("zhang", date(2022, 5, 10))
    with acting_as(due.scope):
        assert list(to_follow_up(purse.act("zhang", date(2022, 5, 9)))) == []
        assert [row.pk for row in to_follow_up(due)] == [aid.pk]
    assert follow_up(aid=aid.pk, still_in_need=True, by=due).still_in_need
    with pytest.raises(BadInput, match="已于 2022-05-10 回访过"):
        follow_up(aid=aid.pk, still_in_need=False, by=due)
    with acting_as(due.scope):
        assert list(to_follow_up(due)) == []


def test_no_step_is_taken_out_of_turn_stale_or_from_next_door(purse: Purse) -> None:
    purse.fund(20_000_00)
    aid = burnt(purse, home(purse))
    with pytest.raises(WrongAidStage):
        grant(aid=aid.pk, by=purse.act("gao", LATER))
    with pytest.raises(WrongAidStage):
        follow_up(aid=aid.pk, still_in_need=False, by=purse.act("zhang", LATER))
    with pytest.raises(StaleAid):
        propose(aid=aid.pk, level="light", expected=7, by=purse.act("zhang", LATER))
    with pytest.raises(NotFound):
        propose(aid=aid.pk, level="light", by=purse.act("wang", LATER))
    with acting_as(purse.act("guo").scope):
        assert list(aids(purse.act("guo"))) == []


def test_a_failure_at_the_last_write_leaves_neither_money_nor_paper(
    purse: Purse, monkeypatch: pytest.MonkeyPatch
) -> None:
    purse.fund(20_000_00)
    household = home(purse)

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("doudi.money.aid.actions.record", broken)
    with pytest.raises(OSError):
        burnt(purse, household)
    assert purse.holds(Kind.RESERVE, purse.act("fang")) == 20_000_00
    with acting_as(purse.act("fang").scope):
        assert (Aid.objects.count(), Draw.objects.count()) == (0, 0)


def test_somebody_of_another_household_is_not_helped_here(purse: Purse) -> None:
    purse.fund(20_000_00)
    household = home(purse)
    with pytest.raises(BadInput, match="应是这户的成员"):
        burnt(purse, household, people=[household.pk])
