"""商用密码：SM3, HMAC-SM3 and SM4-GCM from `cryptography`, as three plain functions each way.

A certified module of a real site takes the place of this file and of nothing else.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

KEY_BYTES, NONCE_BYTES, TAG_BYTES = 16, 12, 16


class Tampered(Exception):
    """A sealed value does not open: changed, moved to another row, or sealed under another key. A fault."""


def sm3(data: bytes) -> bytes:
    """GB/T 32905 digest, 32 bytes."""
    return hashlib.new("sm3", data).digest()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """Keyed SM3, 32 bytes."""
    return hmac.digest(key, data, "sm3")


def sm4_seal(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """nonce(12) ‖ ciphertext ‖ tag(16); opens only with the same `bound_to`."""
    return Sm4Sealer(key).seal(plain, bound_to)


class Sm4Sealer:
    """`sm4_seal` under one key, for many values."""

    def __init__(self, key: bytes) -> None:
        self._key = SM4(key)

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """nonce(12) ‖ ciphertext ‖ tag(16)."""
        nonce = os.urandom(NONCE_BYTES)
        machine = Cipher(self._key, GCM(nonce)).encryptor()
        machine.authenticate_additional_data(bound_to)
        return nonce + machine.update(plain) + machine.finalize() + machine.tag


def sm4_open(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The plain bytes of `sm4_seal`, or Tampered."""
    nonce, body, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise Tampered("密文不完整")
    machine = Cipher(SM4(key), GCM(nonce, tag)).decryptor()
    machine.authenticate_additional_data(bound_to)
    try:
        return machine.update(body) + machine.finalize()
    except InvalidTag:
        raise Tampered("密文与所在的表、行、列不符，或已被改动") from None
