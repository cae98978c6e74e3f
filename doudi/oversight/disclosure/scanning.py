"""公示前的检查：every cell that would be shown is read once more, whoever wrote it and however it came there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.awards.models import AwardPerson
from doudi.oversight.disclosure.models import DisclosedRow
from doudi.oversight.disclosure.showing import NAMELESS, is_child
from doudi.records.access import Act
from doudi.records.documents.papers.forms import EVERYTHING_PRIVATE
from doudi.records.documents.papers.privacy import private_things

LONGEST_NAME = 20
# 汉字 with the dot of minority names and the letters of foreign ones: a name holds nothing else.
_NAME = re.compile(rf"^[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·•A-Za-z .]{{1,{LONGEST_NAME}}}$")
_MANY_DIGITS = re.compile(r"\d[\d\s-]{5,}\d")
HEAD, VILLAGE = "户主姓名", "村（社区）"


@dataclass(frozen=True, slots=True)
class Found:
    """不能公示的一格：which row and column, and what stands there; the thing itself is not repeated."""

    number: int
    column: str
    what: str

    def __str__(self) -> str:
        return f"第 {self.number} 行“{self.column}”栏：{self.what}"


def scanned(rows: Iterable[DisclosedRow], children: Mapping[UUID, set[str]]) -> list[Found]:
    """Every cell that must not be shown. `children`: the names of the children of each award."""
    return [each for row in rows for each in _of_row(row, children.get(row.award_id, set()))]


def names_of_children(awards: Iterable[UUID], on: date, by: Act) -> dict[UUID, set[str]]:
    """By award, the names of those it ever covered who are not known to be of age on a day."""
    told = (
        AwardPerson.objects.seen_by(by.scope)
        .filter(award__in=list(awards))
        .values_list("award_id", "name", "person__name", "person__born")
    )
    found: dict[UUID, set[str]] = {}
    for award, name, now, born in told:
        if is_child(born, on):
            found.setdefault(award, set()).update((name, now))
    return found


def _of_row(row: DisclosedRow, children: set[str]) -> Iterable[Found]:
    for column, told in ((HEAD, row.head_name), (VILLAGE, row.village_name)):
        for thing in private_things(told, EVERYTHING_PRIVATE):
            yield Found(row.number, column, f"含有{thing}")
        if not private_things(told, EVERYTHING_PRIVATE) and _MANY_DIGITS.search(told):
            yield Found(row.number, column, "含有一串数字")
    if row.head_name != NAMELESS and not _NAME.match(row.head_name):
        yield Found(row.number, HEAD, "不像一个姓名")
    if row.head_name in children:
        yield Found(row.number, HEAD, "是未成年人的姓名")
