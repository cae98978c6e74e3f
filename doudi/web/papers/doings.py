"""文书的办理：what the forms of a paper's page do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, gettext_noop

from doudi.casework.confirmation.notices import CODES
from doudi.casework.intake.issuing import FIELDS, reissue
from doudi.records.access import Act
from doudi.records.documents.delivery import serve
from doudi.records.documents.limits import LARGEST_UPLOAD_BYTES, MEGABYTE
from doudi.records.documents.models import FiledPaper, Way
from doudi.records.documents.scans import file_scan
from doudi.records.documents.signing import HOW_SIGNED, mark_signed, mark_stamped, take_back
from doudi.records.refusals import Refusal
from doudi.web.typed import Typed

Files = MultiValueDict[str, UploadedFile]
Doing = Callable[[FiledPaper, Typed, Files, Act], Mapping[str, Any] | None]


class ServedOnItsCase(Refusal):
    """在件页送达：the notice of a decision is served by the step of its case, which ends with it."""


def is_served_here(paper: FiledPaper) -> bool:
    """Does serving this paper move no case?"""
    return paper.code not in CODES.values() or paper.case_id is None


def may_reprint(paper: FiledPaper) -> bool:
    """Papers of intake are printed anew here; the others by the step that made them."""
    return paper.code in FIELDS and paper.case_id is not None


def names(typed: Typed, field: str) -> list[str]:
    """Names with a comma between them, whichever one was typed."""
    text = typed.text(field)
    for comma in "，,;；":
        text = text.replace(comma, "、")
    return [each.strip() for each in text.split("、") if each.strip()]


def sent_file(typed: Typed, files: Files, *fields: str) -> tuple[bytes, str]:
    """The one file of these fields: a phone's camera has a field of its own."""
    sent = next((each for field in fields for each in files.getlist(field) if each.size), None)
    if sent is None:
        typed.wrong(fields[0], gettext("请选择文件，或者拍照。"))
        return b"", ""
    if (sent.size or 0) > LARGEST_UPLOAD_BYTES:
        most = LARGEST_UPLOAD_BYTES // MEGABYTE
        typed.wrong(fields[0], gettext("文件超过 %(most)s MB：请分开扫描，或降低分辨率。") % {"most": most})
        return b"", ""
    return sent.read(), sent.name or ""


def _sign(paper: FiledPaper, typed: Typed, files: Files, by: Act) -> None:
    capacity = typed.choice("capacity", paper.signs, gettext("请选签在哪一栏。"))
    who = typed.text("who", gettext("请写明是谁签的。"))
    how = typed.choice("how", HOW_SIGNED, gettext("请选怎样签的。"))
    on, witnesses = typed.day("on"), names(typed, "witnesses")
    typed.refuse_wrong()
    mark_signed(paper=paper.pk, capacity=capacity, who=who, on=on, how=how, witnesses=witnesses, by=by)


def _stamp(paper: FiledPaper, typed: Typed, files: Files, by: Act) -> None:
    capacity = typed.choice("capacity", paper.seals)
    on = typed.day("on")
    typed.refuse_wrong()
    mark_stamped(paper=paper.pk, on=on, capacity=capacity, by=by)


def _scan(paper: FiledPaper, typed: Typed, files: Files, by: Act) -> None:
    content, name = sent_file(typed, files, "scan", "photo")
    typed.refuse_wrong()
    file_scan(paper=paper.pk, content=content, name=name, by=by)


def _serve(paper: FiledPaper, typed: Typed, files: Files, by: Act) -> None:
    if not is_served_here(paper):
        raise ServedOnItsCase(gettext("决定的告知书在件页上送达：请回到件页办理。"))
    way = typed.choice("way", Way.values, gettext("请选送达方式。"))
    on = typed.day("on")
    more = {
        "received_by": typed.text("received_by") if way in (Way.IN_PERSON, Way.BY_POST) else "",
        "witnesses": names(typed, "witnesses"),
        "tracking": typed.text("tracking"),
        "posted_on": typed.maybe_day("posted_on"),
        "until": typed.maybe_day("until"),
        "place": typed.text("place"),
        "note": typed.text("note"),
    }
    typed.refuse_wrong()
    serve(paper=paper.pk, way=way, on=on, **more, by=by)


def _reprint(paper: FiledPaper, typed: Typed, files: Files, by: Act) -> Mapping[str, Any]:
    why = typed.text("why", gettext("请写明重新出具的原因。"))
    typed.refuse_wrong()
    return {"paper": str(reissue(paper=paper.pk, why=why, by=by).pk)}


def _take_back(paper: FiledPaper, typed: Typed, files: Files, by: Act) -> None:
    event = typed.id("event")
    why = typed.text("why", gettext("请写明作废的原因。"))
    typed.refuse_wrong()
    take_back(event=event, why=why, by=by)


DOINGS: dict[str, tuple[Doing, str]] = {
    "sign": (_sign, gettext_noop("签名已登记。")),
    "stamp": (_stamp, gettext_noop("盖章已登记。")),
    "serve": (_serve, gettext_noop("送达已登记。")),
    "scan": (_scan, gettext_noop("扫描件已归档。")),
    "reprint": (_reprint, gettext_noop("已重新出具，旧版留卷。")),
    "takeback": (_take_back, gettext_noop("这条记录已作废。")),
}
