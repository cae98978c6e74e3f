"""人员变更：accounts, posts, declarations and second factors."""

import secrets
from datetime import date
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q

from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput, NotFound, Refusal, SamePerson, WrongPost
from doudi.records.staff.models import (
    IncompatiblePosts,
    NaturalPerson,
    NearRelative,
    Officer,
    Post,
    Posting,
    SecondFactor,
)
from doudi.records.vault.fields import blind_candidates
from doudi.records.vault.secret import Secret

REGISTRAR = "post_registrar"
TOTP_KEY_BYTES = 20


class Incompatible(Refusal):
    """不相容岗位：this natural person already holds a post that may not go with the new one."""


@action
def open_account(
    *, username: str, name: str, id_number: Secret, password: str, area: Area, by: Act
) -> Officer:
    """开立账号 for a natural person, known already or not; `area` is where the registrar must be in charge."""
    _registrar(by, area)
    if Officer.objects.filter(username=username).exists():
        raise BadInput(f"账号 {username} 已有人使用，请换一个。")
    _accept_password(password)
    person = NaturalPerson.objects.filter(
        id_blind__in=blind_candidates("id_number", id_number.reveal())
    ).first()
    if person is None:
        person = NaturalPerson.objects.create(name=name, id_number=id_number)
    elif person.name != name:
        raise BadInput("这个身份证号已登记为另一个姓名，请核对后再填。")
    officer = Officer(username=username, person=person, opened_at=by.at)
    officer.set_password(password)
    officer.save(force_insert=True)
    record(by=by, did="staff.account_opened", to=officer, area=area.pk, username=username, person=person.pk)
    return officer


@action
def close_account(*, officer: Officer, area: Area, why: str, by: Act) -> None:
    """停用账号 at once: its sessions are refused by the next request."""
    _registrar(by, area)
    held = Officer.objects.select_for_update().get(pk=officer.pk)
    held.is_active, held.closed_at = False, held.closed_at or by.at
    held.save(update_fields=["is_active", "closed_at"])
    record(by=by, did="staff.account_closed", to=held, area=area.pk, why=why)


@action
def change_password(*, officer: Officer, password: str, by: Act) -> None:
    """改密码 of one's own account; other sessions of the account end."""
    if by.scope.officer != officer.pk:
        raise WrongPost("只能修改自己的密码；忘记密码请找岗位管理员重开账号。")
    _accept_password(password)
    officer.set_password(password)
    officer.save(update_fields=["password"])
    record(by=by, did="staff.password_changed", to=officer)


@action
def appoint(
    *, officer: Officer, post: str, area: Area, since: date, until: date | None = None, document: str, by: Act
) -> Posting:
    """任命 to a post at an area. Refuses oneself, and a post that goes not with one held over the same days."""
    _registrar(by, area)
    if by.scope.natural_person == officer.person_id:
        raise SamePerson("不能任命自己，请由另一位岗位管理员办理。")
    if until is not None and until <= since:
        raise BadInput("止日应晚于起日。")
    # Two registrars at the same instant: the second sees what the first has appointed.
    NaturalPerson.objects.select_for_update().get(pk=officer.person_id)
    kind = Post.objects.filter(code=post).first()
    if kind is None:
        raise NotFound(f"没有 {post} 这个岗位，请从岗位表中选择。")
    _refuse_incompatible(officer.person_id, kind, since, until)
    posting = Posting.objects.create(
        officer=officer,
        person_id=officer.person_id,
        post=kind,
        area=area,
        since=since,
        until=until,
        appointed_by_id=by.scope.natural_person,
        document=document,
    )
    record(by=by, did="staff.appointed", to=posting, why=document, post=post, officer=officer.pk, since=since)
    return posting


@action
def relieve(*, posting: Posting, until: date, why: str, by: Act) -> Posting:
    """免职 from a day on; the posting stays on record."""
    _registrar(by, posting.area)
    held = Posting.objects.select_for_update().get(pk=posting.pk)
    if until < held.since or (held.until is not None and held.until < until):
        raise BadInput(f"止日应在 {held.since} 与 {held.until or '今后'} 之间。")
    held.until = until
    held.save(update_fields=["until"])
    record(by=by, did="staff.relieved", to=held, why=why, until=until)
    return held


@action
def declare_relative(*, name: str, relation: str, id_number: Secret | None = None, by: Act) -> NearRelative:
    """申报近亲属 of one's own; from this day the cases of that person go to others."""
    if by.scope.natural_person is None:
        raise WrongPost("近亲属由本人申报，请用自己的账号登录。")
    declared = NearRelative.objects.create(
        person_id=by.scope.natural_person, name=name, relation=relation, id_number=id_number, since=by.day
    )
    record(by=by, did="staff.relative_declared", to=declared, relation=relation)
    return declared


@action
def withdraw_relative(*, declared: NearRelative, why: str, area: Area, by: Act) -> None:
    """撤回申报, by the post registrar and not by the officer concerned; it stays true for the days before."""
    _registrar(by, area)
    if by.scope.natural_person == declared.person_id:
        raise SamePerson("不能撤回自己的申报，请由另一位岗位管理员办理。")
    NearRelative.objects.filter(pk=declared.pk, until__isnull=True).update(until=by.day, ended_because=why)
    record(by=by, did="staff.relative_withdrawn", to=declared, area=area.pk, why=why)


@action
def enrol_second_factor(*, officer: Officer, by: Act) -> SecondFactor:
    """登记动态口令 for one's own account; counts only after `confirm_second_factor`."""
    if by.scope.officer != officer.pk:
        raise WrongPost("动态口令由本人登记。")
    key = Secret(secrets.token_bytes(TOTP_KEY_BYTES).hex())
    SecondFactor.objects.filter(user=officer, confirmed=False).delete()
    device = SecondFactor.objects.create(user=officer, name="动态口令", confirmed=False, key=key)
    record(by=by, did="staff.second_factor_enrolled", to=device)
    return device


@action
def confirm_second_factor(*, device: SecondFactor, token: str, by: Act) -> None:
    """核对首个口令: the device works from now on and takes the place of an earlier one."""
    if by.scope.officer != device.user_id:
        raise WrongPost("动态口令由本人登记。")
    if not device.verify_token(token):
        raise BadInput("口令不对：请核对手机时间，输入此刻显示的六位数字。")
    SecondFactor.objects.filter(user_id=device.user_id).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record(by=by, did="staff.second_factor_confirmed", to=device)


def _registrar(by: Act, area: Area) -> None:
    """Set-up has no officer yet and acts as a named job; everyone else needs the post."""
    if by.scope.officer is not None:
        require(by, REGISTRAR, at=area.pk)


def _accept_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as refused:
        raise BadInput("".join(refused.messages)) from None


def _refuse_incompatible(person: UUID, kind: Post, since: date, until: date | None) -> None:
    pairs = IncompatiblePosts.objects.filter(Q(one=kind) | Q(other=kind)).select_related("one", "other")
    for pair in pairs:
        against = pair.other if pair.one_id == kind.pk else pair.one
        held = Posting.objects.filter(person_id=person, post=against).exclude(until__lte=since)
        if until is not None:
            held = held.filter(since__lt=until)
        if held.exists():
            raise Incompatible(
                f"此人同期任“{against.title}”，不能兼任“{kind.title}”（{pair.basis}）：请另选他人。"
            )
