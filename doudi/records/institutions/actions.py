"""机构办理：opened, its account by two people, people taken in while there is a bed, and counted once a month."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from doudi.records.access import Act, action, one_seen_by, require
from doudi.records.areas.models import Area
from doudi.records.audit.trail import record
from doudi.records.hands import account_steps, refuse_hands, step_of
from doudi.records.institutions.models import Census, Institution, InstitutionAccount, Residence
from doudi.records.people.models import Person
from doudi.records.people.queries import not_over_by
from doudi.records.refusals import BadInput, NotFound, Refusal, WrongPost
from doudi.records.vault.secret import Secret, plain_form

CLERKS = ("district_clerk",)
CONFIRMERS = ("district_decider",)
COUNTERS = ("district_clerk", "township_clerk")
PROPOSE, CONFIRM = "actions.propose_institution_account", "actions.confirm_institution_account"
ACCOUNT_STEPS = account_steps(PROPOSE, CONFIRM, CLERKS, CONFIRMERS)
SHORTEST, LONGEST = 8, 32


class NoBed(Refusal):
    """没有床位：every bed is taken on the day."""


class LivesElsewhere(Refusal):
    """已在机构：a person lives in one institution at a time."""


class AlreadyCounted(Refusal):
    """已盘点：an institution is counted once a month."""


@action
def open_institution(*, area: Area, name: str, beds: int, since: date, by: Act) -> Institution:
    """登记机构 where it stands, with its beds."""
    require(by, *CLERKS, at=area.pk)
    if not name.strip() or beds < 0:
        raise BadInput("请填写机构名称和床位数。")
    opened = Institution.objects.create(area=area, name=name.strip(), beds=beds, since=since)
    record(by=by, did="institutions.opened", to=opened, beds=beds, since=since)
    return opened


@action
def propose_institution_account(
    *, institution: UUID, bank: str, holder: str, number: str, why: str, by: Act
) -> InstitutionAccount:
    """提出机构账户; it is paid into once another natural person has confirmed it."""
    held = locked_institution(institution, by)
    step = step_of(ACCOUNT_STEPS, PROPOSE)
    require(by, *step.posts, at=held.area_id)
    who = refuse_hands(step, {}, by)
    digits = plain_form(number)
    if not (SHORTEST <= len(digits) <= LONGEST and digits.isascii() and digits.isdigit()):
        raise BadInput(f"银行账号应为 {SHORTEST} 至 {LONGEST} 位数字，请对照开户许可重输。")
    if not bank.strip() or not holder.strip() or not why.strip():
        raise BadInput("请填写开户行、户名和变更原因。")
    proposed = InstitutionAccount.objects.create(
        institution=held,
        area_id=held.area_id,
        bank=bank.strip(),
        holder=holder.strip(),
        number=Secret(digits),
        why=why.strip(),
        proposed_at=by.at,
        proposed_by=who,
    )
    record(by=by, did="institutions.account_proposed", to=proposed, why=why.strip(), institution=held.pk)
    return proposed


@action
def confirm_institution_account(*, account: UUID, since: date, by: Act) -> InstitutionAccount:
    """确认机构账户 by another natural person; the one in force until then ends on that day."""
    seen = one_seen_by(InstitutionAccount.objects.all(), by.scope, pk=account)
    step = step_of(ACCOUNT_STEPS, CONFIRM)
    require(by, *step.posts, at=seen.area_id)
    locked_institution(seen.institution_id, by)
    held: InstitutionAccount = InstitutionAccount.objects.select_for_update(of=("self",)).get(pk=account)
    if held.confirmed_by is not None:
        raise BadInput("这个账户已经确认，请刷新页面。")
    refuse_hands(step, {PROPOSE: (held.proposed_by,)}, by)
    others = InstitutionAccount.objects.filter(institution_id=held.institution_id, since__isnull=False)
    if others.filter(since__gt=since).exists():
        raise BadInput("已有更晚生效的账户：新账户的生效日期不能比它早。")
    others.filter(Q(until__isnull=True) | Q(until__gt=since)).update(until=since)
    held.confirmed_at, held.confirmed_by, held.since = by.at, by.scope.natural_person, since
    held.save(update_fields=["confirmed_at", "confirmed_by", "since"])
    record(by=by, did="institutions.account_confirmed", to=held, institution=held.institution_id, since=since)
    return held


@action
def admit(*, institution: UUID, person: Person, since: date, by: Act) -> Residence:
    """入院 while there is a bed. Raises NoBed, LivesElsewhere."""
    held = locked_institution(institution, by)
    require(by, *CLERKS, at=held.area_id)
    living = Residence.objects.filter(institution=held, until__isnull=True).count()
    if living >= held.beds:
        raise NoBed(f"{held.name}有床位 {held.beds} 张，已住 {living} 人：请先腾出床位或另选机构。")
    elsewhere = Residence.objects.filter(person=person)
    if elsewhere.filter(not_over_by(since)).exists():
        raise LivesElsewhere(f"{person.name}那时还住在另一所机构：请先办理离院，或改入院日期。")
    try:
        with transaction.atomic():
            residence = Residence.objects.create(
                institution=held, area_id=held.area_id, person=person, name=person.name, since=since
            )
    except IntegrityError:
        raise LivesElsewhere(f"{person.name}已登记在另一所机构：请先办理离院。") from None
    record(by=by, did="institutions.admitted", to=residence, institution=held.pk, since=since)
    return residence


@action
def leave(*, residence: UUID, until: date, why: str, by: Act) -> Residence:
    """离院 from a day on, with the reason; the bed is free."""
    rows = Residence.objects.seen_by(by.scope).select_for_update(of=("self",))
    held: Residence | None = rows.filter(pk=residence).first()
    if held is None:
        raise NotFound
    require(by, *CLERKS, at=held.area_id)
    if held.until is not None or not held.since <= until <= by.day or not why.strip():
        raise BadInput("请填写离院日期（不早于入院，不晚于今天）和原因；已离院的请刷新页面。")
    held.until, held.left_because = until, why.strip()
    held.save(update_fields=["until", "left_because"])
    record(by=by, did="institutions.left", to=held, why=why.strip(), until=until)
    return held


@action
def count(*, institution: UUID, present: Collection[UUID], by: Act) -> Census:
    """盘点 of the month: who of the residents is really there today. Raises AlreadyCounted."""
    held = locked_institution(institution, by)
    require(by, *COUNTERS, at=held.area_id)
    if by.scope.natural_person is None:
        raise WrongPost("盘点须由本人账号登记。")
    living = set(held.residences.filter(until__isnull=True).values_list("person_id", flat=True))
    if not set(present) <= living:
        raise BadInput("名单里有没有登记入院的人：请先办理入院。")
    month = by.day.replace(day=1)
    if Census.objects.filter(institution=held, month=month).exists():
        raise AlreadyCounted(f"{held.name}{month:%Y-%m} 已经盘点过。")
    counted = Census.objects.create(
        institution=held,
        area_id=held.area_id,
        month=month,
        counted_on=by.day,
        present=sorted(present, key=str),
        counted_by=by.scope.natural_person,
        counted_by_name=by.scope.name,
    )
    record(by=by, did="institutions.counted", to=counted, present=len(present), living=len(living))
    return counted


def locked_institution(which: UUID, by: Act) -> Institution:
    """The institution in scope, its row locked; NotFound."""
    rows = Institution.objects.seen_by(by.scope).select_for_update(of=("self",))
    held: Institution | None = rows.filter(pk=which).first()
    if held is None:
        raise NotFound
    return held
