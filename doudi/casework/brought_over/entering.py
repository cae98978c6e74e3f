"""录入：families, their people, cases, facts and awards written some at a time, inside the one transaction that holds
them all.

Each family gets a case that is ended from the start (存量录入) and a declaration of what the sheets said, so that it can
be assessed anew like any other. The award's terms are what was paid; they rest on no assessment until then.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from doudi.casework.awards.models import ReviewClass, Scheme
from doudi.casework.awards.months import month_after, spoken_month
from doudi.casework.awards.opening import HOLDS
from doudi.casework.brought_over.amounts import Opening, Reckoner, facts_of
from doudi.casework.brought_over.families import Family, Paid, Read, Someone
from doudi.casework.brought_over.models import OpeningBatch
from doudi.casework.brought_over.rows import SOURCE, Rows
from doudi.casework.cases.receipts import new_code, next_numbers
from doudi.records.access import Act
from doudi.records.areas.queries import district_of
from doudi.records.audit.canon import spelled_plain
from doudi.records.audit.trail import BulkRow, record_bulk
from doudi.records.ids import new_id
from doudi.records.many import flowing
from doudi.records.people.bulk import NewPerson
from doudi.records.refusals import Refusal
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret

AT_ONCE = 500


class MetMeanwhile(Refusal):
    """同时建档：somebody was put on file, or given something, between the check and the entry."""


def write_all(batch: OpeningBatch, read: Read, told: Callable[[int], None], by: Act) -> None:
    """Everything, and one line of the chain over a row for each family. Raises MetMeanwhile.

    Each family is reckoned as its turn comes, while the database writes those before.
    """
    writer, whole = Writer(batch, by), len(read.families)
    numbers = next_numbers(batch.area_id, by.day, whole)
    lines: list[BulkRow] = []
    writer.look_up({each.village.township for each in read.families})
    try:
        with transaction.atomic(), flowing() as plan_anew:
            for done, family in enumerate(read.families, 1):
                lines.append(writer.family(family, read.paid(family), numbers))
                if done % AT_ONCE == 0 or done == whole:
                    writer.rows.write()
                    plan_anew()
                    told(done)
    except IntegrityError as error:
        raise MetMeanwhile(
            "录入时有人刚由别处建档或已在享别的待遇，整批没有录入：请作废这一批，重新交表检查。"
        ) from error
    record_bulk(by=by, did="brought_over.entered", rows=lines, batch_of=str(batch.pk))


class Writer:
    """写入: what is the same for every family of a batch."""

    def __init__(self, batch: OpeningBatch, by: Act) -> None:
        self.by = by
        self.first = month_after(batch.paid_month)
        self.reckoner = Reckoner(self.first, by.day)
        self.rows = Rows(batch, self.first, district_of(batch.area_id, by.day), by)

    def look_up(self, townships: Iterable[int]) -> None:
        """What has to be asked of the database, before rows flow and nothing can be asked."""
        for township in townships:
            self.reckoner.figures(township)
            for each in ReviewClass:
                self.reckoner.next_review(township, each)

    def family(self, family: Family, paid: Paid | None, numbers: Iterator[str]) -> BulkRow:
        """One family; answers its row of the chain."""
        opening = self.reckoner.opening(family, paid)
        area, head = family.village.area, family.head
        people = [
            NewPerson(
                each.name,
                each.number,
                "本人" if each is head else each.relation,
                family.phone if each is head else None,
            )
            for each in family.members
        ]
        household, persons = self.rows.people.household(area, people)
        if family.kind.urban is not None:
            document = f"{SOURCE}：保障类别"
            self.rows.people.registration(persons[0], area, area, family.kind.urban, document)
        if family.account is not None:
            self.rows.people.account(persons[0], area, *family.account)
        case = self._case(family, persons, household, next(numbers))
        self._awards(family, opening, persons, household, case)
        facts = {"scheme": family.kind.scheme, "persons": family.persons, "paid_fen": opening.paid_fen}
        return BulkRow("household", str(household), area, facts)

    def _case(self, family: Family, persons: Sequence[UUID], household: UUID, number: str) -> UUID:
        rows, case, township = self.rows, new_id(), family.village.township
        rows.cases.add(
            *(case, township, township, township, number, new_code(), household),
            *(persons[0], family.name, family.kind.scheme),
        )
        rows.steps.add(case, township)
        shorts = {f"m{number}": person for number, person in enumerate(persons, 1)}
        for (short, person), each in zip(shorts.items(), family.members, strict=True):
            rows.members.add(case, township, person, each.name, short)
        rows.applications.add(case, township, family.urban, _standard(family))
        text = spelled_plain(_declared(family))
        who = {"members": {short: str(person) for short, person in shorts.items()}, "supporters": {}}
        rows.declarations.add(new_id(), case, township, Secret(text.decode()), sm3(text), who)
        return case

    def _awards(
        self, family: Family, opening: Opening, persons: Sequence[UUID], household: UUID, case: UUID
    ) -> None:
        everybody = list(zip(persons, family.members, strict=True))
        covered = [each for each in everybody if each[1].covered]
        scheme = family.kind.scheme
        self._award(family, opening, covered, (household, case), scheme, opening)
        others = [each for each in everybody if not each[1].covered]
        if scheme == Scheme.SINGLE_PERSON and others:
            self._award(family, opening, others, (household, case), Scheme.MARGIN, None)

    def _award(
        self,
        family: Family,
        opening: Opening,
        covered: Sequence[tuple[UUID, Someone]],
        of: tuple[UUID, UUID],
        scheme: Scheme,
        paid: Opening | None,
    ) -> None:
        """An award of these people; `paid` is what it is carried on with, None for a standing without money."""
        rows, award, area = self.rows, new_id(), family.village.area
        (head, told), watch = covered[0], opening.review_class
        rows.awards.add(
            *(award, of[0], area, of[1], scheme, family.kind.mode if scheme == Scheme.TEKUN else ""),
            *(head, told.name, head, watch, self.reckoner.next_review(family.village.township, watch)),
        )
        living, status = HOLDS[scheme]
        for person, each in covered:
            rows.covered.add(new_id(), award, area, person, each.name, living, status)
        rows.terms.add(new_id(), award, area, len(covered), *self._terms(family, paid))

    def _terms(self, family: Family, paid: Opening | None) -> tuple[Any, ...]:
        """What was paid, on the standard of the first month; the income where it was told."""
        _, figures, version = self.reckoner.figures(family.village.township)
        known = None if paid is None else paid.reckoned
        income = None if paid is None else paid.income
        return (
            f"原系统自{spoken_month(family.since)}起享受",
            family.urban,
            known.standard_fen if known else 0,
            income.numerator if income is not None else 0,
            income.denominator if income is not None else 1,
            paid.base_fen if paid else 0,
            paid.supplement_fen if paid else 0,
            paid.paid_fen if paid else 0,
            figures.place.code,
            version,
        )


def _declared(family: Family) -> dict[str, Any]:
    facts = facts_of(family)
    del facts["standard"]  # reckoned anew for each day
    return facts


def _standard(family: Family) -> str:
    if family.village.unified or family.kind.urban is None:
        return family.village.reason
    return f"存量表的保障类别写明{'城镇' if family.kind.urban else '农村'}。"
