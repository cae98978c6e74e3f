"""服务：how the pages are served — processes and threads that fit an office's machine.

Of a page most is work in Python, which threads of one process do in turn: the more of them, the longer each page of a
rush takes, since each question to the database waits its turn again. So an office has processes of one thread each,
two for a processor; a demonstration is one process, and three threads cover its waiting for the database. Each thread
keeps its connection with the statements prepared on it, so that idle ones are not ended at once.
"""

import os
from pathlib import Path
from typing import Any

from django.template import engines
from granian.constants import Interfaces
from granian.server import Server

IDLE_SECONDS = 600
# Each has a connection of its own, of the hundred that PostgreSQL's max_connections lets in unless told otherwise.
PROCESSES = min(2 * (os.cpu_count() or 1), 16)
OURS = Path(__file__).resolve().parent.parent


def page_server(*, address: str, port: int, workers: int, threads: int = 1, told: bool) -> Any:
    """The server of the pages; `told`: with its own log of starting and stopping."""
    return Server(
        "doudi.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        blocking_threads_idle_timeout=IDLE_SECONDS,
        log_access=False,
        log_enabled=told,
    )


def read_templates() -> int:
    """Read every template of ours now and not while the first officers wait; answers how many."""
    engine: Any = engines["django"]
    loader = engine.engine.template_loaders[0]
    names = [
        str(template.relative_to(folder))
        for folder in map(Path, engine.template_dirs)
        if folder.is_relative_to(OURS)
        for template in sorted(folder.rglob("*.html"))
    ]
    for name in names:
        loader.get_template(name)
    return len(names)
