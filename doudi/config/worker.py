"""后台工人：the process that does the jobs. `doudi serve` and `doudi demo` start it and end it (`working.py`).

It stops on SIGTERM, and when the process that started it is gone (its standard input ends): a running job is put back
at its next step. A job whose worker was killed is begun again once, by whichever worker finds it.
"""

import asyncio
import gc
import os
import signal
import sys
import threading
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
django.setup()

from asgiref.sync import sync_to_async  # noqa: E402
from procrastinate import App  # noqa: E402
from procrastinate.contrib.django import app  # noqa: E402
from procrastinate.contrib.django.django_connector import DjangoConnector  # noqa: E402
from procrastinate.jobs import Job, Status  # noqa: E402

from doudi.config.boot import refuse_powerful_role, refuse_unsafe_settings  # noqa: E402
from doudi.records.jobs.actions import mark_broken  # noqa: E402
from doudi.records.jobs.running import stopping  # noqa: E402

AT_ONCE = 2  # a long job and the house's short ones
BEAT_SECONDS, DEAD_AFTER_SECONDS, LOOK_SECONDS = 2, 10, 3
GO_SECONDS = 8
# A job holds a hundred thousand rows at once, which collecting as often as by default walks over again and again.
SELDOM = (50_000, 10, 10)


def main() -> int:
    """Work until told to stop."""
    refuse_unsafe_settings()
    refuse_powerful_role()
    # What is loaded by now stays: collecting must not walk over it again and again while a job reads its rows.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    asyncio.run(_work())
    return 0


async def _work() -> None:
    connector = DjangoConnector(alias="default").get_worker_connector()
    async with app.with_connector(connector).open_async() as working:
        run = working.run_worker_async(
            concurrency=AT_ONCE,
            install_signal_handlers=False,
            update_heartbeat_interval=BEAT_SECONDS,
            stalled_worker_timeout=DEAD_AFTER_SECONDS,
            fetch_job_polling_interval=LOOK_SECONDS,
            delete_jobs="successful",
        )
        worker = asyncio.create_task(run)
        mending = asyncio.create_task(_mend(working))
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, _stop, worker)
        try:
            await asyncio.wait({worker, mending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            mending.cancel()
        for ended in (worker, mending):
            if ended.done() and not ended.cancelled() and (error := ended.exception()):
                raise error


def _stop(worker: "asyncio.Task[None]") -> None:
    stopping.set()
    worker.cancel()


async def _mend(working: App) -> None:
    """Find the jobs whose worker died, and begin each again, or end it."""
    while True:
        for job in await working.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
            if await sync_to_async(_may_begin_again)(job):
                await working.job_manager.retry_job(job)
            else:
                await working.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        await asyncio.sleep(LOOK_SECONDS)


def _may_begin_again(job: Job) -> bool:
    """The house's own work comes round again by itself."""
    progress = job.task_kwargs.get("progress")
    return progress is not None and mark_broken(UUID(str(progress)))


def _leave_with_parent() -> None:
    """Our standard input ends when whoever started us does, even by kill -9."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GO_SECONDS)
    os._exit(1)
