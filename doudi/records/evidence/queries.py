"""读证据：what holds of a subject on a day, by stated precedence, with everything that disagrees beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from doudi.records.access import Act, asked_once
from doudi.records.evidence.models import CONCLUDED, DECLARED, REGISTER, SEEN, SOURCES, Evidence
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.worded import worded

# 民发〔2021〕57号 第十五至十七条: what was declared is checked against registers and visits; the centre's conclusion
# after the family's explanation settles a discrepancy.
PRECEDENCE = (CONCLUDED, REGISTER, SEEN, DECLARED)


@dataclass(frozen=True, slots=True)
class Picked:
    """The evidence that a reading goes by, and the latest word of each other source."""

    evidence: Evidence
    beside: tuple[Evidence, ...]

    @property
    def value(self) -> Any:
        """What was said: plain, or a Secret; None when it was asked and not known."""
        return self.evidence.sealed if self.evidence.sealed is not None else self.evidence.value

    @property
    def disagreements(self) -> tuple[Evidence, ...]:
        """Other sources' latest words that say otherwise. Not knowing is no disagreement."""
        return tuple(other for other in self.beside if _says_otherwise(self.evidence, other))


@asked_once
def picture(
    about: Person | Household | Supporter,
    on: date,
    by: Act,
    *,
    known_at: datetime | None = None,
    precedence: Sequence[str] = PRECEDENCE,
) -> dict[str, Picked]:
    """Every fact on file about a subject as it stood on a day: fact → what is picked.

    Within a source the latest day told of counts, then the latest saying, then the latest entry; between sources
    `precedence`, but a source that did not know gives way to one that did. `known_at` reads as it was known then;
    without it a word said later about that day counts too.
    """
    ordered = _said(about, on, known_at, by)
    return {
        fact: picked
        for fact, said in groupby(ordered, key=lambda row: row.fact)
        if (picked := _pick(list(said), precedence))
    }


@worded
def _said(
    about: Person | Household | Supporter, on: date, known_at: datetime | None, by: Act
) -> QuerySet[Evidence]:
    rows = Evidence.objects.seen_by(by.scope).filter(_about(about), holds_on__lte=on)
    if known_at is None:
        rows = rows.filter(retraction__isnull=True)
    else:
        rows = rows.filter(
            Q(retraction__isnull=True) | Q(retraction__at__gt=known_at), recorded_at__lte=known_at
        )
    return rows.order_by("fact", "-holds_on", "-said_on", "-recorded_at", "-id")


def history(about: Person | Household | Supporter, fact: str, by: Act) -> list[Evidence]:
    """Everything ever said about one fact, retracted or not, the latest entry first."""
    rows = Evidence.objects.seen_by(by.scope).filter(_about(about), fact=fact).select_related("retraction")
    return list(rows.order_by("-recorded_at", "-id"))


def told(picked: Picked) -> str:
    """One line for the assessment sheet: the source that counts and the ones that say otherwise."""
    kept = picked.evidence
    line = f"依{SOURCES[kept.source]}（{kept.said_by}，{kept.said_on}）"
    others = "；".join(
        f"{SOURCES[row.source]}（{row.said_by}，{row.said_on}）不同" for row in picked.disagreements
    )
    return f"{line}；{others}" if others else line


def _pick(said: list[Evidence], precedence: Sequence[str]) -> Picked | None:
    """The latest word of each source, and of these the first in precedence that knew; else the first at all."""
    latest: dict[str, Evidence] = {}
    for row in said:
        latest.setdefault(row.source, row)
    ranked = [latest[source] for source in precedence if source in latest]
    if not ranked:
        return None
    chosen = next((row for row in ranked if _knew(row)), ranked[0])
    return Picked(chosen, tuple(row for row in ranked if row is not chosen))


def _knew(row: Evidence) -> bool:
    return row.value is not None or row.sealed is not None


def _says_otherwise(one: Evidence, other: Evidence) -> bool:
    if not (_knew(one) and _knew(other)):
        return False
    return bool(one.value != other.value or one.sealed != other.sealed)


def _about(about: Person | Household | Supporter) -> Q:
    match about:
        case Person():
            return Q(person=about)
        case Household():
            return Q(household=about)
        case Supporter():
            return Q(supporter=about)
