"""申请书：what the one form asks beside people and facts, checked and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from doudi.casework.cases.models import Case, Channel
from doudi.casework.cases.schemes import TITLES
from doudi.casework.intake.models import Application, NearRelativeFiling
from doudi.records.access import Act
from doudi.records.people.models import Household, Person
from doudi.records.people.queries import members_on
from doudi.records.refusals import BadInput
from doudi.records.vault.secret import Secret

BY_HAND = "本人签字"


@dataclass(frozen=True, slots=True)
class Relative:
    """近亲属：the official or cadre to whom somebody in the family is related."""

    name: str
    post: str
    relation: str


@dataclass(frozen=True, slots=True)
class Brought:
    """代办人、帮办人或发现来源: who brought the application, when it was not the applicant."""

    name: str
    relation: str
    phone: Secret | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """交来的一份材料：which paper, of which member or supporter (short name), and how it was signed."""

    code: str
    of: str = ""
    how: str = BY_HAND


@dataclass(frozen=True, slots=True)
class Applied:
    """申请书的内容：what the one form asks beside people and facts. `relative` is None for the answer "no"."""

    reason: str
    relative: Relative | None
    channel: Channel = Channel.SELF
    brought: Brought | None = None
    asked_for: str = ""
    papers: Sequence[Handed] = ()


def refuse_gaps(
    household: Household, applicant: Person, members: Mapping[str, Person], applied: Applied, by: Act
) -> None:
    """Refuse a form with a gap, each with the sentence that says what to fill in."""
    on_file = {row.person_id for row in members_on(household, by.day, by)}
    named = {person.pk for person in members.values()}
    if named != on_file or len(named) != len(members):
        raise BadInput("填报的家庭成员与档案中这户的成员不一致：请先办理入户、离户，或补报成员。")
    if applicant.pk not in named:
        raise BadInput("申请人应是共同生活的家庭成员之一；由他人代办的，请选委托申请。")
    if not applied.reason.strip():
        raise BadInput("请写明申请理由。")
    if applied.asked_for and applied.asked_for not in TITLES:
        raise BadInput("没有这个救助类别，请从列表中选择，或留空由审核确定。")
    if (applied.channel == Channel.SELF) != (applied.brought is None):
        raise BadInput("不是本人申请的，请填写代办人、帮办人或发现来源；本人申请的不用填。")
    for part in (applied.relative, applied.brought):
        if part is not None and not (part.name.strip() and part.relation.strip()):
            raise BadInput("近亲属和代办人都要写姓名和关系。")


def write_form(case: Case, applied: Applied, urban: bool, reason: str) -> None:
    """Keep the form, and the filing of a cadre's kin (D11) where the family named one."""
    brought, relative = applied.brought, applied.relative
    Application.objects.create(
        case=case,
        area_id=case.area_id,
        reason=applied.reason.strip(),
        urban=urban,
        standard_reason=reason,
        brought_by=brought.name.strip() if brought else "",
        brought_relation=brought.relation.strip() if brought else "",
        brought_phone=brought.phone if brought else None,
        near_relative=relative is not None,
    )
    if relative is not None:
        NearRelativeFiling.objects.create(
            case=case,
            area_id=case.area_id,
            name=relative.name.strip(),
            post=relative.post.strip(),
            relation=relative.relation.strip(),
        )
