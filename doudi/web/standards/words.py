"""数值的中文：the words of `policy.value_words`, with the names of the sources that the centre asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doudi.casework.verification.sources import source
from doudi.policy.value_words import KEYS, spoken


def spoken_keys(keys: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The keys of one value as (title, figure) in Chinese."""
    named = {
        key: [source(code).title for code in each] if key == "sources" else each for key, each in keys.items()
    }
    return [(KEYS.get(key, key), spoken(each, key)) for key, each in named.items()]
