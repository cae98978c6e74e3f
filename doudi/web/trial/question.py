"""草稿与问题文件：a draft becomes a question that `policy` checks, and a question becomes a draft to go on with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from doudi.policy.asks.household import Decided, decide
from doudi.policy.facts import SPENDING_KINDS
from doudi.policy.question import FLAGS, read_question
from doudi.policy.reading import BadInput
from doudi.policy.values import BadValue
from doudi.web.trial.draft import (
    MOST_INCOMES,
    MOST_MEMBERS,
    MOST_SUPPORTERS,
    Draft,
    Income,
    Member,
    Supporter,
)
from doudi.web.trial.places import beside, place_of

ASSETS = ("financial", "homes", "vehicles", "businesses")
MEMBER_FLAGS = ("serious_illness", "student", "unable_to_work", "carer")
SUPPORTER_TEXTS = ("relation",)
SUPPORTER_NUMBERS = (
    "family_size",
    "family_income_monthly",
    "persons_supported",
    "agreed_monthly",
    "paid_monthly",
)
MOST_ERRORS = 40
_WHOLE = re.compile(r"^\d{1,9}$")

Errors = dict[str, str]  # field name on the page → one Chinese sentence


@dataclass(frozen=True)
class Tried:
    """What became of a draft: an answer, or the sentences beside its fields."""

    document: dict[str, Any]
    decided: Decided | None
    errors: Errors


def try_draft(draft: Draft) -> Tried:
    """Answer the draft, or say everything that is wrong with it at once.

    `policy` stops at the first wrong field. Each is noted and put to a harmless value, and the question is put again.
    """
    document, errors = to_document(draft), slips(draft)
    # Names that are missing or used twice must not make the supporters look wrong as well.
    trial = (
        to_document(draft, [f"—{at}" for at in range(len(draft.members))]) if errors else to_document(draft)
    )
    for _ in range(MOST_ERRORS):
        try:
            decided = decide_document(trial)
        except BadInput as error:
            errors.setdefault(field_name(error.path), error.sentence)
            if not _mend(trial, error.path):
                break
        else:
            return Tried(document, None if errors else decided, errors)
    return Tried(document, None, errors)


def decide_document(document: Mapping[str, Any]) -> Decided:
    """The answer to one household question, with a known place only. Raises BadInput."""
    place_of(str(document.get("values") or ""))
    question = read_question(dict(document), beside(), ("household",))
    try:
        return decide(question)
    except BadValue as error:
        raise BadInput("values", str(error)) from error


def field_name(path: str) -> str:
    """`facts.members[1].income[0].monthly` is the field `members-1-income-0-amount`."""
    steps = re.findall(r"[^.\[\]]+", path.removeprefix("facts."))
    name = "-".join(steps)
    name = re.sub(r"^(members-\d+-income-\d+)(-(monthly|yearly))?$", r"\1-amount", name)
    name = re.sub(r"^(members-\d+)-spending_year-", r"\1-", name)
    name = re.sub(r"^(members-\d+)-disability-", r"\1-", name)
    name = re.sub(r"^(supporters-\d+-supports)-\d+$", r"\1", name)
    return name.removeprefix("assets-")


def slips(draft: Draft) -> Errors:
    """What contradicts itself on the page and would not show in the question."""
    errors: Errors = {}
    for kind, rows in (("members", draft.members), ("supporters", draft.supporters)):
        names = [row.id for row in rows]
        for at, name in enumerate(names):
            if not name:
                errors[f"{kind}-{at}-id"] = "没有写姓名或短名，请补上。"
            elif name in names[:at]:
                errors[f"{kind}-{at}-id"] = f"“{name}”用了两次，请给每人一个不同的名字。"
    for at, member in enumerate(draft.members):
        if member.no_income and member.income:
            errors[f"members-{at}-no_income"] = "勾了没有收入，又填了收入，请去掉一样。"
        for row, income in enumerate(member.income):
            if not income.amount:
                errors[f"members-{at}-income-{row}-amount"] = "没有写金额，请补上，或者去掉这一项。"
            if not income.kind:
                errors[f"members-{at}-income-{row}-kind"] = "没有选是哪一种收入，请选择。"
        if member.self_care_failed and not member.care_assessed:
            errors[f"members-{at}-care_assessed"] = "勾了不能自理的项目，请同时勾“已评估”。"
    for at, supporter in enumerate(draft.supporters):
        if not supporter.supports:
            errors[f"supporters-{at}-supports"] = "没有选赡养、抚养或扶养谁，请勾选。"
    if draft.no_supporters and draft.supporters:
        errors["no_supporters"] = "勾了没有义务人，又填了义务人，请去掉一样。"
    return errors


def to_document(draft: Draft, ids: list[str] | None = None) -> dict[str, Any]:
    """The question file of a draft. Blank is not yet known; nothing is repaired.

    `ids` stand in for the members' names where those are missing or used twice.
    """
    ids = ids or [member.id for member in draft.members]
    facts: dict[str, Any] = {
        "standard": draft.standard,
        "lifted_out_of_poverty": draft.lifted_out_of_poverty,
        "members": [{**_member(member), "id": name} for member, name in zip(draft.members, ids, strict=True)],
    }
    if any(getattr(draft, key) for key in ASSETS):
        facts["assets"] = {key: _number(getattr(draft, key)) for key in ASSETS}
    if draft.supporters or draft.no_supporters:
        facts["supporters"] = [_supporter(each, ids) for each in draft.supporters]
    document = {"name": draft.name, "ask": "household", "on": draft.on, "values": draft.values}
    if draft.known_on:
        document["known_on"] = draft.known_on
    return {**document, "facts": facts}


def _number(text: str) -> int | str | None:
    """A whole number as a number, any other text as text for `policy` to read or refuse, blank as not known."""
    if not text:
        return None
    return int(text) if _WHOLE.match(text) else text


def _member(member: Member) -> dict[str, Any]:
    told: dict[str, Any] = {"id": member.id}
    told.update({key: value for key in ("relation", "birth", "sex") if (value := getattr(member, key))})
    if member.category or member.grade:
        told["disability"] = {"category": member.category or None, "grade": _number(member.grade)}
    told.update({flag: True for flag in MEMBER_FLAGS if getattr(member, flag)})
    if member.care_assessed:
        told["self_care_failed"] = list(member.self_care_failed)
    if member.income or member.no_income:
        told["income"] = [
            {"kind": each.kind or "other", each.per: _number(each.amount)} for each in member.income
        ]
    if any(getattr(member, sort) for sort in SPENDING_KINDS):
        told["spending_year"] = {sort: _number(getattr(member, sort)) for sort in SPENDING_KINDS}
    return told


def _supporter(supporter: Supporter, ids: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"id": supporter.id, "supports": [ids[at] for at in supporter.supports]}
    told.update({key: value for key in SUPPORTER_TEXTS if (value := getattr(supporter, key))})
    told.update({key: _number(getattr(supporter, key)) for key in SUPPORTER_NUMBERS})
    return {**told, "unable": supporter.unable}


def to_draft(document: Mapping[str, Any]) -> Draft:
    """The draft of a question that `decide_document` has accepted. Raises BadInput where the page has too few rows."""
    facts = document["facts"]
    draft = Draft(standard=facts["standard"], lifted_out_of_poverty=_flag(facts.get("lifted_out_of_poverty")))
    _write(draft, document, ("name", "on", "known_on", "values"))
    _write(draft, facts.get("assets") or {}, ASSETS)
    supporters = facts.get("supporters")
    _refuse_more("facts.members", facts["members"], MOST_MEMBERS)
    _refuse_more("facts.supporters", supporters or [], MOST_SUPPORTERS)
    draft.members = [_draft_member(raw, f"facts.members[{at}]") for at, raw in enumerate(facts["members"])]
    ids = [member.id for member in draft.members]
    draft.supporters = [_draft_supporter(raw, ids) for raw in supporters or []]
    draft.no_supporters = supporters == []
    return draft


def _refuse_more(path: str, rows: list[Any], most: int) -> None:
    if len(rows) > most:
        raise BadInput(path, f"有 {len(rows)} 行，这一页最多填 {most} 行；更多的请用 doudi ask 命令。")


def _draft_member(raw: Mapping[str, Any], path: str) -> Member:
    rows = raw.get("income")
    _refuse_more(f"{path}.income", rows or [], MOST_INCOMES)
    spending = raw.get("spending_year")
    disability = raw.get("disability") or {}
    member = Member(
        no_income=rows == [],
        income=[_draft_income(row) for row in rows or []],
        care_assessed=raw.get("self_care_failed") is not None,
        self_care_failed=list(raw.get("self_care_failed") or []),
    )
    _write(member, raw, ("id", "relation", "birth", "sex"))
    _write(member, disability, ("category", "grade"))
    # A spending map that leaves a sort out says there was none; no map at all says nothing.
    _write(
        member, {} if spending is None else {**dict.fromkeys(SPENDING_KINDS, 0), **spending}, SPENDING_KINDS
    )
    for flag in MEMBER_FLAGS:
        setattr(member, flag, _flag(raw.get(flag)))
    return member


def _draft_income(row: Mapping[str, Any]) -> Income:
    per = "yearly" if row.get("monthly") is None else "monthly"
    return Income(_text(row["kind"]), _text(row[per]), per)


def _draft_supporter(raw: Mapping[str, Any], ids: list[str]) -> Supporter:
    supporter = Supporter(
        unable=_flag(raw.get("unable")), supports=[ids.index(str(name)) for name in raw["supports"]]
    )
    _write(supporter, raw, ("id", *SUPPORTER_TEXTS, *SUPPORTER_NUMBERS))
    return supporter


def _write(row: Draft | Member | Supporter, raw: Mapping[str, Any], keys: Iterable[str]) -> None:
    """Copy these keys as text; what the file leaves out stays blank."""
    for key in keys:
        setattr(row, key, _text(raw.get(key)))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _flag(value: Any) -> bool:
    return FLAGS.get(value, False) if isinstance(value, str) else value is True


_Step = str | int
_HARMLESS: dict[str, Any] = {"on": "2022-01-01", "values": "example", "standard": "rural"}


def _mend(document: dict[str, Any], path: str) -> bool:
    """Put the field at this path to a harmless value, so that the rest can be checked; False when it cannot be."""
    steps: list[_Step] = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", path)]
    if steps == ["facts", "members"]:
        return _set(document, steps, [{"id": "—"}])
    if "income" in steps:
        return _set(document, steps[: steps.index("income") + 2], {"kind": "other", "monthly": 0})
    if "disability" in steps:
        return _set(document, steps[: steps.index("disability") + 1], None)
    if "supports" in steps:
        at = steps[: steps.index("supports") + 1]
        return _set(document, at, [document["facts"]["members"][0]["id"]])
    if not steps:
        return False
    if steps[-1] == "id":
        return _set(document, steps, f"—{steps[-2]}")
    return _set(document, steps, _HARMLESS.get(str(steps[-1])))


def _set(document: Any, steps: list[_Step], value: Any) -> bool:
    """False when the value stood there already, and so cannot have been the harm."""
    here = document
    for step in steps[:-1]:
        here = here[step]
    stood = here.get(steps[-1], ...) if isinstance(here, dict) else here[int(steps[-1])]
    here[steps[-1]] = value
    return bool(stood != value)
