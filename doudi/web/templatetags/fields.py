"""表单字段：one shape for every field — a label, the control, a hint, and the error beside it tied to it for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from doudi.policy.question import yuan
from doudi.records.vault import masks
from doudi.records.vault.secret import Secret

register = template.Library()
MASKS = {"id_number": masks.id_number, "account": masks.account, "phone": masks.phone}

Choices = Iterable[tuple[str, str]]


@register.inclusion_tag("web/fields/text.html")
def text_field(
    name: str, label: str, value: str, errors: Mapping[str, str], hint: str = "", **more: Any
) -> dict[str, Any]:
    """A line of text. `more`: `mode` (inputmode), `unit` after the control, `size` (day, money, short), `focus`,
    `kind` (password), `fill` (what a browser may fill in) and `form` where several forms have a field of this name.
    """
    return {**_shape(name, label, errors, hint, more), "value": value, **more}


@register.inclusion_tag("web/fields/long.html")
def long_field(
    name: str, label: str, value: str, errors: Mapping[str, str], hint: str = "", **more: Any
) -> dict[str, Any]:
    """Text of several lines; `rows` high."""
    return {**_shape(name, label, errors, hint, more), "value": value, **more}


@register.inclusion_tag("web/fields/choice.html")
def choice_field(
    name: str,
    label: str,
    value: str,
    choices: Choices,
    errors: Mapping[str, str],
    hint: str = "",
    blank: str = "",
    **more: Any,
) -> dict[str, Any]:
    """A list to choose one of; `blank` is shown for the empty choice, which is left out when it is empty."""
    return {
        **_shape(name, label, errors, hint, more),
        "value": value,
        "choices": choices,
        "blank": blank,
        **more,
    }


@register.inclusion_tag("web/fields/grouped.html")
def grouped_field(
    name: str,
    label: str,
    value: str,
    groups: Iterable[tuple[str, Choices]],
    errors: Mapping[str, str],
    blank: str = "",
    **more: Any,
) -> dict[str, Any]:
    """The same where the choices stand in groups with a name each."""
    return {**_shape(name, label, errors, "", more), "value": value, "groups": groups, "blank": blank, **more}


@register.inclusion_tag("web/fields/tick.html")
def tick_field(
    name: str, label: str, ticked: bool, errors: Mapping[str, str], value: str = "on", **more: Any
) -> dict[str, Any]:
    """A box to tick. Several of one name are told apart by their `value`."""
    shape = _shape(name, label, errors, "", more)
    return {**shape, "id": f"{shape['id']}-{value}" if value != "on" else shape["id"], "ticked": ticked,
            "value": value, **more}  # fmt: skip


@register.simple_tag
def joined(*parts: Any) -> str:
    """A field's name from its parts: `members`, 0, `birth` is `members-0-birth`."""
    return "-".join(str(part) for part in parts)


@register.filter
def at(rows: Mapping[str, Any], key: Any) -> Any:
    """The row under a key; empty text when there is none."""
    return rows.get(key, "")


def _shape(
    name: str, label: str, errors: Mapping[str, str], hint: str, more: Mapping[str, Any]
) -> dict[str, Any]:
    """`form` tells apart the fields of one name in several forms of a page."""
    own = f"{more['form']}-{name}" if more.get("form") else name
    return {"name": name, "id": f"f-{own}", "label": label, "hint": hint, "error": errors.get(name, "")}


@register.filter(name="is")
def is_same(one: Any, other: Any) -> bool:
    """Are the two the same?"""
    return bool(one == other)


@register.filter
def has(rows: Iterable[Any], each: Any) -> bool:
    """Is this among the rows?"""
    return each in rows


@register.filter
def is_empty(rows: Mapping[str, Any]) -> bool:
    """Is there nothing in it?"""
    return not rows


@register.filter
def opposite(fen: int) -> int:
    """An amount with the other sign: a credit is shown as what went out."""
    return -fen


@register.filter(name="yuan")
def as_yuan(fen: int | None) -> str:
    """Fen as yuan with two decimals and commas between thousands; nothing for None."""
    if fen is None:
        return ""
    whole, part = yuan(fen).rsplit(".", 1)
    return (
        f"{int(whole.removeprefix('-')):,}.{part}"
        if fen >= 0
        else f"-{int(whole.removeprefix('-')):,}.{part}"
    )


@register.filter
def masked(secret: Secret | None, what: str) -> str:
    """A secret with only those signs that a list may show: `id_number`, `account` or `phone`."""
    return "" if secret is None else MASKS[what](secret)
