"""金丝雀的看守：at the end of a session nothing that was typed about anybody may lie open anywhere.

Every identity number that a test invents is a canary: area code 990204 is no division, so a number that has it, a
possible day of birth and the right check sign comes from a test and from nowhere else. Accounts, telephones and
illness words cannot be told from other text; those of KNOWN are planted by tests and looked for.

Looked through: the files of the database server with its write-ahead log and its own log, the kept documents, the log
lines of the whole session as the product writes them, files of uploads, and every list that was exported.
"""

from __future__ import annotations

import logging
import logging.config
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from doudi.records.people.id_numbers import check_sign
from doudi.web import lists

# account, account, telephone, illness: planted by records/tests/test_canaries.py and by the access matrix
KNOWN = ("6200990204000054321", "621700990204000001", "19900007788", "慢性肾功能衰竭")
IN_WORKBOOKS = ".xlsx"
# It begins with plain letters, so that hundreds of megabytes are searched as quickly as for a word.
_NUMBER = re.compile(rb"990204(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?!\d)")


class Sang(AssertionError):
    """一只金丝雀叫了：where, and which."""


def found_in(content: bytes) -> list[str]:
    """The canaries that lie open in some bytes."""
    alone = (
        each
        for each in _NUMBER.finditer(content)
        if not content[max(each.start() - 1, 0) : each.start()].isdigit()
    )
    numbers = (each[0].decode() for each in alone)
    open_numbers = [each for each in numbers if check_sign(each[:-1]) == each[-1]]
    return sorted({*open_numbers, *(each for each in KNOWN if each.encode() in content)})


def singing(folder: Path) -> Iterator[str]:
    """File by file, what lies open in it; a workbook is unpacked."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        for content in _contents(path):
            if found := found_in(content):
                yield f"{path}: {'、'.join(found[:3])}"
                break


def refuse_singing(folder: Path) -> None:
    """Raise Sang with every file of a folder in which a canary lies open."""
    told = list(singing(folder))
    if told:
        raise Sang("金丝雀叫了：\n" + "\n".join(told[:20]))


@contextmanager
def guarded(folder: Path, of: logging.Logger | None = None) -> Iterator[None]:
    """For the length of a session: what is logged, uploaded through a file and exported as a list goes to a folder as
    well, and nothing in it may be a canary.
    """
    log = logging.FileHandler(folder / "session.log", encoding="utf-8")
    log.setFormatter(_product_formatter())
    log.setLevel(logging.INFO)
    whole = of or logging.getLogger()
    whole.addHandler(log)
    before, uploads = vars(lists)["workbook"], settings.FILE_UPLOAD_TEMP_DIR
    vars(lists)["workbook"] = kept_beside(before, folder)
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    try:
        yield
    finally:
        vars(lists)["workbook"], settings.FILE_UPLOAD_TEMP_DIR = before, uploads
        whole.removeHandler(log)
        log.close()
    refuse_singing(folder)


def kept_beside(workbook: Callable[..., bytes], folder: Path) -> Callable[..., bytes]:
    """Lists are masked on the page, and so in their export."""
    numbers = iter(range(1_000_000))

    def kept(*told: Any, **more: Any) -> bytes:
        content = workbook(*told, **more)
        (folder / f"list-{next(numbers)}{IN_WORKBOOKS}").write_bytes(content)
        return content

    return kept


def _contents(path: Path) -> Iterator[bytes]:
    if path.suffix == IN_WORKBOOKS and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                yield packed.read(name)
    else:
        yield path.read_bytes()


def _product_formatter() -> logging.Formatter:
    """As production writes its lines, numbers blotted out."""
    told = settings.LOGGING["formatters"]["json"]
    made: logging.Formatter = logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(told))
    return made
