"""在册：the families of scenario S09, brought over on their first day; and the officers who issue standards."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from doudi.casework.awards.models import Award
from doudi.casework.brought_over.actions import enter, hand_in
from doudi.casework.brought_over.tests.day_one import files, household, member
from doudi.casework.tests.office import Office
from doudi.config.tests.town import DISTRICT, NEW_YEAR, PASSWORD, SONGLING, invented_id
from doudi.records.access import acting_as
from doudi.records.staff.actions import appoint, open_account

ISSUER = "fangyuan"
P1 = {"dibao": {"rural": 45000, "urban": 64000}, "tekun": {"rural": 59000, "urban": 83200}}
P2 = {"dibao": {"rural": 47400, "urban": 65500}, "tekun": {"rural": 61700, "urban": 85200}}
# The example place's files know P2 from July; these stories raise the standards from June, by a document of their own.
JUNE = date(2022, 6, 1)
# name → kind, village, persons, income a month, what was paid
S09 = (
    ("户一", "农村低保", "西甸村", 2, 166, 734),
    ("户二", "农村低保", "西甸村", 3, 1330, 20),
    ("户三", "农村低保", "西甸村", 1, 445, 5),
    ("户四", "城市低保", "西甸村", 3, "1303.33", 617),
    ("户五", "低保边缘", "西甸村", 2, 920, 0),
)


def open_issuer(office: Office) -> None:
    """方圆 fangyuan issues the standards of 示例区; 赵敏 min enters them."""
    setup = office.town.nobody([office.town.area(DISTRICT).pk])
    district = office.town.area(DISTRICT)
    officer = open_account(
        username=ISSUER,
        name="方圆",
        id_number=invented_id("19790909", 93),
        password=PASSWORD,
        area=district,
        by=setup,
    )
    appoint(
        officer=officer, post="figures_issuer", area=district, since=NEW_YEAR, document="任命文件", by=setup
    )


def work() -> None:
    """Every job on the list, once, as a worker does."""
    for row in list(ProcrastinateJob.objects.filter(status="todo").order_by("id")):
        app.tasks[row.task_name](**row.args)
        ProcrastinateJob.objects.filter(pk=row.pk).update(status="succeeded")


def rows_of(
    rows: Sequence[tuple[str, str, str, int, Any, Any]], first: int = 1
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The two sheets of families by name, each with so many members; the income is the head's."""
    families: list[Mapping[str, Any]] = []
    people: list[Mapping[str, Any]] = []
    for number, (name, kind, village, persons, income, paid) in enumerate(rows, first):
        head = invented_id("19800101", number * 20).reveal()
        families.append(
            household(name, head, kind=kind, village=village, persons=persons, monthly=paid, since="2020-01")
        )
        people.append(member(head, name, head, income=income))
        for other in range(1, persons):
            each = invented_id("19800101", number * 20 + other).reveal()
            people.append(member(head, f"{name}家人{other}", each, relation="其他", income=0))
    return families, people


def bring_over(
    office: Office, rows: Sequence[tuple[str, str, str, int, Any, Any]] = S09, first: int = 1
) -> None:
    """Put these families on file on their first day."""
    handed = hand_in(
        unit=office.town.area(SONGLING),
        paid_month=date(2022, 2, 1),
        files=files(*rows_of(rows, first), None),
        by=office.act("zhang"),
    )
    work()
    enter(batch=handed.batch.pk, by=office.act("liu"))
    work()


def award_of(name: str, office: Office) -> Award:
    with acting_as(office.act("zhang").scope):
        found: Award = Award.objects.get(head_name=name)
        return found
