"""申请表的草稿：the one form as typed — who the people are, what they say, what they brought. Nothing typed is lost.

The facts are the trial form's own (`web/trial/draft`); here each row also says who it is about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.http import QueryDict

from doudi.web.intake.words import CODE_OF, SELF
from doudi.web.trial import draft as trial


@dataclass
class Member(trial.Member):
    """共同生活的成员 as typed; `person` is the id of somebody on file, whose name and number come from there."""

    name: str = ""
    called: str = ""
    id_number: str = ""
    phone: str = ""
    person: str = ""
    masked: str = ""  # the number as it is shown, of somebody on file

    @property
    def is_blank(self) -> bool:
        return not (self.name or self.id_number or self.person)


@dataclass
class Supporter(trial.Supporter):
    """义务人 as typed."""

    name: str = ""
    called: str = ""
    id_number: str = ""
    phone: str = ""
    residence: str = ""


@dataclass
class Draft(trial.Draft):
    """申请表 as typed; `papers` are ticks `code` (of the household), `code-m-0` (of a member), `code-s-0`."""

    member_row: ClassVar[type[trial.Member]] = Member
    supporter_row: ClassVar[type[trial.Supporter]] = Supporter

    at: str = ""
    household: str = ""
    village: str = ""
    address: str = ""
    reason: str = ""
    asked_for: str = ""
    channel: str = "self"
    brought_name: str = ""
    brought_relation: str = ""
    brought_phone: str = ""
    related: str = ""
    relative_name: str = ""
    relative_post: str = ""
    relative_relation: str = ""
    papers: list[str] = field(default_factory=list)

    def new_member(self) -> None:
        """One more member; the first is the applicant."""
        super().new_member()
        newest = self.members[-1]
        assert isinstance(newest, Member)
        newest.called = "" if len(self.members) > 1 else SELF

    def settle_relations(self) -> None:
        """The law's relation follows from the word that the household register uses."""
        for row in (*self.members, *self.supporters):
            assert isinstance(row, Member | Supporter)
            row.relation = CODE_OF.get(row.called, "")

    @property
    def people(self) -> list[Member]:
        return [row for row in self.members if isinstance(row, Member)]

    @property
    def owing(self) -> list[Supporter]:
        return [row for row in self.supporters if isinstance(row, Supporter)]


def read_intake(posted: QueryDict) -> Draft:
    """The draft from what a browser sent."""
    draft = trial.read_draft(posted, Draft())
    draft.papers = posted.getlist("papers")
    for at, row in enumerate(draft.members):
        row.id = trial.NAMES[at]
    for at, owing in enumerate(draft.supporters):
        owing.id = f"义务人{at + 1}"
    draft.settle_relations()
    return draft
