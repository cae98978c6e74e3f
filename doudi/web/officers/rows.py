"""人员的行：accounts with the posts that they hold today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.clock import china_day
from doudi.records.staff.models import Officer, Posting
from doudi.records.staff.queries import postings_of


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """一个账号 with its posts of today in words."""

    officer: Officer
    posts: str
    opened_on: date
    state: str


def present(officers: Sequence[Officer], by: Act) -> list[OfficerRow]:
    """Rows with the posts of all of them fetched together."""
    held = [each for each in postings_of(officers) if _in_force(each, by.day)]
    names = names_on((each.area_id for each in held), by.day)
    return [
        OfficerRow(
            officer,
            "、".join(
                f"{names.get(each.area_id, '')}{each.post.title}"
                for each in held
                if each.officer_id == officer.pk
            ),
            china_day(officer.opened_at),
            gettext("在用") if officer.is_active else gettext("已停用"),
        )
        for officer in officers
    ]


def _in_force(posting: Posting, on: date) -> bool:
    return posting.since <= on and (posting.until is None or posting.until > on)
