"""申请表填好了没有：from the draft to what `intake` takes in, or a sentence beside each field that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.cases.models import Channel
from doudi.casework.cases.places import place_of
from doudi.casework.intake.family import Newcomer, NewSupporter
from doudi.casework.intake.form import Applied, Brought, Handed, Relative
from doudi.policy.asks.household import Decided
from doudi.records.access import Act
from doudi.records.areas.models import Area
from doudi.records.people.id_numbers import birth_of, checked, is_male
from doudi.records.people.queries import person
from doudi.records.refusals import BadInput
from doudi.records.vault.secret import Secret
from doudi.web.intake.draft import Draft, Member, Supporter
from doudi.web.trial.question import Errors, slips, to_document, try_draft

ONE_PERSON = 1


@dataclass
class Filled:
    """填好的申请表：the people, the facts and the form; `decided` is a first reading of the law on what was said."""

    newcomers: dict[str, Newcomer] = field(default_factory=dict)
    supporters: dict[str, NewSupporter] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    applied: Applied | None = None
    decided: Decided | None = None


def filled(draft: Draft, at: Area, by: Act) -> tuple[Filled, Errors]:
    """Everything that is wrong is said at once; the form is good when there are no errors."""
    form, errors = Filled(), Errors()
    for place, row in enumerate(draft.people):
        _member(form, row, f"members-{place}", errors, by)
    for place, owing in enumerate(draft.owing):
        _supporter(form, owing, draft, f"supporters-{place}", errors)
    _twice(draft, form, errors)
    errors |= _gaps(draft)
    facts, decided, wrong = _facts(draft, form, at, by)
    form.facts, form.decided = facts, decided
    errors |= {name: told for name, told in wrong.items() if name not in errors}
    if not errors:
        form.applied = _applied(draft)
    return form, errors


def _member(form: Filled, row: Member, prefix: str, errors: Errors, by: Act) -> None:
    if row.person:
        held = person(UUID(row.person), by)
        row.name = held.name
        form.newcomers[row.id] = Newcomer(
            held.name, row.called, held.id_number, held.male, held.born, person=held.pk
        )
        if not row.called:
            errors[f"{prefix}-called"] = "没有选与申请人的关系。"
        return
    if not row.name:
        errors[f"{prefix}-name"] = "没有写姓名，请按证件填写。"
    if not row.called:
        errors[f"{prefix}-called"] = "没有选与申请人的关系。"
    number = _number(row.id_number, f"{prefix}-id_number", errors)
    if number is None and not row.id_number and not (row.birth and row.sex):
        errors[f"{prefix}-id_number"] = "请填身份证号；确实没有的，填出生日期和性别。"
    form.newcomers[row.id] = Newcomer(
        row.name,
        row.called,
        number,
        None if number or not row.sex else row.sex == "male",
        None if number else _day(row.birth),
        Secret(row.phone) if row.phone else None,
    )


def _supporter(form: Filled, row: Supporter, draft: Draft, prefix: str, errors: Errors) -> None:
    if not row.name:
        errors[f"{prefix}-name"] = "没有写姓名，请补上，或者去掉这名义务人。"
    if not row.called:
        errors[f"{prefix}-called"] = "没有选是被赡养人的什么人。"
    if len(draft.members) == ONE_PERSON:
        row.supports = [0]
    supported = draft.members[row.supports[0]].id if row.supports else ""
    form.supporters[row.id] = NewSupporter(
        supported,
        row.name,
        row.called,
        _number(row.id_number, f"{prefix}-id_number", errors),
        Secret(row.phone) if row.phone else None,
        row.residence,
    )


def _number(typed: str, name: str, errors: Errors) -> Secret | None:
    if not typed:
        return None
    try:
        return checked(typed)
    except BadInput as error:
        errors[name] = str(error)
        return None


def _twice(draft: Draft, form: Filled, errors: Errors) -> None:
    seen: list[Secret] = []
    for place, row in enumerate(draft.people):
        number = form.newcomers[row.id].id_number
        if number is not None and number in seen:
            errors[f"members-{place}-id_number"] = "这个号码上面已经填过，请对照证件重输。"
        elif number is not None:
            seen.append(number)


def _gaps(draft: Draft) -> Errors:
    errors = Errors()
    if not draft.village.isdecimal():
        errors["village"] = "请选居住的村（社区）。"
    if not draft.address and not draft.household:
        errors["address"] = "请写到组、门牌号。"
    if not draft.reason:
        errors["reason"] = "请写明申请理由。"
    if draft.channel != Channel.SELF:
        for name, told in (
            ("brought_name", "请写代办人、帮办人或发现来源。"),
            ("brought_relation", "请写与申请人的关系。"),
        ):
            if not getattr(draft, name):
                errors[name] = told
    if not draft.related:
        errors["related"] = "请当面询问后选择。"
    if draft.related == "yes":
        for name in ("relative_name", "relative_post", "relative_relation"):
            if not getattr(draft, name):
                errors[name] = "请写全，近亲属备案表（D11）要用。"
    return errors


def _facts(draft: Draft, form: Filled, at: Area, by: Act) -> tuple[dict[str, Any], Decided | None, Errors]:
    """The facts as `intake` wants them, and a first reading; birth and sex come from the number or the file."""
    asked = deepcopy(draft)
    asked.on, asked.values, asked.known_on = by.day.isoformat(), place_of(at.pk, by.day).code, ""
    for row in asked.people:
        born, male = _born(form.newcomers[row.id])
        row.birth = born or row.birth
        row.sex = {True: "male", False: "female", None: row.sex}[male]
    tried = try_draft(asked)
    facts = dict(to_document(asked)["facts"])
    facts.pop("standard", None)
    wrong = {**slips(asked), **tried.errors}
    return facts, tried.decided, wrong


def _day(typed: str) -> date | None:
    """None for a day that cannot be; the law's own reader says so beside the field."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None


def _born(newcomer: Newcomer) -> tuple[str, bool | None]:
    if newcomer.id_number is not None:
        return birth_of(newcomer.id_number).isoformat(), is_male(newcomer.id_number)
    return newcomer.born.isoformat() if newcomer.born else "", newcomer.male


def _applied(draft: Draft) -> Applied:
    relative = None
    if draft.related == "yes":
        relative = Relative(draft.relative_name, draft.relative_post, draft.relative_relation)
    brought = None
    if draft.channel != Channel.SELF:
        phone = Secret(draft.brought_phone) if draft.brought_phone else None
        brought = Brought(draft.brought_name, draft.brought_relation, phone)
    papers = tuple(_handed(tick, draft) for tick in draft.papers)
    return Applied(
        draft.reason,
        relative,
        Channel(draft.channel),
        brought,
        draft.asked_for,
        tuple(each for each in papers if each is not None),
    )


def _handed(tick: str, draft: Draft) -> Handed | None:
    """`pledge-m-0` is the pledge of the first member, `medical` a paper of the household."""
    code, _, rest = tick.partition("-")
    kind, _, place = rest.partition("-")
    if not rest:
        return Handed(code)
    rows = draft.members if kind == "m" else draft.supporters
    if not place.isdecimal() or int(place) >= len(rows):
        return None
    return Handed(code, rows[int(place)].id)
