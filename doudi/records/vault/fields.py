"""密封字段：model fields whose values lie in the database sealed, and the blind indexes that find them.

A sealed value is version(1) ‖ nonce(12) ‖ ciphertext ‖ tag(16), bound to its table, column and row, so it opens
nowhere else. The row's key must exist before the row: such models take `ids.new_id` as their default.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from doudi.records.vault.ciphers import Sm4Sealer, Tampered, hmac_sm3, sm4_open
from doudi.records.vault.keys import keys
from doudi.records.vault.secret import Secret, plain_form

INDEX_BYTES = 16
TAIL_SIGNS = 4


class Ciphertext(bytes):
    """A sealed value as the database holds it."""

    @property
    def version(self) -> int:
        return self[0]


def seal(secret: Secret, table: str, column: str, row: object) -> Ciphertext:
    """Seal under the current key for exactly this place."""
    (sealed,) = seal_column([secret], table, column, [row])
    assert sealed is not None
    return sealed


def seal_column(
    secrets: Sequence[Secret | None], table: str, column: str, rows: Sequence[object]
) -> list[Ciphertext | None]:
    """The same for many rows; the keys are looked for once."""
    held = keys()
    version, machine = bytes([held.current]), Sm4Sealer(held.sealing(held.current))
    return [
        None
        if secret is None
        else Ciphertext(version + machine.seal(secret.reveal().encode(), _place(table, column, row)))
        for secret, row in zip(secrets, rows, strict=True)
    ]


def unseal(sealed: Ciphertext, table: str, column: str, row: object) -> Secret:
    """A Secret that opens when revealed; then raises Tampered if the value was changed or moved."""

    def opener() -> str:
        if not sealed:
            raise Tampered("密文为空")
        return sm4_open(keys().sealing(sealed.version), sealed[1:], _place(table, column, row)).decode()

    return Secret(opener=opener)


def blind(purpose: str, text: str) -> bytes:
    """Blind index of one text under the current key, 16 bytes."""
    held = keys()
    return _blind(held.indexing(held.current, purpose), text)


def blind_candidates(purpose: str, text: str) -> list[bytes]:
    """The index under every key version that still opens something: what a search compares with."""
    (candidates,) = candidates_of(purpose, [text])
    return candidates


def candidates_of(purpose: str, texts: Iterable[str]) -> list[list[bytes]]:
    """The same for many texts; the keys are looked for once."""
    held = keys()
    versions = [held.indexing(version, purpose) for version in held.roots]
    return [[_blind(key, text) for key in versions] for text in texts]


def _blind(key: bytes, text: str) -> bytes:
    return hmac_sm3(key, plain_form(text).encode())[:INDEX_BYTES]


class _SealedAttribute(DeferredAttribute):
    """Shows a sealed value as a Secret; keeps what was assigned until it is saved."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        held = super().__get__(instance, cls)
        if isinstance(held, Ciphertext):
            return unseal(held, instance._meta.db_table, self.field.attname, instance.pk)
        return held

    def __set__(self, instance: Any, value: Any) -> None:
        # Being set makes this a data descriptor: without it the instance's own dictionary would hide `__get__`.
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """密封：assign a `Secret`, read a `Secret`; the database sees only ciphertext. Saved by save() and bulk_create()."""

    descriptor_class = _SealedAttribute
    _pyi_private_set_type: Secret | None  # what the type checker takes and gives
    _pyi_private_get_type: Any

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        held = model_instance.__dict__.get(self.attname)
        if isinstance(held, Secret):
            held = seal(held, model_instance._meta.db_table, self.attname, model_instance.pk)
            model_instance.__dict__[self.attname] = held
        if held is not None and not isinstance(held, Ciphertext):
            raise TypeError(f"{self.attname} takes a Secret, not a {type(held).__name__}")
        return held

    def opened(self, sealed: Ciphertext, row: object) -> Secret:
        """What a row read as plain values holds in this column, told its key."""
        return unseal(sealed, self.model._meta.db_table, self.attname, row)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Secret | str):
            raise TypeError(f"{self.attname} is sealed by its row: use save() or bulk_create()")
        return super().get_prep_value(value)


class BlindField(models.BinaryField):
    """盲索引：HMAC-SM3 of a sealed field of the same row, kept true by every save. `tail` indexes the last four signs.

    Stands after the field it is `of`. An absent secret has no index.
    """

    def __init__(self, *, of: str, purpose: str, tail: bool = False, **options: Any) -> None:
        self.of, self.purpose, self.tail = of, purpose, tail
        options.update(null=True, editable=False, max_length=INDEX_BYTES)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        for made in ("null", "editable", "max_length"):
            options.pop(made, None)
        return name, path, arguments, {**options, "of": self.of, "purpose": self.purpose, "tail": self.tail}

    def pre_save(self, model_instance: Any, add: bool) -> bytes | None:
        secret = getattr(model_instance, self.of)
        value = None if secret is None else self.index_of(secret)
        setattr(model_instance, self.attname, value)
        return value

    def index_of(self, secret: Secret) -> bytes:
        """This index of one secret."""
        return blind(self.purpose, self._indexed(secret))

    def indexes_of(self, secrets: Iterable[Secret | None]) -> list[bytes | None]:
        """This index of many secrets; the keys are looked for once."""
        held = keys()
        key = held.indexing(held.current, self.purpose)
        return [None if each is None else _blind(key, self._indexed(each)) for each in secrets]

    def _indexed(self, secret: Secret) -> str:
        text = plain_form(secret.reveal())
        return text[-TAIL_SIGNS:] if self.tail else text


def _place(table: str, column: str, row: object) -> bytes:
    if row is None:
        raise TypeError("a sealed row needs its key before it is saved")
    return f"{table}.{column}|{row}".encode()
