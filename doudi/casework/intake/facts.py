"""申报的事实：what the family says, in the shape of the question file, checked by the law's own reader.

What a register or the file already knows (birth, sex, the standard) is put in, and refused where it is contradicted.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from doudi.policy.asks.household_facts import read_household
from doudi.policy.question import BadInput as BadQuestion
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput


def declared(facts: Mapping[str, Any], people: Mapping[str, Person], on: date) -> dict[str, Any]:
    """The facts as they are kept: plain, with birth and sex from the file, without the standard.

    `people` names the person behind each member's short name. BadInput carries the law's own sentence with the path
    of the field.
    """
    kept: dict[str, Any] = _plain(dict(facts), "facts")
    if "standard" in kept:
        raise BadInput("facts.standard：适用城镇还是农村标准由户籍和统筹情况自动得出，不用填写。")
    read(kept, "rural", on)  # the shape first, so that what follows may rely on it
    for index, member in enumerate(kept["members"]):
        person = people.get(str(member["id"]))
        if person is None:
            raise BadInput(f"facts.members[{index}].id：{member['id']} 不是这户登记的成员，请核对。")
        _fill(member, "birth", person.born.isoformat() if person.born else None, index)
        _fill(member, "sex", None if person.male is None else ("male" if person.male else "female"), index)
    if len(kept["members"]) != len(people):
        left = sorted(set(people) - {str(member["id"]) for member in kept["members"]})
        raise BadInput(f"facts.members：漏写了{'、'.join(people[name].name for name in left)}，请补上。")
    read(kept, "rural", on)
    return kept


def read(facts: Mapping[str, Any], standard: str, on: date) -> None:
    """Refuse what the law cannot read, with its own sentence."""
    try:
        read_household({**facts, "standard": standard}, on)
    except BadQuestion as error:
        raise BadInput(str(error)) from error


def _fill(member: dict[str, Any], key: str, known: str | None, index: int) -> None:
    said = member.get(key)
    if known is not None and said is not None and said != known:
        raise BadInput(f"facts.members[{index}].{key}：写的是 {said}，档案上是 {known}，请核对证件。")
    if known is not None:
        member[key] = known


def _plain(value: Any, path: str) -> Any:
    """The same facts as JSON can hold them; a decimal becomes text, a float is refused."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner, f"{path}.{key}") for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, f"{path}[{index}]") for index, inner in enumerate(value)]
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    raise BadInput(f"{path}：这里不能写 {type(value).__name__}，金额请写成整数或文字（如 433.33）。")
