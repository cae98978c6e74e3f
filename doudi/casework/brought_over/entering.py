"""录入：families, their people, cases, facts and awards written some at a time, inside the one transaction that holds
them all.

Each family gets a case that is ended from the start (存量录入) and a declaration of what the sheets said, so that it can
be assessed anew like any other. The award's terms are what was paid; they rest on no assessment until then.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, models, transaction

from doudi.casework.awards.models import Award, AwardPerson, AwardTerms, Scheme, TermsReason
from doudi.casework.awards.months import month_after, spoken_month
from doudi.casework.awards.opening import HOLDS
from doudi.casework.brought_over.amounts import Opening, Reckoner, facts_of
from doudi.casework.brought_over.families import Family
from doudi.casework.brought_over.models import OpeningBatch
from doudi.casework.cases.models import Case, CaseMember, Channel, Stage, StageChange
from doudi.casework.cases.receipts import new_code, next_numbers
from doudi.casework.intake.models import Application, Declaration
from doudi.records.access import Act
from doudi.records.areas.queries import district_of
from doudi.records.audit.canon import spelled
from doudi.records.audit.trail import BulkRow, record_bulk
from doudi.records.people.bulk import NewPerson, add_accounts, add_households, add_people, add_registrations
from doudi.records.people.models import Household, Person
from doudi.records.refusals import Refusal
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret

AT_ONCE = 500
SOURCE = "存量录入"


class MetMeanwhile(Refusal):
    """同时建档：somebody was put on file, or given something, between the check and the entry."""


@dataclass(slots=True)
class Rows:
    """一批行 to be written, by table, in the order of their keys."""

    cases: list[Case] = field(default_factory=list)
    members: list[CaseMember] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    steps: list[StageChange] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    covered: list[AwardPerson] = field(default_factory=list)
    terms: list[AwardTerms] = field(default_factory=list)

    def write(self) -> None:
        for kind, rows in (
            (Case, self.cases),
            (CaseMember, self.members),
            (Application, self.applications),
            (StageChange, self.steps),
            (Declaration, self.declarations),
            (Award, self.awards),
            (AwardPerson, self.covered),
            (AwardTerms, self.terms),
        ):
            written: type[models.Model] = kind
            written._default_manager.bulk_create(rows)


def write_all(
    batch: OpeningBatch,
    families: Sequence[Family],
    openings: Sequence[Opening],
    told: Callable[[int], None],
    by: Act,
) -> None:
    """Everything, and one line of the chain over a row for each family. Raises MetMeanwhile."""
    writer = Writer(batch, by)
    numbers = next_numbers(batch.area_id, by.day, len(families))
    pairs = list(zip(families, openings, strict=True))
    lines: list[BulkRow] = []
    try:
        with transaction.atomic():
            for first in range(0, len(families), AT_ONCE):
                part = pairs[first : first + AT_ONCE]
                lines += writer.write(part, numbers)
                told(first + len(part))
    except IntegrityError as error:
        raise MetMeanwhile(
            "录入时有人刚由别处建档或已在享别的待遇，整批没有录入：请作废这一批，重新交表检查。"
        ) from error
    record_bulk(by=by, did="brought_over.entered", rows=lines, batch_of=str(batch.pk))


class Writer:
    """写入: what is the same for every family of a batch."""

    def __init__(self, batch: OpeningBatch, by: Act) -> None:
        self.batch, self.by = batch, by
        self.first = month_after(batch.paid_month)
        self.reckoner = Reckoner(self.first, by.day)
        self.district = district_of(batch.area_id, by.day)

    def write(self, part: Sequence[tuple[Family, Opening]], numbers: Iterator[str]) -> list[BulkRow]:
        """Some families; answers the audit rows."""
        families = [family for family, _ in part]
        people = add_people([_people(family) for family in families], self.district)
        households = add_households(
            [
                (family.village.area, self.by.day, members)
                for family, members in zip(families, people, strict=True)
            ],
            [[each.relation for each in family.members] for family in families],
        )
        self._papers(families, people)
        rows, lines = Rows(), []
        for (family, opening), members, household in zip(part, people, households, strict=True):
            case = self._case(rows, family, members, household, next(numbers))
            self._awards(rows, family, opening, members, case)
            facts = {"scheme": family.kind.scheme, "persons": family.persons, "paid_fen": opening.paid_fen}
            lines.append(BulkRow("household", str(household.pk), household.area_id, facts))
        rows.write()
        return lines

    def _papers(self, families: Sequence[Family], people: Sequence[Sequence[Person]]) -> None:
        """The head's registration where the sheet names urban or rural, and the account, signed for by both."""
        heads = list(zip(families, (members[0] for members in people), strict=True))
        add_registrations(
            [
                (head, family.village.area, family.kind.urban, self.by.day, f"{SOURCE}：保障类别")
                for family, head in heads
                if family.kind.urban is not None
            ]
        )
        assert self.batch.entered_by is not None
        add_accounts(
            [(head, *family.account) for family, head in heads if family.account is not None],
            proposed=(self.batch.handed_in_by, self.batch.handed_in_at),
            confirmed=(self.batch.entered_by, self.by.at),
            since=self.by.day,
            why=SOURCE,
        )

    def _case(
        self, rows: Rows, family: Family, members: Sequence[Person], household: Household, number: str
    ) -> Case:
        township, head, by = family.village.township, members[0], self.by
        case = Case(
            area_id=township,
            received_at_id=township,
            responsible_id=township,
            receipt_number=number,
            query_code=new_code(),
            household=household,
            applicant=head,
            applicant_name=head.name,
            channel=Channel.BROUGHT_OVER,
            scheme=family.kind.scheme,
            stage=Stage.BROUGHT_OVER,
            steps=1,
            received_on=by.day,
        )
        rows.cases.append(case)
        step = StageChange(case=case, area_id=township, number=1, after=case.stage, title=SOURCE, on=by.day)
        step.at, step.name, step.natural_person = by.at, by.scope.name, by.scope.natural_person
        rows.steps.append(step)
        shorts = {f"m{number}": person for number, person in enumerate(members, 1)}
        rows.members += [
            CaseMember(case=case, area_id=township, person=person, name=person.name, short=short, open=False)
            for short, person in shorts.items()
        ]
        rows.applications.append(
            Application(
                case=case,
                area_id=township,
                reason=SOURCE,
                urban=family.urban,
                standard_reason=_standard(family),
                near_relative=False,
            )
        )
        rows.declarations.append(self._declaration(case, family, shorts))
        return case

    def _declaration(self, case: Case, family: Family, shorts: dict[str, Person]) -> Declaration:
        facts = facts_of(family)
        del facts["standard"]  # reckoned anew for each day
        text = spelled(facts)
        return Declaration(
            case=case,
            area_id=case.area_id,
            number=1,
            facts=Secret(text.decode()),
            sm3=sm3(text),
            who={"members": {short: str(person.pk) for short, person in shorts.items()}, "supporters": {}},
            said_by=SOURCE,
            on=self.by.day,
            at=self.by.at,
            taken_by=self.batch.handed_in_name,
        )

    def _awards(
        self, rows: Rows, family: Family, opening: Opening, members: Sequence[Person], case: Case
    ) -> None:
        covered = [person for person, each in zip(members, family.members, strict=True) if each.covered]
        award = self._award(family, opening, covered, case, family.kind.scheme)
        self._open(rows, award, covered, self._terms(award, family, opening))
        others = [person for person in members if person not in covered]
        if family.kind.scheme == Scheme.SINGLE_PERSON and others:
            status = self._award(family, opening, others, case, Scheme.MARGIN)
            self._open(rows, status, others, self._terms(status, family, None))

    def _award(
        self, family: Family, opening: Opening, covered: Sequence[Person], case: Case, scheme: Scheme
    ) -> Award:
        return Award(
            household_id=case.household_id,
            area_id=family.village.area,
            case=case,
            scheme=scheme,
            mode=family.kind.mode if scheme == Scheme.TEKUN else "",
            head=covered[0],
            head_name=covered[0].name,
            payee=covered[0],
            review_class=opening.review_class,
            next_review=self.reckoner.next_review(family.village.township, opening.review_class),
            first_month=self.first,
            prepared_by=self.batch.handed_in_by,
            opened_by=self.batch.entered_by,
            opened_at=self.by.at,
        )

    def _open(self, rows: Rows, award: Award, covered: Sequence[Person], terms: AwardTerms) -> None:
        living, status = HOLDS[Scheme(award.scheme)]
        rows.awards.append(award)
        rows.terms.append(terms)
        rows.covered += [
            AwardPerson(
                award=award,
                area_id=award.area_id,
                person=person,
                name=person.name,
                since=self.first,
                living=living,
                status=status,
            )
            for person in covered
        ]
        terms.persons = len(covered)

    def _terms(self, award: Award, family: Family, opening: Opening | None) -> AwardTerms:
        """What was paid, on the standard of the first month; the income where it was told."""
        _, figures, version = self.reckoner.figures(family.village.township)
        known = None if opening is None else opening.reckoned
        income = None if opening is None else opening.income
        return AwardTerms(
            award=award,
            area_id=award.area_id,
            number=1,
            from_month=self.first,
            reason=TermsReason.BROUGHT_OVER,
            why=f"原系统自{spoken_month(family.since)}起享受",
            clause=f"{spoken_month(self.batch.paid_month)}发放情况，经两人核对录入",
            urban=family.urban,
            standard_fen=known.standard_fen if known else 0,
            income_parts=income.numerator if income is not None else 0,
            income_per_fen=income.denominator if income is not None else 1,
            base_fen=opening.base_fen if opening else 0,
            supplement_fen=opening.supplement_fen if opening else 0,
            monthly_fen=opening.paid_fen if opening else 0,
            figures_on=self.first,
            known_on=max(self.by.day, self.first),
            place=figures.place.code,
            values_version=version,
            at=self.by.at,
            name=self.by.scope.name,
            natural_person=self.by.scope.natural_person,
            care_fen=0,
            care_needs_agreement=False,
        )


def _people(family: Family) -> tuple[int, list[NewPerson]]:
    """The area, and everybody, the head first; the telephone is the head's."""
    return family.village.area, [
        NewPerson(each.name, each.number, family.phone if each is family.head else None)
        for each in family.members
    ]


def _standard(family: Family) -> str:
    if family.village.unified or family.kind.urban is None:
        return family.village.reason
    return f"存量表的保障类别写明{'城镇' if family.kind.urban else '农村'}。"
