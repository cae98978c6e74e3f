"""一户一档的存档：one archive that is read and checked without Doudi — the papers as they were printed (PDF/A), the scans,
the data as JSON, a page that lists everything, and the SM3 of every file.

The same household on the same day gives the same bytes.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from html import escape
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db.models import Q

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award, AwardTerms
from doudi.casework.cases.models import Case, CaseMember, StageChange
from doudi.casework.confirmation.models import Decision
from doudi.money.payments.models import Line
from doudi.oversight.dossier.history import Event, history
from doudi.policy.question import yuan
from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.documents.kinds import extension
from doudi.records.documents.models import FiledPaper, StoredFile
from doudi.records.documents.store import fetch
from doudi.records.people.models import Household
from doudi.records.people.queries import household
from doudi.records.refusals import BadInput
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret

EXPORTERS = ("township_clerk", "district_clerk")
LIST, ABOUT, PAGE = "SM3.txt", "说明.txt", "目录.html"
_THEN = (2000, 1, 1, 0, 0, 0)
READ_ME = """一户一档（{name}户，{on} 导出）

目录.html   用任何浏览器打开：这一户的全部经过，和每份文书的链接。
文书/       出具时的原件，PDF/A，一个字节也没有改过。
扫描/       收进来的扫描件、照片和文件。
数据/       件、裁量（冻结的事实和结论）、决定、待遇、发放，JSON，金额以分为单位。
SM3.txt     每个文件的 SM3。逐行核对：openssl dgst -sm3 文件名

身份证号、银行账号不在数据里；文书上有的，照原件。
"""


@action
def export(*, which: UUID, why: str, by: Act) -> bytes:
    """导出一户一档 for a reason that stays in the chain with the archive's SM3."""
    held = household(which, by)
    require(by, *EXPORTERS, at=held.area_id)
    if not why.strip():
        raise BadInput("请写明导出的原因，如审计调卷的文号。")
    made = packed(dict(_files(held, by)))
    record(by=by, did="dossier.exported", to=held, why=why.strip(), file=sm3(made), bytes=len(made))
    return made


def packed(files: Mapping[str, bytes]) -> bytes:
    """The archive of these files, with their SM3 as its last."""
    told = "".join(f"{sm3(content).hex()}  {name}\n" for name, content in sorted(files.items()))
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in [*sorted(files.items()), (LIST, told.encode())]:
            info = ZipInfo(name, _THEN)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def _files(held: Household, by: Act) -> Iterator[tuple[str, bytes]]:
    events = history(held, by)
    cases = list(Case.objects.seen_by(by.scope).filter(household=held).order_by("received_on", "id"))
    papers = dict(_papers(held, cases, by))
    yield ABOUT, READ_ME.format(name=held.head_name, on=by.day).encode()
    yield PAGE, _page(held, events, {pk: name for pk, (name, _) in papers.items()}, by).encode()
    yield from papers.values()
    yield from _scans(held, cases, by)
    yield "数据/经过.json", _json([_plain_event(each) for each in events])
    for number, case in enumerate(cases, 1):
        yield f"数据/件-{number}.json", _json(_case(case, by))
    awards = Award.objects.seen_by(by.scope).filter(household=held).order_by("first_month", "id")
    yield "数据/待遇.json", _json([_award(each, by) for each in awards])
    lines = Line.objects.seen_by(by.scope).filter(household=held).order_by("month", "position")
    yield "数据/发放.json", _json([_row(each, "account", "account_blind", "rests_on") for each in lines])


def _papers(held: Household, cases: list[Case], by: Act) -> Iterator[tuple[UUID, tuple[str, bytes]]]:
    rows = FiledPaper.objects.seen_by(by.scope).filter(
        Q(case_id__in=[each.pk for each in cases]) | Q(household=held)
    )
    for number, paper in enumerate(rows.select_related("pdf").order_by("at", "id"), 1):
        name = f"文书/{number:03}-{paper.code}-{paper.title}-第{paper.version}版.pdf"
        yield paper.pk, (name, fetch(bytes(paper.pdf.sm3)))


def _scans(held: Household, cases: list[Case], by: Act) -> Iterator[tuple[str, bytes]]:
    printed = FiledPaper.objects.seen_by(by.scope).values("pdf_id")
    mine = Q(case_id__in=[each.pk for each in cases]) | Q(household=held)
    rows = StoredFile.objects.seen_by(by.scope).filter(mine).exclude(pk__in=printed)
    for number, file in enumerate(rows.order_by("at", "id"), 1):
        yield f"扫描/{number:03}-{file.purpose}.{extension(file.sort)}", fetch(bytes(file.sm3))


def _case(case: Case, by: Act) -> dict[str, Any]:
    def rows(table: Any, order: str, *without: str) -> list[dict[str, Any]]:
        return [
            _row(each, *without) for each in table.objects.seen_by(by.scope).filter(case=case).order_by(order)
        ]

    return {
        "件": _row(case, "query_code"),
        "成员": rows(CaseMember, "id"),
        "环节": rows(StageChange, "number"),
        "裁量": rows(Assessment, "number"),
        "决定": rows(Decision, "at"),
    }


def _award(award: Award, by: Act) -> dict[str, Any]:
    terms = AwardTerms.objects.seen_by(by.scope).filter(award=award).order_by("number")
    return {"待遇": _row(award), "条款": [_row(each) for each in terms]}


def _row(row: Any, *without: str) -> dict[str, Any]:
    """A row as it stands in its table; sealed JSON is opened, everything else as text, number or truth."""
    told = {}
    for field in row._meta.concrete_fields:
        if field.name not in without:
            told[field.attname] = _plain(getattr(row, field.attname))
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, Secret):
        text = value.reveal()
        return json.loads(text) if text[:1] in "{[" else text
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, int | str | dict) else str(value)


def _plain_event(each: Event) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(each).items()}


def _json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _page(held: Household, events: list[Event], files: Mapping[UUID, str], by: Act) -> str:
    rows = "".join(_line(each, files) for each in events)
    return (
        '<!DOCTYPE html><html lang="zh-Hans"><meta charset="utf-8">'
        f"<title>{escape(held.head_name)}户</title>"
        f"<h1>{escape(held.head_name)}户的经过</h1><p>{by.day} 导出</p>"
        "<table border=1 cellpadding=4><tr><th>日期<th>种类<th>事项<th>情况<th>金额（元）<th>办理人</tr>"
        f"{rows}</table></html>"
    )


def _line(each: Event, files: Mapping[UUID, str]) -> str:
    title = escape(each.title)
    if each.of is not None and each.of in files:
        title = f'<a href="{escape(files[each.of])}">{title}</a>'
    amount = "" if each.amount_fen is None else yuan(each.amount_fen)
    told = (str(_day(each.on)), each.sort, title, escape(each.told), amount, escape(each.name))
    return "<tr>" + "".join(f"<td>{cell}" for cell in told) + "</tr>\n"


def _day(on: date) -> str:
    return on.isoformat()
