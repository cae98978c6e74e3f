"""存量办理：hand the sheets in, enter what was checked by a second person, or drop the batch."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.awards.months import first_of
from doudi.casework.brought_over.jobs import check_job, enter_job
from doudi.casework.brought_over.models import OpeningBatch, OpeningSheet, State
from doudi.casework.brought_over.sheets import HOUSEHOLDS, MEMBERS, TITLES
from doudi.casework.cases.desk import CLERKS
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.audit.trail import record
from doudi.records.documents.uploads import shown_name
from doudi.records.imports.reading import MOST_BYTES, Unreadable
from doudi.records.jobs.actions import ask
from doudi.records.refusals import BadInput, NotFound, Refusal, SamePerson, WrongPost
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret

SECONDS = ("township_reviewer", "township_decider", "district_decider")
NEEDED = (HOUSEHOLDS, MEMBERS)


class NotChecked(Refusal):
    """不能录入：the batch is not checked, has nothing that fits, or is dealt with already."""


@dataclass(frozen=True, slots=True)
class HandedFile:
    """交来的一份表."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class HandedIn:
    """交表结果: the batch, and whether the same sheets had been handed in before."""

    batch: OpeningBatch
    again: bool


@action
def hand_in(*, unit: Area, paid_month: date, files: Mapping[str, HandedFile], by: Act) -> HandedIn:
    """交表 for a unit: the two sheets, and last month's roster where there is one. They are checked as a job.

    The same sheets again change nothing; the earlier batch is answered.
    """
    require(by, *CLERKS, at=unit.pk)
    if by.scope.natural_person is None:
        raise WrongPost("存量录入须由本人账号办理。")
    month = first_of(paid_month)
    if month > first_of(by.day):
        raise BadInput("上次发放的月份不能晚于本月。")
    for which in NEEDED:
        if which not in files:
            raise BadInput(f"请选择{TITLES[which]}表。")
    for which, file in files.items():
        if len(file.content) > MOST_BYTES:
            raise Unreadable(f"{TITLES[which]}表超过 {MOST_BYTES // 1024 // 1024} MB，请按乡镇分开交。")
    digest = sm3(b"".join(sm3(f"{which} {month}".encode() + files[which].content) for which in sorted(files)))
    earlier = _earlier(unit, digest, by)
    if earlier is not None:
        return HandedIn(earlier, True)
    batch = OpeningBatch.objects.create(
        area=unit,
        paid_month=month,
        sm3=digest,
        with_roster=len(files) > len(NEEDED),
        handed_in_at=by.at,
        handed_in_name=by.scope.name,
        handed_in_by=by.scope.natural_person,
    )
    for which, file in sorted(files.items()):
        OpeningSheet.objects.create(
            batch=batch,
            area=unit,
            which=which,
            filename=shown_name(file.name),
            sm3=sm3(file.content),
            content=Secret(b64encode(file.content).decode()),
        )
    ask(job=check_job, arguments={"batch": str(batch.pk)}, by=by)
    record(by=by, did="brought_over.handed_in", to=batch, month=month, sheets=bytes(digest))
    return HandedIn(batch, False)


@action
def enter(*, batch: UUID, by: Act) -> OpeningBatch:
    """复核录入 by another natural person: every family that was found fit, as a job in one transaction.

    Asked again after a job that was refused, it begins anew. Raises SamePerson, NotChecked.
    """
    held = _locked(batch, *SECONDS, by=by)
    if held.handed_in_by == by.scope.natural_person:
        raise SamePerson("存量表由您本人交来，须由另一人复核录入。")
    if held.state not in (State.CHECKED, State.ENTERING):
        raise NotChecked(f"这一批{held.state_title}，不能录入：请刷新后看清。")
    held.state, held.entered_by, held.entered_name = State.ENTERING, by.scope.natural_person, by.scope.name
    held.save(update_fields=["state", "entered_by", "entered_name"])
    ask(job=enter_job, arguments={"batch": str(held.pk)}, by=by)
    record(by=by, did="brought_over.enter_asked", to=held, families=held.families)
    return held


@action
def drop(*, batch: UUID, why: str, by: Act) -> OpeningBatch:
    """作废 a batch that is not entered: wrong sheets, or differences to be settled first."""
    held = _locked(batch, *CLERKS, *SECONDS, by=by)
    if held.state in (State.ENTERED, State.DROPPED):
        raise NotChecked(f"这一批{held.state_title}，不能作废：请刷新后看清。")
    if not why.strip():
        raise BadInput("请写明作废的原因。")
    held.state, held.dropped_because = State.DROPPED, why.strip()
    held.save(update_fields=["state", "dropped_because"])
    record(by=by, did="brought_over.dropped", to=held, why=why.strip())
    return held


@action
def hand_back(*, sheet: UUID, by: Act) -> bytes:
    """下载退回的副本, with the reasons beside the cells; a line of the chain, for it holds identity numbers."""
    held = OpeningSheet.objects.seen_by(by.scope).filter(pk=sheet, copy__isnull=False).first()
    if held is None or held.copy is None:
        raise NotFound
    require(by, *CLERKS, at=held.area_id)
    content = b64decode(held.copy.reveal())
    record(by=by, did="brought_over.copy_handed_back", to=held, rows=held.refused, file=sm3(content))
    return content


def _earlier(unit: Area, digest: bytes, by: Act) -> OpeningBatch | None:
    found: OpeningBatch | None = (
        OpeningBatch.objects.seen_by(by.scope)
        .filter(area=unit, sm3=digest)
        .exclude(state=State.DROPPED)
        .first()
    )
    return found


def _locked(batch: UUID, *posts: str, by: Act) -> OpeningBatch:
    held: OpeningBatch | None = (
        OpeningBatch.objects.seen_by(by.scope).select_for_update().filter(pk=batch).first()
    )
    if held is None:
        raise NotFound
    require(by, *posts, at=held.area_id)
    if by.scope.natural_person is None:
        raise WrongPost("存量录入须由本人账号办理。")
    return held
