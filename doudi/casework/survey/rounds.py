"""评估的轮次：what a sheet says, and what the sheets of a round come to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from doudi.casework.survey.care_models import SelfCareSheet
from doudi.policy.self_care import ITEMS

ENOUGH, MOST = 2, 3


@dataclass(frozen=True, slots=True)
class Item:
    """一项：done unaided or not, and what was seen."""

    able: bool
    seen: str = ""


def opened(sheet: SelfCareSheet) -> dict[str, Item]:
    """What one assessor wrote, item by item."""
    return {name: Item(**told) for name, told in json.loads(sheet.items.reveal()).items()}


def failed_items(sheet: SelfCareSheet) -> tuple[str, ...]:
    """The items not done unaided, in the order of the law."""
    held = opened(sheet)
    return tuple(item for item in ITEMS if not held[item].able)


def settle(sheets: Sequence[SelfCareSheet]) -> tuple[str, ...] | None:
    """The failed items that a round comes to; None while it is open."""
    said = [failed_items(sheet) for sheet in sheets]
    for each in said:
        if said.count(each) >= ENOUGH:
            return each
    if len(said) < MOST:
        return None
    return tuple(item for item in ITEMS if sum(item in each for each in said) >= ENOUGH)
