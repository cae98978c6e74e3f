"""姓名检索：the keys under which a name is found — the name, its endings, its pinyin and initials."""

import csv
import unicodedata
from functools import lru_cache
from importlib.resources import files

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.simpleseg import seg

LONGEST_NAME = 60
# 复姓 whose two signs are one surname; the given name begins after them.
_COMPOUND = "欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 长孙 宇文 叶赫 完颜"
COMPOUND_SURNAMES = frozenset(_COMPOUND.split(" "))


def tidy_name(typed: str) -> str:
    """A name as it is kept: NFC, without outer or doubled blanks, and with the middle dot of minority names as ·."""
    name = unicodedata.normalize("NFC", " ".join(typed.split()))
    return name.replace("•", "·").replace("・", "·")


def writable(name: str) -> bool:
    """Can this be a name: 1–60 signs, none of them a control, format or private-use sign?"""
    if not 0 < len(name) <= LONGEST_NAME:
        return False
    bad = ("Cc", "Cf", "Co", "Cs")
    return name.isprintable() or not any(unicodedata.category(sign) in bad for sign in name)


@lru_cache(maxsize=50_000)  # a county has its names many times over
def keys_of(name: str) -> frozenset[str]:
    """Every key under which this name is found by its beginning.

    王秀英 → 王秀英, 秀英, 英, wangxiuying, xiuying, wxy. Surnames read otherwise than their sign (单 shan,
    曾 zeng) are kept under the right reading and under the common one, for both are typed.
    """
    signs = "".join(sign for sign in tidy_name(name) if sign not in " ·")
    keys = {signs[start:] for start in range(len(signs))}
    given = signs[_surname_length(signs) :]
    for readings in _readings(signs):
        keys |= {"".join(readings), "".join(reading[:1] for reading in readings)}
        keys.add("".join(readings[len(signs) - len(given) :]))
    return frozenset(key.lower() for key in keys if key)


def typed_key(typed: str) -> str:
    """What was typed into the search box, in the spelling of the keys."""
    return "".join(sign for sign in tidy_name(typed) if sign not in " ·'").lower()


def after_all(key: str) -> str:
    """The first text that no longer begins with `key`, in code point order."""
    following = ord(key[-1]) + 1
    return key[:-1] + chr(0xE000 if 0xD800 <= following < 0xE000 else following)  # no text holds a surrogate


def _readings(signs: str) -> list[list[str]]:
    """The syllables of each sign: the usual reading, and first the surname's own where it differs."""
    usual = [syllable for word in seg(signs) for syllable in _syllables(word)]
    if len(usual) != len(signs):
        usual = [lazy_pinyin(sign, style=Style.NORMAL)[0] for sign in signs]
    own = _surname_readings().get(signs[: _surname_length(signs)])
    if own is None:
        return [usual]
    return [[*own.split(), *usual[_surname_length(signs) :]], usual]


@lru_cache(maxsize=50_000)  # most names are signs put together anew
def _syllables(word: str) -> list[str]:
    """Of a word of pypinyin's own lists, or of one sign."""
    usual: list[str] = lazy_pinyin(word, style=Style.NORMAL, errors=list)  # type: ignore[arg-type]
    return usual


def _surname_length(signs: str) -> int:
    return 2 if len(signs) > 2 and signs[:2] in COMPOUND_SURNAMES else min(1, len(signs) - 1)


@lru_cache(maxsize=1)
def _surname_readings() -> dict[str, str]:
    """Surname → reading, where the common reading of the sign is wrong for a surname."""
    text = (files("doudi.records.people") / "data" / "surname_pinyin_overrides.csv").read_text(
        encoding="utf-8"
    )
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["surname"]: row["reading"] for row in rows if row["wrong"] == "1"}
