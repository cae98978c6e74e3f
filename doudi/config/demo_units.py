"""演示的一件件事：units of loading, each one transaction under one command id, so that a stopped loading goes on."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID, uuid5

from doudi.records.access import Act
from doudi.records.audit.commands import once
from doudi.records.audit.models import Command
from doudi.records.jobs.running import house_scope
from doudi.records.refusals import NotFound, Refusal

HERE = UUID("5f1d8a0e-9b1c-4f6e-8d55-d0d1d0d10000")
KIND, HOUSE = "demo.load", "演示装配"

# What it is called, for ever the same, and what does it; the answer is kept.
Unit = tuple[str, Callable[[], dict[str, Any]]]


def played(units: Iterable[Unit], by: Act, told: Callable[[int], None] = lambda number: None) -> list[str]:
    """Do what has not been done; answers a sentence for each unit that a rule of the house refused.

    An invented family may be refused (the law cannot say, a neighbour is a relative): it stays where it stands.
    """
    house = Act(house_scope(HOUSE), by.at)
    done = set(Command.objects.filter(kind=KIND).values_list("id", flat=True))
    refused = []
    for number, (key, do) in enumerate(units, start=1):
        command = uuid5(HERE, key)
        if command not in done:
            try:
                once(command=command, kind=KIND, body={"unit": key}, do=do, by=house)
            except Refusal as refusal:
                refused.append(f"{key}：{refusal}")
        told(number)
    return refused


def answer_of(key: str) -> dict[str, Any]:
    """What a unit answered when it was done. NotFound before, or when it was refused."""
    found = Command.objects.filter(pk=uuid5(HERE, key)).first()
    if found is None:
        raise NotFound
    answer: dict[str, Any] = found.answer
    return answer
