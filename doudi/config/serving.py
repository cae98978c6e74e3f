"""服务：how the pages are served — processes and threads that fit an office's machine.

Of a page most is work in Python, which threads of one process do in turn; a few of them cover the waiting for the
database. Each keeps its connection with the statements prepared on it, so that idle ones are not ended at once.
"""

from typing import Any

from granian.constants import Interfaces
from granian.server import Server

THREADS, IDLE_SECONDS = 6, 600


def page_server(*, address: str, port: int, workers: int, told: bool) -> Any:
    """The server of the pages; `told`: with its own log of starting and stopping."""
    return Server(
        "doudi.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=IDLE_SECONDS,
        log_access=False,
        log_enabled=told,
    )
