"""调查表的样子：each section and field with what was typed, what was declared, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from doudi.casework.intake.papers import Parties
from doudi.casework.survey.answers import Lack, lacking, words
from doudi.casework.survey.models import Visit
from doudi.casework.survey.sheet import BILLS, PER, YEARLY, Field, sections

KINDS = {"yearly": "money", "yuan": "money"}


@dataclass(frozen=True, slots=True)
class ShownField:
    """一栏 as it stands: the field, what was typed, the small ones beside it, the sentence when something is wrong."""

    field: Field
    value: str
    per: str
    bills: str
    error: str

    @property
    def id(self) -> str:
        return f"f-{self.field.name.replace('.', '-')}"

    @property
    def chosen(self) -> list[str]:
        return [each for each in self.value.split("、") if each]

    @property
    def template(self) -> str:
        return f"web/survey/fields/{KINDS.get(self.field.sort, self.field.sort)}.html"

    @property
    def asks_per(self) -> bool:
        return self.field.sort == YEARLY

    @property
    def asks_bills(self) -> bool:
        return ".spending." in self.field.name


@dataclass(frozen=True, slots=True)
class ShownSection:
    """一节 as it stands."""

    key: str
    title: str
    fields: tuple[ShownField, ...]
    wanting: int

    @property
    def id(self) -> str:
        return f"s-{self.key.replace('.', '-')}"


def form_of(about: Parties, visit: Visit | None, first: Mapping[str, str], told: bool) -> list[ShownSection]:
    """The form of a visit, or of one about to begin, which starts from `first`; errors beside fields once `told`."""
    content = {**first, **(words(visit) if visit else {})}
    lacks = lacks_of(about, content)
    return [
        ShownSection(
            section.key,
            section.title,
            tuple(_shown(field, content, lacks if told else {}) for field in section.fields),
            sum(_names(field).count(name) for field in section.fields for name in lacks),
        )
        for section in sections(about)
    ]


def lacks_of(about: Parties, content: Mapping[str, str]) -> dict[str, Lack]:
    """Field → what is missing or wrong in it, in the order of the form."""
    return {lack.name: lack for lack in lacking(content, about)}


def field_id(name: str) -> str:
    """Where on the page a field stands; the small ones stand with theirs."""
    return f"f-{name.removesuffix(PER).removesuffix(BILLS).replace('.', '-')}"


def _shown(field: Field, content: Mapping[str, str], lacks: Mapping[str, Lack]) -> ShownField:
    wrong = next((lacks[name].sentence for name in _names(field) if name in lacks), "")
    return ShownField(
        field,
        content.get(field.name, ""),
        content.get(field.name + PER, "") or field.per or "month",
        content.get(field.name + BILLS, ""),
        wrong,
    )


def _names(field: Field) -> list[str]:
    return [field.name, field.name + PER, field.name + BILLS]
