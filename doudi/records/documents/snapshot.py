"""栏目内容：what a paper was printed from, as one canonical text that is sealed and can be read back."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from doudi.policy.days import Month
from doudi.records.audit.canon import WRITER
from doudi.records.documents.papers.catalogue import paper_of
from doudi.records.documents.papers.forms import Field, Sort
from doudi.records.vault.secret import Secret


def spelled_data(code: str, data: Mapping[str, Any]) -> Secret:
    """The fields of a paper as canonical JSON: days and months as text, numbers whole, secrets opened, for the whole
    is sealed. The data have been printed before, so every field is known and fits.
    """
    return Secret(WRITER.encode(_told(paper_of(code).fields, data)))


def read_data(code: str, kept: Secret) -> dict[str, Any]:
    """The fields as they were handed to the printer; what was a Secret comes back as one."""
    return _read(paper_of(code).fields, json.loads(kept.reveal()))


def _told(fields: Sequence[Field], data: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: _spelled(each, data[each.name]) for each in fields if data.get(each.name) is not None}


def _spelled(each: Field, value: Any) -> Any:
    if each.sort is Sort.ROWS:
        return [_told(each.columns, row) for row in value]
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Month):
        return f"{value.year:04d}-{value.number:02d}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _read(fields: Sequence[Field], kept: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: _value(each, kept[each.name]) for each in fields if each.name in kept}


def _value(each: Field, kept: Any) -> Any:
    if each.sort is Sort.ROWS:
        return [_read(each.columns, row) for row in kept]
    if each.sort is Sort.DAY:
        return date.fromisoformat(kept)
    if each.sort is Sort.MONTH:
        return Month(int(kept[:4]), int(kept[5:]))
    if each.sort in (Sort.ID, Sort.PHONE):
        return Secret(kept)
    return kept
