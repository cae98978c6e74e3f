"""裁量结果的行 — the answers for a batch as Arrow rows, the versions they were reached under, and their sums."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from doudi.policy import law
from doudi.policy.asks.household import AMOUNTS, QUANTITIES, SCHEMES
from doudi.policy.bulk import INTERPRETER, Bulk, Decisions, tests_on
from doudi.policy.figures import Figures
from doudi.policy.law.rigid import CLASSIFICATIONS
from doudi.policy.packed import Array
from doudi.policy.unknown import Unknown

UNKNOWN = "unknown"
CLASS_WORDS = (*(CLASSIFICATIONS[code] for code in range(len(CLASSIFICATIONS))), UNKNOWN)
CLASS_TITLES = {
    "tekun": "特困人员",
    "dibao": "最低生活保障",
    "single_person": "单人保",
    "margin": "低保边缘家庭",
    "rigid_expenditure": "刚性支出困难家庭",
    "none": "不符合",
    UNKNOWN: "缺少事实，尚不能定",
}
FORM_WORDS = ("kernel", "interpreter")
PAYS = {word: AMOUNTS[word] for word in ("tekun", "dibao", "single_person")}
_PLACES = ("household_id", "township", "village")
_WORDS = pa.dictionary(pa.int8(), pa.string())
_TEXTS = pa.dictionary(pa.int32(), pa.string())


def answer_schema(bulk: Bulk, plain: bool = False) -> pa.Schema:
    """One row a household. Money in fen a month, answers 1, 0 or null; `plain` has no dictionaries."""
    words, texts = (pa.string(), pa.string()) if plain else (_WORDS, _TEXTS)
    return pa.schema(
        [
            pa.field("household_id", pa.string(), nullable=False),
            pa.field("township", texts),
            pa.field("village", texts),
            pa.field("classification", words, nullable=False),
            *(pa.field(name, pa.int64()) for name in AMOUNTS.values()),
            *(pa.field(f"{name}_answer", pa.int8()) for name in SCHEMES),
            *(pa.field(name, pa.int8()) for name in tests_on(bulk.on)),
            *(pa.field(key, pa.int64()) for key in QUANTITIES),
            pa.field("decided_by", words, nullable=False),
        ]
    )


def answer_rows(batch: pa.RecordBatch, bulk: Bulk, decided: Decisions, schema: pa.Schema) -> pa.RecordBatch:
    """The rows for a batch that `bulk` has decided."""
    quantities = {name: key for key, name in QUANTITIES.items()}
    arrays: dict[str, pa.Array] = {name: batch.column(name).cast(schema.field(name).type) for name in _PLACES}
    for name in bulk.outputs:
        column = f"{name}_answer" if name in SCHEMES else quantities.get(name, name)
        known = decided.known.get(name)
        arrays[column] = pa.array(decided.values[name], mask=None if known is None else ~known)
    arrays["classification"] = _words(class_codes(decided), CLASS_WORDS, schema.field("classification").type)
    arrays["decided_by"] = _words(decided.form, FORM_WORDS, schema.field("decided_by").type)
    return pa.RecordBatch.from_arrays([arrays[field.name] for field in schema], schema=schema)


def class_codes(decided: Decisions) -> Array:
    """The classification as the place of its word in CLASS_WORDS."""
    codes, known = decided.values["classification"], decided.known.get("classification")
    return codes if known is None else np.where(known, codes, len(CLASSIFICATIONS)).astype(np.int8)


def _words(codes: Array, words: tuple[str, ...], as_type: pa.DataType) -> pa.Array:
    rows = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(words, pa.string()))
    return rows.cast(as_type)


def paid_monthly(decided: Decisions) -> Array:
    """What each household receives a month under its class, in fen; an unknown amount is left out."""
    codes = decided.values["classification"]
    paid = np.zeros(len(codes), dtype=np.int64)
    for word, name in PAYS.items():
        here = codes == CLASS_WORDS.index(word)
        for source in ("classification", name):
            if source in decided.known:
                here = here & decided.known[source]
        paid = np.where(here, decided.values[name], paid)
    return paid


@dataclass
class Sums:
    """How many households of each class, what they cost a month in fen, how many the interpreter decided."""

    households: Counter[str] = field(default_factory=Counter)
    monthly: Counter[str] = field(default_factory=Counter)
    interpreted: int = 0

    def add(self, decided: Decisions) -> None:
        codes, paid = class_codes(decided), paid_monthly(decided)
        counts = np.bincount(codes, minlength=len(CLASS_WORDS))
        for code, word in enumerate(CLASS_WORDS):
            self.households[word] += int(counts[code])
            if word in PAYS:
                self.monthly[word] += int(paid[codes == code].sum())
        self.interpreted += int((decided.form == INTERPRETER).sum())

    def merge(self, other: Sums) -> None:
        self.households.update(other.households)
        self.monthly.update(other.monthly)
        self.interpreted += other.interpreted

    def as_json(self) -> dict[str, Any]:
        return {
            "households": dict(self.households),
            "monthly_fen": dict(self.monthly),
            "interpreted": self.interpreted,
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Sums:
        return cls(Counter(told["households"]), Counter(told["monthly_fen"]), int(told["interpreted"]))


def rules_version() -> str:
    """SHA-256 of the sources of the law, so that an answer can name the rules it was reached under."""
    seal = hashlib.sha256()
    for path in sorted(Path(law.__path__[0]).glob("*.py")):
        seal.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return seal.hexdigest()


def figures_version(figures: Figures) -> str:
    """SHA-256 of every figure as it entered the reckoning."""
    told = "\n".join(
        f"{name}={'-' if isinstance(term, Unknown) else term}" for name, term in sorted(figures.items())
    )
    return hashlib.sha256(told.encode()).hexdigest()


def versions(figures: Figures) -> dict[str, str]:
    """What is written beside the answers: the days, the place, the versions of rules and figures."""
    return {
        "doudi.on": figures.on.isoformat(),
        "doudi.known_on": figures.known_on.isoformat() if figures.known_on else "",
        "doudi.values": figures.place.code,
        "doudi.values_name": figures.place.name,
        "doudi.values_version": figures_version(figures),
        "doudi.rules_version": rules_version(),
    }
