"""签名盖章：who signed a paper and before whom, which seal it bears, and taking a wrong entry back."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from doudi.records.access import Act, action, one_seen_by, require
from doudi.records.audit.trail import record
from doudi.records.documents.filing import CARRIERS, OFFICE, locked_paper
from doudi.records.documents.issue import Superseded
from doudi.records.documents.models import Event, FiledPaper, PaperEvent
from doudi.records.refusals import BadInput, Refusal

SIGNED_BY_HAND, THUMB_PRINT = "签名", "按指印"
HOW_SIGNED = (SIGNED_BY_HAND, THUMB_PRINT, "代签", "电子签名")


class AlreadyVoided(Refusal):
    """已经作废：taken back before."""


@action
def mark_signed(
    *,
    paper: UUID,
    capacity: str,
    who: str,
    on: date,
    how: str = SIGNED_BY_HAND,
    witnesses: Sequence[str] = (),
    note: str = "",
    by: Act,
) -> PaperEvent:
    """登记签名 or thumb print: who, as which of the paper's signers (`paper.signs`), before which witnesses."""
    held = open_paper(paper, by)
    require(by, *CARRIERS, at=held.area_id)
    _refuse_place(capacity, held.signs, "签名栏", held)
    if not who.strip() or how not in HOW_SIGNED:
        raise BadInput(f"请写明是谁签的，方式从这些里选：{'、'.join(HOW_SIGNED)}。")
    seen_by = names(witnesses)
    if how == THUMB_PRINT and not seen_by:
        raise BadInput("按指印的，请写明见证人。")
    told = {"capacity": capacity, "who": who.strip(), "how": how, "witnesses": seen_by, "note": note.strip()}
    event = happened(held, Event.SIGNED, on, by, **told)
    record(by=by, did="documents.signed", to=event, paper=held.pk, code=held.code, on=on, how=how)
    return event


@action
def mark_stamped(*, paper: UUID, on: date, capacity: str = "", note: str = "", by: Act) -> PaperEvent:
    """登记盖章; which seal may be left out where the paper bears one only."""
    held = open_paper(paper, by)
    require(by, *OFFICE, at=held.area_id)
    seal = capacity or (held.seals[0] if len(held.seals) == 1 else "")
    _refuse_place(seal, held.seals, "盖章栏", held)
    event = happened(held, Event.STAMPED, on, by, capacity=seal, note=note.strip())
    record(by=by, did="documents.stamped", to=event, paper=held.pk, code=held.code, on=on)
    return event


@action
def take_back(*, event: UUID, why: str, by: Act) -> PaperEvent:
    """更正作废: an entry made by mistake no longer counts; it and its reason stay legible. Raises AlreadyVoided."""
    wrong: PaperEvent = one_seen_by(PaperEvent.objects.all(), by.scope, id=event)
    held = locked_paper(wrong.paper_id, by)
    require(by, *OFFICE, at=held.area_id)
    if not why.strip():
        raise BadInput("请写明作废的原因。")
    if wrong.kind == Event.VOIDED or PaperEvent.objects.filter(voids=wrong).exists():
        raise AlreadyVoided("这条记录已经作废，不能再次作废。")
    voided = happened(held, Event.VOIDED, by.day, by, voids=wrong, note=why.strip())
    record(by=by, did="documents.entry_voided", to=voided, why=why.strip(), paper=held.pk, voided=wrong.pk)
    return voided


def open_paper(paper: UUID, by: Act) -> FiledPaper:
    """The held paper, its newest version; Superseded for an older one."""
    held = locked_paper(paper, by)
    if hasattr(held, "replacement"):
        raise Superseded(f"{held}已经重新出具，请在最新的一版上办理。")
    return held


def happened(paper: FiledPaper, kind: Event, on: date, by: Act, **told: Any) -> PaperEvent:
    """Write one event of a held paper; the caller has guarded, and will record."""
    if not paper.dated <= on <= by.day:
        raise BadInput(f"日期应在文书的落款日期 {paper.dated} 和今天之间。")
    return PaperEvent.objects.create(
        paper=paper,
        area_id=paper.area_id,
        kind=kind,
        on=on,
        at=by.at,
        by=by.scope.natural_person,
        by_name=by.scope.name,
        **told,
    )


def names(given: Sequence[str]) -> list[str]:
    """Names without blanks and doubles, in order."""
    return list(dict.fromkeys(name.strip() for name in given if name.strip()))


def _refuse_place(capacity: str, known: Sequence[str], column: str, paper: FiledPaper) -> None:
    if not known:
        raise BadInput(f"{paper}没有{column}，不用登记。")
    if capacity not in known:
        raise BadInput(f"请选{paper}的{column}：{'、'.join(known)}。")
