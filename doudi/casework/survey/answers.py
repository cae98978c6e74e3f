"""调查内容：what was typed, field by field with its revision; two phones joined; what it says and what is missing."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from doudi.casework.intake.papers import Parties
from doudi.casework.survey.models import Visit
from doudi.casework.survey.sheet import (
    BILLS,
    COUNT,
    FLAG,
    MOMENT,
    ONE,
    PER,
    SEVERAL,
    YEARLY,
    YUAN,
    Field,
    every_field,
)
from doudi.policy.question import as_money, as_whole
from doudi.policy.reading import BadInput as BadFigure
from doudi.records.clock import CHINA
from doudi.records.refusals import BadInput, Refusal
from doudi.records.vault.secret import Secret

MONTHS, MOST, LONGEST = 12, 10_000, 2_000
YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Conflict:
    """两处不同：a field that somebody else changed since this phone last heard, what stands and what was typed here."""

    name: str
    title: str
    theirs: str
    mine: str
    by: str


@dataclass(frozen=True, slots=True)
class Lack:
    """还缺或写错的一栏：where, and the sentence."""

    name: str
    sentence: str


class ChangedElsewhere(Refusal):
    """另一部手机改过：the same fields were changed on two phones; who changes sees both and chooses."""

    def __init__(self, conflicts: Sequence[Conflict], revision: int) -> None:
        self.conflicts, self.revision = conflicts, revision
        what = "、".join(each.title for each in conflicts)
        super().__init__(f"{conflicts[0].by}在另一部手机上改过{what}：请看清两边填的，选一个再保存。")


Typed = dict[str, dict[str, Any]]


def typed(visit: Visit) -> Typed:
    """Field → {"value", "revision", "by"} as it lies in the visit."""
    held: Typed = json.loads(visit.content.reveal())
    return held


def words(visit: Visit) -> dict[str, str]:
    """Field → what was typed."""
    return {name: each["value"] for name, each in typed(visit).items()}


def sealed(content: Typed) -> Secret:
    return Secret(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def joined(
    visit: Visit, about: Parties, based_on: int, changes: Mapping[str, str], who: str
) -> tuple[Typed, bool]:
    """The content with these changes, and whether anything changed. ChangedElsewhere; BadInput for an unknown field."""
    known, content = every_field(about), typed(visit)
    conflicts, changed = [], False
    for name, value in changes.items():
        if name not in known or len(value) > LONGEST:
            raise BadInput("调查表里没有这一栏，或写得太长：请刷新页面后再填。")
        value, held = value.strip(), content.get(name, {"value": "", "revision": 0, "by": ""})
        if held["value"] == value:
            continue
        if held["revision"] > based_on:
            conflicts.append(Conflict(name, known[name].title, held["value"], value, held["by"]))
        content[name] = {"value": value, "revision": visit.revision + 1, "by": who}
        changed = True
    if conflicts:
        raise ChangedElsewhere(conflicts, visit.revision)
    return content, changed


def lacking(content: Mapping[str, str], about: Parties) -> list[Lack]:
    """Everything that stands in the way of signing: what is needed and empty, and what cannot be read."""
    rows = []
    for name, field in every_field(about).items():
        text = content.get(name, "")
        if not text and field.needed:
            rows.append(Lack(name, f"请填写{field.title}。"))
        if text:
            rows += [Lack(name, sentence) for sentence in _wrong(field, text)]
        if text and not _none(field, text):
            rows += [
                Lack(name + end, sentence) for end, sentence in _beside(field) if not content.get(name + end)
            ]
    return rows


def value(field: Field, content: Mapping[str, str]) -> Any:
    """What a field says: fen, a whole number, yes or no, text; None when nothing was typed. BadInput."""
    text = content.get(field.name, "")
    if not text:
        return None
    if field.sort in (YUAN, YEARLY):
        fen = _fen(field, text)
        return fen * MONTHS if field.sort == YEARLY and content.get(field.name + PER) == "month" else fen
    if field.sort == COUNT:
        return _count(field, text)
    if field.sort == FLAG:
        return YES_NO[text]
    if field.sort == SEVERAL:
        return [each for each in text.split("、") if each]
    return text


def moment(text: str) -> datetime:
    """入户时间 as the phone's control writes it (2022-03-14T10:20), in China. ValueError."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def _wrong(field: Field, text: str) -> list[str]:
    if field.sort in (FLAG, ONE):
        allowed = tuple(YES_NO) if field.sort == FLAG else field.choices
        return [] if text in allowed else [f"{field.title}：请从选项中选一个。"]
    if field.sort == SEVERAL:
        return [] if set(text.split("、")) <= set(field.choices) else [f"{field.title}：请从选项中选。"]
    try:
        if field.sort == MOMENT:
            moment(text)
        elif field.sort in (YUAN, YEARLY, COUNT):
            value(field, {field.name: text})
    except BadInput as refusal:
        return [str(refusal)]
    except ValueError:
        return [f"{field.title}：请写成 2022-03-14T10:20 的样子。"]
    return []


def _beside(field: Field) -> list[tuple[str, str]]:
    """What must be said beside an amount that is not nought."""
    if field.sort == YEARLY:
        return [(PER, f"{field.title}：请选每月还是每年。")]
    if field.sort == YUAN and ".spending." in field.name:
        return [(BILLS, f"{field.title}：请写明是否看到票据。")]
    return []


def _none(field: Field, text: str) -> bool:
    return not _wrong(field, text) and value(field, {field.name: text}) == 0


def _fen(field: Field, text: str) -> int:
    try:
        return as_money(_digits(text).removesuffix("元"), field.name)
    except BadFigure:
        raise BadInput(f"{field.title}：请写金额，最多两位小数，没有就写 0。") from None


def _count(field: Field, text: str) -> int:
    try:
        return as_whole(int(_digits(text)), field.name, 0, MOST)
    except (ValueError, BadFigure):
        raise BadInput(f"{field.title}：请写整数，没有就写 0。") from None


def _digits(text: str) -> str:
    """Full-width figures, blanks and thousands' commas as a phone's keyboard makes them."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign != "," and not sign.isspace())
