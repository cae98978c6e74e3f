"""期限、自理能力、身份证号 — the short questions."""

from __future__ import annotations

from typing import Any

from doudi.policy.days import answer_deadline
from doudi.policy.id_numbers import answer_id_number
from doudi.policy.question import BadInput, Fields, Question, as_day
from doudi.policy.self_care import ITEMS, answer_self_care

MOST_WORKING_DAYS = 1000


def deadline(question: Question) -> dict[str, Any]:
    """The working day on which a limit ends, with the days counted."""
    fields = Fields(question.facts, "facts")
    fields.only("from", "working_days", "pauses")
    pauses = []
    for index, pause in enumerate([] if fields.absent("pauses") else fields.rows("pauses")):
        path = f"facts.pauses[{index}]"
        if not isinstance(pause, list) or len(pause) != 2:
            raise BadInput(path, "每段暂停要写成 [开始日, 结束日]。")
        first, last = (as_day(day, f"{path}[{edge}]") for edge, day in enumerate(pause))
        if last < first:
            raise BadInput(path, "结束日早于开始日，请改正。")
        pauses.append((first, last))
    start, limit = (
        fields.day("from"),
        fields.whole("working_days", 0, MOST_WORKING_DAYS),
    )
    return dict(answer_deadline(start, limit, pauses, question.known_on))


def self_care(question: Question) -> dict[str, Any]:
    """The level of care from the items that a person cannot do."""
    fields = Fields(question.facts, "facts")
    fields.only("failed")
    return dict(answer_self_care(fields.words("failed", tuple(ITEMS))))


def id_number(question: Question) -> dict[str, Any]:
    """Whether a number is a valid ID number, and what it says."""
    fields = Fields(question.facts, "facts")
    fields.only("number")
    return dict(answer_id_number(fields.text("number"), question.on))
