"""文书台：a household of 松岭镇 and the papers that the stories print for it."""

from datetime import date
from typing import Any

from doudi.config.tests.town import DONGGANG, THE_DAY, Town, invented_id
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.people.actions import found_household, register_person
from doudi.records.people.models import Household

SIGNED, SEALED = "D02", "D14-2"
TWO = ("钱大明", "孙二妹")


def household(town: Town, code: str = DONGGANG, clerk: str = "lin", serial: int = 12) -> Household:
    by, area = town.act(clerk), town.area(code)
    head = register_person(area=area, name="林秀兰", id_number=invented_id("19500412", serial), by=by)
    return found_household(area=area, head=head, address="一组 1 号", since=by.day, by=by)


def folder(home: Household) -> Folder:
    return Folder(home.area_id, household=home)


def issue(
    town: Town, home: Household, code: str = SEALED, who: str = "lin", day: date = THE_DAY, **more: Any
) -> FiledPaper:
    words: dict[str, Any] = {"data": SAMPLES.get(code, ({}, day))[0], "dated": day, "folder": folder(home)}
    return issue_paper(code=code, **(words | more), by=town.act(who, day))
