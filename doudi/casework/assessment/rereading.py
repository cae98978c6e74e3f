"""重算已裁量的：every assessment read again under the law, figures and day that it kept, or under those of today.

The first says whether the same bytes come out; the second what would be otherwise. Neither changes anything, and
nobody's name or number is told: a case by its receipt number.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.queries import reread
from doudi.casework.assessment.reading import answered, fen_of, question
from doudi.casework.cases.places import place_of
from doudi.casework.cases.schemes import TITLES
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.refusals import Refusal

AT_ONCE = 500
UNSETTLED = {"none": "都不符合", "unknown": "材料不全，尚不能认定"}


@dataclass(frozen=True, slots=True)
class Found:
    """一次裁量重算的结果: which, and one sentence where something is not as it was; `refused` where it gives none."""

    receipt: str
    number: int
    told: str
    refused: bool = False


def as_decided(by: Act) -> Iterator[Found]:
    """Every assessment in scope read as on its own day: the bytes of the facts and of the answer as they were kept."""
    for each in _all(by):
        try:
            again = reread(each)
        except Refusal as refusal:
            yield _found(each, str(refusal), refused=True)
            continue
        if not again.facts_intact:
            yield _found(each, "所存事实与其摘要不符", refused=True)
        elif not again.same:
            versions = "规则和数值未变" if again.same_rules and again.same_values else "规则或数值版本已变"
            yield _found(each, f"重算的结论与所存的不同（{versions}）", refused=True)
        else:
            yield _found(each, "")


def as_today(by: Act) -> Iterator[Found]:
    """The latest assessment of every case in scope, read under the law and the figures of today; the facts stay."""
    latest: Assessment | None = None
    for each in _all(by):
        if latest is not None and latest.case_id != each.case_id:
            yield _today(latest, by)
        latest = each
    if latest is not None:
        yield _today(latest, by)


def _today(each: Assessment, by: Act) -> Found:
    try:
        place = place_of(each.case.responsible_id, by.day)
        frozen = each.facts.reveal().encode()
        now = answered(question(each.case.receipt_number, by.day, by.day, place.code, frozen))
    except Refusal as refusal:
        return _found(each, str(refusal), refused=True)
    then = json.loads(each.answer.reveal())
    changed = [
        f"{title}：{before} → {after}"
        for title, before, after in zip(("认定", "月金额"), _told(then), _told(now), strict=True)
        if before != after
    ]
    return _found(each, "；".join(changed))


def _told(answer: dict[str, Any]) -> tuple[str, str]:
    scheme = answer["classification"]
    monthly = fen_of(answer["schemes"].get(scheme, {}).get("monthly"))
    return TITLES.get(scheme) or UNSETTLED.get(
        scheme, scheme
    ), "—" if monthly is None else f"{yuan(monthly)} 元"


def _all(by: Act) -> Iterator[Assessment]:
    """Some at a time, case by case, each case's in their order."""
    rows = Assessment.objects.seen_by(by.scope).select_related("case").order_by("case_id", "number")
    return rows.iterator(chunk_size=AT_ONCE)


def _found(each: Assessment, told: str, refused: bool = False) -> Found:
    return Found(each.case.receipt_number, each.number, told, refused)
