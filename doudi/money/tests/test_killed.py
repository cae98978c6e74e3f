"""真的断电：the process that pays is killed with -9 before and after each step of a run and of its return; nothing is
half done, the same button pressed again does the rest once, and the file is that of a run which nobody disturbed.
"""

import base64
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Model

from doudi.config.tests.database import cloned
from doudi.config.tests.workers import worker
from doudi.money.ledger.models import Account
from doudi.money.payments.models import Hold, Line, LineState, Run, RunStage
from doudi.money.payments.tests.month import Month
from doudi.money.payments.verify import faults
from doudi.money.tests.purse import Purse
from doudi.money.tests.steps import CALLS, LATER, POINTS, Point, Told, press
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine, BulkLine, Command
from doudi.records.audit.verify import verify
from doudi.records.documents.models import StoredFile
from doudi.records.documents.store import sweep_orphans
from doudi.records.ids import new_id
from doudi.records.people.models import BankAccount, Person
from doudi.records.vault.ciphers import sm3

pytestmark = [pytest.mark.postgres, pytest.mark.long]
PROGRAM = ("-m", "doudi.money.tests.payer_program")
FAILING = 3
Press = Callable[[str, Told, Any], dict[str, Any]]


def test_there_are_more_than_sixty_points(committing: str) -> None:
    assert len(POINTS) >= 60
    assert {point.step for point in POINTS} == set(CALLS)


def test_killed_at_any_point_and_pressed_again_everything_is_done_once_and_the_file_is_the_same(
    committing: str,
    market: str,
    data_folder: Path,
    purse: Purse,
    tmp_path: Path,
    at_size: Callable[[int, int], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`make proof` kills at every point; `make test` at every twenty-third."""
    points = list(POINTS[:: at_size(23, 1)])
    _begin(purse)
    with worker(data_folder, committing, PROGRAM, talking=True) as program:

        def pressed_again(step: str, told: Told, command: Any) -> dict[str, Any]:
            while points and points[0].step == step:
                _killed(program, points.pop(0), told, command)
            answer = _ordered(program, step, told, command)
            done = _everything()
            assert _ordered(program, step, told, command) == answer, "the second press answers the same"
            assert _everything() == done, "and does nothing"
            told_back: dict[str, Any] = json.loads(answer)
            return told_back

        disturbed = _month(purse, pressed_again)
        assert points == [], "every point was passed"
    assert (list(faults()), verify().sound) == ([], True)
    sweep_orphans()
    assert list(faults()) == []
    # An undisturbed twin of the same day, with a file library of its own.
    monkeypatch.setattr(settings, "DOCUMENT_FOLDER", tmp_path / "documents")
    with cloned(data_folder, market, tmp_path):
        _begin(purse)
        assert _month(purse, press) == disturbed


def _begin(purse: Purse) -> None:
    """The pool is filled; one payee's account is in another's name, so that a person has to judge."""
    purse.appropriated()
    with acting_as(purse.act("feng").scope):
        person = Person.objects.order_by("name")[5]
        BankAccount.objects.filter(person=person).update(holder="别人")


def _month(purse: Purse, pressing: Press) -> dict[str, Any]:
    """A month with a finding, two signatures, a failed line, its repayment and the closing: what is left of it."""
    month = Month(purse)
    run: dict[str, str] = {}

    def button(step: str, **told: str) -> dict[str, Any]:
        return pressing(step, {**run, **told}, new_id())

    def to_the_bank() -> bytes:
        button("check")
        signed = {"batch_sm3": _coded(bytes(_run(run).batch_sm3 or b""))}
        for step in ("approve1", "approve2"):
            button(step, **signed)
        button("export")
        return base64.b64decode(button("take")["file"])

    run["run"] = button("freeze", format="fixed_csv")["run"]
    hold = Hold.objects.using("owner").get(line__run_id=run["run"])
    button("judge", hold=str(hold.pk))
    files = [to_the_bank()]
    first = run["run"]
    button("return", content=_coded(month.answer(_run(run), {FAILING: "账号不存在"})))
    failed = Line.objects.using("owner").select_related("payee").get(run_id=first, state=LineState.FAILED)
    with acting_as(purse.act("feng").scope):
        payee = Person.objects.get(pk=failed.payee_id)
    month.account(payee, "6200000000000088", since=LATER)
    run["run"] = button("repay")["done"]
    files.append(to_the_bank())
    button("return", content=_coded(month.answer(_run(run))))
    for each in (run["run"], first):
        run["run"] = each
        button("close")
    return {"files": files, **_left()}


def _run(run: dict[str, str]) -> Run:
    return Run.objects.using("owner").get(pk=run["run"])


def _coded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _left() -> dict[str, Any]:
    """What both twins must agree on: runs, lines, balances, and how much was written on the chain."""
    lines = Line.objects.using("owner").order_by("run__number", "position")
    rows = Account.objects.using("owner").order_by("kind", "area_id", "person__name", "scheme")
    runs = Run.objects.using("owner").order_by("number")
    assert {run.stage for run in runs} == {RunStage.CLOSED}
    return {
        "runs": list(runs.values_list("number", "lines_count", "total_fen", "file_sm3")),
        "lines": list(lines.values_list("run__number", "position", "payee_name", "amount_fen", "state")),
        "balances": list(rows.values_list("kind", "area_id", "person__name", "balance_fen")),
        "trail": list(AuditLine.objects.using("owner").order_by("seq").values_list("did", flat=True))[-40:],
    }


def _killed(program: subprocess.Popen[bytes], point: Point, told: Told, command: Any) -> None:
    """Press, and die at the point: nothing has happened; or, from the commit on, all of it, and its answer is kept."""
    before = _everything()
    assert _ordered(program, point.step, told, command, point) == "killed", f"{point} was never passed"
    kept = Command.objects.using("owner").filter(id=command).exists()
    assert kept == point.done, str(point)
    assert point.done or _everything() == before, str(point)


def _ordered(
    program: subprocess.Popen[bytes], step: str, told: Told, command: Any, at: Point | None = None
) -> str:
    order = {"step": step, "told": dict(told), "command": str(command), "at": at and vars(at)}
    assert program.stdin is not None and program.stdout is not None
    program.stdin.write(json.dumps(order).encode() + b"\n")
    program.stdin.flush()
    return program.stdout.readline().decode().strip()


def _everything() -> dict[str, bytes]:
    """A digest of every table of money and of what its actions leave in records, as the owner sees them."""
    models: list[type[Model]] = [*apps.get_app_config("money").get_models(), AuditLine, BulkLine]
    models += [Command, StoredFile]
    found = {}
    with connections["owner"].cursor() as cursor:
        for model in models:
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t ORDER BY 1')
            found[model.__name__] = sm3(repr(cursor.fetchall()).encode())
    return found
