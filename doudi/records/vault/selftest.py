"""密码自检：published answers that every start must give again."""

from django.core.exceptions import ImproperlyConfigured

from doudi.records.vault.ciphers import Tampered, hmac_sm3, sm3, sm4_open, sm4_seal

# GB/T 32905-2016 annex A.1: SM3("abc").
SM3_OF_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def refuse_broken_ciphers() -> None:
    """Raise ImproperlyConfigured unless SM3 gives its published digest and SM4-GCM opens only what it sealed."""
    try:
        digest, keyed = sm3(b"abc").hex(), hmac_sm3(b"k", b"abc")
        sealed = sm4_seal(b"0123456789abcdef", b"sentinel", b"here")
        opened = sm4_open(b"0123456789abcdef", sealed, b"here")
    except ValueError:
        raise ImproperlyConfigured(
            "本机的 Python 不支持国密算法：请安装 requirements 所列的 cryptography。"
        ) from None
    if digest != SM3_OF_ABC or len(keyed) != 32 or opened != b"sentinel" or _opens_elsewhere(sealed):
        raise ImproperlyConfigured("国密算法自检未通过：请勿使用本机，重新安装 requirements 所列的版本。")


def _opens_elsewhere(sealed: bytes) -> bool:
    try:
        sm4_open(b"0123456789abcdef", sealed, b"elsewhere")
    except Tampered:
        return False
    return True
