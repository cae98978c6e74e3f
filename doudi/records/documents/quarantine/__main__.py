"""检疫进程：reads one file after another from its input and answers what was found. Started by `examiner` only.

    ←  READY, once everything is loaded
    →  8 bytes: length of the order; the order as JSON; 8 bytes: length of the file; the file
    ←  the same way: what was found, and the bytes to keep

It knows no database, no key and no place to write; memory and open files are limited before the first byte is read.
"""

import json
import resource
import sys
from typing import Any, BinaryIO

from doudi.records.documents.quarantine.containers import container
from doudi.records.documents.quarantine.found import JPEG, PDF, PNG, READY, Found, Unfit
from doudi.records.documents.quarantine.pdfs import pages_of, pdf
from doudi.records.documents.quarantine.pictures import picture
from doudi.records.documents.quarantine.sniffing import ZIP, sort_of

MOST_MEMORY_BYTES = 2 * 1024**3
MOST_OPEN_FILES = 64


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN_FILES, MOST_OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(READY)
    answers.flush()
    while (order := _part(orders)) is not None:
        content = _part(orders)
        if content is None:
            return
        told, kept = _answer(json.loads(order), content)
        for part in (json.dumps(told, ensure_ascii=False).encode(), kept):
            answers.write(len(part).to_bytes(8, "big") + part)
        answers.flush()


def examined(content: bytes, wants_marks: bool) -> Found:
    """What a file is, and what of it may be kept. Raises Unfit."""
    sort = sort_of(content)
    if sort in (JPEG, PNG):
        return picture(content, sort, wants_marks)
    if sort == PDF:
        return pdf(content, wants_marks)
    return container(content) if sort == ZIP else Found(sort, content)


def _answer(order: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        if order["do"] == "pages":
            return {}, pages_of(content, order["pages"])
        found = examined(content, order["marks"])
    except Unfit as unfit:
        return {"unfit": str(unfit)}, b""
    except MemoryError:
        return {"unfit": "这个文件太复杂，打不开：请降低扫描精度，或分成几个文件再上传。"}, b""
    return {"sort": found.sort, "pages": found.pages, "marks": found.marks}, found.content


def _part(source: BinaryIO) -> bytes | None:
    length = source.read(8)
    return source.read(int.from_bytes(length, "big")) if len(length) == 8 else None


if __name__ == "__main__":
    main()
