"""方案的数值：a plan's standards or townships as figures of the district, and the checks of the law on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.cases.places import NotInForce, place_of
from doudi.casework.intake.standard import UNIFIED
from doudi.casework.uprating.models import Kind, Uprating
from doudi.policy.asks.uprating import answer
from doudi.policy.question import BadInput as BadQuestion
from doudi.policy.question import Question, as_money, yuan
from doudi.policy.values import BUILT_IN, Place, read_value
from doudi.records.figures.models import Figure
from doudi.records.figures.queries import values_if
from doudi.records.refusals import BadInput

SCHEMES = ("dibao", "tekun")
AREAS = ("rural", "urban")
NAMES = {"dibao": "dibao_standard", "tekun": "tekun_standard"}
FEN_OF_A_YUAN = 100


@dataclass(frozen=True, slots=True)
class Check:
    """一项检查: `result` is pass, warn or fail."""

    check: str
    result: str
    because: str
    basis: str


def standards_on(place: Place, on: date) -> dict[str, dict[str, int]]:
    """The standards in force on a day, in fen. NotInForce where one is missing."""
    found: dict[str, dict[str, int]] = {}
    for scheme, name in NAMES.items():
        value = read_value(place, name, on)
        if value is None:
            raise NotInForce(f"{place.name}在 {on} 没有有效的标准，请先录入现行标准。")
        found[scheme] = {area: as_money(str(value.keys[area]), area) for area in AREAS}
    return found


def checks(area: int, changes: Mapping[str, Any], since: date, day: date) -> list[Check]:
    """What the law asks of new standards, against those of the day before. Raises BadInput."""
    place = place_of(area, day)
    before = standards_on(place, date.fromordinal(since.toordinal() - 1))
    facts = {
        "before": {scheme: {each: yuan(before[scheme][each]) for each in AREAS} for scheme in SCHEMES},
        "after": {scheme: {each: yuan(changes[scheme][each]) for each in AREAS} for scheme in SCHEMES},
    }
    question = Question("提标", "uprating", since, place.code, day, facts, None, BUILT_IN, place)
    try:
        told = answer(question)["checks"]
    except BadQuestion as error:
        raise BadInput(str(error)) from error
    return [Check(each["check"], each["result"], each["because"], each["basis"]) for each in told]


def figures_of(plan: Uprating, place: Place, issued: date, document: str) -> list[Figure]:
    """The figures that a plan stands for, unsaved."""
    made = []
    for name, keys in keys_of(plan, place).items():
        value = read_value(place, name, plan.since)
        title, unit = (value.title, value.unit) if value else (name, "")
        made.append(
            Figure(
                area_id=plan.area_id,
                name=name,
                title=title,
                unit=unit,
                keys=keys,
                since=plan.since,
                issued=issued,
                document=document,
            )
        )
    return made


def keys_of(plan: Uprating, place: Place) -> dict[str, dict[str, Any]]:
    """Name of the figure → its keys."""
    if plan.kind == Kind.UNIFIED:
        value = read_value(place, UNIFIED, plan.since)
        codes: Sequence[str] = value.keys["codes"] if value else ()
        return {UNIFIED: {"codes": sorted({*map(str, codes), *plan.changes["codes"]})}}
    return {
        name: {area: _amount(plan.changes[scheme][area]) for area in AREAS} for scheme, name in NAMES.items()
    }


def place_if(plan: Uprating, day: date) -> Place:
    """The district's figures as they would be with the plan."""
    document = plan.document or "试算，尚无文件"
    issued = plan.issued_on or min(day, plan.since)
    return values_if(plan.area_id, day, figures_of(plan, place_of(plan.area_id, day), issued, document))


def _amount(fen: int) -> int | str:
    return fen // FEN_OF_A_YUAN if fen % FEN_OF_A_YUAN == 0 else yuan(fen)
