"""代发格式：one folder a format; each writes a batch and reads what the bank answers to it.

A writer gives the same bytes for the same batch; a reader refuses what it cannot read whole, with one sentence naming
the row.
"""

from doudi.money.payments.formats import excel, fixed_csv, iso20022
from doudi.money.payments.formats.shape import Format

FORMATS: dict[str, Format] = {each.code: each for each in (excel.FORMAT, fixed_csv.FORMAT, iso20022.FORMAT)}
