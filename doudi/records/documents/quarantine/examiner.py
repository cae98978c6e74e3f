"""送检：hands a file to the examining process and takes its answer; a process that hangs or dies is a refusal.

One process for each of the server's, started at the first upload, one file at a time: starting it takes longer than
most files do. It ends with its parent, for then its input ends.
"""

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import doudi
from doudi.records.documents.limits import LARGEST_UPLOAD_BYTES, MEGABYTE
from doudi.records.documents.quarantine.found import READY, Found
from doudi.records.refusals import BadInput

LONGEST_SECONDS = 60
PIPE_BYTES = 1024 * 1024
_PLACE = str(Path(doudi.__file__).parents[1]) if doudi.__file__ else str(Path(__file__).parents[4])


class UnfitFile(BadInput):
    """不能收的文件：wrong sort, broken, too large or dangerous; the sentence says what to do."""


def examine(content: bytes, *, wants_marks: bool = False) -> Found:
    """What a file is, what of it may be kept, and which papers' codes it bears. Raises UnfitFile."""
    if len(content) > LARGEST_UPLOAD_BYTES:
        most = LARGEST_UPLOAD_BYTES // MEGABYTE
        raise UnfitFile(f"文件超过 {most} MB：请把扫描精度降到 200 dpi，或分成几个文件再上传。")
    told, kept = _examiner.ask({"do": "examine", "marks": wants_marks}, content)
    return Found(told["sort"], kept, told["pages"], told["marks"])


def pages_of(content: bytes, numbers: list[int]) -> bytes:
    """A PDF of some pages of an examined PDF, counted from 0."""
    return _examiner.ask({"do": "pages", "pages": numbers}, content)[1]


class NoExaminer(Exception):
    """The examining process does not start: a fault of the installation, not of the file."""


class _Examiner:
    """The one examining process of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.parent = 0

    def ask(self, order: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
        with self.lock:
            process = self._running()
            try:
                self._send(process, order, content)
                told, kept = self._answer(process)
            except (BrokenPipeError, EOFError, TimeoutError):
                self._stop(process)
                raise UnfitFile("这个文件打不开，或打开太久：请重新扫描或导出后再上传。") from None
        if "unfit" in told:
            raise UnfitFile(told["unfit"])
        return told, kept

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.parent != os.getpid() or self.process.poll() is not None:
            self.parent, self.process = os.getpid(), _started()
        return self.process

    def _send(self, process: subprocess.Popen[bytes], order: dict[str, Any], content: bytes) -> None:
        assert process.stdin is not None
        for part in (json.dumps(order).encode(), content):
            whole = memoryview(len(part).to_bytes(8, "big") + part)
            while whole:  # the child reads everything before it answers, so this cannot block for good
                whole = whole[process.stdin.write(whole) :]

    def _answer(self, process: subprocess.Popen[bytes]) -> tuple[dict[str, Any], bytes]:
        assert process.stdout is not None
        until = time.monotonic() + LONGEST_SECONDS
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdout, selectors.EVENT_READ)
            parts = [_part(process.stdout.fileno(), waiting, until) for _ in range(2)]
        return json.loads(parts[0]), parts[1]

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        self.process = None


def _started() -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "doudi.records.documents.quarantine"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": _PLACE, "PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1"},
        bufsize=0,
    )
    assert process.stdout is not None
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        try:
            if (
                _read(process.stdout.fileno(), len(READY), waiting, time.monotonic() + LONGEST_SECONDS)
                == READY
            ):
                return process
        except (EOFError, TimeoutError):
            process.kill()
    raise NoExaminer("检疫进程没有启动：请重新运行 make setup，看依赖是否装全。")


def _part(source: int, waiting: selectors.DefaultSelector, until: float) -> bytes:
    length = int.from_bytes(_read(source, 8, waiting, until), "big")
    return _read(source, length, waiting, until)


def _read(source: int, length: int, waiting: selectors.DefaultSelector, until: float) -> bytes:
    got = bytearray()
    while len(got) < length:
        if not waiting.select(max(until - time.monotonic(), 0)):
            raise TimeoutError
        part = os.read(source, min(length - len(got), PIPE_BYTES))
        if not part:
            raise EOFError
        got += part
    return bytes(got)


_examiner = _Examiner()
