"""新编的各笔：what a run that is being built will pay, as plain values, and the one way in which they become rows.

An object of the model for each would be most of what fifty thousand cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from doudi.money.payments.models import Line, Run
from doudi.records.ids import new_id
from doudi.records.many import Many, in_parts
from doudi.records.vault.secret import Secret


@dataclass(slots=True)
class NewLine:
    """一笔: the columns of a line that is not written yet; its state is the first one."""

    area_id: int
    position: int
    household_id: UUID
    award_id: UUID | None
    person_id: UUID
    person_name: str
    payee_id: UUID
    payee_name: str
    institution_id: UUID | None
    bank: str
    holder: str
    account: Secret | None
    account_blind: bytes | None
    persons: int
    scheme: str
    month: date
    purpose: str
    parts: dict[str, Any]
    amount_fen: int
    rests_on: bytes
    sequence: int = 1
    terms_id: UUID | None = None
    repays_id: UUID | None = None
    id: UUID = field(default_factory=new_id)
    covered: Sequence[UUID] = ()  # whom the award covers in the month: no column, asked once for all checks

    @property
    def pk(self) -> UUID:
        return self.id


# The key first: what is sealed is sealed for its row.
COLUMNS = ("id", *(each.name for each in fields(NewLine) if each.name not in ("id", "covered")))
columns_of = attrgetter(*COLUMNS)


def put_down(run: Run, lines: Sequence[NewLine]) -> None:
    """Write the lines of a new run."""
    rows = Many(Line, *COLUMNS, run_id=run.pk)

    def put(some: Sequence[NewLine]) -> None:
        for line in some:
            rows.add(*columns_of(line))
        rows.write()

    in_parts(lines, put)
