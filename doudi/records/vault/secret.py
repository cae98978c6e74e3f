"""秘密：a text that prints as *** wherever it goes, and tells itself only when asked by name."""

import hmac
import unicodedata
from collections.abc import Callable
from typing import NoReturn

HIDDEN = "***"


class Secret:
    """An identity number, account, telephone number or illness. `reveal()` is the only way to the text.

    A sealed value opens late: the text is worked out at the first `reveal()`.
    """

    __slots__ = ("_opened", "_opener")

    def __init__(self, text: str | None = None, *, opener: Callable[[], str] | None = None) -> None:
        if (text is None) == (opener is None):
            raise TypeError("a Secret holds either a text or the way to open one")
        self._opened, self._opener = text, opener

    def reveal(self) -> str:
        """The plain text. Raises Tampered when its sealed value does not open."""
        if self._opened is None:
            assert self._opener is not None
            self._opened = self._opener()
        return self._opened

    def __str__(self) -> str:
        return HIDDEN

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.reveal().encode(), other.reveal().encode())

    __hash__ = None  # type: ignore[assignment]  # a dictionary of secrets would keep their texts alive

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled: caches and queues must not hold it")


def plain_form(typed: str) -> str:
    """One spelling of a number however it was typed: full-width digits, blanks, hyphens and a small x."""
    if typed.isascii() and typed.isalnum():
        return typed.upper()
    kept = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in kept if not sign.isspace() and sign not in "-–—·").upper()
