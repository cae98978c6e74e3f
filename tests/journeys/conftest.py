"""旅程的台子：the demonstration as a person starts it, and Chromium as a person uses it.

The demonstration runs from an empty folder through the `doudi` command: own database, pages, port of its own.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from doudi.config import postgres
from tests.architecture.sources import TOP

READY_SECONDS, STOP_SECONDS = 240, 60  # patience with a busy machine; docs/howto/demo.md says what is usual


@pytest.fixture(scope="session")
def demo() -> Iterator[str]:
    """The address of a running demonstration. Stopping it must leave nothing running."""
    data = Path(tempfile.mkdtemp(prefix="doudi-journey-"))
    data.chmod(0o755)  # the server's own user must pass through
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # A small county: loading a whole one in the background would slow every test that runs beside it.
    command = [sys.executable, "-m", "doudi.cli", "demo", "--port", str(port), "--households", "40"]
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("DOUDI_", "DATABASE_"))
    }
    said = (data / "said.txt").open("w+")
    process = subprocess.Popen(
        command, cwd=TOP, env={**surroundings, "DOUDI_DATA": str(data)}, stdout=said, stderr=subprocess.STDOUT
    )
    try:
        yield _address(process, data / "said.txt")
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(STOP_SECONDS)
        told = (data / "said.txt").read_text()
        running = postgres.answers(data)
        said.close()
        shutil.rmtree(data, ignore_errors=True)
        assert (code, running) == (0, False), told


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    """Wait for the line that says where the pages are."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        for line in said.read_text().splitlines():
            if "演示已就绪" in line:
                return line.rsplit("：", 1)[1]
        time.sleep(0.1)
    pytest.fail(f"the demonstration did not become ready: {said.read_text()[-2000:]}")


@pytest.fixture
def window(chromium: Browser, demo: str) -> Iterator[BrowserContext]:
    """A desk's window, 1280 wide. Whatever the console says against a page fails the test."""
    context = chromium.new_context(base_url=demo, locale="zh-CN", viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    context.on(
        "console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    # The browser itself notes that a page came with 422; that is how wrong fields are answered.
    assert [line for line in complaints if "status of 422" not in line] == []


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()
