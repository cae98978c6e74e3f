"""格式的样子：what every format is given and what it gives back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from doudi.records.refusals import BadInput


class BadReturn(BadInput):
    """回盘读不了：the file as a whole is refused, with the row and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Order:
    """代付一笔：the account in clear, only while the file is being made."""

    key: str
    payee: str
    bank: str
    account: str
    amount_fen: int
    told: str


@dataclass(frozen=True, slots=True)
class Batch:
    """一批代付: what stands at the head of the file."""

    number: str
    payer: str
    on: date
    orders: Sequence[Order]

    @property
    def total_fen(self) -> int:
        return sum(order.amount_fen for order in self.orders)


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """银行的一条答复: by the key of the order; `settled_on` where the bank tells the day."""

    key: str
    amount_fen: int
    paid: bool
    reason: str = ""
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """一份回盘: the batch it says it answers, and its rows."""

    batch: str
    answers: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Format:
    """一种代发格式."""

    code: str
    title: str
    extension: str
    write: Callable[[Batch], bytes]
    read: Callable[[bytes], Returned]


def fen_of(text: str, where: str) -> int:
    """`1234.50` as fen. BadReturn naming the place for anything else."""
    whole, _, part = text.strip().partition(".")
    digits = whole + (part + "00")[:2]
    if not digits.isascii() or not digits.isdigit() or len(part) > 2 or not whole:
        raise BadReturn(f"{where}：金额写的是“{text[:20]}”，要写成 285.00 的样子，请银行重新出具回盘文件。")
    return int(digits)
