"""Excel 与 Word：zip containers, unpacked entry by entry under running totals, never trusting what they claim."""

import io
import stat
import zipfile
import zlib

from doudi.records.documents.limits import (
    HIGHEST_RATIO,
    MOST_ENTRIES,
    MOST_UNPACKED_BYTES,
    RATIO_COUNTS_FROM_BYTES,
)
from doudi.records.documents.quarantine.found import DOCX, XLSX, Found, Unfit

CHUNK = 64 * 1024
_BROKEN = "这个 Excel 或 Word 文件打不开或不完整：请重新导出后再上传。"
_BOMB = "这个文件展开后大得不正常，不能收：请新建一个工作簿，只复制需要的内容再上传。"
_NO_MACROS = "这个文件带有宏、外部链接或嵌入的文件，不能收：请另存为不带宏的 xlsx 或 docx。"
_CORES = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}
_ACTIVE = ("vbaproject", "activex", "/embeddings/", "externallinks", "oleobject", "macrosheets", "customui")


def container(content: bytes) -> Found:
    """An xlsx or docx, every entry unpacked once and found harmless; the bytes stay as they are. Raises Unfit."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_ENTRIES:
                raise Unfit(_BOMB)
            sort = _sort_of([entry.filename for entry in entries])
            left = MOST_UNPACKED_BYTES
            for entry in entries:
                _refuse_entry(entry)
                left -= _unpacked_size(packed, entry, left)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise Unfit(_BROKEN) from None
    return Found(sort, content)


def _sort_of(names: list[str]) -> str:
    if len(set(names)) != len(names):
        raise Unfit(_BROKEN)
    sorts = [sort for core, sort in _CORES.items() if core in names]
    if len(sorts) != 1 or "[Content_Types].xml" not in names:
        raise Unfit("这是压缩包，不是 Excel 或 Word 文件：请解压后把里面的文件逐个上传。")
    return sorts[0]


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
        raise Unfit(_BROKEN)
    if stat.S_ISLNK(entry.external_attr >> 16) or entry.flag_bits & 0x1:
        raise Unfit("这个文件加了密码或带有链接，不能收：请去掉密码另存后再上传。")
    if any(word in f"/{name.lower()}" for word in _ACTIVE):
        raise Unfit(_NO_MACROS)


def _unpacked_size(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """How much an entry really unpacks to; Unfit as soon as it is too much, or is XML that defines entities."""
    size, before = 0, b""
    most = max(entry.compress_size * HIGHEST_RATIO, RATIO_COUNTS_FROM_BYTES)
    with packed.open(entry) as told:
        while part := told.read(CHUNK):
            size += len(part)
            if size > left or size > most:
                raise Unfit(_BOMB)
            if b"<!DOCTYPE" in before + part or b"<!ENTITY" in before + part:
                raise Unfit(_BROKEN)
            before = part[-16:]
    return size
