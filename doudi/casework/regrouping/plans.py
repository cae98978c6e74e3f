"""去向：who goes where in a split, merger or move, as it was proposed; kept as canonical JSON in the sealed plan."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from doudi.records.audit.canon import spelled
from doudi.records.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class Owing:
    """离开的人负有赡养义务: who left, whom he or she supports, the own family's size and income (empty: not known)."""

    who: str
    supports: Sequence[str]
    relation: str
    family_size: int | None = None
    family_income_monthly: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """去向: the people of the new household with their relation to its head, its head and address, what it owns.

    People by their numbers. `assets` is what a part takes along, in the words of the question file.
    """

    people: Mapping[str, str]
    head: str
    address: str
    assets: Mapping[str, Any] | None = None
    owing: Sequence[Owing] = field(default=())

    @property
    def going(self) -> frozenset[UUID]:
        return frozenset(UUID(each) for each in self.people)

    def kept(self) -> Secret:
        """As it is sealed."""
        return Secret(spelled(asdict(self)).decode())


def read_plan(kept: Secret) -> Plan:
    """The plan as it was proposed."""
    told = json.loads(kept.reveal())
    owing = [Owing(**row) for row in told.pop("owing")]
    return Plan(**told, owing=owing)
