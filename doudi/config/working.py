"""看管工人：keep one worker process at work for as long as the pages are served, and end it with them."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

END_SECONDS, AGAIN_SECONDS = 10, 1


@contextmanager
def worked() -> Iterator[None]:
    """A worker process for the length of the block; one that dies is replaced."""
    keeper = _Keeper()
    thread = threading.Thread(target=keeper.keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        keeper.end()
        thread.join(END_SECONDS)


class _Keeper:
    def __init__(self) -> None:
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        while not self._ended.is_set():
            with self._lock:
                if self._ended.is_set():
                    return
                # Its own session: Ctrl-C comes to us, and we tell it; the pipe tells it when we are killed.
                self._worker = subprocess.Popen(
                    [
                        sys.executable,
                        "-c",
                        "import sys; from doudi.config.worker import main; sys.exit(main())",
                    ],
                    stdin=subprocess.PIPE,
                    start_new_session=True,
                )
            self._worker.wait()
            self._ended.wait(AGAIN_SECONDS)

    def end(self) -> None:
        self._ended.set()
        with self._lock:
            worker = self._worker
        if worker is None or worker.poll() is not None:
            return
        worker.terminate()
        try:
            worker.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            worker.kill()  # the job is begun again at the next start
            worker.wait()
