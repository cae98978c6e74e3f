"""读文书：the words of a PDF as a reader of the file finds them, page by page, through its own fonts' tables.

Enough of the format for what Typst writes: plain objects, FlateDecode, Identity-H fonts with /ToUnicode.
"""

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"/Length (\d+)\b.*?\bstream\r?\n", re.DOTALL)
_FONT = re.compile(rb"/(f\d+)\s+[-\d.]+\s+Tf")
_OCTAL = re.compile(rb"[0-7]{1,3}")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(pdf: bytes) -> list[str]:
    """The text of each page, in the order in which it is drawn."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    tree = re.search(rb"/Type/Pages/Count \d+/Kids\[(.*?)\]", pdf)
    assert tree, "no page tree"
    return [_page(objects, objects[int(number)]) for number in re.findall(rb"(\d+) 0 R", tree[1])]


def words(pdf: bytes) -> str:
    """Everything that the paper says, without any white space."""
    return "".join("".join(pages(pdf)).split())


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(key + rb" (\d+) 0 R", body)
    assert found, f"no {key!r}"
    return int(found[1])


def _page(objects: dict[int, bytes], page: bytes) -> str:
    """Font names hold for one page's resources only."""
    resources = objects[_reference(page, b"/Resources")]
    fonts = {
        name: _to_unicode(objects, int(number))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    }
    return _drawn(_stream(objects[_reference(page, b"/Contents")]), fonts)


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found, "no stream"
    # By its length: packed bytes may themselves end in a carriage return.
    stream = body[found.end() : found.end() + int(found[1])]
    return zlib.decompress(stream) if b"/FlateDecode" in body else stream


def _to_unicode(objects: dict[int, bytes], number: int) -> dict[int, str]:
    table = _stream(objects[_reference(objects[number], b"/ToUnicode")])
    told = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            told[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return told


def _drawn(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    """Walks the page's instructions; a dictionary (what a screen reader is told instead) is stepped over."""
    font: dict[int, str] = {}
    told, at, depth = [], 0, 0
    while at < len(content):
        if content[at : at + 2] in (b"<<", b">>"):
            depth += 1 if content[at : at + 2] == b"<<" else -1
            at += 2
        elif content[at : at + 1] in (b"(", b"<"):
            raw, at = _string(content, at + 1) if content[at : at + 1] == b"(" else _hex(content, at + 1)
            told += [] if depth else [font[raw[n] * 256 + raw[n + 1]] for n in range(0, len(raw), 2)]
        elif found := _FONT.match(content, at):
            font, at = fonts[found[1]], found.end()
        else:
            at += 1
    return "".join(told)


def _hex(content: bytes, at: int) -> tuple[bytes, int]:
    end = content.index(b">", at)
    return bytes.fromhex(content[at:end].decode()), end + 1


def _string(content: bytes, at: int) -> tuple[bytes, int]:
    """The bytes of a string and the place after it; parentheses inside stand in pairs or are escaped."""
    raw, depth = bytearray(), 1
    while True:
        sign = content[at : at + 1]
        at += 1
        if sign == b"\\":
            if octal := _OCTAL.match(content, at):
                raw.append(int(octal[0], 8))
                at = octal.end()
            else:
                raw += _ESCAPES.get(content[at : at + 1], content[at : at + 1])
                at += 1
            continue
        depth += {b"(": 1, b")": -1}.get(sign, 0)
        if depth == 0:
            return bytes(raw), at
        raw += sign
