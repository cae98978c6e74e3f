"""读法：frozen facts as a question to the law, and its answer."""

import json
from datetime import date
from typing import Any

from doudi.policy.asks.household import Decided, decide
from doudi.policy.question import BadInput as BadQuestion
from doudi.policy.question import Question
from doudi.policy.values import BUILT_IN, BadValue
from doudi.records.figures.queries import place_noted
from doudi.records.refusals import BadInput


def question(name: str, on: date, known_on: date, place: str, frozen: bytes) -> Question:
    """A household question on exactly these bytes, with the figures of a place as `Place.code` notes it."""
    held = place_noted(place, on)
    return Question(name, "household", on, place, known_on, json.loads(frozen), None, BUILT_IN, held)


def decided(asked: Question) -> Decided:
    """The law's answer with the reckoning behind it. BadInput with its own sentence where it cannot answer."""
    try:
        return decide(asked)
    except (BadQuestion, BadValue) as error:
        raise BadInput(str(error)) from error


def answered(asked: Question) -> dict[str, Any]:
    """The plain answer."""
    return decided(asked).answer


def fen_of(monthly: str | None) -> int | None:
    """An amount of the answer, yuan with two decimals, as whole fen."""
    return None if monthly is None else int(monthly.replace(".", ""))
