"""受理材料：what is asked of a family, what is not and why, and what is still missing. The list is data."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.cases.models import Case, Channel
from doudi.casework.intake.models import Declaration, PaperReceived
from doudi.policy.days import months_after
from doudi.policy.question import as_money
from doudi.records.access import Act, asked_once
from doudi.records.people.models import Person, Supporter
from doudi.records.people.queries import missing_authorisations
from doudi.records.people.signatures import VERIFICATION
from doudi.records.worded import worded

ADULT_MONTHS = 18 * 12  # 民法典 第十七条
SPENDING = ("medical", "education", "rehabilitation")


@dataclass(frozen=True, slots=True)
class Paper:
    """一种材料: of whom, when, whether it is asked, and if not where it is found instead."""

    code: str
    title: str
    of: str
    when: str
    asked: bool
    instead: str
    basis: str


@dataclass(frozen=True, slots=True)
class Needed:
    """应交的一份：which paper, of which member or supporter (short name and name; empty for the household)."""

    code: str
    title: str
    of: str
    who: str

    def __str__(self) -> str:
        return f"{self.who}的{self.title}" if self.who else self.title


@dataclass(frozen=True, slots=True)
class Parties:
    """当事人：the people behind the short names of the latest declaration, and its facts."""

    facts: Mapping[str, Any]
    members: Mapping[str, Person]
    supporters: Mapping[str, Supporter]


@lru_cache(maxsize=1)
def papers() -> tuple[Paper, ...]:
    """Every paper of the list, asked and not asked."""
    text = (files("doudi.casework.intake") / "data" / "papers.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(Paper(**{**row, "asked": row["asked"] == "1"}) for row in rows)  # type: ignore[arg-type]


def asked(code: str) -> Paper | None:
    """The paper of this code if it is one that may be asked for."""
    return next((paper for paper in papers() if paper.code == code and paper.asked), None)


@asked_once
def parties(case: Case) -> Parties:
    """Read under an act that reaches the household."""
    (latest,) = _latest(case)
    members, supporters = latest.who["members"], latest.who["supporters"]
    people = {str(person.pk): person for person in _people(list(members.values()))}
    owing = {str(each.pk): each for each in _supporters(list(supporters.values()))} if supporters else {}
    return Parties(
        json.loads(latest.facts.reveal()),
        {short: people[number] for short, number in members.items()},
        {short: owing[number] for short, number in supporters.items()},
    )


@worded
def _latest(case: Case) -> QuerySet[Declaration]:
    return Declaration.objects.filter(case=case).order_by("-number")[:1]


@worded
def _people(numbers: list[str]) -> QuerySet[Person]:
    return Person.objects.filter(pk__among=numbers)


@worded
def _supporters(numbers: list[str]) -> QuerySet[Supporter]:
    return Supporter.objects.filter(pk__among=numbers)


@worded
def _received(case: Case) -> QuerySet[PaperReceived]:
    return PaperReceived.objects.filter(case=case)


def needed(case: Case, on: date) -> list[Needed]:
    """What this family must hand in, in the order of the list. Read under an act that reaches the household."""
    about = parties(case)
    rows = []
    for paper in papers():
        if paper.asked and _applies(paper, case, about.facts):
            rows += [
                Needed(paper.code, paper.title, short, who) for short, who in _of(paper, case, about, on)
            ]
    return rows


def missing(case: Case, on: date, by: Act) -> list[Needed]:
    """What is not there yet. A signature in force on the day counts, whatever it was given for."""
    about = parties(case)
    there = {(row.code, row.person_id or row.supporter_id) for row in _received(case)}
    unsigned = set(missing_authorisations(case.household, VERIFICATION, on, by))
    return [
        each
        for each in needed(case, on)
        if (
            each.who in unsigned
            if each.code == VERIFICATION
            else (each.code, number_of(each.of, about)) not in there
        )
    ]


def listed(rows: Sequence[Needed]) -> str:
    """For a sentence: 林秀兰的核对授权书（签字）、委托书."""
    return "、".join(str(row) for row in rows)


def number_of(short: str, about: Parties) -> UUID | None:
    """The id of the member or supporter of this short name; None for the household."""
    held = about.members.get(short) or about.supporters.get(short)
    return held.pk if held else None


def _of(paper: Paper, case: Case, about: Parties, on: date) -> list[tuple[str, str]]:
    adults = [(short, person.name) for short, person in about.members.items() if is_adult(person, on)]
    if paper.of == "applicant":
        return [(short, each.name) for short, each in about.members.items() if each.pk == case.applicant_id]
    if paper.of == "adult":
        return adults
    if paper.of == "signer":
        return adults + [(short, each.name) for short, each in about.supporters.items()]
    return [("", "")]


def _applies(paper: Paper, case: Case, facts: Mapping[str, Any]) -> bool:
    if paper.when == "proxy":
        return case.channel == Channel.PROXY
    if paper.when == "agreed":
        return any(_more_than_none(each.get("agreed_monthly")) for each in facts.get("supporters") or ())
    if paper.when in SPENDING:
        spending = [member.get("spending_year") or {} for member in facts["members"]]
        return any(_more_than_none(each.get(paper.when)) for each in spending)
    return paper.when == "always"


def _more_than_none(amount: Any) -> bool:
    """Is this a known amount of at least one fen, however it is written (0, "0.00", 433.33)?"""
    return amount is not None and as_money(amount, "facts") > 0


def is_adult(person: Person, on: date) -> bool:
    """Eighteen on the day; a birth date not known counts as adult, so that no signature is missed."""
    return person.born is None or months_after(person.born, ADULT_MONTHS) <= on
