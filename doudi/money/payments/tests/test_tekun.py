"""特困发放的故事：base and care parts, the agreement as a gate (S10); the institution as payee, its count (S11)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import accepted, confirmed, reviewed
from doudi.casework.awards.tests.test_scenarios import _agree, li_family
from doudi.casework.cases.models import Case
from doudi.casework.changes.actions import decide, propose
from doudi.casework.changes.models import Kind
from doudi.casework.intake.family import Newcomer
from doudi.casework.survey.care_models import CareWish
from doudi.casework.tests.office import Family
from doudi.config.tests.town import DISTRICT
from doudi.money.payments.checking import judge
from doudi.money.payments.models import Judgement, Line, Run
from doudi.money.payments.queries import findings
from doudi.money.payments.rolls import NothingToPay, freeze_month, void
from doudi.money.recovery.models import Cause
from doudi.money.recovery.reckoning import confirm_reckoning, reckon_again
from doudi.money.recovery.tests.paid import Paid
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.records.evidence.actions import note
from doudi.records.evidence.models import SEEN
from doudi.records.institutions.actions import (
    AlreadyCounted,
    LivesElsewhere,
    NoBed,
    admit,
    confirm_institution_account,
    count,
    leave,
    open_institution,
    propose_institution_account,
)
from doudi.records.institutions.models import Institution, InstitutionAccount
from doudi.records.institutions.queries import free_beds, residents
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, NotFound, SamePerson
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db
HALF = ("toilet", "walking", "bathing")
FULL = ("eating", "dressing", "bed", "toilet", "walking", "bathing")


def assessed(
    purse: Purse, family: Family, failed: Sequence[str], mode: str, *days: tuple[int, int]
) -> tuple[Award, Case]:
    """特困 confirmed by the district, the self-care sheet and the wish being on file before."""
    case = accepted(purse, family, *days[0])
    by = purse.on("zhang", *days[0])
    with acting_as(by.scope):
        person = Person.objects.get(name=family.newcomers["a"].name)
        CareWish.objects.create(
            case=case, area_id=case.area_id, person=person, mode=mode, stated_on=by.day, at=by.at, name="张敏"
        )
    sealed = Secret("[" + ",".join(f'"{each}"' for each in failed) + "]")
    note(about=person, fact="self_care_failed", source=SEEN, said_by="评估人", said_on=by.day,
         sealed=sealed, by=by)  # fmt: skip
    case = reviewed(purse, case, *days[1])
    (award,) = confirmed(purse, case, *days[2], "gao")
    purse.appropriated()
    return award, case


def roll(purse: Purse, month: int, on: date) -> tuple[Run, list[Line], list[str]]:
    by = purse.act("feng", on)
    run = freeze_month(
        district=purse.town.area(DISTRICT), month=date(2022, month, 1), bank_format="fixed_csv", by=by
    )
    with acting_as(by.scope):
        return run, Paid(purse).month.lines(run), [hold.check_code for hold in findings(run, by)]


def house(purse: Purse, beds: int = 1) -> Institution:
    """示例区中心敬老院 with its account, by two people."""
    clerk = purse.on("min", 8, 1)
    opened = open_institution(
        area=purse.town.area(DISTRICT), name="示例区中心敬老院", beds=beds, since=clerk.day, by=clerk
    )
    proposed = propose_institution_account(
        institution=opened.pk,
        bank="示例农商行",
        holder="示例区中心敬老院",
        number="6299000000000001",
        why="开户",
        by=clerk,
    )
    with pytest.raises(SamePerson):
        confirm_institution_account(
            account=proposed.pk, since=clerk.day, by=purse.as_person("gao", "min", clerk.day)
        )
    confirm_institution_account(account=proposed.pk, since=clerk.day, by=purse.on("gao", 8, 2))
    return opened


def ma_family() -> Family:
    """马秀云, 82, alone (S11)."""
    return replace(li_family(), newcomers={"a": Newcomer("马秀云", "本人", Secret("990204193912120021"))})


def gao_family() -> Family:
    """高德福, 73, alone (S11), who waits for a bed."""
    return replace(li_family(), newcomers={"a": Newcomer("高德福", "本人", Secret("990204194907050211"))})


def test_s10_base_and_care_from_july_and_the_care_part_only_with_an_agreement(purse: Purse) -> None:
    award, case = assessed(purse, li_family(), HALF, "dispersed", (5, 16), (6, 6), (6, 8))
    Paid(purse).month.account(award.payee, "6200000000000011", since=date(2022, 6, 10))
    run, (line,), _ = roll(purse, 7, date(2022, 7, 5))
    assert (line.amount_fen, line.parts["base"], line.parts["care"]) == (617_00, 617_00, 0)
    void(run=run.pk, why="协议已签", by=purse.on("feng", 7, 5))
    with acting_as(purse.on("zhang", 6, 20).scope):
        _agree(award.head, case, date(2022, 6, 20))
    run, (line,), found = roll(purse, 7, date(2022, 7, 6))
    assert (line.amount_fen, line.parts["base"], line.parts["care"]) == (854_00, 617_00, 237_00)
    assert (line.payee_name, line.institution_id, found) == ("李长贵", None, [])
    with pytest.raises(NothingToPay):
        roll(purse, 6, date(2022, 7, 6))


def test_s11_who_lives_in_an_institution_is_paid_through_it_when_the_count_agrees(purse: Purse) -> None:
    old = house(purse)
    award, _ = assessed(purse, ma_family(), FULL, "institution", (9, 13), (9, 20), (9, 22))
    clerk = purse.on("min", 9, 23)
    residence = admit(institution=old.pk, person=award.head, since=clerk.day, by=clerk)
    run, (line,), found = roll(purse, 10, date(2022, 10, 8))
    assert (line.amount_fen, line.parts["base"], line.parts["care"]) == (1170_00, 617_00, 553_00)
    assert (line.payee_name, line.holder, line.institution_id) == (old.name, old.name, old.pk)
    assert found == ["census"]
    void(run=run.pk, why="先盘点", by=purse.on("feng", 10, 8))
    count(institution=old.pk, present=[award.head_id], by=purse.on("min", 10, 9))
    run, _, found = roll(purse, 10, date(2022, 10, 10))
    assert found == []
    Paid(purse).through(run)
    count(institution=old.pk, present=[], by=purse.on("min", 11, 3))
    run, _, found = roll(purse, 11, date(2022, 11, 4))
    assert found == ["census"]
    by = purse.on("feng", 11, 4)
    with acting_as(by.scope):
        (hold,) = findings(run, by)
    assert "马秀云不在示例区中心敬老院" in hold.told
    judge(hold=hold.pk, judgement=Judgement.WITHHOLD, why="已回家", by=by)
    leave(residence=residence.pk, until=date(2022, 11, 1), why="接回家中", by=purse.on("min", 11, 4))
    _, (line,), found = roll(purse, 12, date(2022, 12, 5))
    assert (line.institution_id, set(found)) == (None, {"no_account", "housed"})


def test_what_a_house_was_paid_too_much_is_claimed_from_the_house(purse: Purse) -> None:
    old = house(purse)
    award, _ = assessed(purse, ma_family(), FULL, "institution", (9, 13), (9, 20), (9, 22))
    admit(institution=old.pk, person=award.head, since=date(2022, 9, 23), by=purse.on("min", 9, 23))
    count(institution=old.pk, present=[award.head_id], by=purse.on("min", 10, 7))
    run, _, _ = roll(purse, 10, date(2022, 10, 8))
    Paid(purse).through(run)
    clerk, decider = purse.on("min", 11, 4), purse.on("gao", 11, 7)
    change = propose(award=award.pk, kind=Kind.END, reason="death", why="9月28日死亡，11月比对发现。",
                     event_on=date(2022, 9, 28), by=clerk)  # fmt: skip
    decide(change=change.pk, opinion="情况属实，同意。", by=decider)
    made = reckon_again(award=award.pk, cause=Cause.DEATH, why="死亡信息迟到", by=clerk)
    claim = confirm_reckoning(reckoning=made.pk, opinion="应予追回", by=decider)
    assert claim is not None and (claim.amount_fen, claim.institution_id) == (1170_00, old.pk)
    assert (claim.person_name, claim.person_id) == (old.name, award.head_id)


def test_the_last_bed_goes_once_and_nobody_lives_in_two_houses(purse: Purse) -> None:
    old = house(purse)
    ma, _ = assessed(purse, ma_family(), FULL, "institution", (9, 13), (9, 20), (9, 22))
    gao, case = assessed(purse, gao_family(), (), "dispersed", (9, 1), (9, 20), (9, 22))
    clerk = purse.on("min", 9, 23)
    admit(institution=old.pk, person=ma.head, since=clerk.day, by=clerk)
    with pytest.raises(NoBed, match="床位 1 张"):
        admit(institution=old.pk, person=gao.head, since=clerk.day, by=clerk)
    new = open_institution(area=purse.town.area(DISTRICT), name="二院", beds=5, since=clerk.day, by=clerk)
    with pytest.raises(LivesElsewhere):
        admit(institution=new.pk, person=ma.head, since=clerk.day, by=clerk)
    with acting_as(clerk.scope):
        assert (free_beds(old), [each.name for each in residents(old, clerk)]) == (0, ["马秀云"])
    with pytest.raises(AlreadyCounted):
        for _ in range(2):
            count(institution=old.pk, present=[ma.head_id], by=clerk)
    with pytest.raises(NotFound):
        count(institution=old.pk, present=[], by=purse.on("wang", 9, 23))
    with acting_as(clerk.scope):
        for change in ({"since": date(2021, 1, 1)}, {"bank": "别处"}):
            with pytest.raises(ProgrammingError), transaction.atomic():
                InstitutionAccount.objects.update(**change)
    with acting_as(purse.on("zhang", 9, 23).scope):
        _agree(gao.head, case, date(2022, 9, 23))
    Paid(purse).month.account(gao.payee, "6200000000000012", since=date(2022, 9, 23))
    _, lines, _ = roll(purse, 10, date(2022, 10, 8))
    waiting = next(line for line in lines if line.person_name == "高德福")
    assert (waiting.amount_fen, waiting.payee_name) == (696_00, "高德福")
    assert (waiting.parts["base"], waiting.parts["care"]) == (617_00, 79_00)


def changed(purse: Purse, house: Institution, number: str, since: date, on: date) -> InstitutionAccount:
    """Another account of the house, by two people on a day."""
    proposed = propose_institution_account(
        institution=house.pk,
        bank="示例农商行",
        holder=house.name,
        number=number,
        why="换账户",
        by=purse.act("min", on),
    )
    return confirm_institution_account(account=proposed.pk, since=since, by=purse.act("gao", on))


def test_a_house_has_one_account_a_day_and_nobody_is_out_before_the_day(purse: Purse) -> None:
    old = house(purse)
    award, _ = assessed(purse, ma_family(), FULL, "institution", (9, 13), (9, 20), (9, 22))
    clerk, on = purse.on("min", 9, 23), date(2022, 9, 23)
    residence = admit(institution=old.pk, person=award.head, since=on, by=clerk)
    changed(purse, old, "6299000000000002", date(2022, 10, 1), on)
    with pytest.raises(BadInput, match="已有更晚生效的账户"):
        changed(purse, old, "6299000000000003", on, on)
    with acting_as(clerk.scope):
        held = InstitutionAccount.objects.filter(since__isnull=False).order_by("since")
        assert [each.until for each in held] == [date(2022, 10, 1), None]
    with pytest.raises(BadInput, match="不晚于今天"):
        leave(residence=residence.pk, until=date(2022, 9, 24), why="预计离院", by=clerk)
    leave(residence=residence.pk, until=on, why="接回家中", by=clerk)
    other = open_institution(area=purse.town.area(DISTRICT), name="二院", beds=5, since=on, by=clerk)
    assert admit(institution=other.pk, person=award.head, since=on, by=clerk).institution_id == other.pk


def test_a_house_whose_account_changed_just_before_the_roll_is_looked_at(purse: Purse) -> None:
    old = house(purse)
    award, _ = assessed(purse, ma_family(), FULL, "institution", (9, 13), (9, 20), (9, 22))
    admit(institution=old.pk, person=award.head, since=date(2022, 9, 23), by=purse.on("min", 9, 23))
    count(institution=old.pk, present=[award.head_id], by=purse.on("min", 10, 7))
    run, _, found = roll(purse, 10, date(2022, 10, 8))
    assert found == []
    Paid(purse).through(run)
    changed(purse, old, "6299000000000002", date(2022, 11, 3), date(2022, 11, 3))
    count(institution=old.pk, present=[award.head_id], by=purse.on("min", 11, 3))
    run, (line,), found = roll(purse, 11, date(2022, 11, 4))
    assert found == ["new_account"]
    with acting_as(purse.on("feng", 11, 4).scope):
        (hold,) = findings(run, purse.on("feng", 11, 4))
    assert "机构账户自 2022-11-03 起变更" in hold.told and line.institution_id == old.pk
