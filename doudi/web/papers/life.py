"""一份文书的经历 as a page shows it: what happened, each with who and when, and what is still missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from doudi.records.documents.filing import CARRIERS
from doudi.records.documents.models import Event, FiledPaper, PaperEvent, Way
from doudi.records.documents.queries import happened_to, needs_of

# Who may open a paper: whoever holds papers in hand, and the auditor. The panel reads its briefs.
READERS = (*CARRIERS, "auditor")
_HOW = re.compile(r"（[^（）]*）$")


@dataclass(frozen=True, slots=True)
class Station:
    """一站：a step of a paper's life. `on` is empty while it is still to come; `missing` where it is owed."""

    title: str
    on: date | None
    missing: bool


@dataclass(frozen=True, slots=True)
class PaperRow:
    """一份文书 in a list, newest version."""

    paper: FiledPaper
    stations: list[Station]
    needs: tuple[str, ...]
    scan: UUID | None
    replaced: bool

    @property
    def lacks(self) -> list[str]:
        """What is missing, in short words."""
        return briefly(self.needs)

    @property
    def done(self) -> bool:
        return not self.needs


def briefly(needs: Sequence[str]) -> list[str]:
    """待签：申请人 for 待签：申请人（签名或按指印）; the paper itself says the rest."""
    return [_HOW.sub("", need) for need in needs]


def paper_row(paper: FiledPaper) -> PaperRow:
    """A paper with its events fetched (`queries.file_of`)."""
    scans = happened_to(paper, Event.SCANNED)
    replaced = hasattr(paper, "replacement")
    needs = () if replaced else needs_of(paper)
    return PaperRow(paper, stations(paper), needs, scans[-1].file_id if scans else None, replaced)


def stations(paper: FiledPaper) -> list[Station]:
    """已打印 → 已签 → 已盖章 → 已扫描 → 已送达: those that this kind of paper has."""
    scanned = happened_to(paper, Event.SCANNED)
    signed, stamped = happened_to(paper, Event.SIGNED), happened_to(paper, Event.STAMPED)
    held = [Station(gettext("打印"), paper.dated, False)]
    if paper.signs:
        all_signed = {event.capacity for event in signed} >= set(paper.signs)
        held.append(_station(gettext("签名"), signed, all_signed or bool(scanned)))
    if paper.seals:
        all_stamped = {event.capacity for event in stamped} >= set(paper.seals)
        held.append(_station(gettext("盖章"), stamped, all_stamped or bool(scanned)))
    if paper.signs or scanned:
        held.append(_station(gettext("扫描"), scanned, bool(scanned)))
    if paper.served:
        served = happened_to(paper, Event.SERVED)
        on = served[-1].counted_on if served else None
        held.append(Station(gettext("送达"), on, on is None))
    return held


def told(event: PaperEvent) -> str:
    """What an event says beside its kind and day: 林秀兰（申请人，按指印），见证人钱大明."""
    if event.kind == Event.SIGNED:
        parts = [f"{event.who}（{event.capacity}，{event.how}）"]
    elif event.kind == Event.SERVED:
        parts = [Way(event.how).label]
        parts += [gettext("%(who)s签收") % {"who": event.who}] if event.who else []
        parts += [gettext("邮件 %(number)s") % {"number": event.tracking}] if event.tracking else []
        parts += [event.place] if event.place else []
        if event.counted_on and event.counted_on != event.on:
            parts.append(gettext("自 %(day)s 起算") % {"day": event.counted_on.isoformat()})
    else:
        parts = [event.capacity] if event.capacity else []
    if event.witnesses:
        parts.append(gettext("见证人%(names)s") % {"names": "、".join(event.witnesses)})
    if event.note:
        parts.append(event.note)
    return "，".join(parts)


def _station(title: str, events: list[PaperEvent], done: bool) -> Station:
    return Station(title, events[-1].on if events else None, not done)
