"""生活自理能力 — six items each done unaided or not; how many fail decides the level of care.

民发〔2021〕43号《特困人员认定办法》第二十条至第二十三条. It decides the care level only, never who is 特困.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

Level = Literal["none", "half", "full"]

ITEMS: Final = {
    "eating": "自主吃饭",
    "dressing": "自主穿衣",
    "bed": "自主上下床",
    "toilet": "自主如厕",
    "walking": "室内自主行走",
    "bathing": "自主洗澡",
}
LEVEL_TITLES: Final[dict[Level, str]] = {
    "none": "全自理",
    "half": "半护理",
    "full": "全护理",
}
HALF_FROM, FULL_FROM = (
    1,
    4,
)  # 第二十二条: 1 to 3 items failed, 部分丧失; 4 to 6, 完全丧失


class BadSelfCare(ValueError):
    """An assessment that cannot be read; the sentence says what to correct."""


def level(failed_count: int) -> Level:
    """照料护理级别: `none` 全自理 (0 items failed), `half` 半护理 (1–3), `full` 全护理 (4–6).

    It names the care needed, not the ability. Raises BadSelfCare for a count outside 0–6.
    """
    if not 0 <= failed_count <= len(ITEMS):
        raise BadSelfCare(f"不能完成的自理项目要在0到{len(ITEMS)}项之间，请改正。")
    if failed_count >= FULL_FROM:
        return "full"
    return "half" if failed_count >= HALF_FROM else "none"


def answer_self_care(failed: Sequence[str]) -> dict[str, object]:
    """自理能力问答: `{level}` from the items failed; BadSelfCare for an unknown or repeated item."""
    for item in failed:
        if item not in ITEMS:
            raise BadSelfCare(f"没有“{item}”这个自理项目，请从 {'、'.join(ITEMS)} 中选择。")
    if len(set(failed)) != len(failed):
        raise BadSelfCare("同一个自理项目写了两次，请删去重复的，或者改成另一项。")
    return {"level": level(len(failed))}
