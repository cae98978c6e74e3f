"""数值签发：one person enters, another issues. An issue is corrected by a later one; it is withdrawn only before it
holds.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from doudi.policy.value_files import Row, checked_row
from doudi.policy.values import BadValue
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import district_of
from doudi.records.audit.trail import record
from doudi.records.figures.models import Figure
from doudi.records.figures.queries import newest_edition, values_of
from doudi.records.refusals import BadInput, NotFound, Refusal, SamePerson, WrongPost

ENTERS, ISSUES = ("district_clerk", "figures_issuer"), "figures_issuer"
EDITION_LOCK = 0x444F5545


class AlreadyIssued(Refusal):
    """已签发：an issued figure is corrected by a later issue, never changed."""


class InForce(Refusal):
    """已经执行：from its first day on a figure can only be corrected by a later one."""


@action
def enter_figure(
    *,
    district: Area,
    name: str,
    keys: Mapping[str, Any],
    since: date,
    issued: date,
    document: str,
    note: str = "",
    by: Act,
) -> Figure:
    """录入 a figure of the own district from its document, for another person to issue. BadInput with the reader's own
    sentence where a key is missing, unknown or of another sort.
    """
    require(by, *ENTERS, at=district.pk)
    if district_of(district.pk, by.day) != district.pk:
        raise BadInput("数值由县区民政局发布，请选择县区。")
    if not document.strip() or issued > by.day:
        raise BadInput("请写文号和条款；印发日期不能晚于今天。")
    try:
        row = Row(dict(keys), since, issued, document.strip(), note.strip())
        value = checked_row(values_of(district.pk, by.day), name, row)
    except BadValue as error:
        raise BadInput(str(error)) from error
    figure = Figure.objects.create(
        area=district,
        name=name,
        title=value.title,
        unit=value.unit,
        keys=row.keys,
        since=since,
        issued=issued,
        document=row.basis,
        note=row.note,
        entered_by_id=_person(by),
        entered_at=by.at,
    )
    record(by=by, did="figures.entered", to=figure, why=row.basis, name=name, since=since, keys=figure.keys)
    return figure


@action
def issue_figure(*, figure: UUID, by: Act) -> Figure:
    """签发 what another person entered: a new edition of the district's figures. Raises SamePerson, AlreadyIssued."""
    held = _locked(figure, by)
    if held.entered_by_id == _person(by):
        raise SamePerson("不能签发自己录入的数值，请由另一位标准签发人办理。")
    if held.edition is not None or held.dropped_because:
        raise AlreadyIssued("这条数值已经签发或退回，请刷新后看清；要更正的，请另录一条。")
    held.issued_by_id, held.issued_at = _person(by), by.at
    held.edition = 1 + newest_edition(held.area_id)
    held.save(update_fields=["issued_by", "issued_at", "edition"])
    record(by=by, did="figures.issued", to=held, why=held.document, name=held.name, edition=held.edition)
    return held


@action
def drop_figure(*, figure: UUID, why: str, by: Act) -> Figure:
    """退回 a draft that is wrong; it stays on record and is entered anew."""
    held = _locked(figure, by, *ENTERS)
    if held.edition is not None or held.dropped_because:
        raise AlreadyIssued("这条数值已经签发或退回，请刷新后看清；已签发的只能撤回或另录一条更正。")
    if not why.strip():
        raise BadInput("请写明退回的原因。")
    held.dropped_because = why.strip()
    held.save(update_fields=["dropped_because"])
    record(by=by, did="figures.dropped", to=held, why=held.dropped_because)
    return held


@action
def withdraw_figure(*, figure: UUID, why: str, by: Act) -> Figure:
    """撤回 an issue before the first day on which it holds. Raises InForce from that day on."""
    return _withdrawn(figure, why, False, by)


@action
def withdraw_unpaid_figure(*, figure: UUID, why: str, by: Act) -> Figure:
    """撤回 an issue upon which nothing has been paid, also after its first day: whoever calls this answers for that,
    and reckons again what rests on it.
    """
    return _withdrawn(figure, why, True, by)


def _withdrawn(figure: UUID, why: str, unpaid: bool, by: Act) -> Figure:
    held = _locked(figure, by)
    if held.edition is None or held.withdrawn_edition is not None:
        raise AlreadyIssued("这条数值还没有签发，或已经撤回，请刷新后看清。")
    if by.day >= held.since and not unpaid:
        raise InForce(f"这条数值已自 {held.since} 起执行，不能撤回：请另录一条同日执行、印发在后的更正。")
    if not why.strip():
        raise BadInput("请写明撤回的原因。")
    held.withdrawn_edition = 1 + newest_edition(held.area_id)
    held.withdrawn_because = why.strip()
    held.save(update_fields=["withdrawn_edition", "withdrawn_because"])
    record(
        by=by,
        did="figures.withdrawn",
        to=held,
        why=why.strip(),
        edition=held.withdrawn_edition,
        unpaid=unpaid,
    )
    return held


def _locked(figure: UUID, by: Act, *posts: str) -> Figure:
    held = Figure.objects.filter(area_id__in=by.scope.areas, pk=figure).first()
    if held is None:
        raise NotFound
    require(by, *(posts or (ISSUES,)), at=held.area_id)
    with connection.cursor() as cursor:
        # Editions of one district follow each other; a number is taken by whoever commits first.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [EDITION_LOCK, held.area_id])
    return Figure.objects.select_for_update().get(pk=figure)


def _person(by: Act) -> UUID:
    if by.scope.natural_person is None:
        raise WrongPost("数值由人录入和签发，请用自己的账号登录。")
    return by.scope.natural_person
