"""成批建档：many households put on file by one action, all or none; the chain has one line over a row for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from doudi.records.access import Act, action, require
from doudi.records.areas.queries import district_of
from doudi.records.audit.trail import BulkRow, record_bulk
from doudi.records.many import flowing
from doudi.records.people.actions import CLERKS, AlreadyOnFile
from doudi.records.people.bulk import NewPerson, PeopleRows, kept_in
from doudi.records.people.names import tidy_name, writable
from doudi.records.refusals import BadInput

AT_ONCE = 500
TAKEN = "有人已在本区建档，这一批没有登记：请先查找，去掉已建档的户再办。"


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """待立的户: where, and who lives in it, the head first."""

    area: int
    address: str
    people: Sequence[NewPerson]


@action
def file_households(
    *, district: int, households: Sequence[NewHousehold], since: date, why: str, by: Act
) -> int:
    """立户 of many households of a district from a day on; answers how many people they are. Raises AlreadyOnFile."""
    for area in {each.area for each in households}:
        require(by, *CLERKS, at=area)
        if district_of(area, by.day) != district:
            raise BadInput("成批建档按区县办理，请只交本区县的户。")
    everybody = [person for each in households for person in each.people]
    if any(not writable(tidy_name(each.name)) for each in everybody):
        raise BadInput("姓名应为 1 至 60 个可见文字，请按证件填写。")
    numbers = [each.number.reveal() for each in everybody if each.number is not None]
    if len(set(numbers)) != len(numbers) or kept_in(district, numbers):
        raise AlreadyOnFile(TAKEN)
    rows, lines = PeopleRows(district, since), []
    try:
        with transaction.atomic(), flowing() as plan_anew:
            for done, each in enumerate(households, 1):
                number, people = rows.household(each.area, each.people, each.address)
                lines.append(BulkRow("household", str(number), each.area, {"members": len(people)}))
                if done % AT_ONCE == 0 or done == len(households):
                    rows.write()
                    plan_anew()
    except IntegrityError as error:
        raise AlreadyOnFile(TAKEN) from error
    record_bulk(by=by, did="people.filed", why=why, rows=lines, since=since)
    return len(everybody)
