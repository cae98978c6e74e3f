"""摘要：what a line rests on, and what two people sign — the same facts always give the same bytes."""

from collections.abc import Iterable

from doudi.casework.awards.models import Award, AwardTerms
from doudi.money.payments.models import Line, Run
from doudi.records.audit.canon import spelled
from doudi.records.vault.ciphers import sm3


def rests_on(award: Award, terms: AwardTerms) -> bytes:
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


def line_content(line: Line) -> list[object]:
    """Every frozen column of a line; the account by its blind index, so that a digest tells no number."""
    return [
        line.position,
        line.household_id,
        line.award_id,
        line.person_id,
        line.payee_id,
        line.payee_name,
        line.scheme,
        line.month,
        line.purpose,
        line.sequence,
        line.amount_fen,
        line.bank,
        line.holder,
        bytes(line.account_blind) if line.account_blind is not None else b"",
        bytes(line.rests_on),
        *([line.institution_id] if line.institution_id else []),
    ]


def batch_digest(run: Run, lines: Iterable[Line]) -> bytes:
    """批次摘要: SM3 over the run and the SM3 of each line to be paid, in order of position."""
    head = spelled([run.pk, run.number, run.month, run.purpose, run.bank_format])
    return sm3(head + b"".join(sm3(spelled(line_content(line))) for line in lines))
