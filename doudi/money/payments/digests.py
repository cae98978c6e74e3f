"""摘要：what a line rests on, and what two people sign — the same facts always give the same bytes."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db.models import F, Func, TextField
from django.db.models.functions import Cast

from doudi.casework.awards.rows import AwardRow, TermsRow
from doudi.money.payments.models import Run
from doudi.records.audit.canon import spelled
from doudi.records.vault.ciphers import sm3


class Hex(Func):
    """Bytes as lower-case hex digits."""

    function, template, output_field = "encode", "encode(%(expressions)s, 'hex')", TextField()


def rests_on(award: AwardRow, terms: TermsRow) -> bytes:
    """SM3 of the terms by which an amount is paid, and of the decision behind them."""
    return sm3(
        spelled(
            [
                award.pk,
                award.decision_id,
                terms.pk,
                terms.number,
                terms.from_month,
                terms.monthly_fen,
                terms.base_fen,
                terms.supplement_fen,
                terms.care_fen,
                terms.standard_fen,
                terms.income_parts,
                terms.income_per_fen,
                terms.clause,
            ]
        )
    )


# Every frozen column of a line; the account by its blind index, so that a digest tells no number.
FROZEN = (
    "position", "household_id", "award_id", "person_id", "payee_id", "payee_name", "scheme", "month", "purpose",
    "sequence", "amount_fen", "bank", "holder", "account_blind", "rests_on", "institution_id",
)  # fmt: skip
BLIND = FROZEN.index("account_blind")
frozen = attrgetter(*FROZEN)
# The same columns as the database spells them: the same bytes in the digest, for a third of the work.
KEYS = {"household_id", "award_id", "person_id", "payee_id", "institution_id"}
BYTES = {"account_blind", "rests_on"}
SPELLED = tuple(
    Cast(name, TextField()) if name in KEYS else Hex(name) if name in BYTES else F(name) for name in FROZEN
)


def line_content(told: tuple[Any, ...]) -> list[object]:
    """What a line says in the digest, told its `FROZEN` columns."""
    content: list[object] = list(told)
    content[BLIND] = content[BLIND] or b""
    return content if content[-1] else content[:-1]


def batch_digest(run: Run, lines: Iterable[tuple[Any, ...]]) -> bytes:
    """批次摘要: SM3 over the run and the SM3 of each line to be paid, in order of position; by `FROZEN` columns."""
    head = spelled([run.pk, run.number, run.month, run.purpose, run.bank_format])
    return sm3(head + b"".join([sm3(spelled(line_content(line))) for line in lines]))
