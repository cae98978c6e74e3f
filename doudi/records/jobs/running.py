"""作业的写法：what makes a function a job, and what it holds in its hands while it runs.

    @job("figures.rebuild", title="重算期限")
    def rebuild(running: Running, *, area: str) -> None:
        todo = ...
        running.whole(len(todo))
        for number, each in enumerate(todo, start=1):
            once(command=running.command(str(each)), ..., by=running.by)
            running.step(number)

A job is not one transaction: each of its actions is. Killed in the middle it begins again, once; what it did already
it finds done, by its own reading or by the command ids. Arguments are numbers and codes, never anything private.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid5

from django.db import connection
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app

from doudi.records.access import Act, Scope, act_now
from doudi.records.areas.models import Area
from doudi.records.clock import machine_now
from doudi.records.jobs.models import Progress
from doudi.records.refusals import Refusal
from doudi.records.staff.models import Officer
from doudi.records.staff.queries import job_scope, scope_of

TOLD_EVERY = timedelta(seconds=0.5)
FAULT = "作业因程序差错停止，已办的部分不受影响：请把作业编号告知系统管理员。"

# Set when the worker is asked to stop; the next step of every running job ends it, to go on at the next start.
stopping = Event()


class Stopped(Exception):
    """The worker stops: the job is put back and goes on where it was at the next start."""


@dataclass(frozen=True, slots=True)
class Job:
    """一种作业：its code, the title that the waiting person reads, what it does, and the task behind it."""

    code: str
    title: str
    body: Callable[..., None]
    task: Any


class Running:
    """正在办的作业：under whom it acts, and how it tells how far it is."""

    def __init__(self, progress: UUID, by: Act) -> None:
        self.progress, self.by = progress, by
        self._told: datetime | None = None
        self._whole = 0

    def whole(self, of: int) -> None:
        """How many steps there are."""
        self._whole = of
        self._write(of=of)

    def step(self, done: int) -> None:
        """So many steps are done. Raises Stopped when the worker is to stop; twice a second it is written down."""
        now = machine_now()
        if done >= self._whole or self._told is None or now - self._told >= TOLD_EVERY:
            self._told = now
            self._write(done=min(done, self._whole))
        if stopping.is_set():
            raise Stopped

    @contextmanager
    def aside(self) -> Iterator[Callable[[int], None]]:
        """Tell steps over a connection of its own: what a long transaction does is seen before it ends."""
        with ThreadPoolExecutor(max_workers=1) as teller:
            try:
                yield lambda done: teller.submit(self.step, done).result()
            finally:
                teller.submit(_hang_up).result()

    def answer(self, **found: Any) -> None:
        """What the waiting person gets: numbers and codes for a page to make a link of."""
        self._write(answer=found)

    def command(self, step: str) -> UUID:
        """The command id of one step, the same in every run of this job."""
        return uuid5(self.progress, step)

    def _write(self, **told: Any) -> None:
        Progress.objects.filter(pk=self.progress).update(**told)

    def __enter__(self) -> Self:
        self._write(started_at=machine_now())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Write how it ended. A refusal is an answer and ends the job; a fault goes on to the log."""
        if isinstance(error, Stopped):
            return False
        refused = isinstance(error, Refusal)
        sentence = "" if error is None else str(error) if refused else FAULT
        self._write(ended_at=machine_now(), sentence=sentence)
        return refused


class AfterStop(BaseRetryStrategy):
    """Only a job that stopped along with its worker is put back by itself."""

    def get_retry_decision(self, *, exception: BaseException, job: Any) -> RetryDecision | None:
        return RetryDecision() if isinstance(exception, Stopped) else None


def _hang_up() -> None:
    connection.close()  # the one of this thread


def job(code: str, *, title: str) -> Callable[[Callable[..., None]], Job]:
    """Make a function a job: `body(running, **arguments)`."""

    def made(body: Callable[..., None]) -> Job:
        def run(*, progress: str, by: dict[str, Any], arguments: dict[str, Any]) -> None:
            with Running(UUID(progress), _act(by)) as running:
                body(running, **arguments)

        return Job(code, title, body, app.task(name=code, retry=AfterStop())(run))

    return made


def every(cron: str, code: str, *, audits: bool = False) -> Callable[[Callable[[Act], Any]], Any]:
    """Make a function the house's own work at set times, under a named scope over every area; nobody waits for it."""

    def made(body: Callable[[Act], Any]) -> Any:
        def run(timestamp: int) -> None:
            body(act_now(house_scope(code, audits=audits)))

        task = app.task(name=code, queueing_lock=code, lock=code)(run)
        return app.periodic(cron=cron)(task)

    return made


def house_scope(name: str, *, audits: bool = False) -> Scope:
    """The scope of what the house does by itself: every area, no person, no post."""
    return Scope(name, areas=frozenset(Area.objects.values_list("pk", flat=True)), audits=audits)


def borne(by: Act) -> dict[str, Any]:
    """Under whom a job acts, as its arguments hold it: an officer, or a named scope. `_act` reads it again."""
    scope, at = by.scope, by.at.isoformat()
    if scope.officer is not None:
        return {"at": at, "officer": str(scope.officer), "second_factor": scope.second_factor}
    posts = sorted({duty.post for duty in scope.duties})
    return {"at": at, "name": scope.name, "areas": sorted(scope.areas), "posts": posts}


def _act(told: dict[str, Any]) -> Act:
    """The act of a job: on the day on which it was asked for, with the posts of that day, however late it runs."""
    at = datetime.fromisoformat(told["at"])
    day = Act(Scope(""), at).day
    if "officer" not in told:
        return Act(job_scope(told["name"], told["areas"], day, *told["posts"]), at)
    officer = Officer.objects.select_related("person").get(pk=told["officer"])
    scope = scope_of(officer, day, second_factor=told["second_factor"])
    return Act(replace(scope, name=f"{scope.name}（后台作业）"), at)
