"""存量作业：checking the sheets, and entering the families. Either is all or nothing, and may be killed at any time."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from uuid import UUID

from doudi.casework.awards.months import month_after
from doudi.casework.brought_over.amounts import Difference, Opening, Reckoner, carried_on, differences
from doudi.casework.brought_over.entering import write_all
from doudi.casework.brought_over.families import Read, read_families
from doudi.casework.brought_over.known import refuse_known
from doudi.casework.brought_over.models import OpeningBatch, OpeningDifference, OpeningSheet, State
from doudi.casework.brought_over.places import Villages
from doudi.casework.brought_over.sheets import TITLES
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.canon import spelled
from doudi.records.audit.trail import record
from doudi.records.imports.columns import Fault, NoHeader, marked_copy
from doudi.records.imports.reading import Sheet, Unreadable, read_sheet
from doudi.records.jobs.running import Running, job
from doudi.records.refusals import NotFound, Refusal
from doudi.records.vault.secret import Secret

AT_ONCE = 500
MOST_TOLD = 1_000  # the copy has them all


class ChangedSince(Refusal):
    """情况已变：what fits now is not what the second person saw."""


@job("brought_over.check", title="检查存量表")
def check_job(running: Running, *, batch: str) -> None:
    """Read, check and reckon; then write down what was found, at once."""
    held, sheets = _sheets(UUID(batch), running.by)
    if held.state != State.STAGED:
        return
    try:
        opened = {each.which: read_sheet(b64decode(each.content.reveal()), each.filename) for each in sheets}
        read = _read(held, opened, running.by)
        openings = _reckoned(held, read, running)
    except (Unreadable, NoHeader) as error:
        keep_unfit(batch=held.pk, why=str(error), by=running.by)
        return
    found = differences(read, openings, held.with_roster, held.area_id)
    copies = {
        which: marked_copy(TITLES[which], opened[which], faults)
        for which, faults in read.faults.items()
        if faults
    }
    keep_check(batch=held.pk, read=read, openings=openings, found=found, copies=copies, by=running.by)
    running.answer(batch=batch)


@job("brought_over.enter", title="录入存量户")
def enter_job(running: Running, *, batch: str) -> None:
    """Read the same sheets again and enter every family that fits, in one transaction."""
    held, sheets = _sheets(UUID(batch), running.by)
    if held.state != State.ENTERING:
        return
    opened = {each.which: read_sheet(b64decode(each.content.reveal()), each.filename) for each in sheets}
    read = _read(held, opened, running.by)
    running.whole(len(read.families))
    with running.aside() as told:
        enter_all(batch=held.pk, read=read, told=told, by=running.by)
    running.answer(batch=batch)


@action
def keep_check(
    *,
    batch: UUID,
    read: Read,
    openings: list[Opening],
    found: list[Difference],
    copies: Mapping[str, bytes],
    by: Act,
) -> OpeningBatch:
    """检查完毕: counts, differences, and what goes back."""
    held = _locked(batch, State.STAGED, by)
    refused = _keep_copies(held, read, copies)
    _keep_differences(held, found)
    held.state = State.CHECKED if read.families else State.UNFIT
    held.rows, held.refused_rows, held.differing = read.rows, refused, len(found)
    held.families = len(read.families)
    held.people = sum(len(each.members) for each in read.families)
    held.monthly_fen = sum(each.paid_fen for each in openings)
    held.save()
    record(
        by=by,
        did="brought_over.checked",
        to=held,
        families=held.families,
        refused=held.refused_rows,
        differing=held.differing,
        monthly_fen=held.monthly_fen,
    )
    return held


@action
def keep_unfit(*, batch: UUID, why: str, by: Act) -> OpeningBatch:
    """整份不能读: not the sheets that they should be."""
    held = _locked(batch, State.STAGED, by)
    held.state, held.why_unfit = State.UNFIT, why
    held.save(update_fields=["state", "why_unfit"])
    record(by=by, did="brought_over.unfit", to=held, why=why)
    return held


@action
def enter_all(*, batch: UUID, read: Read, told: Callable[[int], None], by: Act) -> OpeningBatch:
    """录入 every family of the batch, or none. Raises ChangedSince where fewer fit than the second person saw."""
    held = _locked(batch, State.ENTERING, by)
    paid_fen = sum(sum(carried_on(each, read.paid(each))) for each in read.families)
    if len(read.families) != held.families or paid_fen != held.monthly_fen:
        raise ChangedSince("检查以后有人已由别处建档，可录入的户和金额变了：请作废这一批，重新交表检查。")
    held.state, held.entered_at = State.ENTERED, by.at
    held.save(update_fields=["state", "entered_at"])
    write_all(held, read, told, by)
    return held


def _keep_copies(held: OpeningBatch, read: Read, copies: Mapping[str, bytes]) -> int:
    """What goes back of each sheet; answers how many rows are refused in all."""
    refused = {which: len({fault.row for fault in faults}) for which, faults in read.faults.items()}
    for sheet in OpeningSheet.objects.filter(batch=held, which__in=copies):
        sheet.copy = Secret(b64encode(copies[sheet.which]).decode())
        sheet.faults = Secret(spelled(_told(read.faults[sheet.which])).decode())
        sheet.refused = refused[sheet.which]
        sheet.save(update_fields=["copy", "faults", "refused"])
    return sum(refused.values())


def _keep_differences(held: OpeningBatch, found: list[Difference]) -> None:
    OpeningDifference.objects.bulk_create(
        (
            OpeningDifference(
                batch=held,
                area_id=each.area,
                row=each.row + 1,
                name=each.name,
                what=each.what,
                told_fen=each.told_fen,
                paid_fen=each.paid_fen,
                reckoned_fen=each.reckoned_fen,
            )
            for each in found
        ),
        batch_size=2000,
    )


def _read(held: OpeningBatch, opened: Mapping[str, Sheet], by: Act) -> Read:
    with acting_as(by.scope):
        read = read_families(opened, Villages(held.area_id, by.day), by.day)
        refuse_known(read, held.area_id, by)
    return read


def _reckoned(held: OpeningBatch, read: Read, running: Running) -> list[Opening]:
    reckoner = Reckoner(month_after(held.paid_month), running.by.day)
    running.whole(len(read.families))
    openings: list[Opening] = []
    for number, family in enumerate(read.families, 1):
        openings.append(reckoner.opening(family, read.paid(family)))
        if number % AT_ONCE == 0 or number == len(read.families):
            running.step(number)
    return openings


def _told(faults: list[Fault]) -> list[dict[str, str]]:
    return [{"cell": each.cell, "why": each.why} for each in faults[:MOST_TOLD]]


def _sheets(batch: UUID, by: Act) -> tuple[OpeningBatch, list[OpeningSheet]]:
    with acting_as(by.scope):
        held: OpeningBatch | None = OpeningBatch.objects.seen_by(by.scope).filter(pk=batch).first()
        if held is None:
            raise NotFound
        return held, list(OpeningSheet.objects.filter(batch=held))


def _locked(batch: UUID, state: State, by: Act) -> OpeningBatch:
    held: OpeningBatch | None = (
        OpeningBatch.objects.seen_by(by.scope).select_for_update().filter(pk=batch).first()
    )
    if held is None:
        raise NotFound
    if held.state != state:
        raise ChangedSince(f"这一批{held.state_title}，没有再办：请刷新后看清。")
    return held
