"""排版：Typst sets a paper as PDF/A-2b — same data, same bytes; a glyph that no font has is refused.

One compiler a thread is kept, for a new one costs four times the paper. Nothing of the machine enters:
no system fonts, no clock, no network; data travel as JSON and are never read as markup.
"""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn
import typst

from doudi.records.refusals import BadInput

TEMPLATES = Path(__file__).parent / "templates"
NOTO = Path(pylopdf_fonts_zh_cn.__file__).parent
STANDARD: Literal["a-2b"] = "a-2b"


class MissingGlyph(BadInput):
    """字库里没有的字：the paper would show a box or a blank in its place."""


class MissingFont(BadInput):
    """字体没有装：a font that the bureau named is not in the folders given."""


@dataclass(frozen=True)
class Fonts:
    """字体：`title` and `body` name families in `folders` (小标宋, 仿宋 where a bureau owns them).

    Noto stands behind both, so that rare characters in names are never lost.
    """

    title: str = "Noto Sans SC"
    body: str = "Noto Serif SC"
    folders: tuple[Path, ...] = ()


HOUSE_FONTS = Fonts()
_own = threading.local()


def typeset(template: str, content: Mapping[str, Any], fonts: Fonts) -> bytes:
    """The template filled with the content. Raises MissingGlyph, MissingFont; another fault is a bug."""
    compiler = _compiler(fonts.folders)
    faces = {
        "title": [fonts.title, "Noto Sans SC", "Noto Serif SC"],
        "body": [fonts.body, "Noto Serif SC", "Noto Sans SC"],
    }
    told = json.dumps({**content, "fonts": faces}, ensure_ascii=False, sort_keys=True)
    try:
        paper, warnings = compiler.compile_with_warnings(
            TEMPLATES / f"{template}.typ",
            format="pdf",
            sys_inputs={"paper": told},
            pdf_standards=[STANDARD],
        )
    except typst.TypstError as error:
        if lost := _undisplayed(error):
            raise MissingGlyph(_named(lost)) from error
        raise
    for warning in warnings:
        _refuse_font(warning)
        raise warning
    assert isinstance(paper, bytes)
    return paper


def sheets_of(paper: bytes) -> int:
    """How many pages a paper of ours has. Our typesetter writes its page objects legibly; others' need a reader."""
    return len(re.findall(rb"/Type\s*/Page\b", paper))


def _compiler(folders: tuple[Path, ...]) -> typst.Compiler:
    held: dict[tuple[Path, ...], typst.Compiler] = _own.__dict__.setdefault("compilers", {})
    if folders not in held:
        held[folders] = typst.Compiler(root=TEMPLATES, font_paths=_faces(folders), ignore_system_fonts=True)
    return held[folders]


@lru_cache(maxsize=8)
def _faces(folders: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[NOTO, *folders])


_UNDISPLAYED = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_UNKNOWN_FONT = re.compile(r"unknown font family: (.+)")


def _undisplayed(error: typst.TypstError) -> list[str]:
    """The characters that no font has, in order of their code points; none where the error is another."""
    texts = (
        _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        for text in _UNDISPLAYED.findall(error.diagnostic)
    )
    return sorted({sign for text in texts for sign in text})


def _named(lost: list[str]) -> str:
    signs = "、".join(f"“{sign}”（U+{ord(sign):04X}）" for sign in lost)
    return f"字库里没有这些字：{signs}，请核对是否造字或输错，改用国家标准里的字再打印。"


def _refuse_font(warning: typst.TypstWarning) -> None:
    if found := _UNKNOWN_FONT.search(warning.message):
        raise MissingFont(f"没有找到字体“{found[1]}”，请把字体文件放进字体文件夹，或者改回自带的字体。")
