"""后台工人: a worker process on a test's own database, for stories in which it is killed or told to stop."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connections

from doudi.records.jobs.models import Progress

TOP = Path(__file__).parents[3]
PATIENCE_SECONDS = 240  # with a busy machine
HOUSE = ("-c", "import sys; from doudi.config.worker import main; sys.exit(main())")


@contextmanager
def worker(
    data: Path, name: str, program: tuple[str, ...] = HOUSE, *, talking: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker on the database `name` of a data folder, whose answers can be read where it is `talking`; killed when
    the block ends.
    """
    place = connections["default"].settings_dict
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "doudi.config.settings",
        "DATABASE_URL": f"postgresql://doudi_app@/{name}?" + urlencode({"host": place["HOST"]}),
        "DOUDI_DATA": str(data),
        "DOUDI_KEY_FILE": str(settings.VAULT_KEY_FILE),
        "DOUDI_ANCHOR_FILE": str(settings.ANCHOR_FILE),
    }
    started = subprocess.Popen(
        [sys.executable, *program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if talking else None,
        env=variables,
        cwd=TOP,
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def waited(until: Callable[[], bool], what: str) -> None:
    """Wait until it is so; else fail with `what` and how far the jobs have come."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not until():
        told = [(each.title, each.done, each.of, each.sentence) for each in Progress.objects.all()]
        assert time.monotonic() < end, f"{what}: {told}"
        time.sleep(0.02)
