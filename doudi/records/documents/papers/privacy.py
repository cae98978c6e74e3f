"""文书上的隐私：ID numbers masked, and a net for private things that were typed into a text by mistake."""

import re

from doudi.records.documents.papers.forms import ACCOUNT, ID_NUMBER, ILLNESS, TELEPHONE

_ID = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9Xx])|(?<![0-9])[0-9]{15}(?![0-9])")
_ACCOUNT = re.compile(r"(?<![0-9])(?:[0-9]{16,19}|[0-9]{4}(?: [0-9]{4}){3}(?: [0-9]{1,3})?)(?![0-9])")
_TELEPHONE = re.compile(r"(?<![0-9])1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
# Names of illnesses that people type most; a net, not a proof: a paper has no field for an illness.
ILLNESSES = (
    *("癌", "肿瘤", "白血病", "尿毒症", "透析", "艾滋", "肝炎", "结核", "梅毒", "精神分裂", "抑郁症", "双相"),
    *("糖尿病", "高血压", "冠心病", "心脏病", "脑梗", "脑出血", "中风", "癫痫", "帕金森", "痴呆", "肝硬化"),
)


def masked(id_number: str) -> str:
    """身份证号遮盖: area code and the last four signs stay, 990204********0121."""
    return f"{id_number[:6]}{'*' * (len(id_number) - 10)}{id_number[-4:]}"


def private_things(told: str, never: frozenset[str]) -> list[str]:
    """Which of the forbidden things a text holds, by name; the thing itself is never repeated."""
    found = {
        ID_NUMBER: bool(_ID.search(told)),
        ACCOUNT: bool(_ACCOUNT.search(_ID.sub("", told))),
        TELEPHONE: bool(_TELEPHONE.search(told)),
        ILLNESS: any(word in told for word in ILLNESSES),
    }
    return [thing for thing, held in found.items() if held and thing in never]
