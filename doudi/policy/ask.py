"""问与答 — answers a question file: `answer_file` for its questions, `differences` against `expect`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from doudi.policy.asks import (
    exclusion,
    grace_period,
    household,
    price_subsidy,
    recovery,
    small,
    tekun_care,
    temporary_aid,
    uprating,
)
from doudi.policy.asks.household import Decided
from doudi.policy.days import BadPeriod
from doudi.policy.question import FLAGS, Question, read_question
from doudi.policy.reading import BadInput, read_each
from doudi.policy.values import BadValue

KINDS: dict[str, Callable[[Question], dict[str, Any]]] = {
    "household": lambda question: household.decide(question).answer,
    "uprating": uprating.answer,
    "grace_period": grace_period.answer,
    "temporary_aid": temporary_aid.answer,
    "price_subsidy": price_subsidy.answer,
    "tekun_care": tekun_care.answer,
    "recovery": recovery.answer,
    "exclusion": exclusion.answer,
    "deadline": small.deadline,
    "self_care": small.self_care,
    "id_number": small.id_number,
}


@dataclass(frozen=True)
class Answered:
    """A question of a file and its answer, or the one sentence that says why there is none.

    A household's answer comes with the reckoning behind it (`decided`), from which it can be told.
    """

    number: int
    question: Question | None
    answer: dict[str, Any] | None
    refusal: str = ""
    decided: Decided | None = None


def answer(question: Question) -> dict[str, Any]:
    """The answer to a checked question. Raises BadInput."""
    return _answered(1, question).answer or {}


def _answered(number: int, question: Question) -> Answered:
    try:
        if question.ask == "household":
            decided = household.decide(question)
            return Answered(number, question, decided.answer, decided=decided)
        told = KINDS[question.ask](question)
        _ = question.place  # one that is named must be there, even where no figure of it is needed
    except (BadValue, BadPeriod) as error:
        raise BadInput("values" if isinstance(error, BadValue) else "facts", str(error)) from error
    return Answered(number, question, {"question": question.about, **told})


def answer_file(path: Path) -> list[Answered]:
    """Every question of a file, answered or refused; an unreadable file is one refusal."""
    try:
        documents = read_each(path)
    except BadInput as error:
        return [Answered(1, None, None, f"{path}：{_one_line(error)}")]
    answered = []
    for number, document in enumerate(documents, 1):
        try:
            if isinstance(document, BadInput):
                raise document
            question = read_question(document, path.parent, KINDS)
            answered.append(_answered(number, question))
        except BadInput as error:
            name = document.get("name") if isinstance(document, dict) else None
            called = f"第{number}个问题" + (f"“{_short(name)}”" if isinstance(name, str) and name else "")
            answered.append(Answered(number, None, None, f"{path}，{called}，{_one_line(error)}"))
    return answered


def _one_line(error: BadInput) -> str:
    return " ".join(str(error).split())


def _short(text: str) -> str:
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:40]


def differences(expected: Any, found: Any, path: str = "expect") -> list[str]:
    """Where an answer differs from what is expected: maps by the keys given, lists by position and length."""
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{path}：应是一组键，实际是 {_told(found)}"]
        rows: list[str] = []
        for key, value in expected.items():
            if key in found:
                rows.extend(differences(value, found[key], f"{path}.{key}"))
            else:
                rows.append(f"{path}.{key}：应是 {_told(value)}，回答里没有这一项")
        return rows
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return [f"{path}：应是 {_told(expected)}，实际是 {_told(found)}"]
        return [
            row
            for index, (one, other) in enumerate(zip(expected, found, strict=True))
            for row in differences(one, other, f"{path}[{index}]")
        ]
    return [] if _same(expected, found) else [f"{path}：应是 {_told(expected)}，实际是 {_told(found)}"]


def _same(expected: Any, found: Any) -> bool:
    """Equal leaves. A number expected where the answer writes text is compared as the number it is."""
    if isinstance(expected, str) and expected in FLAGS and expected != found:
        expected = FLAGS[expected]
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is (found if isinstance(found, bool) else FLAGS.get(str(found)))
    if isinstance(expected, int | Decimal) and isinstance(found, str):
        try:
            return Decimal(found) == expected
        except ArithmeticError:
            return False
    return bool(expected == found)


def _told(value: Any) -> str:
    return "null" if value is None else str(value)
