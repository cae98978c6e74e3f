"""问题要用的数值 — one dated value for a question, or the refusal that names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.policy.figures import Key, read_keys
from doudi.policy.question import BadInput, Question
from doudi.policy.values import Value, read_value


@dataclass(frozen=True)
class Asked:
    """The place and days of a question; `value` reads figures and remembers which were used."""

    question: Question
    used: list[Value]

    def value(
        self,
        name: str,
        keys: Mapping[str, Key],
        on: date | None = None,
        index_month: str | None = None,
    ) -> dict[str, Any]:
        """The parameters of a value. Raises BadInput when it is not in force on the day."""
        question = self.question
        place = question.place
        day = on or question.on
        value = read_value(place, name, day, question.known_on, index_month)
        if value is None:
            raise BadInput(
                "values",
                f"{place.name}在{day.isoformat()}没有有效的数值 {name}，不能回答，请换日期或者补上。",
            )
        self.used.append(value)
        return dict(read_keys(value, keys))

    def unverified(self) -> list[dict[str, str]]:
        """Of the values used, those of which no document was seen."""
        return [
            {
                "name": value.name,
                "title": value.title,
                "place": value.place,
                "basis": value.basis,
            }
            for value in self.used
            if value.unverified
        ]


def asked(question: Question) -> Asked:
    return Asked(question, [])
