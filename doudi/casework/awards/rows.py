"""待遇的行：what a roll reads of fifty thousand awards and of their terms, as plain tuples: an object of the model for
each would be most of what building the roll costs.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.awards.models import Award, AwardTerms
from doudi.casework.awards.months import first_of


class AwardRow(NamedTuple):
    """一份待遇: whom it is for, who receives it, and the decision behind it."""

    pk: UUID
    area_id: int
    household_id: UUID
    head_id: UUID
    head_name: str
    payee_id: UUID
    scheme: str
    mode: str
    decision_id: UUID | None


class TermsRow(NamedTuple):
    """一份条款: the amount by its parts, and what it was reckoned from."""

    pk: UUID
    award_id: UUID
    number: int
    from_month: date
    persons: int
    monthly_fen: int
    base_fen: int
    supplement_fen: int
    care_fen: int
    care_needs_agreement: bool
    standard_fen: int
    income_parts: int
    income_per_fen: int
    clause: str


def award_rows(awards: QuerySet[Award]) -> list[AwardRow]:
    """These awards, in their order."""
    rows: Iterable[tuple[Any, ...]] = awards.values_list(*AwardRow._fields)
    return [AwardRow._make(row) for row in rows]


def terms_rows_in(month: date, awards: Iterable[UUID]) -> dict[UUID, TermsRow]:
    """The terms of many awards in the month of a day, in one question; as `queries.terms_in`."""
    rows = terms_held(month, awards).values_list(*TermsRow._fields)
    return {row.award_id: row for row in map(TermsRow._make, rows)}


def terms_held(month: date, awards: Iterable[UUID]) -> QuerySet[AwardTerms]:
    """Of each award the terms with the latest month not after this one, the last written among equals."""
    rows: QuerySet[AwardTerms] = AwardTerms.objects.filter(
        award_id__among=awards, from_month__lte=first_of(month)
    )
    return rows.order_by("award_id", "-from_month", "-number").distinct("award_id")
