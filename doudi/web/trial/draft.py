"""试算的草稿：everything typed into the form, as typed, so that nothing is lost whatever is wrong with it.

A draft knows nothing of the law; `question` turns it into a question file, and that is checked by `policy`.
Field names on the page are the paths of the question file with dashes: `members-0-income-1-amount`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import ClassVar, TypeVar

from django.http import QueryDict

from doudi.web.typed import as_amount_text, as_day_text, as_typed

MOST_MEMBERS, MOST_INCOMES, MOST_SUPPORTERS = 12, 8, 12
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


@dataclass
class Income:
    """一项收入 as typed; `per` is `monthly` or `yearly`."""

    kind: str = ""
    amount: str = ""
    per: str = "monthly"

    def is_blank(self) -> bool:
        return not self.kind and not self.amount


@dataclass
class Member:
    """一名共同生活的成员 as typed; blank means not yet known, `no_income` means known to be none."""

    id: str = ""
    relation: str = ""
    birth: str = ""
    sex: str = ""
    category: str = ""
    grade: str = ""
    serious_illness: bool = False
    student: bool = False
    unable_to_work: bool = False
    carer: bool = False
    no_income: bool = False
    medical: str = ""
    education: str = ""
    rehabilitation: str = ""
    care_assessed: bool = False
    self_care_failed: list[str] = field(default_factory=list)
    income: list[Income] = field(default_factory=list)


@dataclass
class Supporter:
    """一名不共同生活的义务人 as typed; `supports` are positions in the list of members."""

    id: str = ""
    relation: str = ""
    family_size: str = ""
    family_income_monthly: str = ""
    persons_supported: str = ""
    agreed_monthly: str = ""
    paid_monthly: str = ""
    unable: bool = False
    supports: list[int] = field(default_factory=list)


@dataclass
class Draft:
    """一户 as typed. A form that asks more of each row names its own kinds of rows."""

    member_row: ClassVar[type[Member]] = Member
    supporter_row: ClassVar[type[Supporter]] = Supporter

    name: str = ""
    on: str = ""
    known_on: str = ""
    values: str = ""
    standard: str = "rural"
    lifted_out_of_poverty: bool = False
    financial: str = ""
    homes: str = ""
    vehicles: str = ""
    businesses: str = ""
    no_supporters: bool = False
    members: list[Member] = field(default_factory=list)
    supporters: list[Supporter] = field(default_factory=list)

    def new_member(self) -> None:
        """One more member under the next free short name."""
        taken = {member.id for member in self.members}
        free = next((name for name in NAMES if name not in taken), "")
        self.members.append(self.member_row(id=free, relation="" if self.members else "self"))

    def new_supporter(self) -> None:
        """One more supporter, of the first member unless said otherwise."""
        free = f"义务人{len(self.supporters) + 1}"
        self.supporters.append(self.supporter_row(id=free, supports=[0] if len(self.members) == 1 else []))

    def remove_member(self, place: int) -> None:
        """Take a member out; who supported them supports one fewer."""
        del self.members[place]
        for supporter in self.supporters:
            supporter.supports = [at - (at > place) for at in supporter.supports if at != place]


Drafted = TypeVar("Drafted", bound=Draft)


def read_draft(posted: QueryDict, draft: Drafted) -> Drafted:
    """An empty draft filled with what a browser sent."""
    _fill(draft, posted, "")
    for place in range(_count("members", posted, MOST_MEMBERS)):
        member = draft.member_row()
        prefix = f"members-{place}-"
        _fill(member, posted, prefix)
        member.self_care_failed = posted.getlist(f"{prefix}self_care_failed")
        for row in range(_count(f"{prefix}income", posted, MOST_INCOMES)):
            income = Income()
            _fill(income, posted, f"{prefix}income-{row}-")
            if not income.is_blank():
                member.income.append(income)
        draft.members.append(member)
    for place in range(_count("supporters", posted, MOST_SUPPORTERS)):
        supporter = draft.supporter_row()
        prefix = f"supporters-{place}-"
        _fill(supporter, posted, prefix)
        sent = posted.getlist(f"{prefix}supports")
        supporter.supports = [int(at) for at in sent if at.isdecimal() and int(at) < len(draft.members)]
        draft.supporters.append(supporter)
    return draft


def _count(row: str, names: Iterable[str], most: int) -> int:
    """How many rows of this kind were sent, counted to the last one."""
    sent = [re.match(rf"^{re.escape(row)}-(\d{{1,2}})-", name) for name in names]
    return min(max((int(found[1]) + 1 for found in sent if found), default=0), most)


_DAYS = ("on", "known_on", "birth")
# Names and sentences are kept as they were typed, rare characters and Chinese commas too.
_WORDS = frozenset(("id", "name", "address", "residence", "reason", "brought_name", "brought_relation",
                    "relative_name", "relative_post", "relative_relation"))  # fmt: skip
_AMOUNTS = ("amount", "medical", "education", "rehabilitation", "financial", "family_income_monthly",
            "agreed_monthly", "paid_monthly")  # fmt: skip


def _fill(row: Draft | Member | Income | Supporter, posted: QueryDict, prefix: str) -> None:
    """Set every text and tick of a row from the fields sent under a prefix."""
    for each in fields(row):
        name = prefix + each.name
        if each.type == "bool":
            setattr(row, each.name, name in posted)
        elif each.type == "str" and name in posted:
            text = as_typed(posted.get(name))
            if each.name not in _WORDS:
                text = unicodedata.normalize("NFKC", text)  # full-width digits are ordinary ones
            text = as_day_text(text) if each.name in _DAYS else text
            setattr(row, each.name, as_amount_text(text) if each.name in _AMOUNTS else text)
