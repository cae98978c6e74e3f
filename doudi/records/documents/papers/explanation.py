"""认定说明：the answer of the law about one household, as a paper (D13-1)."""

import re
from collections.abc import Iterator
from typing import Any

from doudi.policy.asks.household import AMOUNTS, Decided, used_values
from doudi.policy.reckoning import Reckoning
from doudi.policy.sheet import ANSWER_TITLES, ASSET_TESTS, CLASS_TITLES, household_sheet, spoken_path
from doudi.records.documents.papers.filling import spoken_day
from doudi.records.documents.papers.making import make_paper
from doudi.records.documents.papers.typesetting import HOUSE_FONTS, Fonts

SHARED_TESTS = "家庭财产（各类共用）"
SCHEME_ORDER = ("tekun", "dibao", "single_person", "margin", "rigid_expenditure")
# The headings of the law's own sheet; the lines under them are its telling, and are not told anew here.
_HEADINGS = {
    "reckoning": "怎么算的",
    "halving": "减半与不减半对照",
    "amounts": "金额",
    "changes": "什么情况下结论会变",
}
_ASIDE = "（只说明算法"  # the template says it itself
_NUMBER = re.compile("^[一二三四五六]、")
_PATH = re.compile(r"facts\.[a-z_]+(?:\[[0-9]+\])?(?:\.[a-z_]+)*")
_WHOSE = re.compile(r"^\[([^\]]+)\] ")


def explanation_paper(
    decided: Decided,
    *,
    household: str | None = None,
    office: str | None = None,
    case_no: str | None = None,
    fonts: Fonts = HOUSE_FONTS,
) -> bytes:
    """认定说明 as PDF/A: result, reckoning with clauses, tests with both sides, what is missing, what would
    change it, and the values used with those not verified marked. Dated on the question's day; headed with
    `household`, the applicant's name, or else with the question's own.

    Raises what `make_paper` raises: a glyph or a private thing in a name, for instance.
    """
    data = {**explanation_fields(decided), "office": office, "case_no": case_no}
    data["household"] = household or data["household"]
    return make_paper("D13-1", data, dated=decided.question.on, fonts=fonts)


def explanation_fields(decided: Decided) -> dict[str, Any]:
    """The fields of D13-1 out of an answered question."""
    answer, question, reckoning = decided.answer, decided.question, decided.reckoning
    name = answer["classification"]
    scheme = answer["schemes"].get(name, {})
    told = _sections(household_sheet(decided))
    return {
        "household": question.name or "、".join(reckoning.household.member_ids),
        "reckoned_on": question.on,
        "place": reckoning.figures.place.name,
        "known_on": question.known_on,
        "result": CLASS_TITLES[name],
        "monthly": _fen(scheme["monthly"]) if name in AMOUNTS and scheme["monthly"] else None,
        "persons": "、".join(scheme.get("persons") or []),
        "notes": list(answer["notes"]),
        **{
            key: [_told_line(line) for line in told.get(heading, ()) if not _unknown_of_one(line)]
            for key, heading in _HEADINGS.items()
        },
        "findings": list(_findings(answer, reckoning)),
        "needs": [spoken_path(path, reckoning) for path in answer["needs"]],
        "figures": [
            {
                "title": f"{value.title}（{spoken_day(value.since)}起）",
                "basis": value.basis,
                "unverified": value.unverified,
            }
            for value in used_values(reckoning)
        ],
    }


def _fen(yuan: str) -> int:
    """The answer's money, text with two decimals, as whole fen."""
    whole, _, small = yuan.partition(".")
    return int(whole) * 100 + int(small)


def _sections(sheet: str) -> dict[str, list[str]]:
    """Heading, without its number → lines of the sheet."""
    found: dict[str, list[str]] = {}
    under: list[str] = []
    for line in sheet.splitlines():
        if not line.startswith("  ") and line.strip():
            under = found.setdefault(_NUMBER.sub("", line.strip()), [])
        elif line.strip() and not line.strip().startswith(_ASIDE):
            under.append(line.strip())
    return found


def _unknown_of_one(line: str) -> bool:
    """One person's quantity that is not known: what is missing is listed on its own, the totals stay."""
    return bool(_WHOSE.match(line)) and "：不详" in line


def _told_line(line: str) -> dict[str, str | None]:
    """A line and the clause that closes it in 〔〕; the document number inside a clause has 〔〕 of its own."""
    line = _WHOSE.sub(r"\1　", line).replace("  ＝ ", "＝")
    if not line.endswith("〕"):
        return {"line": line, "basis": None}
    depth = 0
    for at in range(len(line) - 1, -1, -1):
        depth += {"〕": 1, "〔": -1}.get(line[at], 0)
        if depth == 0:
            return {"line": line[:at], "basis": line[at + 1 : -1]}
    return {"line": line, "basis": None}


def _findings(answer: dict[str, Any], reckoning: Reckoning) -> Iterator[dict[str, str]]:
    """Every test of every scheme; the asset tests, which all schemes share, once and first."""
    shared = [found for found in answer["schemes"]["dibao"]["findings"] if found["test"] in ASSET_TESTS]
    yield from (_finding(SHARED_TESTS, found, reckoning) for found in shared)
    for name in SCHEME_ORDER:
        scheme = answer["schemes"][name]
        group = f"{CLASS_TITLES[name]}：{ANSWER_TITLES[scheme['answer']]}"
        own = [found for found in scheme["findings"] if found["test"] not in ASSET_TESTS]
        yield from (_finding(group, found, reckoning) for found in own)


def _finding(group: str, found: dict[str, str], reckoning: Reckoning) -> dict[str, str]:
    because = _PATH.sub(lambda path: spoken_path(path[0], reckoning), found["because"])
    return {
        "group": group,
        "answer": ANSWER_TITLES[found["answer"]],
        "title": found["title"],
        "because": because,
        "basis": found["basis"],
    }
