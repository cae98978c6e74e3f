"""村名对照：the villages of an office by the names that sheets give them, and the standard that holds in each."""

import re
from dataclasses import dataclass
from datetime import date

from doudi.casework.cases.places import place_of
from doudi.casework.intake.standard import unified_by_value
from doudi.records.areas.queries import children_of, period_of, standing_of, townships_among, under
from doudi.records.refusals import NotFound

VILLAGE_ENDING = re.compile(r"(村民委员会|居民委员会|村委会|居委会|社区居委会|社区|村)+$")
TOWNSHIP_ENDING = re.compile(r"(街道办事处|人民政府)$")


@dataclass(frozen=True, slots=True)
class Village:
    """一个村: its area, its township's, and which standard holds there on the day, with the reason."""

    area: int
    township: int
    urban: bool | None
    unified: bool
    reason: str


class Villages:
    """一个单位的村: read once, then asked row by row."""

    def __init__(self, unit: int, on: date) -> None:
        self._townships: dict[str, int] = {}
        self._villages: dict[tuple[int, str], Village] = {}
        for township in townships_among(under([unit], on), on):
            self._townships[_township(township.name)] = township.area_id
            place = place_of(township.area_id, on)
            unified = unified_by_value(period_of(township.area_id, on), place, on)
            for village in children_of(township.area_id, on):
                found = _standing(village.area_id, township.area_id, on)
                if unified is not None:
                    found = Village(village.area_id, township.area_id, True, True, unified.reason)
                self._villages[(township.area_id, _village(village.name))] = found

    def find(self, township: str, village: str) -> Village:
        """ValueError with the column's name and what to do, where the unit has no such village."""
        where = self._townships.get(_township(township))
        if where is None:
            raise LookupError("township", f"本单位没有“{township[:20]}”，请写全称")
        found = self._villages.get((where, _village(village)))
        if found is None:
            raise LookupError("village", f"{township}没有“{village[:20]}”，请写全称，不要写“同上”")
        return found


def _standing(area: int, township: int, on: date) -> Village:
    try:
        held = standing_of(area, on)
    except NotFound as unknown:
        return Village(area, township, None, False, str(unknown))
    return Village(area, township, held.urban, held.unified, held.reason)


def _township(name: str) -> str:
    return TOWNSHIP_ENDING.sub(lambda found: "街道" if "街道" in found[0] else "", name.strip())


def _village(name: str) -> str:
    return VILLAGE_ENDING.sub("", name.strip()) or name.strip()
